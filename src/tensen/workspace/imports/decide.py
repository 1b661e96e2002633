"""Mended rejects: what a person decided, and the rows as they now stand."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from tensen.messages import Finding, nearest
from tensen.model import Network
from tensen.model.coerce import LINE, ORIGIN
from tensen.model.filled import filled
from tensen.model.ids import fold, is_id
from tensen.model.schema import TABLES, kinds
from tensen.workspace.imports.names import made_id
from tensen.workspace.imports.pending import PLACE
from tensen.workspace.imports.resolve import OWNERS, REFERENCES
from tensen.workspace.imports.shape import REJECTS

REJECT, NEW = "reject", "new"
_KIND = "organisation"  # what a new name stands for unless the decision says another kind


@dataclass
class Decided:
    """What files of rejects say.

    Attributes:
        tables: the rows by table, with origin and line.
        accepted: (domain, spelling) to the id that a person accepted.
        rejected: (domain, spelling) whose suggestions a person rejected.
        fresh: (table, folded spelling) of rows that are something new.
        made: rows of nodes for names that are something new.
        superseded: marks of the pending rows that these rows take the place of.
    """

    tables: dict[str, list[pd.DataFrame]] = field(default_factory=dict)
    accepted: dict[tuple[str, str], str] = field(default_factory=dict)
    rejected: set[tuple[str, str]] = field(default_factory=set)
    fresh: set[tuple[str, str]] = field(default_factory=set)
    made: dict[str, dict[str, Any]] = field(default_factory=dict)
    superseded: set[str] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)


def decided(frames: list[pd.DataFrame], network: Network, brought: set[str]) -> Decided:
    """Read the decisions and rows of mended rejects.

    Args:
        frames: from :func:`tensen.workspace.imports.shape.shaped`.
        network: the ids that may be accepted, besides
        brought: ids that the same import brings.
    """
    found = Decided()
    known = {"node": {*network.position, *brought}, "carrier": {*network.carriers["id"], *brought}}
    for frame in frames:
        for table, rows in frame.groupby("table", sort=False):
            if str(table) in TABLES:
                _rows(str(table), rows, found)
                for row in rows.to_dict("records"):
                    found.findings += _decision(str(table), {str(k): v for k, v in row.items()}, known, found)
            else:
                first = rows.iloc[0]
                where = {"file": first[ORIGIN], "row": int(first[LINE]), "column": "table"}
                near = ", ".join(nearest(str(table), TABLES) or TABLES)
                found.findings.append(Finding("rejects_table", where, {"value": str(table), "near": near}))
    return found


def _rows(table: str, rows: pd.DataFrame, found: Decided) -> None:
    place = rows[[ORIGIN, LINE]]
    found.superseded |= {str(mark) for mark in rows.get("pending", pd.Series(dtype="str")) if _said(mark)}
    bare = rows.drop(columns=[c for c in (*REJECTS, *PLACE, ORIGIN, LINE) if c in rows.columns])
    bare = bare.loc[:, [bool((bare[c].map(_said) != "").any()) for c in bare.columns]]
    kept = filled(table, bare)
    where = place.iloc[kept.frame.index.to_numpy()].reset_index(drop=True)
    found.tables.setdefault(table, []).append(
        kept.frame.reset_index(drop=True).assign(**{ORIGIN: where[ORIGIN], LINE: where[LINE]})
    )


def _decision(
    table: str, row: Mapping[str, Any], known: Mapping[str, set[str]], found: Decided
) -> Iterator[Finding]:
    columns = [c for c in _said(row.get("column")).split("|") if c]
    where = {"file": row[ORIGIN], "row": int(row[LINE]), "column": "decision"}
    for part in [p.strip() for p in _said(row.get("decision")).split(";") if p.strip()]:
        column, _, verdict = part.rpartition("=")
        column, verdict = column.strip() or (columns[0] if len(columns) == 1 else ""), verdict.strip()
        domain = OWNERS.get(table) or REFERENCES.get(table, {}).get(column)
        spelling = _said(row.get(column))
        if not domain or not spelling:
            yield Finding("decision_column", where, {"value": part, "columns": ", ".join(columns) or "–"})
        elif not _take(table, domain, spelling, verdict, row, known, found):
            near = ", ".join(nearest(verdict, known[domain])) or "–"
            yield Finding("decision_unknown", where, {"value": verdict, "near": near})


def _take(
    table: str,
    domain: str,
    spelling: str,
    verdict: str,
    row: Mapping[str, Any],
    known: Mapping[str, set[str]],
    found: Decided,
) -> bool:
    """Remember one verdict; False where it is none."""
    word, _, kind = fold(verdict).partition(":")
    key = (domain, spelling)
    if word == REJECT and not kind:
        found.rejected.add(key)
    elif word == NEW and table in OWNERS:
        found.fresh.add((table, fold(spelling)))
    elif word == NEW and domain == "node" and (kind.strip() or _KIND) in kinds():
        found.accepted[key] = _made(kind.strip() or _KIND, spelling, row, found)
    elif is_id(word) and word in known[domain]:
        found.accepted[key] = word
    else:
        return False
    return True


def _made(kind: str, spelling: str, row: Mapping[str, Any], found: Decided) -> str:
    identifier = made_id(kind, spelling)
    names = {"kind": kind, "name_en": spelling, "name_ja": spelling}
    found.made[identifier] = {"id": identifier, **names, ORIGIN: row[ORIGIN], LINE: row[LINE]}
    return identifier


def _said(cell: object) -> str:
    return "" if cell is None or pd.isna(cell) else str(cell).strip()  # type: ignore[call-overload]
