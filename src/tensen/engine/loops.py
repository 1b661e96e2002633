"""The collapse trap: loops that let (nearly) nothing leak, in which a loss is not identified.

Along a loop whose active part of the loss equation has a spectral radius of 1, any level of loss sustains
itself; close to 1 a trace of loss grows without measure. The answer there is the range from the first round
to the full loss, not the full loss.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from tensen.engine.arrays import BoolArray, FloatArray, IntArray, ints, sum_by
from tensen.engine.column import Column, evaluate, level_of
from tensen.engine.equilibrium import Equilibrium
from tensen.engine.shock import Batch
from tensen.engine.spectrum import spectral_radius
from tensen.engine.suspects import Suspects, cyclic_components, suspects
from tensen.engine.system import System
from tensen.engine.trace import joined

CLOSED = 0.999
TIE = 1e-6
# looking for arcs on cycles stops after so many rounds: a long chain would take one for each of its nodes
TRIMS = 20
CRITICAL, LINEAR, DEMAND = range(3)


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
    node's shock does not exceed it. A shock that comes back to its node undiminished closes a loop: any
    higher level of loss would sustain itself too. A node that suppliers outside its component bring to its
    full loss belongs to no loop. Components that are proven to leak whatever the shock are left out
    beforehand: usually all are.
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
    label: IntArray
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
        return _State(
            part,
            suspected.label,
            suspected.mask,
            batch.s[:, column],
            d,
            level[suspected.edge],
            sale_level,
            final,
        )

    def sides(self, d: FloatArray) -> tuple[Column, FloatArray]:
        """The supply side and the demand side of the loss equation at losses `d`."""
        part = self.part
        supply = evaluate(part, np.maximum(d[part.edge_source], self.edge_level))
        sold = part.sale_share * np.maximum(d[part.sale_customer], self.sale_level)
        return supply, sum_by(part.sale_supplier, sold, part.n) + self.final


def _loops(state: _State) -> list[Loop]:
    jacobian = _active(state)
    found = _closed_in(jacobian)
    if not found:
        return []
    touched = np.unique(state.label[np.concatenate([loop.nodes for loop in found])])
    kept = np.flatnonzero(state.mask & ~_supported(state, np.isin(state.label, touched)))
    return [Loop(kept[loop.nodes], loop.radius) for loop in _closed_in(jacobian[kept][:, kept])]


def _active(state: _State) -> csr_array:
    """Derivative of each node's binding side in its suppliers' losses, `[n, n]`; 0 where none binds.

    Only where it may lie on a cycle: the rest sustains nothing.

    Of sides and critical terms that bind equally the one that keeps most loss inside counts: it decides
    whether a higher level of loss could sustain itself.
    """
    part, (supply, demand) = state.part, state.sides(state.d)
    open_edge = (state.d[part.edge_source] >= state.edge_level) & state.mask[part.edge_source]
    open_sale = (state.d[part.sale_customer] >= state.sale_level) & state.mask[part.sale_customer]
    kept = supply.slope * sum_by(part.edge_need, part.edge_weight * open_edge, part.needs)[part.term_need]
    critical_term = _tightest(part, supply, kept)
    soft = ~part.term_critical
    inside = np.stack(
        [
            np.append(kept, 0.0)[critical_term],
            sum_by(part.term_target[soft], kept[soft], part.n),
            sum_by(part.sale_supplier, part.sale_share * open_sale, part.n),
        ]
    )
    winner = _winner(state, np.stack([supply.critical, supply.linear, demand]), inside)
    terms = soft & (supply.slope > 0) & (winner[part.term_target] == LINEAR)
    terms[critical_term[winner == CRITICAL]] = True
    term, edge = joined(part, np.flatnonzero(terms))
    term, edge = term[open_edge[edge]], edge[open_edge[edge]]
    sale = np.flatnonzero((winner[part.sale_supplier] == DEMAND) & open_sale)
    factor = np.concatenate([supply.slope[term] * part.edge_weight[edge], part.sale_share[sale]])
    row = np.concatenate([part.term_target[term], part.sale_supplier[sale]])
    column = np.concatenate([part.edge_source[edge], part.sale_customer[sale]])
    live = np.flatnonzero(factor > 0)
    live = live[_circling(row[live], column[live], part.n)]
    return csr_array((factor[live], (row[live], column[live])), shape=(part.n, part.n))


def _circling(row: IntArray, column: IntArray, n: int) -> IntArray:
    """The arcs that may lie on a cycle: on one, every node both feels and is felt. Usually none is left."""
    kept = np.arange(row.size)
    for _ in range(TRIMS):
        feels, felt = np.zeros(n, dtype=np.bool_), np.zeros(n, dtype=np.bool_)
        feels[row[kept]], felt[column[kept]] = True, True
        more = kept[feels[column[kept]] & felt[row[kept]]]
        if more.size == kept.size:
            break
        kept = more
    return kept


def _tightest(part: System, supply: Column, kept: FloatArray) -> IntArray:
    """Per node, of the critical terms that bind (within the tie), the one that keeps most; -1 for none."""
    ties = part.term_critical & (supply.felt > 0)
    ties &= supply.felt >= supply.critical[part.term_target] - TIE
    candidates = np.flatnonzero(ties)
    candidates = candidates[np.argsort(kept[candidates], kind="stable")]
    best = np.full(part.n, -1, dtype=np.intp)
    best[part.term_target[candidates]] = candidates
    return best


def _winner(state: _State, offers: FloatArray, inside: FloatArray) -> IntArray:
    """Which side binds, [n]; -1 where the node is no suspect or its shock alone exceeds every side."""
    value = offers.max(axis=0)
    binds = state.mask & (value > 0) & (value >= state.s - TIE)
    eligible = (offers >= value - TIE) & (offers > 0)
    side = np.argmax(np.where(eligible, inside, -1.0), axis=0)
    return np.where(binds, side, -1)


def _closed_in(jacobian: csr_array) -> list[Loop]:
    if not jacobian.nnz:
        return []
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


def _supported(state: _State, component: BoolArray) -> BoolArray:
    """Nodes of a component that the rest of the network alone brings to their full loss.

    Such a node may support others in turn. Shocks inside the component are no support: that they come back
    undiminished is what makes a loop.
    """
    supported = np.zeros(state.part.n, dtype=np.bool_)
    while True:
        supply, demand = state.sides(np.where(component & ~supported, 0.0, state.d))
        value = np.max([supply.critical, supply.linear, demand], axis=0)
        more = component & ~supported & (state.d > 0) & (value >= state.d - TIE)
        if not more.any():
            return supported
        supported |= more
