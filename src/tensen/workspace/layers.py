"""Layers: what only the user knows, kept apart from the public base and joined to it on loading.

A layer is a folder ``layers/<name>/`` in the workspace. Its ``layer.json`` names the files that hold its
rows by their content; replacing that one small file publishes all of them at once, so that a kill or a full
disk at any moment leaves the last good state. Nothing here ever touches the files of the base.
"""

import hashlib
import json
import re
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pandas as pd

from tensen.formats.csv import read_chunks, texts_to_csv, to_csv
from tensen.matching.decisions import Decisions
from tensen.messages import TensenError
from tensen.model.schema import TABLES, tables
from tensen.store import write_all, write_bytes
from tensen.store.atomic import refusal
from tensen.store.lock import locked

FOLDER, ABOUT = "layers", "layer.json"
FORMAT: Final = "tensen.layer/1"
CACHE: Final = "cache"  # of joined networks, beside the layers
OWN: Final = "own"  # the layer that an import goes to unless another is named
PENDING: Final = ("pending", "table", "file", "sheet", "row", "cells", "problems")
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


@dataclass(frozen=True)
class Layer:
    """A layer.

    Attributes:
        tables: rows by table; cells as text, as they stand in CSV.
        matches: what was decided about spellings.
        pending: rows that wait for a match, columns of ``PENDING``.
        replaces: whether its rows take the place of the base's rows with the same key.
    """

    name: str
    title: str
    date: str
    private: bool = True
    replaces: bool = False
    licence: str = "private"
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    matches: Decisions = field(default_factory=Decisions)
    pending: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(PENDING), dtype="str"))

    @property
    def source(self) -> str:
        """The id of the layer's own source: rows that name none cite it."""
        return f"source.{self.name}"

    @property
    def rows(self) -> int:
        """Rows in all tables."""
        return sum(len(frame) for frame in self.tables.values())


def layer_path(workspace: Path, name: str) -> Path:
    """The folder of a layer.

    Raises:
        TensenError: the name is none that a folder and an id can bear.
    """
    if not _NAME.fullmatch(name):
        raise TensenError("layer_name", exit_code=2, name=name)
    return workspace / FOLDER / name


def layer_names(workspace: Path) -> tuple[str, ...]:
    """The layers of a workspace, in the order in which they are joined."""
    return tuple(sorted(path.parent.name for path in (workspace / FOLDER).glob(f"*/{ABOUT}")))


def read_layer(workspace: Path, name: str) -> Layer:
    """The layer called ``name``.

    Raises:
        TensenError: there is none, or a file of it is missing or was changed.
    """
    folder = layer_path(workspace, name)
    if not (folder / ABOUT).is_file():
        names = ", ".join(layer_names(workspace)) or "–"
        raise TensenError("layer_missing", exit_code=2, name=name, folder=str(workspace), names=names)
    try:
        said = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
        if said["format"] != FORMAT:
            raise ValueError(f"format {said['format']!r}")
        frames = {part: _read(folder, str(file), str(mark)) for part, (file, mark) in said["files"].items()}
        pending = frames.pop("pending").reindex(columns=list(PENDING))
        matches = Decisions.from_frame(frames.pop("matches"), f"{name}/matches")
        held = {table: frames[table] for table in TABLES if table in frames}
        title, day, licence = (str(said[key]) for key in ("title", "date", "licence"))
        private, replaces = (bool(said[key]) for key in ("private", "replaces"))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OSError) as problem:
        raise TensenError("layer_broken", name=name, problem=str(problem)[:200]) from problem
    return Layer(name, title, day, private, replaces, licence, held, matches, pending)


def write_layer(workspace: Path, layer: Layer, rows: Mapping[str, pd.DataFrame]) -> None:
    """Publish ``layer`` with the typed ``rows`` of its tables, in one step.

    Raises:
        TensenError: nothing could be written; the layer is as it was.
    """
    folder = layer_path(workspace, layer.name)
    contents = {name: to_csv(frame, tables()[name]) for name, frame in rows.items() if len(frame)}
    texts = {"matches": layer.matches.to_frame(), "pending": layer.pending}
    contents |= {name: texts_to_csv(frame) for name, frame in texts.items()}
    marks = {part: hashlib.sha256(content).hexdigest() for part, content in contents.items()}
    files = {part: f"{part}-{mark[:12]}.csv" for part, mark in marks.items()}
    said = {
        "format": FORMAT,
        "title": layer.title,
        "date": layer.date,
        "private": layer.private,
        "replaces": layer.replaces,
        "licence": layer.licence,
        "rows": {name: len(frame) for name, frame in rows.items() if len(frame)},
        "pending": len(layer.pending),
        "files": {part: [files[part], marks[part]] for part in contents},
    }
    try:
        write_all({folder / files[part]: content for part, content in contents.items()})
        write_bytes(folder / ABOUT, json.dumps(said, ensure_ascii=False, indent=1).encode("utf-8"))
    finally:
        sweep(folder)


def remove_layer(workspace: Path, name: str) -> None:
    """Remove a layer and what was kept of networks joined with it; it is gone with the first file that goes.

    Raises:
        TensenError: there is none, an import is writing, or it cannot be removed.
    """
    folder = layer_path(workspace, name)
    if not (folder / ABOUT).exists():
        read_layer(workspace, name)
    with locked(workspace):
        try:
            (folder / ABOUT).unlink()
            shutil.rmtree(folder, ignore_errors=True)
            if (workspace / CACHE).exists():
                shutil.rmtree(workspace / CACHE)
        except OSError as problem:
            raise refusal(folder, problem) from problem


def sweep(folder: Path) -> None:
    """Clear away files that ``layer.json`` does not name: of older states, of killed writes."""
    named: set[str] = {ABOUT}
    with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
        if (folder / ABOUT).exists():
            said = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
            named |= {str(file) for file, _ in said["files"].values()}
    with suppress(OSError):
        for path in folder.iterdir():
            if path.name not in named:
                path.unlink(missing_ok=True)


def about_layer(workspace: Path, name: str) -> dict[str, Any]:
    """What ``layer.json`` says, without reading the rows.

    Raises:
        TensenError: there is none, or it is broken.
    """
    path = layer_path(workspace, name) / ABOUT
    try:
        said: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if said["format"] != FORMAT:
            raise ValueError(f"format {said['format']!r}")
        if not isinstance(said["private"], bool):  # anything else might pass a secret for public
            raise ValueError(f"private: {said['private']!r}")
    except FileNotFoundError:
        names = ", ".join(layer_names(workspace)) or "–"
        raise TensenError(
            "layer_missing", exit_code=2, name=name, folder=str(workspace), names=names
        ) from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OSError) as problem:
        raise TensenError("layer_broken", name=name, problem=str(problem)[:200]) from problem
    return {**said, "name": name}


def _read(folder: Path, file: str, mark: str) -> pd.DataFrame:
    if Path(file).name != file:
        raise ValueError(f"{file}: outside the layer")
    path = folder / file
    with path.open("rb") as opened:
        found = hashlib.file_digest(opened, "sha256").hexdigest()
    if found != mark:
        raise ValueError(f"{file}: content does not match layer.json")
    parts = [
        part.frame for part in read_chunks(path, file)
    ]  # a layer may be larger than memory likes at once
    return pd.concat(parts, ignore_index=True) if len(parts) > 1 else parts[0]
