"""One reader for each column type: cells in; values, and which cells could not be read, out.

Nothing is guessed: a cell that cannot be read is marked, never a silent NaN.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from tensen.model.ids import fold, is_id
from tensen.model.schema import Column
from tensen.model.words import Words, words_of

Mask = npt.NDArray[np.bool_]
Read = tuple[pd.Series, Mask]
_NUMBER: Final = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
_DATE: Final = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")
_FLAGS: Final[Mapping[str, float]] = {"true": 1.0, "false": 0.0}


def read_cells(column: Column, raw: pd.Series) -> Read:
    """The values of ``column`` and, shape (rows,), which cells do not read as its type."""
    if column.numeric and raw.dtype.kind in "iuf":
        values = pd.Series(raw.to_numpy(dtype="float64", na_value=np.nan))
        return values, _no_number(column, values)
    return _READERS.get(column.type, _text)(column, words_of(raw))


def read_names(raw: pd.Series) -> pd.Series:
    """A column of ids, folded; cells that are no ids stay as they are."""
    words = words_of(raw)
    return words.texts(words.changed(_clean).changed(fold).spellings)


def names_among(raw: pd.Series, bad: Mask) -> tuple[pd.Series, Mask]:
    """Ids of assumptions among the cells that are no numbers, and which of ``bad`` remain so."""
    words = words_of(raw).changed(_clean).changed(fold)
    is_name = [is_id(word) and not word[0].isdigit() for word in words.spellings]
    named = bad & words.rows(is_name)
    names = words.texts(words.spellings)
    return names.where(named), bad & ~named


def _number(column: Column, words: Words) -> Read:
    read = [float(w) if _NUMBER.fullmatch(w) else np.nan for w in words.spellings]
    values = words.numbers(read)
    return values, words.rows(np.isnan(read).tolist()) | _no_number(column, values)


def _no_number(column: Column, values: pd.Series) -> Mask:
    cells = values.to_numpy(dtype=np.float64)
    bad: Mask = np.isinf(cells)
    if column.type == "count":
        bad |= np.mod(cells, 1.0, where=~bad, out=np.zeros(len(cells))) > 0
    return bad


def _flag(_: Column, words: Words) -> Read:
    read = [_FLAGS.get(word.lower(), np.nan) for word in words.spellings]
    return words.numbers(read).astype("boolean"), words.rows(np.isnan(read).tolist())


def _identifier(_: Column, words: Words) -> Read:
    folded = words.changed(_clean).changed(fold)
    return folded.texts(folded.spellings), words.rows([not is_id(word) for word in folded.spellings])


def _text(_: Column, words: Words) -> Read:
    clean = words.changed(_clean)
    bad = [a != b or "\0" in a for a, b in zip(words.spellings, clean.spellings, strict=True)]
    return clean.texts(clean.spellings), words.rows(bad)


def _choice(column: Column, words: Words) -> Read:
    clean = words.changed(_clean)
    return clean.texts(clean.spellings), words.rows([word not in column.choices for word in words.spellings])


def _date(_: Column, words: Words) -> Read:
    years = words.changed(_clean).changed(lambda word: word.removesuffix(".0"))  # a year that was a float
    return years.texts(years.spellings), words.rows([not _is_date(word) for word in years.spellings])


def _is_date(word: str) -> bool:
    if not _DATE.fullmatch(word):
        return False
    try:
        date.fromisoformat((word + "-01-01")[:10])
    except ValueError:
        return False
    return True


def _clean(word: str) -> str:
    """Half a surrogate pair is no text and cannot be stored; shown as its escape."""
    return word.encode("utf-8", "backslashreplace").decode("utf-8")


_READERS: Final[Mapping[str, Callable[[Column, Words], Read]]] = {
    "number": _number,
    "share": _number,
    "count": _number,
    "flag": _flag,
    "id": _identifier,
    "choice": _choice,
    "date": _date,
}
