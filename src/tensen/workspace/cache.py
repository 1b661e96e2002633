"""Built packs are kept as snapshots in the user's cache, under a mark of all files that went in."""

import hashlib
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from tensen.messages import TensenError
from tensen.model import Network, schema
from tensen.packs.build import build_network
from tensen.packs.pack import Pack
from tensen.packs.registry import places_of, with_includes
from tensen.store import read, save
from tensen.version import VERSION

_SKIPPED = {".pyc"}


def cache_folder() -> Path:
    """``$TENSEN_CACHE``, else the platform's place for caches."""
    if told := os.environ.get("TENSEN_CACHE"):
        return Path(told)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData/Local")) / "tensen"
    if sys.platform == "darwin":
        return Path.home() / "Library/Caches/tensen"
    return Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "tensen"


def cached_network(name: str | Path) -> Network:
    """The network of a pack, by name or folder: kept from before where nothing has changed, else built.

    Raises:
        TensenError: the pack is missing or broken. A cache that cannot be read or written is no error.
    """
    packs = with_includes(name)
    key = f"{packs[-1].id}-{mark(packs)[:20]}"
    root = cache_folder()
    try:
        kept = read(root, key)
        return replace(kept, about=replace(kept.about, folders=places_of(packs)))  # a folder may have moved
    except TensenError:
        network = build_network(name)
    try:
        save(network, root, key)
    except TensenError:
        return network  # a read-only or full disk costs time, not the answer
    return network


def mark(packs: Sequence[Pack]) -> str:
    """SHA-256 over the names and contents of all files of the packs, and over what reads them."""
    digest = hashlib.sha256(VERSION.encode())
    folders = [*(pack.path for pack in packs), Path(schema.__file__).parent]
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            place = path.relative_to(folder)
            if path.is_file() and path.suffix not in _SKIPPED and not place.parts[0].startswith("."):
                digest.update(str(place).encode())
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
