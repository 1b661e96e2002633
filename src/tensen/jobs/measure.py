"""How large a chunk is: coarse, so that handing it out costs next to nothing."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from pathlib import Path
from time import perf_counter
from typing import Any, TypeVar

from numpy.typing import NDArray

from tensen.jobs.run import kept_in
from tensen.jobs.tree import steady

S = TypeVar("S")
LEAST = 1.0
MOST = 30.0
# chunks per worker where the work is long enough: the last ones then end close together
ROUNDS = 8
# seconds that a measurement must last to be trusted
TRUSTED = 0.1


def chunk_size(
    seconds_per_item: float, *, items: int, workers: int = 1, least: float = LEAST, most: float = MOST
) -> int:
    """Items of a chunk that lasts at least `least` and, where an item allows it, at most `most` seconds.

    Between the two, `workers` get about eight chunks each. Never more than `items`, never fewer than 1.

    >>> chunk_size(0.01, items=100_000, workers=2)
    3000
    >>> chunk_size(0.01, items=1000, workers=2)
    100
    >>> chunk_size(60.0, items=1000)
    1
    """
    if not seconds_per_item >= 0 or items < 0 or workers < 1:
        raise ValueError("seconds and items must be 0 or more and workers 1 or more")
    if seconds_per_item <= least / max(items, 1):
        return max(1, items)
    smallest = math.ceil(least / seconds_per_item - 1e-9)
    largest = math.floor(most / seconds_per_item + 1e-9)
    return max(1, min(items, max(smallest, min(largest, math.ceil(items / (ROUNDS * workers))))))


def ranges(
    task: Callable[[S, range], Mapping[str, NDArray[Any]]],
    shared: S,
    items: int,
    *,
    workers: int = 1,
    keep: Path | str | None = None,
    version: str = "",
    least: float = LEAST,
    most: float = MOST,
) -> list[range]:
    """The items 0 ... `items` - 1 in ranges of a size measured on a few items spread over all of them.

    The first call compiles, so it is not counted. With `keep` the size found first is remembered there: a run
    that goes on makes the same chunks. Raises as `run_chunks` does.
    """
    shared = steady(shared)
    kept = None if keep is None else kept_in(keep, task, shared, version)
    size = kept.size_for(items) if kept is not None else None
    if size is None:
        size = chunk_size(_seconds(task, shared, items), items=items, workers=workers, least=least, most=most)
        if kept is not None:
            kept.set_size(items, size)
    return [range(first, min(first + size, items)) for first in range(0, items, size)]


def _seconds(task: Callable[[S, range], object], shared: S, items: int) -> float:
    """Seconds per item, on more and more items until it lasts long enough to be told."""
    if items <= 1:
        return 0.0
    task(shared, range(0, 1))
    count = 1
    while True:
        sample = range(0, items, max(1, items // count))
        began = perf_counter()
        task(shared, sample)
        lasted = perf_counter() - began
        if lasted >= TRUSTED or len(sample) >= items:
            return lasted / len(sample)
        count *= 8
