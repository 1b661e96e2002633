"""Names beside the circle: two columns of blocks that keep clear of each other, joined to their dots."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from tensen.reports import labels
from tensen.reports.catalogue import Language, pick
from tensen.reports.markup import Markup, join, number, tag
from tensen.reports.systemic import document
from tensen.reports.systemic.document import Languages, Row, Systemic, percent
from tensen.reports.systemic.flows import Dot

SIZE, SMALL, _LINE, _UNDER, _GAP = 12.5, 11.0, 15.0, 14.0, 7.0
_ROOM, _OUT = 220.0, 9.0
_TWO_LINES = 20  # with more names than this each has one line


@dataclass(frozen=True, slots=True)
class Block:
    """The lines of one closure in each language."""

    lines: dict[Language, list[str]]
    under: dict[Language, str]

    @property
    def tall(self) -> float:
        return _LINE * max(len(lines) for lines in self.lines.values()) + _UNDER


def blocks(read: Systemic, langs: Languages) -> list[Block]:
    """A block for each row of the core: rank and name, below them index and sector."""
    most = 2 if len(read.top) <= _TWO_LINES else 1
    return [_block(rank, row, most, langs) for rank, row in enumerate(read.top, start=1)]


def _block(rank: int, row: Row, most: int, langs: Languages) -> Block:
    lines, under = {}, {}
    for lang in langs:
        said = f"{rank} {pick(document.name(row), lang)}"
        lines[lang] = labels.wrap(said, SIZE, _ROOM, most)
        told = [percent(row.get("esri"), lang), str(pick(row.get("sector"), lang) or "")]
        under[lang] = labels.shorten(" · ".join(part for part in told if part), SMALL, _ROOM)
    return Block(lines, under)


def _sides(count: int) -> tuple[list[int], list[int]]:
    """The rows on the right from top to bottom, and those on the left from top to bottom."""
    right = [i for i in range(count) if (i + 0.5) / count < 0.5 or count == 1]
    return right, [i for i in reversed(range(count)) if i not in right]


def height(found: Sequence[Block]) -> float:
    """What the taller column takes."""
    return max(sum(found[i].tall + _GAP for i in side) for side in _sides(len(found))) + 8


def drawn(
    found: Sequence[Block], dots: Sequence[Dot], tall: float, langs: Languages, away: float
) -> list[Markup]:
    """The blocks with their leaders, `away` from the middle of the drawing."""
    shapes = []
    for side, way in zip(_sides(len(found)), (1, -1), strict=True):
        wanted = [dots[i].y - found[i].tall / 2 for i in side]
        tops = spread(wanted, [found[i].tall + _GAP for i in side], 4.0, tall - 4.0)
        shapes += [_one(found[i], dots[i], top, way * away, langs) for i, top in zip(side, tops, strict=True)]
    return shapes


def spread(wanted: Sequence[float], sizes: Sequence[float], low: float, high: float) -> list[float]:
    """Tops near those wanted, in the same order, none over the next, from `low` to `high` where they fit.

    >>> spread([0, 1, 50], [10, 10, 10], 0, 60)
    [0, 10, 50]
    """
    tops: list[float] = []
    free = low
    for top, size in zip(wanted, sizes, strict=True):
        tops.append(max(top, free))
        free = tops[-1] + size
    limit = high
    for i in reversed(range(len(tops))):
        tops[i] = min(tops[i], limit - sizes[i])
        limit = tops[i]
    return [max(top, low) for top in tops]


def _one(block: Block, dot: Dot, top: float, away: float, langs: Languages) -> Markup:
    """Text at the inner edge of its column; a leader runs out from the dot and then to the text."""
    x, way = 480.0 + away, math.copysign(1.0, away)
    out = dot.radius + _OUT
    knee = dot.x + out * math.sin(dot.turn), dot.y - out * math.cos(dot.turn)
    edge = dot.x + (dot.radius + 4.5) * math.sin(dot.turn), dot.y - (dot.radius + 4.5) * math.cos(dot.turn)
    points = ((*edge,), knee, (x - way * 5, top + block.tall / 2 - 2))
    path = " ".join(f"{number(a)} {number(b)}" for a, b in points)
    shapes = [tag("path", d=f"M{path}", class_="leader")]
    side = "" if way > 0 else " end"
    for lang in langs:
        own = {"lang": lang} if len(langs) > 1 else {}
        y = top + 12
        for line in block.lines[lang]:
            shapes.append(tag("text", line, x=number(x), y=number(y), class_=f"name{side}", **own))
            y += _LINE
        below = number(y - _LINE + _UNDER)
        shapes.append(tag("text", block.under[lang], x=number(x), y=below, class_=f"small{side}", **own))
    return join(*shapes)
