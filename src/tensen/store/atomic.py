"""Write all of a file or nothing: a kill or a full disk leaves what was there before."""

import errno
import os
import tempfile
from contextlib import suppress
from pathlib import Path

from tensen.messages import TensenError


def write_bytes(path: Path, content: bytes) -> None:
    """Replace ``path`` by ``content`` in one step.

    Raises:
        TensenError: the disk is full or the place cannot be written; ``path`` is as it was.
    """
    temporary = ""
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
        raise refusal(path, problem) from problem
    finally:
        if temporary:
            with suppress(OSError):
                Path(temporary).unlink(missing_ok=True)


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
