"""Edges sorted by buyer, need and seller, in time that grows with their number."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from tensen.engine.arrays import FloatArray, IntArray
from tensen.engine.esri.network import Small

ESSENTIAL, LINEAR = 2, 1


@dataclass(frozen=True, eq=False)
class Edges:
    """`inner[E]` orders what a buyer needs: essential kinds, all linear ones as one, then `negligible`."""

    seller: Small
    buyer: Small
    inner: Small
    flow: FloatArray
    up: FloatArray | None
    down: FloatArray | None
    negligible: int
    n: int

    def take(self, which: NDArray[np.generic]) -> Edges:
        """The chosen edges, in this order."""
        return replace(
            self,
            seller=self.seller[which],
            buyer=self.buyer[which],
            inner=self.inner[which],
            flow=self.flow[which],
            up=None if self.up is None else self.up[which],
            down=None if self.down is None else self.down[which],
        )

    def added(self, first: IntArray) -> Edges:
        """Runs of edges that begin at `first` as one edge each."""
        found = self.take(first)
        return replace(
            found,
            flow=np.add.reduceat(self.flow, first),
            up=None if self.up is None else np.add.reduceat(self.up, first),
            down=None if self.down is None else np.add.reduceat(self.down, first),
        )


def needs(kind: IntArray, level: IntArray) -> tuple[Small, int]:
    """`inner[E]` and the number of the negligible, as in `Edges`."""
    if kind.max(initial=0) > 2 * kind.size + 1000:
        kind = np.unique(kind, return_inverse=True)[1]
    linear = int(kind.max(initial=-1)) + 1
    found = np.where(level == ESSENTIAL, kind, np.where(level == LINEAR, linear, linear + 1))
    return found.astype(np.int32), linear + 1


def joined(edges: Edges) -> tuple[Edges, int, int]:
    """Edges by buyer, need and seller, each once and none without effect; how many merged, how many empty."""
    kept = edges.flow > 0
    for impact in (edges.up, edges.down):
        kept |= False if impact is None else impact > 0
    empty = int(kept.size - np.count_nonzero(kept))
    edges = edges.take(kept) if empty else edges
    order, _ = sorted_by(edges.seller, edges.n)
    for key, size in ((edges.inner, edges.negligible + 1), (edges.buyer, edges.n)):
        order = order[sorted_by(key[order], size)[0]]
    edges = edges.take(order)
    fresh = np.ones(order.size, dtype=np.bool_)
    fresh[1:] = edges.seller[1:] != edges.seller[:-1]
    fresh[1:] |= edges.inner[1:] != edges.inner[:-1]
    fresh[1:] |= edges.buyer[1:] != edges.buyer[:-1]
    first = np.flatnonzero(fresh)
    merged = int(order.size - first.size)
    return (edges.added(first) if merged else edges), merged, empty


def sorted_by(key: NDArray[np.integer | np.bool_], size: int) -> tuple[Small, IntArray]:
    """The stable order of `key[E]` (each from 0 to size - 1), and where each value starts in it.

    A matrix with one entry a row is transposed: that is counting, not comparing.
    """
    rows = np.arange(key.size + 1, dtype=np.int32)
    nothing, columns = np.empty(key.size, np.int8), key.astype(np.int32, copy=False)
    turned = csr_array((nothing, columns, rows), shape=(key.size, size)).tocsc()
    return turned.indices, turned.indptr.astype(np.intp)


def starts(key: NDArray[np.integer], size: int) -> IntArray:
    """Where each value from 0 to size - 1 starts in sorted keys, `[size + 1]`."""
    return np.concatenate(([0], np.cumsum(np.bincount(key, minlength=size)))).astype(np.intp)
