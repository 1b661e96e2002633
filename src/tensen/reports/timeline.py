"""A scenario in time as a picture: loss per day with its range, when it is shocked, when stocks end."""

from collections.abc import Mapping
from typing import Any

from tensen.reports import context, money
from tensen.reports.catalogue import Language, word
from tensen.reports.markup import Markup, join, number, tag
from tensen.reports.scale import Scale, linear

SCHEMA = "tensen.simulation/1"
WIDTH, HEIGHT = 760.0, 330.0
LEFT, RIGHT, TOP, FOOT = 92.0, 20.0, 62.0, 278.0
HOURS = 3.0  # up to so many days the axis is in hours
MARKS = 3  # stocks that are named; more would cover each other
_INK, _GREY, _RED, _BAND, _SHADE = "#16202c", "#465260", "#a8371f", "#e6c3b4", "#f1f3f5"
_FONT = '"Helvetica Neue",Arial,"Liberation Sans","Hiragino Sans","Yu Gothic","Noto Sans CJK JP",sans-serif'
Doc = Mapping[str, Any]


class Axes:
    """Where a day and an amount stand."""

    def __init__(self, doc: Doc) -> None:
        series = doc["series"]
        self.end = float(series["end"][0])
        self.days: list[float] = [*series["day"], self.end]
        self.unit = 24.0 if self.end <= HOURS else 1.0
        self.up = linear(max([*series["high"], *series["central"], 0.0]))
        self.across = _across(self.end * self.unit)

    def x(self, day: float) -> str:
        """Across."""
        return number(LEFT + (WIDTH - LEFT - RIGHT) * min(day / self.end, 1.0))

    def y(self, amount: float) -> str:
        """Down."""
        return number(FOOT - (FOOT - TOP) * self.up.at(amount) / 100)

    def steps(self, values: list[float]) -> list[str]:
        """The corners of a line that keeps each value until the next day."""
        spans = zip(self.days, self.days[1:], values, strict=False)
        return [f"{self.x(d)} {self.y(v)}" for a, b, v in spans for d in (a, b)]


def drawing(document: Doc, lang: Language = "en") -> str:
    """The SVG text of a ``tensen.simulation/1`` document.

    Raises:
        ValueError: the document is of another format.
    """
    if document.get("format") != SCHEMA:
        raise ValueError(f"format: expected {SCHEMA!r}, found {document.get('format')!r}")
    doc = context.known(document)
    axes = Axes(doc)
    series = doc["series"]
    over, under = axes.steps(series["high"]), axes.steps(series["low"])[::-1]
    shapes = join(
        tag("rect", width=number(WIDTH), height=number(HEIGHT), fill="#fff"),
        *_head(doc, lang),
        *(_period(axes, a, b) for a, b in doc.get("periods") or []),
        *_grid(axes, lang),
        tag("path", d=f"M{' L'.join([*over, *under])}Z", fill=_BAND, class_="band"),
        tag("path", d=f"M{' L'.join(axes.steps(series['central']))}", **_line(_RED, 2.2), class_="central"),
        *_stocks(axes, doc, lang),
        *_legend(doc, lang),
    )
    size = {"width": number(WIDTH), "height": number(HEIGHT), "viewBox": f"0 0 {WIDTH:g} {HEIGHT:g}"}
    xmlns = {"xmlns": "http://www.w3.org/2000/svg"}
    return str(tag("svg", shapes, **xmlns, **size, role="img", font_family=_FONT, font_size=12, fill=_INK))


def _across(end: float) -> Scale:
    ticks = tuple(tick for tick in linear(end).ticks if tick <= end * (1 + 1e-9))
    return Scale(0.0, end, log=False, ticks=ticks)


def _line(colour: str, width: float) -> dict[str, Any]:
    return {"fill": "none", "stroke": colour, "stroke_width": width, "stroke_linejoin": "round"}


def _head(doc: Doc, lang: Language) -> list[Markup]:
    title, country = doc["scenario"]["title"].get(lang, doc["scenario"]["id"]), doc["country"]["name"][lang]
    loss = doc["loss"]
    said = word(
        "timeline.total",
        lang,
        country=country,
        days=f"{doc['series']['end'][0]:g}",
        loss=money.usd(loss["central"], lang),
        span=money.span(loss["low"], loss["high"], lang),
    )
    return [
        tag("text", title, x=12, y=22, font_size=15, font_weight=600),
        tag("text", said, x=12, y=42, fill=_GREY),
    ]


def _period(axes: Axes, begin: float, end: float) -> Markup:
    left, right = float(axes.x(begin)), float(axes.x(end))
    size = {"x": number(left), "y": number(TOP), "width": number(right - left), "height": number(FOOT - TOP)}
    return tag("rect", **size, fill=_SHADE, class_="shocked")


def _grid(axes: Axes, lang: Language) -> list[Markup]:
    shapes = []
    for amount in axes.up.ticks:
        y = axes.y(amount)
        line = {"x1": number(LEFT), "x2": number(WIDTH - RIGHT), "y1": y, "y2": y}
        shapes.append(tag("line", **line, stroke=_GREY if amount == 0 else "#dfe4e8"))
        shown = {"x": number(LEFT - 8), "y": number(float(y) + 4), "text_anchor": "end", "font_size": 11}
        shapes.append(tag("text", money.usd(amount, lang), **shown, fill=_GREY))
    for tick in axes.across.ticks:
        shown = {"x": axes.x(tick / axes.unit), "y": number(FOOT + 17), "text_anchor": "middle"}
        shapes.append(tag("text", f"{tick:g}", **shown, font_size=11, fill=_GREY))
    unit = word("timeline.hours" if axes.unit > 1 else "timeline.days", lang)
    shapes.append(
        tag("text", unit, x=number(WIDTH - RIGHT), y=number(FOOT + 34), text_anchor="end", fill=_GREY)
    )
    return shapes


def _stocks(axes: Axes, doc: Doc, lang: Language) -> list[Markup]:
    """A dotted line on each day on which a stock ends; the first of some carriers with a name."""
    shapes, days, named = [], set[float](), list[str]()
    for out in (doc.get("stocks") or {}).get("ran_out") or []:
        day, carrier = float(out["day"]), out["carrier"]["name"][lang]
        if day not in days:
            days.add(day)
            shapes.append(_mark(axes.x(day)))
        if carrier not in named and len(named) < MARKS:
            named.append(carrier)
            said = word("timeline.ran_out", lang, carrier=carrier)
            shapes.append(_named(float(axes.x(day)), TOP + 16 * len(named), said))
    return shapes


def _mark(x: str) -> Markup:
    dots = {"stroke_dasharray": ".1 4", "stroke_linecap": "round", "class_": "ran-out"}
    return tag("line", x1=x, x2=x, y1=number(TOP), y2=number(FOOT), stroke=_INK, stroke_width=1.6, **dots)


def _named(x: float, y: float, said: str) -> Markup:
    late = x > WIDTH * 0.7  # the words stand left of the line where there is no room right of it
    halo = {"paint_order": "stroke", "stroke": "#fff", "stroke_width": 3}
    at = {"x": number(x + (-5 if late else 5)), "y": number(y), "text_anchor": "end" if late else "start"}
    return tag("text", said, **at, font_size=11, **halo)


def _legend(doc: Doc, lang: Language) -> list[Markup]:
    marks = [
        ("timeline.central", tag("line", x1=0, x2=18, y1=-4, y2=-4, **_line(_RED, 2.2))),
        ("timeline.band", tag("rect", x=0, y=-10, width=18, height=11, fill=_BAND)),
        ("timeline.shocked", tag("rect", x=0, y=-10, width=18, height=11, fill=_SHADE, stroke="#c8d0d7")),
    ]
    if not doc.get("periods"):
        marks.pop()
    shapes, x = [], LEFT
    for key, mark in marks:
        said = word(key, lang)
        shapes.append(
            tag("g", mark, tag("text", said, x=24, y=0), transform=f"translate({number(x)} {HEIGHT - 14:g})")
        )
        x += 44 + len(said) * (6.4 if lang == "en" else 12)
    return shapes
