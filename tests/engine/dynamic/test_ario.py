"""ARIO: hand cases, balances, stability, and the plain matrices beside the kernels."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from tensen.engine.dynamic.ario import Ario, ArioParameters
from tensen.engine.dynamic.ario_plain import PlainArio
from tensen.engine.dynamic.profile import linear
from tensen.engine.dynamic.rebuild import Rebuilding
from tensen.engine.dynamic.shocks import Levels, Shocks
from tensen.engine.dynamic.simulate import Record, simulate
from tensen.engine.dynamic.table import Table

ALL = Record()
seeds = st.integers(0, 2**32 - 1)


def random_table(seed, sparsely=False):
    rng = np.random.default_rng(seed)
    n, products = int(rng.integers(1, 14)), int(rng.integers(1, 5))
    flow = rng.uniform(0, 5, (n, n)) * (rng.random((n, n)) < 0.6)
    final = rng.uniform(0, 40, n) * (rng.random(n) < 0.8)
    held = sparse.csr_array(flow) if sparsely else flow
    return Table.of(held, final, rng.integers(0, products, n)), rng


def random_shocks(table, rng, columns=3, links=2):
    count = 4
    return Shocks(
        columns=columns,
        depth=rng.choice([0.1, 0.5, 1.0], count),
        column=rng.integers(0, columns, count),
        start=rng.choice([0.0, 1.0, 2.5], count),
        duration=rng.choice([1.0, 4.0], count),
        profile=rng.integers(0, 2, count),
        profiles=(linear(3.0), linear(8.0)),
        node_shock=rng.integers(0, count, 3),
        node=rng.integers(0, table.n, 3),
        edge_shock=rng.integers(0, count, links),
        edge=rng.integers(0, table.n**2, links),
    )


def random_parameters(rng, products=5):
    return ArioParameters(
        stock_days=rng.choice([2.0, 10.0, 90.0, np.inf], products),
        psi=float(rng.choice([0.0, 0.8, 1.0])),
        restock_days=float(rng.choice([1.25, 6.0, 60.0])),
        overproduction_days=float(rng.choice([5.0, 365.0])),
        orders=str(rng.choice(["base", "capacity"])),
        scarcity=str(rng.choice(["met", "coming"])),
    )


def chain():
    """Maker 0 sells all to 1, which sells all to final users: 10 a day of input for 20 of output."""
    return Table.of([[0.0, 10.0], [0.0, 0.0]], [0.0, 20.0], [0, 1])


def outage(node, days, depth=1.0, start=0.0, **more):
    return Shocks(
        columns=1, depth=[depth], start=[start], duration=[days], node_shock=[0], node=[node], **more
    )


def test_a_chain_by_hand_over_three_steps():
    """Stock 4 days of 10; psi 0.5 lets it fall to 20 before output does; a gap is ordered over 2 days."""
    p = ArioParameters(stock_days=4.0, psi=0.5, restock_days=2.0, overproduction=1.0)
    found = simulate(Ario(chain(), p), outage(0, 9.0), days=4, record=ALL)
    # no deliveries: stock 40, 30, 20, 10; the last allows 10 / (0.5 * 4 * 0.5) = 10 of output
    assert found.trajectory[:, 1, 0] == pytest.approx([0, 0, 0, 0.5])
    # orders placed for the days 1 to 4: 10 + 10/2, 10 + 20/2 (received: none), ...
    assert found.sums["ordered"][1, 0] == pytest.approx(10 + 15 + 20 + 25)
    assert found.sums["received"][1, 0] == pytest.approx(0.0)
    assert found.sums["unmet"][0, 0] == pytest.approx(10 + 15 + 20 + 25)
    assert found.sums["final_unmet"][1, 0] == pytest.approx(10.0)


def test_the_buyer_of_a_stock_of_so_many_days_stops_then():
    """With psi 0 only an empty stock binds: after exactly 5 days."""
    for step in (1.0, 0.5, 0.25):
        p = ArioParameters(stock_days=5.0, psi=0.0)
        found = simulate(Ario(chain(), p), outage(0, 9.0), days=7, step=step, record=ALL)
        assert found.trajectory[:, 1, 0] == pytest.approx([0.0] * round(5 / step) + [1.0] * round(2 / step))


def test_overproduction_by_hand():
    """Half of maker 0 is lost: scarcity 0.5, then its demand comes up from restocking."""
    p = ArioParameters(stock_days=90.0, restock_days=60.0, overproduction=1.2, overproduction_days=10.0)
    found = simulate(Ario(chain(), p), outage(0, 50.0, depth=0.5), days=2, record=ALL)
    assert found.trajectory[:, 0, 0] == pytest.approx([0.5, 1 - 0.5 * (1 + 0.2 * 0.5 * 0.1)])


def test_final_demand_that_is_not_met_is_lost_not_postponed():
    table = Table.of([[0.0]], [10.0], [0])
    found = simulate(Ario(table), outage(0, 3.0, depth=0.4), days=6, record=ALL)
    assert found.sums["final_unmet"][0, 0] == pytest.approx(12.0, rel=0.01)
    assert found.trajectory[3:, 0, 0] == pytest.approx(0.0)


@given(seeds, st.booleans())
@settings(max_examples=40)
def test_kernels_and_plain_matrices_agree(seed, sparsely):
    table, rng = random_table(seed, sparsely)
    shock, p = random_shocks(table, rng), random_parameters(rng)
    step = float(rng.choice([0.5, 1.0]))
    found = simulate(Ario(table, p), shock, days=9, step=step, record=ALL, chunk=2)
    levels = Levels(shock, table.n)
    products = int(table.product.max()) + 1
    plainly = [
        PlainArio.normal(table, replace(p, stock_days=p.stock_days[:products])) for _ in range(shock.columns)
    ]
    normal = np.where(table.output > 0, table.output, np.inf)
    for k, row in enumerate(found.trajectory):
        levels.at(k * step, step)
        for b, plain in enumerate(plainly):
            mine = levels.edge_column == b
            links = [divmod(int(e), table.n) for e in levels.edge_id[mine]]
            cut = dict(zip(links, levels.edge[mine], strict=True))
            output, _ = plain.step(levels.node[:, b], step, cut)
            expected = np.where(table.output > 0, 1 - output / normal, 0.0)
            np.testing.assert_allclose(row[:, b], expected, atol=1e-9)


@given(seeds, st.booleans())
@settings(max_examples=40)
def test_received_and_unmet_are_what_was_ordered(seed, sparsely):
    table, rng = random_table(seed, sparsely)
    found = simulate(Ario(table, random_parameters(rng)), random_shocks(table, rng), days=12)
    ordered, received, unmet = (found.sums[k].sum(axis=0) for k in ("ordered", "received", "unmet"))
    np.testing.assert_allclose(received + unmet, ordered, rtol=1e-9)


@given(seeds, st.booleans())
@settings(max_examples=40)
def test_with_no_event_nothing_moves(seed, sparsely):
    table, rng = random_table(seed, sparsely)
    calm = replace(random_shocks(table, rng), depth=np.zeros(4))
    found = simulate(Ario(table, random_parameters(rng)), calm, days=40, record=ALL)
    assert np.abs(found.trajectory).max() < 1e-10
    assert found.sums["unmet"].max() < 1e-8
    assert found.sums["final_unmet"].max() < 1e-8


@given(seeds)
@settings(max_examples=25)
def test_the_order_of_the_industries_does_not_matter(seed):
    table, rng = random_table(seed)
    shock, p = random_shocks(table, rng, links=0), random_parameters(rng)
    new = rng.permutation(table.n)
    back = np.argsort(new)
    flow = np.asarray(table.flow)[np.ix_(back, back)]
    moved = Table.of(flow, table.final[back], table.product[back])
    one = simulate(Ario(table, p), shock, days=12)
    two = simulate(Ario(moved, p), replace(shock, node=new[shock.node]), days=12)
    np.testing.assert_allclose(two.loss_days[new], one.loss_days, atol=1e-8)


@given(seeds)
@settings(max_examples=25)
def test_chunks_and_threads_change_nothing(seed):
    table, rng = random_table(seed)
    shock, model = random_shocks(table, rng, columns=5), Ario(table, random_parameters(rng))
    one = simulate(model, shock, days=8, record=ALL)
    two = simulate(model, shock, days=8, record=ALL, chunk=2, workers=2)
    np.testing.assert_allclose(one.trajectory, two.trajectory, atol=1e-11)


@given(seeds)
@settings(max_examples=25)
def test_halving_the_step_changes_little(seed):
    """Stated tolerance at the default parameters, where 30 % is sold to final users: 0.3 days of 30."""
    table, rng = random_table(seed)
    shock = random_shocks(table, rng)
    table = Table.of(table.flow, np.maximum(table.final, 0.3 * table.output), table.product)
    long, short = (simulate(Ario(table), shock, days=30, step=step).loss_days for step in (0.25, 0.125))
    assert np.abs(long - short).max() <= 0.3


def capital(**more):
    """Industry 1 loses half of its capacity; 30 of capital are ordered from industry 0."""
    given = {"builder": [0], "victim": [1], "column": [0], "amount": [30.0], "capacity": [0.5]}
    return Rebuilding(**{**given, "start": [1.0], "begin": [2.0], "days": [10.0], **more})


def test_capital_is_rebuilt_by_what_is_delivered_for_it():
    table = Table.of([[0.0, 5.0], [0.0, 0.0]], [10.0, 20.0], [0, 1])
    none = Shocks(columns=1, depth=[])
    found = simulate(Ario(table, rebuilding=capital()), none, days=4, record=ALL)
    # day 2: sales of 2.5 (the victim makes half) and 10, and 3 for rebuilding, meet 15 of capacity
    left = 30 - 3 * 15 / 15.5
    assert found.trajectory[:, 1, 0] == pytest.approx([0, 0.5, 0.5, 0.5 * left / 30], abs=1e-3)
    assert found.sums["rebuilt"][0, 0] == pytest.approx(30 - left + 3 * left / 30, rel=0.02)
    long = simulate(Ario(table, rebuilding=capital()), none, days=400, record=ALL)
    assert long.sums["rebuilt"][0, 0] == pytest.approx(30.0, rel=1e-6)
    assert abs(long.trajectory[-1, 1, 0]) < 1e-3


def test_rebuilding_finds_its_column():
    table = Table.of([[0.0, 5.0], [0.0, 0.0]], [10.0, 20.0], [0, 1])
    none = Shocks(columns=4, depth=[])
    found = simulate(Ario(table, rebuilding=capital(column=[2])), none, days=5, chunk=2)
    assert (found.worst[1] > 0).tolist() == [False, False, True, False]
    with pytest.raises(ValueError, match="column of the rebuilding"):
        simulate(Ario(table, rebuilding=capital(column=[4])), none, days=5)


@pytest.mark.parametrize(
    ("parameters", "step", "words"),
    [
        (ArioParameters(stock_days=2.0), 1.7, "psi"),
        (ArioParameters(restock_days=2.0), 3.0, "restock_days"),
        (ArioParameters(overproduction_days=2.0), 3.0, "overproduction_days"),
    ],
)
def test_a_step_that_is_too_long_is_refused(parameters, step, words):
    with pytest.raises(ValueError, match=words):
        simulate(Ario(chain(), parameters), outage(0, 1.0), days=9, step=step)


@pytest.mark.parametrize(
    "wrong", [{"stock_days": 0.0}, {"psi": 1.5}, {"overproduction": 0.9}, {"orders": "x"}, {"scarcity": "x"}]
)
def test_impossible_parameters_are_refused(wrong):
    with pytest.raises(ValueError, match=r"must|known"):
        ArioParameters(**wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        ([[1.0]], [1.0, 2.0], [0, 0]),
        ([[-1.0]], [1.0], [0]),
        ([[1.0]], [np.nan], [0]),
        ([[1.0]], [1.0], [-1]),
        ([[1.0]], [1.0], [0, 1]),
    ],
)
def test_impossible_tables_are_refused(wrong):
    with pytest.raises(ValueError, match=r"fit|must"):
        Table.of(*wrong)


@pytest.mark.parametrize("form", [np.asarray, sparse.csr_array])
def test_an_industry_that_sells_nothing_is_a_final_user(form):
    table = Table.of(form(np.array([[1.0, 4.0], [0.0, 0.0]])), [2.0, 0.0], [0, 1])
    assert (table.final.tolist(), table.output.tolist()) == ([6.0, 0.0], [7.0, 0.0])
    assert table.links.amount.sum() == 1.0
