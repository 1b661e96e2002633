"""Polygons of Natural Earth (public domain) out of the TopoJSON files of the npm package world-atlas."""

import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

Point = tuple[float, float]
Ring = list[Point]


class Topology:
    """A TopoJSON file: arcs are quantised and stored as differences, shared by the shapes that touch."""

    def __init__(self, path: Path) -> None:
        held: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        self.objects = held["objects"]
        self._kx, self._ky = held["transform"]["scale"]
        self._dx, self._dy = held["transform"]["translate"]
        self._arcs = [self._decode(arc) for arc in held["arcs"]]

    def _decode(self, arc: list[list[int]]) -> Ring:
        x = y = 0
        points = []
        for step_x, step_y in arc:
            x, y = x + step_x, y + step_y
            points.append((x * self._kx + self._dx, y * self._ky + self._dy))
        return points

    def _ring(self, arcs: list[int]) -> Ring:
        points: Ring = []
        for number in arcs:
            arc = self._arcs[number] if number >= 0 else self._arcs[~number][::-1]
            points += arc[1:] if points else arc
        return points

    def polygons(self, shape: dict[str, Any]) -> Iterator[list[Ring]]:
        """Each polygon of a shape as its rings, the outline first, then holes; degrees."""
        if shape["type"] == "GeometryCollection":
            for part in shape["geometries"]:
                yield from self.polygons(part)
        elif shape["type"] == "Polygon":
            yield [self._ring(arcs) for arcs in shape["arcs"]]
        elif shape["type"] == "MultiPolygon":
            for polygon in shape["arcs"]:
                yield [self._ring(arcs) for arcs in polygon]


def area(ring: Ring) -> float:
    """Signed area in square degrees (shoelace)."""
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairwise([*ring, ring[0]])) / 2.0


def centre(ring: Ring) -> Point:
    """A point inside the ring: the middle of its widest part at the height of its centroid."""
    whole = area(ring)
    if abs(whole) < 1e-9:
        return ring[0]
    pairs = list(pairwise([*ring, ring[0]]))
    lat = sum((y0 + y1) * (x0 * y1 - x1 * y0) for (x0, y0), (x1, y1) in pairs) / (6.0 * whole)
    lon = sum((x0 + x1) * (x0 * y1 - x1 * y0) for (x0, y0), (x1, y1) in pairs) / (6.0 * whole)
    cuts = sorted(
        x0 + (lat - y0) / (y1 - y0) * (x1 - x0) for (x0, y0), (x1, y1) in pairs if (y0 > lat) != (y1 > lat)
    )
    spans = list(zip(cuts[::2], cuts[1::2], strict=False))
    if any(west <= lon <= east for west, east in spans) or not spans:
        return lon, lat
    west, east = max(spans, key=lambda span: span[1] - span[0])
    return (west + east) / 2.0, lat
