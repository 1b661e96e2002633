"""Parts of files to rows of declared tables, each row with the file, sheet and row that it stands in."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any, Final, Literal

import numpy as np
import pandas as pd

from tensen.formats.part import Part
from tensen.messages import LANGUAGES, Finding, nearest, text
from tensen.model.coerce import LINE, ORIGIN
from tensen.model.filled import Filled, filled, guessed_table, readable
from tensen.model.ids import fold
from tensen.model.labels import label, table_called
from tensen.model.schema import TABLES

REJECTS: Final = ("table", "problem", "suggestion", "decision")
_HELP: Final = ("sheet_how", "sheet_lists")  # sheets of a template that hold no rows
_TOLD: Final = ("about", "licences")  # sheets of an exported workbook that hold no rows
_BEHIND = " › "


@dataclass
class Shaped:
    """What was found in the files.

    Attributes:
        tables: rows by declared table, as text, with origin and line.
        rejects: rows of mended files of rejects, with their own columns.
        places: origin to (file, sheet).
        headers: (origin, declared column) to the header in the file.
        findings: faults and warnings met on the way.
        skipped: rows of templates that only explain.
    """

    tables: dict[str, list[pd.DataFrame]] = field(default_factory=dict)
    rejects: list[pd.DataFrame] = field(default_factory=list)
    places: dict[str, tuple[str, str]] = field(default_factory=dict)
    headers: dict[tuple[str, str], str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    skipped: int = 0


def shaped(parts: Sequence[Part]) -> Shaped:
    """The rows of all parts."""
    found = Shaped()
    for part in parts:
        found.findings += part.findings
        _take(part, found)
    return found


def wanted(title: str) -> bool:
    """Whether a sheet or file may hold rows: those of a template that only help to fill it in do not."""
    helping = {fold(text(f"template.{key}", lang)) for key in _HELP for lang in LANGUAGES}
    return fold(title) not in {*helping, *_TOLD} and not title.startswith("list-")


def relocated(finding: Finding, found: Shaped) -> Finding:
    """The finding with the place in the user's own file: its sheet, and the header as it stands there."""
    where = dict(finding.where)
    origin = str(where.get("file", ""))
    if origin not in found.places:
        return finding
    file, sheet = found.places[origin]
    column = str(where.get("column", ""))
    shown = found.headers.get((origin, column), column)
    placed: dict[str, object] = {
        "file": file,
        "sheet": sheet,
        "table": "" if sheet else where.get("table", ""),
    }
    return Finding(
        finding.key,
        {**placed, "row": where.get("row", ""), "column": shown},
        finding.params,
        finding.severity,
    )


def origin_of(part: Part) -> str:
    """A name for the part that stands in the rows' origin."""
    return part.name + _BEHIND * bool(part.sheet) + part.sheet


def _take(part: Part, found: Shaped) -> None:
    origin = origin_of(part)
    found.places[origin] = (part.name, part.sheet)
    if {fold(str(name)) for name in part.frame.columns} >= set(REJECTS):
        frame = part.frame.rename(
            columns=lambda name: fold(str(name)) if fold(str(name)) in REJECTS else str(name)
        )
        found.rejects.append(_placed(frame, part, np.arange(len(frame))))
        return
    table = table_of(part)
    if table is None or table not in TABLES:
        if table or not part.frame.empty:
            key = "sheet_suppliers" if table else "sheet_unread"
            near = ", ".join(TABLES)
            where = {"file": part.name, "sheet": part.sheet}
            severity: Literal["error", "warning"] = "error" if table else "warning"
            found.findings.append(Finding(key, where, {"value": part.title, "near": near}, severity))
        return
    rows = filled(table, part.frame)
    found.skipped += rows.skipped
    found.findings += _strange(table, rows, part)
    found.headers |= {(origin, name): header for name, header in rows.headers.items()}
    known = [name for name in rows.frame.columns.unique() if name in readable(table)]
    frame = rows.frame.loc[:, ~rows.frame.columns.duplicated()][known]
    found.tables.setdefault(table, []).append(_placed(frame, part, rows.frame.index.to_numpy()))


def table_of(part: Part) -> str | None:
    """The table that a part holds: by its title, the start of its file's name, or its columns."""
    stem = PurePath(part.name).name.split(".")[0]
    names = [part.title] if part.sheet else [part.title, part.title.split(".")[0], stem]
    return next((t for t in map(table_called, names) if t), None) or guessed_table(part.frame)


def _placed(frame: pd.DataFrame, part: Part, positions: "np.typing.NDArray[np.int64]") -> pd.DataFrame:
    origin = pd.Series(pd.array([origin_of(part)], dtype="str").take(np.zeros(len(frame), dtype=np.intp)))
    lines = pd.Series(positions.astype(np.int64) + part.first_row)
    return frame.reset_index(drop=True).assign(**{ORIGIN: origin, LINE: lines})


def _strange(table: str, rows: Filled, part: Part) -> Iterator[Finding]:
    """Columns that would not be read, though something stands in them; columns that stand twice."""
    where = {"file": part.name, "sheet": part.sheet}
    for name in rows.frame.columns.unique():
        cells = rows.frame.loc[:, rows.frame.columns == name]
        header = rows.headers[name]
        if name in readable(table):
            if cells.shape[1] > 1:
                yield Finding("column_twice", {**where, "column": header}, {"value": header})
        elif header.strip() and _holds(cells):
            known = [
                *readable(table),
                *(label(table, c, lang) for c in _labelled(table) for lang in LANGUAGES),
            ]
            near = ", ".join(nearest(header, known)) or "–"
            yield Finding("unknown_column", {**where, "column": header}, {"value": header, "near": near})
        elif _holds(cells):
            yield Finding("column_nameless", where, {"count": int(_filled_cells(cells))})


def _labelled(table: str) -> list[str]:
    return sorted(name for name in readable(table) if not name.endswith("_assumption"))


def _holds(cells: pd.DataFrame) -> bool:
    return _filled_cells(cells) > 0


def _filled_cells(cells: pd.DataFrame) -> int:
    return int((cells.notna() & (cells.astype("str").map(str.strip) != "")).to_numpy().sum())


def row_cells(row: Mapping[Any, object]) -> dict[str, str]:
    """The cells of a row that hold anything, without its place."""
    return {
        str(name): str(cell).strip()
        for name, cell in row.items()
        if name not in (ORIGIN, LINE) and not pd.isna(cell) and str(cell).strip()  # type: ignore[call-overload]
    }
