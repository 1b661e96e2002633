"""A network as a folder of CSV files, one a table: for people, for version control, without loss."""

import json
import shutil
import tempfile
from pathlib import Path

from tensen.messages import TensenError
from tensen.model import About
from tensen.model.schema import TABLES
from tensen.store.atomic import write_bytes

ABOUT = "network.json"


def read_files(folder: Path) -> dict[str, list[tuple[str, bytes]]]:
    """The bytes of ``<table>.csv`` and ``<table>.<part>.csv`` in ``folder``, by table.

    Raises:
        TensenError: a file cannot be read.
    """
    found: dict[str, list[tuple[str, bytes]]] = {}
    for path in sorted(folder.glob("*.csv")):
        table = path.name.split(".")[0]
        if table in TABLES:
            try:
                found.setdefault(table, []).append((path.name, path.read_bytes()))
            except OSError as problem:
                raise TensenError("file_missing", file=str(path)) from problem
    return found


def write_files(folder: Path, files: dict[str, bytes]) -> None:
    """Write ``files`` as the whole content of ``folder``: beside it first, then in its place.

    Raises:
        TensenError: nothing could be written; an older folder stays as it was.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))
    old = beside.with_suffix(".old")
    try:
        for name, content in files.items():
            write_bytes(beside / name, content)
        beside.chmod(0o755)
        if folder.exists():
            folder.rename(old)
        beside.rename(folder)
    except OSError as problem:
        if old.exists() and not folder.exists():
            old.rename(folder)
        raise TensenError("cannot_write", file=str(folder), problem=problem.strerror or problem) from problem
    finally:
        shutil.rmtree(beside, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)


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
    """What ``network.json`` says, or the folder's own name."""
    path = folder / ABOUT
    if not path.exists():
        return About(folder.name, folder.name, folder.name)
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        return About(
            str(said["id"]), str(said["title_en"]), str(said["title_ja"]), tuple(said["packs"]), tuple(said["notices"])
        )
    except (ValueError, KeyError, TypeError) as problem:
        raise TensenError("snapshot_broken", name=str(path), problem=str(problem)[:200]) from problem


