"""What no supplier is known for goes to an explicit unknown supplier, never to nobody."""

from collections.abc import Mapping

import pandas as pd

from tensen.messages import LANGUAGES, Language, text
from tensen.model.checks.needs import NEED, TOLERANCE, totals
from tensen.model.ids import local

SOURCE = "source.tensen-builder"


def with_unknown_suppliers(bare: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The tables with the missing part of every need in shares given to ``unknown.<carrier>``.

    Shares that miss 1 by less than 1e-6 are rounding and are left to the compiler's normalisation.
    """
    need = totals(bare)
    missing = 1.0 - need["total"].fillna(0.0)
    short = need[(need["supply"] == "shares") & (missing > TOLERANCE)]
    if short.empty:
        return dict(bare)
    stamp = {"source_id": SOURCE, "as_of": "2026", "confidence": "estimated"}
    edges = short[NEED].assign(
        source=["unknown." + local(carrier) for carrier in short["carrier"]],
        weight=missing[short.index],
        **stamp,
    )
    names = {lang: bare["carriers"].set_index("id")[f"name_{lang}"].to_dict() for lang in LANGUAGES}
    carriers = short["carrier"].drop_duplicates()
    nodes = pd.DataFrame(
        {
            "id": ["unknown." + local(c) for c in carriers],
            "kind": "unknown",
            **{f"name_{lang}": [_called(lang, names[lang][c]) for c in carriers] for lang in LANGUAGES},
            **stamp,
        }
    )
    nodes = nodes[~nodes["id"].isin(bare["nodes"]["id"])]
    return {
        **bare,
        "nodes": _append(bare["nodes"], nodes),
        "edges": _given(bare["edges"], edges),
        "sources": _sourced(bare),
    }


def _given(held: pd.DataFrame, more: pd.DataFrame) -> pd.DataFrame:
    """Edges with what is missing: added to the unknown supplier's edge where it is there, as in a network
    that was written to files and edited; else an edge of its own. One key never stands twice.
    """
    key = ["source", *NEED]
    plain = held[held["weight"].notna() & held["valid_from"].isna() & held["source"].isin(more["source"])]
    row_of = {tuple(cells): row for row, *cells in plain[key].itertuples(name=None)}
    rows = [row_of.get(tuple(cells), -1) for cells in more[key].itertuples(index=False, name=None)]
    there = pd.Series(rows, index=more.index)
    if (there >= 0).any():
        held = held.copy()
        held.loc[there[there >= 0], "weight"] += more.loc[there >= 0, "weight"].to_numpy()
    return _append(held, more[there < 0])


def _called(lang: Language, carrier: str) -> str:
    return text("model.unknown_supplier", lang, name=carrier)


def _sourced(bare: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    sources = bare["sources"]
    if (sources["id"] == SOURCE).any():
        return sources
    row = {
        "id": SOURCE,
        "title": "Shares that the sources do not name",
        "publisher": "Tensen",
        "licence": "Apache-2.0",
        "date": "2026",
        "method": "One minus the sum of the named shares of a need; given to an unknown supplier",
    }
    return _append(sources, pd.DataFrame([row]))


def _append(frame: pd.DataFrame, more: pd.DataFrame) -> pd.DataFrame:
    shaped = more.reindex(columns=frame.columns).astype(frame.dtypes.to_dict())
    return pd.concat([frame, shaped], ignore_index=True)
