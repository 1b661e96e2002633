"""Shocks that start, overlap and end at different times."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tensen.engine.dynamic.profile import STEP, linear, weibull
from tensen.engine.dynamic.shocks import Levels, Shocks, validate_shocks


def test_a_six_hour_outage_seen_by_steps_of_a_day_and_of_an_hour():
    shock = Shocks(columns=1, depth=[0.8], start=[0.5], duration=[0.25], node_shock=[0], node=[0])
    levels = Levels(shock, 1)
    levels.at(0.0, 1.0)
    assert levels.node[0, 0] == pytest.approx(0.2)
    hours = []
    for hour in range(24):
        levels.at(hour / 24, 1 / 24)
        hours.append(levels.node[0, 0])
    assert hours == pytest.approx([0.0] * 12 + [0.8] * 6 + [0.0] * 6)


@given(st.integers(0, 2**32 - 1), st.sampled_from([0.1, 0.3, 1.0, 7.0]))
@settings(max_examples=30)
def test_the_direct_loss_does_not_depend_on_the_step(seed, step):
    rng = np.random.default_rng(seed)
    shock = Shocks(
        columns=1,
        depth=rng.random(3),
        start=rng.uniform(0, 5, 3),
        duration=rng.uniform(0, 5, 3),
        profile=[0, 1, 2],
        profiles=(STEP, linear(3.0), weibull(2.0, 1.5)),
    )
    steps = int(np.ceil(21 / step))
    total = sum(shock.magnitude(k * step, step) for k in range(steps)) * step
    end = steps * step
    area = [0.0, linear(3.0).area(9e9), weibull(2.0, 1.5).area(end - shock.start[2] - shock.duration[2])]
    assert total == pytest.approx(shock.depth * (shock.duration + area), abs=1e-9)


@pytest.mark.parametrize(("combine", "met"), [("largest", 0.6), ("independent", 0.8), ("sum", 1.0)])
def test_shocks_that_overlap(combine, met):
    shock = Shocks(
        columns=2,
        depth=[0.5, 0.6],
        column=[1, 1],
        start=[0.0, 1.0],
        duration=[2.0, 2.0],
        node_shock=[0, 1, 0],
        node=[0, 0, 1],
        edge_shock=[1, 0],
        edge=[4, 4],
        combine=combine,
    )
    levels = Levels(shock, 2)
    seen = []
    for day in range(4):
        levels.at(day, 1.0)
        seen.append(levels.node[0, 1])
        assert levels.edge.tolist() == [levels.node[0, 1]]
        assert levels.node[:, 0].tolist() == [0.0, 0.0]
        assert levels.node[1, 1] == (0.5 if day < 2 else 0.0)
    assert seen == pytest.approx([0.5, met, 0.6, 0.0])


def test_a_step_says_whether_anything_changed():
    levels = Levels(Shocks(columns=1, depth=[1.0], start=[0.3], duration=[0.3], node_shock=[0], node=[0]), 1)
    changes = [levels.at(k * 0.1, 0.1) for k in range(9)]
    assert changes == [True, False, False, True, False, False, True, False, False]


def test_the_start_of_a_step_may_be_read_instead_of_its_mean():
    given = {"columns": 1, "depth": [1.0], "start": [0.3], "duration": [0.3], "profiles": (linear(1.0),)}
    shock = Shocks(**given, reading="start")
    assert [float(shock.magnitude(k * 0.1, 0.1)[0]) for k in (2, 3, 5, 6, 7, 16)] == pytest.approx(
        [0, 1, 1, 1, 0.9, 0], abs=1e-8
    )


def test_columns_can_be_taken():
    shock = Shocks(
        columns=3,
        depth=[0.1, 0.2, 0.3],
        column=[0, 1, 2],
        node_shock=[0, 1, 2],
        node=[5, 6, 7],
        edge_shock=[2],
        edge=[9],
    )
    part = shock.take(np.array([1, 2]))
    assert (part.columns, part.depth.tolist(), part.column.tolist()) == (2, [0.2, 0.3], [0, 1])
    assert (part.node_shock.tolist(), part.node.tolist()) == ([0, 1], [6, 7])
    assert (part.edge_shock.tolist(), part.edge.tolist()) == ([1], [9])


@pytest.mark.parametrize(
    "wrong",
    [
        {"depth": [1.5]},
        {"depth": [0.5], "column": [1]},
        {"depth": [0.5], "node_shock": [0], "node": [3]},
        {"depth": [0.5], "node_shock": [1], "node": [0]},
        {"depth": [0.5], "node_shock": [0], "node": []},
        {"depth": [0.5], "edge_shock": [0], "edge": [2]},
        {"depth": [0.5], "start": [np.inf]},
        {"depth": [0.5], "duration": [-1.0]},
        {"depth": [0.5], "start": [0.0, 1.0]},
        {"depth": [0.5], "profile": [1]},
        {"depth": [0.5], "combine": "least"},
    ],
)
def test_what_does_not_fit_is_refused(wrong):
    empty = {"node": np.array([], dtype=int)} if wrong.get("node") == [] else {}
    with pytest.raises(ValueError, match=r"must|needs|known"):
        validate_shocks(Shocks(columns=1, **{**wrong, **empty}), 3, 2)
