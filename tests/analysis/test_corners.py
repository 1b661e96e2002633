"""Corners bound every draw and every completion of the unknown suppliers; losses grow with the shock."""

import copy
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tensen.analysis.compiled import Frame, compile_network, frame_of, with_assumptions
from tensen.analysis.corners import Corners, corners
from tensen.analysis.draws import drawn_points, losses_at
from tensen.analysis.hits import hit_of
from tensen.analysis.places import Place
from tensen.analysis.scenario import Cut, Scenario, Shock, selector
from tensen.analysis.solve import solve
from tensen.model import Network

Rows = dict[str, list[dict[str, Any]]]
Freeze = Callable[[Rows], Network]
MakeScenario = Callable[..., Scenario]
SLOWLY = settings(max_examples=10, deadline=None, derandomize=True)
UNIT = st.floats(0.0, 1.0)
ORE = Cut(selector(located_in="country.bbb"), selector(family="ores"), selector(located_in="country.aaa"))
MINE = Shock(selector(id="material.bbb-ore"))


@pytest.fixture(scope="module")
def world(toy: Network) -> Rows:
    """The rows behind the made-up world, without the unknown supplier that the builder added."""
    rows = {
        name: frame.astype("object").where(frame.notna(), None).to_dict("records")
        for name, frame in toy.tables.items()
    }
    rows["nodes"] = [r for r in rows["nodes"] if r["kind"] != "unknown"]
    rows["edges"] = [r for r in rows["edges"] if not r["source"].startswith("unknown")]
    rows["sources"] = [r for r in rows["sources"] if r["id"] == "source.s"]
    for held in rows.values():
        for row in held:
            for column in [c for c in row if c.endswith("_assumption")]:
                named = row.pop(column)
                if named:
                    row[column.removesuffix("_assumption")] = named
    return rows


def bounded(frame: Frame, scenario: Scenario) -> Corners:
    return corners(frame, scenario.horizon, lambda worst: [hit_of(frame, scenario, worst=worst)])


def completions(frame: Frame) -> list[Frame]:
    """The frame with each unknown supplier replaced by each node that it might be."""
    made = []
    for unknown, nodes in frame.unknown_admissible.items():
        for node in nodes:
            source = np.where(frame.edge_source == unknown, node, frame.edge_source)
            made.append(replace(frame, edge_source=source))
    return made


def test_corners_by_hand(frame: Frame, place: Place, scenario: MakeScenario) -> None:
    """Both assumptions at their good end: 0.4 x (1 - 0.4) x 0.6 = 0.144; at the bad end the unknown tenth is
    cut too: 0.8 x (1 - 0.1) x 0.7 = 0.504. c29 loses a fifth of it: 600 x and 400 x 0.2 x, so 680 x in all.
    """
    (money,) = bounded(frame, scenario(cuts=[ORE])).money(place.mask)
    assert (money.low, money.central, money.high) == pytest.approx((680 * 0.144, 680 * 0.24, 680 * 0.504))


def test_the_first_round_is_what_the_cut_itself_takes(
    frame: Frame, place: Place, scenario: MakeScenario
) -> None:
    (first,) = bounded(frame, scenario(cuts=[ORE])).first_round(place.mask)
    assert (first.low, first.central, first.high) == pytest.approx((600 * 0.144, 600 * 0.24, 600 * 0.504))


def test_without_a_known_shortage_the_range_is_a_point(
    frame: Frame, place: Place, scenario: MakeScenario
) -> None:
    (money,) = bounded(frame, scenario([Shock(selector(id="sector.ccc.c26"))])).money(place.mask)
    assert (money.low, money.central, money.high) == pytest.approx((80, 80, 80))  # 400 x 0.4 x 0.5


def test_a_shock_reaches_the_unknown_only_in_the_pessimistic_corner(
    frame: Frame, scenario: MakeScenario
) -> None:
    found = bounded(frame, scenario([MINE]))
    unknown = frame.network.position.get_loc("unknown.ore")
    assert [s.loss[unknown, 0] for s in (found.low, found.central, found.high)] == [0.0, 0.0, 1.0]


@SLOWLY
@given(first=st.floats(0.05, 0.95), second=UNIT, k=UNIT, rho=UNIT, level=UNIT, cut=st.booleans())
def test_every_completion_lies_inside(
    world: Rows,
    freeze: Freeze,
    scenario: MakeScenario,
    first: float,
    second: float,
    k: float,
    rho: float,
    level: float,
    cut: bool,
) -> None:
    """The missing share of ore may come from either mine; the range must hold whichever it is."""
    rows = copy.deepcopy(world)
    rows["edges"][0]["weight"], rows["edges"][1]["weight"] = first, second * (1 - first)
    rows["edges"][2]["weight"] = first  # another buyer whose missing share is unknown too
    rows["requirements"][0].update(criticality=k, replaceability=rho)
    frame = frame_of(freeze(rows))
    change = {"cuts": [replace(ORE, level=level)]} if cut else {"shocks": [replace(MINE, level=level)]}
    said = scenario(**change)
    found = bounded(frame, said)
    others = completions(frame)
    assert len(others) == 2
    for other in others:
        for quantile, solved in ((0.0, found.low), (0.5, found.low), (0.5, found.high), (1.0, found.high)):
            loss = solve(compile_network(other, "months", quantile), [hit_of(other, said)]).loss
            if solved is found.low:
                assert (loss >= solved.loss - 1e-9).all()
            else:
                assert (loss <= solved.result.upper + 1e-9).all()


@settings(max_examples=40, deadline=None, derandomize=True)
@given(
    rho=st.tuples(UNIT, UNIT, UNIT).map(sorted),
    k=st.tuples(UNIT, UNIT, UNIT).map(sorted),
    cloud=st.tuples(UNIT, UNIT, UNIT).map(sorted),
    level=UNIT,
    seed=st.integers(0, 99),
)
def test_every_draw_lies_inside(
    frame: Frame, place: Place, scenario: MakeScenario, rho: Any, k: Any, cloud: Any, level: float, seed: int
) -> None:
    table = frame.network.assumptions.copy()
    for name, values in (("rho-ore", rho), ("k-ore", k), ("k-cloud", cloud)):
        table.loc[table["id"] == f"assumption.{name}", ["low", "central", "high"]] = values
    frame = with_assumptions(frame, table)
    said = scenario([replace(MINE, level=level), Shock(selector(id="cloud_region.east"), level)])
    found = bounded(frame, said)
    drawn = losses_at(
        found.central.compiled,
        drawn_points(found.central.compiled, 3, seed),
        lambda worst: [hit_of(frame, said, worst=worst)],
    )
    assert drawn.identified.all()
    assert (drawn.loss[:, :, 0] >= found.low.loss[:, 0] - 1e-6).all()
    assert (drawn.loss[:, :, 0] <= found.high.result.upper[:, 0] + 1e-6).all()
    money = drawn.money(frame.value * place.mask)[:, 0]
    (outer,) = found.money(place.mask)
    assert outer.low - 1e-3 <= money.min() <= money.max() <= outer.high + 1e-3


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    levels=st.dictionaries(
        st.sampled_from(["material.bbb-ore", "material.ccc-ore", "cloud_provider.big", "landing_station.x"]),
        UNIT,
    ),
    cut=UNIT,
    more=UNIT,
    quantile=UNIT,
)
def test_a_harder_shock_never_costs_less(
    frame: Frame, scenario: MakeScenario, levels: dict[str, float], cut: float, more: float, quantile: float
) -> None:
    def loss(factor: float) -> np.ndarray:
        shocks = [Shock(selector(id=node), level * factor) for node, level in levels.items()]
        said = scenario(shocks, [replace(ORE, level=cut * factor)])
        return solve(compile_network(frame, "months", quantile), [hit_of(frame, said)]).loss

    mild, hard = loss(1.0), loss(more)
    assert (hard >= mild - 1e-9).all()
    assert (mild >= 0).all()
    assert (hard <= 1).all()


@settings(max_examples=40, deadline=None, derandomize=True)
@given(quantiles=st.tuples(UNIT, UNIT).map(sorted))
def test_losses_grow_with_pessimism(frame: Frame, scenario: MakeScenario, quantiles: list[float]) -> None:
    said = scenario([MINE, Shock(selector(id="cloud_region.east"))], [ORE])
    mild, hard = (solve(compile_network(frame, "months", q), [hit_of(frame, said)]).loss for q in quantiles)
    assert (hard >= mild - 1e-9).all()


def test_a_longer_horizon_never_costs_more(frame: Frame, scenario: MakeScenario) -> None:
    losses = [
        solve(compile_network(frame, h), [hit_of(frame, scenario(cuts=[ORE]))]).loss
        for h in ("days", "months", "years")
    ]
    assert (losses[0] >= losses[1]).all()
    assert (losses[1] >= losses[2]).all()


def test_no_shock_no_loss(frame: Frame, scenario: MakeScenario) -> None:
    found = bounded(frame, scenario([replace(MINE, level=1.0)], [replace(ORE, level=1.0)]))
    assert not found.low.loss.any()
    assert not found.central.loss.any()
    assert not found.high.loss.any()


@SLOWLY
@given(seed=st.integers(0, 2**32 - 1))
def test_names_and_order_do_not_matter(
    world: Rows,
    freeze: Freeze,
    frame: Frame,
    scenario: MakeScenario,
    loss_of: Callable[..., dict[str, float]],
    seed: int,
) -> None:
    """Every table in another order, every sector and mine under another name: the same losses."""
    rng = np.random.default_rng(seed)
    ids = [r["id"] for r in world["nodes"] if r["kind"] in ("sector", "material")]
    new = {
        old: f"{old.split('.')[0]}.n{number}"
        for old, number in zip(ids, rng.permutation(len(ids)), strict=True)
    }
    rows = {
        name: [held[i] for i in rng.permutation(len(held))] for name, held in copy.deepcopy(world).items()
    }
    for table, columns in (
        ("nodes", ["id"]),
        ("edges", ["source", "target"]),
        ("requirements", ["target"]),
        ("memberships", ["member", "group"]),
    ):
        for row in rows[table]:
            row.update({c: new.get(row[c], row[c]) for c in columns})
    other = frame_of(freeze(rows))
    before = bounded(frame, scenario([Shock(selector(id="material.ccc-ore"), 0.3)], [ORE]))
    after = bounded(other, scenario([Shock(selector(id=new["material.ccc-ore"]), 0.3)], [ORE]))
    for a, b in ((before.low, after.low), (before.central, after.central), (before.high, after.high)):
        renamed = {new.get(node, node): loss for node, loss in loss_of(a).items()}
        assert loss_of(b) == pytest.approx(renamed)
