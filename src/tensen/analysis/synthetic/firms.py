"""A firm network from a table: sizes, then links, then weights."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from tensen.analysis.synthetic.links import Draw, draw_links
from tensen.analysis.synthetic.sizes import pareto
from tensen.analysis.synthetic.table import Table
from tensen.analysis.synthetic.weights import Links, balanced, misplaced, reachable
from tensen.engine.arrays import FloatArray, IntArray, sum_by


@dataclass(frozen=True)
class Recipe:
    """What the table does not say.

    Attributes:
        exponent: of the firms' sizes, P(size > s) ~ s^-exponent.
        growth: degrees grow as size^growth, so their exponent is exponent / growth.
        mean_degree: suppliers per firm, and so customers per firm.
        sweeps: passes of proportional fitting towards the firms' sizes; 0 leaves the drawn weights.
    """

    exponent: float
    growth: float
    mean_degree: float
    sweeps: int = 20

    def __post_init__(self) -> None:
        if not (self.exponent > 0 and 0 <= self.growth <= 1 and self.mean_degree > 0 and self.sweeps >= 0):
            raise ValueError(f"out of range: {self}")


@dataclass(frozen=True, eq=False)
class Firms:
    """n firms, numbered 1 ... n sector by sector in the table's order, and E links.

    Attributes:
        table: what they were made from.
        recipe: how.
        sector: (n,), into `table.codes`.
        size: (n,), a firm's part in its sector's output.
        links: sellers and buyers count from 0.
        drawn: parts of all sales and purchases that lay with other firms than sizes say before fitting.
    """

    table: Table
    recipe: Recipe
    sector: IntArray
    size: FloatArray
    links: Links
    drawn: tuple[float, float]

    @property
    def n(self) -> int:
        return int(self.sector.size)

    def of_size(self, amount: FloatArray) -> FloatArray:
        """A sector's amount (m,) shared out by size; (n,)."""
        whole = sum_by(self.sector, self.size, len(self.table.codes))
        part = np.divide(amount, whole, out=np.zeros(whole.size), where=whole > 0)
        return np.asarray(self.size * part[self.sector])

    def edges(self) -> pd.DataFrame:
        """`source`, `target`, `weight`: source sells weight to target; ordered by source, then target."""
        links = self.links
        return pd.DataFrame({"source": links.seller + 1, "target": links.buyer + 1, "weight": links.weight})

    def sectors(self) -> pd.DataFrame:
        """`node`, `sector`: the code of each firm's sector."""
        codes = np.array(self.table.codes, dtype=object)[self.sector]
        return pd.DataFrame({"node": self._nodes(), "sector": pd.array(codes, dtype="str")})

    def final_demand(self) -> pd.DataFrame:
        """`node`, `final_demand`: the sector's, by size."""
        return pd.DataFrame({"node": self._nodes(), "final_demand": self.of_size(self.table.final)})

    def value_added(self) -> pd.DataFrame | None:
        """`node`, `value_added`: the sector's, by size; None where the table has none."""
        known = self.table.value_added
        return (
            None
            if known is None
            else pd.DataFrame({"node": self._nodes(), "value_added": self.of_size(known)})
        )

    def _nodes(self) -> IntArray:
        return np.arange(1, self.n + 1)


def generate(table: Table, counts: IntArray, recipe: Recipe, rng: np.random.Generator) -> Firms:
    """Firms and their trade, such that the flows between two sectors add up to the table's.

    Sizes: Pareto in each sector. Links: see :mod:`tensen.analysis.synthetic.links`, with pull = size^growth.
    Weights: (size_i · size_j)^(1 − growth) within a block, so that with the chance of a link, in proportion
    to (size_i · size_j)^growth, a firm's flows are expected in proportion to its size; scaled to the block's
    total; then fitted to sizes as far as the links allow. Source of the form: degree-corrected and
    input-output gravity models (Ialongo et al. 2022, doi 10.1038/s41598-022-13996-3; Fessina et al. 2026,
    doi 10.1038/s41598-026-47883-y); here the number of links is given and repeated pairs are drawn again.

    Args:
        table: flows between m sectors.
        counts: (m,), firms of each sector.
        recipe: exponents, mean degree, sweeps.
        rng: source of chance: the same state gives the same firms.

    Raises:
        ValueError: a sector that trades has no firm, or the links asked for are fewer than pairs of sectors.
    """
    empty = np.flatnonzero(table.active & (counts <= 0))
    if empty.size:
        raise ValueError(f"counts[{empty[0]}] = {counts[empty[0]]}: sector {table.codes[empty[0]]!r} trades")
    m, n = len(table.codes), int(counts.sum())
    asked = round(n * recipe.mean_degree)
    if asked < table.blocks:
        raise ValueError(f"{asked} links cannot serve {table.blocks} pairs of sectors that trade")
    sector = np.repeat(np.arange(m), counts)
    size = pareto(sector, table.worth, recipe.exponent, rng)
    pull = np.where(size > 0, size, 1.0) ** recipe.growth
    seller, buyer = (
        draw_links(Draw.of(table.flows, sector, pull, rng), asked) if table.blocks else (sector[:0],) * 2
    )
    block = sector[seller] * m + sector[buyer]
    drawn = (size[seller] * size[buyer]) ** (1.0 - recipe.growth)
    links = Links(seller, buyer, block, table.flows.ravel(), drawn).scaled(drawn)
    made = Firms(table, recipe, sector, size, links, (0.0, 0.0))
    sold, bought = made.of_size(table.flows.sum(axis=1)), made.of_size(table.bought)
    before = (misplaced(sold, links.sold(n)), misplaced(bought, links.bought(n)))
    fitted = balanced(
        links,
        reachable(sold, sector, links.sold(n)),
        reachable(bought, sector, links.bought(n)),
        recipe.sweeps,
    )
    return Firms(table, recipe, sector, size, fitted, before)
