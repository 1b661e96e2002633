"""A production network as the kernels read it: sellers' edges, buyers' edges, and slots of inputs."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tensen.engine.arrays import BoolArray, FloatArray, IntArray

Small = NDArray[np.int32]
Flags = NDArray[np.int8]


class Economy(NamedTuple):
    """n firms, E edges, K slots; a slot is what one firm buys of one essential kind, or of all linear ones.

    Sellers' order: edges `out_start[i]:out_start[i + 1]` of seller i lead to `out_buyer`, into `out_slot` (-1
    where negligible: those from `out_used[i]` on), with the impacts `out_up` (Lu) and `out_down` (Ld).
    Buyers' order: edges `in_start[i]:in_start[i + 1]` of buyer i come from `in_seller` with `in_up` and
    `in_down`, sorted by slot, the negligible last. Slots `slot_start[i]:slot_start[i + 1]` belong to buyer i;
    slot k holds the buyers' edges `slot_first[k]:slot_last[k]`.

    `out[n]` sales to firms, `sales[n]` with final demand, `leaks[n]` whether a part of the sales leaves the
    network. `market[n]` for replaceability (M markets; -1 everywhere where it is off), `members` lists the
    firms of market m in `member_start[m]:member_start[m+1]`, `total[M]` are the sales of each market.
    `merged`, `empty`: how many duplicate edges were added up and edges without any flow left out.

    A tuple, so that compiled kernels take it as it is.
    """

    out_start: IntArray
    out_used: IntArray
    out_buyer: Small
    out_slot: Small
    out_up: FloatArray
    out_down: FloatArray
    in_start: IntArray
    in_seller: Small
    in_up: FloatArray
    in_down: FloatArray
    slot_start: IntArray
    slot_first: IntArray
    slot_last: IntArray
    slot_linear: BoolArray
    out: FloatArray
    sales: FloatArray
    leaks: BoolArray
    market: Small
    member_start: IntArray
    members: Small
    total: FloatArray
    merged: int
    empty: int

    @property
    def n(self) -> int:
        return int(self.out.size)

    @property
    def edges(self) -> int:
        return int(self.out_buyer.size)

    @property
    def slots(self) -> int:
        return int(self.slot_first.size)

    @property
    def markets(self) -> int:
        return int(self.total.size)

    @property
    def replaceable(self) -> bool:
        return self.markets > 0

    @property
    def seller(self) -> IntArray:
        """The seller of each edge in sellers' order, `[E]`."""
        return np.repeat(np.arange(self.n), np.diff(self.out_start))

    @property
    def bytes(self) -> int:
        """Memory of all arrays."""
        return sum(value.nbytes for value in self if isinstance(value, np.ndarray))
