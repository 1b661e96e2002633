"""GeoPackage 1.3 (OGC 12-128r18): layers of nodes and edges with spatial indexes, and the other tables whole.

Written with the standard library's SQLite; the statements are those of the standard. Opened by QGIS.
"""

import sqlite3
import struct
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import Any, Final

import numpy as np
import pandas as pd

from tensen.formats import geopackage_tables as declared
from tensen.formats.cells import or_none
from tensen.formats.drawn import drawn
from tensen.formats.great_circle import Line, lines
from tensen.formats.licences import cited_sources, licence_rows
from tensen.formats.stamp import latest
from tensen.messages import Language
from tensen.model import Network

_HEADER: Final = struct.Struct("<2sBBi4d")
_POINT: Final = struct.Struct("<2sBBiBI2d")
_STEP: Final = 20_000
Box = tuple[float, float, float, float]
Shape = tuple[bytes, Box] | tuple[None, None]
Step = Callable[[], None]


def to_geopackage(network: Network, lang: Language = "en", step: Step = lambda: None) -> bytes:
    """The network as the bytes of a GeoPackage."""
    made = drawn(network, lang)
    when = latest(network).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    base = sqlite3.connect(":memory:")
    try:
        base.executescript(declared.CORE)
        spots: list[Any] = [tuple(p) if np.isfinite(p[0]) else None for p in made.position.tolist()]

        @cache
        def line(start: Any, end: Any) -> Shape:
            return _line(lines(start, end)) if start and end else (None, None)

        points: list[Shape] = [_point(*spot) if spot else (None, None) for spot in spots]
        _layer(base, "nodes", "POINT", made.nodes, points, when)
        step()
        shapes = (line(spots[a], spots[b]) for a, b in made.ends.tolist())
        _layer(base, "edges", "MULTILINESTRING", made.edges, list(_counted(shapes, step)), when)
        for name in ("carriers", "requirements", "memberships", "assumptions"):
            _attributes(base, name, network.tables[name], when)
        _attributes(base, "sources", cited_sources(network), when)
        _attributes(base, "licences", pd.DataFrame(licence_rows(network, lang), dtype="str"), when)
        base.commit()
        step()
        return base.serialize()
    finally:
        base.close()


def _counted(found: Iterable[Shape], step: Step) -> Iterator[Shape]:
    for n, shape in enumerate(found):
        if not n % _STEP:
            step()
        yield shape


def _layer(
    base: sqlite3.Connection, name: str, kind: str, frame: pd.DataFrame, shapes: Sequence[Shape], when: str
) -> None:
    """A table with a geometry column and its spatial index."""
    _create(base, name, frame, f", geom {kind}")
    boxes = np.array([box for _, box in shapes if box is not None], dtype=np.float64).reshape(-1, 4)
    extent = [*boxes[:, :2].min(axis=0), *boxes[:, 2:].max(axis=0)] if len(boxes) else [None] * 4
    _contents(base, name, "features", when, extent, 4326)
    base.execute("INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', ?, 4326, 0, 0)", (name, kind))
    _insert(base, name, frame, [geometry for geometry, _ in shapes])
    base.execute(declared.INDEX.format(table=name))
    rows = [(n, *_in_order(box)) for n, (_, box) in enumerate(shapes, 1) if box is not None]
    base.executemany(f"INSERT INTO rtree_{name}_geom VALUES (?, ?, ?, ?, ?)", rows)  # noqa: S608
    base.execute(declared.EXTENSION, (name,))
    base.executescript(declared.TRIGGERS.format(table=name))


def _in_order(box: Box) -> Box:
    west, south, east, north = box
    return west, east, south, north


def _attributes(base: sqlite3.Connection, name: str, frame: pd.DataFrame, when: str) -> None:
    held = frame[[c for c in frame.columns if frame[c].notna().any()]]
    _create(base, name, held, "")
    _contents(base, name, "attributes", when, [None] * 4, None)
    _insert(base, name, held, None)


def _contents(
    base: sqlite3.Connection, name: str, kind: str, when: str, extent: Sequence[Any], reference: int | None
) -> None:
    values = (name, kind, name, "", when, *(None if v is None else float(v) for v in extent), reference)
    base.execute("INSERT INTO gpkg_contents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", values)


def _create(base: sqlite3.Connection, name: str, frame: pd.DataFrame, geometry: str) -> None:
    columns = "".join(f', "{column}" {_type(frame[column])}' for column in frame.columns)
    base.execute(f'CREATE TABLE "{name}" (fid INTEGER PRIMARY KEY NOT NULL{geometry}{columns})')


def _type(cells: pd.Series) -> str:
    if cells.dtype.kind == "f":
        return "DOUBLE"
    return "BOOLEAN" if cells.dtype == "boolean" else "TEXT"


def _insert(
    base: sqlite3.Connection, name: str, frame: pd.DataFrame, shapes: Sequence[bytes | None] | None
) -> None:
    columns: list[Sequence[Any]] = [range(1, len(frame) + 1)]
    columns += [shapes] if shapes is not None else []
    columns += [_plain(frame[column]) for column in frame.columns]
    marks = ", ".join("?" * len(columns))
    base.executemany(f'INSERT INTO "{name}" VALUES ({marks})', zip(*columns, strict=True))  # noqa: S608


def _plain(cells: pd.Series) -> list[Any]:
    return [int(v) if isinstance(v, bool) else v for v in or_none(cells).tolist()]


def _point(lon: float, lat: float) -> Shape:
    """A GeoPackage point: header without envelope, then well-known binary."""
    return _POINT.pack(b"GP", 0, 1, 4326, 1, 1, lon, lat), (lon, lat, lon, lat)


def _line(pieces: tuple[Line, ...]) -> Shape:
    """A multi-line with its envelope."""
    if not pieces:
        return None, None
    every = np.array([point for piece in pieces for point in piece])
    (west, south), (east, north) = every.min(axis=0).tolist(), every.max(axis=0).tolist()
    parts = [_HEADER.pack(b"GP", 0, 3, 4326, west, east, south, north)]
    parts.append(struct.pack("<BII", 1, 5, len(pieces)))
    for piece in pieces:
        parts.append(struct.pack("<BII", 1, 2, len(piece)))
        parts.append(np.array(piece, dtype="<f8").tobytes())
    return b"".join(parts), (west, south, east, north)
