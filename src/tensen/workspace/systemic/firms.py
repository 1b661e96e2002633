"""The firms: who there is, in which sector, and numbers that are told of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]

from tensen.engine.arrays import BoolArray, FloatArray, IntArray
from tensen.messages import Finding, Key, TensenError
from tensen.workspace.systemic.edges import as_numbers, known, numbers
from tensen.workspace.systemic.given import Given, Piece, column_of
from tensen.workspace.systemic.ids import Faults, Names, is_whole, rows_where, words_of
from tensen.workspace.systemic.matrix import Essential


@dataclass(frozen=True, eq=False)
class Firms:
    """``names[n]``, ``sector[n]`` as rows of the matrix and ``label[n]`` as written; ``title[n]`` if told."""

    table: str
    names: Names
    sector: IntArray
    label: pa.LargeStringArray
    title: pa.LargeStringArray | None


def read_firms(table: Given, essential: Essential, count_from: int) -> Firms:
    """The firms of ``table``, one a row.

    Raises:
        TensenError: a firm stands twice, a cell is empty, or a sector is none of the matrix; with the row.
    """
    piece = table.columns("node", "sector", optional=("name",))
    faults = Faults(table.name)
    cells = piece.columns["node"]
    words = words_of(cells)
    faults.add("esri_blank", _is_null(words), piece.first_row, "node")
    twice(words, piece, "node", faults)
    sector, label = _sectors(piece, essential, count_from, faults)
    faults.refuse()
    title = words_of(piece.columns["name"]) if "name" in piece.columns else None
    return Firms(table.name, Names(words, is_whole(cells)), sector, label, title)


def from_sectors(values: Any, essential: Essential, count_from: int) -> Firms:
    """Firms 0 ... n - 1, of which only the sectors are given, in order."""
    cells = column_of(values, "sectors", "sector")
    if not len(cells):
        raise TensenError("esri_empty", file="sectors")
    node = pa.array(np.arange(len(cells)))
    table = Given("sectors", ("node", "sector"), lambda _: iter([(0, {"node": node, "sector": cells})]))
    return read_firms(table, essential, count_from)


def _is_null(words: pa.Array) -> BoolArray:
    found: BoolArray = pc.is_null(words).to_numpy(zero_copy_only=False)
    return found


def twice(words: pa.LargeStringArray, piece: Piece, column: str, faults: Faults) -> None:
    """Note the rows whose name stood in an earlier row."""
    codes = words.dictionary_encode().indices
    place = pc.fill_null(codes, -1).to_numpy(zero_copy_only=False)
    again = pd.Series(place).duplicated().to_numpy() & (place >= 0)
    if not again.any():
        return
    listed = rows_where(again, piece.first_row, faults.most)
    for position, row in listed:
        first = int(np.flatnonzero(place == place[position])[0]) + piece.first_row
        faults.note(
            "esri_node_twice", row, column, {"value": str(words[position].as_py())[:80], "other": first}
        )
    faults.count += int(again.sum()) - len(listed)


def _sectors(
    piece: Piece, essential: Essential, count_from: int, faults: Faults
) -> tuple[IntArray, pa.LargeStringArray]:
    words = words_of(piece.columns["sector"])
    blank = _is_null(words)
    faults.add("esri_blank", blank, piece.first_row, "sector")
    if essential.codes:
        codes = Names(pa.array(essential.codes, pa.large_string()), False)
        found = codes.find(words)
        unknown = (found < 0) & ~blank
        if unknown.any():
            params: dict[str, object] = {"file": essential.name, "codes": _some(essential.codes)}
            faults.add("esri_sector_unknown", unknown, piece.first_row, "sector", params, shown=words)
        return found, words
    values, readable = as_numbers(words)
    usable = readable & np.isfinite(values) & (values == np.floor(values))
    faults.add(
        "esri_sector_text", ~usable & ~blank, piece.first_row, "sector", {"file": essential.name}, shown=words
    )
    last = essential.sectors - 1 + count_from
    outside = usable & ((values < count_from) | (values > last))
    if outside.any():
        from_one = count_from == 0 and values[usable].min() >= 1 and values[usable].max() <= last + 1
        told: dict[str, object] = {"first": count_from, "last": last, "file": essential.name}
        key = "esri_sector_from_one" if from_one else "esri_sector_outside"
        faults.add(key, outside, piece.first_row, "sector", told, shown=words)
    return np.where(usable & ~outside, values - count_from, 0).astype(np.intp), words


def _some(codes: tuple[str, ...]) -> str:
    return ", ".join(codes[:6]) + (", …" if len(codes) > 6 else "")


def read_values(table: Given, column: str, firms: Firms) -> tuple[FloatArray, int]:
    """``[n]`` numbers of 0 or more of the firms, 0 where a firm is not named, and how many are not.

    The column is ``column``, or the only one beside ``node``.
    """
    node, (header,) = table.header("node"), value_headers(table, column)
    return _values(table, node, header, firms)


def read_weights(table: Given, firms: Firms) -> dict[str, tuple[FloatArray, int]]:
    """The same for each column beside ``node``, by its header without surrounding blanks.

    Raises:
        TensenError: no such column, or headers that are blank or stand twice, with their places.
    """
    node = table.header("node")
    headers = [header for header in table.headers if header != node]
    _distinct(table)
    if not headers:
        raise TensenError("esri_column", file=table.name, column="weight", found=", ".join(table.headers))
    return {header.strip(): _values(table, node, header, firms) for header in headers}


def _distinct(table: Given) -> None:
    """Refuse headers that name no column, or two."""
    found, seen = [], set[str]()
    for place, header in enumerate(table.headers, 1):
        name = header.strip()
        if not name or name in seen:
            key = "esri_header_twice" if name else "esri_header_blank"
            found.append(Finding(key, {"file": table.name, "column": place}, {"value": name}))
        seen.add(name)
    if found:
        raise TensenError("esri_headers", file=table.name, count=len(found), findings=found)


def value_headers(table: Given, column: str) -> list[str]:
    """The header of the column with the numbers."""
    found = table.found(column)
    if found is None:
        rest = [header for header in table.headers if header != table.found("node")]
        found = rest[0] if len(rest) == 1 else table.header(column)
    return [found]


def _values(table: Given, node: str, header: str, firms: Firms) -> tuple[FloatArray, int]:
    piece = _only(table, node, header)
    faults = Faults(table.name)
    place = _places(piece, firms, faults)
    found = numbers(Piece({header: piece.columns[header]}, piece.first_row), header, faults)
    faults.refuse()
    values = np.zeros(len(firms.names))
    values[place] = found
    return values, len(firms.names) - int(place.size)


def _only(table: Given, node: str, header: str) -> Piece:
    parts = list(table.read([node, header]))
    if not parts or not sum(len(held[node]) for _, held in parts):
        raise TensenError("esri_empty", file=table.name)

    def whole(name: str) -> pa.Array:
        return pa.chunked_array([held[name] for _, held in parts]).combine_chunks()

    return Piece({"node": whole(node), header: whole(header)}, parts[0][0])


def _places(piece: Piece, firms: Firms, faults: Faults) -> IntArray:
    words = words_of(piece.columns["node"])
    twice(words, piece, "node", faults)
    return known(words, firms.names, piece.first_row, "node", firms.table, faults)


def read_market(table: Given, firms: Firms) -> IntArray:
    """``[n]``: among whom each firm can be replaced, by any text or numbers; every firm must be named."""
    node, (header,) = table.header("node"), value_headers(table, "market")
    piece = _only(table, node, header)
    faults = Faults(table.name)
    place = _places(piece, firms, faults)
    words = words_of(piece.columns[header])
    faults.add("esri_blank", _is_null(words), piece.first_row, header)
    faults.refuse()
    market = np.full(len(firms.names), -1, dtype=np.intp)
    market[place] = words.dictionary_encode().indices.to_numpy(zero_copy_only=False)
    return complete(market, firms, table.name)


def complete(market: IntArray, firms: Firms, file: str) -> IntArray:
    """Itself; raises :class:`TensenError` where a firm has none."""
    without = np.flatnonzero(market < 0)
    if without.size:
        named = ", ".join(str(firms.names.words[int(k)].as_py()) for k in without[:6])
        raise TensenError("esri_market_missing", file=file, count=without.size, names=named)
    return market


def in_order(values: Any, what: str, firms: Firms) -> pa.Array:
    """An array or series with one entry per firm, in the order of the sectors: values without names.

    Raises:
        TensenError: of another length.
    """
    cells = column_of(values, what, what)
    if len(cells) != len(firms.names):
        raise TensenError(
            "esri_length", what=Key(f"esri.what_{what}"), found=len(cells), wanted=len(firms.names)
        )
    return cells
