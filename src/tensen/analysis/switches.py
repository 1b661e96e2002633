"""What can be changed apart from the rest from A to B: the least pieces that leave a network valid.

A need (a target and a carrier) that one side lacks, or that changes between shares and capacity, is one piece
with all its edges: an edge without its requirement, or the reverse, is no network. In a need that both sides
have, the requirement is a piece, and each edge is one, as far as every mixture still supplies the whole need:
shares by giving what the named suppliers leave to the unknown supplier (the builder's rule) or by scaling to
1 (the compiler's), capacities where the lesser of the two weights still add up to 1. Else its edges are one
piece. An assumption is a piece, so is a node (with its value and what it is), a node's memberships in one
role, and a carrier.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from tensen.analysis.selectors import NODE_COLUMNS
from tensen.analysis.union import Sided, Union
from tensen.engine.arrays import BoolArray, FloatArray, IntArray

COEFFICIENTS = ("criticality", "replaceability", "replace_max")
NOBODY = -1
WHOLE = 1.0 - 1e-9


@dataclass(frozen=True)
class Piece:
    """A piece: its table, its key, what it belongs to (a family, kind or role) and the sources of its rows.

    ``rows`` are (table, row of the union).
    """

    table: str
    key: tuple[str, ...]
    belongs: str
    sources: tuple[str, ...]
    rows: tuple[tuple[str, int], ...]


@dataclass(frozen=True, eq=False)
class Switches:
    """The pieces of a union and which rows each of them switches (``NOBODY``: the same in both)."""

    union: Union
    pieces: tuple[Piece, ...]
    edge: IntArray
    term: IntArray
    need: IntArray
    node: IntArray
    member: IntArray
    carrier: IntArray
    weight: Sided
    terms: tuple[Sided, Sided, Sided]
    shares: tuple[BoolArray, BoolArray]
    remainder: BoolArray

    @property
    def structural(self) -> IntArray:
        """The pieces that decide what a scenario hits and whose value counts."""
        each = [self.node[self._kinds], self.member, self.carrier]
        found = np.unique(np.concatenate(each))
        return found[found >= 0]

    @property
    def _kinds(self) -> BoolArray:
        mask = np.zeros(len(self.node), dtype=bool)
        for column in NODE_COLUMNS[1:]:
            first, second = self.union.words("nodes", column)
            mask |= first != second
        return np.asarray(mask & ~self.union.rows["nodes"].only)


class _Numbering:
    """Gives pieces their numbers, and ties all rows of a node that only one side has into one piece."""

    def __init__(self, union: Union) -> None:
        self.union, self._said = union, list[tuple[str, tuple[str, ...], str]]()
        self._rows: list[list[tuple[str, int]]] = []
        self._cited: dict[str, tuple[list[str], list[str]]] = {}
        self._kinds = union.frame.network.nodes["kind"].tolist()
        self._lone = union.rows["nodes"].only
        self.node_piece: dict[int, int] = {}

    def add(self, table: str, key: Sequence[str], belongs: str, rows: Sequence[tuple[str, int]]) -> int:
        self._said.append((table, tuple(key), belongs))
        self._rows.append(list(rows))
        return len(self._said) - 1

    def own(self, node: int, rows: Sequence[tuple[str, int]]) -> int | None:
        """The piece of a node that only one side has, with ``rows`` tied to it; None for other nodes."""
        if node < 0 or not self._lone[node]:
            return None
        if node not in self.node_piece:
            name = str(self.union.frame.network.position[node])
            self.node_piece[node] = self.add("nodes", (name,), str(self._kinds[node]), [("nodes", node)])
        self._rows[self.node_piece[node]] += rows
        return self.node_piece[node]

    def pieces(self) -> tuple[Piece, ...]:
        said = zip(self._said, self._rows, strict=True)
        return tuple(Piece(*words, self._sources(rows), tuple(rows)) for words, rows in said)

    def _sources(self, rows: Sequence[tuple[str, int]]) -> tuple[str, ...]:
        return tuple(sorted({self._source(table, row) for table, row in rows}))

    def _source(self, table: str, row: int) -> str:
        if table not in self._cited:
            first, second = self.union.words(table, "source_id")
            self._cited[table] = first.tolist(), second.tolist()
        old, new = self._cited[table]
        return str(new[row] or old[row])


def switches_of(union: Union) -> Switches:
    """The pieces of all tables but the assumptions, which depend on the horizon."""
    weight = union.sided("edges", "weight")
    terms = tuple(union.sided("requirements", column) for column in COEFFICIENTS)
    numbers = _Numbering(union)
    edge, term, need, remainder, shares = _needs(union, weight, terms, numbers)
    return Switches(
        union=union,
        edge=edge,
        term=term,
        need=need,
        node=_nodes(union, numbers),
        member=_members(union, numbers),
        carrier=_carriers(union, numbers),
        weight=weight,
        terms=(terms[0], terms[1], terms[2]),
        shares=shares,
        remainder=remainder,
        pieces=numbers.pieces(),
    )


@dataclass(frozen=True, eq=False)
class _Needs:
    """What is known of every need before its rows are numbered."""

    union: Union
    numbers: _Numbering
    whole: BoolArray
    apart: BoolArray
    remainder: BoolArray
    names: tuple[list[str], list[str], list[str]]

    def words(self, need: int) -> tuple[tuple[str, str], str]:
        frame, (nodes, carriers, families) = self.union.frame, self.names
        carrier = int(frame.need_carrier[need])
        return (nodes[frame.need_target[need]], carriers[carrier]), families[carrier]


def _needs(
    union: Union, weight: Sided, terms: Sequence[Sided], numbers: _Numbering
) -> tuple[IntArray, IntArray, IntArray, BoolArray, tuple[BoolArray, BoolArray]]:
    frame, edge_rows, term_rows = union.frame, union.rows["edges"], union.rows["requirements"]
    count = len(frame.need_target)
    there = [np.bincount(frame.term_need[at >= 0], minlength=count) > 0 for at in (term_rows.a, term_rows.b)]
    supply = [_by_need(union, side) for side in (0, 1)]
    edge_moved = edge_rows.only | ~weight.same
    term_moved = term_rows.only | ~np.logical_and.reduce([t.same for t in terms])
    unknown = (frame.network.nodes["kind"] == "unknown").to_numpy()[frame.edge_source]
    whole = (there[0] != there[1]) | (supply[0] != supply[1])
    apart = _apart(union, weight, unknown, supply[0])
    named = np.bincount(frame.edge_need[edge_moved & ~unknown], minlength=count) > 0
    shared = ~whole & apart & named & (supply[0] == 1)
    carriers = frame.network.carriers
    names = frame.network.position.tolist(), carriers["id"].tolist(), carriers["family"].tolist()
    known = _Needs(union, numbers, whole, apart, unknown & shared[frame.edge_need], names)
    edge = np.full(len(frame.edge_source), NOBODY, dtype=np.intp)
    term = np.full(len(frame.term_need), NOBODY, dtype=np.intp)
    need = np.full(count, NOBODY, dtype=np.intp)
    of_edge, of_term = _grouped(frame.edge_need, edge_moved), _grouped(frame.term_need, term_moved)
    for n in sorted({*of_edge, *of_term, *np.flatnonzero(whole).tolist()}):
        _number(known, n, of_edge.get(n, []), of_term.get(n, []), (edge, term, need))
    return edge, term, need, known.remainder, (supply[0] == 1, supply[1] == 1)


def _number(
    known: _Needs, n: int, edges: list[int], terms: list[int], into: tuple[IntArray, IntArray, IntArray]
) -> None:
    """Number the pieces of need ``n``, whose rows ``edges`` and ``terms`` differ."""
    key, family = known.words(n)
    edge, term, need = into
    tied = [("requirements", t) for t in terms]
    if known.whole[n]:
        every = [*tied, *(("edges", e) for e in edges)]
        own = known.numbers.own(int(known.union.frame.need_target[n]), every)
        need[n] = known.numbers.add("needs", key, family, every) if own is None else own
        edge[edges], term[terms] = need[n], need[n]
        return
    if terms:
        term[terms] = known.numbers.add("requirements", key, family, tied)
    edges = [e for e in edges if not known.remainder[e]]
    for group in [[e] for e in edges] if known.apart[n] else [edges] if edges else []:
        said = (known.names[0][known.union.frame.edge_source[group[0]]], *key) if len(group) == 1 else key
        edge[group] = known.numbers.add("edges", said, family, [("edges", e) for e in group])


def _by_need(union: Union, side: int) -> IntArray:
    """1 where a need is declared in shares on a side, 0 capacity; where the side lacks it, the other's."""
    frame = union.frame
    own, other = (union.words("requirements", "supply")[s] for s in (side, 1 - side))
    found = np.zeros(len(frame.need_target), dtype=np.intp)
    for words in (other, own):
        known = np.array([w is not None for w in words], dtype=bool)
        found[frame.term_need[known]] = (words[known] == "shares").astype(np.intp)
    return found


def _apart(union: Union, weight: Sided, unknown: BoolArray, shares: IntArray) -> BoolArray:
    """Needs whose edges may be changed one by one."""
    frame = union.frame
    centre = union.frame.network.assumptions.drop_duplicates("id")["central"].to_numpy(dtype=float)
    least = np.minimum(*weight.values(centre, 0.0))
    total = np.bincount(frame.edge_need, least, len(frame.need_target))
    has_unknown = np.bincount(frame.edge_need[unknown], minlength=len(frame.need_target)) > 0
    return np.where(shares == 1, has_unknown | (total > 0), total >= WHOLE)


def _grouped(need: IntArray, moved: BoolArray) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for row in np.flatnonzero(moved).tolist():
        found.setdefault(int(need[row]), []).append(row)
    return found


def _nodes(union: Union, numbers: _Numbering) -> IntArray:
    """Nodes with another value or another place in selectors, and those that only one side has."""
    first, second = union.numbers("nodes", "value")
    only = union.rows["nodes"].only
    moved = first != second
    for column in NODE_COLUMNS[1:]:
        x, y = union.words("nodes", column)
        moved |= x != y
    found = _numbered("nodes", union, moved & ~only, "kind", ("id",), numbers)
    for node in np.flatnonzero(moved & only).tolist():
        own = numbers.own(node, ())
        found[node] = NOBODY if own is None else own
    return found


def _members(union: Union, numbers: _Numbering) -> IntArray:
    """All memberships of one node in one role are one piece."""
    moved = np.flatnonzero(union.rows["memberships"].only)  # the key is the whole of what counts
    found = np.full(len(union.rows["memberships"].a), NOBODY, dtype=np.intp)
    table = union.frame.network.memberships.iloc[moved]
    member = union.frame.network.position.get_indexer(pd.Index(table["member"]))
    groups: dict[tuple[str, str], list[int]] = {}
    for row, node, *key in zip(moved.tolist(), member.tolist(), table["member"], table["role"], strict=True):
        own = numbers.own(node, [("memberships", row)])
        if own is not None:
            found[row] = own
        else:
            groups.setdefault((str(key[0]), str(key[1])), []).append(row)
    for words, rows in groups.items():
        found[rows] = numbers.add("memberships", words, words[1], [("memberships", r) for r in rows])
    return found


def _carriers(union: Union, numbers: _Numbering) -> IntArray:
    x, y = union.words("carriers", "family")
    moved = (x != y) & ~union.rows["carriers"].only
    return _numbered("carriers", union, moved, "family", ("id",), numbers)


def _numbered(
    table: str, union: Union, moved: BoolArray, belongs: str, key: Sequence[str], numbers: _Numbering
) -> IntArray:
    found = np.full(len(moved), NOBODY, dtype=np.intp)
    rows = union.frame.network.tables[table]
    for row in np.flatnonzero(moved).tolist():
        cells = rows.iloc[row]
        found[row] = numbers.add(table, [str(cells[k]) for k in key], str(cells[belongs]), [(table, row)])
    return found


def assumption_pieces(
    union: Union, values: tuple[FloatArray, FloatArray], horizons: Collection[str]
) -> tuple[list[Piece], IntArray]:
    """A piece per assumption whose central value differs between the sides that both have it.

    ``values`` are both sides' central values (NaN where a side lacks the assumption), shape (ids,);
    a piece names the rows of ``horizons``.
    """
    moved = (values[0] != values[1]) & ~np.isnan(values[0]) & ~np.isnan(values[1])
    code = np.full(len(union.ids), NOBODY, dtype=np.intp)
    table = union.frame.network.assumptions
    first = table.drop_duplicates("id").set_index("id")
    rows_of: dict[str, list[int]] = {}
    for row, identifier in zip(*_at(table, horizons), strict=True):
        rows_of.setdefault(str(identifier), []).append(row)
    pieces: list[Piece] = []
    for at in np.flatnonzero(moved).tolist():
        name = str(union.ids[at])
        cells = first.loc[name]
        rows = tuple(("assumptions", r) for r in rows_of.get(name, ()))
        code[at] = len(pieces)
        pieces.append(Piece("assumptions", (name,), str(cells["family"]), (str(cells["source_id"]),), rows))
    return pieces, code


def _at(table: pd.DataFrame, horizons: Collection[str]) -> tuple[list[int], list[str]]:
    """Row numbers and ids of the assumptions that hold at some horizons."""
    rows = np.flatnonzero(table["horizon"].isin([*horizons, "all"]).to_numpy())
    return rows.tolist(), table["id"].iloc[rows].tolist()
