"""The edges: who sells how much to whom, as whole numbers and weights."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]

from tensen.engine.arrays import FloatArray, IntArray
from tensen.engine.esri.network import Small
from tensen.messages import TensenError
from tensen.workspace.systemic.given import Given, Piece
from tensen.workspace.systemic.ids import Faults, Names, rows_where, words_of

NAMED = 3
SMALLEST = float(np.finfo(np.float64).tiny)  # below it digits are lost, and shares come out wrong


@dataclass(frozen=True, eq=False)
class Edges:
    """``source[E]`` sells ``weight[E]`` to ``target[E]``; as in the table, nothing added up or left out."""

    source: Small
    target: Small
    weight: FloatArray


def read_edges(table: Given, names: Names, sectors: str) -> Edges:
    """The edges of ``table`` among the firms ``names``, which the table ``sectors`` lists.

    Raises:
        TensenError: a cell is empty, a weight is no number of 0 or more, or a firm is not listed; each with
            its row and column.
    """
    faults = Faults(table.name)
    parts = [_piece(piece, names, sectors, faults) for piece in table.pieces("source", "target", "weight")]
    faults.refuse()
    if not sum(part.weight.size for part in parts):
        raise TensenError("esri_empty", file=table.name)
    return Edges(
        np.concatenate([part.source for part in parts]),
        np.concatenate([part.target for part in parts]),
        np.concatenate([part.weight for part in parts]),
    )


def _piece(piece: Piece, names: Names, sectors: str, faults: Faults) -> Edges:
    source, target = (_end(piece, column, names, sectors, faults) for column in ("source", "target"))
    return Edges(source, target, numbers(piece, "weight", faults))


def _end(piece: Piece, column: str, names: Names, sectors: str, faults: Faults) -> Small:
    words = words_of(piece.columns[column])
    return known(words, names, piece.first_row, column, sectors, faults).astype(np.int32)


def known(
    words: pa.LargeStringArray, names: Names, first_row: int, column: str, sectors: str, faults: Faults
) -> IntArray:
    """The place of each firm; blanks and firms that are not listed are noted in ``faults``."""
    found = names.find(words)
    blank = pc.is_null(words).to_numpy(zero_copy_only=False)
    faults.add("esri_blank", blank, first_row, column)
    unknown = (found < 0) & ~blank
    if not unknown.any():
        return found
    listed = rows_where(unknown, first_row, faults.most)
    for place, (position, row) in enumerate(listed):
        word = str(words[position].as_py())[:80]
        near = names.near(word) if place < NAMED else "–"
        faults.note("esri_unknown_node", row, column, {"file": sectors, "value": word, "near": near})
    faults.count += int(np.count_nonzero(unknown)) - len(listed)
    return found


def numbers(piece: Piece, column: str, faults: Faults, most: float = np.inf) -> FloatArray:
    """A column of finite numbers from 0 to ``most``; anything else is noted in ``faults``."""
    cells = piece.columns[column]
    found, readable = as_numbers(cells)
    first = piece.first_row
    blank = pc.is_null(words_of(cells) if _is_text(cells) else cells, nan_is_null=True)
    blank = blank.to_numpy(zero_copy_only=False)
    faults.add("esri_blank", blank, first, column)
    faults.add("esri_not_number", ~readable & ~blank, first, column, shown=cells)
    rest = readable & ~blank
    faults.add("esri_not_finite", rest & ~np.isfinite(found), first, column, shown=cells)
    faults.add("esri_negative", rest & (found < 0), first, column, shown=cells)
    faults.add("esri_tiny", rest & (found > 0) & (found < SMALLEST), first, column, shown=cells)
    if most < np.inf:
        faults.add("esri_above", rest & (found > most), first, column, {"most": f"{most:g}"}, shown=cells)
    return found


def as_numbers(cells: pa.Array) -> tuple[FloatArray, np.ndarray[tuple[int], np.dtype[np.bool_]]]:
    """Values (NaN where there is none), and which cells could be read as a number."""
    if pa.types.is_dictionary(cells.type):
        cells = cells.dictionary_decode()
    if not _is_text(cells):
        kinds = (pa.types.is_integer, pa.types.is_floating, pa.types.is_decimal)
        numeric = any(is_kind(cells.type) for is_kind in kinds)
        if not numeric:
            size = len(cells)
            return np.full(size, np.nan), np.zeros(size, np.bool_)
        values = pc.fill_null(cells.cast(pa.float64(), safe=False), np.nan)
        return values.to_numpy(zero_copy_only=False), np.ones(len(cells), np.bool_)
    try:
        values = cells.cast(pa.float64())
        readable = np.ones(len(cells), np.bool_)
    except pa.ArrowInvalid:
        trimmed = pc.utf8_ltrim(pc.utf8_trim_whitespace(cells), "+")
        fits = pc.fill_null(pc.match_substring_regex(trimmed, _NUMBER), False)
        values = pc.if_else(fits, trimmed, pa.scalar(None, trimmed.type)).cast(pa.float64())
        readable = fits.to_numpy(zero_copy_only=False)
    return pc.fill_null(values, np.nan).to_numpy(zero_copy_only=False), readable


_NUMBER = r"^(-?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?|-?(?i:nan|inf|infinity))$"


def _is_text(cells: pa.Array) -> bool:
    kind = cells.type.value_type if pa.types.is_dictionary(cells.type) else cells.type
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))
