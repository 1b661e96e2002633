"""What stands behind a brief: assumptions, sources, claims, what is unknown, coverage."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from tensen.analysis.places import Place
from tensen.analysis.stress import Stress
from tensen.formats import read_csv
from tensen.messages import TensenError
from tensen.model import Network
from tensen.model.schema import TABLES, assumption_column, tables
from tensen.workspace.brief.words import both, family_words
from tensen.workspace.evidence import assumption, resting, source
from tensen.workspace.networks import packs_of


def assumption_rows(network: Network, place: Place, found: Sequence[Stress]) -> list[dict[str, Any]]:
    """Every assumption that a row uses, at the horizons of the scenarios, those that move most first.

    Within a family those come first on which most of the reference country's value rests (``rests_on``).
    """
    used = _rests_on(network, place)
    horizons = {"all", *(s.scenario.horizon for s in found)}
    rows = network.assumptions
    rows = rows[rows["id"].isin(list(used)) & rows["horizon"].isin(horizons)]
    swing = swings(found)
    made = [
        {
            **assumption(row),
            "family_name": family_words(row["family"]),
            "influence": swing.get(row["family"], (0.0, ""))[0],
            "rests_on": used[row["id"]],
        }
        for row in rows.to_dict("records")
    ]
    return sorted(made, key=lambda r: (-r["influence"], r["family"], -r["rests_on"], r["id"], r["horizon"]))


def _rests_on(network: Network, place: Place) -> dict[str, float]:
    """Per assumption the value per day of the reference country's nodes whose rows name it."""
    worth = pd.Series(network.nodes["value"].fillna(0.0).to_numpy() * place.mask, index=network.nodes["id"])
    found: dict[str, float] = {}
    for name in ("requirements", "edges"):
        for column in tables()[name].columns.values():
            if column.assumable:
                named = network.tables[name][assumption_column(column.name)]
                value = network.tables[name]["target"][named.notna()].map(worth)
                for identifier, total in value.groupby(named[named.notna()]).sum().items():
                    found[str(identifier)] = found.get(str(identifier), 0.0) + float(total)
    return found


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
    counts = resting(network, [name for name in TABLES if name != "sources"])
    rows = network.sources.to_dict("records")
    return [
        source(row, counts.get(row["id"], 0)) for row in sorted(rows, key=lambda r: -counts.get(r["id"], 0))
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
