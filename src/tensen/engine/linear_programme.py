"""The least fixed point as a linear programme: the smallest losses that satisfy every inequality.

The map is increasing, convex and piecewise linear, so minimising the sum of losses subject to d >= F(d)
gives its least fixed point. HiGHS knows nothing of our iteration: it is the independent oracle.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array

from tensen.engine.arrays import FloatArray
from tensen.engine.column import level_of
from tensen.engine.shock import Batch
from tensen.engine.system import System


def linear_programme(
    system: System, batch: Batch, column: int = 0, demand: Literal["off", "coupled"] = "off"
) -> FloatArray:
    """Losses `[n]` of one column by linear programming; raises `RuntimeError` where the solver fails."""
    rows = _Rows(system.n)
    level = level_of(system, batch, column)
    cut = {int(e): rows.variable(float(level[e])) for e in np.flatnonzero(level)}
    for e, variable in cut.items():
        rows.at_least(variable, [(int(system.edge_source[e]), 1.0)], 0.0)
    _supply(system, rows, cut)
    if demand == "coupled":
        _demand(system, batch, column, rows, level)
    return rows.solve(batch.s[:, column])


def _supply(system: System, rows: _Rows, cut: dict[int, int]) -> None:
    short = [rows.variable(0.0) for _ in range(system.needs)]
    suppliers: list[list[tuple[int, float]]] = [[] for _ in short]
    for e in range(system.edges):
        supplier = cut.get(e, int(system.edge_source[e]))
        suppliers[system.edge_need[e]].append((supplier, float(system.edge_weight[e])))
    for need, parts in enumerate(suppliers):
        rows.at_least(short[need], parts, -float(system.slack[need]))
    linear: dict[int, list[tuple[int, float]]] = {}
    for t in range(system.terms):
        missing = rows.variable(0.0)
        here = short[system.term_need[t]]
        rows.at_least(missing, [(here, 1.0 - float(system.term_rho[t]))], 0.0)
        if np.isfinite(system.term_replace_max[t]):
            rows.at_least(missing, [(here, 1.0)], -float(system.term_replace_max[t]))
        felt, target = (missing, float(system.term_coef[t])), int(system.term_target[t])
        if system.term_critical[t]:
            rows.at_least(target, [felt], 0.0)
        else:
            linear.setdefault(target, []).append(felt)
    for target, parts in linear.items():
        rows.at_least(target, parts, 0.0)


def _demand(system: System, batch: Batch, column: int, rows: _Rows, level: FloatArray) -> None:
    final = np.zeros(system.n)
    if batch.final_loss is not None:
        final = system.final_share * batch.final_loss[:, column]
    sales: list[list[tuple[int, float]]] = [[] for _ in range(system.n)]
    for k in range(system.sale_supplier.size):
        customer, edge = int(system.sale_customer[k]), int(system.sale_edge[k])
        if edge >= 0 and level[edge] > 0:
            lost = rows.variable(float(level[edge]))
            rows.at_least(lost, [(customer, 1.0)], 0.0)
            customer = lost
        sales[system.sale_supplier[k]].append((customer, float(system.sale_share[k])))
    for supplier, parts in enumerate(sales):
        rows.at_least(supplier, parts, float(final[supplier]))


class _Rows:
    """Inequalities `variable >= sum(factor * other) + constant`; the first n variables are the losses."""

    def __init__(self, n: int) -> None:
        self.n = n
        self.lower: list[float] = []
        self.entries: list[tuple[int, int, float]] = []
        self.bound: list[float] = []

    def variable(self, lower: float) -> int:
        self.lower.append(lower)
        return self.n + len(self.lower) - 1

    def at_least(self, variable: int, parts: Iterable[tuple[int, float]], constant: float) -> None:
        row = len(self.bound)
        self.bound.append(-constant)
        self.entries.append((row, variable, -1.0))
        self.entries.extend((row, other, factor) for other, factor in parts)

    def solve(self, s: FloatArray) -> FloatArray:
        count = self.n + len(self.lower)
        entries = np.array(self.entries).reshape(-1, 3)
        where = (entries[:, 0].astype(np.intp), entries[:, 1].astype(np.intp))
        matrix = csr_array((entries[:, 2], where), shape=(len(self.bound), count))
        cost = np.r_[np.ones(self.n), np.zeros(len(self.lower))]
        bounds = np.column_stack([np.r_[s, self.lower], np.full(count, np.inf)])
        # scipy takes sparse matrices and arrays of bounds; its stubs know neither
        found: Any = linprog(  # type: ignore[call-overload]
            cost, A_ub=matrix, b_ub=np.array(self.bound), bounds=bounds, method="highs"
        )
        if not found.success:
            raise RuntimeError(f"the linear programme was not solved: {found.message}")
        return np.asarray(found.x[: self.n], dtype=np.float64)
