"""Where chunks are computed."""

from __future__ import annotations

import os
from dataclasses import dataclass, field


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@dataclass(frozen=True)
class Threads:
    """`count` chunks at a time in this process: for compiled kernels that release the interpreter's lock."""

    count: int = field(default_factory=processors)

    def __post_init__(self) -> None:
        _at_least_one(self.count)


@dataclass(frozen=True)
class Processes:
    """`count` processes of this machine, which share the arrays through files mapped into memory."""

    count: int = field(default_factory=processors)

    def __post_init__(self) -> None:
        _at_least_one(self.count)


@dataclass(frozen=True)
class Cluster:
    """An existing Dask cluster: the `address` of its scheduler, such as `tls://scheduler:8786`.

    `patience`: seconds to wait for the scheduler, and for a worker where there is none.
    """

    address: str
    patience: float = 30.0


Where = Threads | Processes | Cluster


def _at_least_one(count: int) -> None:
    if count < 1:
        raise ValueError(f"count must be 1 or more, not {count}")
