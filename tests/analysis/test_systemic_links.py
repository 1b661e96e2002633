"""The index on our networks against the loss equation: equal where it can be, above where it cannot."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tensen.analysis.systemic_links import Links, links_of, with_relays
from tensen.engine.equilibrium import equilibrium
from tensen.engine.esri.plain import Plain, plain_states
from tensen.engine.shock import Batch
from tensen.engine.system import System

COLUMNS = 3
seeds = given(seed=st.integers(0, 10**6), n=st.integers(2, 14))
checked = settings(
    deadline=None, derandomize=True, max_examples=60, suppress_health_check=[HealthCheck.too_slow]
)


def drawn(seed: int, n: int, *, spare: bool, capped: bool) -> tuple[System, Batch]:
    """A random system in which needs may have a critical and a linear term, and a batch with partial cuts."""
    rng = np.random.default_rng(seed)
    needs = int(rng.integers(1, 2 * n + 1))
    target = rng.integers(0, n, needs)
    sources = [rng.choice(n, int(rng.integers(1, min(n, 4) + 1)), replace=False) for _ in range(needs)]
    need = np.repeat(np.arange(needs), [group.size for group in sources])
    source, weight = np.concatenate(sources), rng.random(need.size) + 0.05
    total = rng.choice([1.0, 1.3, 2.0], needs) if spare else np.ones(needs)
    weight *= (total / np.bincount(need, weight, needs))[need]
    term = np.append(np.arange(needs), rng.integers(0, needs, needs // 2))
    critical = rng.random(term.size) < 0.5
    coef = rng.random(term.size)
    felt = np.bincount(target[term], np.where(critical, 0.0, coef), n)
    coef = np.where(critical, coef, coef / np.maximum(felt, 1.0)[target[term]] / 1.05)
    cap = rng.choice([0.1, 0.5, np.inf], term.size) if capped else np.full(term.size, np.inf)
    sold = np.flatnonzero(rng.random(need.size) < 0.6)
    share, final = rng.random(sold.size), 0.05 + rng.random(n)
    sales = np.bincount(source[sold], share, n) + final
    system = System(
        n=n,
        need_target=target,
        edge_source=source,
        edge_need=need,
        edge_weight=weight,
        term_need=term,
        term_critical=critical,
        term_coef=coef,
        term_rho=rng.choice([0.0, 0.3, 1.0], term.size, p=[0.5, 0.4, 0.1]),
        term_replace_max=cap,
        sale_supplier=source[sold],
        sale_customer=target[need[sold]],
        sale_share=share / sales[source[sold]],
        sale_edge=sold,
        final_share=final / sales,
    )
    cuts = int(rng.integers(0, 6))
    batch = Batch(
        s=np.where(rng.random((n, COLUMNS)) < 0.3, rng.choice([0.2, 1.0], (n, COLUMNS)), 0.0),
        cut_edge=rng.integers(0, need.size, cuts),
        cut_column=rng.integers(0, COLUMNS, cuts),
        cut_level_loss=rng.choice([0.4, 1.0], cuts),
    )
    return system, batch


def losses(system: System, batch: Batch, links: Links) -> tuple[Any, Any]:
    """Losses downstream and upstream `[n, B]` of the index, iterated to the end."""
    cut = np.unique(batch.cut_edge)
    links = with_relays(links, cut) if cut.size else links
    s = np.zeros((links.n, batch.columns))
    s[: system.n] = batch.s
    relay = system.n + np.searchsorted(cut, batch.cut_edge)
    np.maximum.at(s, (relay, batch.cut_column), batch.cut_level_loss)
    economy = links.economy(None, np.zeros(links.n))
    x, u, _, settled = plain_states(Plain.of(economy, 0.0), s, s, 1e-14)
    assert settled.all()
    return x[: system.n], u[: system.n]


def rows(system: System, **more: Any) -> Links:
    return links_of(system, np.arange(system.needs), np.ones(system.edges), **more)


@checked
@seeds
def test_without_spare_capacity_and_caps_both_halves_are_those_of_the_loss_equation(
    seed: int, n: int
) -> None:
    system, batch = drawn(seed, n, spare=False, capped=False)
    links = rows(system)
    assert not links.spare.size
    assert not links.capped.size
    down, up = losses(system, batch, links)
    right = equilibrium(system, batch, demand="decoupled", tol=1e-14, max_rounds=10**5)
    np.testing.assert_allclose(down, right.supply_loss, rtol=0, atol=1e-10)
    np.testing.assert_allclose(up, right.demand_loss, rtol=0, atol=1e-10)
    np.testing.assert_allclose(np.maximum(down, up), right.loss, rtol=0, atol=1e-10)


@checked
@seeds
def test_with_spare_capacity_and_caps_the_index_never_lies_below_the_loss_equation(seed: int, n: int) -> None:
    system, batch = drawn(seed, n, spare=True, capped=True)
    down, up = losses(system, batch, rows(system))
    right = equilibrium(system, batch, demand="decoupled", tol=1e-14, max_rounds=10**5)
    assert (down - right.supply_loss).min() > -1e-10
    np.testing.assert_allclose(up, right.demand_loss, rtol=0, atol=1e-10)


@checked
@seeds
def test_where_nobody_replaces_it_is_the_loss_equation_with_rho_0(seed: int, n: int) -> None:
    system, batch = drawn(seed, n, spare=False, capped=False)
    bare = system.with_terms(term_rho=np.zeros(system.terms))
    for way in ("none", "market"):
        down, _ = losses(system, batch, rows(system, replace=way))
        right = equilibrium(bare, batch, tol=1e-14, max_rounds=10**5)
        np.testing.assert_allclose(down, right.loss, rtol=0, atol=1e-10)


@pytest.fixture
def one() -> Callable[..., System]:
    """Nodes 0 and 1 supply node 2: weights, and one term with k, rho and a cap."""

    def make(weights: tuple[float, float], k: float = 0.5, rho: float = 0.0, cap: float = np.inf) -> System:
        return System(
            n=3,
            need_target=[2],
            edge_source=[0, 1],
            edge_need=[0, 0],
            edge_weight=weights,
            term_need=[0],
            term_critical=[True],
            term_coef=[k],
            term_rho=[rho],
            term_replace_max=[cap],
        )

    return make


def test_the_impact_of_an_edge_carries_weight_criticality_and_what_is_not_replaced(
    one: Callable[..., System],
) -> None:
    found = rows(one((0.75, 0.25), rho=0.2))
    np.testing.assert_allclose(found.down, [0.75 * 0.5 * 0.8, 0.25 * 0.5 * 0.8])
    assert found.level.tolist() == [2, 2]
    assert rows(one((0.75, 0.25), rho=0.2), replace="none").down.tolist() == [0.375, 0.125]


def test_spare_capacity_is_shared_in_proportion_and_counted(one: Callable[..., System]) -> None:
    found = rows(one((1.0, 1.0)))  # any one suffices: the index takes half of k for each
    assert found.down.tolist() == [0.25, 0.25]
    assert found.spare.tolist() == [0]


def test_a_cap_that_binds_is_counted_and_one_that_does_not_is_not(one: Callable[..., System]) -> None:
    found = rows(one((0.5, 0.5), rho=0.6, cap=0.2))  # at a complete loss 0.2 is replaced, not 0.6
    np.testing.assert_allclose(found.down, [0.5 * 0.5 * 0.8] * 2)
    assert found.capped.tolist() == [0]
    assert not rows(one((0.5, 0.5), rho=0.6, cap=0.9)).capped.size
    assert not rows(one((0.5, 0.5), rho=0.0, cap=0.1)).capped.size


def test_a_need_without_any_effect_is_negligible(one: Callable[..., System]) -> None:
    found = rows(one((0.5, 0.5), k=0.0))
    assert found.level.tolist() == [0, 0]
    assert not found.down.any()
    assert not rows(one((1.0, 1.0), k=0.0)).spare.size


def test_a_need_that_is_critical_and_linear_stands_in_two_rows_and_sells_once(
    one: Callable[..., System],
) -> None:
    system = replace(
        one((0.5, 0.5)),
        term_need=np.array([0, 0]),
        term_critical=np.array([True, False]),
        term_coef=np.array([0.5, 0.2]),
        term_rho=np.zeros(2),
        term_replace_max=np.full(2, np.inf),
        sale_supplier=np.array([0]),
        sale_customer=np.array([2]),
        sale_share=np.array([0.4]),
        sale_edge=np.array([0]),
    )
    found = rows(system)
    assert found.level.tolist() == [2, 2, 1, 1]
    np.testing.assert_allclose(found.down, [0.25, 0.25, 0.1, 0.1])
    assert found.up.tolist() == [0.4, 0.0, 0.0, 0.0]
    assert found.flow.sum() == 2.0
