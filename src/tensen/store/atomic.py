"""Write all of a file or nothing: a kill or a full disk leaves what was there before."""

import errno
import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

from tensen.messages import Key, TensenError

_SYSTEM: Final[Mapping[int, str]] = {
    errno.ENOENT: "error.system_missing",
    errno.EACCES: "error.system_denied",
    errno.EPERM: "error.system_denied",
    errno.EROFS: "error.system_read_only",
    errno.ENOTDIR: "error.system_not_folder",
    errno.EISDIR: "error.system_is_folder",
    errno.EEXIST: "error.system_exists",
    errno.EBUSY: "error.system_busy",
    errno.ETXTBSY: "error.system_busy",
    errno.ENAMETOOLONG: "error.system_name",
}


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
    return TensenError("cannot_write", file=str(path), problem=_cause(problem))


def unread(path: Path | str, problem: OSError) -> TensenError:
    """The error for a file that the system did not give: absent, a folder, below a file, not allowed."""
    if problem.errno == errno.EISDIR or (problem.errno == errno.EACCES and Path(path).is_dir()):
        return TensenError("file_is_folder", file=str(path))  # Windows calls a folder forbidden
    if problem.errno in (errno.EACCES, errno.EPERM):
        return TensenError("file_no_access", file=str(path))
    if problem.errno == errno.ENOTDIR:
        return TensenError("file_below_file", file=str(path))
    if problem.errno == errno.ENOENT:
        return TensenError("file_missing", file=str(path))
    return TensenError("file_unread", file=str(path), problem=_cause(problem))


def _cause(problem: OSError) -> Key:
    code = problem.errno or 0
    if code in _SYSTEM:
        return Key(_SYSTEM[code])
    return Key("error.system_other", {"code": errno.errorcode.get(code, str(code))})


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
