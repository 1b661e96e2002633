"""Firms with a stock per supplier: hand cases, balances, the plain loops beside the kernel."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tensen.engine.dynamic.firms import FirmParameters, Firms
from tensen.engine.dynamic.firms_plain import PlainFirms
from tensen.engine.dynamic.profile import linear
from tensen.engine.dynamic.shocks import Levels, Shocks
from tensen.engine.dynamic.simulate import Record, simulate

ALL = Record()
seeds = st.integers(0, 2**32 - 1)


def random_firms(seed, swinging=False):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(1, 15))
    links = int(rng.integers(0, 4 * n))
    p = FirmParameters(
        stock_days=rng.choice([2.0, 5.0, 15.0], n),
        restock_days=float(rng.choice([2.0, 6.0])),
        final=str(rng.choice(["proportion", "last", "first"])),
        target="demand" if swinging else "normal",
        follow=str(rng.choice(["demand", "capacity"])),
        redirect=float(rng.choice([0.0, 0.7])),
    )
    seller, buyer = rng.integers(0, n, links), rng.integers(0, n, links)
    flow = rng.uniform(0, 9, links) * (rng.random(links) < 0.8)
    final = rng.uniform(0, 20, n) * (rng.random(n) < 0.8)
    # nobody buys for more than it sells for: such a loop would not keep still
    sold, bought = np.bincount(seller, flow, n) + final, np.bincount(buyer, flow, n)
    final += np.where(sold > 0, np.maximum(0.0, 1.1 * bought - sold), 0.0)
    capacity = rng.choice([1.0, 1.3], n)
    made = Firms(seller, buyer, flow, final, rng.integers(0, 3, n), parameters=p, capacity=capacity)
    return made, rng


def random_shocks(model, rng, columns=3):
    links = 2 if model.edges else 0
    return Shocks(
        columns=columns,
        depth=rng.choice([0.2, 0.6, 1.0], 4),
        column=rng.integers(0, columns, 4),
        start=rng.choice([0.0, 1.0, 2.5], 4),
        duration=rng.choice([1.0, 4.0], 4),
        profiles=(linear(3.0),),
        node_shock=rng.integers(0, 4, 3),
        node=rng.integers(0, model.nodes, 3),
        edge_shock=rng.integers(0, 4, links),
        edge=rng.integers(0, max(model.edges, 1), links),
    )


def outage(node, days, depth=1.0):
    return Shocks(columns=1, depth=[depth], duration=[days], node_shock=[0], node=[node])


def test_a_chain_by_hand():
    """A stock of 4 days lasts exactly 4 days, at any step; orders go on and are not met."""
    for step in (1.0, 0.5, 0.25):
        model = Firms([0], [1], [10.0], [0.0, 20.0], [0, 1], parameters=FirmParameters(stock_days=4.0))
        found = simulate(model, outage(0, 9.0), days=6, step=step, record=ALL)
        expected = [0.0] * round(4 / step) + [1.0] * round(2 / step)
        assert found.trajectory[:, 1, 0] == pytest.approx(expected, abs=1e-12)
        assert found.sums["received"][1, 0] == 0.0
        assert found.sums["final_unmet"][1, 0] == pytest.approx(40.0)


def test_orders_by_hand_over_three_steps():
    """Orders are the need 10 and a sixth of the gap to 40: 10, then 10 + 10/6, then 10 + 20/6."""
    model = Firms([0], [1], [10.0], [0.0, 20.0], [0, 1], parameters=FirmParameters(stock_days=4.0))
    found = simulate(model, outage(0, 9.0), days=3)
    assert found.sums["ordered"][1, 0] == pytest.approx(10 + 10 + 10 / 6 + 10 + 20 / 6)
    assert found.sums["unmet"][0, 0] == pytest.approx(30 + 5)


def test_stocks_of_one_product_stand_for_each_other():
    """Half of the need is gone: 3 days of both stocks last 6, less a step of deliveries on their way."""
    p = FirmParameters(stock_days=3.0, restock_days=1e9)
    model = Firms([0, 1], [2, 2], [5.0, 5.0], [0.0, 0.0, 20.0], [0, 0, 1], parameters=p)
    for step in (1.0, 0.25):
        found = simulate(model, outage(0, 99.0), days=9, step=step, record=ALL)
        full, half = round((6 - step) / step), round((3 + step) / step)
        assert found.trajectory[:, 2, 0] == pytest.approx([0.0] * full + [0.5] * half, abs=1e-6)
    apart = Firms([0, 1], [2, 2], [5.0, 5.0], [0.0, 0.0, 20.0], [0, 1, 2], parameters=p)
    found = simulate(apart, outage(0, 99.0), days=5, record=ALL)
    assert found.trajectory[:, 2, 0] == pytest.approx([0.0] * 3 + [1.0] * 2, abs=1e-6)


@pytest.mark.parametrize(
    ("rule", "received", "missed"), [("proportion", 5.0, 10.0), ("last", 10.0, 15.0), ("first", 0.0, 5.0)]
)
def test_who_is_served_first(rule, received, missed):
    """Of 30 half is made: 10 were ordered by a firm, 20 by final users."""
    p = FirmParameters(final=rule)
    model = Firms([0], [1], [10.0], [20.0, 20.0], [0, 1], parameters=p)
    found = simulate(model, outage(0, 1.0, depth=0.5), days=1)
    assert found.sums["received"][1, 0] == pytest.approx(received)
    assert found.sums["final_unmet"][0, 0] == pytest.approx(missed)


@given(seeds, st.booleans())
@settings(max_examples=40)
def test_kernel_and_plain_loops_agree(seed, swinging):
    """Where the target follows demand, rounding grows from tier to tier: fewer days, wider."""
    model, rng = random_firms(seed, swinging)
    shock, step = random_shocks(model, rng), float(rng.choice([0.5, 1.0]))
    days = 4 if swinging else 9
    found = simulate(model, shock, days=days, step=step, record=ALL, chunk=2)
    levels, plainly = Levels(shock, model.nodes), [PlainFirms.normal(model) for _ in range(shock.columns)]
    normal = np.where(model.output > 0, model.output, np.inf)
    for k, row in enumerate(found.trajectory):
        levels.at(k * step, step)
        for b, plain in enumerate(plainly):
            mine = levels.edge_column == b
            cut = dict(zip(levels.edge_id[mine].tolist(), levels.edge[mine].tolist(), strict=True))
            output = plain.step(levels.node[:, b], step, cut)
            expected = np.where(model.output > 0, 1 - output / normal, 0.0)
            np.testing.assert_allclose(row[:, b], expected, atol=1e-6 if swinging else 1e-9)


@given(seeds)
@settings(max_examples=40)
def test_received_and_unmet_are_what_was_ordered(seed):
    model, rng = random_firms(seed)
    found = simulate(model, random_shocks(model, rng), days=12)
    ordered, received, unmet = (found.sums[k].sum(axis=0) for k in ("ordered", "received", "unmet"))
    np.testing.assert_allclose(received + unmet, ordered, rtol=1e-9)


@given(seeds)
@settings(max_examples=40)
def test_with_no_event_nothing_moves(seed):
    model, rng = random_firms(seed)
    calm = replace(random_shocks(model, rng), depth=np.zeros(4))
    found = simulate(model, calm, days=30, record=ALL)
    assert np.abs(found.trajectory).max() < 1e-10


@given(seeds)
@settings(max_examples=25)
def test_the_order_of_the_firms_does_not_matter(seed):
    model, rng = random_firms(seed)
    none = np.empty(0, dtype=int)
    shock = replace(random_shocks(model, rng), edge_shock=none, edge=none)
    new, links = rng.permutation(model.nodes), rng.permutation(model.edges)
    back = np.argsort(new)
    p = replace(model.parameters, stock_days=np.asarray(model.parameters.stock_days)[back])
    moved = Firms(
        new[model.seller[links]],
        new[model.buyer[links]],
        model.flow[links],
        model.final[back],
        model.product[back],
        parameters=p,
        capacity=model.capacity[back],
    )
    one = simulate(model, shock, days=12)
    two = simulate(moved, replace(shock, node=new[shock.node]), days=12)
    np.testing.assert_allclose(two.loss_days[new], one.loss_days, atol=1e-8)


@pytest.mark.parametrize(
    "wrong",
    [
        {"buyer": [2]},
        {"flow": [-1.0]},
        {"flow": [1.0, 2.0]},
        {"final": [np.nan, 1.0]},
        {"product": [0]},
        {"capacity": [1.0]},
    ],
)
def test_impossible_networks_are_refused(wrong):
    given_ = {"seller": [0], "buyer": [1], "flow": [1.0], "final": [1.0, 1.0], "product": [0, 1], **wrong}
    with pytest.raises(ValueError, match="must"):
        Firms(**given_)


@pytest.mark.parametrize(
    "wrong",
    [
        {"stock_days": 0.0},
        {"restock_days": 0.0},
        {"redirect": 2.0},
        {"final": "never"},
        {"target": "x"},
        {"follow": "x"},
    ],
)
def test_impossible_parameters_are_refused(wrong):
    with pytest.raises(ValueError, match="must"):
        FirmParameters(**wrong)


def test_a_step_that_is_too_long_is_refused():
    model = Firms([0], [1], [1.0], [1.0, 1.0], [0, 1])
    with pytest.raises(ValueError, match="longer"):
        simulate(model, outage(0, 1.0), days=9, step=7.0)


def test_a_firm_that_sells_nothing_is_a_final_user():
    model = Firms([0, 0], [1, 2], [4.0, 6.0], [0.0, 8.0, 0.0], [0, 1, 2])
    assert (model.final.tolist(), model.flow.tolist()) == ([6.0, 8.0, 0.0], [4.0, 0.0])
    assert model.output.tolist() == [10.0, 8.0, 0.0]
