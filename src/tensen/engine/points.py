"""Many points of the assumptions, and what the columns of a sweep share at all of them."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from scipy.sparse import csr_array

from tensen.engine.arrays import NO_INTS, BoolArray, FloatArray, IntArray, no_floats, no_ints, ranges, span
from tensen.engine.blocks import Block, Matrix, dense_blocks
from tensen.engine.pieces import Incidence, Layer, by_layer, incidence_of, layers_of, rows_of
from tensen.engine.system import SLACK_TOLERANCE, System

MOST_GROUPS = 16
DENSE = 0.2


@dataclass(frozen=True, eq=False, kw_only=True)
class Points:
    """P points: `term_coef[T, P]`, `term_rho[T, P]`, and `varied_weight[V, P]` of the edges `varied_edge[V]`.

    All other figures are the system's own. Spare capacity follows from the weights of each point.
    """

    term_coef: FloatArray
    term_rho: FloatArray
    varied_edge: IntArray = field(default_factory=no_ints)
    varied_weight: FloatArray = field(default_factory=no_floats)


@dataclass(frozen=True, eq=False)
class Rows:
    """Terms on the needs of one block, one row each: `slope[r, P] * (matrix @ d[source] - slack)`.

    `varied_row`, `varied_edge`: rows with edges whose weight differs between the points (left out of
    `matrix`; `varied_edge` counts in `Points.varied_edge`). `slack` is `[r, P]`, `[r, 1]` or None; with
    `cap[r, 1]` there is also `coef[r, P]`.
    """

    layers: tuple[Layer, ...]
    source: slice | IntArray
    matrix: Matrix
    slope: FloatArray
    slack: FloatArray | None
    incidence: Incidence
    varied_row: IntArray
    varied_edge: IntArray
    cap: FloatArray | None
    coef: FloatArray | None

    @property
    def rows(self) -> int:
        return int(self.matrix.shape[0])


@dataclass(frozen=True, eq=False)
class Folded:
    """Linear terms whose figures differ between the points only by a factor that many of them share.

    Row r, the node `target[r]`, feels `matrix @ (scale[group, P] * d[source])`; each column of the matrix is
    a pair of a supplier and a group. `incidence` leads from needs to rows with the factor `coef`, `of` to
    groups.
    """

    target: IntArray
    matrix: Matrix
    source: slice | IntArray
    group: IntArray
    scale: FloatArray
    incidence: Incidence
    of: IntArray


@dataclass(frozen=True, eq=False)
class Layout:
    """Critical rows, linear rows that stand for themselves, and folded ones; `target` of all linear rows."""

    system: System
    points: Points
    critical: tuple[Rows, ...]
    linear: tuple[Rows, ...]
    folded: Folded | None
    target: IntArray

    @staticmethod
    def of(system: System, points: Points) -> Layout:
        """Laid out once for a system and points."""
        held: dict[System, Layout] = points.__dict__.setdefault("_laid", {})
        if system not in held:
            held[system] = Layout._of(system, points)
        return held[system]

    @staticmethod
    def _of(system: System, points: Points) -> Layout:
        slack = _slack(system, points)
        live: BoolArray = np.asarray(points.term_coef.max(axis=1, initial=0.0) > 0)
        group, scale = _groups(system, points, slack, live)
        folded = _folded(system, points, group, scale)
        linear = np.flatnonzero(live & ~system.term_critical & (group < 0))
        blocks = _base_blocks(system, points)
        targets = np.unique(system.term_target[live & ~system.term_critical])
        return Layout(
            system,
            points,
            _rows(system, points, slack, blocks, np.flatnonzero(live & system.term_critical)),
            _rows(system, points, slack, blocks, linear, np.searchsorted(targets, system.term_target)),
            folded,
            targets,
        )


def _base_blocks(system: System, points: Points) -> tuple[Block, ...]:
    """The weights that are the same at all points."""
    if not points.varied_edge.size:
        return system.blocks
    base = np.array(system.edge_weight)
    base[points.varied_edge] = 0.0
    return dense_blocks(system.partition, system.n, base)


def _slack(system: System, points: Points) -> FloatArray:
    """Spare capacity per need and point, `[N, P]` or, where no weight varies, `[N, 1]`."""
    slack = system.slack[:, None]
    edges = points.varied_edge
    if not edges.size:
        return slack
    needs = np.unique(system.edge_need[edges])
    base = np.array(system.edge_weight)
    base[edges] = 0.0
    capacity = np.bincount(system.edge_need, base, system.needs)
    total = np.repeat(capacity[needs, None], points.varied_weight.shape[1], axis=1)
    np.add.at(total, np.searchsorted(needs, system.edge_need[edges]), points.varied_weight)
    slack = np.repeat(slack, points.varied_weight.shape[1], axis=1)
    slack[needs] = np.where(total - 1.0 > SLACK_TOLERANCE, total - 1.0, 0.0)
    return slack


def _groups(
    system: System, points: Points, slack: FloatArray, live: BoolArray
) -> tuple[IntArray, FloatArray]:
    """The group of each term that can be folded (-1: none), `[T]`, and each group's `1 - rho`, `[G, P]`."""
    group = np.full(system.terms, -1, dtype=np.intp)
    plain: BoolArray = np.asarray(slack.max(axis=1) <= 0)
    plain[system.edge_need[points.varied_edge]] = False
    foldable = live & ~system.term_critical & plain[system.term_need] & np.isinf(system.term_replace_max)
    foldable &= (points.term_coef == points.term_coef[:, :1]).all(axis=1)
    terms = np.flatnonzero(foldable)
    if not terms.size:
        return group, np.empty((0, points.term_rho.shape[1]))
    different, of = _different(points.term_rho[terms])
    largest = np.argsort(-np.bincount(of), kind="stable")[:MOST_GROUPS]
    number = np.full(different.shape[0], -1, dtype=np.intp)
    number[largest] = np.arange(largest.size)
    group[terms] = number[of]
    return group, 1.0 - different[largest]


def _different(rows: FloatArray) -> tuple[FloatArray, IntArray]:
    """The rows that differ and which of them each row is; rows of one hash are compared."""
    mark = rows @ np.random.default_rng(0).random(rows.shape[1])
    _, first, of = np.unique(mark, return_index=True, return_inverse=True)
    if not (rows[first[of]] == rows).all():
        _, first, of = np.unique(rows, axis=0, return_index=True, return_inverse=True)
    return rows[first], of.ravel()


def _folded(system: System, points: Points, group: IntArray, scale: FloatArray) -> Folded | None:
    terms = np.flatnonzero(group >= 0)
    if not terms.size:
        return None
    order, row = system.partition.order, system.partition.row
    need = system.term_need[terms]
    first, last = np.searchsorted(row, need), np.searchsorted(row, need, side="right")
    term, edge = np.repeat(terms, last - first), order[ranges(first, last)]
    pair, column = np.unique(group[term] * system.n + system.edge_source[edge], return_inverse=True)
    targets = np.unique(system.term_target[terms])
    values = points.term_coef[term, 0] * system.edge_weight[edge]
    place = (np.searchsorted(targets, system.term_target[term]), column.ravel())
    thin = csr_array((values, place), shape=(targets.size, pair.size))
    matrix: Matrix = thin.toarray() if values.size >= DENSE * targets.size * pair.size else thin
    by_need = np.argsort(need, kind="stable")
    own = np.searchsorted(targets, system.term_target[terms])
    incidence = Incidence(need[by_need], own[by_need], points.term_coef[terms, 0][by_need])
    return Folded(
        targets, matrix, span(pair % system.n), pair // system.n, scale, incidence, group[terms][by_need]
    )


def _rows(
    system: System,
    points: Points,
    slack: FloatArray,
    blocks: tuple[Block, ...],
    terms: IntArray,
    place: IntArray | None = None,
) -> tuple[Rows, ...]:
    """One `Rows` for each block with any of `terms`; they write to `place[term]`, else to the target."""
    found = []
    block_of = np.full(system.needs, -1, dtype=np.intp)
    for number, block in enumerate(blocks):
        block_of[block.rows] = number
    number_of = block_of[system.term_need[terms]]
    for number in np.unique(number_of[number_of >= 0]):
        mine = terms[number_of == number]
        target = (system.term_target if place is None else place)[mine]
        order = by_layer(target)
        found.append(_row(system, points, slack, blocks[number], mine[order], target[order]))
    return tuple(found)


def _row(
    system: System, points: Points, slack: FloatArray, block: Block, terms: IntArray, place: IntArray
) -> Rows:
    need, cap = system.term_need[terms], system.term_replace_max[terms]
    spare, coef = slack[need], points.term_coef[terms]
    rows, varied = _varied_rows(system, points, need)
    capped = bool(np.isfinite(cap).any())
    return Rows(
        layers=layers_of(place),
        source=span(block.sources),
        matrix=rows_of(block, need),
        slope=coef * (1.0 - points.term_rho[terms]),
        slack=spare if (spare > 0).any() else None,
        incidence=incidence_of(need, np.arange(terms.size), np.ones(terms.size)),
        varied_row=rows,
        varied_edge=varied,
        cap=np.minimum(cap, np.finfo(np.float64).max / 4)[:, None] if capped else None,
        coef=coef if capped else None,
    )


def _varied_rows(system: System, points: Points, need: IntArray) -> tuple[IntArray, IntArray]:
    """Pairs of a row and a varied edge of its need."""
    if not points.varied_edge.size:
        return NO_INTS, NO_INTS
    row, varied = np.nonzero(need[:, None] == system.edge_need[points.varied_edge][None, :])
    return row, varied
