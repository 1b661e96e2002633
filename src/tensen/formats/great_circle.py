"""Lines on the globe: great circles as positions, cut where they cross the antimeridian (RFC 7946, 3.1.9)."""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

STEP: Final = 5.0  # degrees of arc between two positions: at most 0.1 % longer than the arc
_DECIMALS: Final = 6  # about 0.1 m, as RFC 7946 advises
Position = tuple[float, float]
Line = tuple[Position, ...]


def lines(start: Position, end: Position) -> tuple[Line, ...]:
    """The great circle from ``start`` to ``end`` (degrees east, north); two lines where it crosses 180°.

    Two points on opposite sides of the globe have no single great circle: the one over the North Pole is
    taken. Equal points have no line. After E. Williams, Aviation Formulary (intermediate points).

    >>> lines((170.0, 0.0), (-175.0, 0.0))
    (((170.0, 0.0), (175.0, 0.0), (180.0, 0.0)), ((-180.0, 0.0), (-175.0, 0.0)))
    """
    if start == end:
        return ()
    points = _points(start, end)
    pieces: list[list[Position]] = [[points[0]]]
    for before, after in pairwise(points):
        if abs(after[0] - before[0]) > 180.0:
            side = math.copysign(180.0, before[0])
            middle = _crossing(before, after, side)
            pieces[-1].append((side, middle))
            pieces.append([(-side, middle)])
        pieces[-1].append(after)
    return tuple(tuple(_distinct(piece)) for piece in pieces if len(_distinct(piece)) > 1)


def _points(start: Position, end: Position) -> list[Position]:
    a, b = _vector(start), _vector(end)
    arc = math.atan2(_norm(_cross(a, b)), sum(x * y for x, y in zip(a, b, strict=True)))
    if math.pi - arc < 1e-9:
        return [*_points(start, (start[0], 90.0)), *_points((end[0], 90.0), end)]
    count = max(1, math.ceil(math.degrees(arc) / STEP - 1e-9))
    inner = [_between(a, b, arc, n / count) for n in range(1, count)]
    return [_rounded(start), *inner, _rounded(end)]


def _between(a: Sequence[float], b: Sequence[float], arc: float, part: float) -> Position:
    one, two = math.sin((1 - part) * arc) / math.sin(arc), math.sin(part * arc) / math.sin(arc)
    x, y, z = (one * p + two * q for p, q in zip(a, b, strict=True))
    return _rounded((math.degrees(math.atan2(y, x)), math.degrees(math.atan2(z, math.hypot(x, y)))))


def _crossing(before: Position, after: Position, side: float) -> float:
    """The latitude at 180° between two near points: straight between them."""
    way = (after[0] + 2 * side) - before[0]
    part = (side - before[0]) / way if way else 0.5
    return round(before[1] + part * (after[1] - before[1]), _DECIMALS)


def _distinct(piece: Sequence[Position]) -> list[Position]:
    return [p for n, p in enumerate(piece) if n == 0 or p != piece[n - 1]]


def _rounded(point: Position) -> Position:
    return round(point[0], _DECIMALS) + 0.0, round(point[1], _DECIMALS) + 0.0


def _vector(point: Position) -> tuple[float, float, float]:
    lon, lat = map(math.radians, point)
    return math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat)


def _cross(a: Sequence[float], b: Sequence[float]) -> tuple[float, float, float]:
    return a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]


def _norm(a: Sequence[float]) -> float:
    return math.sqrt(sum(x * x for x in a))
