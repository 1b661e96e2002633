"""What the marks of a drawing mean: a mark and its words, laid out for each language by itself."""

from collections.abc import Sequence

from tensen.reports import labels
from tensen.reports.catalogue import Language, pick
from tensen.reports.markup import EMPTY, Markup, join, number, tag
from tensen.reports.systemic.document import Languages

Mark = tuple[str, dict[str, str]]
ROW, SIZE, _GAP = 17.0, 11.5, 20.0


def flowing(marks: Sequence[Mark], x: float, y: float, room: float, langs: Languages) -> tuple[float, Markup]:
    """Marks beside each other from (x, y), broken into rows of `room`; the height and the shapes."""
    tall, shapes = 0.0, []
    for lang in langs:
        left, top, drawn = x, y, []
        for mark in marks:
            wide = _wide(mark, lang)
            if left > x and left + wide > x + room:
                left, top = x, top + ROW
            drawn.append(_one(mark, left, top, lang))
            left += wide + _GAP
        shapes.append(_group(lang, langs, drawn))
        tall = max(tall, top - y + ROW)
    return tall, join(*shapes)


def _group(lang: Language, langs: Languages, shapes: Sequence[Markup]) -> Markup:
    return tag("g", *shapes, lang=lang if len(langs) > 1 else None, class_="legend-marks")


def _indent(mark: Mark) -> float:
    kind = mark[0]
    return 0.0 if kind == "none" else 18.0 if kind in {"other", "ring"} or kind[0] == "s" else 28.0


def _wide(mark: Mark, lang: Language) -> float:
    return _indent(mark) + labels.width(str(pick(mark[1], lang)), SIZE)


def _one(mark: Mark, x: float, y: float, lang: Language) -> Markup:
    words = tag("text", str(pick(mark[1], lang)), x=number(x + _indent(mark)), y=number(y), class_="small")
    return join(_shape(mark[0], x, y - 4), words)


def _shape(kind: str, x: float, y: float) -> Markup:
    if kind == "none":
        return EMPTY
    if kind.startswith("line-") or kind == "half":
        return tag("path", d=f"M{number(x)} {number(y)}h22", class_=kind)
    if kind == "band":
        return tag("rect", x=number(x), y=number(y - 5), width=22, height=10, class_=kind)
    if kind == "flow":
        return tag(
            "path", d=f"M{number(x)} {number(y - 3)}l14 1.5v-3l8 4.5l-8 4.5v-3l-14 1.5Z", class_="flow"
        )
    if kind == "area":
        return join(_dot(x + 6, y, 2, "other"), _dot(x + 17, y, 5.5, "other"))
    if kind == "ring":
        ring = tag("circle", cx=number(x + 6), cy=number(y), r=6.5, class_="ring")
        return join(_dot(x + 6, y, 4, "other"), ring)
    return _dot(x + 6, y, 5.5, kind)


def _dot(x: float, y: float, radius: float, kind: str) -> Markup:
    return tag("circle", cx=number(x), cy=number(y), r=radius, class_=f"node {kind}")
