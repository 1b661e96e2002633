"""Who supplies whom with which share: orders go up these links, deliveries come down.

Both forms answer the same two questions for B columns at once; the dense one as matrix products by product,
the sparse one link by link.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
from scipy import sparse

from tensen.engine.arrays import FloatArray, IntArray
from tensen.engine.jit import compiled
from tensen.engine.layout import by_group


class Links(Protocol):
    """M slots (a buyer and a product) and the sellers of each."""

    buyer: IntArray
    product: IntArray
    amount: FloatArray

    def asked(self, orders: FloatArray, out: FloatArray) -> None:
        """Write into `out[n, B]` what sellers are asked for by the orders `[M, B]` of the slots."""
        ...

    def mean(self, given: FloatArray, out: FloatArray) -> None:
        """Write into `out[M, B]` the mean of `given[n, B]` over the sellers of each slot, by share."""
        ...

    def one(self, seller: int, buyer: int) -> tuple[int, float]:
        """The slot that a link belongs to and its share in it; share 0 where there is no such link."""
        ...


class DenseLinks:
    """Every buyer may buy of every seller: slot `p n + f` is what buyer f buys of product p."""

    def __init__(self, order: IntArray, start: IntArray, share: FloatArray, amount: FloatArray) -> None:
        n = order.size
        self.order, self.start, self.share, self.amount = order, start, share, amount
        self.plain = bool((order == np.arange(n)).all())
        self.buyer = np.tile(np.arange(n), start.size - 1)
        self.product = np.repeat(np.arange(start.size - 1), n)
        self._place = np.argsort(order)

    @staticmethod
    def of(flow: FloatArray, product: IntArray) -> DenseLinks:
        """Shares of a table's flows in what each buyer buys of each product."""
        n, products = product.size, int(product.max(initial=-1)) + 1
        order, start = by_group(product, products)
        share = flow[order]
        amount = np.zeros((products, n))
        for p in range(products):
            block = share[start[p] : start[p + 1]]
            amount[p] = block.sum(axis=0)
            block /= np.where(amount[p] > 0, amount[p], 1.0)
        return DenseLinks(order, start, share, amount.reshape(-1))

    def asked(self, orders: FloatArray, out: FloatArray) -> None:
        """One matrix product per product of the table."""
        n = self.order.size
        held = out if self.plain else np.empty_like(out)
        for p, (a, b) in enumerate(zip(self.start[:-1], self.start[1:], strict=True)):
            np.matmul(self.share[a:b], orders[p * n : (p + 1) * n], out=held[a:b])
        if not self.plain:
            out[self.order] = held

    def mean(self, given: FloatArray, out: FloatArray) -> None:
        """One matrix product per product of the table; none where all its sellers give 1."""
        n = self.order.size
        sorted_ = given if self.plain else given[self.order]
        for p, (a, b) in enumerate(zip(self.start[:-1], self.start[1:], strict=True)):
            mine = sorted_[a:b]
            if (mine == 1.0).all():
                out[p * n : (p + 1) * n] = 1.0
            else:
                np.matmul(self.share[a:b].T, mine, out=out[p * n : (p + 1) * n])

    def one(self, seller: int, buyer: int) -> tuple[int, float]:
        """See `Links`."""
        place = int(self._place[seller])
        p = int(np.searchsorted(self.start, place, side="right")) - 1
        return p * self.order.size + buyer, float(self.share[place, buyer])


class SparseLinks:
    """Slots of products that are bought at all, by buyer; links by seller and by slot."""

    def __init__(
        self, n: int, buyer: IntArray, product: IntArray, seller: IntArray, slot: IntArray, flow: FloatArray
    ) -> None:
        self.buyer, self.product = buyer, product
        self.amount = np.bincount(slot, flow, buyer.size).astype(np.float64)
        share = flow / self.amount[slot]
        up, self._up_start = by_group(seller, n)
        down, self._down_start = by_group(slot, buyer.size)
        self._up_slot, self._up_share = _index(slot[up]), share[up]
        self._down_seller, self._down_share = _index(seller[down]), share[down]

    @staticmethod
    def of(flow: sparse.csr_array, product: IntArray) -> SparseLinks:
        """Shares of a table's flows in what each buyer buys of each product."""
        coo = flow.tocoo()
        kept = coo.data > 0
        seller, buyer = coo.row[kept].astype(np.intp), coo.col[kept].astype(np.intp)
        products = int(product.max(initial=-1)) + 1
        key, slot = np.unique(buyer * products + product[seller], return_inverse=True)
        slots = slot.reshape(-1).astype(np.intp)
        return SparseLinks(product.size, key // products, key % products, seller, slots, coo.data[kept])

    def asked(self, orders: FloatArray, out: FloatArray) -> None:
        """See `Links`."""
        gather(self._up_start, self._up_slot, self._up_share, orders, out)

    def mean(self, given: FloatArray, out: FloatArray) -> None:
        """See `Links`."""
        gather(self._down_start, self._down_seller, self._down_share, given, out)

    def one(self, seller: int, buyer: int) -> tuple[int, float]:
        """See `Links`."""
        first, last = self._up_start[seller], self._up_start[seller + 1]
        mine = first + np.flatnonzero(self.buyer[self._up_slot[first:last]] == buyer)
        return (int(self._up_slot[mine[0]]), float(self._up_share[mine[0]])) if mine.size else (0, 0.0)


@compiled
def gather(start: IntArray, index: IntArray, share: FloatArray, given: FloatArray, out: FloatArray) -> None:
    """Write into `out[row]` the sum of `share * given[index]` over the row's links."""
    for row in range(out.shape[0]):
        target = out[row]
        target[:] = 0.0
        for e in range(start[row], start[row + 1]):
            w, other = share[e], index[e]
            for b in range(target.size):
                target[b] += w * given[other, b]


def _index(values: IntArray) -> IntArray:
    return np.ascontiguousarray(values)
