"""A spreadsheet's typed cells as the words that the model reads."""

import datetime as dt
from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

_EXACT: Final = 2**53  # beyond it a whole number may have lost its last digits


def words_of_cells(cells: Sequence[object]) -> list[str]:
    """Each cell as text.

    >>> import datetime as dt
    >>> words_of_cells(["a", 3.0, 0.1, True, dt.date(2024, 5, 1), None, -0.0])
    ['a', '3', '0.1', 'true', '2024-05-01', '', '-0.0']
    """
    return [cell if type(cell) is str else _word(cell) for cell in cells]


def _word(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        whole = cell.is_integer() and abs(cell) < _EXACT and not (cell == 0 and str(cell)[0] == "-")
        return str(int(cell)) if whole else repr(cell)
    if isinstance(cell, dt.datetime):
        midnight = cell.time() == dt.time(0)
        return cell.date().isoformat() if midnight else cell.isoformat(sep=" ")
    if isinstance(cell, dt.date | dt.time):
        return cell.isoformat()
    return str(cell)


def or_none(cells: pd.Series) -> npt.NDArray[np.object_]:
    """A column's values as Python objects, None where blank; shape (rows,)."""
    values = np.array(cells.astype(object).tolist(), dtype=object)
    values[cells.isna().to_numpy(dtype=bool)] = None
    return values
