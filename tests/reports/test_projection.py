import math

import pytest

from tensen.reports.projection import azimuthal_equal_area, clip, equal_earth, pieces, unwrap, wrap


@pytest.mark.parametrize(
    ("lon", "lat", "x", "y"),
    [(0.0, 0.0, 0.0, 0.0), (180.0, 0.0, 2.7066299836, 0.0), (0.0, 90.0, 0.0, 1.3173627592)],
)
def test_equal_earth_against_the_extent_its_authors_give(lon: float, lat: float, x: float, y: float) -> None:
    assert equal_earth(lon, lat) == pytest.approx((x, y), abs=1e-9)


@pytest.mark.parametrize(
    ("lon", "lat", "x", "y"),
    [
        (180.0, 90.0, 1.603588648, 1.317362759),
        (-120.0, -50.0, -1.488420334, -0.941540235),
        (60.0, 35.0, 0.823229665, 0.685334916),
        (-10.0, 70.0, -0.102041921, 1.207483091),
    ],
)
def test_equal_earth_against_proj(lon: float, lat: float, x: float, y: float) -> None:
    """Values of `+proj=eqearth +R=1` in PROJ 9.5.1."""
    assert equal_earth(lon, lat) == pytest.approx((x, y), abs=1e-9)


def _area(project: object, lon: float, lat: float, step: float = 1e-4) -> float:
    assert callable(project)
    (x0, y0), (x1, y1), (x2, y2) = project(lon, lat), project(lon + step, lat), project(lon, lat + step)
    radians = math.radians(step)
    return abs((x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0)) / (radians**2 * math.cos(math.radians(lat)))


@pytest.mark.parametrize("lat", [-50.0, 0.0, 35.0, 70.0])
@pytest.mark.parametrize("lon", [-120.0, 0.0, 60.0])
def test_equal_earth_keeps_areas(lon: float, lat: float) -> None:
    assert _area(equal_earth, lon, lat) == pytest.approx(1.0, abs=2e-4)


@pytest.mark.parametrize(("lon", "lat"), [(0.0, 36.0), (10.0, 26.0), (-8.0, 45.0)])
def test_azimuthal_keeps_areas_and_its_centre(lon: float, lat: float) -> None:
    project = azimuthal_equal_area(36.0)
    assert project(0.0, 36.0) == pytest.approx((0.0, 0.0))
    assert _area(project, lon, lat) == pytest.approx(1.0, abs=2e-4)


def test_azimuthal_against_snyder() -> None:
    """Snyder 1987, p. 332: centre 40 N 100 W, radius 3, at 20 S 100 E: x = -4.2339303, y = 4.0257775."""
    x, y = azimuthal_equal_area(40.0)(-160.0, -20.0)
    assert (3.0 * x, 3.0 * y) == pytest.approx((-4.2339303, 4.0257775), abs=1e-6)


def test_wrap_and_unwrap() -> None:
    assert wrap(190.0) == -170.0
    assert unwrap([(170.0, 0.0), (-170.0, 0.0)], 150.0) == [(20.0, 0.0), (40.0, 0.0)]
    assert unwrap([(-31.0, 0.0), (-29.0, 0.0)], 150.0) == [(179.0, 0.0), (181.0, 0.0)]


def test_clip_cuts_a_square_in_half() -> None:
    square = [(0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0)]
    assert sorted(clip(square, -1.0, -1.0, 1.0, 3.0)) == [(0.0, 0.0), (0.0, 2.0), (1.0, 0.0), (1.0, 2.0)]
    assert clip(square, 3.0, 0.0, 4.0, 1.0) == []


def test_a_coast_across_the_edge_comes_back_on_both_sides() -> None:
    ring = [(-40.0, 60.0), (-20.0, 60.0), (-20.0, 70.0), (-40.0, 70.0)]
    west, east = sorted(pieces(ring, 150.0, (-180.0, -90.0, 180.0, 90.0)))
    assert min(x for x, _ in west) == -180.0
    assert max(x for x, _ in east) == 180.0
