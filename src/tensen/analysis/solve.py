"""Solve many hits at one point of the assumptions and read the losses that matter."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tensen.analysis.compiled import Compiled
from tensen.analysis.hits import Hit, batch_of
from tensen.engine.arrays import BoolArray, FloatArray
from tensen.engine.equilibrium import Demand, Equilibrium, equilibrium
from tensen.engine.loops import Loop, closed_loops
from tensen.engine.shock import Batch

TOLERANCE = 1e-9


@dataclass(frozen=True, eq=False)
class Solved:
    """Losses of every node under every hit, with what is needed to explain and to bound them."""

    compiled: Compiled
    batch: Batch
    result: Equilibrium
    loops: tuple[tuple[Loop, ...], ...]

    @property
    def loss(self) -> FloatArray:
        """Shape (nodes, hits), from below; ``result.upper`` bounds it from above."""
        return self.result.loss

    @property
    def identified(self) -> BoolArray:
        """Per hit: no closed loop and a converged climb."""
        return np.array([not found for found in self.loops], dtype=bool) & self.result.converged

    def money(self, mask: FloatArray, loss: FloatArray | None = None) -> FloatArray:
        """Value added lost per day among the nodes of ``mask`` (shape (nodes,), 0 or 1); shape (hits,)."""
        worth = self.compiled.frame.value * mask
        return np.asarray(worth @ (self.loss if loss is None else loss))


def solve(
    compiled: Compiled,
    hits: Sequence[Hit],
    *,
    demand: Demand = "off",
    when: bool = False,
    tol: float = TOLERANCE,
) -> Solved:
    """Equilibrium of every hit, one column each, with its closed loops."""
    batch = batch_of(compiled.frame, hits)
    result = equilibrium(compiled.system, batch, demand=demand, when=when, tol=tol)
    return Solved(compiled, batch, result, closed_loops(compiled.system, result, batch))
