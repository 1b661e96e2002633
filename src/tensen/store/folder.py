"""A network as a folder of CSV files, one a table: for people, for version control, without loss."""

import json
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from tensen.messages import TensenError
from tensen.model import About
from tensen.model.schema import TABLES
from tensen.store.atomic import refusal, unread, write_bytes

ABOUT = "network.json"
_BESIDE = (ABOUT, "LICENCES.txt")
_TABLE = (".csv", ".parquet")


def read_files(folder: Path) -> dict[str, list[tuple[str, bytes]]]:
    """The bytes of ``<table>.csv`` and ``<table>.<part>.csv`` in ``folder``, by table.

    Raises:
        TensenError: a file cannot be read.
    """
    restore(folder)
    found: dict[str, list[tuple[str, bytes]]] = {}
    for path in sorted(folder.glob("*.csv")):
        table = path.name.split(".")[0]
        if table in TABLES:
            try:
                found.setdefault(table, []).append((path.name, path.read_bytes()))
            except OSError as problem:
                raise unread(path, problem) from problem
    return found


def write_files(folder: Path, files: dict[str, bytes]) -> None:
    """Write ``files`` as the whole content of ``folder``: beside it first, then in its place.

    Raises:
        TensenError: nothing could be written, or the folder holds what is no network's; it stays as it was.
    """
    restore(folder)
    _refuse_foreign(folder)
    old, beside = _old(folder), None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))
        for name, content in files.items():
            write_bytes(beside / name, content)
        beside.chmod(0o755)
        if folder.exists():
            folder.rename(old)
        beside.rename(folder)
    except OSError as problem:
        raise refusal(folder, problem) from problem
    finally:
        restore(folder)
        if beside:
            shutil.rmtree(beside, ignore_errors=True)


def restore(folder: Path) -> None:
    """Undo a replacement that was killed between its two renames, and clear away what one left."""
    old = _old(folder)
    with suppress(OSError):
        if old.is_dir() and not folder.exists():
            old.rename(folder)
        shutil.rmtree(old, ignore_errors=True)


def _old(folder: Path) -> Path:
    return folder.parent / f".{folder.name}.old"


def _refuse_foreign(folder: Path) -> None:
    """A folder that holds anything but a network's files is never replaced: its owner would lose the rest."""
    if folder.exists() and not folder.is_dir():
        raise TensenError("folder_foreign", folder=str(folder), name=folder.name)
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        table = path.suffix in _TABLE and path.name.split(".")[0] in TABLES
        if path.name not in _BESIDE and not table:
            raise TensenError("folder_foreign", folder=str(folder), name=path.name)


def about_bytes(about: About) -> bytes:
    """What ``network.json`` holds."""
    fields = {
        "id": about.id,
        "title_en": about.title_en,
        "title_ja": about.title_ja,
        "packs": about.packs,
        "notices": about.notices,
    }
    return json.dumps(fields, ensure_ascii=False, indent=1).encode("utf-8")


def read_about(folder: Path) -> About:
    """What ``network.json`` says, or the folder's own name.

    Raises:
        TensenError: ``network.json`` is broken.
    """
    path = folder / ABOUT
    if not path.exists():
        return About(folder.name, folder.name, folder.name)
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        identifier, en, ja = (str(said[key]) for key in ("id", "title_en", "title_ja"))
        return About(identifier, en, ja, tuple(said["packs"]), tuple(said["notices"]))
    except (ValueError, KeyError, TypeError, OSError, RecursionError) as problem:
        raise TensenError("about_broken", file=str(path), problem=str(problem)[:200]) from problem
