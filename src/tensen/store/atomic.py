"""Write all of a file or nothing: a kill or a full disk leaves what was there before."""

import errno
import os
import tempfile
from pathlib import Path

from tensen.messages import TensenError


def write_bytes(path: Path, content: bytes) -> None:
    """Replace ``path`` by ``content`` in one step.

    Raises:
        TensenError: the disk is full or the place cannot be written; ``path`` is as it was.
    """
    temporary = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except OSError as problem:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        if problem.errno in (errno.ENOSPC, errno.EDQUOT):
            raise TensenError("disk_full", file=str(path)) from problem
        raise TensenError("cannot_write", file=str(path), problem=problem.strerror or problem) from problem


def write_text(path: Path, content: str) -> None:
    """:func:`write_bytes` for text, in UTF-8."""
    write_bytes(path, content.encode("utf-8"))


def inside(root: Path, name: str) -> Path:
    """``root / name``, refused where it would leave ``root``.

    Raises:
        TensenError: the path points outside.
    """
    path = (root / name).resolve()
    if not path.is_relative_to(root.resolve()):
        raise TensenError("outside_workspace", file=name)
    return path
