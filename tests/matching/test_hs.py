"""Codes of the Harmonized System: form, vintage, sector and product."""

import csv
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tensen.matching import hs_of
from tensen.matching.hs import VINTAGES, _lives, carriers_of, sectors_of, vintages_of
from tensen.matching.industries import sectors
from tensen.matching.packaged import rows, several

CHAPTERS = [row["chapter"] for row in rows("hs_chapters")]
HEADINGS = [f"{n:04d}" for n in range(101, 9800) if f"{n:04d}"[:2] in CHAPTERS and _lives(f"{n:04d}")]
# headings of each vintage as the World Customs Organization counts them; for 2002 it counts 1,244, the list
# 1,245: one of the headings that it gives as ended in 2007 ended in 2002 (docs/matching.md says so)
COUNTS = {1992: 1241, 1996: 1241, 2007: 1221, 2012: 1224, 2017: 1222, 2022: 1228}


@pytest.mark.parametrize(
    "text",
    ["hs:854231", "8542.31", "HS 8542.31", "hs2022:8542.31", "854231", "hs:8542310000", "ＨＳ：８５４２３１"],
)
def test_ways_to_write_a_code(text):
    assert hs_of(text).code == "854231" or text == "HS 8542.31"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("hs:8599", "match.hs_heading"),
        ("hs:77", "match.hs_chapter"),
        ("hs:98", "match.hs_chapter"),
        ("hs:854", "match.length"),
        ("hs:85A2", "match.characters"),
        ("", "match.characters"),
        ("hs2010:8542", "match.hs_vintage"),
        ("hs2022:8803", "match.hs_not_in"),
        ("hs2002:854231", "match.hs_not_in"),
        ("hs1992:8806", "match.hs_not_in"),
    ],
)
def test_what_is_wrong_is_said(text, reason):
    found = hs_of(text)
    assert found.reason == reason
    assert not found.valid
    assert found.sectors == ()


def test_a_code_that_ended_says_where_its_goods_went():
    found = hs_of("hs:8803")
    assert found.reason == "match.hs_ended"
    assert found.vintages == (1992, 1996, 2002, 2007, 2012, 2017)
    assert found.successors == ("8807",)
    assert hs_of("hs2017:8803").reason == "match.hs_mostly"
    assert hs_of("hs:2851").successors == ("2853",)
    assert hs_of("hs:810720").successors == ("811269",)
    found = hs_of("hs:810710")  # 8107.10 to 8107.20 and 30 in 2002, these to 8112.61 and 69 in 2022
    assert set(found.successors) == {"811261", "811269"}


def test_a_code_that_was_used_again_needs_its_vintage():
    assert hs_of("hs:8524").reason == "match.hs_reused"
    assert hs_of("hs2022:8524").reason == ""
    assert vintages_of("8524") == (1992, 1996, 2002, 2022)


@pytest.mark.parametrize("vintage", COUNTS)
def test_headings_of_each_vintage_count_as_published(vintage):
    assert len([h for h in HEADINGS if vintage in vintages_of(h)]) == COUNTS[vintage]


def test_changes_lead_to_headings_that_live():
    for row in rows("hs_changes"):
        assert int(row["since"]) in VINTAGES
        last = int(row["until"] or VINTAGES[-1])
        assert last in VINTAGES
        for successor in several(row["successors"]):
            later = [v for v in vintages_of(successor) if v > last]
            assert later, row
        assert bool(row["successors"]) == bool(row["until"]), row


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("8542", ("c26",)),
        ("8544", ("c27",)),
        ("8482", ("c28",)),
        ("7326", ("c24_25",)),
        ("3926", ("c22_23",)),
        ("8708", ("c29",)),
        ("8711", ("c30t33",)),
        ("2709", ("b05_06",)),
        ("2710", ("c19",)),
        ("2604", ("b07_09",)),
        ("3004", ("c21",)),
        ("2941", ("c21",)),
        ("2804", ("c20",)),
        ("7204", ("e",)),
        ("2716", ("d",)),
        ("1001", ("a",)),
        ("2202", ("c10t12",)),
        ("6109", ("c13t18",)),
        ("870121", ("c29",)),
        ("840734", ("c29",)),
    ],
)
def test_sectors(code, found):
    assert sectors_of(code) == found


def test_every_heading_has_sectors_within_its_chapter():
    chapters = {row["chapter"]: set(several(row["sectors"])) for row in rows("hs_chapters")}
    for heading in HEADINGS:
        found = set(sectors_of(heading))
        assert found
        assert found <= sectors()
        assert found <= chapters[heading[:2]], heading


def test_listed_subheadings_stay_within_what_their_heading_allows():
    for row in rows("hs_sectors"):
        if len(row["first"]) == 6:
            assert set(several(row["sectors"])) <= set(sectors_of(row["first"][:4])), row


def test_products_are_carriers_of_the_atlas(japan):
    known = set(japan.carriers["id"])
    for row in rows("hs_carriers"):
        assert set(several(row["carriers"])) <= known
        assert row["extent"] in ("whole", "mostly", "part")
        assert len(several(row["carriers"])) == 1 or row["extent"] != "whole"
        assert vintages_of(row["code"]), row


@pytest.mark.parametrize(
    ("text", "carriers", "extent"),
    [
        ("hs:282520", ("carrier.lithium",), "whole"),
        ("hs:280530", ("carrier.rare-earths",), "mostly"),
        ("hs:854232", ("carrier.dram", "carrier.nand"), "part"),
        ("hs:850511", ("carrier.permanent-magnets",), "mostly"),
        ("hs:2605", ("carrier.cobalt-ore",), "whole"),
        ("hs:850760", ("carrier.storage-batteries",), "mostly"),
        ("hs:8544", (), ""),
        ("hs:85", (), ""),
    ],
)
def test_products(text, carriers, extent):
    found = hs_of(text)
    assert (found.carriers, found.extent) == (carriers, extent)


def test_a_heading_holds_the_products_of_its_subheadings_in_part():
    found, extent = carriers_of("7403")
    assert found == ("carrier.copper",)
    assert extent == "part"


@settings(deadline=None)
@given(st.text() | st.text("0123456789. :hs", max_size=14))
def test_any_text_is_read(text):
    found = hs_of(text)
    assert found.valid or found.reason


def test_the_headings_of_1992_are_those_of_baci():
    root = os.environ.get("TENSEN_SHARED")
    if not root:
        pytest.skip("TENSEN_SHARED is not set: BACI's list of products is elsewhere")
    file = Path(root) / "data" / "trade" / "baci_minerals" / "baci_hs92_products.csv"
    with file.open(encoding="utf-8") as lines:
        listed = {row["code"].zfill(6)[:4] for row in csv.DictReader(lines)} - {"9999"}
    assert listed == {h for h in HEADINGS if 1992 in vintages_of(h)}
