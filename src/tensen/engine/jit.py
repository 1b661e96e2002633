"""How the engine's kernels are compiled: once per machine, kept beside the module, holding no lock."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

from numba import njit

Kernel = TypeVar("Kernel", bound=Callable[..., object])


def compiled(function: Kernel) -> Kernel:
    """`function` as machine code.

    A product and a sum may become one instruction, so the last digit may differ between processors; on one
    processor the order of sums is fixed.
    """
    settings = njit(cache=True, nogil=True, fastmath={"contract", "nsz"}, error_model="numpy")
    return cast(Kernel, settings(function))
