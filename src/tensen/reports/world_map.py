"""The map of the first page: who holds what the country rests on, Pacific-centred, dots and arcs only."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from tensen.reports import coast, labels
from tensen.reports.catalogue import LANGUAGES, Language, pick
from tensen.reports.markup import Markup, join, number, tag
from tensen.reports.projection import equal_earth

_CENTRAL = 150.0
_BOX = (-180.0, -52.0, 180.0, 76.0)
_WIDTH = 1000.0
_NAME, _SMALL = 15.0, 12.5
_ROOM = 175.0
_Place = tuple[float, float]


def draw(drawing: Mapping[str, Any], width: float = _WIDTH) -> Markup:
    """The SVG of `map` in a brief: land, arcs from holders, dots, and labels that do not collide.

    `width` in pixels of the drawing; the narrower, the larger the words are in proportion.
    """
    frame = coast.Frame(equal_earth, _CENTRAL, _BOX, width)
    arcs = [a for a in drawing.get("arcs") or [] if _on(frame, a["source"]) and _on(frame, a["target"])]
    points = [p for p in drawing.get("points") or [] if _on(frame, (p.get("lon"), p.get("lat")))]
    land = tag("path", d=coast.path("land", frame), class_="land")
    lines = [_arc(frame, arc, turn) for arc, turn in _fanned(arcs)]
    dots = [_dot(frame, point) for point in sorted(points, key=lambda p: -(p.get("size") or 0.0))]
    ends = [_end(frame, arc["target"]) for arc in arcs[:1]]
    words = [_labels(frame, arcs, points, lang) for lang in LANGUAGES]
    box = f"0 0 {number(width)} {number(frame.height)}"
    return tag("svg", land, *lines, *dots, *ends, *words, viewBox=box, class_="map", aria_hidden="true")


def _on(frame: coast.Frame, place: Sequence[float | None]) -> bool:
    lon, lat = place[0], place[1]
    return lon is not None and lat is not None and frame.holds(lon, lat)


def _fanned(arcs: Sequence[Mapping[str, Any]]) -> list[tuple[Mapping[str, Any], int]]:
    """Heaviest first, so that light arcs are drawn above; arcs of one source get different bends."""
    seen: dict[tuple[float, ...], int] = {}
    fanned = []
    for arc in sorted(arcs, key=lambda a: -(a.get("weight") or 0.0)):
        source = tuple(arc["source"])
        fanned.append((arc, seen.get(source, 0)))
        seen[source] = seen.get(source, 0) + 1
    return fanned


def _bend(frame: coast.Frame, arc: Mapping[str, Any], turn: int) -> tuple[_Place, _Place, _Place]:
    """Start, control point and end of an arc in pixels."""
    (ax, ay), (bx, by) = frame.place(*arc["source"]), frame.place(*arc["target"])
    distance = math.hypot(bx - ax, by - ay)
    lift = distance * (0.16 + 0.085 * turn) + 8.0
    lift = -lift if ax > bx else lift  # from the east through the open Pacific, where no label stands
    across = (by - ay) / max(distance, 1.0)
    return (ax, ay), ((ax + bx) / 2 + abs(lift) * across, (ay + by) / 2 - lift), (bx, by)


def _along(frame: coast.Frame, arc: Mapping[str, Any], turn: int) -> list[labels.Box]:
    """Small boxes along an arc, which labels keep clear of where they can."""
    (ax, ay), (cx, cy), (bx, by) = _bend(frame, arc, turn)
    boxes = []
    for i in range(1, 30):
        t = i / 30
        x = (1 - t) ** 2 * ax + 2 * t * (1 - t) * cx + t * t * bx
        y = (1 - t) ** 2 * ay + 2 * t * (1 - t) * cy + t * t * by
        boxes.append(labels.Box(x - 3, y - 3, x + 3, y + 3))
    return boxes


def _arc(frame: coast.Frame, arc: Mapping[str, Any], turn: int) -> Markup:
    (ax, ay), (cx, cy), (bx, by) = _bend(frame, arc, turn)
    thick = 1.8 + 5.2 * min(1.0, max(0.0, arc.get("weight") or 0.0))
    d = f"M{number(ax)} {number(ay)}Q{number(cx)} {number(cy)} {number(bx)} {number(by)}"
    dots = f"0.1 {number(thick * 1.75)}"
    title = tag("title", _title(arc.get("name"), arc.get("carrier_name")))
    return tag("path", title, d=d, class_="arc", stroke_width=number(thick), stroke_dasharray=dots)


def _title(*names: object) -> str:
    words = [f"{pick(name, 'en')} {pick(name, 'ja')}" for name in names if name]
    return " · ".join(words)


def _radius(point: Mapping[str, Any]) -> float:
    return 3.0 + 8.0 * math.sqrt(min(1.0, max(0.0, point.get("size") or 0.0)))


def _dot(frame: coast.Frame, point: Mapping[str, Any]) -> Markup:
    x, y = frame.place(point["lon"], point["lat"])
    name = "dot-foreign" if point.get("foreign", True) else "dot-home"
    title = tag("title", _title(point.get("name")))
    return tag("circle", title, cx=number(x), cy=number(y), r=number(_radius(point)), class_=name)


def _end(frame: coast.Frame, target: Sequence[float]) -> Markup:
    x, y = frame.place(target[0], target[1])
    ring = tag("circle", cx=number(x), cy=number(y), r=8, class_="end-ring")
    return join(ring, tag("circle", cx=number(x), cy=number(y), r=3.5, class_="end-dot"))


def _held(arcs: Sequence[Mapping[str, Any]]) -> dict[_Place, list[Mapping[str, Any]]]:
    """Arcs by source, the source with the heaviest arc first."""
    held: dict[_Place, list[Mapping[str, Any]]] = {}
    for arc in sorted(arcs, key=lambda a: -(a.get("weight") or 0.0)):
        held.setdefault((arc["source"][0], arc["source"][1]), []).append(arc)
    return held


def _labels(
    frame: coast.Frame, arcs: Sequence[Mapping[str, Any]], points: Sequence[Mapping[str, Any]], lang: Language
) -> Markup:
    canvas = labels.Canvas(labels.Box(2, 2, frame.width - 2, frame.height - 2))
    at = {(p["lon"], p["lat"]): p for p in points}
    for point in points:
        x, y = frame.place(point["lon"], point["lat"])
        r = _radius(point)
        canvas.occupy(labels.Box(x - r, y - r, x + r, y + r))
    for arc, turn in _fanned(arcs):
        canvas.crossed += _along(frame, arc, turn)
    written: list[Markup | None] = [_target(frame, canvas, arcs, at, lang)]
    for source, own in _held(arcs).items():
        here = at.get(source)
        name = pick(here["name"] if here else own[0].get("name"), lang)
        radius = _radius(here) if here else 3.0
        written.append(_write(frame, canvas, source, radius, name, _carriers(own, lang)))
    for (lon, lat), point in sorted(at.items(), key=lambda item: -(item[1].get("size") or 0.0)):
        if (lon, lat) not in _held(arcs) and point.get("foreign", True):
            written.append(_write(frame, canvas, (lon, lat), _radius(point), pick(point["name"], lang), []))
    return tag("g", *written, lang=lang)


def _carriers(arcs: Sequence[Mapping[str, Any]], lang: Language) -> list[str]:
    names = list(
        dict.fromkeys(pick(arc.get("carrier_name"), lang) for arc in arcs if arc.get("carrier_name"))
    )
    return labels.listed(names, ", " if lang == "en" else "、", _SMALL, _ROOM)


def _target(
    frame: coast.Frame,
    canvas: labels.Canvas,
    arcs: Sequence[Mapping[str, Any]],
    at: Mapping[_Place, Mapping[str, Any]],
    lang: Language,
) -> Markup | None:
    if not arcs:
        return None
    lon, lat = arcs[0]["target"]
    home = at.get((lon, lat))
    return _write(frame, canvas, (lon, lat), 9.0, pick(home["name"], lang), []) if home else None


def _write(
    frame: coast.Frame, canvas: labels.Canvas, place: _Place, radius: float, name: str, full: list[str]
) -> Markup | None:
    """A name with what is held under it; without the detail, then not at all, where there is no room."""
    x, y = frame.place(*place)
    for small in [full, []] if full else [[]]:
        title = labels.shorten(name, _NAME, _ROOM * 1.2)
        wide = max([labels.width(title, _NAME), *(labels.width(line, _SMALL) for line in small)])
        found = canvas.free(x, y, radius, (wide, _NAME * 1.15 + len(small) * _SMALL * 1.25))
        if found:
            return _block(found, title, small)
    return None


def _block(found: tuple[float, float, str], title: str, small: Sequence[str]) -> Markup:
    x, top, side = found
    lines = [tag("text", title, x=number(x), y=number(top + _NAME * 0.95), text_anchor=side, class_="place")]
    for i, line in enumerate(small):
        y = top + _NAME * 1.15 + _SMALL * (1.0 + 1.25 * i)
        lines.append(tag("text", line, x=number(x), y=number(y), text_anchor=side, class_="held"))
    return join(*lines)
