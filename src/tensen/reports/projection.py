"""Two map projections as plain functions of degrees, and cutting a ring of coast at the edge of the map.

Both keep areas equal, so that no country looks larger than it is.
"""

import math
from collections.abc import Callable, Iterator, Sequence

Point = tuple[float, float]
Ring = Sequence[Sequence[float]]
Projection = Callable[[float, float], Point]

_A1, _A2, _A3, _A4 = 1.340264, -0.081106, 0.000893, 0.003796
_ROOT3 = math.sqrt(3.0)


def wrap(degrees: float) -> float:
    """Bring a longitude into [-180, 180).

    >>> wrap(190.0), wrap(-180.0), wrap(180.0)
    (-170.0, -180.0, -180.0)
    """
    return (degrees + 180.0) % 360.0 - 180.0


def equal_earth(lon: float, lat: float) -> Point:
    """Equal Earth (Šavrič, Patterson, Jenny 2018, doi 10.1080/13658816.2018.1504949) on the unit sphere.

    Degrees from the central meridian and from the equator; x in ±2.7066 to the east, y in ±1.3174 north.
    """
    theta = math.asin(_ROOT3 / 2.0 * math.sin(math.radians(lat)))
    t2 = theta * theta
    t6 = t2 * t2 * t2
    slope = _A1 + 3.0 * _A2 * t2 + t6 * (7.0 * _A3 + 9.0 * _A4 * t2)
    x = 2.0 * _ROOT3 * math.radians(lon) * math.cos(theta) / (3.0 * slope)
    return x, theta * (_A1 + _A2 * t2 + t6 * (_A3 + _A4 * t2))


def azimuthal_equal_area(centre_lat: float) -> Projection:
    """Lambert's azimuthal equal-area projection about (0, centre_lat) (Snyder 1987, eq. 24-2 to 24-4)."""
    sin0, cos0 = math.sin(math.radians(centre_lat)), math.cos(math.radians(centre_lat))

    def project(lon: float, lat: float) -> Point:
        lam, phi = math.radians(lon), math.radians(lat)
        cosine = sin0 * math.sin(phi) + cos0 * math.cos(phi) * math.cos(lam)
        k = math.sqrt(2.0 / max(1e-9, 1.0 + cosine))
        x = k * math.cos(phi) * math.sin(lam)
        return x, k * (cos0 * math.sin(phi) - sin0 * math.cos(phi) * math.cos(lam))

    return project


def unwrap(ring: Ring, central: float) -> list[Point]:
    """Longitudes from the central meridian, without jumps of 360 degrees along the ring."""
    points: list[Point] = []
    for lon, lat in ring:
        turned = wrap(lon - central)
        if points:
            turned += 360.0 * round((points[-1][0] - turned) / 360.0)
        points.append((turned, lat))
    return points


def _keep(points: list[Point], bound: float, axis: int, side: int) -> list[Point]:
    """Sutherland-Hodgman: the part of a polygon on one side of a line of constant x (0) or y (1)."""
    kept: list[Point] = []
    for before, here in zip([*points[-1:], *points[:-1]], points, strict=True):
        inside, was_inside = ((p[axis] - bound) * side <= 0 for p in (here, before))
        if inside != was_inside:
            t = (bound - before[axis]) / (here[axis] - before[axis])
            kept.append((before[0] + t * (here[0] - before[0]), before[1] + t * (here[1] - before[1])))
        if inside:
            kept.append(here)
    return kept


def clip(points: list[Point], west: float, south: float, east: float, north: float) -> list[Point]:
    """The part of a polygon inside a box; empty when it lies outside."""
    for bound, axis, side in ((east, 0, 1), (west, 0, -1), (north, 1, 1), (south, 1, -1)):
        if not points:
            break
        points = _keep(points, bound, axis, side)
    return points


def pieces(ring: Ring, central: float, box: tuple[float, float, float, float]) -> Iterator[list[Point]]:
    """The parts of a coast inside `box` (degrees from the central meridian), cut where the map ends.

    A ring that crosses the edge of the map comes back once on each side, as the edge is a cut through it.
    """
    points = unwrap(ring, central)
    for turn in (-360.0, 0.0, 360.0):
        piece = clip([(x + turn, y) for x, y in points], *box)
        if len(piece) > 2:
            yield piece
