"""Rows that do not match as a file to mend: an Excel workbook or CSV."""

from io import BytesIO
from pathlib import Path
from typing import Any, Final

import pandas as pd
import xlsxwriter  # type: ignore[import-untyped,unused-ignore]

from tensen.formats.csv import texts_to_csv
from tensen.messages import Language, TensenError, text
from tensen.workspace.imports.pending import rejects_frame

SHEET: Final = "rejects"
_ENDINGS: Final = (".xlsx", ".csv")
_WIDE: Final = {"problem": 48, "suggestion": 48, "decision": 26}


def rejects_path(name: str) -> Path:
    """The path that rejects are written to.

    Raises:
        TensenError: it ends neither in .xlsx nor in .csv.
    """
    path = Path(name)
    if path.suffix.lower() not in _ENDINGS:
        raise TensenError("rejects_ending", exit_code=2, file=name)
    return path


def rejects_bytes(pending: pd.DataFrame, path: Path, lang: Language) -> bytes:
    """The file's content, by the ending of ``path``; CSV is UTF-8 with BOM."""
    frame = rejects_frame(pending, lang)
    if path.suffix.lower() == ".xlsx":
        return _workbook(frame, lang)
    return texts_to_csv(frame, bom=True)


def _workbook(frame: pd.DataFrame, lang: Language) -> bytes:
    sink = BytesIO()
    book = xlsxwriter.Workbook(sink, {"in_memory": True})
    head = book.add_format({"bold": True, "bg_color": "#EAF0F4", "bottom": 1, "font_name": "Meiryo UI"})
    fill = book.add_format({"bg_color": "#FFF6D6", "num_format": "@", "border": 1, "border_color": "#E3D9B0"})
    plain = book.add_format({"num_format": "@", "text_wrap": False})
    page = book.add_worksheet(SHEET)
    for at, name in enumerate(frame.columns):
        page.set_column(at, at, _WIDE.get(name, 16))
        page.write_string(0, at, name, head)
        for row, cell in enumerate(frame[name], start=1):
            _cell(page, row, at, cell, fill if name == "decision" else plain)
    page.write_comment(
        0, list(frame.columns).index("decision"), text("import.decision_how", lang), {"x_scale": 2}
    )
    page.freeze_panes(1, 4)
    book.close()
    return sink.getvalue()


def _cell(page: Any, row: int, at: int, cell: str, style: Any) -> None:
    if cell:
        page.write_string(row, at, cell, style)
    else:
        page.write_blank(row, at, None, style)
