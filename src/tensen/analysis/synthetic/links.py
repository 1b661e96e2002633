"""Who buys from whom: links drawn one by one, in rounds over all that are still missing.

Each link: a buyer, by its pull; the sector it buys from, by the table's column of its sector; a firm of that
sector, by its pull. A pair that is there already, and a firm as its own supplier, are drawn again. So a link
from i (sector k) to j (sector l) is expected in proportion to pull_j · Z[k,l] / Z[·,l] · pull_i / pull[k]:
the fitness or gravity model of network reconstruction with the table's flows between sectors.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tensen.engine.arrays import BoolArray, FloatArray, IntArray

ROUNDS = 60


@dataclass(frozen=True, eq=False)
class Draw:
    """What links are drawn from.

    Attributes:
        flows: (m, m), seller's sector by buyer's sector.
        sector: (n,), ascending: a sector's firms stand together.
        rng: source of chance.
        counts, first: (m,), the firms of a sector and where they begin.
        heap: (n,), the running sum of pull.
        ladder: (m · m,), the shares of what sector l buys, climbing from l to l + 1, for one l after another.
        buys: (n,), whether a firm's sector buys anything.
        demand: (n,), the running sum of pull over those that buy.
    """

    flows: FloatArray
    sector: IntArray
    rng: np.random.Generator
    counts: IntArray
    first: IntArray
    heap: FloatArray
    ladder: FloatArray
    buys: BoolArray
    demand: FloatArray

    @staticmethod
    def of(flows: FloatArray, sector: IntArray, pull: FloatArray, rng: np.random.Generator) -> Draw:
        """Lay out the urns; `pull` (n,) above 0."""
        m = len(flows)
        counts = np.bincount(sector, minlength=m)
        climb = np.cumsum(flows, axis=0)
        bought = climb[-1]
        ladder = climb / np.where(bought > 0, bought, 1.0) + np.arange(m)
        buys = np.asarray((bought > 0)[sector])
        return Draw(
            flows=flows,
            sector=sector,
            rng=rng,
            counts=counts,
            first=np.cumsum(counts) - counts,
            heap=np.cumsum(pull),
            ladder=ladder.T.ravel(),
            buys=buys,
            demand=np.cumsum(np.where(buys, pull, 0.0)),
        )

    def firms_of(self, sectors: IntArray) -> IntArray:
        """A firm of each sector, by its pull."""
        first, last = self.first[sectors], self.first[sectors] + self.counts[sectors] - 1
        below = np.where(first > 0, self.heap[first - 1], 0.0)  # index -1 is read and left aside
        point = below + self.rng.random(sectors.size) * (self.heap[last] - below)
        return np.asarray(np.clip(np.searchsorted(self.heap, point, side="right"), first, last), np.intp)

    def buyers(self, count: int) -> IntArray:
        """Firms that buy, by their pull."""
        point = self.rng.random(count) * self.demand[-1]
        last = np.flatnonzero(self.buys)[-1]
        return np.asarray(np.minimum(np.searchsorted(self.demand, point, side="right"), last), np.intp)

    def input_sectors(self, buyers: IntArray) -> IntArray:
        """The sector that each buyer turns to, by what its sector buys."""
        own = self.sector[buyers].astype(np.float64)
        point = np.minimum(own + self.rng.random(buyers.size), np.nextafter(own + 1, 0))
        return np.asarray(np.searchsorted(self.ladder, point, side="right") - len(self.flows) * own, np.intp)

    def alone(self, firms: IntArray) -> BoolArray:
        """Whether a firm is its sector's only one: then what the sector sells itself is a loop."""
        return np.asarray(self.counts[self.sector[firms]] == 1)


def draw_links(draw: Draw, count: int) -> tuple[IntArray, IntArray]:
    """`count` different links: seller and buyer, ordered by seller and then buyer.

    Each pair of sectors that trades gets a link first, then each buying firm without a supplier one, then
    the rest by pull. Fewer links come back where a network of that many firms has no more room.
    """
    n = draw.sector.size
    held = np.unique(_keys(*_one_each(draw), n))
    for _ in range(ROUNDS):
        missing = count - held.size
        if missing <= 0:
            break
        lonely = _lonely(draw, held % n)[:missing]
        buyer = np.concatenate((lonely, draw.buyers(missing - lonely.size)))
        seller = draw.firms_of(draw.input_sectors(buyer))
        fits = (seller != buyer) | draw.alone(seller)
        fresh = np.unique(_keys(seller[fits], buyer[fits], n))
        held = _merged(held, fresh)
    return np.asarray(held // n, np.intp), np.asarray(held % n, np.intp)


def _one_each(draw: Draw) -> tuple[IntArray, IntArray]:
    """A link for each pair of sectors that trades; never a loop where the sector has a second firm."""
    sells, buys = np.nonzero(draw.flows)
    seller, buyer = draw.firms_of(sells), draw.firms_of(buys)
    for _ in range(ROUNDS):
        again = np.flatnonzero((seller == buyer) & ~draw.alone(seller))
        if not again.size:
            return seller, buyer
        buyer[again] = draw.firms_of(buys[again])
    beside = (buyer[again] - draw.first[buys[again]] + 1) % draw.counts[buys[again]]
    buyer[again] = draw.first[buys[again]] + beside
    return seller, buyer


def _lonely(draw: Draw, buyers: IntArray) -> IntArray:
    """Firms that buy and have no supplier yet, in an order by chance."""
    without = draw.buys.copy()
    without[buyers] = False
    return draw.rng.permutation(np.flatnonzero(without))


def _keys(seller: IntArray, buyer: IntArray, n: int) -> IntArray:
    return seller.astype(np.int64) * n + buyer


def _merged(held: IntArray, fresh: IntArray) -> IntArray:
    """Two ascending lists as one, each entry once."""
    place = np.minimum(np.searchsorted(held, fresh), held.size - 1)
    both = np.concatenate((held, fresh[held[place] != fresh]))
    both.sort(kind="stable")  # two runs: merged in one pass
    return both
