"""What stands behind a brief: assumptions, sources, claims, what is unknown, coverage."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from tensen.analysis.stress import Stress
from tensen.formats import read_csv
from tensen.messages import TensenError
from tensen.model import Network
from tensen.model.schema import TABLES, assumption_column, tables
from tensen.workspace.brief.words import both, family_words
from tensen.workspace.networks import packs_of


def assumption_rows(network: Network, found: Sequence[Stress]) -> list[dict[str, Any]]:
    """Every assumption that a row uses, at the horizons of the scenarios, those that move most first."""
    used: set[str] = set()
    for name, table in tables().items():
        for column in table.columns.values():
            if column.assumable:
                used |= set(network.tables[name][assumption_column(column.name)].dropna())
    horizons = {"all", *(s.scenario.horizon for s in found)}
    rows = network.assumptions
    rows = rows[rows["id"].isin(used) & rows["horizon"].isin(horizons)]
    swing = swings(found)
    columns = (
        "id",
        "family",
        "horizon",
        "low",
        "central",
        "high",
        "unit",
        "direction",
        "confidence",
        "note",
        "source_id",
    )
    made = [
        {
            **{c: _cell(row[c]) for c in columns},
            "name": {"en": row["name_en"], "ja": row["name_ja"]},
            "family_name": family_words(row["family"]),
            "influence": swing.get(row["family"], (0.0, ""))[0],
        }
        for row in rows.to_dict("records")
    ]
    return sorted(made, key=lambda r: (-r["influence"], r["family"], r["id"], r["horizon"]))


def swings(found: Sequence[Stress]) -> dict[str, tuple[float, str]]:
    """Per family the widest range of any scenario when only this family moves, and that scenario's id."""
    widest: dict[str, tuple[float, str]] = {}
    for stress in found:
        for family, low, high in stress.families:
            widest[family] = max(widest.get(family, (0.0, "")), (high - low, stress.scenario.id))
    return widest


def unknown_rows(found: Sequence[Stress]) -> list[dict[str, Any]]:
    """What is not known, the fact that would narrow an answer most first."""
    titles = {s.scenario.id: s.scenario.title for s in found}
    rows = []
    for family, (width, scenario) in sorted(swings(found).items(), key=lambda item: -item[1][0]):
        if width > 0:
            words = both("brief.unknown_family", family=family_words(family), scenario=titles[scenario])
            rows.append({"id": family, "text": words, "width": width})
    return [
        *rows,
        *(
            {"id": key, "text": both(f"brief.unknown_{key}"), "width": None}
            for key in ("time", "prices", "firms")
        ),
    ]


def source_rows(network: Network) -> list[dict[str, Any]]:
    """Every source with the number of rows that rest on it."""
    counts: dict[str, int] = {}
    for name in TABLES:
        if name != "sources":
            for source, count in network.tables[name]["source_id"].value_counts().items():
                counts[str(source)] = counts.get(str(source), 0) + int(count)
    rows = network.sources.to_dict("records")
    return [
        {**{str(k): _cell(v) for k, v in row.items()}, "rows": counts.get(row["id"], 0)}
        for row in sorted(rows, key=lambda r: -counts.get(r["id"], 0))
    ]


def claim_rows(network: Network) -> list[dict[str, Any]]:
    """Figures in circulation held against their source, from the packs' ``claims.csv``."""
    rows = []
    for pack in packs_of(network):
        path = pack.path / "claims.csv"
        if not path.exists():
            continue
        for row in read_csv(path.read_bytes(), f"{pack.id}/claims.csv").to_dict("records"):
            try:
                rows.append(
                    {
                        "id": row["id"],
                        "claim": {"en": row["claim_en"], "ja": row["claim_ja"]},
                        "figure": row["figure"],
                        "source_says": {"en": row["source_says_en"], "ja": row["source_says_ja"]},
                        "verdict": row["verdict"],
                        "source_id": row["source_id"],
                    }
                )
            except KeyError as problem:
                raise TensenError("pack_invalid", name=pack.id, problem=f"claims.csv: {problem}") from problem
    return sorted(rows, key=lambda r: r["id"] != "claim.lloyds-19bn")


def coverage_rows(network: Network) -> list[dict[str, Any]]:
    """What each pack covers and what it does not."""
    return [{"pack": p.id, "title": dict(p.title), "text": dict(p.coverage)} for p in packs_of(network)]


def _cell(value: Any) -> Any:
    if value is None or (not isinstance(value, str | list) and pd.isna(value)):
        return None
    return value.item() if hasattr(value, "item") else value
