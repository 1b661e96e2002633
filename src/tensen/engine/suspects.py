"""Which parts of a system could hold a closed loop at all: a proof for every shock at once.

Inside a strongly connected component every active part of the loss equation lies below its homogeneous form
`H(v) = max(max k (1 - rho) W v, sum a (1 - rho) W v)`, edges from outside left out. Any positive v with
H(v) <= r v proves that no active part has a spectral radius above r (Collatz-Wielandt); v = 1 is the row-sum
bound, and v <- H(v) + 1 sharpens it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from tensen.engine.arrays import NO_INTS, BoolArray, FloatArray, IntArray, sum_by
from tensen.engine.restrict import part_of
from tensen.engine.system import System

PROOF_ROUNDS = 20


@dataclass(frozen=True, eq=False)
class Suspects:
    """The part of a system in which a loop is not ruled out: `mask[n]`, its needs with all their edges.

    `label[n]` is the component of each node (-1 for none); `edge[e]` is the index in the whole system of
    edge e of `part`.
    """

    label: IntArray
    mask: BoolArray
    part: System
    edge: IntArray


def suspects(system: System, *, supply: bool, demand: bool, closed: float) -> Suspects:
    """The nodes on which a radius of `closed` or more is not ruled out, in the channels named."""
    held: dict[tuple[bool, bool, float], Suspects] = system.__dict__.setdefault("_suspects", {})
    if (supply, demand, closed) not in held:
        held[supply, demand, closed] = _suspects(system, supply=supply, demand=demand, closed=closed)
    return held[supply, demand, closed]


def _suspects(system: System, *, supply: bool, demand: bool, closed: float) -> Suspects:
    label = components(system, supply=supply, demand=demand)
    inside = _restricted(system, label, supply=supply, demand=demand)
    slope = _steepest(system)
    v = np.ones(system.n)
    worst = np.zeros(int(label.max(initial=-1)) + 2)
    for _ in range(PROOF_ROUNDS):
        h = _homogeneous(inside, slope, v)
        worst[:] = 0.0
        np.maximum.at(worst, label, h / v)
        if not (worst[:-1] >= closed).any():
            break
        v = np.where(worst[label] >= closed, (h + 1.0) / (h + 1.0).max(), 1.0)
    mask = (label >= 0) & (worst[label] >= closed)
    part = part_of(system, mask, supply=supply, demand=demand)
    return Suspects(label, mask, part.system, part.edge)


def components(system: System, *, supply: bool, demand: bool) -> IntArray:
    """Label of each node's strongly connected component, `[n]`; -1 where it is on no cycle."""
    source, target = [NO_INTS], [NO_INTS]
    if supply:
        live = system.edge_weight > 0
        source.append(system.edge_source[live])
        target.append(system.need_target[system.edge_need[live]])
    if demand:
        sold = system.sale_share > 0
        source.append(system.sale_customer[sold])
        target.append(system.sale_supplier[sold])
    return cyclic_components(system.n, np.concatenate(source), np.concatenate(target))


def cyclic_components(n: int, source: IntArray, target: IntArray) -> IntArray:
    """Strongly connected components that hold a cycle (self-loops included); -1 elsewhere."""
    arcs = csr_array((np.ones(source.size, dtype=np.int8), (source, target)), shape=(n, n))
    _, label = connected_components(arcs, directed=True, connection="strong")
    cyclic = np.bincount(label)[label] > 1
    cyclic[source[source == target]] = True
    return np.where(cyclic, label, -1).astype(np.intp)


def _restricted(system: System, label: IntArray, *, supply: bool, demand: bool) -> System:
    """The system with only the edges and sales inside a component."""
    target = label[system.need_target[system.edge_need]]
    edge = np.flatnonzero((target >= 0) & (label[system.edge_source] == target))
    supplier = label[system.sale_supplier]
    sale = np.flatnonzero((supplier >= 0) & (label[system.sale_customer] == supplier))
    return _subset(system, edge if supply else NO_INTS, sale if demand else NO_INTS)


def _subset(system: System, edge: IntArray, sale: IntArray) -> System:
    """Fewer edges and sales on the same needs and terms; spare capacity as it was."""
    return System(
        n=system.n,
        need_target=system.need_target,
        need_slack=system.slack,
        edge_source=system.edge_source[edge],
        edge_need=system.edge_need[edge],
        edge_weight=system.edge_weight[edge],
        term_need=system.term_need,
        term_critical=system.term_critical,
        term_coef=system.term_coef,
        term_rho=system.term_rho,
        term_replace_max=system.term_replace_max,
        sale_supplier=system.sale_supplier[sale],
        sale_customer=system.sale_customer[sale],
        sale_share=system.sale_share[sale],
        sale_edge=system.sale_edge[sale],
        final_share=system.final_share,
    )


def _steepest(system: System) -> FloatArray:
    """The steepest slope a term can have in its shortage: 1 - rho, or 1 where its cap can bind."""
    capped = system.term_replace_max < system.term_rho * system.capacity[system.term_need]
    return system.term_coef * np.where(capped, 1.0, 1.0 - system.term_rho)


def _homogeneous(inside: System, slope: FloatArray, v: FloatArray) -> FloatArray:
    total = sum_by(inside.edge_need, inside.edge_weight * v[inside.edge_source], inside.needs)
    felt = slope * total[inside.term_need]
    target, critical = inside.term_target, inside.term_critical
    sold = sum_by(inside.sale_supplier, inside.sale_share * v[inside.sale_customer], inside.n)
    largest: FloatArray = np.maximum(sold, sum_by(target[~critical], felt[~critical], inside.n))
    np.maximum.at(largest, target[critical], felt[critical])
    return largest
