"""The first page's three findings: the packs' words with computed losses put in, or plain ones."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from tensen.messages import LANGUAGES, Language, TensenError
from tensen.model import Network
from tensen.packs.pack import read_toml
from tensen.reports import money
from tensen.workspace.brief.words import both
from tensen.workspace.networks import packs_of

Rows = Sequence[dict[str, Any]]
Figures = Mapping[str, dict[str, Any]]
_PLACE = re.compile(r"\{((?:scenario|chokepoint):[^}]+)\}")


def findings_of(network: Network, scenarios: Rows, chokepoints: Rows) -> list[dict[str, Any]]:
    """Three findings.

    Raises:
        TensenError: a pack's finding speaks of a scenario or chokepoint that was not computed.
    """
    figures = {f"scenario:{s['id']}": s for s in scenarios} | {
        f"chokepoint:{c['id']}": c for c in chokepoints
    }
    for pack in reversed(packs_of(network)):
        path = pack.path / "findings.toml"
        if path.exists():
            try:
                return [_told(said, figures) for said in read_toml(path)["finding"]]
            except KeyError as problem:
                raise TensenError(
                    "pack_invalid", name=pack.id, problem=f"findings.toml: {problem}"
                ) from problem
    return _plain(scenarios, chokepoints)


def _told(said: Mapping[str, Any], figures: Figures) -> dict[str, Any]:
    return {
        "id": said["id"],
        "title": dict(said["title"]),
        "text": {lang: _filled(said["text"][lang], lang, figures) for lang in LANGUAGES},
        "why": {lang: _filled(said["why"][lang], lang, figures) for lang in LANGUAGES},
        "figures": [_figure(figures, f["trace"], f["label"]) for f in said["figure"]],
        "sources": list(said["sources"]),
    }


def _plain(scenarios: Rows, chokepoints: Rows) -> list[dict[str, Any]]:
    """Where the packs say nothing: the worst foreign and domestic chokepoint and the worst scenario."""
    chosen = [
        ("foreign", next((c for c in chokepoints if c["foreign"]), None), "chokepoint", "name"),
        ("domestic", next((c for c in chokepoints if not c["foreign"]), None), "chokepoint", "name"),
        (
            "scenario",
            max(scenarios, key=lambda s: s["loss_per_day"]["central"] or 0, default=None),
            "scenario",
            "title",
        ),
    ]
    found = []
    for key, row, what, words in chosen:
        if row is not None:
            trace = f"{what}:{row['id']}"
            loss = {lang: _loss(row, lang) for lang in LANGUAGES}
            found.append(
                {
                    "id": key,
                    "title": both(f"brief.finding_{key}", name=row[words]),
                    "text": both("brief.finding_text", name=row[words], loss=loss),
                    "why": both("brief.finding_why"),
                    "figures": [_figure({trace: row}, trace, row[words])],
                    "sources": list(row["sources"]),
                }
            )
    return found


def _filled(words: str, lang: Language, figures: Figures) -> str:
    return _PLACE.sub(lambda place: _loss(figures[place.group(1)], lang), words)


def _loss(row: Mapping[str, Any], lang: Language) -> str:
    """The loss as a share of value added: short enough for a sentence; the money stands in the figures."""
    return str(money.percent_span(row["share_of_value"], lang))


def _figure(figures: Figures, trace: str, label: Mapping[str, str]) -> dict[str, Any]:
    row = figures[trace]
    return {"label": dict(label), "value": row["loss_per_day"], "unit": "usd_per_day", "trace": trace}
