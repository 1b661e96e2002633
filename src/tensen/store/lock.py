"""One writer at a time in a folder, told by the system: a killed process leaves nothing behind."""

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from tensen.messages import TensenError
from tensen.store.atomic import refusal

LOCK: Final = ".lock"
_HELD: Final = (errno.EACCES, errno.EAGAIN, errno.EWOULDBLOCK, errno.EDEADLK)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold ``folder`` while something in it is written; made where there is none.

    The lock is on an open file, not the file itself: it ends with the process, however that ends. A file
    system that knows no locks (some network drives) is written to without one.

    Raises:
        TensenError: another process holds it, or nothing can be written there.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as problem:
        raise refusal(folder / LOCK, problem) from problem
    try:
        _take(handle, folder)
        yield
    finally:
        _leave(handle)
        os.close(handle)


def _take(handle: int, folder: Path) -> None:
    try:
        _locking(handle, True)
    except OSError as problem:
        if problem.errno in _HELD:
            raise TensenError("folder_busy", folder=str(folder)) from problem


def _leave(handle: int) -> None:
    with suppress(OSError):  # it was never taken
        _locking(handle, False)


if sys.platform == "win32":
    import msvcrt

    def _locking(handle: int, take: bool) -> None:
        os.lseek(handle, 0, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK if take else msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _locking(handle: int, take: bool) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB if take else fcntl.LOCK_UN)
