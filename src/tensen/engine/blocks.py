"""Needs that share their suppliers, laid out as dense matrices: one matrix product serves them all.

In a table of sectors every consumer buys a carrier from the same two dozen countries, so its needs form
a dense block. What does not fall into a block stays sparse. The grouping affects speed, never a result.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from tensen.engine.arrays import BoolArray, FloatArray, IntArray, ranges, sum_by

MIN_ROWS = 8
MIN_DEGREE = 4
MIN_FILL = 0.3
SAME_SUPPLIERS = 0.5
MOST_BLOCKS = 400

Matrix = FloatArray | csr_array


@dataclass(frozen=True, eq=False)
class Group:
    """Rows that share a supplier set; `edges` are positions in the row-sorted edge list."""

    rows: IntArray
    sources: IntArray
    edges: IntArray
    dense: bool


@dataclass(frozen=True, eq=False)
class Partition:
    """`order` sorts edges by row, `row` and `source` are in that order; each row is in one group."""

    order: IntArray
    row: IntArray
    source: IntArray
    groups: tuple[Group, ...]


@dataclass(frozen=True, eq=False)
class Block:
    """`matrix[r, c]`: weight of supplier `sources[c]` in row `rows[r]`."""

    rows: IntArray
    sources: IntArray
    matrix: Matrix


def partition(n: int, rows: int, row: IntArray, source: IntArray) -> Partition:
    """Group rows by supplier set: dense groups first, then one sparse group of all nodes for the rest."""
    order = np.argsort(row, kind="stable")
    row, source = row[order], source[order]
    start = np.searchsorted(row, np.arange(rows + 1))
    groups = _dense_groups(n, start, source)
    left = np.diff(start) > 0
    for group in groups:
        left[group.rows] = False
    if left.any():
        rest = np.flatnonzero(left)
        edges = ranges(start[rest], start[rest + 1])
        groups.append(Group(rest, np.arange(n, dtype=np.intp), edges, dense=False))
    return Partition(order, row, source, tuple(groups))


def with_single_edges(layout: Partition, n: int, row: IntArray, source: IntArray) -> Partition:
    """The grouping with more rows behind the old ones, each of one edge, behind the old edges."""
    old = layout.row.size
    place = np.arange(old, old + row.size, dtype=np.intp)
    more = Group(row, np.arange(n, dtype=np.intp), place, dense=False)
    return Partition(
        np.concatenate([layout.order, place]),
        np.concatenate([layout.row, row]),
        np.concatenate([layout.source, source]),
        (*layout.groups, more),
    )


def _dense_groups(n: int, start: IntArray, source: IntArray) -> list[Group]:
    """Groups around the row with most suppliers, then around the one with most among the rest, and so on."""
    degree = np.diff(start)
    groups: list[Group] = []
    alive = np.flatnonzero(degree >= MIN_DEGREE)
    for _ in range(MOST_BLOCKS):
        if alive.size < MIN_ROWS:
            break
        members = _alike(n, alive, start, degree, source)
        chosen = alive[members]
        alive = alive[~members]
        edges = ranges(start[chosen], start[chosen + 1])
        sources = np.unique(source[edges])
        if chosen.size >= MIN_ROWS and edges.size >= MIN_FILL * chosen.size * sources.size:
            groups.append(Group(chosen, sources, edges, dense=True))
    return groups


def _alike(n: int, alive: IntArray, start: IntArray, degree: IntArray, source: IntArray) -> BoolArray:
    """Which rows share most of their suppliers with the row that has the most suppliers."""
    mark = np.zeros(n, dtype=np.intp)
    seed = int(alive[np.argmax(degree[alive])])
    mark[source[start[seed] : start[seed + 1]]] = 1
    hits = mark[source[ranges(start[alive], start[alive + 1])]]
    first = np.cumsum(degree[alive]) - degree[alive]
    overlap = np.add.reduceat(hits, first)
    alike: BoolArray = (overlap >= SAME_SUPPLIERS * degree[alive]) & (overlap >= MIN_FILL * degree[seed])
    return alike


def dense_blocks(layout: Partition, n: int, weight: FloatArray) -> tuple[Block, ...]:
    """The weights of each group as a matrix (parallel edges add up)."""
    ordered = weight[layout.order]
    return tuple(_block(layout, group, n, ordered) for group in layout.groups)


def _block(layout: Partition, group: Group, n: int, weight: FloatArray) -> Block:
    where = np.searchsorted(group.rows, layout.row[group.edges])
    column = layout.source[group.edges]
    shape = (group.rows.size, group.sources.size)
    values = weight[group.edges]
    if not group.dense:
        return Block(group.rows, group.sources, csr_array((values, (where, column)), shape=(shape[0], n)))
    place = np.empty(n, dtype=np.intp)
    place[group.sources] = np.arange(group.sources.size)
    flat = sum_by(where * shape[1] + place[column], values, shape[0] * shape[1])
    return Block(group.rows, group.sources, flat.astype(np.float64, copy=False).reshape(shape))
