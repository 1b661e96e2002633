"""Write all of a file or nothing: a kill or a full disk leaves what was there before."""

import errno
import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from tensen.messages import TensenError


def write_bytes(path: Path, content: bytes) -> None:
    """Replace ``path`` by ``content`` in one step.

    Raises:
        TensenError: the disk is full or the place cannot be written; ``path`` is as it was.
    """
    write_all({path: content})


def write_all(files: Mapping[Path, bytes]) -> None:
    """Replace files that belong together: all are on the disk before the first takes its place.

    Raises:
        TensenError: the disk is full or a place cannot be written; all are as they were.
    """
    beside: dict[Path, Path] = {}
    path = Path()
    try:
        for path, content in files.items():
            beside[path] = _beside(path, content)
        for path, temporary in beside.items():
            temporary.replace(path)
    except OSError as problem:
        raise refusal(path, problem) from problem
    finally:
        for temporary in beside.values():
            with suppress(OSError):
                temporary.unlink(missing_ok=True)


def _beside(path: Path, content: bytes) -> Path:
    """A file next to ``path`` with ``content``; none where that fails."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o644)
    except BaseException:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise
    return temporary


def refusal(path: Path, problem: OSError) -> TensenError:
    """The error for a write that the system refused."""
    if problem.errno in (errno.ENOSPC, errno.EDQUOT):
        return TensenError("disk_full", file=str(path))
    return TensenError("cannot_write", file=str(path), problem=problem.strerror or problem)


def write_text(path: Path, content: str) -> None:
    """:func:`write_bytes` for text, in UTF-8."""
    write_bytes(path, content.encode("utf-8"))


def inside(root: Path, name: str) -> Path:
    """``root / name``, refused where it would leave ``root``.

    Raises:
        TensenError: the path points outside.
    """
    try:
        path = (root / name).resolve()
    except (ValueError, OSError) as problem:  # a NUL byte, a name too long, a loop of links
        raise TensenError("outside_workspace", file=repr(name)) from problem
    if not path.is_relative_to(root.resolve()):
        raise TensenError("outside_workspace", file=name)
    return path
