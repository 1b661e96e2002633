import pytest

from tensen.reports.scale import fit, linear


def test_a_narrow_range_is_linear_from_zero() -> None:
    axis = fit([1e9, 3.1e9])
    assert not axis.log
    assert axis.at(0.0) == 0.0
    assert axis.at(axis.high) == 100.0


def test_a_wide_range_is_powers_of_ten() -> None:
    axis = fit([2e6, 5e9, 0.0, None])
    assert axis.log
    assert axis.ticks == (1e6, 1e7, 1e8, 1e9, 1e10)
    assert axis.at(1e8) == pytest.approx(50.0)
    assert axis.below(1e5)
    assert axis.at(0.0) == 0.0


def test_no_more_decades_than_asked() -> None:
    assert len(fit([1.0, 1e9], decades=4).ticks) == 5


def test_nothing_known_still_has_an_axis() -> None:
    assert fit([None, 0.0]).high > 0
    assert linear(0.0).high > 0


@pytest.mark.parametrize("highest", [1e-6, 0.31, 1.0, 7.3e9])
def test_linear_axes_hold_what_they_are_for(highest: float) -> None:
    axis = linear(highest)
    assert axis.high >= highest
    assert len(axis.ticks) <= 6
