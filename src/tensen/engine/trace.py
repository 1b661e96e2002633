"""Why a node loses what it loses: the binding side of the equation and the part of each supplier in it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from tensen.engine.arrays import NO_INTS, FloatArray, IntArray, sum_by
from tensen.engine.column import Column, evaluate, level_of
from tensen.engine.equilibrium import Equilibrium
from tensen.engine.shock import Batch
from tensen.engine.system import System


class Kind(IntEnum):
    """What binds a node's loss; where several give the same loss the first of this order is named."""

    NONE = 0
    SHOCK = 1
    CRITICAL = 2
    LINEAR = 3
    DEMAND = 4


@dataclass(frozen=True, eq=False)
class Links:
    """Parts of losses, sorted by node and falling share; the shares of a node sum to 1.

    `node[L]` loses `share[L]` of its loss through `supplier[L]` (the customer, where demand binds): over
    edge `edge[L]` and term `term[L]`, or over sale `sale[L]`; -1 where there is none. A part that comes from
    lost final demand has supplier -1.
    """

    node: IntArray
    supplier: IntArray
    edge: IntArray
    term: IntArray
    sale: IntArray
    share: FloatArray

    def of(self, node: int) -> slice:
        """The run of links of one node."""
        return slice(*(int(i) for i in np.searchsorted(self.node, [node, node + 1])))


@dataclass(frozen=True, eq=False)
class Binding:
    """`kind[n]` (see `Kind`), `term[n]` the binding critical term or -1, `value[n]` the loss it gives."""

    kind: NDArray[np.int8]
    term: IntArray
    value: FloatArray
    links: Links


def binding_terms(
    system: System,
    solved: Equilibrium,
    batch: Batch,
    column: int,
    *,
    earlier: bool = False,
    tie: float = 1e-9,
) -> Binding:
    """The binding side of every node with a loss in one column, and the shares of its suppliers.

    With `earlier` only suppliers count whose loss appeared in an earlier round than the node's own
    (`equilibrium(..., when=True)` is needed, else `ValueError`): following links then always ends at the
    shock, also in cycles, at the price that the value understates what a cycle added.
    """
    supply_loss = solved.loss if solved.supply_loss is None else solved.supply_loss
    demand_loss = solved.loss if solved.demand_loss is None else solved.demand_loss
    level = level_of(system, batch, column)
    supplier = supply_loss[system.edge_source, column]
    customer = demand_loss[system.sale_customer, column]
    if earlier:
        when = _rounds(solved)[:, column]
        target = system.need_target[system.edge_need]
        supplier = np.where(_before(when, system.edge_source, target), supplier, 0.0)
        customer = np.where(_before(when, system.sale_customer, system.sale_supplier), customer, 0.0)
    sides = evaluate(system, np.maximum(supplier, level))
    sold = system.sale_share * np.maximum(customer, np.append(level, 0.0)[system.sale_edge])
    final = np.zeros(system.n)
    if batch.final_loss is not None:
        final = system.final_share * batch.final_loss[:, column]
    if solved.demand == "off":
        sold, final = np.zeros_like(sold), np.zeros(system.n)
    demand = sum_by(system.sale_supplier, sold, system.n) + final
    kind, value = _winner(batch.s[:, column], sides, demand, tie)
    term = np.where(kind == Kind.CRITICAL, sides.critical_term, -1)
    parts = [_supply_links(system, sides, kind), _demand_links(system, kind, sold, final)]
    return Binding(kind, term, np.minimum(value, 1.0), _sorted(parts))


def _rounds(solved: Equilibrium) -> NDArray[np.int16]:
    if solved.when is None:
        raise ValueError("earlier=True needs an equilibrium solved with when=True")
    return solved.when


def _before(when: NDArray[np.int16], cause: IntArray, effect: IntArray) -> NDArray[np.bool_]:
    before: NDArray[np.bool_] = (when[cause] >= 0) & (when[cause] < when[effect])
    return before


def _winner(
    s: FloatArray, sides: Column, demand: FloatArray, tie: float
) -> tuple[NDArray[np.int8], FloatArray]:
    offers = np.stack([s, sides.critical, sides.linear, demand])
    value = offers.max(axis=0)
    kind = np.argmax(offers >= value - tie * value, axis=0) + 1
    return np.where(value > 0, kind, int(Kind.NONE)).astype(np.int8), value


def _supply_links(system: System, sides: Column, kind: NDArray[np.int8]) -> Links:
    """Links over the binding critical term, or over all linear terms that are felt."""
    mine = kind[system.term_target]
    active = (mine == Kind.LINEAR) & ~system.term_critical & (sides.felt > 0)
    active[sides.critical_term[kind == Kind.CRITICAL]] = True
    term, edge = joined(system, np.flatnonzero(active))
    need = system.term_need[term]
    inside = sum_by(system.edge_need, sides.lost, system.needs)[need]
    target = system.need_target[need]
    whole = np.where(kind[target] == Kind.LINEAR, sides.linear[target], sides.felt[term])
    share = sides.lost[edge] / inside * sides.felt[term] / whole
    none = np.full(edge.size, -1, dtype=np.intp)
    return Links(target, system.edge_source[edge], edge, term, none, share)


def joined(system: System, terms: IntArray) -> tuple[IntArray, IntArray]:
    """Pairs (term, edge) of the given terms with every edge of their need."""
    which, edge = system.layout.edges_of(system.term_need[terms])
    return terms[which], edge


def _demand_links(system: System, kind: NDArray[np.int8], sold: FloatArray, final: FloatArray) -> Links:
    sale = np.flatnonzero(kind[system.sale_supplier] == Kind.DEMAND)
    ends = np.flatnonzero((kind == Kind.DEMAND) & (final > 0))
    node = np.concatenate([system.sale_supplier[sale], ends])
    lost = np.concatenate([sold[sale], final[ends]])
    gone = np.full(ends.size, -1, dtype=np.intp)
    share = lost / sum_by(node, lost, system.n)[node]
    none = np.full(node.size, -1, dtype=np.intp)
    edge = np.concatenate([system.sale_edge[sale], gone])
    supplier = np.concatenate([system.sale_customer[sale], gone])
    return Links(node, supplier, edge, none, np.concatenate([sale, gone]), share)


def _sorted(parts: list[Links]) -> Links:
    share = np.concatenate([part.share for part in parts])
    node = np.concatenate([NO_INTS, *(part.node for part in parts)])
    order = np.lexsort((-share, node))
    order = order[share[order] > 0]
    fields = ("supplier", "edge", "term", "sale")
    rest = [np.concatenate([getattr(part, name) for part in parts])[order] for name in fields]
    return Links(node[order], rest[0], rest[1], rest[2], rest[3], share[order])
