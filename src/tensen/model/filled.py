"""What people filled in: headers turned into declared names, and each cell into the spelling that is read.

Only what has one meaning is turned: ``７０％`` is 0.7, ``2024/5/1`` is 2024-05-01, ``所在`` is
``located_in``.
Anything else is left as it stands, for :mod:`tensen.model.coerce` to read or to refuse.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Final

import pandas as pd

from tensen.messages import LANGUAGES, text
from tensen.model.ids import fold
from tensen.model.labels import choice_called, choices, column_called, forms
from tensen.model.schema import PROVENANCE, Column, assumption_column
from tensen.model.words import words_of

_BLOCK = 4  # rows below the header that may be words of a template
_PERCENT: Final = re.compile(r"([+-]?[0-9]+(?:\.[0-9]+)?)\s*%")
_DAY: Final = re.compile(r"([0-9]{4})[/.年-]([0-9]{1,2})(?:[/.月-]([0-9]{1,2})日?|月)?(?:[T ]00:00(?::00)?)?")


@dataclass(frozen=True)
class Filled:
    """A filled-in table.

    Attributes:
        frame: columns by declared name (those that mean none as they stand); its index is the position of
            each row in what was read, so that places can be told.
        headers: the declared name of a column to its header in the file.
        skipped: rows that only explain or show an example.
    """

    frame: pd.DataFrame
    headers: Mapping[str, str]
    skipped: int = 0


def filled(table: str, frame: pd.DataFrame) -> Filled:
    """``frame`` as rows of ``table``, without blank rows and without a template's own words and example.

    >>> rows = pd.DataFrame({"供給者": ["例：甲", "乙"], "Weight": ["1", "70%"]})
    >>> filled("edges", rows).frame.to_dict("records")
    [{'source': '乙', 'weight': '0.7'}]
    """
    declared = [column_called(table, str(name)) or str(name) for name in frame.columns]
    headers = dict(zip(declared, map(str, frame.columns), strict=True))
    named = frame.set_axis(declared, axis=1).reset_index(drop=True)
    words = explanations(table, named)
    kept = named.drop(index=words)
    kept = kept[~_blank(kept)]
    columns = forms()[table].columns
    for name in kept.columns[~kept.columns.duplicated(keep=False)]:
        if name in columns:
            kept[name] = tidy(columns[name], kept[name])
    return Filled(kept, headers, len(words))


def tidy(column: Column, cells: pd.Series) -> pd.Series:
    """The cells of ``column`` in the spelling that is read; typed cells stay as they are."""
    change = _CHANGES.get(column.type)
    if choices(column):
        change = choice_called
    if change is None or cells.dtype.kind in "iufb":
        return cells
    if column.numeric and _ordinary(cells):
        return cells
    turn: Callable[[Column, str], str] = change
    words = words_of(cells).changed(lambda word: turn(column, word))
    return words.texts(words.spellings).set_axis(cells.index)


def guessed_table(frame: pd.DataFrame) -> str | None:
    """The one table whose key and required columns (but those that can be filled in) ``frame`` has.

    >>> guessed_table(pd.DataFrame(columns=["source", "target", "carrier", "weight"]))
    'edges'
    """
    fits = []
    for name, table in forms().items():
        there = {column_called(name, str(header)) for header in frame.columns}
        needed = {c for c in table.columns if table.columns[c].required} - _fillable(name)
        if needed <= there and len(there - {None}) >= 2:
            fits.append((sum(column_called(name, str(h)) is None for h in frame.columns), -len(needed), name))
    fits.sort()
    return fits[0][2] if fits and (len(fits) == 1 or fits[0][:2] < fits[1][:2]) else None


def _fillable(table: str) -> set[str]:
    own = {"id", "name_en", "name_ja"} if table == "nodes" else set()
    return own | (set(PROVENANCE) if table != "sources" else set())


def _ordinary(cells: pd.Series) -> bool:
    """Whether no number is in full width or per cent, as in millions of rows that a machine wrote."""
    if not isinstance(cells.dtype, pd.StringDtype):
        return False
    text = cells.fillna("")
    return bool(text.str.isascii().all()) and not bool(text.str.contains("%", regex=False).any())


def _blank(frame: pd.DataFrame) -> pd.Series:
    empty = pd.Series(True, index=frame.index)
    for place in range(frame.shape[1]):
        cells = frame.iloc[:, place]
        if cells.dtype.kind in "iufb":
            empty &= cells.isna()
        else:
            empty &= (cells.isna() | (cells.astype("str").str.strip() == "")).astype(bool)
    return empty


def explanations(table: str, frame: pd.DataFrame) -> list[int]:
    """Positions of the first rows that hold a template's labels or its example, nothing filled in.

    Args:
        table: its name, or ``suppliers``.
        frame: rows as they stand in a file; headers by declared name or label.
    """
    declared = [column_called(table, str(name)) or str(name) for name in frame.columns]
    frame = frame.set_axis(declared, axis=1)
    found = []
    for at, row in enumerate(frame.head(_BLOCK).itertuples(index=False, name=None)):
        cells = {
            n: str(c) for n, c in zip(frame.columns, row, strict=True) if not pd.isna(c) and str(c).strip()
        }
        first = fold(next(iter(cells.values()), ""))
        if first.startswith(_examples()) or _labels(table, cells):
            found.append(at)
    return found


@cache
def _examples() -> tuple[str, ...]:
    return tuple(fold(text("template.example_mark", lang)) for lang in LANGUAGES)


def _labels(table: str, cells: Mapping[str, str]) -> bool:
    return len(cells) > 1 and all(
        column_called(table, cell) in (name, name.removesuffix("_assumption")) for name, cell in cells.items()
    )


def _number(column: Column, word: str) -> str:
    plain = unicodedata.normalize("NFKC", word)
    share = column.type == "share" or column.unit.startswith("share")
    if share and (told := _PERCENT.fullmatch(plain)):
        return str(float(Decimal(told[1]) / 100))
    return plain


def _date(_: Column, word: str) -> str:
    told = _DAY.fullmatch(unicodedata.normalize("NFKC", word))
    if told is None:
        return unicodedata.normalize("NFKC", word)
    return "-".join([told[1], *(f"{int(part):02d}" for part in told.groups()[1:] if part)])


_CHANGES: Final[Mapping[str, Callable[[Column, str], str]]] = {
    "number": _number,
    "share": _number,
    "count": _number,
    "date": _date,
}


def readable(table: str) -> set[str]:
    """All names of columns that are read, with those that hold the id of an assumption."""
    columns = forms()[table].columns
    return {*columns, *(assumption_column(c.name) for c in columns.values() if c.assumable)}
