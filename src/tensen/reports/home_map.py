"""The small map: where cables land, data centres stand and power areas meet in the reference country."""

from collections.abc import Mapping, Sequence
from typing import Any

from tensen.reports import coast, labels
from tensen.reports.bars import legend as bar_legend
from tensen.reports.catalogue import LANGUAGES, Language, both, label, pick
from tensen.reports.markup import EMPTY, Markup, join, number, tag
from tensen.reports.projection import azimuthal_equal_area

_WIDTH = 560.0
_SIZE = 13.0
_ORDER = ("corridor", "data_centre", "cloud_region", "power_area", "landing_station", "exchange")
_MARGIN = 1.2


def draw(points: Sequence[Mapping[str, Any]]) -> Markup:
    """The SVG of the points of `map.japan_points`; nothing where there are none with a place."""
    placed = [p for p in points if p.get("lon") is not None and p.get("lat") is not None]
    if not placed:
        return EMPTY
    frame = _frame(placed)
    land = tag("path", d=coast.path("east_asia", frame), class_="land")
    ordered = sorted(placed, key=lambda p: (-_rank(p), -(p.get("size") or 0.0)))
    marks = [_mark(frame, point) for point in ordered]
    words = [_labels(frame, placed, lang) for lang in LANGUAGES]
    box = f"0 0 {number(_WIDTH)} {number(frame.height)}"
    return tag("svg", land, *marks, *words, viewBox=box, class_="map home-map", aria_hidden="true")


def _frame(points: Sequence[Mapping[str, Any]]) -> coast.Frame:
    west, east = min(p["lon"] for p in points), max(p["lon"] for p in points)
    south, north = min(p["lat"] for p in points), max(p["lat"] for p in points)
    middle = (west + east) / 2
    half = max((east - west) / 2, 2.0) + _MARGIN * 1.8
    box = (-half, south - _MARGIN, half, north + _MARGIN)
    return coast.Frame(azimuthal_equal_area((south + north) / 2), middle, box, _WIDTH)


def _rank(point: Mapping[str, Any]) -> int:
    kind = point.get("kind")
    return -_ORDER.index(kind) if kind in _ORDER else -len(_ORDER)


def _radius(point: Mapping[str, Any]) -> float:
    size = min(1.0, max(0.0, point.get("size") or 0.0))
    return {"corridor": 16.0 + 14.0 * size, "power_area": 4.0 + 8.0 * size}.get(
        point.get("kind", ""), 4.0 + 5.0 * size
    )


def shape(kind: str, x: float, y: float, r: float, *inner: Markup) -> Markup:
    """The mark of a kind: its outline tells the kind without colour."""
    left, top, right, low = (number(v) for v in (x - r, y - r, x + r, y + r))
    name = f"mark kind-{kind}" if kind in _ORDER else "mark kind-other"
    if kind == "landing_station":
        return tag("path", *inner, d=f"M{left} {top}L{right} {top}L{number(x)} {low}Z", class_=name)
    if kind in {"data_centre", "cloud_region"}:
        return tag("path", *inner, d=f"M{left} {top}L{right} {top}L{right} {low}L{left} {low}Z", class_=name)
    if kind == "exchange":
        points = f"{number(x)},{top} {right},{number(y)} {number(x)},{low} {left},{number(y)}"
        return tag("polygon", *inner, points=points, class_=name)
    return tag("circle", *inner, cx=number(x), cy=number(y), r=number(r), class_=name)


def _mark(frame: coast.Frame, point: Mapping[str, Any]) -> Markup:
    x, y = frame.place(point["lon"], point["lat"])
    name = point.get("name")
    title = tag("title", f"{pick(name, 'en')} · {pick(name, 'ja')}")
    return shape(str(point.get("kind")), x, y, _radius(point), title)


def _labels(frame: coast.Frame, points: Sequence[Mapping[str, Any]], lang: Language) -> Markup:
    canvas = labels.Canvas(labels.Box(2, 2, _WIDTH - 2, frame.height - 2))
    for point in points:
        x, y = frame.place(point["lon"], point["lat"])
        r = min(_radius(point), 9.0)
        canvas.occupy(labels.Box(x - r, y - r, x + r, y + r))
    written: list[Markup] = []
    for point in sorted(points, key=lambda p: (-_rank(p), -(p.get("size") or 0.0))):
        x, y = frame.place(point["lon"], point["lat"])
        lines = labels.wrap(pick(point.get("name"), lang), _SIZE, 150.0)
        wide = max(labels.width(line, _SIZE) for line in lines)
        found = canvas.free(x, y, min(_radius(point), 24.0), (wide, len(lines) * _SIZE * 1.2))
        if found:
            written += _lines(lines, found, "place" if point.get("kind") == "corridor" else "held")
    return tag("g", *written, lang=lang)


def _lines(lines: Sequence[str], found: tuple[float, float, str], name: str) -> list[Markup]:
    x, top, side = found
    return [
        tag("text", line, x=number(x), y=number(top + _SIZE * (0.9 + 1.2 * i)), text_anchor=side, class_=name)
        for i, line in enumerate(lines)
    ]


def legend(points: Sequence[Mapping[str, Any]]) -> Markup:
    """The kinds that are on the map and their marks."""
    kinds = [kind for kind in _ORDER if any(p.get("kind") == kind for p in points)]
    keys = (
        tag(
            "li",
            tag("svg", shape(kind, 8, 8, 5.5), width=16, height=16, aria_hidden="true"),
            both(label("kind", kind)),
        )
        for kind in kinds
    )
    return tag("ul", *keys, class_="legend") if kinds else join(bar_legend())
