"""Rows that wait for a match: kept in the layer, written out to be mended, taken in again; none dropped."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final

import pandas as pd

from tensen.messages import Language, text
from tensen.model.coerce import LINE, ORIGIN
from tensen.workspace.imports.resolve import Unmatched
from tensen.workspace.imports.shape import REJECTS, Shaped, row_cells
from tensen.workspace.layers import PENDING

PLACE: Final = ("column", "file", "sheet", "row", "pending")
_BETWEEN = " | "


def pending_rows(
    tables: Mapping[str, pd.DataFrame], unmatched: Sequence[Unmatched], found: Shaped
) -> pd.DataFrame:
    """One row for each row with cells that could not be matched; ``tables`` as they stood before matching."""
    by_row: dict[tuple[str, int], list[Unmatched]] = {}
    for cell in unmatched:
        by_row.setdefault((cell.table, cell.position), []).append(cell)
    rows = [_pending(tables[table].iloc[at], table, cells, found) for (table, at), cells in by_row.items()]
    frame = pd.DataFrame(rows, columns=list(PENDING), dtype="str")
    return frame.drop_duplicates("pending").reset_index(drop=True)


def waiting_tables(pending: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The rows of ``pending`` by table again, each with the place that it first stood in."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in pending.to_dict("records"):
        origin = " › ".join(part for part in (row["file"], row["sheet"]) if isinstance(part, str) and part)
        cells = json.loads(row["cells"])
        found.setdefault(str(row["table"]), []).append({**cells, ORIGIN: origin, LINE: int(row["row"])})
    return {
        table: pd.DataFrame(rows).astype(dict.fromkeys({c for r in rows for c in r} - {LINE}, "str"))
        for table, rows in found.items()
    }


def still_waiting(pending: pd.DataFrame, superseded: Collection[str], found: Shaped) -> pd.DataFrame:
    """The rows of ``pending`` that the files read now do not bring anew.

    A mended file of rejects says which rows it stands for. A row of the first file, read again, stands for
    the one that waited from the same place, as long as at least half of its cells are the same.
    """
    left = pending[~pending["pending"].isin(list(superseded))]
    if left.empty:
        return left
    read: dict[tuple[str, str, str], pd.Series[Any]] = {}
    wanted = set(zip(left["file"], left["sheet"].fillna(""), left["row"], strict=True))
    for frames in found.tables.values():
        for frame in frames:
            rows = frame[frame[LINE].astype("str").isin({row for _, _, row in wanted})]
            for _, row in rows.iterrows():
                place = (*found.places.get(str(row[ORIGIN]), ("", "")), str(int(row[LINE])))
                if place in wanted:
                    read[place] = row
    again = [
        _resembles(json.loads(row["cells"]), read.get((row["file"], row["sheet"], row["row"])))
        for row in left.fillna("").to_dict("records")
    ]
    return left[[not same for same in again]]


def _resembles(cells: Mapping[str, str], row: "pd.Series[Any] | None") -> bool:
    held = {} if row is None else row_cells(row.to_dict())
    return 2 * sum(held.get(name) == cell for name, cell in cells.items()) >= len(cells) and bool(held)


def rejects_frame(pending: pd.DataFrame, lang: Language) -> pd.DataFrame:
    """What is written out to be mended: the reason, suggestions, room for a decision, and the row itself."""
    rows = []
    for row in pending.to_dict("records"):
        problems = json.loads(row["problems"])
        told = {
            "table": row["table"],
            "problem": _BETWEEN.join(_problem(problem, lang) for problem in problems),
            "suggestion": _BETWEEN.join(_suggested(problem, len(problems)) for problem in problems),
            "decision": "",
        }
        place = {name: row[name] for name in PLACE[1:]}
        cells = "|".join(problem["column"] for problem in problems)
        rows.append({**told, **json.loads(row["cells"]), "column": cells, **place})
    columns = [*REJECTS, *dict.fromkeys(n for r in rows for n in r if n not in (*REJECTS, *PLACE)), *PLACE]
    return pd.DataFrame(rows, columns=columns).fillna("").astype("str")


def problems_of(cells: Iterable[Unmatched]) -> list[dict[str, Any]]:
    """What is kept of cells that could not be matched."""
    return [
        {
            "column": cell.column,
            "spelling": cell.match.spelling,
            "how": cell.match.how,
            "reason": cell.match.reason,
            "params": {key: str(value) for key, value in cell.match.params.items()},
            "suggestions": [[s.id, s.name, round(s.score, 1)] for s in cell.match.suggestions],
        }
        for cell in cells
    ]


def reason(problem: Mapping[str, Any], lang: Language) -> str:
    """Why a cell could not be matched, in words."""
    try:
        return text(problem["reason"] or "import.reason_none", lang, **problem["params"])
    except (KeyError, IndexError, ValueError):  # a reason that another version wrote
        return text("import.reason_none", lang)


def _pending(row: "pd.Series[Any]", table: str, cells: list[Unmatched], found: Shaped) -> dict[str, str]:
    held = row_cells(row.to_dict())
    origin = str(row[ORIGIN])
    file, sheet = found.places.get(origin, (origin, ""))
    mark = hashlib.sha256(json.dumps([table, sorted(held.items())], ensure_ascii=False).encode()).hexdigest()
    problems = json.dumps(problems_of(cells), ensure_ascii=False)
    place = {"file": file, "sheet": sheet, "row": str(int(row[LINE]))}
    return {
        "pending": mark[:12],
        "table": table,
        **place,
        "cells": json.dumps(held, ensure_ascii=False),
        "problems": problems,
    }


def _problem(problem: Mapping[str, Any], lang: Language) -> str:
    said = {"column": problem["column"], "value": problem["spelling"], "reason": reason(problem, lang)}
    return text("import.problem", lang, **said)


def _suggested(problem: Mapping[str, Any], count: int) -> str:
    found = ", ".join(f"{i} ({name}, {score:.0f})" for i, name, score in problem["suggestions"][:3])
    return f"{problem['column']}: {found}" if count > 1 and found else found
