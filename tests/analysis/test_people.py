"""People are a range, from the largest service to the smaller of the population and the sum."""

from dataclasses import replace

import numpy as np
import pytest

from tensen.analysis.compiled import Frame
from tensen.analysis.people import people_affected
from tensen.analysis.places import Place


def lost(frame: Frame, **losses: float) -> np.ndarray:
    loss = np.zeros(len(frame.network.nodes))
    for name, value in losses.items():
        loss[frame.network.position.get_loc(f"essential_service.{name}")] = value
    return loss


def test_from_the_largest_to_the_sum(frame: Frame, place: Place) -> None:
    # net: 900 x 0.5 = 450; pay: 500 x 0.1 = 50; together 500, below the population of 1000
    found = people_affected(frame, place, lost(frame, net=0.5, pay=0.1))
    assert found is not None
    assert (found.low, found.high, found.largest) == (450, 500, "essential_service.net")


def test_never_more_than_the_population(frame: Frame, place: Place) -> None:
    found = people_affected(frame, place, lost(frame, net=1.0, pay=1.0))
    assert found is not None
    assert (found.low, found.high) == (900, 1000)


def test_a_population_that_is_not_known_limits_nothing(frame: Frame, place: Place) -> None:
    found = people_affected(frame, replace(place, population=np.nan), lost(frame, net=1.0, pay=1.0))
    assert found is not None
    assert (found.low, found.high) == (900, 1400)


def test_nobody_without_a_service(frame: Frame, place: Place) -> None:
    assert people_affected(frame, place, lost(frame)) is None


def test_only_those_of_the_place_count(frame: Frame, place: Place) -> None:
    elsewhere = replace(place, mask=np.zeros_like(place.mask))
    assert people_affected(frame, elsewhere, lost(frame, net=1.0)) is None


@pytest.mark.parametrize("net", [0.2, 0.7, 1.0])
@pytest.mark.parametrize("pay", [0.0, 0.3, 1.0])
def test_the_range_is_in_order(frame: Frame, place: Place, net: float, pay: float) -> None:
    found = people_affected(frame, place, lost(frame, net=net, pay=pay))
    assert found is not None
    assert max(900 * net, 500 * pay) == found.low <= found.high <= place.population
