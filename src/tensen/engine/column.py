"""One solved column taken apart: what each need lacks and what each term makes of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tensen.engine.arrays import FloatArray, IntArray, sum_by
from tensen.engine.shock import Batch
from tensen.engine.system import System


@dataclass(frozen=True, eq=False)
class Column:
    """`lost[E]` weighted loss each edge brings, `short[N]`, `felt[T]` and its `slope[T]` in the shortage.

    `critical[n]` and `linear[n]` are the two sides of the loss equation, `critical_term[n]` the term that
    gives the first (the lowest index among equals, -1 where nothing is felt).
    """

    lost: FloatArray
    short: FloatArray
    felt: FloatArray
    slope: FloatArray
    critical: FloatArray
    critical_term: IntArray
    linear: FloatArray


def level_of(system: System, batch: Batch, column: int) -> FloatArray:
    """How much each edge is cut in a column, `[E]`."""
    level = np.zeros(system.edges)
    mine = batch.cut_column == column
    np.maximum.at(level, batch.cut_edge[mine], batch.cut_level_loss[mine])
    return level


def evaluate(system: System, supplier_loss: FloatArray) -> Column:
    """Apply the supply side once to the effective loss of each edge's supplier, `supplier_loss[E]`."""
    lost = system.edge_weight * supplier_loss
    total = sum_by(system.edge_need, lost, system.needs)
    short = np.maximum(total - system.slack, 0.0)
    here = short[system.term_need]
    covered = system.term_rho * here
    capped = covered > system.term_replace_max
    felt = system.term_coef * (here - np.minimum(covered, system.term_replace_max))
    slope = np.where(here > 0, system.term_coef * np.where(capped, 1.0, 1.0 - system.term_rho), 0.0)
    critical = np.zeros(system.n)
    index = np.flatnonzero(system.term_critical & (felt > 0))
    np.maximum.at(critical, system.term_target[index], felt[index])
    best = index[felt[index] >= critical[system.term_target[index]]][::-1]
    critical_term = np.full(system.n, -1, dtype=np.intp)
    critical_term[system.term_target[best]] = best
    soft = ~system.term_critical
    linear = sum_by(system.term_target[soft], felt[soft], system.n)
    return Column(lost, short, felt, slope, critical, critical_term, linear)
