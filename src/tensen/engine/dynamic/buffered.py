"""The loss equation with stocks and clocks on many columns at once, compiled.

`tensen.engine.dynamic.buffered_plain` says the same in plain loops.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tensen.engine.arrays import BoolArray, FloatArray, IntArray
from tensen.engine.jit import compiled
from tensen.engine.kernel import CutRows
from tensen.engine.kernel import _any as any_alive
from tensen.engine.kernel import _cut as add_cuts
from tensen.engine.kernel import _sum as weighted_sum
from tensen.engine.system import System

Index = NDArray[np.int32]
NOTHING = 1e-12


class Terms(NamedTuple):
    """A system's rows in the order of its layout: needs by target, edges and terms by need."""

    need_start: Index
    edge_start: Index
    source: Index
    weight: FloatArray
    slack: FloatArray
    term_start: Index
    critical: BoolArray
    coef: FloatArray
    rho: FloatArray
    cap: FloatArray

    @staticmethod
    def of(system: System) -> Terms:
        """The rows of `system`."""
        laid = system.layout
        return Terms(
            need_start=_index(laid.need_start),
            edge_start=_index(laid.edge_start),
            source=_index(system.edge_source[laid.edge]),
            weight=np.array(system.edge_weight[laid.edge]),
            slack=np.array(system.slack[laid.need]),
            term_start=_index(laid.term_start),
            critical=np.array(system.term_critical[laid.term]),
            coef=np.array(system.term_coef[laid.term]),
            rho=np.array(system.term_rho[laid.term]),
            cap=np.array(system.term_replace_max[laid.term]),
        )


class Carried(NamedTuple):
    """The Q terms that carry state: `row[Q]` of each in `Terms`, its need's place and target, its figures.

    `of_row[T]`: the number of a row among the Q, or -1; `term[Q]`: its index in the system.
    """

    term: IntArray
    row: Index
    place: Index
    target: Index
    of_row: Index
    survive: FloatArray
    restart: FloatArray
    restock: FloatArray
    surge: FloatArray

    @staticmethod
    def of(
        system: System,
        terms: Terms,
        survive: FloatArray,
        restart: FloatArray,
        restock: FloatArray,
        surge: FloatArray,
    ) -> Carried:
        """The terms with a stock or a restart time, in the order of the rows."""
        laid = system.layout
        row = np.flatnonzero((survive[laid.term] > 0) | (restart[laid.term] > 0))
        place = np.searchsorted(terms.term_start, row, side="right") - 1
        term = laid.term[row]
        of_row = np.full(laid.term.size, -1, dtype=np.int32)
        of_row[row] = np.arange(row.size)
        return Carried(
            term,
            _index(row),
            _index(place),
            _index(system.need_target[laid.need[place]]),
            of_row,
            survive[term],
            restart[term],
            restock[term],
            surge[term],
        )


def _index(values: IntArray) -> Index:
    return np.ascontiguousarray(values, dtype=np.int32)


@compiled
def supply(
    rows: Terms,
    cuts: CutRows,
    carried: Carried,
    cover: FloatArray,
    held: FloatArray,
    d: FloatArray,
    alive: BoolArray,
    out: FloatArray,
) -> None:
    """Raise `out[n, b]` to what shortages take that no stock covers, and to what restarts hold back."""
    n, width = d.shape
    short, felt, total = np.empty(width), np.empty(width), np.empty(width)
    # arrays by name: to hand the tuples on to other functions for each need would cost more than the sums
    need_start, edge_start, term_start = rows.need_start, rows.edge_start, rows.term_start
    source, weight, slack, of_row = rows.source, rows.weight, rows.slack, carried.of_row
    critical, coef, rho, cap = rows.critical, rows.coef, rows.rho, rows.cap
    cut_start, column, node, level, lost = cuts.start, cuts.column, cuts.node, cuts.level, cuts.weight
    for i in range(n):
        total[:] = 0.0
        for k in range(need_start[i], need_start[i + 1]):
            first, last, c0, c1 = edge_start[k], edge_start[k + 1], cut_start[k], cut_start[k + 1]
            hit = c0 < c1 or any_alive(alive, source, first, last)
            if hit:
                short[:] = -slack[k]
                weighted_sum(source, weight, d, first, last, short)
                add_cuts(column, node, level, lost, d, c0, c1, short)
            else:
                short[:] = 0.0
            for t in range(term_start[k], term_start[k + 1]):
                if of_row[t] >= 0:
                    _felt_late(short, rho[t], cap[t], coef[t], cover, held, of_row[t], felt)
                elif hit:
                    _felt(short, rho[t], cap[t], coef[t], felt)
                else:
                    continue
                _take(critical[t], felt, out, i, total)
        for b in range(width):
            out[i, b] = min(1.0, max(out[i, b], total[b]))


@compiled
def _take(critical: bool, felt: FloatArray, out: FloatArray, i: int, total: FloatArray) -> None:
    """Raise the row of node i to what a critical requirement takes, or add what a linear one takes."""
    if critical:
        for b in range(felt.size):
            out[i, b] = max(out[i, b], felt[b])
    else:
        for b in range(felt.size):
            total[b] += felt[b]


@compiled
def _felt(short: FloatArray, rho: float, cap: float, coef: float, felt: FloatArray) -> None:
    """Write what a requirement makes of the shortage, `coef` times what it lacks."""
    if cap == np.inf:
        slope = coef * (1.0 - rho)
        for b in range(short.size):
            felt[b] = slope * max(0.0, short[b])
    else:
        for b in range(short.size):
            felt[b] = coef * missing(short[b], rho, cap)


@compiled
def _felt_late(
    short: FloatArray,
    rho: float,
    cap: float,
    coef: float,
    cover: FloatArray,
    held: FloatArray,
    q: int,
    felt: FloatArray,
) -> None:
    """The same where a stock covers `cover[q, b]` of the need, and a restart keeps `held[q, b]` down."""
    for b in range(short.size):
        lack = missing(short[b], rho, cap) - cover[q, b]
        felt[b] = max(coef * max(0.0, lack), held[q, b])


@compiled
def missing(short: float, rho: float, cap: float) -> float:
    """What a requirement lacks of its need: `short - min(rho short, cap)`, at least 0."""
    if short <= 0.0:
        return 0.0
    return max((1.0 - rho) * short, short - cap)


@compiled
def parts(
    rows: Terms, cuts: CutRows, carried: Carried, d: FloatArray, cover: FloatArray, out: FloatArray
) -> None:
    """Write into `out[Q, b]` what each buffered term by itself takes from its target."""
    width = d.shape[1]
    short = np.empty(width)
    for q in range(carried.row.size):
        _short(rows, cuts, carried.place[q], d, short)
        t = carried.row[q]
        for b in range(width):
            m = missing(short[b], rows.rho[t], rows.cap[t])
            out[q, b] = rows.coef[t] * max(0.0, m - cover[q, b])


@compiled
def restart(
    carried: Carried, own: FloatArray, step: float, clock: FloatArray, kept: FloatArray, held: FloatArray
) -> None:
    """Move the restart clocks one step and write into `held[Q, b]` what they keep down in it.

    `own[Q, b]`: what the term takes when nobody has to restart. Where that falls below what was lost, the
    loss `kept` stays for the restart time.
    """
    for q in range(own.shape[0]):
        wait = carried.restart[q]
        for b in range(own.shape[1]):
            cause = own[q, b]
            if wait <= 0.0:
                held[q, b] = 0.0
                continue
            if cause >= kept[q, b]:
                kept[q, b], clock[q, b], held[q, b] = cause, wait, cause
                continue
            part = min(1.0, clock[q, b] / step)
            held[q, b] = kept[q, b] * part + cause * (1.0 - part)
            clock[q, b] -= step
            if clock[q, b] <= NOTHING:
                kept[q, b], clock[q, b] = cause, wait


@compiled
def move(
    rows: Terms,
    cuts: CutRows,
    carried: Carried,
    d: FloatArray,
    step: float,
    stock: FloatArray,
    drawn: FloatArray,
    added: FloatArray,
) -> None:
    """Draw from the stocks what came short of what was used; fill them from what came above it."""
    width = d.shape[1]
    short = np.empty(width)
    for q in range(carried.row.size):
        full = carried.survive[q]
        if full <= 0.0 or full == np.inf:
            continue
        _short(rows, cuts, carried.place[q], d, short)
        t, i = carried.row[q], carried.target[q]
        for b in range(width):
            lacking = missing(short[b], rows.rho[t], rows.cap[t]) - d[i, b]
            if lacking > 0.0:
                used = min(stock[q, b], step * lacking)
                stock[q, b] -= used
                drawn[q, b] += used
            elif stock[q, b] < full:
                room = -lacking
                if short[b] <= NOTHING:
                    room += carried.surge[q] - min(0.0, short[b])
                gap = full - stock[q, b]
                more = min(gap, step * min(gap / carried.restock[q], room))
                stock[q, b] += more
                added[q, b] += more


@compiled
def _short(rows: Terms, cuts: CutRows, k: int, d: FloatArray, short: FloatArray) -> None:
    """The weighted losses of the suppliers of the need at place k less its spare capacity."""
    for b in range(short.size):
        short[b] = -rows.slack[k]
    weighted_sum(rows.source, rows.weight, d, rows.edge_start[k], rows.edge_start[k + 1], short)
    c0, c1 = cuts.start[k], cuts.start[k + 1]
    add_cuts(cuts.column, cuts.node, cuts.level, cuts.weight, d, c0, c1, short)
