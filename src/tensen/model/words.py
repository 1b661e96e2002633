"""Cells as words: each distinct spelling once, and where it stands.

A column has few spellings and many rows, so whatever is done to a word is done once per spelling.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

_NOWHERE = -1  # the code of an empty cell


@dataclass(frozen=True)
class Words:
    """The distinct non-blank words of a column (stripped) and each row's place in them.

    Attributes:
        codes: shape (rows,); an index into ``spellings``, -1 for an empty cell.
        spellings: the distinct words.
    """

    codes: npt.NDArray[np.intp]
    spellings: Sequence[str]

    def rows(self, chosen: Sequence[bool]) -> npt.NDArray[np.bool_]:
        """Which rows hold one of the chosen spellings; shape (rows,)."""
        return np.array([*chosen, False], dtype=bool)[self.codes]

    def numbers(self, values: Sequence[float]) -> pd.Series:
        """One number per spelling, spread over the rows; NaN in empty cells."""
        return pd.Series(np.array([*values, np.nan], dtype="float64")[self.codes])

    def texts(self, values: Sequence[str | None]) -> pd.Series:
        """One text per spelling, spread over the rows; missing in empty cells."""
        held = pd.array([*values, None], dtype="str")  # the last one is for the empty cells
        return pd.Series(held.take(self.codes), dtype="str")

    def changed(self, change: Callable[[str], str]) -> "Words":
        """The words after ``change``; spellings that became equal are not joined."""
        return Words(self.codes, [change(word) for word in self.spellings])


def words_of(raw: pd.Series) -> Words:
    """The words of a column of strings, categories or any Python values."""
    if isinstance(raw.dtype, pd.CategoricalDtype):
        codes, found = raw.cat.codes.to_numpy(), raw.cat.categories.tolist()
    elif isinstance(raw.dtype, pd.StringDtype):
        codes, uniques = pd.factorize(raw)
        found = uniques.tolist()
    else:
        # by spelling, not by value: 1, 1.0 and True are equal in Python and different words
        places: dict[str | None, int] = {}
        codes = np.array(
            [places.setdefault(_word(cell), len(places)) for cell in raw.tolist()], dtype=np.intp
        )
        found = list(places)
    return _stripped(codes, [_word(cell) for cell in found])


def _stripped(codes: npt.NDArray[Any], found: Sequence[str | None]) -> Words:
    kept: list[str] = []
    place = np.full(len(found) + 1, _NOWHERE, dtype=np.intp)
    for at, cell in enumerate(found):
        if cell is not None and (word := cell.strip()):
            place[at] = len(kept)
            kept.append(word)
    return Words(place[codes], kept)


def _word(cell: object) -> str | None:
    if isinstance(cell, str):
        return cell
    if cell is None or cell is pd.NA or cell is pd.NaT or cell != cell:  # NaN alone differs from itself
        return None
    return str(cell)
