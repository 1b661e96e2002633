"""How loops become machine code."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import cache
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, TypeVar, cast

F = TypeVar("F", bound=Callable[..., object])
HERE = "tensen.engine.esri"


def compiled(function: F) -> F:
    """`function` compiled by numba on first call, kept on disk, and run without the interpreter's lock.

    Sums keep their order (no fast maths), so results do not depend on the processor's width. The copy on disk
    is renewed when any file of this package changes: kernels are compiled with what they call.
    """
    from numba import njit

    found = njit(nogil=True, cache=True, error_model="numpy")(function)
    _renew(found, own_stamp())
    return cast("F", found)


@cache
def own_stamp() -> str:
    """The stamp of this package."""
    return stamp(files(HERE))


def stamp(folder: Traversable) -> str:
    """A digest of all modules in `folder`; the same as long as none changes."""
    digest = sha256()
    for module in sorted(folder.iterdir(), key=lambda held: held.name):
        if module.name.endswith(".py"):
            digest.update(module.name.encode() + b"\0" + module.read_bytes())
    return digest.hexdigest()


def _renew(dispatcher: Any, by: str) -> None:
    """Let numba take a copy on disk as fresh only if it was made under the same stamp.

    numba itself looks only at the file that holds the function, which misses a change in a function that it
    calls. The attribute is not public: where it is missing (nothing can be kept, another numba) its own rule
    holds.
    """
    with suppress(AttributeError):
        dispatcher._cache._cache_file._source_stamp = by
