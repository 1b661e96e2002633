"""Who supplies whom in the core as a matrix: rows sell, columns buy, a square's area is the flow."""

import math
from collections.abc import Mapping

from tensen.reports import labels
from tensen.reports.catalogue import LANGUAGES, Language, pick, text
from tensen.reports.markup import Markup, join, number, tag
from tensen.reports.systemic import document, legend, sectors
from tensen.reports.systemic.document import Languages, Row, Systemic, written
from tensen.reports.systemic.risk_core import traded

CELL, STRIP = 22.0, 11.0
_WIDEST, _SELLS = 1.1, 240.0  # scale of a strip and the width of the widest
_NAMES, _TOP, _SIZE = 300.0, 44.0, 12.5
Flows = Mapping[tuple[int, int], Row]


def matrix(read: Systemic, langs: Languages = LANGUAGES) -> tuple[float, float, Markup]:
    """The width and the height of the drawing, and its shapes."""
    n, kinds, flows = len(read.top), sectors.classes(read.top), read.flows()
    held = {(seller, buyer): edge for seller, buyer, edge in flows}
    shapes = [_heading(n, langs)]
    for i, row in enumerate(read.top):
        y = _TOP + CELL * i
        named = {lang: _named(i, row, lang) for lang in langs}
        shapes.append(written(named, langs, x=_NAMES - 12, y=number(y + 15), class_="name end"))
        cells = squares(read, held, i, CELL, kinds[i], langs)
        shapes.append(tag("g", cells, transform=f"translate({number(_NAMES)} {number(y)})"))
    foot = _TOP + CELL * n + 20
    wide = max(_NAMES + CELL * n + 20, 640.0)
    more, explained = legend.flowing(_marks(read), 6, foot, wide - 12, langs)
    return wide, foot + more, join(*shapes, explained)


def _named(i: int, row: Row, lang: Language) -> str:
    return f"{labels.shorten(str(pick(document.name(row), lang)), _SIZE, _NAMES - 40)} {i + 1}"


def _heading(n: int, langs: Languages) -> Markup:
    numbers = (
        tag("text", k + 1, x=number(_NAMES + CELL * (k + 0.5)), y=_TOP - 8, class_="tick mid")
        for k in range(n)
    )
    sells = written(text("systemic.matrix.sells"), langs, x=_NAMES - 12, y=_TOP - 8, class_="axis-name end")
    return join(
        sells, written(text("systemic.matrix.buys"), langs, x=_NAMES, y=13, class_="axis-name"), *numbers
    )


def strip(read: Systemic, seller: int) -> Markup:
    """The row of one seller for a table (decorative: the network and the hover say the same)."""
    held = {(s, b): edge for s, b, edge in read.flows()}
    kind = sectors.classes(read.top)[seller]
    n = len(read.top)
    cells = squares(read, held, seller, STRIP, kind, LANGUAGES)
    return beside(n, STRIP, cells)


def beside(n: int, tall: float, *shapes: Markup) -> Markup:
    """A strip of n cells in the table, each as large as the others are, whatever their number."""
    scale = min(_WIDEST, _SELLS / (STRIP * n))
    size = {"width": number(STRIP * n * scale), "height": number(tall * scale)}
    box = f"0 0 {number(STRIP * n)} {number(tall)}"
    return tag("svg", *shapes, **size, viewBox=box, class_="risk-drawing strip", aria_hidden="true")


def squares(read: Systemic, held: Flows, seller: int, cell: float, kind: str, langs: Languages) -> Markup:
    """One row of cells: the ground, the diagonal struck out, a square for each flow."""
    largest = max((edge["weight"] for edge in held.values()), default=1.0)
    shapes = []
    for buyer in range(len(read.top)):
        x = cell * buyer
        if seller == buyer:
            shapes.append(_box(x, cell, 0.0, "self"))
            continue
        shapes.append(_box(x, cell, 0.0, "cell"))
        edge = held.get((seller, buyer))
        if edge:
            side = max(0.22, math.sqrt(edge["weight"] / largest))
            shapes.append(_box(x, cell, (1 - side) * (cell - 2) / 2, f"trade {kind}"))
            unseen = tag("rect", x=number(x), y=0, width=number(cell), height=number(cell))
            shapes.append(document.hover(unseen, traded(read, (seller, buyer, edge)), langs))
    return join(*shapes)


def _box(x: float, cell: float, inset: float, name: str) -> Markup:
    side = number(cell - 1 - 2 * inset)
    return tag("rect", x=number(x + 0.5 + inset), y=number(0.5 + inset), width=side, height=side, class_=name)


def _marks(read: Systemic) -> list[legend.Mark]:
    marks = [*sectors.marks(read.top), ("none", text("systemic.matrix.area"))]
    if read.flows() or not read.traded:
        return marks
    return [*marks, ("none", text("systemic.core.no_flows"))]
