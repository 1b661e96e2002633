"""A part of a system: what some nodes need and sell, with all their edges; all nodes stay, by number."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tensen.engine.arrays import NO_FLOATS, BoolArray, FloatArray, IntArray
from tensen.engine.shock import Batch
from tensen.engine.system import System


@dataclass(frozen=True, eq=False)
class Part:
    """`system` holds only what concerns the chosen nodes; `edge` and `term` are numbers in the whole."""

    system: System
    edge: IntArray
    term: IntArray

    def at(self, term_coef: FloatArray, term_rho: FloatArray, edge_weight: FloatArray) -> System:
        """The part with figures of the whole system (`[T]`, `[T]`, `[E]`)."""
        moved = self.system.with_weights(edge_weight[self.edge])
        return moved.with_terms(term_coef=term_coef[self.term], term_rho=term_rho[self.term])

    def batch(self, batch: Batch) -> Batch:
        """The batch with only the cuts that fall on the part."""
        place = np.full(int(max(self.edge.max(initial=-1), batch.cut_edge.max(initial=-1))) + 1, -1)
        place[self.edge] = np.arange(self.edge.size)
        mine = place[batch.cut_edge] >= 0
        return Batch(
            s=batch.s,
            cut_edge=place[batch.cut_edge[mine]],
            cut_column=batch.cut_column[mine],
            cut_level_loss=batch.cut_level_loss[mine],
        )


def part_of(system: System, nodes: BoolArray, *, supply: bool = True, demand: bool = False) -> Part:
    """The needs (`supply`) and the sales (`demand`) of `nodes[n]`; the others are left out."""
    kept = nodes[system.need_target] & supply
    number = np.cumsum(kept) - 1
    edge, term = np.flatnonzero(kept[system.edge_need]), np.flatnonzero(kept[system.term_need])
    sale = np.flatnonzero(nodes[system.sale_supplier] & demand)
    part = System(
        n=system.n,
        need_target=system.need_target[kept],
        need_slack=None if system.need_slack is None else system.need_slack[kept],
        edge_source=system.edge_source[edge],
        edge_need=number[system.edge_need[edge]],
        edge_weight=system.edge_weight[edge],
        term_need=number[system.term_need[term]],
        term_critical=system.term_critical[term],
        term_coef=system.term_coef[term],
        term_rho=system.term_rho[term],
        term_replace_max=system.term_replace_max[term],
        sale_supplier=system.sale_supplier[sale],
        sale_customer=system.sale_customer[sale],
        sale_share=system.sale_share[sale],
        sale_edge=system.sale_edge[sale],
        final_share=system.final_share if demand else NO_FLOATS,
    )
    return Part(part, edge, term)
