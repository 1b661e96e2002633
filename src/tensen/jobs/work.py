"""What a place is given to do, and what every place must obey."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from tensen.messages import TensenError

Result = dict[str, NDArray[Any]]
Task = Callable[[Any, Any], Mapping[str, NDArray[Any]]]
Progress = Callable[[int, int, float | None], None]
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")
# seconds between two looks at whether the run was cancelled
POLL = 0.2


class Flag(Protocol):
    """What can be set from elsewhere, such as a `threading.Event`."""

    def is_set(self) -> bool:
        """Whether it was set."""
        ...


@dataclass(frozen=True)
class Work:
    """The chunks `todo` (place in the list, chunk) of a task, and where results go.

    `deliver` keeps a result; `cancelled` says that no further chunk shall be begun. A chunk that ended its
    worker is tried `retries` times more. `losses` counts the workers that each chunk has ended.
    """

    task: Task
    shared: object
    todo: list[tuple[int, Any]]
    total: int
    retries: int
    deliver: Callable[[int, Result], None]
    cancelled: Callable[[], bool]
    losses: Counter[int] = field(default_factory=Counter)

    def lost(self, index: int, chunk: object, cause: str) -> None:
        """Count a worker that ended while it computed a chunk.

        Raises:
            TensenError: it was tried often enough.
        """
        self.losses[index] += 1
        if self.losses[index] > self.retries:
            raise self.poisoned(index, chunk, cause)

    def poisoned(self, index: int, chunk: object, cause: str) -> TensenError:
        """The error for a chunk that ends whatever worker takes it."""
        return TensenError(
            "jobs_poisoned",
            task=name_of(self.task),
            number=index + 1,
            total=self.total,
            chunk=shortened(chunk),
            times=self.losses[index],
            cause=cause,
        )


def name_of(task: Task) -> str:
    """Module and name of a task, as a worker finds it."""
    return f"{task.__module__}:{getattr(task, '__qualname__', type(task).__qualname__)}"


def importable(task: Task) -> str:
    """The name of a task that another process can import.

    Raises:
        TypeError: it is not a function of a module (a lambda, a method, a function within another).
    """
    name = name_of(task)
    module, _, called = name.partition(":")
    if getattr(sys.modules.get(module), called, None) is not task:
        raise TypeError(f"{name} must be a function at the top of a module, so that workers find it")
    return name


def checked(found: Mapping[str, NDArray[Any]], task: Task) -> Result:
    """The result of a task as plain arrays.

    Raises:
        TypeError: it is no mapping of names to arrays of numbers or fixed texts.
    """
    if not isinstance(found, Mapping):
        raise TypeError(
            f"{name_of(task)} must return a mapping of names to arrays, not {type(found).__name__}"
        )
    result = {}
    for name, values in found.items():
        array = np.asarray(values)
        if (
            not isinstance(name, str)
            or not NAME.fullmatch(name)
            or array.dtype.hasobject
            or array.dtype.names
        ):
            raise TypeError(f"{name_of(task)} returned {name!r}: not an array of numbers under a plain name")
        result[name] = array
    return result


def shortened(chunk: object, most: int = 80) -> str:
    """A chunk for a message."""
    said = repr(chunk)
    return said if len(said) <= most else said[: most - 1] + "…"
