"""How loops become machine code."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

F = TypeVar("F", bound=Callable[..., object])


def compiled(function: F) -> F:
    """`function` compiled by numba on first call, kept on disk, and run without the interpreter's lock.

    Sums keep their order (no fast maths), so results do not depend on the processor's width. The copy on disk
    is renewed when the file of `function` changes, not when a file does from which it calls: who changes a
    kernel removes `__pycache__/*.nbi` (the tests do).
    """
    from numba import njit

    return cast("F", njit(nogil=True, cache=True, error_model="numpy")(function))
