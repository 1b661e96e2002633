"""Drawings of the two pages. Each is decorative: the same figures stand beside it as text.

Shape carries what colour carries: what is invoiced is an outline, what is looked through is solid, unknown is
hatched, rivals are open diamonds.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tensen.reports import bars, money
from tensen.reports.catalogue import LANGUAGES, Language, both
from tensen.reports.firm import money as own
from tensen.reports.firm.document import PLAIN
from tensen.reports.markup import Markup, join, tag
from tensen.reports.scale import Scale

_WHOLE = {"width": "100%", "aria_hidden": "true", "focusable": "false"}
_DIAMOND, _TICK = "M0 -4.5L4.5 0L0 4.5L-4.5 0Z", "M0 -8V8"
Words = Callable[[float, Language], str]


def _rect(start: float, end: float, top: float, height: float, name: str) -> Markup:
    """From `start` to `end` per cent across; too thin to see is drawn as a hair."""
    wide = f"{max(end - start, 0.4):.2f}%"
    return tag("rect", x=f"{start:.2f}%", y=top, width=wide, height=height, class_=name)


def _grid(scale: Scale, height: float) -> list[Markup]:
    places = (f"{scale.at(tick):.2f}%" for tick in scale.ticks)
    return [tag("line", x1=x, x2=x, y1=0, y2=height, class_="grid") for x in places]


def stacked(parts: Sequence[tuple[str, float]]) -> Markup:
    """Shares of one whole side by side: pairs of a class and a share."""
    shapes, start = [], 0.0
    for name, share in parts:
        if share > 0:
            shapes.append(_rect(start, min(100.0, start + 100 * share), 2, 10, name))
        start += 100 * share
    return tag("svg", *shapes, class_="bar", height=14, **_WHOLE)


def pair(scale: Scale, face: float | None, look: float | None) -> Markup:
    """Two bars, one over the other: as invoiced, and looked through."""
    shapes = _grid(scale, 18)
    if face is not None:
        shapes.append(_rect(0, scale.at(face), 2, 5.5, "bar-face"))
    if look is not None:
        shapes.append(_rect(0, scale.at(look), 9, 6.5, "bar-look"))
    return tag("svg", *shapes, class_="bar", height=18, **_WHOLE)


def interval(
    scale: Scale,
    value: Mapping[str, Any] | None,
    rivals: Sequence[float | None] = (),
    home: float | None = None,
) -> Markup:
    """An interval with its centre and, where draws were made, P5 to P95.

    `rivals` are drawn over it as open diamonds, the industry at `home` as a tick, where they lose anything.
    """
    drawn = bars.interval(scale, value, PLAIN, value)
    marks = [_over(scale, known, _DIAMOND, "mark-first") for known in rivals if known]
    if home:
        marks.insert(0, _over(scale, home, _TICK, "mark-home"))
    over = tag("svg", *marks, class_="bar over", height=22, **_WHOLE)
    return tag("div", drawn, over, class_="plot") if marks else drawn


def _over(scale: Scale, value: float, shape: str, name: str) -> Markup:
    path = tag("path", d=shape, class_=name)
    return tag("svg", path, x=f"{scale.at(value):.2f}%", y=11, overflow="visible", class_="placed")


def axis(scale: Scale, words: Words, most: int = 3) -> Markup:
    """The words over a column of drawings: the first tick and at most `most` more."""

    def labels(lang: Language) -> Markup:
        shown = []
        room = most if lang == "en" or words is percent_words else most - 1  # amounts take more room
        for tick in scale.ticks[:: max(1, -(-(len(scale.ticks) - 1) // room))]:
            place = scale.at(tick)
            side = "start" if place < 4 else "end" if place > 96 else "middle"
            shown.append(tag("text", words(tick, lang), x=f"{place:.2f}%", y=12, text_anchor=side))
        return tag("g", *shown, lang=lang)

    return tag("svg", join(*(labels(lang) for lang in LANGUAGES)), class_="axis", height=16, **_WHOLE)


def percent_words(value: float, _: Language) -> str:
    """A share on an axis."""
    return money.percent(value, "en").replace(".0%", "%")


def money_words(currency: str) -> Words:
    """An amount on an axis, in the firm's currency."""
    return lambda value, lang: "0" if value == 0 else own.amount(value, currency, lang).replace(".0", "")


def legend(*items: tuple[str, Markup]) -> Markup:
    """What the marks mean: pairs of a class and its words."""
    return tag("ul", *(tag("li", _key(mark), both(words)) for mark, words in items), class_="legend")


def swatch(mark: str) -> Markup:
    """A small square of a mark, for the heading of a column."""
    square = tag("rect", x=1, y=1, width=7, height=7, class_=mark)
    return tag("svg", square, width=9, height=9, class_="swatch", aria_hidden="true", focusable="false")


def _key(mark: str) -> Markup:
    if mark in {"mark-first", "mark-home"}:
        outline = _DIAMOND if mark == "mark-first" else _TICK
        shape = tag("path", d=outline, transform="translate(10 8)", class_=mark)
    elif mark == "mark-centre":
        shape = tag("circle", cx=10, cy=8, r=4.5, class_=mark)
    else:
        shape = tag("rect", x=1, y=4, width=18, height=8, class_=mark)
    return tag("svg", shape, width=20, height=16, aria_hidden="true", focusable="false")
