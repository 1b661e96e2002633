"""The whole: block sums equal the table, moments come out, chance comes from the seed only."""

import numpy as np
import pandas as pd
import pytest

from tensen.analysis.synthetic import Firms, Recipe, Table, allot, generate
from tensen.analysis.synthetic.moments import measure
from tensen.engine.esri.economy import economy
from tensen.engine.esri.plain import plain_cascades
from tensen.engine.esri.shocks import Shocks

CENTRAL = Recipe(exponent=1.0, growth=0.77, mean_degree=8)


def table(m: int, seed: int = 3, empty: float = 0.0) -> Table:
    rng = np.random.default_rng(seed)
    flows = 1e6 * rng.lognormal(0, 1.5, (m, m)) * (rng.random((m, m)) >= empty)
    final = flows.sum(axis=1) * rng.uniform(0.2, 2, m)
    return Table(tuple(f"s{k}" for k in range(m)), flows, final, final / 2)


def made(m: int = 8, n: int = 2_000, recipe: Recipe = CENTRAL, seed: int = 1, empty: float = 0.0) -> Firms:
    held = table(m, empty=empty)
    return generate(held, allot(held.worth, n), recipe, np.random.default_rng(seed))


def block_sums(firms: Firms) -> np.ndarray:
    edges = firms.edges()
    sector = dict(firms.sectors().itertuples(index=False))
    place = {code: k for k, code in enumerate(firms.table.codes)}
    found = np.zeros_like(firms.table.flows)
    k = edges["source"].map(sector).map(place).to_numpy()
    b = edges["target"].map(sector).map(place).to_numpy()
    np.add.at(found, (k, b), edges["weight"].to_numpy())
    return found


@pytest.mark.parametrize("sweeps", [0, 20])
@pytest.mark.parametrize("empty", [0.0, 0.5])
def test_block_sums_equal_the_table(sweeps: int, empty: float) -> None:
    firms = made(recipe=Recipe(1.0, 0.77, 8, sweeps), empty=empty)
    np.testing.assert_allclose(block_sums(firms), firms.table.flows, rtol=1e-9, atol=0)
    assert measure(firms).block_error < 1e-12


def test_three_firms_by_hand() -> None:
    # sector a has one firm, which must sell to itself; b has two; with room for 7 links all of them are there
    held = Table(("a", "b"), np.array([[4.0, 6.0], [3.0, 8.0]]), np.array([10.0, 0.0]), np.array([9.0, 3.0]))
    firms = generate(held, np.array([1, 2]), Recipe(1.0, 0.0, 3, 0), np.random.default_rng(5))
    edges = firms.edges()
    assert list(zip(edges["source"], edges["target"], strict=True)) == [
        (1, 1), (1, 2), (1, 3), (2, 1), (2, 3), (3, 1), (3, 2),
    ]  # fmt: skip
    one, two, three = firms.size
    assert (one, two + three) == (pytest.approx(20), pytest.approx(11))
    p, q = two / 11, three / 11
    # growth 0: within a block in proportion to size × size
    assert edges["weight"].to_numpy() == pytest.approx([4, 6 * p, 6 * q, 3 * p, 4, 3 * q, 4])
    assert firms.final_demand()["final_demand"].to_numpy() == pytest.approx([10, 0, 0])
    added = firms.value_added()
    assert added is not None
    assert added["value_added"].to_numpy() == pytest.approx([9, 3 * p, 3 * q])
    assert firms.sectors()["sector"].tolist() == ["a", "b", "b"]


def test_moments_of_a_large_network() -> None:
    held = table(12)
    found = measure(generate(held, allot(held.worth, 60_000), CENTRAL, np.random.default_rng(2)))
    assert found.mean_degree == 8
    assert found.edges == 480_000
    size, customers, suppliers = found.size_exponent, found.customers_exponent, found.suppliers_exponent
    assert size is not None
    assert customers is not None
    assert suppliers is not None
    assert size[0] == pytest.approx(1.0, abs=0.08)
    # the law behind is 1 / 0.77 = 1.30; a pair is drawn once only, which bends the far tail down
    assert customers[0] == pytest.approx(1.30, abs=0.2)
    assert suppliers[0] == pytest.approx(1.30, abs=0.2)
    assert found.size_and_customers > 0.4
    assert found.size_and_suppliers > 0.6
    assert found.without_suppliers == 0
    assert found.self_loops == 0


def test_steeper_sizes_give_steeper_degrees() -> None:
    flat, steep = (measure(made(12, 30_000, Recipe(a, 0.77, 8))) for a in (1.0, 2.0))
    assert flat.customers_exponent is not None
    assert steep.customers_exponent is not None
    assert steep.customers_exponent[0] > flat.customers_exponent[0] + 0.5
    assert steep.most_customers < flat.most_customers


def test_fitting_moves_flows_to_where_sizes_say() -> None:
    found = measure(made())
    for before, after in (found.misplaced_sales, found.misplaced_purchases):
        assert after < before / 3
    loose = measure(made(recipe=Recipe(1.0, 0.77, 8, 0)))
    assert loose.misplaced_sales[0] == loose.misplaced_sales[1] == found.misplaced_sales[0]


def test_the_seed_alone_decides() -> None:
    first, again, other = made(seed=1), made(seed=1), made(seed=2)
    pd.testing.assert_frame_equal(first.edges(), again.edges(), check_exact=True)
    assert not first.edges().equals(other.edges())


def test_final_demand_is_the_sectors_by_size() -> None:
    firms = made()
    given = firms.final_demand()["final_demand"].to_numpy()
    assert np.bincount(firms.sector, given) == pytest.approx(firms.table.final)
    ratio = given / firms.size
    assert ratio == pytest.approx((firms.table.final / firms.table.output)[firms.sector])


def test_a_sector_that_trades_needs_a_firm() -> None:
    held = table(3)
    with pytest.raises(ValueError, match=r"counts\[1\] = 0: sector 's1' trades"):
        generate(held, np.array([5, 0, 5]), CENTRAL, np.random.default_rng(1))


def test_a_silent_sector_needs_none() -> None:
    held = Table(("a", "b"), np.array([[1.0, 0], [0, 0]]), np.array([1.0, 0]))
    firms = generate(held, np.array([4, 0]), Recipe(1.0, 0.77, 2), np.random.default_rng(1))
    assert firms.n == 4
    assert block_sums(firms).tolist() == [[1, 0], [0, 0]]


def test_each_flow_needs_a_link() -> None:
    held = table(5)
    with pytest.raises(ValueError, match="24 links cannot serve 25 pairs"):
        generate(held, np.array([2, 2, 2, 3, 3]), Recipe(1.0, 0.77, 2), np.random.default_rng(1))
    firms = generate(held, np.array([2, 2, 2, 3, 3]), Recipe(1.0, 0.77, 2.1), np.random.default_rng(1))
    np.testing.assert_allclose(block_sums(firms), held.flows, rtol=1e-9)


@pytest.mark.parametrize("wrong", [(0, 0.5, 8, 1), (1, 1.1, 8, 1), (1, 0.5, 0, 1), (1, 0.5, 8, -1)])
def test_a_recipe_out_of_range(wrong: tuple[float, float, float, int]) -> None:
    with pytest.raises(ValueError, match="out of range"):
        Recipe(*wrong)


def test_cascades_run_on_it() -> None:
    firms = made(n=300, recipe=Recipe(1.0, 0.77, 4))
    edges = firms.edges()
    levels = np.full((8, 8), 2)
    net = economy(
        edges["source"] - 1,
        edges["target"] - 1,
        edges["weight"],
        firms.sector,
        levels,
        final_demand=firms.final_demand()["final_demand"],
    )
    assert (net.merged, net.empty, net.n, net.edges) == (0, 0, 300, 1200)
    largest = np.argsort(-firms.size)[:10]
    risk = plain_cascades(net, Shocks.closures(largest))
    assert (risk.esri[:, 0] >= net.out[largest] / net.out.sum() - 1e-12).all()
    assert risk.esri.max() > 0.5  # every input is essential here
