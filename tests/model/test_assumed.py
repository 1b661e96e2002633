"""Assumptions at a horizon and a quantile, by hand."""

import pandas as pd
import pytest

from tensen.messages import TensenError
from tensen.model.assumed import at_quantile, central_values, for_horizon, values_at
from tensen.model.schema import HORIZONS


def table(
    *rows: tuple[str, str, float, float, float], direction: str = "up", range_: str = "range"
) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["id", "horizon", "low", "central", "high"])
    return frame.assign(family=frame["id"].str[0], direction=direction, range=range_)


def test_the_row_of_the_horizon_comes_before_the_row_for_all() -> None:
    rows = table(("a.x", "all", 0, 1, 2), ("a.x", "months", 0, 5, 9), ("b.y", "all", 0, 3, 4))
    assert for_horizon(rows, "months")["central"].to_dict() == {"a.x": 5, "b.y": 3}
    assert for_horizon(rows, "days")["central"].to_dict() == {"a.x": 1, "b.y": 3}


def test_an_assumption_without_the_horizon_is_absent() -> None:
    rows = table(("a.x", "months", 0, 5, 9))
    assert list(for_horizon(rows, "days").index) == []


@pytest.mark.parametrize("horizon", ["month", "all", "", "Days"])
def test_an_unknown_horizon(horizon: str) -> None:
    with pytest.raises(TensenError) as caught:
        for_horizon(table(("a.x", "all", 0, 1, 2)), horizon)
    assert (caught.value.key, caught.value.exit_code) == ("unknown_horizon", 2)
    assert all(name in caught.value.words("ja") for name in HORIZONS)


# low 0, central 2, high 10; the ends of the range, or at the 5th and the 95th percentile
BY_HAND = [
    ("up", "range", 0.0, 0.0),
    ("up", "range", 0.25, 1.0),
    ("up", "range", 0.5, 2.0),
    ("up", "range", 0.75, 6.0),
    ("up", "range", 1.0, 10.0),
    ("down", "range", 0.0, 10.0),  # least loss where more is better: the high end
    ("down", "range", 0.25, 6.0),
    ("down", "range", 1.0, 0.0),
    ("up", "p5-p95", 0.0, 0.0),  # what lies beyond is not known and stays
    ("up", "p5-p95", 0.05, 0.0),
    ("up", "p5-p95", 0.275, 1.0),
    ("up", "p5-p95", 0.5, 2.0),
    ("up", "p5-p95", 0.725, 6.0),
    ("up", "p5-p95", 0.95, 10.0),
    ("down", "p5-p95", 0.05, 10.0),
]


@pytest.mark.parametrize(("direction", "range_", "quantile", "value"), BY_HAND)
def test_a_value_at_a_quantile(direction: str, range_: str, quantile: float, value: float) -> None:
    rows = for_horizon(table(("a.x", "all", 0, 2, 10), direction=direction, range_=range_), "days")
    assert values_at(rows, quantile).tolist() == pytest.approx([value])
    assert at_quantile(rows, quantile) == pytest.approx({"a.x": value})


def test_one_family_moves_and_the_others_stay_central() -> None:
    rows = for_horizon(table(("a.x", "all", 0, 2, 10), ("b.y", "all", 1, 3, 4)), "days")
    assert at_quantile(rows, {"a": 1.0}) == {"a.x": 10.0, "b.y": 3.0}
    assert at_quantile(rows, {"b": 0.0}) == {"a.x": 2.0, "b.y": 1.0}
    assert at_quantile(rows, {}) == {"a.x": 2.0, "b.y": 3.0}


def test_the_central_value_whatever_the_horizon() -> None:
    assert central_values(table(("a.x", "all", 0, 2, 10), ("b.y", "days", 1, 3, 4))) == {"a.x": 2, "b.y": 3}
