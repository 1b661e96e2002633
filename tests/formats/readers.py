"""What the tools' own readers find in an export: GDAL (QGIS's reader), networkx, and a plain XML parser."""

import json
import sqlite3
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.parsers import expat

import numpy as np
import pandas as pd
import pyogrio

from tensen.formats.drawn import drawn
from tensen.formats.part import Part
from tensen.model import About, Network, NetworkBuilder


@dataclass
class Found:
    """Frames of nodes and edges as a reader returned them."""

    nodes: pd.DataFrame
    edges: pd.DataFrame


def built(parts: list[Part], about: About | None) -> Network:
    assert about is not None
    builder = NetworkBuilder(about)
    for part in parts:
        builder.add(part.title, part.frame, part.name)
    return builder.freeze()


def _graph(path: Path, tags: Mapping[str, str]) -> Found:
    """Nodes and edges of GraphML or GEXF by a streaming parser that knows the format, not our writer."""
    names: dict[str, str] = {}
    types: dict[str, Callable[[str], Any]] = {}
    kinds: Mapping[str, Callable[[str], Any]] = {
        "double": float,
        "boolean": lambda word: {"true": True, "false": False}[word],
        "string": str,
    }
    rows: dict[str, list[dict[str, Any]]] = {"node": [], "edge": []}
    row: dict[str, Any] = {}
    key, words = "", []

    def start(tag: str, said: dict[str, str]) -> None:
        nonlocal row, key, words
        if tag == tags["value"]:
            key, words = said[tags["for"]], [said["value"]] if "value" in said else []
        elif tag in rows:
            row = dict(said)
            rows[tag].append(row)
        elif tag == tags["declared"]:
            names[said["id"]], types[said["id"]] = said[tags["title"]], kinds[said[tags["type"]]]

    def end(tag: str) -> None:
        nonlocal key
        if tag == tags["value"]:
            row[names[key]] = types[key]("".join(words))
            key = ""

    def text(said: str) -> None:
        if key:
            words.append(said)

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    with path.open("rb") as file:
        parser.ParseFile(file)
    return Found(pd.DataFrame(rows["node"]), pd.DataFrame(rows["edge"]))


def graphml(path: Path) -> Found:
    return _graph(
        path, {"declared": "key", "title": "attr.name", "type": "attr.type", "value": "data", "for": "key"}
    )


def gexf(path: Path) -> Found:
    found = _graph(
        path, {"declared": "attribute", "title": "title", "type": "type", "value": "attvalue", "for": "for"}
    )
    found.edges["weight"] = found.edges["weight"].astype(float)
    assert (found.edges["kind"] == found.edges["carrier"]).all()
    return found


def _gdal(path: Path, **options: Any) -> pd.DataFrame:
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # GDAL's warnings are pyogrio's
        meta, _, shapes, cells = pyogrio.raw.read(path, **options)
    frame = pd.DataFrame(dict(zip(meta["fields"], cells, strict=True)))
    assert meta["crs"] == "EPSG:4326"
    return frame.assign(geometry=shapes)


def geopackage(path: Path) -> Found:
    return Found(_gdal(path, layer="nodes"), _gdal(path, layer="edges"))


def geojson_by_gdal(path: Path) -> Found:
    """As QGIS reads it; 47 s for the whole atlas, so that the tests give it a part."""
    rows = _gdal(path, DATE_AS_STRING="YES")  # GDAL would guess dates from the texts
    return Found(*(rows[rows["layer"] == name].reset_index(drop=True) for name in ("nodes", "edges")))


def geojson(path: Path) -> Found:
    """By the rules of RFC 7946 that can be counted."""
    document = json.loads(path.read_text(encoding="utf-8"))
    assert document["type"] == "FeatureCollection"
    rows: dict[str, list[dict[str, Any]]] = {"nodes": [], "edges": []}
    for feature in document["features"]:
        shape = feature["geometry"]
        kinds = ("Point",) if feature["properties"]["layer"] == "nodes" else ("LineString", "MultiLineString")
        assert shape is None or shape["type"] in kinds
        rows[feature["properties"]["layer"]].append({**feature["properties"], "geometry": shape})
    return Found(pd.DataFrame(rows["nodes"]), pd.DataFrame(rows["edges"]))


READERS: Mapping[str, Callable[[Path], Found]] = {
    "graphml": graphml,
    "gexf": gexf,
    "geojson": geojson,
    "geopackage": geopackage,
}


def compare(network: Network, found: Found) -> None:
    """Every node, edge and attribute as the network draws them."""
    made = drawn(network, "en")
    for wanted, frame in ((made.nodes, found.nodes), (made.edges, found.edges)):
        assert len(frame) == len(wanted)
        for name in wanted.columns:
            _same_cells(str(name), wanted[name], frame[name])
    if "geometry" in found.nodes:
        placed = np.isfinite(made.position[:, 0])
        assert (found.nodes["geometry"].notna().to_numpy() == placed).all()
        spots = made.position[made.ends]
        apart = (spots[:, 0] != spots[:, 1]).any(axis=1) & np.isfinite(spots).all(axis=(1, 2))
        assert (found.edges["geometry"].notna().to_numpy() == apart).all()


def _same_cells(name: str, wanted: pd.Series, cells: pd.Series) -> None:
    blank = wanted.isna().to_numpy(dtype=bool)
    assert (cells.isna().to_numpy() == blank).all(), name
    one, two = wanted[~blank], cells[~blank]
    if wanted.dtype.kind == "f":
        assert (one.to_numpy(dtype=float) == two.to_numpy(dtype=float)).all(), name
    elif wanted.dtype == "boolean":
        assert (one.to_numpy(dtype=bool) == two.to_numpy(dtype=bool)).all(), name
    else:
        assert (one.to_numpy(dtype=object) == two.to_numpy(dtype=object)).all(), name


def words_of(files: Mapping[str, bytes], name: str) -> str:
    """All text of an export."""
    if name == "excel":
        import openpyxl

        book = openpyxl.load_workbook(BytesIO(files[""]))
        return "\n".join(str(c) for sheet in book for row in sheet.iter_rows(values_only=True) for c in row)
    if name == "geopackage":
        base = sqlite3.connect(":memory:")
        base.deserialize(files[""])
        return "\n".join(
            str(row) for t in ("sources", "licences") for row in base.execute(f"SELECT * FROM {t}")
        )
    held = "\n".join(content.decode("utf-8", "replace") for key, content in files.items() if key != "x")
    if name == "parquet":
        held += str(pd.read_parquet(BytesIO(files["sources.parquet"])).to_dict())
    return held
