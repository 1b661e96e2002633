"""The shape of one flow between two dots: wide where it is sold, an arrow where it is bought."""

import math
from dataclasses import dataclass

from tensen.reports.markup import number

_WIDEST, _THINNEST = 11.0, 0.9
_TAIL = 0.4  # of the width is left at the arrow
_BOW = 0.16  # flows in both directions bow to different sides


@dataclass(frozen=True, slots=True)
class Dot:
    """A dot at (x, y), `turn` radians clockwise from the top of the circle."""

    x: float
    y: float
    radius: float
    turn: float

    def towards(self, x: float, y: float, gap: float) -> tuple[float, float]:
        """The point `gap` outside the dot in the direction of (x, y)."""
        far = math.hypot(x - self.x, y - self.y) or 1.0
        out = (self.radius + gap) / far
        return self.x + (x - self.x) * out, self.y + (y - self.y) * out


def _bent(seller: Dot, buyer: Dot, middle: tuple[float, float]) -> tuple[float, float]:
    """Where the curve is drawn to: near the middle of the circle, a little left of its own way."""
    across, down = buyer.x - seller.x, buyer.y - seller.y
    centre_x, centre_y = (seller.x + buyer.x) / 2, (seller.y + buyer.y) / 2
    inward_x, inward_y = 0.45 * (middle[0] - centre_x), 0.45 * (middle[1] - centre_y)
    return centre_x + inward_x + _BOW * down, centre_y + inward_y - _BOW * across


def flow(seller: Dot, buyer: Dot, share: float, middle: tuple[float, float]) -> str:
    """The outline of a flow that is `share` of the largest (its width too, never less than a hair)."""
    wide = max(_THINNEST, _WIDEST * share)
    bend = _bent(seller, buyer, middle)
    start, tip = seller.towards(*bend, 1.0), buyer.towards(*bend, 5.0)
    back = math.hypot(tip[0] - bend[0], tip[1] - bend[1]) or 1.0
    along = (tip[0] - bend[0]) / back, (tip[1] - bend[1]) / back
    head = 5.0 + 0.5 * wide
    neck = tip[0] - along[0] * head, tip[1] - along[1] * head
    first = _normal(start, bend, wide / 2)
    mid = _normal(start, neck, wide * (1 + _TAIL) / 4)
    last = _normal(bend, neck, wide * _TAIL / 2)
    wing = _normal(bend, neck, max(2.6, wide * 0.55))
    return (
        f"M{_at(start, first)}Q{_at(bend, mid)} {_at(neck, last)}L{_at(neck, wing)} {_at(tip)}"
        f" {_at(neck, wing, -1)} {_at(neck, last, -1)}Q{_at(bend, mid, -1)} {_at(start, first, -1)}Z"
    )


def _normal(a: tuple[float, float], b: tuple[float, float], size: float) -> tuple[float, float]:
    far = math.hypot(b[0] - a[0], b[1] - a[1]) or 1.0
    return -(b[1] - a[1]) / far * size, (b[0] - a[0]) / far * size


def _at(point: tuple[float, float], off: tuple[float, float] = (0.0, 0.0), way: int = 1) -> str:
    return f"{number(point[0] + way * off[0])} {number(point[1] + way * off[1])}"
