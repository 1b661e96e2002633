"""The table as CSV, Parquet or an Excel workbook, whole or not at all."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]
import xlsxwriter  # type: ignore[import-untyped]
from pyarrow import csv as arrow_csv

from tensen.formats.formula import guarded, is_formula
from tensen.messages import Language, TensenError, text
from tensen.reports.systemic import systemic_page
from tensen.store import write_all
from tensen.workspace.systemic.result import Systemic

MOST_ROWS: Final = 1_048_575
FIXED: Final = datetime(2026, 1, 1)  # the same figures give the same file
_RISKY: Final = "^[=+\\-@\t\r']"


def write_table(result: Systemic, path: Path, lang: Language) -> Path:
    """Write the table to ``path``; raises as :meth:`Systemic.save`."""
    write_all({path: _writer(path)(result, path, lang)})
    return path


def write_report(result: Systemic, folder: Path, lang: Language) -> Path:
    """Write the page and its document to ``folder``; gives the page's path."""
    document = result.document()
    told = json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False)
    page, data = report_files(folder)
    write_all({data: told.encode(), page: systemic_page(document, lang).encode()})
    return page


def report_files(folder: Path) -> tuple[Path, Path]:
    """The page and its document."""
    return folder / "systemic-risk.html", folder / "systemic-risk.json"


def check_path(path: Path) -> None:
    """Raise :class:`TensenError` where the ending is none that can be written."""
    _writer(path)


def spare_inputs(written: Iterable[Path], told: Iterable[Any]) -> None:
    """Raise :class:`TensenError` where a file to be written is one of the tables to be read."""
    read = {Path(value).resolve() for value in told if isinstance(value, str | Path)}
    for path in written:
        if path.resolve() in read:
            raise TensenError("esri_out_input", exit_code=2, file=str(path))


def _writer(path: Path) -> Callable[[Systemic, Path, Language], bytes]:
    kinds: Mapping[str, Callable[[Systemic, Path, Language], bytes]] = {
        ".csv": lambda result, _, lang: to_csv(result.to_frame()),  # noqa: ARG005
        ".parquet": _parquet,
        ".xlsx": _workbook,
    }
    if path.suffix.lower() not in kinds:
        raise TensenError("esri_out", exit_code=2, file=str(path), names=", ".join(kinds))
    return kinds[path.suffix.lower()]


def to_csv(frame: pd.DataFrame) -> bytes:
    """UTF-8, LF, shortest digits that read back equal, blank for NaN; no name is taken for a formula."""
    table = pa.Table.from_pandas(frame, preserve_index=False)
    if not pa.types.is_integer(table.column("node").type):
        node = table.column("node").cast(pa.large_string())
        risky = pc.match_substring_regex(node, _RISKY)
        marked = pc.binary_join_element_wise(
            pa.scalar("'", pa.large_string()), node, pa.scalar("", pa.large_string())
        )
        table = table.set_column(0, "node", pc.if_else(risky, marked, node))
    sink = io.BytesIO()
    header = ",".join(_quoted(guarded(str(name))) for name in frame.columns)
    sink.write(f"{header}\n".encode())
    # Arrow quotes every text or none
    special = (
        not pa.types.is_integer(table.column("node").type)
        and pc.any(pc.match_substring_regex(table.column("node"), '[,"\n\r]')).as_py()
    )
    options = arrow_csv.WriteOptions(include_header=False, quoting_style="needed" if special else "none")
    arrow_csv.write_csv(table, sink, options)
    return sink.getvalue()


def _quoted(word: str) -> str:
    if any(mark in word for mark in ',"\n\r'):
        return '"' + word.replace('"', '""') + '"'
    return word


def _parquet(result: Systemic, _: Path, lang: Language) -> bytes:
    table = pa.Table.from_pandas(result.to_frame(), preserve_index=False)
    said = {"tensen.esri": "\n".join(result.said(lang))}
    table = table.replace_schema_metadata({**(table.schema.metadata or {}), **said})
    sink = io.BytesIO()
    pq.write_table(table, sink, compression="zstd")
    return sink.getvalue()


def _workbook(result: Systemic, path: Path, lang: Language) -> bytes:
    frame = result.to_frame()
    if len(frame) > MOST_ROWS:
        raise TensenError("esri_rows_excel", file=str(path), count=f"{len(frame):,}", limit=f"{MOST_ROWS:,}")
    sink = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(sink, options) as book:
        book.set_properties({"created": FIXED})
        bold, quoted = book.add_format({"bold": True}), book.add_format({"quote_prefix": True})
        sheet = book.add_worksheet("esri")
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, len(frame.columns) - 1, 14)
        for column, name in enumerate(frame.columns):
            sheet.write_string(0, column, str(name), bold)
            _fill(sheet, column, frame[name], quoted)
        about = book.add_worksheet(text("esri.sheet_about", lang))
        about.set_column(0, 0, 120)
        for row, line in enumerate(result.said(lang)):
            about.write_string(row, 0, line, quoted if is_formula(line) else None)
    return sink.getvalue()


def _fill(sheet: Any, column: int, cells: pd.Series, quoted: Any) -> None:
    for row, cell in enumerate(cells.tolist(), 1):
        if isinstance(cell, str):
            sheet.write_string(row, column, cell, quoted if is_formula(cell) else None)
        elif cell is not None and not np.isnan(cell):
            sheet.write_number(row, column, cell)
