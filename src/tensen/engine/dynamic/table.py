"""A table of flows as ARIO reads it: what each industry buys of each product, and from whom."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike
from scipy import sparse

from tensen.engine.arrays import FloatArray, IntArray, floats, ints
from tensen.engine.dynamic.links import DenseLinks, Links, SparseLinks


@dataclass(frozen=True, eq=False)
class Table:
    """Flows between n industries (or firms) on a normal day, in money per day; made by `Table.of`.

    `flow[n, n]`: row sells, column buys; an array, or a sparse matrix. `final[n]`: sales to final users.
    `product[n]`: what each makes, from 0; sellers of one product replace each other in a buyer's stock.
    Output is the sum of all sales, so that a normal day balances; who sells nothing is a final user, and what
    it buys becomes final sales of its suppliers. A *slot* is a product that a buyer buys.
    An edge that a shock may hit has the number `seller * n + buyer`.
    Raises `ValueError` where shapes do not fit or a figure is below 0 or not finite.
    """

    flow: FloatArray | sparse.csr_array
    final: FloatArray
    product: IntArray

    @staticmethod
    def of(flow: ArrayLike | sparse.sparray, final: ArrayLike, product: ArrayLike) -> Table:
        """The table of any array or sparse matrix."""
        if sparse.issparse(flow):
            held: FloatArray | sparse.csr_array = sparse.csr_array(flow, dtype=np.float64)
        else:
            held = floats(np.asarray(flow))
        return _settled(Table(held, floats(final), ints(product)))

    def __post_init__(self) -> None:
        n = self.final.size
        if self.flow.shape != (n, n) or self.product.shape != (n,):
            raise ValueError(f"flow {self.flow.shape}, final ({n},), product {self.product.shape} do not fit")
        figures = self.flow.data if isinstance(self.flow, sparse.csr_array) else self.flow
        for name, values in (("flow", figures), ("final", self.final)):
            low, high = values.min(initial=0.0), values.max(initial=0.0)
            if not (low >= 0 and np.isfinite(high)):
                raise ValueError(f"{name} must be finite and 0 or more")
        if n and self.product.min() < 0:
            raise ValueError("product must be 0 or more")

    @property
    def n(self) -> int:
        return self.final.size

    @cached_property
    def output(self) -> FloatArray:
        """Output on a normal day, `[n]`: all sales."""
        return np.asarray(self.flow.sum(axis=1)).reshape(-1) + self.final

    @cached_property
    def links(self) -> Links:
        """Who supplies each slot with which share."""
        if isinstance(self.flow, sparse.csr_array):
            return SparseLinks.of(self.flow, self.product)
        return DenseLinks.of(self.flow, self.product)

    @cached_property
    def cost(self) -> FloatArray:
        """Input of each slot per unit of its buyer's output, `[M]`."""
        output = self.output[self.links.buyer]
        return np.divide(self.links.amount, output, out=np.zeros(output.size), where=output > 0)


def _settled(table: Table) -> Table:
    """The table with the purchases of those who sell nothing as final sales."""
    idle = table.output <= 0
    if not idle.any():
        return table
    keep = np.where(idle, 0.0, 1.0)
    bought = table.flow @ (1.0 - keep)
    if not bought.any():
        return table
    flow = table.flow * keep[None, :] if isinstance(table.flow, np.ndarray) else _columns(table.flow, keep)
    return Table(flow, floats(table.final + bought), table.product)


def _columns(flow: sparse.csr_array, keep: FloatArray) -> sparse.csr_array:
    return sparse.csr_array(flow @ sparse.diags_array(keep))
