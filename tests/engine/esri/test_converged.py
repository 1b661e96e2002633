"""Bounds of the limit hold against brute-force fixed points."""

import numpy as np
import pytest
from hypothesis import given, settings

from tensen.engine.esri.converged import bounds, exact, largest
from tensen.engine.esri.downstream import NONE, downstream_bounds
from tensen.engine.esri.economy import Economy, economy
from tensen.engine.esri.layout import laid_out
from tensen.engine.esri.plain import Plain, plain_states
from tensen.engine.esri.shocks import Shocks
from tensen.engine.esri.upstream import upstream_bounds

from .conftest import build, leaking, seeds, small_markets

NOISE = 1e-9


def limit(net: Economy, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """ESRI, ESRI_d and ESRI_u of every closure by iterating, and how far each may still be from its end.

    Where a cascade creeps on for ever (infinite slack) the iterate is still below the limit.
    """
    x, u, _, settled = plain_states(Plain.of(net, floor=0.0), np.eye(net.n), np.eye(net.n), 1e-13, 1000)
    total, down, up = (weights @ loss / weights.sum() for loss in (np.maximum(x, u), x, u))
    return total, down, up, np.where(settled, NOISE, np.inf)


@given(seed=seeds)
@settings(max_examples=40, deadline=None)
def test_bounds_hold_for_every_firm(seed: int) -> None:
    net = leaking(seed, most=20)
    rng = np.random.default_rng(seed)
    weights = net.out if rng.random() < 0.5 else rng.uniform(0, 1, net.n) + 1e-3
    total, down, up, slack = limit(net, weights)
    tol = float(rng.choice([1e-2, 1e-4, 1e-6]))
    held = bounds(net, weights=weights, tol=tol, workers=1)
    for low, value, high in (
        (held.up_low, up, held.up_high),
        (held.down_low, down, held.down_high),
        (held.low, total, held.high),
    ):
        assert (low <= value + slack).all()
        assert (value <= high + NOISE).all()
    assert (held.up_high - held.up_low <= 2 * tol).all()


@given(seed=seeds)
@settings(max_examples=30, deadline=None)
def test_totals_and_the_largest(seed: int) -> None:
    net = leaking(seed)
    total, _, _, slack = limit(net, net.out)
    held = bounds(net, tol=1e-7)
    low, high = exact(net, held, np.arange(net.n), tol=1e-7)
    assert (low <= total + slack).all()
    assert (total <= high + NOISE).all()
    count = min(3, net.n)
    top = largest(net, count, held=held, tol=1e-7)
    if top.proven and np.isfinite(slack).all():
        np.testing.assert_allclose(total[top.firms], np.sort(total)[::-1][:count], atol=1e-6)
    assert count <= top.solved <= net.n


@given(seed=seeds)
@settings(max_examples=30, deadline=None)
def test_the_raise_alone(seed: int) -> None:
    net = leaking(seed, most=12)
    _, down, _, slack = limit(net, net.out)
    low, high, _ = downstream_bounds(net, Shocks.closures(np.arange(net.n)), net.out, 1e-4, 1, NONE)
    assert (low <= down + slack).all()
    assert (down <= high + NOISE).all()


@given(seed=seeds)
@settings(max_examples=25, deadline=None)
def test_markets_of_one_or_two_firms(seed: int) -> None:
    """The bounds of both halves and of the total hold, and are narrow where brute force came to its end."""
    net, tol = small_markets(seed), 1e-6
    closed = np.random.default_rng(seed).choice(net.n, 24, replace=False)
    s = np.eye(net.n)[:, closed]
    x, u, _, settled = plain_states(Plain.of(net, floor=0.0), s, s, 1e-13, 600)
    total, down, up = (net.out @ loss / net.out.sum() for loss in (np.maximum(x, u), x, u))
    held, slack = bounds(net, closed, tol=tol, workers=1), np.where(settled, NOISE, np.inf)
    alone = downstream_bounds(net, Shocks.closures(closed), net.out, tol, 1, NONE)
    low, high = exact(net, held, np.arange(24), tol=tol)
    for below, value, above in (
        (held.up_low, up, held.up_high),
        (held.down_low, down, held.down_high),
        (alone[0], down, alone[1]),
        (held.low, total, held.high),
        (low, total, high),
    ):
        assert (below <= value + slack).all()
        assert (value <= above + NOISE).all()
    assert np.mean((held.down_high - held.down_low)[settled] <= tol) > 0.95


@given(seed=seeds)
@settings(max_examples=30, deadline=None)
def test_circles_that_nothing_leaves_lose_everything(seed: int) -> None:
    """Without final demand brute force creeps, but it stays below the bound and reaches 1 in the circle."""
    net = build(seed, most=8, final_demand=None, revenue=None, costs=None)
    held = bounds(net, tol=1e-6)
    u = plain_states(Plain.of(net, floor=0.0), np.eye(net.n), np.eye(net.n), 0.0, 500)[1]
    up = net.out @ u / net.out.sum()
    assert (up <= held.up_high + NOISE).all()


def test_a_circle() -> None:
    net = economy([0, 1, 2], [1, 0, 0], [1.0, 1.0, 2.0], [0, 0, 0], [[1]])
    held = bounds(net)
    np.testing.assert_allclose(held.up_low, [1.0, 1.0, 0.5], atol=1e-5)
    np.testing.assert_allclose(held.up_high, [1.0, 1.0, 0.5], atol=1e-5)


def test_upstream_of_a_chain_with_final_demand() -> None:
    """0 sells 3 to 1 and 1 to final users, 1 sells all to 2: closing 2 takes 1 fully, 3/4 of firm 0."""
    net = economy([0, 1], [1, 2], [3.0, 2.0], [0, 1, 2], np.full((3, 3), 2), final_demand=[1, 0, 7])
    held = bounds(net, tol=1e-9)
    np.testing.assert_allclose(held.up_low, [3 / 5, (0.75 * 3 + 2) / 5, (0.75 * 3 + 2) / 5], atol=1e-9)
    np.testing.assert_allclose(held.up_high, held.up_low, atol=1e-9)


def dense_upstream(net: Economy) -> np.ndarray:
    """ESRI_u of every closure by inverting `1 - Lu`."""
    lu = np.zeros((net.n, net.n))
    np.add.at(lu, (net.seller, net.out_buyer), net.out_up)
    whole = np.linalg.inv(np.eye(net.n) - lu)
    return (net.out @ whole) / np.diag(whole) / net.out.sum()


@pytest.mark.parametrize("leak", [1e-3, 1e-5, 1e-7])
def test_a_pair_that_sells_nearly_all_to_itself_costs_no_other_firm_its_bound(leak: float) -> None:
    """The series would need some 1 / leak rounds, and what it lacks counts for all firms."""
    rng = np.random.default_rng(5)
    n, edges = 2500, 12_000  # more firms than are solved directly
    source, target = rng.integers(2, n, edges), rng.integers(0, n, edges)
    weight = rng.uniform(0.1, 1, edges)
    final = 0.4 * np.bincount(source, weight, n)
    source, target, weight = np.r_[source, 0, 1, 0], np.r_[target, 1, 0, 7], np.r_[weight, 50, 50, 50 * leak]
    final[:2] = 50 * leak
    net = economy(source, target, weight, np.arange(n) % 40, np.ones((40, 40)), final_demand=final)
    low, high = upstream_bounds(net, np.arange(60), net.out, 1e-6, 1)
    assert (high - low).max() <= 2e-6
    true = dense_upstream(net)[:60]
    assert (low <= true + NOISE).all()
    assert (true <= high + NOISE).all()


@pytest.mark.parametrize("leak", [1e-4, 1e-6])
def test_a_large_circle_that_little_leaves(leak: float) -> None:
    rng = np.random.default_rng(0)
    n = 300
    source, target = (
        np.r_[np.arange(n), rng.integers(0, n, 8 * n)],
        np.r_[(np.arange(n) + 1) % n, rng.integers(0, n, 8 * n)],
    )
    weight = rng.lognormal(size=source.size)
    revenue = np.bincount(source, weight, n) * (1 + leak)
    net = economy(source, target, weight, np.arange(n) % 3, np.ones((3, 3)), revenue=revenue)
    low, high = upstream_bounds(net, np.arange(n), net.out, 1e-6, 1)
    assert (high - low).max() <= 2e-6
    true = dense_upstream(net)
    assert (low <= true + NOISE).all()
    assert (true <= high + NOISE).all()


def test_scaling_all_sales_changes_nothing() -> None:
    net = leaking(3, replaceable=True)
    held = bounds(net, tol=1e-8)
    scaled = laid_out(
        net.in_seller,
        np.repeat(np.arange(net.n), np.diff(net.in_start)),
        1e-9 * net.in_up * net.sales[net.in_seller],
        np.zeros(net.edges, int),
        np.ones(net.edges, int),
        n=net.n,
        final_demand=1e-9 * (net.sales - net.out),
    )
    again = bounds(scaled, tol=1e-8)
    np.testing.assert_allclose(again.up_low, held.up_low, atol=1e-7)


def test_wrong_requests() -> None:
    net = build(1)
    with pytest.raises(ValueError, match="closures"):
        bounds(net, [net.n])
    with pytest.raises(ValueError, match="count must be from 1"):
        largest(net, 0)
    with pytest.raises(ValueError, match="one vector of weights"):
        bounds(net, weights=np.ones((net.n, 2)))
