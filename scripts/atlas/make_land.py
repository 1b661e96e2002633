"""Make the coastlines that the reports draw: land without national boundaries, from Natural Earth.

    python scripts/atlas/make_land.py --land land-50m.json --fine land-10m.json --out src/tensen/reports/land

Both inputs are files of the npm package world-atlas 2.0.2. Writes `land.json` (the world) and
`east_asia.json` (finer, around Japan): {"notice": ..., "polygons": [ring, ...]}, each ring a closed outline
of [lon, lat] in degrees without its last point; holes are rings of their own, turned the other way.
"""

import argparse
import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from natural_earth import Point, Ring, Topology, area

NOTICE = "Made with Natural Earth (public domain, naturalearthdata.com); simplified by Tensen."


@dataclass(frozen=True)
class Cut:
    """One file: which land it is made of, the part of the world it shows and how fine."""

    name: str
    made_of: str
    box: tuple[float, float, float, float]  # west, south, east, north
    tolerance: float  # degrees that a simplified coast may be off
    least: float  # square degrees of the smallest island
    decimals: int


CUTS = (
    Cut("land.json", "land", (-540.0, -90.0, 540.0, 90.0), 0.12, 0.04, 1),
    Cut("east_asia.json", "fine", (105.0, 12.0, 168.0, 60.0), 0.022, 0.003, 2),
)


def main() -> None:
    """Write both files and say how large they are."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name in ("land", "fine", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    for cut in CUTS:
        topology = Topology(getattr(asked, cut.made_of))
        rings = [ring for polygon in topology.polygons(topology.objects["land"]) for ring in polygon]
        made = [piece for ring in rings for piece in _pieces(_close(ring), cut)]
        text = json.dumps({"notice": NOTICE, "polygons": made}, separators=(",", ":"))
        (asked.out / cut.name).write_text(text + "\n", encoding="utf-8")
        print(f"{cut.name}: {len(made)} rings, {sum(map(len, made))} points, {len(text):,} bytes")


def _close(ring: Ring) -> Ring:
    """The ring without jumps of 360 degrees and its repeated end; Antarctica is led round the pole."""
    points: Ring = []
    for lon, lat in ring:
        turned = lon if not points else lon + 360.0 * round((points[-1][0] - lon) / 360.0)
        points.append((turned, lat))
    west, east = points[0][0], points[-1][0]
    if abs(east - west) < 180.0:
        return points[:-1]
    # steps well below 180 degrees, so that a reader that takes out jumps follows them
    steps = [east + (west - east) * i / 6 for i in range(7)]
    return [*points, *((lon, -90.0) for lon in steps)]


def _pieces(ring: Ring, cut: Cut) -> Iterator[list[list[float]]]:
    """What the box shows of a ring; a ring without jumps may lie a whole turn east or west of the box."""
    turns = (0.0,) if cut.box[2] - cut.box[0] > 360.0 else (-360.0, 0.0, 360.0)
    for turn in turns:
        piece = _cut([(lon + turn, lat) for lon, lat in ring], cut)
        if piece:
            yield piece


def _cut(ring: Ring, cut: Cut) -> list[list[float]]:
    """The part of a ring in the box, simplified and rounded; empty when nothing worth drawing is left."""
    inside = _clip(ring, cut.box)
    if len(inside) < 3 or abs(area(inside)) < cut.least:
        return []
    far = max(range(len(inside)), key=lambda i: math.dist(inside[0], inside[i]))
    kept = [*_simplify(inside[: far + 1], cut.tolerance)[:-1]]
    kept += _simplify([*inside[far:], inside[0]], cut.tolerance)[:-1]
    rounded: list[list[float]] = []
    for lon, lat in kept:
        point = [round((lon + 180.0) % 360.0 - 180.0, cut.decimals), round(lat, cut.decimals)]
        if not rounded or rounded[-1] != point:
            rounded.append(point)
    return rounded if len(rounded) > 3 else []


def _simplify(line: Ring, tolerance: float) -> Ring:
    """Ramer, Douglas and Peucker: fewest points of the line that stay within ``tolerance`` degrees of all."""
    keep, waiting = {0, len(line) - 1}, [(0, len(line) - 1)]
    while waiting:
        first, last = waiting.pop()
        if last - first < 2:
            continue
        worst = max(range(first + 1, last), key=lambda i: _off(line[i], line[first], line[last]))
        if _off(line[worst], line[first], line[last]) > tolerance:
            keep.add(worst)
            waiting += [(first, worst), (worst, last)]
    return [line[i] for i in sorted(keep)]


def _off(point: Point, start: Point, end: Point) -> float:
    """Distance of a point from a line, in degrees of latitude."""
    scale = math.cos(math.radians(point[1]))
    px, py = (point[0] - start[0]) * scale, point[1] - start[1]
    dx, dy = (end[0] - start[0]) * scale, end[1] - start[1]
    length = dx * dx + dy * dy
    t = min(1.0, max(0.0, (px * dx + py * dy) / length)) if length else 0.0
    return math.hypot(px - t * dx, py - t * dy)


def _clip(ring: Ring, box: tuple[float, float, float, float]) -> Ring:
    """Sutherland and Hodgman: the part of a polygon in a box (west, south, east, north)."""
    west, south, east, north = box
    points = list(ring)
    for bound, axis, side in ((west, 0, 1), (south, 1, 1), (east, 0, -1), (north, 1, -1)):
        kept: Ring = []
        for before, here in zip([*points[-1:], *points[:-1]], points, strict=True):
            inside, was = ((p[axis] - bound) * side >= 0 for p in (here, before))
            if inside != was:
                t = (bound - before[axis]) / (here[axis] - before[axis])
                crossing = (before[0] + t * (here[0] - before[0]), before[1] + t * (here[1] - before[1]))
                kept.append(crossing)
            if inside:
                kept.append(here)
        points = kept
    return points


if __name__ == "__main__":
    main()
