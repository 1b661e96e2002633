"""The coastlines that come with the package: land without national boundaries, as an SVG path."""

import json
from functools import cache
from importlib.resources import files
from typing import Literal

from tensen.reports.markup import number
from tensen.reports.projection import Point, Projection, Ring, pieces

Coast = Literal["land", "east_asia"]


@cache
def rings(name: Coast) -> tuple[Ring, ...]:
    """The rings of coast of one file of `land/` ({"polygons": [[[lon, lat], ...], ...]}), degrees."""
    text = files("tensen.reports").joinpath("land", f"{name}.json").read_text(encoding="utf-8")
    return tuple(json.loads(text)["polygons"])


class Frame:
    """Fits a projection around a central meridian into a drawing `width` pixels wide.

    `box` is (west, south, east, north) in degrees, west and east counted from the central meridian.
    """

    def __init__(
        self, projection: Projection, central: float, box: tuple[float, float, float, float], width: float
    ) -> None:
        west, south, east, north = box
        self.projection, self.central, self.box, self.width = projection, central, box, width
        steps = [south + (north - south) * i / 40 for i in range(41)]
        edge = [projection(x, y) for y in steps for x in (west, 0.0, east)]
        edge += [projection(west + (east - west) * i / 40, y) for i in range(41) for y in (south, north)]
        self.left, self.top = min(x for x, _ in edge), max(y for _, y in edge)
        self.scale = width / (max(x for x, _ in edge) - self.left)
        self.height = (self.top - min(y for _, y in edge)) * self.scale

    def turned(self, x: float, y: float) -> Point:
        """Pixels of a point given from the central meridian."""
        px, py = self.projection(x, y)
        return (px - self.left) * self.scale, (self.top - py) * self.scale

    def place(self, lon: float, lat: float) -> Point:
        """Pixels of a longitude and latitude."""
        return self.turned((lon - self.central + 180.0) % 360.0 - 180.0, lat)

    def holds(self, lon: float, lat: float) -> bool:
        """Whether a place lies on the map."""
        west, south, east, north = self.box
        return west <= (lon - self.central + 180.0) % 360.0 - 180.0 <= east and south <= lat <= north


def path(name: Coast, frame: Frame, fine: float = 0.5) -> str:
    """The `d` of one path with all land in the frame; steps shorter than `fine` pixels are left out.

    A map of a part of the world is cut outside its frame, so that no cut shows as a coast.
    """
    west, south, east, north = frame.box
    more = 0.0 if east - west >= 360.0 else 8.0
    box = (west - more, south - more, east + more, north + more)
    return "".join(
        _trace([frame.turned(x, y) for x, y in piece], fine)
        for ring in rings(name)
        for piece in pieces(ring, frame.central, box)
    )


def _trace(points: list[Point], fine: float) -> str:
    here, kept = (round(points[0][0], 1), round(points[0][1], 1)), []
    start = here
    for x, y in points[1:]:
        dx, dy = round(x - here[0], 1), round(y - here[1], 1)
        if abs(dx) + abs(dy) >= fine:
            kept.append(f"{number(dx)} {number(dy)}")
            here = (here[0] + dx, here[1] + dy)
    if len(kept) < 2:
        return ""
    return f"M{number(start[0])} {number(start[1])}l" + " ".join(kept).replace(" -", "-") + "z"
