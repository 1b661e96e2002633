"""The ranked risk curve: the index of every closure against its rank, as published, with the plateau marked.

The riskiest closures are named on stairs above the curve: each name begins right of its own stem and lower
than the one before, so that none can cover another, however long.
"""

from tensen.reports.catalogue import LANGUAGES, text
from tensen.reports.markup import EMPTY, Markup, join, number, tag
from tensen.reports.systemic import document, frame, legend
from tensen.reports.systemic.document import Languages, Row, Systemic, percent, written
from tensen.reports.systemic.frame import LEFT, RIGHT, STAIR, TALL, TITLE, WIDTH, Axis, Plot


def risk_curve(
    read: Systemic, axis: Axis | None = None, langs: Languages = LANGUAGES
) -> tuple[float, Markup]:
    """The height of the drawing, `WIDTH` wide, and its shapes."""
    plot = Plot(read, frame.chosen(read, axis))
    parts = (
        _plateau(plot, langs),
        frame.axes(plot, langs),
        _band(plot),
        *(_line(plot, name) for name in ("up", "down", "esri")),
        frame.half(plot),
        *(_stem(plot, i, row, langs) for i, row in enumerate(plot.named, start=1)),
        _dots(plot, langs),
    )
    more, explained = legend.flowing(_marks(read), 6, plot.height + 4, WIDTH - 12, langs)
    return plot.height + more, join(*parts, explained)


def _line(plot: Plot, name: str) -> Markup:
    line = plot.read.ranked.get(name)
    if not line:
        return EMPTY
    points = " ".join(plot.point(r, v) for r, v in zip(line["rank"], line["value"], strict=True))
    return tag("path", d=f"M{points}", class_=f"line-{name}", data_points=len(line["rank"]))


def _band(plot: Plot) -> Markup:
    """The bounds as steps: those kept for a rank hold until the next."""
    band = plot.read.ranked.get("band")
    if not band:
        return EMPTY
    ranks = [*band["rank"], plot.last]
    pairs = list(zip(ranks, ranks[1:], band["high"], band["low"], strict=False))
    over = " ".join(f"{plot.point(a, high)} {plot.point(b, high)}" for a, b, high, _ in pairs)
    under = " ".join(f"{plot.point(b, low)} {plot.point(a, low)}" for a, b, _, low in reversed(pairs))
    return tag("path", d=f"M{over} {under}Z", class_="band")


def _plateau(plot: Plot, langs: Languages) -> Markup:
    """The plateau as a wash with a bracket below the axis, or the words that there is none."""
    found = plot.read.ranked.get("plateau")
    if not found:
        return EMPTY
    said = text(f"systemic.plateau.{document.plateau_key(plot.read)}", **document.plateau_words(plot.read))
    foot = plot.foot + 31
    if found["state"] != "found":
        return written(said, langs, x=LEFT, y=number(foot + 17), class_="small")
    end = (plot.x(found["count"]) + plot.x(min(found["count"] + 1, plot.last))) / 2
    size = {"x": LEFT, "y": number(plot.top), "width": number(end - LEFT), "height": number(TALL)}
    bracket = f"M{number(LEFT)} {number(foot - 5)}V{number(foot)}H{number(end)}V{number(foot - 5)}"
    return join(
        tag("rect", **size, class_="plateau"),
        tag("path", d=bracket, class_="bracket"),
        written(said, langs, x=LEFT, y=number(foot + 17), class_="strong"),
    )


def _stem(plot: Plot, rank: int, row: Row, langs: Languages) -> Markup:
    x, y = plot.x(rank), TITLE + STAIR * (rank - 1) + 10
    low = plot.y(row.get("esri") or 0.0) - 5
    stem = tag("path", d=f"M{number(x)} {number(y - 4)}V{number(low)}", class_="stem")
    named = {lang: frame.label(rank, row, lang, WIDTH - RIGHT - x - 5) for lang in langs}
    return join(stem, written(named, langs, x=number(x + 5), y=number(y), class_="name"))


def _dots(plot: Plot, langs: Languages) -> Markup:
    shapes = []
    for rank, row in enumerate(plot.read.top, start=1):
        at = {"cx": number(plot.x(rank)), "cy": number(plot.y(row.get("esri") or 0.0))}
        shapes.append(tag("circle", **at, r=3.2, class_="dot"))
        shapes.append(document.hover(tag("circle", **at, r=6), told(rank, row), langs))
    return join(*shapes)


def told(rank: int, row: Row) -> dict[str, str]:
    """A closure in one line: rank, name, index with its interval, its two halves."""
    ends = document.between(row)
    index = percent(row.get("esri"))
    said = {lang: f"{index} ({ends[lang]})" if ends else index for lang in LANGUAGES}
    down, up = percent(row.get("down")), percent(row.get("up"))
    called = document.short(document.name(row), 200)
    return text("systemic.told", rank=rank, name=called, index=said, down=down, up=up)


def _marks(read: Systemic) -> list[tuple[str, dict[str, str]]]:
    shown = [name for name in ("esri", "band", "down", "up") if read.ranked.get(name)]
    marks = [(f"line-{name}" if name != "band" else name, text(f"systemic.line.{name}")) for name in shown]
    return [*marks, ("half", text("systemic.half"))] if read.ranked.get("plateau") else marks
