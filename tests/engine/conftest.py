"""Random networks for the property tests.

A drawn example is a seed with a few sizes: small numbers shrink to small networks. Half of the networks
are sparse and irregular, half are tables of sectors by countries (every consumer buys each carrier from all).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from tensen.engine.equilibrium import Equilibrium
from tensen.engine.shock import Batch
from tensen.engine.system import System

settings.register_profile(
    "engine", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("engine")

COLUMNS = 4


@dataclass(frozen=True)
class Case:
    """A valid system and a batch of which the first column is a normal day."""

    system: System
    batch: Batch
    rng: np.random.Generator


def _supplied(rng, n, sparse):
    if sparse:
        needs = int(rng.integers(1, 2 * n + 1))
        target = rng.integers(0, n, needs)
        sources = [rng.integers(0, n, int(rng.integers(1, 4))) for _ in range(needs)]
    else:
        sectors = max(2, n // 5)
        countries = 5
        n = sectors * countries
        target = np.repeat(np.arange(n), sectors)
        sources = [carrier * countries + np.arange(countries) for _ in range(n) for carrier in range(sectors)]
        sources = [kept if (kept := group[rng.random(5) < 0.9]).size else group for group in sources]
    return n, target, sources


def _weights(rng, sources):
    weights = []
    for group in sources:
        total = [1.0, 1.0, 1.3, float(group.size)][rng.integers(4)]
        raw = rng.random(group.size) + 0.05
        weights.append(raw / raw.sum() * total)
    return np.concatenate(weights)


def _sales(rng, n, edge_source, edge_target):
    edge = np.flatnonzero(rng.random(edge_source.size) < 0.7)
    loose = int(rng.integers(0, 3))
    supplier = np.concatenate([edge_source[edge], rng.integers(0, n, loose)])
    customer = np.concatenate([edge_target[edge], rng.integers(0, n, loose)])
    share, final = rng.random(supplier.size), rng.random(n) * (rng.random(n) < 0.7)
    total = np.bincount(supplier, share, n) + final
    total = np.where(total > 0, total, 1.0) * rng.uniform(1.0, 1.2, n)
    return {
        "sale_supplier": supplier,
        "sale_customer": customer,
        "sale_share": share / total[supplier],
        "sale_edge": np.concatenate([edge, np.full(loose, -1)]),
        "final_share": final / total,
    }


def build_system(seed: int, n: int, *, sparse: bool, capped: bool) -> tuple[System, np.random.Generator]:
    rng = np.random.default_rng(seed)
    n, need_target, sources = _supplied(rng, n, sparse)
    needs = need_target.size
    edge_need = np.repeat(np.arange(needs), [group.size for group in sources])
    edge_source, edge_weight = np.concatenate(sources), _weights(rng, sources)
    shuffled = rng.permutation(edge_need.size)
    edge_need, edge_source, edge_weight = edge_need[shuffled], edge_source[shuffled], edge_weight[shuffled]
    term_need = np.concatenate([np.arange(needs), rng.integers(0, needs, needs // 2)])
    critical = rng.random(term_need.size) < 0.5
    linear = rng.random(term_need.size)
    per_target = np.bincount(need_target[term_need][~critical], linear[~critical], n)
    linear /= np.maximum(per_target, 1.0)[need_target[term_need]] * 1.02
    cap = rng.choice([0.05, 0.3, np.inf], term_need.size) if capped else np.full(term_need.size, np.inf)
    system = System(
        n=n,
        need_target=need_target,
        edge_source=edge_source,
        edge_need=edge_need,
        edge_weight=edge_weight,
        term_need=term_need,
        term_critical=critical,
        term_coef=np.where(critical, rng.choice([0.4, 0.7, 0.95], term_need.size), linear),
        term_rho=rng.choice([0.0, 0.2, 0.7, 1.0], term_need.size, p=[0.4, 0.3, 0.25, 0.05]),
        term_replace_max=cap,
        **_sales(rng, n, edge_source, need_target[edge_need]),
    )
    return system, rng


def build_batch(system: System, rng: np.random.Generator, columns: int = COLUMNS) -> Batch:
    hit = (rng.random((system.n, columns)) < 0.2) & (np.arange(columns) > 0)
    s = np.where(hit, rng.choice([0.1, 0.6, 1.0], hit.shape), 0.0)
    final = np.where((rng.random(hit.shape) < 0.2) & (np.arange(columns) > 0), rng.random(hit.shape), 0.0)
    cuts = int(rng.integers(0, 2 * columns)) if system.edges else 0
    return Batch(
        s=s,
        cut_edge=rng.integers(0, max(system.edges, 1), cuts),
        cut_column=rng.integers(1, columns, cuts),
        cut_level_loss=rng.choice([0.3, 0.9, 1.0], cuts),
        final_loss=final,
    )


@pytest.fixture(scope="session")
def cases() -> st.SearchStrategy[Case]:
    """Valid systems with a batch of four columns."""

    @st.composite
    def drawn(draw: st.DrawFn) -> Case:
        seed, n = draw(st.integers(0, 2**32 - 1)), draw(st.integers(1, 15))
        system, rng = build_system(seed, n, sparse=draw(st.booleans()), capped=draw(st.booleans()))
        return Case(system, build_batch(system, rng), rng)

    return drawn()


@pytest.fixture(scope="session")
def chain() -> Callable[..., System]:
    """Systems from a list of (supplier, target, weight, critical, coef, rho): one need per row."""

    def build(n: int, *rows: tuple[int, int, float, bool, float, float], **fields: object) -> System:
        columns = list(zip(*rows, strict=True)) if rows else [[]] * 6
        needs = np.arange(len(rows))
        return System(
            n=n,
            need_target=np.array(columns[1], dtype=np.intp),
            edge_source=np.array(columns[0], dtype=np.intp),
            edge_need=needs,
            edge_weight=np.array(columns[2], dtype=float),
            term_need=needs,
            term_critical=np.array(columns[3], dtype=bool),
            term_coef=np.array(columns[4], dtype=float),
            term_rho=np.array(columns[5], dtype=float),
            **fields,
        )

    return build


@pytest.fixture(scope="session")
def node_shock() -> Callable[..., Batch]:
    """One column in which the given nodes lose the given parts."""

    def build(n: int, losses: dict[int, float], **fields: object) -> Batch:
        s = np.zeros((n, 1))
        for node, loss in losses.items():
            s[node, 0] = loss
        return Batch(s=s, **fields)

    return build


@pytest.fixture(scope="session")
def renumbered() -> Callable[[Case], tuple[System, Batch, np.ndarray]]:
    """The same network with nodes, needs, edges, terms and sales in another order; `new[old]` of nodes."""

    def build(case: Case) -> tuple[System, Batch, np.ndarray]:
        system, batch, rng = case.system, case.batch, case.rng
        node, need = rng.permutation(system.n), rng.permutation(system.needs)
        edge, term = rng.permutation(system.edges), rng.permutation(system.terms)
        sale = rng.permutation(system.sale_supplier.size)
        new_edge = np.append(np.argsort(edge), -1)
        back_node, back_need = np.argsort(node), np.argsort(need)
        other = replace(
            system,
            need_target=node[system.need_target[back_need]],
            edge_source=node[system.edge_source[edge]],
            edge_need=need[system.edge_need[edge]],
            edge_weight=system.edge_weight[edge],
            term_need=need[system.term_need[term]],
            term_critical=system.term_critical[term],
            term_coef=system.term_coef[term],
            term_rho=system.term_rho[term],
            term_replace_max=system.term_replace_max[term],
            sale_supplier=node[system.sale_supplier[sale]],
            sale_customer=node[system.sale_customer[sale]],
            sale_share=system.sale_share[sale],
            sale_edge=new_edge[system.sale_edge[sale]],
            final_share=system.final_share[back_node],
        )
        moved = replace(batch, s=batch.s[back_node], cut_edge=new_edge[batch.cut_edge])
        return other, replace(moved, final_loss=batch.final_loss[back_node]), node

    return build


@pytest.fixture(scope="session")
def width() -> Callable[[Equilibrium], float]:
    """The widest gap between the two bounds of a result."""
    return lambda solved: float((solved.upper - solved.loss).max(initial=0.0))
