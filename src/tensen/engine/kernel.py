"""The loss equation on many columns at once, compiled.

Each row of an array holds one node and all columns of a chunk side by side, so that one pass over the edges
serves them all and the innermost loops run over neighbours in memory. The functions hold no lock of the
interpreter: threads share the work. `tensen.engine.reference` says the same in plain loops.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tensen.engine.arrays import BoolArray, FloatArray, IntArray
from tensen.engine.jit import compiled

Index = NDArray[np.int32]


class Supply(NamedTuple):
    """The supply side, rows in the order of `Layout`: starts, then `[E]`, `[N]`, `[T]` or `[T, P]`, `[V, P]`.

    `varied_start[N + 1]`: the edges whose weight differs between the points; `weight` holds 0 for them.
    Where a need has such edges its spare capacity is row `varied_row[N]` of `varied_slack[., P]` instead of
    `slack[N]`; the row is -1 elsewhere. `slope = coef (1 - rho)`.
    """

    need_start: Index
    edge_start: Index
    source: Index
    weight: FloatArray
    term_start: Index
    critical: BoolArray
    slope: FloatArray
    coef: FloatArray
    cap: FloatArray
    varied_start: Index
    varied_source: Index
    varied_weight: FloatArray
    varied_row: Index
    varied_slack: FloatArray
    slack: FloatArray


class Sales(NamedTuple):
    """The demand side: customers and shares of supplier i stand from `start[i]` to `start[i + 1]`."""

    start: Index
    customer: Index
    share: FloatArray


class CutRows(NamedTuple):
    """Cuts by row (a need's place, or a seller): in `column`, `node` counts as lost by at least `level`."""

    start: Index
    column: Index
    node: Index
    level: FloatArray
    weight: FloatArray


@compiled
def supply(
    rows: Supply, cuts: CutRows, point: IntArray, d: FloatArray, alive: BoolArray, out: FloatArray
) -> None:
    """Raise `out[n, b]` to what shortages take at the losses `d[n, b]`; `alive[n]`: any loss at all."""
    n, width = d.shape
    short, felt, total = np.empty(width), np.empty(width), np.empty(width)
    # arrays by name: to hand the tuples on to other functions for each need would cost more than the sums
    need_start, edge_start, term_start, varied_start = (
        rows.need_start,
        rows.edge_start,
        rows.term_start,
        rows.varied_start,
    )
    source, weight, slack, varied_row = rows.source, rows.weight, rows.slack, rows.varied_row
    varied_source, varied_weight, varied_slack = rows.varied_source, rows.varied_weight, rows.varied_slack
    critical, slope, coef, cap = rows.critical, rows.slope, rows.coef, rows.cap
    cut_start, column, node, level, lost = cuts.start, cuts.column, cuts.node, cuts.level, cuts.weight
    for i in range(n):
        any_linear = False
        for k in range(need_start[i], need_start[i + 1]):
            if term_start[k] == term_start[k + 1]:
                continue
            first, last = edge_start[k], edge_start[k + 1]
            v0, v1 = varied_start[k], varied_start[k + 1]
            c0, c1 = cut_start[k], cut_start[k + 1]
            if not (c0 < c1 or _any(alive, source, first, last) or _any(alive, varied_source, v0, v1)):
                continue
            _spare(slack[k], varied_row[k], varied_slack, point, short)
            _sum(source, weight, d, first, last, short)
            _varied(varied_source, varied_weight, point, d, v0, v1, short)
            _cut(column, node, level, lost, d, c0, c1, short)
            for t in range(term_start[k], term_start[k + 1]):
                _felt(slope, coef, cap[t], t, point, short, felt)
                if critical[t]:
                    _raise(out, i, felt)
                    continue
                if not any_linear:
                    any_linear = True
                    total[:] = 0.0
                for b in range(width):
                    total[b] += max(0.0, felt[b])
        if any_linear:
            _raise(out, i, total)
    _clip(out)


@compiled
def demand(rows: Sales, cuts: CutRows, final: FloatArray, d: FloatArray, out: FloatArray) -> None:
    """Raise `out[n, b]` to what lost sales take; `final[n, b]` (or no rows): the lost part of final sales."""
    n, width = d.shape
    total = np.empty(width)
    for i in range(n):
        first, last = rows.start[i], rows.start[i + 1]
        if first == last and not final.shape[0]:
            continue
        total[:] = 0.0
        if final.shape[0]:
            for b in range(width):
                total[b] = final[i, b]
        _sum(rows.customer, rows.share, d, first, last, total)
        _cut(cuts.column, cuts.node, cuts.level, cuts.weight, d, cuts.start[i], cuts.start[i + 1], total)
        _raise(out, i, total)
    _clip(out)


@compiled
def climbed(d: FloatArray, out: FloatArray, step: FloatArray) -> None:
    """Raise `out[n, b]` to at least `d[n, b]` and write into `step[b]` by how much it grew at most."""
    step[:] = 0.0
    for i in range(d.shape[0]):
        for b in range(step.size):
            out[i, b] = max(out[i, b], d[i, b])
            step[b] = max(step[b], out[i, b] - d[i, b])


@compiled
def _any(alive: BoolArray, source: Index, first: int, last: int) -> bool:
    """Whether any of the suppliers has a loss."""
    for e in range(first, last):  # noqa: SIM110 - compiled code knows no generators
        if alive[source[e]]:
            return True
    return False


@compiled
def _sum(source: Index, weight: FloatArray, d: FloatArray, first: int, last: int, short: FloatArray) -> None:
    """Add the weighted losses of the suppliers, four at a time."""
    e = first
    while e + 4 <= last:
        p, q, r, s = source[e], source[e + 1], source[e + 2], source[e + 3]
        w, x, y, z = weight[e], weight[e + 1], weight[e + 2], weight[e + 3]
        for b in range(short.size):
            short[b] += (w * d[p, b] + x * d[q, b]) + (y * d[r, b] + z * d[s, b])
        e += 4
    while e < last:
        p, w = source[e], weight[e]
        for b in range(short.size):
            short[b] += w * d[p, b]
        e += 1


@compiled
def _spare(slack: float, row: int, slacks: FloatArray, point: IntArray, short: FloatArray) -> None:
    """Begin a need's shortage with its spare capacity, which differs between points where row >= 0."""
    if row < 0:
        short[:] = -slack
    else:
        for b in range(short.size):
            short[b] = -slacks[row, point[b]]


@compiled
def _varied(
    source: Index,
    weight: FloatArray,
    point: IntArray,
    d: FloatArray,
    first: int,
    last: int,
    short: FloatArray,
) -> None:
    """Add the losses of suppliers whose weight differs between the points."""
    for v in range(first, last):
        j = source[v]
        for b in range(short.size):
            short[b] += weight[v, point[b]] * d[j, b]


@compiled
def _cut(
    column: Index,
    node: Index,
    level: FloatArray,
    weight: FloatArray,
    d: FloatArray,
    first: int,
    last: int,
    total: FloatArray,
) -> None:
    """Add what cuts take beyond the losses of the nodes themselves."""
    for c in range(first, last):
        b = column[c]
        total[b] += weight[c] * max(0.0, level[c] - d[node[c], b])


@compiled
def _raise(out: FloatArray, i: int, felt: FloatArray) -> None:
    """Raise the row of node i to at least `felt`."""
    for b in range(felt.size):
        out[i, b] = max(out[i, b], felt[b])


@compiled
def _felt(
    slope: FloatArray,
    coef: FloatArray,
    cap: float,
    t: int,
    point: IntArray,
    short: FloatArray,
    felt: FloatArray,
) -> None:
    """Write into `felt` what term t makes of the shortage; below 0 where there is none."""
    if cap < np.inf:
        for b in range(short.size):
            p = point[b]
            felt[b] = _capped(slope[t, p], coef[t, p], cap, short[b])
    elif slope.shape[1] == 1:
        factor = slope[t, 0]
        for b in range(short.size):
            felt[b] = factor * short[b]
    else:
        for b in range(short.size):
            felt[b] = slope[t, point[b]] * short[b]


@compiled
def _capped(slope: float, coef: float, cap: float, short: float) -> float:
    """`coef (short - min(rho short, cap))`: what can be replaced has an absolute cap."""
    return max(slope * short, coef * (short - cap))


@compiled
def _clip(out: FloatArray) -> None:
    for i in range(out.shape[0]):
        for b in range(out.shape[1]):
            out[i, b] = min(1.0, out[i, b])
