"""Snapshots: Parquet files named by their content, published by replacing one small manifest.

A table's file is written once under the hash of its bytes; the manifest names the files. Until the manifest
is replaced nothing has changed, so a kill at any moment leaves the last good state.
"""

import hashlib
import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from tensen.messages import TensenError
from tensen.model import About, Network
from tensen.model.schema import TABLES, column_names
from tensen.store.atomic import inside, unread, write_bytes, write_text

FORMAT = "tensen.snapshot/1"


def fingerprint(network: Network) -> str:
    """SHA-256 over the contents of all tables: equal networks have equal fingerprints."""
    digest = hashlib.sha256()
    for name in TABLES:
        frame = network.tables[name]
        digest.update(name.encode())
        digest.update("|".join(frame.columns).encode())
        hashed = pd.util.hash_pandas_object(frame, index=False, categorize=True)
        digest.update(hashed.to_numpy().tobytes())
    return digest.hexdigest()


def save(network: Network, root: Path, name: str) -> str:
    """Write ``network`` below ``root`` and publish it as ``name``; returns its fingerprint.

    Raises:
        TensenError: nothing could be written; the last published state is untouched.
    """
    files = {}
    for table in TABLES:
        content = _to_parquet(network.tables[table])
        file = f"objects/{hashlib.sha256(content).hexdigest()}.parquet"
        if not _holds(inside(root, file), content):
            write_bytes(inside(root, file), content)
        files[table] = file
    mark = fingerprint(network)
    about = network.about
    manifest = {
        "format": FORMAT,
        "fingerprint": mark,
        "id": about.id,
        "title_en": about.title_en,
        "title_ja": about.title_ja,
        "packs": list(about.packs),
        "notices": list(about.notices),
        "folders": dict(about.folders),
        "tables": files,
    }
    write_text(inside(root, f"{name}.json"), json.dumps(manifest, ensure_ascii=False, indent=1))
    return mark


def read(root: Path, name: str) -> Network:
    """The network last published as ``name``.

    Raises:
        TensenError: there is none, or a file is missing, cut short or not what the manifest says.
    """
    path = inside(root, f"{name}.json")
    try:
        manifest = json.loads(_content(path).decode("utf-8"))
        if manifest["format"] != FORMAT:
            raise ValueError(f"format {manifest['format']!r}")
        about = About(
            manifest["id"],
            manifest["title_en"],
            manifest["title_ja"],
            tuple(manifest["packs"]),
            tuple(manifest["notices"]),
            {str(name): str(folder) for name, folder in manifest.get("folders", {}).items()},
        )
        tables = {table: _read_object(root, table, manifest["tables"][table]) for table in TABLES}
    except (
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        RecursionError,
        OSError,
        pa.ArrowException,
    ) as problem:
        raise TensenError("snapshot_broken", name=name, problem=str(problem)[:200]) from problem
    return Network(about, tables)


def _holds(path: Path, content: bytes) -> bool:
    """Whether the file is there and whole: one that was damaged is written again."""
    try:
        return path.read_bytes() == content
    except OSError:
        return False


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as problem:
        raise unread(path, problem) from problem


def _read_object(root: Path, table: str, file: Any) -> pd.DataFrame:
    content = _content(inside(root, str(file)))
    if hashlib.sha256(content).hexdigest() != Path(str(file)).stem:
        raise ValueError(f"{file}: content does not match its name")
    frame: pd.DataFrame = pq.read_table(BytesIO(content)).to_pandas()
    if list(frame.columns) != column_names(table):
        raise ValueError(f"{file}: columns of another version of {table}")
    return frame


def _to_parquet(frame: pd.DataFrame) -> bytes:
    sink = BytesIO()
    pq.write_table(pa.Table.from_pandas(frame, preserve_index=False), sink, compression="zstd")
    return sink.getvalue()
