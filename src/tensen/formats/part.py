"""One table as it stands in a file, before anyone asks what it means."""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from tensen.messages import Finding

Wanted = Callable[[str], bool]


@dataclass(frozen=True)
class Part:
    """One table as it stands in a file.

    Attributes:
        name: the file's name, for messages.
        sheet: the sheet's name; empty where the format has no sheets.
        title: what the sheet, file or array calls the table (not matched to a declared table yet).
        frame: the columns as they stand in the header; every cell a string (blank is empty), or typed
            where the format has types (Parquet, JSON).
        first_row: the row number in the file of the frame's first row (2 for CSV). Blank rows between
            others are kept in the frame, so that row ``n`` of the frame is row ``first_row + n`` of the file.
        findings: warnings worth showing: hidden sheets, formula cells and the like.
    """

    name: str
    sheet: str
    title: str
    frame: pd.DataFrame
    first_row: int = 2
    findings: tuple[Finding, ...] = ()


def everything(_: str) -> bool:
    """Take every table that a file holds."""
    return True
