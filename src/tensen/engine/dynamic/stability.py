"""Is the step short enough, and are demand peaks a finding or made by the step?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tensen.engine.arrays import BoolArray, FloatArray
from tensen.engine.dynamic.ario import Ario
from tensen.engine.dynamic.firms import Firms
from tensen.engine.dynamic.simulate import Simulation

AT_ONCE = 0.5


@dataclass(frozen=True)
class Stability:
    """The step against the model's shortest times; `simulate` refuses what is above 1.

    `of_stock`: the step as a share of `psi * stock_days` (above 1 a stock could fall below 0). `of_restock`:
    as a share of `restock_days` (above 1 restocking overshoots). `at_once`: the whole gap, or over half of
    it, is ordered in a single step: orders then swing, and demand peaks grow as the step gets shorter.
    """

    of_stock: float
    of_restock: float

    @property
    def at_once(self) -> bool:
        return self.of_restock > AT_ONCE


def stability(model: Ario | Firms, step: float) -> Stability:
    """How near `step` comes to what the model allows."""
    if isinstance(model, Ario):
        used = model.table.cost > 0
        stock = model.parameters.psi * _least(model.stock_days[used])
        restock = _least(model.restock_days[used])
    else:
        stock, restock = _least(np.asarray(model.parameters.stock_days)), model.parameters.restock_days
    return Stability(step / stock if stock > 0 else 0.0, step / restock)


def spurious_peaks(model: Ario, found: Simulation) -> BoolArray:
    """Columns `[B]` whose demand peaks come from the step: restocking at once, beyond what anyone can make.

    The known trap of inventory models: with a gap that is ordered in one step, demand jumps by
    `stock_days / step` times the shortfall, is rationed, and jumps again.
    """
    beyond: BoolArray = found.sums["demand_peak"][0] > model.parameters.overproduction * (1 + 1e-9)
    return beyond & stability(model, found.step).at_once


def _least(values: FloatArray) -> float:
    return float(np.min(values, initial=np.inf))
