import xml.etree.ElementTree as ET
from typing import Any

import pytest

from tensen.reports import coast, home_map, tree, world_map
from tensen.reports.markup import Markup
from tensen.reports.projection import equal_earth


def texts(drawing: Markup, lang: str) -> list[str]:
    groups = [g for g in ET.fromstring(drawing).iter("g") if g.get("lang") == lang]
    return [t.text or "" for g in groups for t in g.iter("text")]


@pytest.mark.parametrize("name", ["land", "east_asia"])
def test_the_coasts_are_closed_enough_to_draw(name: coast.Coast) -> None:
    rings = coast.rings(name)
    assert rings
    for ring in rings:
        assert len(ring) > 2
        assert all(-180 <= lon <= 180 and -90 <= lat <= 90 for lon, lat in ring)


def test_japan_lies_near_the_middle_and_america_to_the_right() -> None:
    frame = coast.Frame(equal_earth, 150.0, (-180.0, -52.0, 180.0, 76.0), 1000.0)
    tokyo, washington, berlin = (frame.place(*p)[0] for p in ((139.7, 35.7), (-77.0, 38.9), (13.4, 52.5)))
    assert berlin < tokyo < washington
    assert 440 < tokyo < 500


def test_the_land_stays_on_the_sheet() -> None:
    frame = coast.Frame(equal_earth, 150.0, (-180.0, -52.0, 180.0, 76.0), 1000.0)
    assert 10_000 < len(coast.path("land", frame)) < 120_000


def test_the_world_map_names_holders_in_both_languages(brief: dict[str, Any]) -> None:
    drawing = world_map.draw(brief["map"])
    assert {"Japan", "United States", "China"} <= set(texts(drawing, "en"))
    assert {"日本", "米国", "中国"} <= set(texts(drawing, "ja"))


def test_one_arc_per_entry_and_heavier_is_thicker(brief: dict[str, Any]) -> None:
    drawn = [p for p in ET.fromstring(world_map.draw(brief["map"])).iter("path") if p.get("class") == "arc"]
    assert len(drawn) == len(brief["map"]["arcs"])
    widths = [float(p.get("stroke-width") or 0) for p in drawn]
    assert widths == sorted(widths, reverse=True)


def test_places_off_the_map_and_unknown_places_are_left_out() -> None:
    points = [
        {"id": "a", "name": {"en": "A", "ja": "A"}, "lon": 0.0, "lat": -85.0, "size": 1.0},
        {"id": "b", "name": {"en": "B", "ja": "B"}, "lon": None, "lat": None, "size": None},
    ]
    assert not list(ET.fromstring(world_map.draw({"points": points})).iter("circle"))


def test_the_home_map_tells_kinds_by_shape(brief: dict[str, Any]) -> None:
    points = brief["map"]["japan_points"]
    marks = [
        e for e in ET.fromstring(home_map.draw(points)).iter() if (e.get("class") or "").startswith("mark ")
    ]
    assert len(marks) == len(points)
    assert {e.tag for e in marks} == {"path", "circle", "polygon"}
    assert home_map.draw([]) == ""


def test_the_tree_draws_every_step_of_a_small_tree(brief: dict[str, Any]) -> None:
    drawing = tree.draw(brief["scenarios"][6]["tree"])
    root = ET.fromstring(drawing)
    assert len(list(root.iter("path"))) == len(root.findall("g")) - 1
    assert "27%" in texts(drawing, "en")


def test_a_wide_and_deep_tree_is_held_to_a_page() -> None:
    def grow(depth: int) -> dict[str, Any]:
        children = [grow(depth - 1) for _ in range(4)] if depth else []
        return {
            "id": "n",
            "name": {"en": "Node", "ja": "点"},
            "loss": 0.5,
            "share": 0.25,
            "children": children,
        }

    nodes = ET.fromstring(tree.draw(grow(6))).findall("g")
    assert 5 < len(nodes) < 40


def test_a_tree_with_one_node_and_nothing_known() -> None:
    drawing = tree.draw({"id": "n", "name": {"en": "N", "ja": "点"}, "loss": None, "binding": None})
    assert "unknown" in texts(drawing, "en")
