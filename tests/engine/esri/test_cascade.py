"""The kernels follow the plain reference, sparse or dense, one thread or several."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tensen.engine.esri import cascade
from tensen.engine.esri.cascade import cascades
from tensen.engine.esri.economy import Economy, economy
from tensen.engine.esri.plain import Risk, plain_cascades
from tensen.engine.esri.shocks import Shocks

from .conftest import build, seeds

SAME = 1e-12


def same(found: Risk, expected: Risk) -> None:
    assert (found.rounds == expected.rounds).all()
    assert (found.settled == expected.settled).all()
    for name in ("esri", "down", "up"):
        np.testing.assert_allclose(getattr(found, name), getattr(expected, name), rtol=0, atol=SAME)


def any_shocks(rng: np.random.Generator, net: Economy) -> Shocks:
    """Full and partial shocks of one and many firms, others upstream than downstream; one empty."""
    columns = int(rng.integers(1, 21))
    hit = rng.random((net.n, columns)) < rng.choice([0.05, 0.3])
    down = hit * rng.choice([0.1, 0.5, 1.0], (net.n, columns))
    up = down if rng.random() < 0.5 else hit * rng.random((net.n, columns))
    down[:, 0] = up[:, 0] = 0.0
    return Shocks.losses(down, up)


@pytest.mark.parametrize("crowd", [0.0, 0.3, 1e9], ids=["dense", "mixed", "sparse"])
@given(seed=seeds, eps=st.sampled_from([0.3, 0.05, 1e-2, 1e-3, 1e-4]))
@settings(max_examples=40, deadline=None)
def test_kernels_equal_the_plain_reference(crowd: float, seed: int, eps: float) -> None:
    rng = np.random.default_rng(seed)
    net = build(seed)
    weights = rng.uniform(0.1, 2, (net.n, int(rng.integers(1, 4))))
    for shocks in (Shocks.closures(np.arange(net.n)), any_shocks(rng, net)):
        asked = {"weights": weights, "eps": eps, "max_rounds": 300}
        same(cascades(net, shocks, workers=1, crowd=crowd, **asked), plain_cascades(net, shocks, **asked))


def test_threads_and_chunks_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    net = build(7, most=200)
    shocks = Shocks.closures(np.arange(net.n))
    one = cascades(net, shocks, workers=1)
    monkeypatch.setattr(cascade, "CHUNK", 3)
    many = cascades(net, shocks, workers=4)
    assert (one.esri == many.esri).all()
    assert (one.rounds == many.rounds).all()


@given(seed=seeds)
@settings(max_examples=40, deadline=None)
def test_laws(seed: int) -> None:
    rng = np.random.default_rng(seed)
    net = build(seed)
    risk = cascades(net, Shocks.closures(np.arange(net.n)))
    assert (risk.esri <= 1 + SAME).all()
    assert (np.maximum(risk.down, risk.up) <= risk.esri + SAME).all()
    assert (risk.esri <= risk.down + risk.up + SAME).all()
    alone = net.out / net.out.sum()
    assert (risk.esri[:, 0] >= alone - SAME).all()
    order = rng.permutation(net.n)
    assert (cascades(net, Shocks.closures(order)).rounds == risk.rounds[order]).all()


def test_a_column_that_may_not_finish_says_so() -> None:
    ring = economy([0, 1, 2], [1, 2, 0], [1.0, 1.0, 1.0], [0, 0, 0], [[1]], final_demand=[1.0, 1.0, 1.0])
    shocks = Shocks.closures([0])
    for crowd in (0.0, 1e9):
        short = cascades(ring, shocks, eps=1e-9, max_rounds=3, crowd=crowd)
        same(short, plain_cascades(ring, shocks, eps=1e-9, max_rounds=3))
        assert not short.settled[0]


@given(seed=seeds)
@settings(max_examples=60, deadline=None)
def test_columns_do_not_disturb_each_other(seed: int) -> None:
    """Small units make losses fall back where a market is emptied; what is left behind must not matter."""
    rng = np.random.default_rng(seed)
    n = 25
    edges = rng.integers(0, n, (2, 60))
    net = economy(*edges, rng.uniform(0.05, 0.4, 60), rng.integers(0, 9, n), np.full((9, 9), 2))
    order = Shocks.closures(rng.permutation(n))
    together = cascades(net, order, workers=1, crowd=1e9, max_rounds=200)
    same(together, plain_cascades(net, order, max_rounds=200))


def test_what_a_market_without_supply_does_in_small_units() -> None:
    """Sales below 1 in a market where nothing is left: the published rule divides by 1, not by the rest."""
    net = economy([0, 1, 2], [1, 2, 1], [0.4, 0.3, 0.2], [0, 1, 0], np.full((2, 2), 2))
    for crowd in (0.0, 1e9):
        shocks = Shocks.groups([[0], [0, 2], [0, 1, 2]])
        same(cascades(net, shocks, crowd=crowd), plain_cascades(net, shocks))


@given(seed=seeds)
@settings(max_examples=25, deadline=None)
def test_lanes_in_single_precision(seed: int) -> None:
    """Within 1.2e-7 a step of double precision where both stop after the same, all columns in lanes."""
    net = build(seed, most=60)
    shocks = Shocks.closures(np.arange(net.n))
    double = cascades(net, shocks, crowd=0.0, max_rounds=200)
    single = cascades(net, shocks, crowd=0.0, max_rounds=200, lanes="float32")
    together = (double.rounds == single.rounds) & double.settled
    assert np.count_nonzero(together) >= 0.5 * net.n
    allowed = 1.2e-7 * double.rounds[:, None] * double.up + SAME
    assert (np.abs(single.esri - double.esri) <= allowed)[together].all()
    np.testing.assert_allclose(single.down[together], double.down[together], rtol=0, atol=SAME)


def test_single_precision_where_a_market_is_nearly_emptied() -> None:
    """In single precision 1 - 2e-8 is 1: nothing would be left of the market, and its index 0.18 off."""
    net = economy([0, 1], [2, 2], [0.05, 1e-4], [0, 0, 1], np.full((2, 2), 2))
    shocks = Shocks.losses(np.array([[1 - 2e-8], [1.0], [0.0]]))
    found = [
        cascades(net, shocks, weights=[0, 0, 1.0], crowd=0.0, lanes=lanes).esri[0, 0]
        for lanes in ("float64", "float32")
    ]
    np.testing.assert_allclose(found, plain_cascades(net, shocks, weights=[0, 0, 1.0]).esri[0, 0], atol=1e-9)


def small_units(seed: int) -> Economy:
    """Sales below 1 and markets of few firms, where the published rule swings."""
    rng = np.random.default_rng(seed)
    edges = rng.integers(0, 25, (2, 60))
    return economy(*edges, rng.uniform(0.05, 0.4, 60), rng.integers(0, 9, 25), np.full((9, 9), 2))


@pytest.mark.parametrize("max_rounds", [999, 1000, 1001, 1007])
def test_a_swing_ends_as_if_every_step_had_been_made(max_rounds: int) -> None:
    swung = 0
    for seed in range(8):
        net = small_units(seed)
        shocks = Shocks.closures(np.arange(net.n))
        found = cascades(net, shocks, max_rounds=max_rounds)
        same(found, plain_cascades(net, shocks, max_rounds=max_rounds))
        swung += int(np.count_nonzero(~found.settled))
    assert swung > 0


def test_a_swing_is_not_followed_to_its_end() -> None:
    net = small_units(1)
    risk = cascades(net, Shocks.closures(np.arange(net.n)), max_rounds=10**12)
    assert not risk.settled.all()
    assert (risk.rounds[~risk.settled] == 10**12).all()


def test_lanes_are_of_two_kinds() -> None:
    with pytest.raises(ValueError, match="lanes must be float64 or float32"):
        cascades(build(1), Shocks.closures([0]), lanes="float16")  # type: ignore[arg-type]


@pytest.mark.parametrize("eps", [-1e-3, float("nan")])
def test_eps_is_a_size(eps: float) -> None:
    with pytest.raises(ValueError, match="eps must be 0 or more"):
        cascades(build(1), Shocks.closures([0]), eps=eps)
