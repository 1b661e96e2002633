"""The frame of the risk curve: where a rank and an index stand, the axes, half of the largest index."""

from typing import Literal

from tensen.reports import labels
from tensen.reports.catalogue import LANGUAGES, Language, pick, text
from tensen.reports.markup import EMPTY, Markup, join, number, tag
from tensen.reports.scale import Scale, linear
from tensen.reports.systemic import document
from tensen.reports.systemic.document import Languages, Row, Systemic, percent, written

Axis = Literal["log", "linear"]
WIDTH, LEFT, RIGHT, TALL = 960.0, 58.0, 20.0, 270.0
NAMED, STAIR = 7, 17.0
MANY = 200  # more closures than this are ranked on a logarithmic axis
TITLE, _BELOW = 26.0, 66.0
_EACH = 10  # up to so many closures every rank has a tick
SIZE, _NAME = 12.5, 230.0  # of the names, and the most room that one can ask for


class Plot:
    """Where a rank and an index stand on the drawing, under stairs for the names of `named`."""

    def __init__(self, read: Systemic, axis: Axis) -> None:
        self.read, self.axis = read, axis
        self.last = int(read.ranked["closures"])
        band = (read.ranked.get("band") or {}).get("high") or []
        lines = [read.ranked[name]["value"][0] for name in ("esri", "down", "up") if read.ranked.get(name)]
        self.up = linear(max([*band, *lines]))
        self.across = _ranks(self.last, axis)
        self.named = _named(read, axis)
        self.top = TITLE + STAIR * len(self.named) + 6
        self.right = WIDTH - RIGHT
        self.right = min([self.right, *(_room(self, *told) for told in enumerate(self.named, start=1))])

    @property
    def foot(self) -> float:
        """Where the index is 0."""
        return self.top + TALL

    @property
    def height(self) -> float:
        """Of the whole drawing."""
        return self.foot + _BELOW

    def x(self, rank: float) -> float:
        """Across, of a rank from 1."""
        return LEFT + (self.right - LEFT) * self.across.at(rank) / 100

    def y(self, index: float) -> float:
        """Down, of an index from 0."""
        return self.foot - TALL * self.up.at(index) / 100

    def point(self, rank: float, index: float) -> str:
        """Both, as a path wants them."""
        return f"{number(self.x(rank))} {number(self.y(index))}"


def chosen(read: Systemic, axis: Axis | None) -> Axis:
    """The axis asked for, or logarithmic where there are many closures."""
    return axis or ("log" if int(read.ranked.get("closures") or 0) > MANY else "linear")


def _named(read: Systemic, axis: Axis) -> list[Row]:
    crowded = axis == "linear" and int(read.ranked["closures"]) > MANY
    return list(read.top[: 3 if crowded else NAMED])


def label(rank: int, row: Row, lang: Language, room: float) -> str:
    """Rank, name and index beside a stem; the name is shortened to the room from the stem on."""
    index = percent(row.get("esri"))
    left = room - labels.width(f"{rank}  {index}", SIZE)
    return f"{rank} {labels.shorten(str(pick(document.name(row), lang)), SIZE, left)} {index}"


def _room(plot: Plot, rank: int, row: Row) -> float:
    """Where the axis has to end so that the name of a rank stands on the paper: far right only of a few."""
    wide = max(labels.width(label(rank, row, lang, _NAME), SIZE) for lang in LANGUAGES)
    part = plot.across.at(rank) / 100
    return WIDTH - RIGHT if part == 0 else LEFT + (WIDTH - RIGHT - 6 - wide - LEFT) / part


def _ranks(last: int, axis: Axis) -> Scale:
    most = max(last, 2)
    if axis == "linear":
        further = range(2, last + 1) if last <= _EACH else linear(float(last)).ticks[1:]
        ticks = (1.0, *(float(tick) for tick in further if 1 < tick <= last))
        return Scale(1.0, float(most), log=False, ticks=ticks)
    steps = (1, 2, 5) if last < 100 else (1,)
    powers = (float(step * 10**e) for e in range(9) for step in steps)
    return Scale(1.0, float(most), log=True, ticks=tuple(tick for tick in powers if tick <= last))


def axes(plot: Plot, langs: Languages) -> Markup:
    """Lines and figures of both axes, with their names."""
    right, shapes = plot.right, []
    for index in plot.up.ticks:
        y, shown = plot.y(index), f"{100 * index:.3g}%"
        line = {"x1": LEFT, "x2": number(right), "y1": number(y), "y2": number(y)}
        shapes.append(tag("line", **line, class_="base" if index == 0 else "grid"))
        shapes.append(tag("text", shown, x=LEFT - 8, y=number(y + 4), class_="tick end"))
    for rank in plot.across.ticks:
        x = number(plot.x(rank))
        shapes.append(tag("line", x1=x, x2=x, y1=number(plot.foot), y2=number(plot.foot + 5), class_="base"))
        shapes.append(tag("text", f"{rank:,g}", x=x, y=number(plot.foot + 19), class_="tick mid"))
    rank_axis = text(f"systemic.axis.{plot.axis}", unit=text(f"systemic.unit.{plot.read.unit}"))
    shapes.append(written(text("systemic.axis.index"), langs, x=2, y=13, class_="axis-name"))
    shapes.append(
        written(rank_axis, langs, x=number(right), y=number(plot.foot + 40), class_="axis-name end")
    )
    return join(*shapes)


def half(plot: Plot) -> Markup:
    """Half of the largest index, by which the plateau is found."""
    found = plot.read.ranked.get("plateau")
    if not found:
        return EMPTY
    y = plot.y(found["floor"])
    return tag("line", x1=LEFT, x2=number(plot.right), y1=number(y), y2=number(y), class_="half")
