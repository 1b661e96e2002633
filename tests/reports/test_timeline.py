"""The picture of a scenario in time: what stands where, in both languages."""

from typing import Any
from xml.etree import ElementTree

import pytest

from tensen.reports.timeline import FOOT, LEFT, RIGHT, WIDTH, drawing

SVG = "{http://www.w3.org/2000/svg}"
DOC: dict[str, Any] = {
    "format": "tensen.simulation/1",
    "scenario": {"id": "ore", "title": {"en": "<No> ore", "ja": "鉱石の停止"}},
    "country": {"id": "country.jpn", "name": {"en": "Japan", "ja": "日本"}},
    "loss": {"low": 1e9, "central": 2e9, "high": 4e9},
    "stocks": {
        "ran_out": [
            {"day": 10.0, "carrier": {"name": {"en": "Ore", "ja": "鉱石"}}},
            {"day": 10.0, "carrier": {"name": {"en": "Gas", "ja": "ガス"}}},
        ]
    },
    "periods": [[0.0, 30.0]],
    "series": {
        "day": [0.0, 10.0, 30.0],
        "end": [40.0],
        "low": [0.0, 1e7, 0.0],
        "central": [0.0, 1e8, 0.0],
        "high": [0.0, 2e8, 0.0],
    },
}


def shapes(doc: dict[str, Any] = DOC, lang: Any = "en") -> dict[str, list[ElementTree.Element]]:
    """The shapes by class."""
    found: dict[str, list[ElementTree.Element]] = {}
    for shape in ElementTree.fromstring(drawing(doc, lang)).iter():
        found.setdefault(shape.attrib.get("class", ""), []).append(shape)
    return found


def points(path: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in (p.split() for p in path.strip("MZ").split(" L"))]


def test_the_line_is_a_staircase_and_the_band_holds_it() -> None:
    found = shapes()
    line = points(found["central"][0].attrib["d"])
    across = WIDTH - LEFT - RIGHT
    assert [x for x, _ in line] == pytest.approx(
        [LEFT + across * d / 40 for d in (0, 10, 10, 30, 30, 40)], abs=0.1
    )
    assert [y for _, y in line][::5] == [FOOT, FOOT]
    band = points(found["band"][0].attrib["d"])
    assert min(y for _, y in band) < min(y for _, y in line) < FOOT
    assert len(band) == 2 * len(line)


def test_the_shock_is_shaded_and_a_day_of_empty_stocks_marked_once() -> None:
    found = shapes()
    (shade,), (mark,) = found["shocked"], found["ran-out"]
    assert float(shade.attrib["width"]) == pytest.approx((WIDTH - LEFT - RIGHT) * 0.75, abs=0.1)
    assert float(mark.attrib["x1"]) == pytest.approx(LEFT + (WIDTH - LEFT - RIGHT) / 4, abs=0.1)


def test_words_are_escaped_and_in_the_language_asked_for() -> None:
    assert "&lt;No&gt; ore" in drawing(DOC)
    assert "USD 2.0 bn" in drawing(DOC)
    japanese = drawing(DOC, "ja")
    assert "備蓄が尽きる：鉱石" in japanese
    assert "stock ends" not in japanese


def test_of_many_stocks_of_one_carrier_the_first_is_named() -> None:
    ran_out = [
        {"day": d, "carrier": {"name": {"en": n, "ja": n}}}
        for d, n in ((5.0, "Ore"), (9.0, "Ore"), (35.0, "Gas"))
    ]
    doc = {**DOC, "stocks": {"ran_out": ran_out}}
    assert drawing(doc).count("stock ends: ") == 2
    assert len(shapes(doc)["ran-out"]) == 3


def test_short_runs_are_in_hours_and_nothing_lost_is_a_flat_line() -> None:
    flat = {
        **DOC,
        "periods": [],
        "stocks": {},
        "series": {key: [0.0] for key in ("low", "central", "high")},
    }
    flat["series"] |= {"day": [0.0], "end": [1.0]}
    found = shapes(flat)
    assert {y for _, y in points(found["central"][0].attrib["d"])} == {FOOT}
    assert "hours" in drawing(flat)
    assert "shocked" not in found


def test_another_document_is_refused() -> None:
    with pytest.raises(ValueError, match=r"tensen\.simulation/1"):
        drawing({"format": "other"})
