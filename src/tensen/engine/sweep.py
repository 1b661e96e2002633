"""Many points of the assumptions at once: one column per shock and point.

`equilibrium` folds the figures of one point into its matrices, which pays for many shocks at one point. Here
the matrices hold only who supplies whom, and the figures of each column are put in term by term, which pays
for a few shocks at many points (draws, one family of assumptions moved at a time). The loss equation and the
result are the same.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np

from tensen.engine.arrays import BoolArray, FloatArray, IntArray, no_floats, no_ints
from tensen.engine.blocks import Block, dense_blocks
from tensen.engine.products import product
from tensen.engine.shock import Batch, Cuts, cuts_of
from tensen.engine.system import SLACK_TOLERANCE, System

CHUNK = 48


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
class Swept:
    """`loss[n, B]` from below, `rounds[B]`, the last step `residual[B]` and whether each column settled."""

    loss: FloatArray
    rounds: IntArray
    residual: FloatArray
    converged: BoolArray


def sweep(
    system: System,
    batch: Batch,
    points: Points,
    point: IntArray,
    *,
    tol: float = 1e-9,
    max_rounds: int = 2000,
    workers: int = 1,
) -> Swept:
    """Losses of column b of `batch` at point `point[b]`, demand off.

    Raises `ValueError` where `point` does not give one point per column.
    """
    if point.shape != (batch.columns,):
        raise ValueError(f"point must give one point for each of {batch.columns} columns, not {point.shape}")
    laid = _Layout.of(system, points)
    cuts = cuts_of(batch)
    starts = range(0, batch.columns, CHUNK)
    parts = [np.arange(a, min(a + CHUNK, batch.columns), dtype=np.intp) for a in starts]

    def solve(part: IntArray) -> Swept:
        return _climb(_Columns(laid, batch.s[:, part], cuts.take(part), point[part]), tol, max_rounds)

    with ThreadPoolExecutor(max(workers, 1)) as pool:
        done = list(pool.map(solve, parts))
    return Swept(
        np.hstack([np.empty((system.n, 0)), *(d.loss for d in done)]),
        np.concatenate([np.empty(0, np.intp), *(d.rounds for d in done)]),
        np.concatenate([np.empty(0), *(d.residual for d in done)]),
        np.concatenate([np.empty(0, np.bool_), *(d.converged for d in done)]),
    )


@dataclass(frozen=True, eq=False)
class _Layout:
    """What all columns share. Terms are sorted by target; `starts` marks where each target's begin."""

    system: System
    points: Points
    blocks: tuple[Block, ...]
    slack: FloatArray
    critical: IntArray
    critical_starts: IntArray
    linear: IntArray
    linear_starts: IntArray

    @staticmethod
    def of(system: System, points: Points) -> _Layout:
        base = np.array(system.edge_weight)
        base[points.varied_edge] = 0.0
        blocks = dense_blocks(system.partition, system.n, base)
        critical, critical_starts = _by_target(system, np.flatnonzero(system.term_critical))
        linear, linear_starts = _by_target(system, np.flatnonzero(~system.term_critical))
        slack = _slack(system, points, base)
        return _Layout(system, points, blocks, slack, critical, critical_starts, linear, linear_starts)


def _by_target(system: System, terms: IntArray) -> tuple[IntArray, IntArray]:
    terms = terms[np.argsort(system.term_target[terms], kind="stable")]
    _, starts = np.unique(system.term_target[terms], return_index=True)
    return terms, starts


def _slack(system: System, points: Points, base: FloatArray) -> FloatArray:
    """Spare capacity per need and point, `[N, P]` or, where no weight varies, `[N, 1]`."""
    slack = system.slack[:, None]
    edges = points.varied_edge
    if not edges.size:
        return slack
    capacity = np.bincount(system.edge_need, base, system.needs)
    needs = np.unique(system.edge_need[edges])
    total = np.repeat(capacity[needs, None], points.varied_weight.shape[1], axis=1)
    np.add.at(total, np.searchsorted(needs, system.edge_need[edges]), points.varied_weight)
    slack = np.repeat(slack, points.varied_weight.shape[1], axis=1)
    slack[needs] = np.where(total - 1.0 > SLACK_TOLERANCE, total - 1.0, 0.0)
    return slack


class _Columns:
    """A few columns with their figures and room to compute in."""

    def __init__(self, laid: _Layout, s: FloatArray, cuts: Cuts, point: IntArray) -> None:
        system, points = laid.system, laid.points
        self.laid, self.s, self.cuts, self.point = laid, np.ascontiguousarray(s), cuts, point
        self.columns = s.shape[1]
        slope = points.term_coef[:, point] * (1.0 - points.term_rho[:, point])
        self.critical_slope, self.linear_slope = slope[laid.critical], slope[laid.linear]
        self.critical_need, self.linear_need = system.term_need[laid.critical], system.term_need[laid.linear]
        self.slack = laid.slack if laid.slack.shape[1] == 1 else laid.slack[:, point]
        self.varied = points.varied_weight[:, point] if points.varied_edge.size else None
        self.cut_weight = self._weights_of_cuts()
        self.short = np.zeros((system.needs, self.columns))
        self.capped = [
            (place, terms, cap)
            for place, terms in ((0, laid.critical), (1, laid.linear))
            if (cap := system.term_replace_max[terms]).size and np.isfinite(cap).any()
        ]

    def _weights_of_cuts(self) -> FloatArray:
        system, points = self.laid.system, self.laid.points
        weight = np.array(system.edge_weight[self.cuts.edge])
        for k, edge in enumerate(points.varied_edge):
            mine = self.cuts.edge == edge
            weight[mine] = points.varied_weight[k, self.point[self.cuts.column[mine]]]
        return weight

    def take(self, columns: IntArray) -> _Columns:
        return _Columns(self.laid, self.s[:, columns], self.cuts.take(columns), self.point[columns])

    def apply(self, d: FloatArray) -> FloatArray:
        """The loss equation applied to `d[n, b]`."""
        laid, system = self.laid, self.laid.system
        short = self._shortages(d)
        out = self.s.copy()
        for place, terms, slope, need, starts, reduce_ in (
            (0, laid.critical, self.critical_slope, self.critical_need, laid.critical_starts, np.maximum),
            (1, laid.linear, self.linear_slope, self.linear_need, laid.linear_starts, np.add),
        ):
            if not terms.size:
                continue
            felt = short[need]
            uncapped = felt.copy() if any(p == place for p, _, _ in self.capped) else felt
            felt *= slope
            if uncapped is not felt:
                cap = system.term_replace_max[terms][:, None]
                coef = laid.points.term_coef[terms][:, self.point]
                np.maximum(felt, coef * (uncapped - cap), out=felt)
            target = system.term_target[terms[starts]]
            out[target] = np.maximum(out[target], reduce_.reduceat(felt, starts, axis=0))
        return np.minimum(out, 1.0, out=out)

    def _shortages(self, d: FloatArray) -> FloatArray:
        system, short = self.laid.system, self.short
        short.fill(0.0)
        for block in self.laid.blocks:
            if isinstance(block.matrix, np.ndarray):
                rows = np.empty((block.rows.size, self.columns))
                short[block.rows] = product(block.matrix, d[block.sources], rows)
            else:
                short[block.rows] = block.matrix @ d
        if self.varied is not None:
            edges = self.laid.points.varied_edge
            np.add.at(short, system.edge_need[edges], self.varied * d[system.edge_source[edges]])
        cuts = self.cuts
        if cuts.edge.size:
            extra = np.maximum(cuts.level - d[system.edge_source[cuts.edge], cuts.column], 0.0)
            np.add.at(short, (system.edge_need[cuts.edge], cuts.column), self.cut_weight * extra)
        short -= self.slack
        return np.maximum(short, 0.0, out=short)


def _climb(columns: _Columns, tol: float, max_rounds: int) -> Swept:
    n, width = columns.s.shape
    done = Swept(np.empty((n, width)), np.zeros(width, np.intp), np.zeros(width), np.zeros(width, np.bool_))
    live = np.arange(width, dtype=np.intp)
    d = columns.s
    for number in range(1, max_rounds + 1):
        new = np.maximum(columns.apply(d), d)
        step = (new - d).max(axis=0, initial=0.0)
        settled = (step <= tol) | (number == max_rounds)
        where = live[settled]
        done.loss[:, where] = new[:, settled]
        done.rounds[where], done.residual[where] = number, step[settled]
        done.converged[where] = step[settled] <= tol
        if settled.all():
            break
        if settled.any() and 2 * np.count_nonzero(~settled) <= settled.size:
            keep = np.flatnonzero(~settled)
            columns, live, new = columns.take(keep), live[keep], np.ascontiguousarray(new[:, keep])
        d = new
    return done
