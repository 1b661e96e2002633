"""The licences and attributions of the rows that go into an export: of those sources alone that they cite."""

from collections.abc import Iterable

import pandas as pd

from tensen.messages import Language, text
from tensen.model import Network


def cited_sources(network: Network, chosen: Iterable[str] | None = None) -> pd.DataFrame:
    """The rows of ``sources`` that the rows of the chosen tables cite, and those they derive from.

    A source that a row cites but no source row describes has none; the checks of the model refuse that.
    """
    names = [n for n in (chosen or network.tables) if n != "sources"]
    wanted: set[str] = set()
    for name in names:
        wanted |= set(network.tables[name]["source_id"].dropna().unique())
    sources = network.sources
    parents = {
        i: d.split("|")
        for i, d in zip(sources["id"], sources["derived_from"], strict=True)
        if isinstance(d, str)
    }
    waiting = list(wanted)
    while waiting:
        for parent in parents.get(waiting.pop(), []):
            if parent not in wanted:
                wanted.add(parent)
                waiting.append(parent)
    return sources[sources["id"].isin(wanted)].reset_index(drop=True)


def licence_rows(
    network: Network, lang: Language, chosen: Iterable[str] | None = None
) -> list[dict[str, str]]:
    """A row for each source cited, then one for each notice that must be shown."""
    fields = ("id", "title", "publisher", "licence", "address", "date")
    rows = [
        {key: value if isinstance(value, str) else "" for key, value in zip(fields, cells, strict=True)}
        for cells in cited_sources(network, chosen)[list(fields)].itertuples(index=False, name=None)
    ]
    notice = dict.fromkeys(fields, "") | {"id": text("format.notice", lang)}
    return rows + [notice | {"title": words} for words in network.about.notices]


def licences_text(network: Network, lang: Language, chosen: Iterable[str] | None = None) -> str:
    """A text to lie beside an export: what it is, notices, and the sources by licence."""
    sources = cited_sources(network, chosen)
    title = network.about.title_en if lang == "en" else network.about.title_ja
    lines = [text("format.licences_title", lang, name=title), "", text("format.licences_note", lang), ""]
    if network.about.notices:
        lines += [text("format.licences_notices", lang), *(f"- {n}" for n in network.about.notices), ""]
    for licence, held in sources.groupby("licence", sort=True):
        lines.append(text("format.licences_under", lang, licence=licence))
        for cells in held[["title", "publisher", "date", "address"]].itertuples(index=False, name=None):
            lines.append("- " + ". ".join(str(cell) for cell in cells if isinstance(cell, str)))
        lines.append("")
    return "\n".join(lines)
