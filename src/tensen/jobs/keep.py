"""Finished chunks in a folder, so that a run that was killed goes on where it was."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from tensen.jobs.packed import MOST_BYTES, DamagedError, pack, unpack
from tensen.jobs.tree import digest
from tensen.jobs.work import Result
from tensen.messages import Finding, TensenError
from tensen.store.atomic import refusal, unread, write_bytes
from tensen.version import VERSION

FORMAT: Final = 1
RUN: Final = "run.json"
MOST_RUN: Final = 1_000_000
# a write in progress is younger than this; older ones were left by a process that was killed
STALE_SECONDS: Final = 600.0
_OTHER: Final = {
    "format": "jobs_other_format",
    "task": "jobs_other_task",
    "version": "jobs_other_version",
    "tensen": "jobs_other_tensen",
    "shared": "jobs_other_shared",
}
_LEFT = re.compile(r"\.(run\.json|chunk-[0-9a-f]{32}\.npz)\..*\.part")


class Keep:
    """The folder of one run: `run.json` says which, `chunk-<fingerprint>.npz` is a finished chunk.

    A run is a task (name and version, and the version of this package) with what it shares; the same folder
    serves any list of chunks of it. Two processes may fill one folder at the same time: files are written
    whole and their contents do not depend on who writes.
    """

    def __init__(self, folder: Path, task: str, version: str, shared: str) -> None:
        """Take or make the folder.

        Raises:
            TensenError: it belongs to another run, holds other files, or cannot be read or written.
        """
        self.folder = folder
        self._run: dict[str, object] = {
            "format": FORMAT,
            "task": task,
            "version": version,
            "tensen": VERSION,
            "shared": shared,
        }
        self._sizes = self._taken()
        self._sweep()

    def find(self, chunk: object, notice: Callable[[Finding], None]) -> Result | None:
        """The result of a chunk where it was kept; a damaged file is told and counts as none."""
        path = self._path(chunk)
        try:
            if path.stat().st_size > MOST_BYTES:
                raise DamagedError("size")
            return unpack(path.read_bytes(), self._header(chunk))
        except FileNotFoundError:
            return None
        except DamagedError:
            notice(Finding("jobs_chunk_damaged", {"file": str(path)}, severity="warning"))
            return None
        except OSError as problem:
            raise unread(path, problem) from problem

    def put(self, chunk: object, result: Result) -> None:
        """Keep a result, whole or not at all."""
        write_bytes(self._path(chunk), pack(self._header(chunk), result))

    def size_for(self, items: int) -> int | None:
        """How large chunks of so many items were made when this run was begun."""
        return self._sizes.get(str(items))

    def set_size(self, items: int, size: int) -> None:
        """Remember it, so that the same chunks are made again."""
        self._sizes[str(items)] = size
        self._write()

    def _path(self, chunk: object) -> Path:
        return self.folder / f"chunk-{digest(chunk)}.npz"

    def _header(self, chunk: object) -> dict[str, object]:
        return {**self._run, "chunk": digest(chunk)}

    def _write(self) -> None:
        write_bytes(self.folder / RUN, json.dumps({**self._run, "sizes": self._sizes}, indent=1).encode())

    def _taken(self) -> dict[str, int]:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            names = sorted(path.name for path in self.folder.iterdir())
        except OSError as problem:
            raise refusal(self.folder, problem) from problem
        strange = [name for name in names if not _LEFT.fullmatch(name)]
        if RUN in names:
            return self._same(self.folder / RUN)
        if strange:
            raise TensenError("jobs_keep_foreign", folder=str(self.folder), name=strange[0])
        self._sizes = {}
        self._write()
        return self._sizes

    def _same(self, path: Path) -> dict[str, int]:
        """The sizes in a `run.json` of this run."""
        try:
            said = json.loads(path.read_bytes()) if path.stat().st_size <= MOST_RUN else None
        except OSError as problem:
            raise unread(path, problem) from problem
        except (ValueError, RecursionError):
            said = None
        sizes = said.pop("sizes", None) if isinstance(said, dict) else None
        if not isinstance(said, dict) or not isinstance(sizes, dict) or not _whole(sizes):
            raise TensenError("jobs_keep_damaged", folder=str(self.folder), file=RUN)
        differing = [key for key, value in self._run.items() if said.get(key) != value]
        if differing:
            raise TensenError(
                "jobs_keep_other",
                folder=str(self.folder),
                findings=[
                    Finding(_OTHER[key], {"file": str(path)}, {"now": self._run[key], "then": said.get(key)})
                    for key in differing
                ],
            )
        return sizes

    def _sweep(self) -> None:
        for path in self.folder.iterdir():
            with suppress(OSError):
                if _LEFT.fullmatch(path.name) and time.time() - path.stat().st_mtime > STALE_SECONDS:
                    path.unlink()


def _whole(sizes: dict[str, object]) -> bool:
    return all(isinstance(size, int) and not isinstance(size, bool) and size > 0 for size in sizes.values())
