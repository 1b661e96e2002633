"""How many firms a sector has, and how large each is."""

from __future__ import annotations

import numpy as np

from tensen.engine.arrays import FloatArray, IntArray, sum_by


def allot(worth: FloatArray, firms: int) -> IntArray:
    """Share `firms` out over sectors: one for each of positive worth, the rest in proportion to it.

    Whole numbers come from the largest remainders, the earlier sector first where they are equal.

    >>> allot(np.array([6.0, 3.0, 0.0, 1.0]), 10).tolist()
    [5, 3, 0, 2]

    Raises:
        ValueError: fewer firms than sectors of positive worth, or none of these.
    """
    active = worth > 0
    left = firms - int(np.count_nonzero(active))
    if left < 0 or not active.any():
        raise ValueError(f"{firms} firms cannot fill {np.count_nonzero(active)} sectors")
    quota = left * worth / worth.sum()
    whole = np.floor(quota).astype(np.intp)
    order = np.argsort(-(quota - whole), kind="stable")
    whole[order[: left - int(whole.sum())]] += 1
    return np.asarray(whole + active, dtype=np.intp)


def pareto(sector: IntArray, total: FloatArray, exponent: float, rng: np.random.Generator) -> FloatArray:
    """Sizes with P(size > s) proportional to s^-exponent in each sector, adding up to the sector's total.

    Args:
        sector: (n,), the sector of each firm.
        total: (m,), what the sizes of a sector add up to.
        exponent: of the cumulative distribution; 1 is Zipf's law.
        rng: source of chance.

    Returns:
        (n,), each above 0 where the sector's total is.
    """
    drawn = (1.0 - rng.random(sector.size)) ** (-1.0 / exponent)
    sums = sum_by(sector, drawn, total.size)
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = np.where(sums > 0, total / sums, 0.0)
    return np.asarray(drawn * scale[sector])
