"""Write the firm's view: page, document and workbook, all or none."""

import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter  # type: ignore[import-untyped]

from tensen.messages import Language, text
from tensen.reports.firm import render_firm
from tensen.store import write_all
from tensen.workspace.firm.tables import tables_of

FOLDER = "firm"
WIDEST = 60
FIXED = datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)  # the same figures give the same file


def write_firm(document: dict[str, Any], folder: Path, lang: Language) -> Path:
    """Write ``firm.html``, ``firm.json``, ``firm.xlsx``; older files stay as they were if one cannot be
    written.
    """
    told = json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False)
    write_all(
        {
            folder / "firm.json": told.encode("utf-8"),
            folder / "firm.xlsx": workbook(document, lang),
            folder / "firm.html": render_firm(document, lang).encode("utf-8"),
        }
    )
    return folder / "firm.html"


def workbook(document: dict[str, Any], lang: Language) -> bytes:
    """The tables as an Excel workbook, one sheet each; no text is ever taken for a formula or a link."""
    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"created": FIXED})
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        for name, frame in tables_of(document, lang).items():
            sheet = book.add_worksheet(text(f"firm.sheet_{name}", lang))
            _fill(sheet, frame, bold, lang)
    return out.getvalue()


def _fill(sheet: Any, frame: pd.DataFrame, bold: Any, lang: Language) -> None:
    sheet.freeze_panes(1, 1)
    for column, name in enumerate(frame.columns):
        cells = frame[name].tolist()
        sheet.write_string(0, column, heading(str(name), lang), bold)
        widest = max([len(str(name)), *(len(str(c)) for c in cells)], default=8)
        sheet.set_column(column, column, min(WIDEST, widest + 2))
        for row, cell in enumerate(cells, 1):
            if isinstance(cell, bool):
                sheet.write_boolean(row, column, cell)
            elif isinstance(cell, int | float) and not pd.isna(cell):
                sheet.write_number(row, column, cell)
            elif isinstance(cell, str):
                sheet.write_string(row, column, cell)
    if len(frame):
        sheet.autofilter(0, 0, len(frame), len(frame.columns) - 1)


def heading(name: str, lang: Language) -> str:
    """A column's heading; the ends of an interval stand behind the name."""
    for end in ("low", "central", "high"):
        if name.endswith(f"_{end}"):
            words = text(f"firm.col_{name.removesuffix('_' + end)}", lang)
            return f"{words} ({text('firm.end_' + end, lang)})"
    return text(f"firm.col_{name}", lang)
