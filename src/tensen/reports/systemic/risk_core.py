"""The riskiest core as a network: the closures with the largest indices on a circle, the flows among them.

Ranks run clockwise from the top, so that the same document always gives the same drawing. A dot's area is the
index, its colour the sector, a ring says that it belongs to the plateau. A flow is wide where it is sold and
ends in an arrow where it is bought; its name stands beside the circle, never on it.
"""

import math

from tensen.reports.catalogue import LANGUAGES, text
from tensen.reports.markup import EMPTY, Markup, join, number, tag
from tensen.reports.systemic import document, legend, names, sectors
from tensen.reports.systemic.document import Languages, Row, Systemic, whole
from tensen.reports.systemic.flows import Dot, flow
from tensen.reports.systemic.risk_curve import told

WIDTH = 960.0
_BESIDE = 64.0  # from the circle to the names
DRAWN = 150  # flows; the smaller ones stand in the matrix
_MIDDLE, _ROUND = WIDTH / 2, 186.0
_LARGEST, _SMALLEST, _FEW = 23.0, 3.0, 5


def risk_core(read: Systemic, langs: Languages = LANGUAGES) -> tuple[float, Markup]:
    """The height of the drawing, `WIDTH` wide, and its shapes."""
    if not read.top:
        return 0.0, EMPTY
    blocks = names.blocks(read, langs)
    up, low = _extent(len(read.top))
    tall = max(low - up + 2 * _LARGEST + 36, names.height(blocks))
    dots = placed(read, tall / 2 - (up + low) / 2)
    kinds = sectors.classes(read.top)
    flows = read.flows()
    shapes = [
        *(_flow(dots, kinds, f, flows[0], read, langs) for f in reversed(flows[:DRAWN])),
        *names.drawn(blocks, dots, tall, langs, _round(len(dots)) + _BESIDE),
        *(_node(i, dots[i], kinds[i], read, langs) for i in range(len(dots))),
    ]
    more, explained = legend.flowing(_marks(read), 6, tall + 20, WIDTH - 12, langs)
    return tall + 20 + more, join(*shapes, explained)


def _round(n: int) -> float:
    """The radius of the circle of n dots: a few need no large one, one stands in its middle."""
    return _ROUND if n > _FEW else 0.0 if n == 1 else 130.0


def _turn(i: int, n: int) -> float:
    return math.pi / 2 if n == 1 else 2 * math.pi * (i + 0.5) / n


def _extent(n: int) -> tuple[float, float]:
    """How far up and down of the middle the dots of n lie: of a few, less than the circle does."""
    if n > _FEW:
        return -_ROUND, _ROUND
    rises = [-_round(n) * math.cos(_turn(i, n)) for i in range(n)]
    return min(rises), max(rises)


def placed(read: Systemic, middle: float) -> list[Dot]:
    """Each closure on the circle, rank 1 right of the top, then clockwise; half a step off the axis."""
    n = len(read.top)
    largest = max((row.get("esri") or 0.0 for row in read.top), default=0.0) or 1.0
    far = _round(n)
    most = _LARGEST if n == 1 else min(_LARGEST, 0.42 * 2 * math.pi * far / n)
    dots = []
    for i, row in enumerate(read.top):
        turn = _turn(i, n)
        radius = max(_SMALLEST, most * math.sqrt((row.get("esri") or 0.0) / largest))
        dots.append(Dot(_MIDDLE + far * math.sin(turn), middle - far * math.cos(turn), radius, turn))
    return dots


def _flow(
    dots: list[Dot],
    kinds: list[str],
    found: tuple[int, int, Row],
    largest: tuple[int, int, Row],
    read: Systemic,
    langs: Languages,
) -> Markup:
    seller, buyer, edge = found
    # the dots of a regular figure have its middle as their mean
    middle = _MIDDLE, sum(dot.y for dot in dots) / len(dots)
    shape = flow(dots[seller], dots[buyer], edge["weight"] / largest[2]["weight"], middle)
    drawn = tag("path", d=shape, class_=f"flow {kinds[seller]}")
    return join(drawn, document.hover(tag("path", d=shape), traded(read, found), langs))


def traded(read: Systemic, found: tuple[int, int, Row]) -> dict[str, str]:
    """A flow in one line: who sells how much to whom, and whether the buyer cannot do without."""
    seller, buyer, edge = found
    level = edge.get("level")
    need = text(f"systemic.level.{level}") if level in {0, 1, 2} else {"en": "", "ja": ""}
    sold = f"{edge['weight']:,.4g}"
    ends = {"a": _called(read.top[seller]), "b": _called(read.top[buyer])}
    return text("systemic.traded", i=seller + 1, k=buyer + 1, sold=sold, need=need, **ends)


def _called(row: Row) -> object:
    return document.short(document.name(row), 120)


def _node(i: int, dot: Dot, kind: str, read: Systemic, langs: Languages) -> Markup:
    at = {"cx": number(dot.x), "cy": number(dot.y)}
    shapes = [tag("circle", **at, r=number(dot.radius), class_=f"node {kind}")]
    if i < read.plateau:
        shapes.append(tag("circle", **at, r=number(dot.radius + 3.5), class_="ring"))
    if dot.radius >= 8.5:
        centred = {"x": number(dot.x), "y": number(dot.y + 4)}
        shapes.append(tag("text", i + 1, **centred, class_=f"number on-{kind}"))
    unseen = tag("circle", **at, r=number(dot.radius + 4))
    return join(*shapes, document.hover(unseen, told(i + 1, read.top[i]), langs))


def _marks(read: Systemic) -> list[legend.Mark]:
    marks = [*sectors.marks(read.top), ("area", text("systemic.core.area"))]
    if read.plateau:
        marks.append(("ring", text("systemic.core.ring")))
    flows = len(read.flows())
    if not flows:
        return [*marks, ("none", text("systemic.core.no_flows"))] if read.traded else marks
    marks.append(("flow", text("systemic.core.flow")))
    if flows > DRAWN:
        said = text("systemic.core.largest", drawn=DRAWN, all=whole(flows))
        marks.append(("none", said))
    return marks
