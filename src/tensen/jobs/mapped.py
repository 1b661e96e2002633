"""Arrays shared between processes of one machine: files in a private folder, mapped into memory."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np

from tensen.jobs.tree import Array, mapped, replaced

T = TypeVar("T")
# smaller arrays travel with the first message instead
LEAST_BYTES = 65_536


@dataclass(frozen=True)
class OnDisk:
    """Stands for an array that lies in a file of the folder."""

    name: str


def laid_down(shared: T, folder: Path) -> T:
    """`shared` with its large arrays written to `folder`.

    Raises:
        TensenError: there is no room.
    """
    numbers = itertools.count()

    def write(array: Array) -> Array | OnDisk:
        if array.nbytes < LEAST_BYTES:
            return array
        name = f"{next(numbers)}.npy"
        try:
            with (folder / name).open("xb") as file:
                np.save(file, array, allow_pickle=False)
        except OSError as problem:
            from tensen.store.atomic import refusal  # the store loads much that a worker never needs

            raise refusal(folder / name, problem) from problem
        return OnDisk(name)

    return mapped(shared, write)


def taken_up(shared: T, folder: Path) -> T:
    """The same in another process: every process reads the same pages of memory.

    They are mapped copy-on-write: kernels compiled for arrays that may be written take them as they are, and
    nothing that one process writes reaches another.
    """

    def load(held: OnDisk) -> Array:
        array: Array = np.load(folder / held.name, mmap_mode="c", allow_pickle=False)
        return array.view(np.ndarray)

    return replaced(shared, OnDisk, load)
