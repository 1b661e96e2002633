"""The base and its layers as one network, checked by the builder and kept until one of them changes."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from tensen.messages import LANGUAGES, Finding, TensenError, text
from tensen.model import Network, NetworkBuilder
from tensen.model.coerce import LINE, ORIGIN, coerce, placed
from tensen.model.schema import PROVENANCE, TABLES, assumption_column, tables
from tensen.model.unknowns import SOURCE
from tensen.store import read, save
from tensen.version import VERSION
from tensen.workspace.layers import ABOUT, CACHE, FOLDER, Layer, about_layer, layer_names, read_layer

NETWORK = "network"
Tables = Mapping[str, pd.DataFrame]
Mask = npt.NDArray[np.bool_]


def is_workspace(folder: Path) -> bool:
    """Whether ``folder`` holds a published base: a snapshot called ``network``."""
    path = folder / f"{NETWORK}.json"
    with suppress(OSError, ValueError, RecursionError):
        said = json.loads(path.read_text(encoding="utf-8"))
        return isinstance(said, dict) and "tables" in said
    return (folder / "objects").is_dir() and path.exists()  # damaged, and to be told as that


def read_workspace(folder: Path, *, private: bool = True) -> Network:
    """The base with its layers; without the private ones where ``private`` is False.

    Raises:
        TensenError: the base or a layer is damaged, or they do not fit together.
    """
    names = [n for n in layer_names(folder) if private or not about_layer(folder, n)["private"]]
    if not names:
        return read(folder, NETWORK)
    kept, mark = ("all" if private else "public"), state(folder, names)
    with suppress(TensenError):
        return read(folder / CACHE, f"{kept}-{mark}")
    network = join(read(folder, NETWORK), [read_layer(folder, name) for name in names])
    keep(folder, network, f"{kept}-{mark}")
    return network


def keep_joined(folder: Path, network: Network) -> None:
    """Keep a network that was just joined from all layers of ``folder``."""
    keep(folder, network, f"all-{state(folder)}")


def state(folder: Path, names: Sequence[str] | None = None) -> str:
    """A mark of what the base and the layers of ``names`` (default: all) hold; another when one changes."""
    digest = hashlib.sha256(VERSION.encode())
    layers = layer_names(folder) if names is None else names
    for path in (folder / f"{NETWORK}.json", *(folder / FOLDER / name / ABOUT for name in layers)):
        with suppress(OSError):
            digest.update(path.parent.name.encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:20]


def keep(folder: Path, network: Network, name: str) -> None:
    """Keep ``network`` in place of the one kept before; a disk that is full costs time, not the answer."""
    place = folder / CACHE
    with suppress(TensenError, OSError):
        save(network, place, name)
        for path in place.glob(f"{name.split('-')[0]}-*.json"):
            if path.stem != name:
                path.unlink(missing_ok=True)
        used = {
            file for path in place.glob("*.json") for file in json.loads(path.read_bytes())["tables"].values()
        }
        for path in (place / "objects").iterdir():
            if f"objects/{path.name}" not in used:
                path.unlink(missing_ok=True)


def join(base: Network, layers: Sequence[Layer]) -> Network:
    """The base with the rows of ``layers``.

    What the builder once gave to unknown suppliers of the base is worked out anew: a supplier that a layer
    brings takes its share from them.

    Raises:
        TensenError: a row is in the base already and its layer does not replace, or a check fails.
    """
    return joined_network(base, layers, [(typed_layer(layer), layer.replaces) for layer in layers])


def joined_network(base: Network, layers: Sequence[Layer], parts: Sequence[tuple[Tables, bool]]) -> Network:
    """:func:`join` for rows that are typed and placed; each part says whether it replaces the base's rows."""
    below = {name: base_rows(base, name) for name in TABLES}
    findings: list[Finding] = []
    for rows, replaces in parts:
        for name, frame in rows.items():
            there = same_keys(name, below[name], frame)
            if replaces:
                below[name] = below[name][~there]
            elif there.any():
                findings += collisions(name, below[name], frame, base.about.id)
    if findings:
        raise TensenError("network_faults", findings=findings, count=len(findings), name=base.about.id)
    notices = [
        text("layer.notice", lang, name=layer.name) for layer in layers if layer.private for lang in LANGUAGES
    ]
    builder = NetworkBuilder(replace(base.about, notices=(*base.about.notices, *notices)))
    for name, frame in below.items():
        builder.add(name, frame, base.about.id)
    for rows, _ in parts:
        for name, frame in rows.items():
            builder.add(name, frame)
    return builder.freeze()


def base_rows(base: Network, table: str) -> pd.DataFrame:
    """The base's own rows: without the edges that the builder gave to unknown suppliers."""
    frame = base.tables[table]
    return frame[frame["source_id"] != SOURCE] if table == "edges" else frame


def typed_layer(layer: Layer) -> dict[str, pd.DataFrame]:
    """The rows of a layer by table, typed and placed.

    Raises:
        TensenError: a cell cannot be read.
    """
    return {table: typed_rows(table, frame, f"{layer.name}/{table}") for table, frame in layer.tables.items()}


def typed_rows(table: str, frame: pd.DataFrame, origin: str) -> pd.DataFrame:
    """Rows of a layer, typed and placed.

    Raises:
        TensenError: a cell cannot be read.
    """
    typed, findings = coerce(tables()[table], placed(frame, origin))
    if findings:
        raise TensenError("network_faults", findings=findings, count=len(findings), name=origin)
    return typed


def same_keys(table: str, frame: pd.DataFrame, other: pd.DataFrame) -> Mask:
    """Which rows of ``frame`` have the key of a row of ``other``; shape (rows of frame,)."""
    if frame.empty or other.empty:
        return np.zeros(len(frame), dtype=bool)
    ours, theirs = key_codes(table, frame, other)
    found: Mask = np.isin(ours, theirs)
    return found


def key_codes(table: str, *frames: pd.DataFrame) -> list[npt.NDArray[np.int64]]:
    """One number per key, the same in all frames."""
    whole = np.zeros(sum(len(frame) for frame in frames), dtype=np.int64)
    for column in tables()[table].key:
        codes, names = pd.factorize(
            pd.concat([f[column].astype("str") for f in frames]), use_na_sentinel=False
        )
        whole, _ = pd.factorize(whole * (len(names) + 1) + codes)
    cuts = np.cumsum([len(frame) for frame in frames])[:-1]
    return list(np.split(whole, cuts))


def collisions(
    table: str, below: pd.DataFrame, frame: pd.DataFrame, base: str, most: int = 50
) -> Iterator[Finding]:
    """Rows of a layer that the base has with the same key, and in which cells they differ."""
    ours, theirs = key_codes(table, frame, below)
    place = {code: at for at, code in enumerate(theirs)}
    key = tables()[table].key
    for at in np.flatnonzero(np.isin(ours, theirs))[:most]:
        row, other = frame.iloc[int(at)], below.iloc[place[ours[at]]]
        shown = " · ".join(str(row[k]) for k in key if not pd.isna(row[k]))
        where = {"file": row[ORIGIN], "table": table, "row": int(row[LINE]), "column": key[0]}
        columns = ", ".join(differing(table, row, other)) or "–"
        yield Finding("in_base", where, {"value": shown, "other": base, "columns": columns})


def differing(table: str, row: "pd.Series[Any]", other: "pd.Series[Any]") -> list[str]:
    """The columns, but those of provenance, in which two rows of one table differ."""
    names = []
    for column in tables()[table].columns.values():
        pair = [column.name, assumption_column(column.name)] if column.assumable else [column.name]
        if column.name not in PROVENANCE and any(not _same(row.get(n), other.get(n)) for n in pair):
            names.append(column.name)
    return names


def _same(one: Any, two: Any) -> bool:
    if pd.isna(one) or pd.isna(two):
        return bool(pd.isna(one) and pd.isna(two))
    return bool(one == two)
