"""Bounds of any shocks in the limit hold against brute-force fixed points."""

import numpy as np
import pytest
from hypothesis import given, settings

from tensen.engine.esri.converged import bounds, exact
from tensen.engine.esri.economy import Economy, economy
from tensen.engine.esri.plain import Plain, plain_states
from tensen.engine.esri.shocks import Shocks
from tensen.engine.esri.totals import totals

from .conftest import build, leaking, seeds

NOISE = 1e-9


def limit(net: Economy, shocks: Shocks, weights: np.ndarray) -> tuple[list[np.ndarray], np.ndarray]:
    """ESRI_u, ESRI_d, ESRI of each column by iterating, and whether the iteration came to its end."""
    x, u, _, settled = plain_states(Plain.of(net, floor=0.0), *shocks.dense(net.n), 1e-13, 1500)
    return [weights @ loss / weights.sum() for loss in (u, x, np.maximum(x, u))], settled


def any_shocks(rng: np.random.Generator, n: int) -> Shocks:
    """Groups, partial cuts, other losses upstream than downstream, one side only, and nothing at all."""
    columns = int(rng.integers(1, 20))
    hit = rng.random((n, columns)) < rng.choice([0.05, 0.2, 0.5])
    down = hit * rng.choice([0.0, 0.1, 0.5, 1.0], (n, columns))
    up = down if rng.random() < 0.4 else hit * rng.choice([0.0, 0.3, 0.7, 1.0], (n, columns))
    down[:, 0] = up[:, 0] = 0.0
    return Shocks.losses(down, up)


def check(net: Economy, shocks: Shocks, weights: np.ndarray, tol: float) -> np.ndarray:
    """Every bound holds; returns how wide the total is where brute force came to its end."""
    values, settled = limit(net, shocks, weights)
    held = totals(net, shocks, weights=weights, tol=tol, workers=1)
    slack = np.where(settled, NOISE, np.inf)
    parts = ((held.up_low, held.up_high), (held.down_low, held.down_high), (held.low, held.high))
    for value, (low, high) in zip(values, parts, strict=True):
        assert (low <= value + slack).all()
        assert (value <= high + NOISE).all()
        assert (low <= high).all()
    assert (np.maximum(held.up_low, held.down_low) <= held.low).all()
    assert (held.iterations >= 1).all()
    return (held.high - held.low)[settled]


@given(seed=seeds)
@settings(max_examples=60, deadline=None)
def test_bounds_hold_for_any_shock(seed: int) -> None:
    rng = np.random.default_rng(seed)
    net = leaking(seed, most=20)
    weights = net.out if rng.random() < 0.5 else rng.uniform(0, 1, net.n) + 1e-3
    check(net, any_shocks(rng, net.n), weights, float(rng.choice([1e-2, 1e-4, 1e-6])))


@given(seed=seeds)
@settings(max_examples=60, deadline=None)
def test_bounds_hold_where_nothing_leaves_a_circle(seed: int) -> None:
    rng = np.random.default_rng(seed)
    net = build(seed, most=10, final_demand=None, revenue=None, costs=None)
    check(net, any_shocks(rng, net.n), np.ones(net.n), 1e-4)


@pytest.mark.parametrize("replaceable", [True, False])
def test_bounds_are_as_narrow_as_asked_in_the_ordinary_case(replaceable: bool) -> None:
    """Each firm buys from many, a third of all is sold to final users."""
    rng = np.random.default_rng(5)
    n, edges = 300, 2400
    seller, flow = rng.integers(0, n, edges), rng.uniform(0.1, 1.1, edges)
    final = 0.5 * np.bincount(seller, flow, n)
    net = economy(
        seller, rng.integers(0, n, edges), flow, np.arange(n) % 20,
        rng.choice([0, 1, 2], (20, 20), p=[0.5, 0.4, 0.1]), replaceable=replaceable, final_demand=final,
    )  # fmt: skip
    groups = Shocks.groups([np.flatnonzero(rng.random(n) < 0.03) for _ in range(20)], loss=0.6)
    for tol in (1e-4, 1e-7):
        assert check(net, groups, net.out, tol).max() <= 2 * tol


@given(seed=seeds)
@settings(max_examples=20, deadline=None)
def test_closures_are_shocks_like_any_other(seed: int) -> None:
    net = leaking(seed)
    held = bounds(net, tol=1e-7)
    low, high = exact(net, held, np.arange(net.n), tol=1e-7)
    again = totals(net, Shocks.closures(np.arange(net.n)), tol=1e-7)
    for one, other in ((held.up_low, again.up_high), (held.down_low, again.down_high), (low, again.high)):
        assert (one <= other + NOISE).all()
    for one, other in ((held.up_high, again.up_low), (held.down_high, again.down_low), (high, again.low)):
        assert (one >= other - NOISE).all()


def test_a_circle_loses_what_its_hardest_hit_firm_loses() -> None:
    """0 and 1 sell only to each other, 2 sells 1 to firm 0 and 1 to final users."""
    net = economy([0, 1, 2], [1, 0, 0], [1.0, 1.0, 1.0], [0, 1, 2], np.ones((3, 3)), final_demand=[0, 0, 1])
    held = totals(net, Shocks.losses([[0.0], [0.0], [0.0]], [[0.2], [0.6], [0.0]]), tol=1e-9)
    np.testing.assert_allclose(held.up_low, [(0.6 + 0.6 + 0.3) / 3], atol=1e-9)
    np.testing.assert_allclose(held.up_high, held.up_low, atol=1e-8)
    np.testing.assert_allclose(held.high, held.up_low, atol=1e-8)


def test_a_market_of_which_nothing_is_left() -> None:
    """Suppliers of 3 and 1: closed together all is missing, alone the small one is replaced in part."""
    net = economy([0, 1], [2, 2], [3.0, 1.0], [0, 0, 1], np.full((2, 2), 2), final_demand=[1, 1, 1])
    buyer = np.array([0.0, 0.0, 1.0])
    held = totals(net, Shocks.groups([[0, 1], [0], [1]]), weights=buyer, tol=1e-9)
    np.testing.assert_allclose(held.down_low, [1.0, 0.75, 0.25 / 3], atol=1e-9)
    np.testing.assert_allclose(held.down_high, held.down_low, atol=1e-8)


def test_wrong_requests() -> None:
    net = build(1)
    with pytest.raises(ValueError, match="closures"):
        totals(net, Shocks.closures([net.n]))
    with pytest.raises(ValueError, match="one vector of weights"):
        totals(net, Shocks.closures([0]), weights=np.ones((net.n, 2)))
