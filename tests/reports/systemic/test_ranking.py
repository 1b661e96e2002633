"""The plateau against cases worked out by hand, and thinning that leaves the picture as it is."""

import json

import numpy as np
import pytest

from tensen.reports.systemic import ranked
from tensen.reports.systemic.plateau import plateau
from tensen.reports.systemic.thinning import TALL, WIDE, envelope, kept, spread


@pytest.mark.parametrize(
    ("index", "state", "count", "after"),
    [
        # half of 0.8 is 0.4: three; at rank six 0.25 is half of the third's 0.5
        ([0.8, 0.6, 0.5, 0.3, 0.3, 0.25], "found", 3, 0.25),
        # the same, but rank six is a little more than half of the third
        ([0.8, 0.6, 0.5, 0.3, 0.3, 0.26], "none", 3, 0.26),
        ([0.8, 0.39, 0.1], "alone", 1, 0.39),
        # an index of exactly half belongs to it
        ([0.8, 0.4, 0.1, 0.1], "found", 2, 0.1),
        # one falls short of twice the count
        ([0.8, 0.7, 0.6, 0.1, 0.1], "open", 3, None),
        ([0.5, 0.5, 0.5], "open", 3, None),
        ([0.5], "open", 1, None),
        # 1 / rank halves between 2 and 4, the square root of it does not
        ([1 / r for r in range(1, 9)], "found", 2, 0.25),
        ([r**-0.5 for r in range(1, 17)], "none", 4, 8**-0.5),
    ],
)
def test_the_plateau_worked_by_hand(index: list[float], state: str, count: int, after: float | None) -> None:
    found = plateau(np.array(index))
    assert (found["state"], found["count"], found["after"]) == (state, count, after)
    assert found["floor"] == index[0] / 2
    assert (found["low"], found["high"]) == (count, count)


def test_bounds_make_the_count_an_interval() -> None:
    low = np.array([0.8, 0.5, 0.41, 0.38, 0.1, 0.1, 0.1, 0.1])
    high = np.array([0.9, 0.6, 0.44, 0.41, 0.3, 0.1, 0.1, 0.1])
    found = plateau(low, low, high)
    # sure: at least half of 0.9, which is 0.45; possible: at most, half of 0.8, which is 0.4
    assert (found["low"], found["count"], found["high"]) == (2, 3, 4)


def test_the_order_in_which_closures_come_does_not_matter() -> None:
    rng = np.random.default_rng(3)
    index = rng.random(3000) ** 4
    mixed = rng.permutation(3000)
    ends = {"low": index, "high": np.minimum(1.0, index * (1 + rng.random(3000)))}
    first = ranked(index, down=index / 2, up=index / 3, **ends)
    again = ranked(
        index[mixed], down=index[mixed] / 2, up=index[mixed] / 3, **{k: v[mixed] for k, v in ends.items()}
    )
    assert first == again


def _steps(n: int) -> np.ndarray:
    """Falls of every depth at odd places, a plateau of 32 in front."""
    rng = np.random.default_rng(1)
    tail = 0.06 * (np.arange(1, n - 31) / 32.0) ** -0.9
    return np.concatenate(
        [np.full(32, 0.23), np.sort(np.minimum(0.05, tail * rng.lognormal(0, 0.3, n - 32)))[::-1]]
    )


@pytest.mark.parametrize("n", [501, 5000, 100_000])
@pytest.mark.parametrize("axis", ["log", "linear"])
def test_a_thinned_line_is_nowhere_a_pixel_from_the_whole(n: int, axis: str) -> None:
    values = _steps(n)
    few = kept(values, 500)
    assert few.size <= 500
    at = (lambda i: WIDE * np.log(i + 1.0) / np.log(n)) if axis == "log" else (lambda i: WIDE * i / (n - 1.0))
    every = np.arange(n)
    tall = TALL / values[0]
    drawn = np.interp(at(every), at(few), tall * values[few])
    # how far to the side or up the line must move to meet each point
    beside = np.interp(tall * values[::-1], tall * values[few][::-1], at(few)[::-1])[::-1]
    off = np.minimum(np.abs(drawn - tall * values), np.abs(beside - at(every)))
    assert off.max() < 1.0


def test_ends_the_edge_and_the_deepest_fall_are_kept() -> None:
    values = _steps(20_000)
    values[7001:] *= 0.2
    few = set(kept(values, 500, edge=(32, 33, 64)).tolist())
    assert {0, 19_999, 31, 32, 63, 7000, 7001} <= few


def test_few_points_are_all_kept() -> None:
    assert kept(np.linspace(1, 0, 500), 500).tolist() == list(range(500))


def test_a_thinned_band_is_never_narrower_than_the_bounds() -> None:
    rng = np.random.default_rng(5)
    index = np.sort(rng.random(4000))[::-1]
    low, high = index * rng.uniform(0.5, 1, 4000), np.minimum(1.0, index * rng.uniform(1, 2, 4000))
    few = spread(4000, 100)
    assert 50 < few.size <= 100
    under, over = envelope(few, low, high)
    part = np.searchsorted(few, np.arange(4000), side="right") - 1
    assert (under[part] <= low).all()
    assert (over[part] >= high).all()


def test_a_nation_gives_a_small_document() -> None:
    values = _steps(100_000)
    found = ranked(values, down=values, up=values / 2, low=values, high=values * 1.1)
    assert found["closures"] == 100_000
    assert found["plateau"]["state"] == "found"
    assert found["plateau"]["count"] == 32
    assert found["above_one_percent"] == int((values > 0.01).sum())
    assert all(len(found[name]["rank"]) <= 500 for name in ("esri", "down", "up", "band"))
    assert len(json.dumps(found)) < 60_000


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"esri": []}, "esri must be one row"),
        ({"esri": [0.1, float("nan")]}, r"esri\[1\] is not a number"),
        ({"esri": [0.1, 0.2], "down": [0.1]}, "down must be one row of 2"),
        ({"esri": [0.1, 0.2], "low": [0.1, 0.2]}, "together"),
    ],
)
def test_what_cannot_be_ranked_is_refused(given: dict[str, list[float]], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        ranked(**given)  # type: ignore[arg-type]


def test_an_economy_without_any_loss_is_ranked() -> None:
    found = ranked(np.zeros(900), down=np.zeros(900))
    assert found["largest"] == 0
    assert found["esri"]["rank"][-1] == 900
