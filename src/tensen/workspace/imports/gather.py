"""The tables in a file or a folder, as their format reads them."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from tensen.formats import registry
from tensen.formats.csv import read_chunks
from tensen.formats.part import Part
from tensen.messages import TensenError
from tensen.store.atomic import unread
from tensen.workspace.imports.given import Step, silent
from tensen.workspace.imports.shape import wanted

_READ: Final = (".csv", ".xlsx", ".xlsm", ".parquet", ".json")
LARGE: Final = 64_000_000  # bytes of CSV from which it is read in chunks
_ABOUT: Final = "network.json"  # in a folder it says what the network is called, and holds no rows


def gather(path: Path, step: Step = silent) -> list[Part]:
    """All parts of a file, or of the files in a folder that have the ending of a table.

    A large CSV file comes in several parts, so that reading it can be watched and stopped.

    Raises:
        TensenError: nothing is there, nothing in it can be read, or a reader refuses a file.
    """
    parts, rows = list[Part](), 0
    for file in _files(path):
        for part in _parts(file):
            parts.append(part)
            rows += len(part.frame)
            step("read", rows)
    return parts


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    files = [p for p in sorted(path.iterdir()) if p.suffix.lower() in _READ and p.name != _ABOUT]
    files = [p for p in files if p.is_file() and not p.name.startswith((".", "~$"))]
    if not files:
        raise TensenError("folder_incomplete", folder=str(path))
    return files


def _parts(path: Path) -> Iterable[Part]:
    chosen = registry.format_for(path)
    if not chosen.reads:
        raise TensenError("import_no_tables", exit_code=2, file=path.name)
    if chosen.name == "csv" and path.is_file() and path.stat().st_size > LARGE:
        return read_chunks(path, path.name) if wanted(path.name) else ()
    return registry.read_parts({path.name: _content(path)}, chosen, wanted)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as problem:
        raise unread(path, problem) from problem
