"""A network from one file, or a folder of Parquet files, as an export wrote it; checked like any other."""

import json
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np
import pandas as pd

from tensen.formats import registry
from tensen.formats.guard import within_limit
from tensen.formats.part import Part
from tensen.messages import TensenError
from tensen.model import About, Network, NetworkBuilder
from tensen.model.coerce import LINE, ORIGIN
from tensen.store import read, snapshot
from tensen.store.atomic import unread

PARQUET = "parquet"


def is_network_file(path: Path) -> bool:
    """Whether :func:`read_network_file` is to read ``path``: a file, or a folder of Parquet tables."""
    with suppress(OSError):
        if path.is_dir():
            return (path / "nodes.parquet").is_file()
        return path.is_file() and path.suffix.lower() in {s for f in _readable() for s in f.suffixes}
    return False


def read_network_file(path: Path) -> Network:
    """The network in an Excel workbook, a node-link JSON, a snapshot's manifest or a folder of Parquet files.

    Raises:
        TensenError: it cannot be read, holds no nodes, or a row is wrong; with file, sheet, row and column.
    """
    if path.is_dir():
        files = {p.name: _content(p) for p in sorted(path.glob("*.parquet"))}
        manifest = path / registry.MANIFEST
        files |= {manifest.name: _content(manifest)} if manifest.is_file() else {}
        return _network(path, files, registry.FORMATS[PARQUET])
    chosen = registry.format_for(path)
    content = _content(path)
    if chosen.name == "node-link" and _is_snapshot(content):
        return read(path.parent, path.stem)
    return _network(path, {path.name: content}, chosen)


def _readable() -> list[registry.Format]:
    return [f for f in registry.FORMATS.values() if f.reads and not f.folder]


def _content(path: Path) -> bytes:
    try:
        content = path.read_bytes()
    except OSError as problem:
        raise unread(path, problem) from problem
    within_limit(content, path.name)
    return content


def _is_snapshot(content: bytes) -> bool:
    """A manifest is small and names its format first."""
    if len(content) > 1_000_000 or snapshot.FORMAT.encode() not in content[:200]:
        return False
    with suppress(ValueError, RecursionError):
        said = json.loads(content.decode("utf-8"))
        return isinstance(said, dict) and said.get("format") == snapshot.FORMAT
    return False


def _network(path: Path, files: dict[str, bytes], chosen: registry.Format) -> Network:
    parts, about = registry.read_whole(files, chosen)
    if all(part.title != "nodes" for part in parts):
        raise TensenError("folder_incomplete", folder=str(path))
    builder = NetworkBuilder(about or About(path.stem, path.stem, path.stem))
    for part in parts:
        builder.add(part.title, _placed(part), part.name)
    network = builder.freeze()
    notes = tuple(finding for part in parts for finding in part.findings)
    return Network(network.about, network.tables, (*notes, *network.warnings))


def _placed(part: Part) -> pd.DataFrame:
    """The rows with the numbers that they have in the file; blank ones left out."""
    frame = part.frame
    origin = f"{part.name}: {part.sheet}" if part.sheet else part.name
    kept = np.arange(len(frame)) if not part.sheet else _filled(frame)
    lines = pd.Series(kept + part.first_row, dtype="int64")
    rows = frame.iloc[kept].reset_index(drop=True)
    return rows.assign(**{ORIGIN: pd.Series([origin] * len(rows), dtype="str"), LINE: lines})


def _filled(frame: pd.DataFrame) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    held: Sequence[pd.Series] = [frame[column] != "" for column in frame.columns]
    return np.flatnonzero(np.logical_or.reduce([h.to_numpy(dtype=bool) for h in held]))
