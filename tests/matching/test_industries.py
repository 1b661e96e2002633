"""Industry codes: sections, divisions, groups and classes; what spans sectors is never chosen."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tensen.matching import industry_of
from tensen.matching.industries import names_of_industries, sectors
from tensen.matching.packaged import rows, several

ROWS = rows("industries")
JSIC = [row for row in ROWS if row["system"] == "jsic"]
ISIC = [row for row in ROWS if row["system"] == "isic"]
DIVISIONS = [row for row in JSIC if row["code"].isdecimal() and len(row["code"]) == 2]
# divisions that span sectors of the atlas, and those that lie in none; the shares are not known
SPANNING = {"05", "16", "23", "27", "29", "31", "79", "85", "86", "87", "90", "95"}
OUTSIDE = {"96", "99"}


def test_the_28_sectors_are_those_of_the_atlas(japan):
    carriers = {c.removeprefix("carrier.") for c in japan.carriers["id"]}
    industries = set(japan.nodes["industry"].dropna())
    assert sectors() == industries
    assert sectors() <= carriers
    assert len(sectors()) == 28


def test_all_99_divisions_of_jsic_resolve_or_are_listed_as_spanning():
    assert [row["code"] for row in DIVISIONS] == [f"{n:02d}" for n in range(1, 100)]
    for row in DIVISIONS:
        found = industry_of(f"jsic:{row['code']}")
        if row["code"] in SPANNING:
            assert len(found.sectors) > 1
            assert found.reason == "match.industry_spans"
        elif row["code"] in OUTSIDE:
            assert found.sectors == ()
            assert found.reason == "match.industry_outside"
        else:
            assert found.sure, row
            assert (found.reason == "match.industry_mostly") == bool(found.elsewhere)


@pytest.mark.parametrize("row", [r for r in JSIC if len(r["code"]) <= 2], ids=lambda r: r["code"])
def test_every_division_and_section_of_jsic_by_name(row):
    for name in (row["name_ja"], row["name_en"]):
        assert set(several(row["sectors"])) <= set(industry_of(name, "jsic").sectors) | set()
    assert (
        industry_of(f"{row['code']} {row['name_ja']}", "jsic").sectors
        == industry_of(f"jsic:{row['code']}").sectors
    )


def test_all_divisions_of_isic_lie_in_one_sector():
    divisions = [row for row in ISIC if row["code"].isdecimal()]
    assert len(divisions) == 88
    assert {row["code"] for row in divisions if not row["sectors"]} == {"99"}
    assert all("|" not in row["sectors"] for row in divisions)
    assert len([row for row in ISIC if row["code"].isalpha()]) == 21


def test_isic_has_238_groups_in_its_88_divisions():
    groups = [row["group"] for row in rows("groups") if row["system"] == "isic"]
    assert len(set(groups)) == 238
    assert {g[:2] for g in groups} == {row["code"] for row in ISIC if row["code"].isdecimal()}


@pytest.mark.parametrize(
    ("text", "sector"),
    [
        ("isic:26", "c26"),
        ("isic:2610", "c26"),
        ("isic:C26", "c26"),
        ("C26", "c26"),
        ("c 26", "c26"),
        ("26.11", "c26"),
        ("NACE Rev. 2: 28.99", "c28"),
        ("nace:24.51", "c24_25"),
        ("nace:01.1", "a"),
        ("jsic:28", "c26"),
        ("JSIC：２８", "c26"),
        ("E28", "c26"),
        ("jsic:165", "c21"),
        ("jsic:1651", "c21"),
        ("jsic:234", "c27"),
        ("jsic:2341", "c27"),
        ("jsic:311", "c29"),
        ("isic:1", "a"),
        ("01", "a"),
        ("1", "a"),
        ("34", "d"),
        ("c24_25", "c24_25"),
        ("sector:d", "d"),
        ("電子部品・デバイス・電子回路製造業", "c26"),
        ("情報通信機械器具製造業", "c26"),
        ("Manufacture of motor vehicles, trailers and semi-trailers", "c29"),
        ("28 電子部品・デバイス・電子回路製造業", "c26"),
    ],
)
def test_codes_and_names(text, sector):
    if text == "isic:1":
        assert industry_of(text).reason == "match.industry_code"  # written as text, it lost no zero
        return
    found = industry_of(text)
    assert (found.sectors, found.sure) == ((sector,), True)


@pytest.mark.parametrize("text", ["28", "26", "D", "E", "2899", "31", "96", "111", "製造業", "C", "H"])
def test_bare_codes_that_differ_between_systems_are_not_chosen(text):
    found = industry_of(text)
    assert not found.sure
    assert found.reason in ("match.industry_system", "match.industry_spans")


def test_a_system_for_the_column_decides():
    assert industry_of("28", "isic").sectors == ("c28",)
    assert industry_of("28", "jsic").sectors == ("c26",)
    assert industry_of("28.0", "jsic").sectors == ("c26",)
    assert industry_of("D", "isic").sectors == ("d",)
    assert industry_of("D", "jsic").sectors == ("f",)


@pytest.mark.parametrize(
    "text",
    ["isic:04", "isic:34", "isic:2451", "jsic:00", "isic:999", "nace:54", "jsic:C28", "12345x", "isic:Z"],
)
def test_codes_that_are_none(text):
    found = industry_of(text)
    assert found.sectors == ()
    assert found.reason in ("match.industry_code", "match.industry_code_any", "match.unknown_industry")


def test_what_lies_elsewhere_is_named():
    found = industry_of("jsic:13")
    assert found.sectors == ("c30t33",)
    assert found.elsewhere == "JSIC 133 → c13t18"


def test_rows_name_known_sectors_and_parents():
    codes = {(row["system"], row["code"]) for row in ROWS}
    assert len(codes) == len(ROWS)
    for row in ROWS:
        found = several(row["sectors"])
        assert set(found) <= sectors()
        assert (row["extent"] == "none") == (not found)
        assert (row["extent"] == "spans") == (len(found) > 1)
        assert not row["parent"] or (row["system"], row["parent"]) in codes


def test_groups_of_a_spanning_division_stay_within_it():
    """And together they hold all that it spans, so that a finer code always helps."""
    for code in sorted({row["parent"] for row in JSIC if len(row["code"]) == 3}):
        whole = next(r for r in JSIC if r["code"] == code)
        parts = {s for r in JSIC if r["parent"] == code for s in several(r["sectors"])}
        assert parts == set(several(whole["sectors"]))


def test_names_for_suggestions():
    names = names_of_industries()
    assert names["電子部品・デバイス・電子回路製造業"] == "c26"
    assert "化学工業" not in names  # it spans two sectors


@settings(deadline=None)
@given(st.text())
def test_any_text_is_read(text):
    for system in (None, "isic", "jsic", "nace"):
        found = industry_of(text, system)
        assert found.sure <= (len(found.sectors) == 1)


def test_every_bare_two_digit_code_is_sure_only_if_all_readings_agree():
    for first, second in product("0123456789", repeat=2):
        found = industry_of(first + second)
        isic, jsic = (industry_of(f"{s}:{first}{second}") for s in ("isic", "jsic"))
        read = [f for f in (isic, jsic) if f.readings]
        if found.sure:
            assert {f.sectors for f in read} == {found.sectors}
