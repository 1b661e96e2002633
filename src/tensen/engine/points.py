"""Points of the assumptions: the figures of a system at each, in the order in which the kernel reads them."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from tensen.engine.arrays import FloatArray, IntArray, no_floats, no_ints
from tensen.engine.kernel import Sales, Supply
from tensen.engine.layout import Layout, by_group
from tensen.engine.system import SLACK_TOLERANCE, System


@dataclass(frozen=True, eq=False, kw_only=True)
class Points:
    """P points: `term_coef[T, P]`, `term_rho[T, P]`, and `varied_weight[V, P]` of the edges `varied_edge[V]`.

    All other figures are the system's own. Spare capacity follows from the weights of each point.
    """

    term_coef: FloatArray
    term_rho: FloatArray
    varied_edge: IntArray = field(default_factory=no_ints)
    varied_weight: FloatArray = field(default_factory=no_floats)

    @staticmethod
    def of(system: System) -> Points:
        """The system's own figures as its only point."""
        return Points(term_coef=system.term_coef[:, None], term_rho=system.term_rho[:, None])


def supply_rows(system: System, points: Points | None = None) -> Supply:
    """The supply side of `system` at `points` (default: at its own figures), made once."""
    holder: object = system if points is None else points
    held: dict[System, Supply] = holder.__dict__.setdefault("_supply", {})
    if system not in held:
        held[system] = _supply_rows(system, Points.of(system) if points is None else points)
    return held[system]


def sales_rows(system: System) -> Sales:
    """The demand side of `system`, rows by seller."""
    order, start = by_group(system.sale_supplier, system.n)
    customer, share = system.sale_customer[order], system.sale_share[order]
    return Sales(_index(start), _index(customer), np.ascontiguousarray(share))


def _supply_rows(system: System, points: Points) -> Supply:
    laid, varied = system.layout, points.varied_edge
    base = np.array(system.edge_weight)
    base[varied] = 0.0
    order, varied_start = by_group(laid.place[system.edge_need[varied]], system.needs)
    varied_row, varied_slack = _varied_slack(system, points, base)
    count = points.term_coef.shape[1]
    weight = points.varied_weight[order] if varied.size else np.empty((0, count))
    term, term_start, slope = _live_terms(system, points, laid)
    return Supply(
        need_start=_index(laid.need_start),
        edge_start=_index(laid.edge_start),
        source=_index(system.edge_source[laid.edge]),
        weight=base[laid.edge],
        term_start=_index(term_start),
        critical=np.array(system.term_critical[term]),
        slope=slope,
        coef=np.ascontiguousarray(points.term_coef[term]),
        cap=_caps(system)[term],
        varied_start=_index(varied_start),
        varied_source=_index(system.edge_source[varied][order]),
        varied_weight=np.ascontiguousarray(weight),
        varied_row=_index(varied_row[laid.need]),
        varied_slack=varied_slack,
        slack=system.slack[laid.need],
    )


def _live_terms(system: System, points: Points, laid: Layout) -> tuple[IntArray, IntArray, FloatArray]:
    """Terms that can lose anything at some point, by need; where each need's begin; `slope[., P]`."""
    slope = points.term_coef * (1.0 - points.term_rho)
    felt = np.where(np.isinf(_caps(system))[:, None], slope, points.term_coef).max(axis=1, initial=0.0) > 0
    term = laid.term[felt[laid.term]]
    start = np.searchsorted(laid.place[system.term_need[term]], np.arange(system.needs + 1))
    return term, start, np.ascontiguousarray(slope[term])


def _caps(system: System) -> FloatArray:
    """`replace_max` of each term; infinite where it cannot bind because less than that is ever replaced."""
    most = np.maximum(system.capacity, 1.0)[system.term_need]
    return np.where(system.term_replace_max < most, system.term_replace_max, np.inf)


def _varied_slack(system: System, points: Points, base: FloatArray) -> tuple[IntArray, FloatArray]:
    """Spare capacity at each point, `[., P]`, of the needs with varied edges; each need's row there or -1."""
    edges, row = points.varied_edge, np.full(system.needs, -1, dtype=np.intp)
    needs = np.unique(system.edge_need[edges])
    row[needs] = np.arange(needs.size)
    capacity = np.bincount(system.edge_need, base, system.needs)
    total = np.repeat(capacity[needs, None], points.term_coef.shape[1], axis=1)
    if edges.size:
        np.add.at(total, row[system.edge_need[edges]], points.varied_weight)
    return row, np.where(total - 1.0 > SLACK_TOLERANCE, total - 1.0, 0.0)


def _index(values: IntArray) -> np.ndarray[tuple[int, ...], np.dtype[np.int32]]:
    return np.ascontiguousarray(values, dtype=np.int32)
