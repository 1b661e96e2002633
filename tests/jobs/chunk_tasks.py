"""Tasks for the tests of chunked work; in a module of its own so that workers can import them."""

import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from tensen.messages import Finding, TensenError


class Inner(NamedTuple):
    big: Any
    empty: Any


@dataclass(frozen=True)
class Shared:
    """What the tests share: `log` is a folder in which each call leaves a mark."""

    inner: Inner
    factor: float
    log: str
    seconds: float = 0.0
    bad: int = -1


def shared(log: Path, seconds: float = 0.0, bad: int = -1) -> Shared:
    inner = Inner(np.sqrt(np.arange(50_000.0)), np.empty((0, 3)))
    return Shared(inner, 0.1, str(log), seconds, bad)


def chunks(count: int = 8) -> list[range]:
    return [range(100 * i, 100 * i + 100) for i in range(count)]


def sums(held: Shared, chunk: range) -> dict[str, Any]:
    """Deterministic, and says which process worked on which copy of the array."""
    mark(held, chunk)
    time.sleep(held.seconds)
    part = held.inner.big[chunk.start : chunk.stop] * held.factor
    return {"part": part, "sum": np.array(part.sum()), "none": held.inner.empty}


def mark(held: Shared, chunk: range) -> None:
    place = held.inner.big.ctypes.data
    writable = held.inner.big.flags.writeable and type(held.inner.big) is np.ndarray
    name = f"{chunk.start}-{os.getpid()}-{place}-{writable}-{time.monotonic_ns()}"
    Path(held.log, name).write_bytes(b"")


def marks(log: Path) -> list[list[str]]:
    """Start of chunk, process, address of the array, whether it is a plain array, when; in order of time."""
    found = [path.name.split("-") for path in log.iterdir()]
    return sorted(found, key=lambda words: int(words[4]))


def met(held: Shared, chunk: range) -> dict[str, Any]:
    """`sums`, once two processes are at work, however long one of them takes to start."""
    mark(held, chunk)
    end = time.monotonic() + 200
    while len({words[1] for words in marks(Path(held.log))}) < 2 and time.monotonic() < end:
        time.sleep(0.02)
    return sums(held, chunk)


def deadly(held: Shared, chunk: range) -> dict[str, Any]:
    """Ends its process at one chunk."""
    if chunk.start == held.bad:
        mark(held, chunk)
        os.kill(os.getpid(), signal.SIGKILL)
    return sums(held, chunk)


def deadly_once(held: Shared, chunk: range) -> dict[str, Any]:
    """Ends its process the first time that the chunk is tried."""
    flag = Path(held.log).with_suffix(".died")
    if chunk.start == held.bad and not flag.exists():
        flag.write_bytes(b"")
        os.kill(os.getpid(), signal.SIGKILL)
    return sums(held, chunk)


def deadly_late(held: Shared, chunk: range) -> dict[str, Any]:
    """The same, a while after all other chunks are done."""
    if chunk.start == held.bad:
        time.sleep(2.0)
    return deadly_once(held, chunk)


def failing(held: Shared, chunk: range) -> dict[str, Any]:
    if chunk.start == held.bad:
        raise ValueError(f"wrong at {chunk.start}")
    return sums(held, chunk)


def refused(held: Shared, _chunk: range) -> dict[str, Any]:
    raise TensenError("file_missing", findings=[Finding("jobs_chunk_damaged")], exit_code=2, file=held.log)


class OddError(Exception):
    """Cannot be made again from what it prints."""

    def __init__(self, one: int, two: int) -> None:
        super().__init__(one + two)


def odd(_held: Shared, _chunk: range) -> dict[str, Any]:
    raise OddError(1, 2)


def objects(_held: Shared, _chunk: range) -> dict[str, Any]:
    return {"x": np.array([object()])}


def greedy(held: Shared, _chunk: range) -> dict[str, Any]:
    """Writes to what is shared, which no other process may see."""
    before = held.inner.big[0].copy()
    held.inner.big[0] = -1.0
    return {"before": before}
