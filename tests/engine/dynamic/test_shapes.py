"""Shapes of the published firm-level studies (Inoue and Todo 2019 to 2022) on synthetic firms."""

import numpy as np
import pytest

from tensen.engine.dynamic.firms import FirmParameters, Firms
from tensen.engine.dynamic.shocks import Shocks
from tensen.engine.dynamic.simulate import Record, simulate

FIRMS, PRODUCTS = 400, 12


def links(rng, product, size):
    """Each firm buys six products of two makers each, larger ones more often; six more stand in reserve."""
    for buyer in range(FIRMS):
        for kind in rng.choice(PRODUCTS, 6, replace=False):
            makers = np.flatnonzero((product == kind) & (np.arange(FIRMS) != buyer))
            chosen = rng.choice(makers, 2, replace=False, p=size[makers] / size[makers].sum())
            for seller in chosen:
                yield seller, buyer, size[buyer] * rng.uniform(0.5, 1.5)
            for seller in rng.choice(np.setdiff1d(makers, chosen), 6, replace=False):
                yield seller, buyer, 0.0


def economy(least, most, *, spare=1.0, redirect=0.0):
    """Firms with sizes of a heavy tail and stocks for `least` to `most` days."""
    rng = np.random.default_rng(5)
    product, size = rng.integers(0, PRODUCTS, FIRMS), rng.pareto(1.5, FIRMS) + 1
    seller, buyer, flow = (np.array(column) for column in zip(*links(rng, product, size), strict=True))
    sold, bought = np.bincount(seller, flow, FIRMS), np.bincount(buyer, flow, FIRMS)
    final = np.maximum(0.3 * sold, 1.6 * bought - sold)
    parameters = FirmParameters(
        stock_days=rng.uniform(least, most, FIRMS), follow="capacity", final="proportion", redirect=redirect
    )
    capacity = np.full(FIRMS, spare)
    return Firms(seller, buyer, flow, final, product, parameters=parameters, capacity=capacity)


def indirect_over_direct(model, depth, days):
    """A tenth of the firms loses `depth` for `days` days: indirect over direct loss of output, day by day."""
    hit = np.random.default_rng(1).choice(FIRMS, FIRMS // 10, replace=False)
    shock = Shocks(columns=1, depth=[depth], node_shock=np.zeros(hit.size, dtype=int), node=hit)
    found = simulate(model, shock, days=days, record=Record())
    total = (found.trajectory[:, :, 0] * model.output).sum(axis=1)
    return total / (depth * model.output[hit].sum()) - 1.0


def test_the_ratio_dips_and_then_rises_as_stocks_run_out():
    ratio = indirect_over_direct(economy(8, 20), 0.6, 80)
    first, low, late = ratio[:8].max(), ratio[12:30].min(), ratio[60:].min()
    assert low < 0.85 * first
    assert late > 1.3 * low


@pytest.fixture(scope="module")
def short_stocks():
    return economy(3, 10)


def test_loss_grows_faster_than_depth(short_stocks):
    loss = [1 + indirect_over_direct(short_stocks, depth, 40).mean() for depth in (0.2, 0.4, 0.6, 0.8, 1.0)]
    assert (np.diff(loss) > 0).all()
    assert loss[-1] > 2 * loss[0]


def test_loss_grows_faster_than_length(short_stocks):
    loss = [1 + indirect_over_direct(short_stocks, 0.6, days).mean() for days in (5, 10, 20, 40, 80)]
    assert (np.diff(loss) > 0).all()
    assert loss[-1] > 1.5 * loss[0]


def test_rewiring_suppresses_most():
    """Firms may turn to other makers of the product, which can make a quarter more than usual."""
    before = indirect_over_direct(economy(3, 10, spare=1.25), 1.0, 40).mean()
    after = indirect_over_direct(economy(3, 10, spare=1.25, redirect=1.0), 1.0, 40).mean()
    assert after < 0.25 * before
