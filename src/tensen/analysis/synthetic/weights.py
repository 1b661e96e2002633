"""What flows along the links: blocks that add up to the table, firms that add up to their sizes."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from tensen.engine.arrays import FloatArray, IntArray, sum_by


@dataclass(frozen=True, eq=False)
class Links:
    """E links between n firms of m sectors: `seller`, `buyer` (E,), `block` (E,) = seller's sector · m +
    buyer's sector, `total` (m · m,) what a block adds up to, and `weight` (E,)."""

    seller: IntArray
    buyer: IntArray
    block: IntArray
    total: FloatArray
    weight: FloatArray

    def scaled(self, weight: FloatArray) -> Links:
        """With this weight, scaled so that every block adds up to its total."""
        return replace(self, weight=weight * _ratio(self.total, self.block, weight))

    def sold(self, n: int) -> FloatArray:
        """Sales of each firm to others; (n,)."""
        return sum_by(self.seller, self.weight, n)

    def bought(self, n: int) -> FloatArray:
        """Purchases of each firm from others; (n,)."""
        return sum_by(self.buyer, self.weight, n)


def balanced(links: Links, sold: FloatArray, bought: FloatArray, sweeps: int) -> Links:
    """Weights moved towards the firms' sales and purchases, blocks exact: iterative proportional fitting.

    One sweep scales each seller's links to `sold` (n,), each buyer's to `bought` (n,), each block to its
    total; the last step is the blocks', so these hold whatever the others reach. Firms without a link on one
    side have nothing there to scale: what they miss, the others of their sector carry.
    """
    for _ in range(sweeps):
        weight = links.weight * _ratio(sold, links.seller, links.weight)
        weight = weight * _ratio(bought, links.buyer, weight)
        links = links.scaled(weight)
    return links


def reachable(wanted: FloatArray, sector: IntArray, linked: FloatArray) -> FloatArray:
    """`wanted` (n,) shared out among the firms of each sector that have a link: their sum stays."""
    m = int(sector.max()) + 1
    kept = np.where(linked > 0, wanted, 0.0)
    whole, part = sum_by(sector, wanted, m), sum_by(sector, kept, m)
    return np.asarray(kept * np.divide(whole, part, out=np.zeros(m), where=part > 0)[sector])


def misplaced(wanted: FloatArray, found: FloatArray) -> float:
    """The part of all flows that lies with other firms than wanted; 0 is none, 1 is all."""
    total = float(wanted.sum())
    return float(np.abs(wanted - found).sum()) / (2 * total) if total else 0.0


def _ratio(wanted: FloatArray, group: IntArray, weight: FloatArray) -> FloatArray:
    """For each link what its group wants over what it holds."""
    found = sum_by(group, weight, wanted.size)
    return np.asarray(np.divide(wanted, found, out=np.ones(wanted.size), where=found > 0)[group])
