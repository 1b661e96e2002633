"""The collapse trap: loops that let (nearly) nothing leak, in which a loss is not identified.

Along a loop whose active part of the loss equation has a spectral radius of 1, any level of loss sustains
itself; close to 1 a trace of loss grows without measure. The answer there is the range from the first round
to the full loss, not the full loss.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from tensen.engine.arrays import BoolArray, FloatArray, IntArray, ints
from tensen.engine.column import Column, evaluate, level_of
from tensen.engine.equilibrium import Equilibrium
from tensen.engine.shock import Batch
from tensen.engine.spectrum import spectral_radius
from tensen.engine.suspects import Suspects, cyclic_components, suspects
from tensen.engine.system import System
from tensen.engine.trace import joined

CLOSED = 0.999
SUPPORTED = 1e-8


@dataclass(frozen=True, eq=False)
class Loop:
    """A closed loop: its `nodes` (ascending) and the spectral radius of the active equation on them.

    What these nodes lose is not identified between `Equilibrium.first_round` and `Equilibrium.loss`.
    """

    nodes: IntArray
    radius: float


def closed_loops(system: System, solved: Equilibrium, batch: Batch) -> tuple[tuple[Loop, ...], ...]:
    """For every column of a solved batch its loops with a spectral radius of 0.999 or more.

    The active part of a node is the binding side of the loss equation, where there is a shortage and the
    loss is not simply the node's shock. A node whose loss is the same without the loop does not belong to
    it. Components that are proven to leak whatever the shock are left out beforehand: usually all are.
    """
    found: list[list[Loop]] = [[] for _ in range(batch.columns)]
    for loss, supply, demand in _channels(solved):
        suspected = suspects(system, supply=supply, demand=demand, closed=CLOSED)
        hit = np.flatnonzero((loss[suspected.mask] > 0).any(axis=0)) if suspected.mask.any() else ()
        for column in hit:
            level = level_of(system, batch, int(column))
            state = _State.of(suspected, batch, int(column), loss[:, column], level, demand=demand)
            found[int(column)].extend(_loops(state))
    return tuple(tuple(loops) for loops in found)


def _channels(solved: Equilibrium) -> list[tuple[FloatArray, bool, bool]]:
    if solved.supply_loss is not None and solved.demand_loss is not None:
        return [(solved.supply_loss, True, False), (solved.demand_loss, False, True)]
    return [(solved.loss, True, solved.demand == "coupled")]


@dataclass(frozen=True, eq=False)
class _State:
    """The suspected part of a system in one column: losses `d`, shock `s`, cuts per edge and per sale."""

    part: System
    mask: BoolArray
    s: FloatArray
    d: FloatArray
    edge_level: FloatArray
    sale_level: FloatArray
    final: FloatArray

    @staticmethod
    def of(
        suspected: Suspects, batch: Batch, column: int, d: FloatArray, level: FloatArray, *, demand: bool
    ) -> _State:
        part = suspected.part
        final = np.zeros(part.n)
        if demand and batch.final_loss is not None:
            final = part.final_share * batch.final_loss[:, column]
        sale_level = np.append(level, 0.0)[part.sale_edge]
        return _State(part, suspected.mask, batch.s[:, column], d, level[suspected.edge], sale_level, final)

    def sides(self, d: FloatArray) -> tuple[Column, FloatArray]:
        """The supply side and the demand side of the loss equation at losses `d`."""
        part = self.part
        supply = evaluate(part, np.maximum(d[part.edge_source], self.edge_level))
        sold = part.sale_share * np.maximum(d[part.sale_customer], self.sale_level)
        return supply, np.bincount(part.sale_supplier, sold, part.n) + self.final

    def value(self, d: FloatArray) -> FloatArray:
        supply, demand = self.sides(d)
        value: FloatArray = np.max([self.s, supply.critical, supply.linear, demand], axis=0)
        return value


def _loops(state: _State) -> list[Loop]:
    jacobian = _active(state)
    fed = np.zeros(state.part.n, dtype=np.bool_)
    for loop in _closed_in(jacobian):
        fed[loop.nodes] = True
    if not fed.any():
        return []
    kept = np.flatnonzero(_unsupported(state, fed))
    return [Loop(kept[loop.nodes], loop.radius) for loop in _closed_in(jacobian[kept][:, kept])]


def _active(state: _State) -> csr_array:
    """Derivative of each node's binding side in its suppliers' losses, `[n, n]`; 0 where none is active."""
    part, (supply, demand) = state.part, state.sides(state.d)
    offers = np.stack([supply.critical, supply.linear, demand])
    winner = np.argmax(offers, axis=0)
    value = offers.max(axis=0)
    winner[~state.mask | (value <= 0) | (value <= state.s)] = -1
    terms = ~part.term_critical & (supply.slope > 0) & (winner[part.term_target] == 1)
    terms[supply.critical_term[winner == 0]] = True
    term, edge = joined(part, np.flatnonzero(terms))
    uncut = state.d[part.sale_customer] >= state.sale_level
    sale = np.flatnonzero((winner[part.sale_supplier] == 2) & uncut)
    open_ = state.d[part.edge_source[edge]] >= state.edge_level[edge]
    term, edge = term[open_], edge[open_]
    factor = np.concatenate([supply.slope[term] * part.edge_weight[edge], part.sale_share[sale]])
    row = np.concatenate([part.term_target[term], part.sale_supplier[sale]])
    column = np.concatenate([part.edge_source[edge], part.sale_customer[sale]])
    live = factor > 0
    return csr_array((factor[live], (row[live], column[live])), shape=(part.n, part.n))


def _closed_in(jacobian: csr_array) -> list[Loop]:
    row, column = jacobian.nonzero()
    label = cyclic_components(jacobian.shape[0], ints(column), ints(row))
    loops = []
    for one in np.unique(label[label >= 0]):
        nodes = np.flatnonzero(label == one)
        block = jacobian[nodes][:, nodes]
        if block.sum(axis=1).max() >= CLOSED:
            radius = spectral_radius(block)
            if radius >= CLOSED:
                loops.append(Loop(nodes, radius))
    return loops


def _unsupported(state: _State, fed: BoolArray) -> BoolArray:
    """Those of the nodes `fed` by a loop whose loss does need it.

    The losses of loop nodes are taken back to their shocks; a node that the rest of the network brings to
    its full loss all the same is supported from outside, and may then support others.
    """
    fed = fed.copy()
    while fed.any():
        value = state.value(np.where(fed, state.s, state.d))
        supported = fed & (value >= state.d - SUPPORTED)
        if not supported.any():
            break
        fed &= ~supported
    return fed
