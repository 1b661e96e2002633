"""What a made network looks like, to be held against what was asked."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from tensen.analysis.synthetic.firms import Firms
from tensen.analysis.synthetic.weights import misplaced
from tensen.engine.arrays import FloatArray, IntArray, sum_by

TAIL = 0.05
LEAST = 30


@dataclass(frozen=True)
class Moments:
    """Measured on the network as it is written.

    Attributes:
        firms, edges: how many.
        mean_degree: edges per firm.
        most_suppliers, most_customers: of one firm.
        without_suppliers, without_customers: parts of all firms.
        self_loops: firms that sell to themselves, as sectors of one firm must.
        size_exponent, customers_exponent, suppliers_exponent: Hill's estimate over the largest 5 %, with its
            standard error; None where fewer than 30 firms lie there.
        size_and_customers, size_and_suppliers: rank correlation.
        largest_firm: its part in all output.
        block_error: the largest |sum of a block / table's entry − 1|.
        misplaced_sales, misplaced_purchases: part of the flows that lies with other firms than their sizes
            say, as drawn and after fitting.
    """

    firms: int
    edges: int
    mean_degree: float
    most_suppliers: int
    most_customers: int
    without_suppliers: float
    without_customers: float
    self_loops: int
    size_exponent: tuple[float, float] | None
    customers_exponent: tuple[float, float] | None
    suppliers_exponent: tuple[float, float] | None
    size_and_customers: float
    size_and_suppliers: float
    largest_firm: float
    block_error: float
    misplaced_sales: tuple[float, float]
    misplaced_purchases: tuple[float, float]

    def to_dict(self) -> dict[str, object]:
        """For JSON."""
        return asdict(self)


def measure(firms: Firms) -> Moments:
    """The moments of a network; time and memory linear in firms and edges but for sorting."""
    links, n = firms.links, firms.n
    customers, suppliers = np.bincount(links.seller, minlength=n), np.bincount(links.buyer, minlength=n)
    table = firms.table
    sold, bought = firms.of_size(table.flows.sum(axis=1)), firms.of_size(table.bought)
    return Moments(
        firms=n,
        edges=int(links.seller.size),
        mean_degree=links.seller.size / n,
        most_suppliers=int(suppliers.max()),
        most_customers=int(customers.max()),
        without_suppliers=float(np.mean(suppliers == 0)),
        without_customers=float(np.mean(customers == 0)),
        self_loops=int(np.count_nonzero(links.seller == links.buyer)),
        size_exponent=hill(firms.size),
        customers_exponent=hill(customers, whole=True),
        suppliers_exponent=hill(suppliers, whole=True),
        size_and_customers=rank_correlation(firms.size, customers),
        size_and_suppliers=rank_correlation(firms.size, suppliers),
        largest_firm=float(firms.size.max() / firms.size.sum()),
        block_error=_block_error(firms),
        misplaced_sales=(firms.drawn[0], misplaced(sold, links.sold(n))),
        misplaced_purchases=(firms.drawn[1], misplaced(bought, links.bought(n))),
    )


def hill(
    values: NDArray[np.floating] | IntArray, *, tail: float = TAIL, whole: bool = False
) -> tuple[float, float] | None:
    """Hill's estimate of the exponent of P(value > v) ~ v^-exponent over the largest part, and its error.

    With k values above the threshold v: exponent = k / Σ ln(value / v), error = exponent / √k (Hill 1975).
    For whole numbers v − ½ takes v's place (Clauset, Shalizi and Newman 2009), and all equal to v count.

    Args:
        values: 0 or more.
        tail: the part that counts as the tail.
        whole: degrees rather than sizes.

    Returns:
        None where fewer than 30 values lie in the tail, or all are equal.
    """
    count = int(values.size * tail)
    if count < LEAST:
        return None
    threshold = float(np.partition(values, -count)[-count])
    if threshold <= 0:
        return None
    above = values[values >= threshold]
    logs = float(np.log(above / (threshold - 0.5 if whole else threshold)).sum())
    if logs <= 0 or above.min() == above.max():
        return None
    exponent = above.size / logs
    return exponent, exponent / above.size**0.5


def rank_correlation(first: NDArray[np.generic], second: NDArray[np.generic]) -> float:
    """Spearman's: the correlation of ranks, equal values sharing theirs; 0 where one side is constant."""
    a, b = _ranks(first), _ranks(second)
    if a.std() == 0 or b.std() == 0:
        return 0.0
    return float(np.corrcoef(a, b)[0, 1])


def _ranks(values: NDArray[np.generic]) -> FloatArray:
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    return np.asarray((ends - (counts - 1) / 2)[place], np.float64)


def _block_error(firms: Firms) -> float:
    links = firms.links
    found = sum_by(links.block, links.weight, links.total.size)
    held = links.total > 0
    if not held.any():
        return 0.0
    return float(np.abs(found[held] / links.total[held] - 1).max())
