"""GeoJSON (RFC 7946): nodes as points, edges as great circles, for QGIS and web maps. Written only.

What lies nowhere is in it too, with ``geometry: null`` (RFC 7946, 3.2), so that no row is lost.
"""

import json
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from tensen.formats.drawn import drawn
from tensen.formats.great_circle import Line, Position, lines
from tensen.formats.licences import licence_rows
from tensen.messages import Language
from tensen.model import Network

_STEP = 20_000


def to_geojson(network: Network, lang: Language = "en", step: Callable[[], None] = lambda: None) -> bytes:
    """A feature for each node and edge; ``layer`` says which; the licences are a member of the collection."""
    made = drawn(network, lang)
    spots: list[Any] = [tuple(p) if np.isfinite(p[0]) else None for p in made.position.tolist()]

    @cache
    def line(start: Position | None, end: Position | None) -> str:
        return _line(lines(start, end)) if start and end else "null"

    features = [
        f'{{"type":"Feature","geometry":{_point(spot)},"properties":{{"layer":"nodes"{cells}}}}}'
        for spot, cells in zip(spots, _properties(made.nodes), strict=True)
    ]
    for n, ((a, b), cells) in enumerate(zip(made.ends.tolist(), _properties(made.edges), strict=True)):
        shape = line(spots[a], spots[b])
        features.append(f'{{"type":"Feature","geometry":{shape},"properties":{{"layer":"edges"{cells}}}}}')
        if not n % _STEP:
            step()
    head = {
        "name": network.about.title_en if lang == "en" else network.about.title_ja,
        "licences": licence_rows(network, lang),
    }
    words = _json(head)[1:-1]
    body = ",\n".join(features)
    return f'{{"type":"FeatureCollection",{words},\n"features":[\n{body}\n]}}\n'.encode()


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _point(spot: Position | None) -> str:
    if spot is None:
        return "null"
    return _json({"type": "Point", "coordinates": [round(v, 6) for v in spot]})


def _line(pieces: tuple[Line, ...]) -> str:
    if not pieces:
        return "null"
    if len(pieces) == 1:
        return _json({"type": "LineString", "coordinates": pieces[0]})
    return _json({"type": "MultiLineString", "coordinates": pieces})


def _properties(frame: pd.DataFrame) -> list[str]:
    """The cells of each row as JSON members; blank ones are null, so that every feature has every field."""
    columns = []
    for name in map(str, frame.columns):
        cells = frame[name]
        key = f",{_json(name)}:"
        if cells.dtype.kind == "f":
            columns.append([key + (repr(v) if v == v else "null") for v in cells.tolist()])
        else:
            codes, found = pd.factorize(cells)
            words = [key + _json(w.item() if isinstance(w, np.generic) else w) for w in found]
            columns.append(np.array([*words, key + "null"], dtype=object)[codes].tolist())
    return ["".join(row) for row in zip(*columns, strict=True)] if columns else [""] * len(frame)
