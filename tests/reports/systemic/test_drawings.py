"""The curve, the core and the matrix: counts, places, and words that stay words."""

import re
import xml.etree.ElementTree as ET
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from tensen.reports import labels
from tensen.reports.systemic import drawing, ranked
from tensen.reports.systemic.document import read
from tensen.reports.systemic.names import blocks, height, spread
from tensen.reports.systemic.risk_core import placed

from .conftest import INDEX, made

Document = dict[str, Any]
SPACE = {"s": "http://www.w3.org/2000/svg"}


def shapes(svg: str, kind: str, name: str) -> list[ET.Element]:
    """Elements of one tag with one class."""
    return [
        e
        for e in ET.fromstring(svg).iterfind(f".//s:{kind}", SPACE)
        if name in e.attrib.get("class", "").split()
    ]


def points(svg: str, name: str) -> list[tuple[float, float]]:
    """The corners of the line of one class."""
    line = max(shapes(svg, "path", name), key=lambda e: len(e.attrib["d"]))
    found = [float(number) for number in re.findall(r"-?[\d.]+", line.attrib["d"])]
    return list(zip(found[::2], found[1::2], strict=True))


def text(svg: str) -> list[str]:
    return [e.text or "" for e in ET.fromstring(svg).iterfind(".//s:text", SPACE)]


@pytest.mark.parametrize("axis", ["log", "linear"])
@pytest.mark.parametrize("name", ["line-esri", "line-down", "line-up"])
def test_ranks_run_right_and_indices_fall(doc: Document, axis: Any, name: str) -> None:
    drawn = points(drawing(doc, axis=axis), name)
    assert len(drawn) == len(INDEX)
    across, down = zip(*drawn, strict=True)
    assert list(across) == sorted(across)
    assert list(down) == sorted(down)


def test_a_dot_stands_where_the_line_is(doc: Document) -> None:
    svg = drawing(doc)
    dots = [(float(e.attrib["cx"]), float(e.attrib["cy"])) for e in shapes(svg, "circle", "dot")]
    assert dots == points(svg, "line-esri")[:20]


def test_the_logarithmic_axis_is_one(doc: Document) -> None:
    across = [x for x, _ in points(drawing(doc, axis="log"), "line-esri")]
    assert across[9] - across[0] == pytest.approx((across[39] - across[0]) / np.log10(40), abs=0.2)


def test_many_closures_are_ranked_on_a_logarithmic_axis_unless_told(doc: Document) -> None:
    assert "logarithmic" not in "".join(text(drawing(doc)))
    doc["ranked"] = ranked(np.linspace(0.8, 0, 201))
    assert "logarithmic" in "".join(text(drawing(doc)))
    assert "logarithmic" not in "".join(text(drawing(doc, axis="linear")))


def test_a_nation_gives_a_small_picture(doc: Document) -> None:
    values = 0.8 * np.arange(1, 100_001) ** -0.8
    doc["ranked"] = ranked(values, down=values, up=values, low=values, high=np.minimum(1, 2 * values))
    svg = drawing(doc)
    assert len(svg) < 60_000
    ends = points(svg, "line-esri")[0], points(svg, "line-esri")[-1]
    assert (ends[0][0], ends[1][0]) == (58.0, 940.0)


def test_the_plateau_ends_between_its_last_firm_and_the_next(doc: Document) -> None:
    svg = drawing(doc)
    wash = shapes(svg, "rect", "plateau")[0]
    end = float(wash.attrib["x"]) + float(wash.attrib["width"])
    across = [x for x, _ in points(svg, "line-esri")]
    assert across[5] < end < across[6]
    assert "plateau (half of the largest or more): 6 firms, the smallest 41.0%" in text(svg)


@pytest.mark.parametrize(
    ("index", "words"),
    [
        (np.arange(1, 41) ** -0.3, "no plateau: 10 firms at 50.0% or more, then no steep fall"),
        (np.array([0.8, 0.2, 0.1]), "no plateau: the largest stands alone"),
        (np.array([0.8, 0.7, 0.6]), "plateau not judged: too few closures"),
    ],
)
def test_no_plateau_is_said_and_not_drawn(doc: Document, index: np.ndarray, words: str) -> None:
    doc["ranked"] = ranked(index)
    svg = drawing(doc)
    assert not shapes(svg, "rect", "plateau")
    assert words in text(svg)


def test_names_stand_on_stairs_right_of_their_stems(doc: Document) -> None:
    svg = drawing(doc, "ja")
    named = shapes(svg, "text", "name")
    assert len(named) == 7
    places = [(float(e.attrib["x"]), float(e.attrib["y"])) for e in named]
    assert places == sorted(places)
    for stem, (x, y), element in zip(shapes(svg, "path", "stem"), places, named, strict=True):
        start, top, end = (float(n) for n in re.findall(r"[\d.]+", stem.attrib["d"]))
        assert start < x
        assert top < y < end
        assert x + labels.width(element.text or "", 12.5) <= 940


@pytest.mark.parametrize("count", [1, 2, 3, 5, 8])
@pytest.mark.parametrize("axis", ["log", "linear"])
@pytest.mark.parametrize("name", ["f", "Extremely long name of a firm " * 9])
def test_names_of_a_few_closures_are_whole_on_the_paper(count: int, axis: Any, name: str) -> None:
    doc = made(count)
    doc["ranked"] = ranked(INDEX[:count])
    for row in doc["top"]:
        row["name"] = name
    svg = drawing(doc, axis=axis)
    named = shapes(svg, "text", "name")
    assert len(named) == min(count, 7)
    for element in named:
        assert float(element.attrib["x"]) + labels.width(element.text or "", 12.5) <= 940
        assert (element.text or "").endswith("%")
        assert name[:8] in (element.text or "")


def test_the_legend_of_the_curve_stands_below_it(doc: Document) -> None:
    svg = drawing(doc)
    lowest = max(float(e.attrib["y"]) for e in shapes(svg, "text", "tick"))
    legend = ET.fromstring(svg).find(".//s:g[@class='legend-marks']", SPACE)
    assert legend is not None
    assert all(float(e.attrib["y"]) > lowest for e in legend.iterfind("s:text", SPACE))


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5])
def test_the_core_of_a_few_has_no_empty_paper(count: int) -> None:
    svg = drawing(made(count), kind="core")
    dots = shapes(svg, "circle", "node")[:count]
    tops = [float(e.attrib["cy"]) - float(e.attrib["r"]) for e in dots]
    assert min(tops) < 75
    assert min(tops) > 0
    assert float(ET.fromstring(svg).attrib["height"]) < 450


def test_bounds_are_a_band_around_the_line(sure: Document) -> None:
    svg = drawing(sure)
    assert len(shapes(svg, "path", "band")) == 1
    assert not shapes(drawing(made()), "path", "band")
    assert "bounds of the index" in text(svg)


def test_a_dot_s_area_is_the_index(doc: Document) -> None:
    dots = placed(read(doc), 200.0)
    assert (dots[0].radius / dots[4].radius) ** 2 == pytest.approx(INDEX[0] / INDEX[4])


@pytest.mark.parametrize("count", [1, 2, 5, 20, 30])
def test_dots_lie_on_the_circle_clockwise_and_apart(count: int) -> None:
    dots = placed(read(made(count)), 200.0)
    assert len(dots) == count
    assert dots[0].x >= 480 - 1e-9
    turns = [np.arctan2(dot.x - 480, 200 - dot.y) % (2 * np.pi) for dot in dots]
    assert turns == sorted(turns)
    for i, dot in enumerate(dots):
        for other in dots[:i]:
            assert np.hypot(dot.x - other.x, dot.y - other.y) > dot.radius + other.radius


def test_only_flows_among_the_core_are_drawn_and_the_plateau_is_ringed(doc: Document) -> None:
    svg = drawing(doc, kind="core")
    flows = [e for e in shapes(svg, "path", "flow") if "flow " in e.attrib["class"]]
    assert len(flows) == 3
    told = [e.text for e in ET.fromstring(svg).iterfind(".//s:title", SPACE)]
    assert any(
        "1 Towa Precision 1 → 2 East Japan" in (t or "") and "essential to the buyer" in (t or "")
        for t in told
    )
    legend = 1
    assert len(shapes(svg, "circle", "ring")) == 6 + legend


def test_a_flow_begins_at_its_seller_and_ends_at_its_buyer(doc: Document) -> None:
    doc["core"] = doc["core"][:1]
    svg = drawing(doc, kind="core")
    shape = next(e for e in shapes(svg, "path", "flow") if "flow " in e.attrib["class"])
    outline = [float(n) for n in re.findall(r"-?[\d.]+", shape.attrib["d"])]
    corners = list(zip(outline[::2], outline[1::2], strict=True))
    middle = max(2 * (186 + 23) + 36, height(blocks(read(doc), ("en",)))) / 2
    seller, buyer = placed(read(doc), middle)[:2]
    tip = corners[4]
    assert np.hypot(corners[0][0] - seller.x, corners[0][1] - seller.y) < seller.radius + 8
    assert np.hypot(tip[0] - buyer.x, tip[1] - buyer.y) == pytest.approx(buyer.radius + 5, abs=0.2)


def test_without_flows_the_core_says_so(doc: Document) -> None:
    doc["core"] = []
    none = "There are no flows among them."
    assert none in text(drawing(doc, kind="core"))
    assert none in text(drawing(doc, kind="matrix"))
    assert none not in text(drawing({**doc, "core": None}, kind="core"))
    assert none not in text(drawing({**doc, "unit": "group"}, kind="core"))


@pytest.mark.parametrize("count", [1, 3, 20, 25, 30])
@pytest.mark.parametrize("lang", ["en", "ja"])
def test_names_beside_the_circle_never_overlap_and_stay_on_the_paper(count: int, lang: Any) -> None:
    document = made(count)
    for row in document["top"]:
        row["name"] = {"en": "Extremely " * 9 + "Long Ltd", "ja": "非常に長い名前の株式会社" * 5}
    svg = drawing(document, lang, "core")
    root = ET.fromstring(svg)
    wide, tall = (float(root.attrib[name]) for name in ("width", "height"))
    for side in ("", "end"):
        lines = [e for name in ("name", "small") for e in shapes(svg, "text", name)]
        column = [e for e in lines if ("end" in e.attrib["class"].split()) == bool(side)]
        own = [e for e in column if abs(float(e.attrib["x"]) - 480) == 250]
        rows = sorted(float(e.attrib["y"]) for e in own)
        assert all(b - a >= 13 for a, b in pairwise(rows))
        for e in own:
            reach = labels.width(e.text or "", 12.5 if "name" in e.attrib["class"] else 11.5)
            x = float(e.attrib["x"])
            assert (x - reach if side else wide - x - reach) >= 0
            assert float(e.attrib["y"]) < tall


def test_blocks_are_spread_in_order_without_touching() -> None:
    tops = spread([50, 50, 50, 10], [20, 20, 20, 20], 0, 100)
    assert all(b - a >= 20 for a, b in pairwise(tops))
    assert tops[-1] <= 80


def test_more_flows_than_can_be_told_apart_are_left_to_the_matrix(doc: Document) -> None:
    ids = [row["node"] for row in doc["top"]]
    doc["core"] = [
        {"source": a, "target": b, "weight": 1 + i} for i, a in enumerate(ids) for b in ids if a != b
    ]
    drawn = [e for e in shapes(drawing(doc, kind="core"), "path", "flow") if "flow " in e.attrib["class"]]
    assert len(drawn) == 150
    assert "the largest 150 of 380 flows" in text(drawing(doc, kind="core"))
    assert len(shapes(drawing(doc, kind="matrix"), "rect", "trade")) == 380


def test_the_matrix_has_the_seller_in_the_row_and_the_buyer_in_the_column(doc: Document) -> None:
    svg = drawing(doc, kind="matrix")
    assert len(shapes(svg, "rect", "self")) == 20
    rows = [g for g in ET.fromstring(svg).iterfind(".//s:g", SPACE) if "transform" in g.attrib][1:]
    held = [
        (i, int(float(cell.attrib["x"]) // 22))
        for i, row in enumerate(rows)
        for cell in row.iterfind("s:rect", SPACE)
        if "trade" in cell.attrib["class"]
    ]
    assert held == [(0, 1), (1, 0), (5, 11)]


def test_a_square_s_area_is_the_flow(doc: Document) -> None:
    sides = [float(e.attrib["width"]) for e in shapes(drawing(doc, kind="matrix"), "rect", "trade")]
    assert sides[1] / sides[0] == pytest.approx((10 / 40) ** 0.5, abs=0.06)


def test_the_seventh_sector_shares_a_colour(doc: Document) -> None:
    for i, row in enumerate(doc["top"]):
        row["sector"] = f"sector {i % 8}"
    svg = drawing(doc, kind="core")
    assert "other sectors" in text(svg)
    assert {f"s{i}" for i in range(6)} <= {
        c for e in shapes(svg, "circle", "node") for c in e.attrib["class"].split()
    }


def test_a_sector_that_all_share_is_not_said(doc: Document) -> None:
    for row in doc["top"]:
        row["sector"] = "sector"
    assert not shapes(drawing(doc, kind="core"), "circle", "s0")
    assert not any("sector" in words for words in text(drawing(doc, kind="core")))


@pytest.mark.parametrize("kind", ["curve", "core", "matrix"])
@pytest.mark.parametrize("lang", ["en", "ja"])
def test_a_picture_alone_is_well_formed_in_one_language_and_fetches_nothing(
    doc: Document, kind: str, lang: Any
) -> None:
    svg = drawing(doc, lang, kind)
    root = ET.fromstring(svg)
    assert root.attrib["viewBox"].endswith(f"{root.attrib['width']} {root.attrib['height']}")
    assert "lang=" not in svg
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", svg)
    assert "url(" not in svg
    assert "@import" not in svg
    assert ("四十社" in svg) == (lang == "ja")
    assert "&lt;" in svg  # the third name, escaped


@pytest.mark.parametrize(
    ("given", "words"),
    [({"kind": "pie"}, "curve, core, matrix"), ({"axis": "square"}, "log or linear")],
)
def test_other_kinds_and_axes_are_refused(doc: Document, given: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        drawing(doc, **given)


def test_a_picture_needs_what_it_shows(doc: Document) -> None:
    with pytest.raises(ValueError, match="no top"):
        drawing({**doc, "top": []}, kind="core")
    with pytest.raises(ValueError, match="no ranked"):
        drawing({**doc, "ranked": None})
    with pytest.raises(ValueError, match=r"tensen\.systemic/1"):
        drawing({"format": "tensen.firm/1"})
