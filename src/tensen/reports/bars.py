"""Bars of intervals that stretch with their cell: light low to high, dark P5 to P95, a central mark.

Shape carries what colour carries: the centre is a disc, the first round an open diamond, a range without a
centre is hatched, and an arrow says that a bar goes on below a logarithmic axis.
"""

from collections.abc import Mapping
from typing import Any

from tensen.reports import money
from tensen.reports.catalogue import LANGUAGES, Language, both
from tensen.reports.figures import Figures
from tensen.reports.markup import EMPTY, Markup, join, tag
from tensen.reports.money import Interval
from tensen.reports.scale import Scale, linear

_HEIGHT, _MIDDLE = 22, 11


def _at(value: float) -> str:
    return f"{value:.2f}%"


def ticks(scale: Scale, figures: Figures, lang: Language) -> list[tuple[float, float]]:
    """(place in per cent, amount in dollars) of round amounts in the currency of a language."""
    rate = figures.rate_in(lang)
    if rate is None:
        return [(scale.at(t), t) for t in scale.ticks]
    if scale.log:
        powers = [10.0**e / rate for e in range(0, 18)]
        return [(scale.at(t), t) for t in powers if scale.low <= t <= scale.high]
    own = linear(scale.high * rate, scale.low * rate).ticks
    return [(scale.at(t / rate), t / rate) for t in own if scale.low <= t / rate <= scale.high * 1.0001]


def _grid(scale: Scale, figures: Figures) -> Markup:
    def lines(lang: Language) -> Markup:
        places = (_at(place) for place, _ in ticks(scale, figures, lang))
        marks = (tag("line", x1=x, x2=x, y1=0, y2=_HEIGHT, class_="grid") for x in places)
        return tag("g", *marks, lang=lang)

    return join(*(lines(lang) for lang in LANGUAGES))


def _rect(start: float, end: float, thickness: int, name: str) -> Markup:
    top = _MIDDLE - thickness / 2
    return tag("rect", x=_at(start), y=top, width=_at(max(end - start, 0.4)), height=thickness, class_=name)


def _placed(place: float, *shapes: Markup) -> Markup:
    return tag("svg", *shapes, x=_at(place), y=_MIDDLE, overflow="visible", class_="placed")


def _beyond() -> Markup:
    """An arrow at the left end: the amount lies below the axis."""
    return _placed(0, tag("path", d="M7 -5L1 0L7 5", class_="beyond"))


def _whole(scale: Scale, value: Interval) -> list[Markup]:
    low, high = value.get("low"), value.get("high")
    if low is None or high is None:
        return []
    if scale.below(high):
        return [_beyond()]
    start, end = scale.at(low), scale.at(high)
    name = "bar-whole" if value.get("central") is not None else "bar-open"
    caps = [
        tag("line", x1=_at(x), x2=_at(x), y1=_MIDDLE - 6, y2=_MIDDLE + 6, class_="cap") for x in (start, end)
    ]
    shapes = [_rect(start, end, 10, name), *caps]
    if scale.below(low):
        shapes.append(_beyond())
    return shapes


def interval(
    scale: Scale,
    value: Interval | None,
    figures: Figures,
    sampled: Mapping[str, Any] | None = None,
    first_round: float | None = None,
) -> Markup:
    """One row's bar as SVG (decorative: the same figures stand beside it as text)."""
    shapes = [_grid(scale, figures)]
    if value:
        shapes += _whole(scale, value)
    if sampled and sampled.get("p5") is not None and sampled.get("p95") is not None:
        shapes.append(_rect(scale.at(sampled["p5"]), scale.at(sampled["p95"]), 10, "bar-sampled"))
    if first_round is not None and not scale.below(first_round):
        diamond = tag("path", d="M0 -6L6 0L0 6L-6 0Z", class_="mark-first")
        shapes.append(_placed(scale.at(first_round), diamond))
    centre = value.get("central") if value else None
    if centre is not None and not scale.below(centre):
        shapes.append(_placed(scale.at(centre), tag("circle", r=4.5, class_="mark-centre")))
    return tag(
        "svg", *shapes, class_="bar", width="100%", height=_HEIGHT, aria_hidden="true", focusable="false"
    )


def axis(scale: Scale, figures: Figures, most: int = 4) -> Markup:
    """The labels above a column of bars, in the currency of each language; at most `most` (two or more)
    beside the first."""

    def labels(lang: Language) -> Markup:
        shown, places = [], ticks(scale, figures, lang)
        room = most if lang == "en" else most - 1  # amounts in yen take more room
        for place, value in places[:: max(1, -(-(len(places) - 1) // room))]:
            side = "start" if place < 4 else "end" if place > 96 else "middle"
            words = "0" if value == 0 else money.amount(value, lang, figures.rate_in(lang))
            words = words.replace(".0", "").removeprefix("USD ")
            shown.append(tag("text", words, x=_at(place), y=13, text_anchor=side))
        return tag("g", *shown, lang=lang)

    body = join(*(labels(lang) for lang in LANGUAGES))
    return tag("svg", body, class_="axis", width="100%", height=18, aria_hidden="true", focusable="false")


def share(value: float | None, name: str = "bar-share") -> Markup:
    """A plain bar from 0 to 1."""
    if value is None:
        return EMPTY
    body = join(_rect(0, 100, 8, "bar-ground"), _rect(0, 100 * min(1.0, max(0.0, value)), 8, name))
    return tag("svg", body, class_="bar", width="100%", height=_HEIGHT, aria_hidden="true", focusable="false")


def legend(*items: tuple[str, object]) -> Markup:
    """What the marks mean: pairs of a mark's name and its words."""
    return tag("ul", *(tag("li", _key(mark), both(words)) for mark, words in items), class_="legend")


def _key(mark: str) -> Markup:
    if mark.startswith("bar-"):
        shape = tag("rect", x=1, y=3, width=24, height=10, class_=mark)
    elif mark == "mark-first":
        shape = tag("path", d="M13 2L19 8L13 14L7 8Z", class_=mark)
    else:
        shape = tag("circle", cx=13, cy=8, r=4.5, class_=mark)
    return tag("svg", shape, width=26, height=16, aria_hidden="true", focusable="false")
