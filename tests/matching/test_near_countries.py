"""Countries that a slip or a place beside the name may mean: suggested, never taken."""

import pytest

from tensen.matching import country_of
from tensen.matching.near_countries import near_countries, within

SLIPS = {
    "タイランド": "tha",
    "韓困": "kor",
    "日木": "jpn",
    "中国（上海）": "chn",
    "中国(上海)": "chn",
    "中国上海": "chn",
    "中国 上海": "chn",
    "ベトナム・ハノイ": "vnm",
    "Thailand (Bangkok)": "tha",
    "Shanghai, China": "chn",
}


@pytest.mark.parametrize(("spelling", "iso3"), SLIPS.items(), ids=SLIPS)
def test_the_country_alone_is_suggested_and_never_taken(spelling: str, iso3: str) -> None:
    assert country_of(spelling) is None
    assert [s.id for s in near_countries(spelling)] == [f"country.{iso3}"]


def test_a_slip_in_a_longer_name_is_found_by_likeness() -> None:
    assert near_countries("Germny")[0].id == "country.deu"
    assert near_countries("インドネシヤ")[0].id == "country.idn"


def test_the_character_for_country_alone_is_no_likeness() -> None:
    assert within("大国") == ()


@pytest.mark.parametrize("spelling", ["日立", "日本電気", "中国電力", "Japan Steel Works"])
def test_a_firm_is_no_country_where_anything_may_be_meant(spelling: str) -> None:
    assert within(spelling, loose=False) == ()


def test_a_place_in_brackets_counts_where_anything_may_be_meant() -> None:
    assert [s.id for s in within("中国（上海）", loose=False)] == ["country.chn"]
