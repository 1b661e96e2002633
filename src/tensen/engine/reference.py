"""The loss equation in plain loops, one shock at a time: slow, short and meant to be read.

Source of the equation: the design of this project, section "One equation"; its critical and linear terms
generalise Diem, Borsos, Reisch, Kertész and Thurner (2022) and Pichler et al. (2022).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tensen.engine.arrays import FloatArray
from tensen.engine.shock import Batch
from tensen.engine.system import System

Channel = Callable[[System, Batch, int, FloatArray], FloatArray]


def supply_loss(system: System, batch: Batch, column: int, d: FloatArray) -> FloatArray:
    """One application of the loss equation to the losses `d[n]`; returns `[n]`."""
    cut = _cuts(batch, column)
    total = [0.0] * system.needs
    for e in range(system.edges):
        supplier = max(float(d[system.edge_source[e]]), cut.get(e, 0.0))
        total[system.edge_need[e]] += float(system.edge_weight[e]) * supplier
    critical, linear = [0.0] * system.n, [0.0] * system.n
    for t in range(system.terms):
        need = system.term_need[t]
        short = max(0.0, total[need] - float(system.slack[need]))
        missing = short - min(float(system.term_rho[t]) * short, float(system.term_replace_max[t]))
        felt = float(system.term_coef[t]) * missing
        target = system.need_target[need]
        if system.term_critical[t]:
            critical[target] = max(critical[target], felt)
        else:
            linear[target] += felt
    s = batch.s[:, column]
    return np.array([min(1.0, max(float(s[i]), critical[i], linear[i])) for i in range(system.n)])


def demand_loss(system: System, batch: Batch, column: int, d: FloatArray) -> FloatArray:
    """Loss that travels from customer to supplier, given the losses `d[n]`; returns `[n]`."""
    cut = _cuts(batch, column)
    lost = [0.0] * system.n
    if batch.final_loss is not None:
        lost = [float(system.final_share[i] * batch.final_loss[i, column]) for i in range(system.n)]
    for k in range(system.sale_supplier.size):
        customer = max(float(d[system.sale_customer[k]]), cut.get(int(system.sale_edge[k]), 0.0))
        lost[system.sale_supplier[k]] += float(system.sale_share[k]) * customer
    return np.array([min(1.0, max(float(batch.s[i, column]), lost[i])) for i in range(system.n)])


def reference(
    system: System,
    batch: Batch,
    column: int = 0,
    demand: str = "off",
    tol: float = 1e-13,
    max_rounds: int = 100_000,
) -> FloatArray:
    """Losses `[n]` of one column: apply the equation to the shock until nothing grows by more than `tol`."""

    def climb(*channels: Channel) -> FloatArray:
        d = batch.s[:, column]
        for _ in range(max_rounds):
            new = np.max([channel(system, batch, column, d) for channel in channels], axis=0)
            if np.max(new - d, initial=0.0) <= tol:
                break
            d = new
        return d

    if demand == "off":
        return climb(supply_loss)
    if demand == "coupled":
        return climb(supply_loss, demand_loss)
    return np.maximum(climb(supply_loss), climb(demand_loss))


def _cuts(batch: Batch, column: int) -> dict[int, float]:
    cut: dict[int, float] = {}
    for edge, where, level in zip(batch.cut_edge, batch.cut_column, batch.cut_level_loss, strict=True):
        if where == column:
            cut[int(edge)] = max(cut.get(int(edge), 0.0), float(level))
    return cut
