"""Bounds of the limit hold against brute-force fixed points."""

import numpy as np
import pytest
from hypothesis import given, settings

from tensen.engine.esri.converged import bounds, exact, largest
from tensen.engine.esri.downstream import direct
from tensen.engine.esri.economy import Economy, economy
from tensen.engine.esri.layout import laid_out
from tensen.engine.esri.plain import Plain, plain_states

from .conftest import build, leaking, seeds

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
def test_the_direct_certificate(seed: int) -> None:
    net = leaking(seed, most=12)
    _, down, _, slack = limit(net, net.out)
    low, high, _ = direct(net, np.eye(net.n), net.out, 1e-4)
    assert (low <= down + slack).all()
    assert (down <= high + NOISE).all()


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
