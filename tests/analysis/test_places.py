"""Where value lies."""

import numpy as np
import pytest

from tensen.analysis.compiled import Frame
from tensen.analysis.places import Places
from tensen.messages import TensenError


def test_each_node_lies_in_one_country_the_more_detailed_one(frame: Frame) -> None:
    where = dict(zip(frame.network.position, Places(frame).country_of, strict=True))
    assert where["cloud_region.east"] == "country.aaa"  # through an area, and not the region of countries
    assert where["country.aaa"] == "country.aaa"
    assert where["sector.ccc.c26"] == "country.ccc"
    assert where["unknown.ore"] is None
    assert where["landing_station.x"] == "country.aaa"


def test_indices_say_the_same(frame: Frame) -> None:
    places = Places(frame)
    names = [None if i < 0 else frame.network.position[i] for i in places.country_index]
    assert names == places.country_of


def test_countries_by_value(frame: Frame) -> None:
    assert Places(frame).valued == ["country.aaa", "country.bbb", "country.ccc"]


@pytest.mark.parametrize("name", ["country.aaa", "aaa", "AAA", "ａａａ"])
def test_a_place_by_any_of_its_names(frame: Frame, name: str) -> None:
    place = Places(frame).place(name)
    assert (place.id, place.value, place.population) == ("country.aaa", 1000.0, 1000.0)
    assert np.array_equal(place.mask, Places(frame).mask("country.aaa"))


def test_an_unknown_population_is_not_a_number(frame: Frame) -> None:
    assert np.isnan(Places(frame).place("country.bbb").population)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("country.aab", "unknown_node"),
        ("sector.aaa.c26", "not_a_country"),
        ("region.east", "reference_without_value"),
    ],
)
def test_what_cannot_be_a_reference(frame: Frame, name: str, key: str) -> None:
    with pytest.raises(TensenError) as caught:
        Places(frame).place(name)
    assert (caught.value.key, caught.value.exit_code) == (key, 2)
    assert caught.value.words("ja")
