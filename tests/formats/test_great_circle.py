"""Great circles: what anyone can check on a globe, and the rule at the antimeridian."""

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tensen.formats.great_circle import Position, lines

places = st.tuples(st.floats(-180, 180), st.floats(-89, 89))


def arc(a: Position, b: Position) -> float:
    """Degrees between two points (haversine)."""
    (x, y), (u, v) = (tuple(map(math.radians, p)) for p in (a, b))
    h = math.sin((v - y) / 2) ** 2 + math.cos(y) * math.cos(v) * math.sin((u - x) / 2) ** 2
    return math.degrees(2 * math.asin(min(1.0, math.sqrt(h))))


def test_along_the_equator() -> None:
    ((*points,),) = lines((0.0, 0.0), (20.0, 0.0))
    assert points == [(0.0, 0.0), (5.0, 0.0), (10.0, 0.0), (15.0, 0.0), (20.0, 0.0)]


def test_tokyo_to_london_goes_north() -> None:
    ((*points,),) = lines((139.75, 35.69), (-0.13, 51.51))
    assert max(lat for _, lat in points) == pytest.approx(71.1, abs=0.2)  # over northern Siberia


def test_tokyo_to_san_francisco_is_cut_at_180() -> None:
    west, east = lines((139.75, 35.69), (-122.42, 37.77))
    assert west[-1][0] == 180.0
    assert east[0] == (-180.0, west[-1][1])


def test_a_point_to_itself_is_no_line() -> None:
    assert lines((1.0, 2.0), (1.0, 2.0)) == ()


def test_opposite_points_go_over_the_pole() -> None:
    every = [p for piece in lines((10.0, 20.0), (-170.0, -20.0)) for p in piece]
    assert max(lat for _, lat in every) == 90.0
    assert every[0] == (10.0, 20.0)
    assert every[-1] == (-170.0, -20.0)


@given(places, places)
def test_lines_start_and_end_there_and_never_jump(a: Position, b: Position) -> None:
    pieces = lines(a, b)
    if not pieces:
        return
    assert arc(pieces[0][0], a) < 1e-5
    assert arc(pieces[-1][-1], b) < 1e-5
    steps = [(p, q) for piece in pieces for p, q in pairwise(piece)]
    assert all(abs(p[0] - q[0]) <= 180.0 for p, q in steps)
    assert all(abs(lon) <= 180 and abs(lat) <= 90 for piece in pieces for lon, lat in piece)
    length = sum(arc(p, q) for p, q in steps)
    if arc(a, b) < 179:
        assert length == pytest.approx(arc(a, b), rel=0.02, abs=0.01)
