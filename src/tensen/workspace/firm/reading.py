"""Read a list of suppliers from a file in any format that tables come in."""

import hashlib
from pathlib import Path
from typing import Final

from tensen.formats.part import Part
from tensen.formats.registry import format_for, read_parts
from tensen.messages import Finding, TensenError
from tensen.model.filled import explanations
from tensen.store.atomic import unread
from tensen.workspace.firm.cells import answers
from tensen.workspace.firm.columns import COLUMNS, Header, column_of, read_header
from tensen.workspace.firm.rows import SupplierList, rows_of

READ: Final = ("csv", "excel", "parquet")


def read_list(path: Path) -> SupplierList:
    """The list in ``path``: CSV (UTF-8 or CP932), Excel or Parquet.

    Of a workbook with several sheets the one is read that is called so, else the first that has the columns.

    Raises:
        TensenError: not to be read, a column missing, no rows; with file, sheet, row and column.
    """
    try:
        content = path.read_bytes()
    except OSError as problem:
        raise unread(path, problem) from problem
    chosen = format_for(path.name if path.suffix else f"{path.name}.csv")
    if chosen.name not in READ:
        raise TensenError("firm_format", file=path.name, exit_code=2)
    part, header, warnings = _list_in(read_parts({path.name: content}, chosen), path.name)
    frame = part.frame.astype("object").where(part.frame.notna(), "")
    frame.iloc[explanations("suppliers", frame)] = ""  # a template's labels; rows keep their number
    rows, findings = rows_of(frame, header, part.first_row, part.name, part.sheet)
    digest = hashlib.sha256(content).hexdigest()
    return SupplierList(path.name, part.sheet, digest, tuple(rows), (*part.findings, *warnings, *findings))


def _list_in(parts: list[Part], file: str) -> tuple[Part, Header, list[Finding]]:
    """The table that is the list, with its header.

    Raises:
        TensenError: no table; what the best of them lacks.
    """
    if not parts:
        raise TensenError("firm_list_empty", file=file)
    called = [p for p in parts if p.title.strip().casefold() in answers("sheets")]
    first: TensenError | None = None
    for part in [*called, *sorted(parts, key=_unlike)]:
        try:
            header, warnings = read_header([str(c) for c in part.frame.columns], part.name, part.sheet)
        except TensenError as problem:
            if not any(f.key == "firm_column_missing" for f in problem.findings):
                raise  # it is the list, with another fault: no other sheet is read in its place
            first = first or problem
        else:
            return part, header, warnings
    assert first is not None
    raise first


def _unlike(part: Part) -> int:
    """How many columns of a list a table lacks."""
    return len(COLUMNS) - len({column_of(str(c)) for c in part.frame.columns} - {None})
