"""Draws of the assumptions: one quantile per family, so that what is wrong together is wrong together."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from tensen.analysis.compiled import Compiled, shift, worst_unknowns
from tensen.analysis.hits import Hit
from tensen.analysis.solve import Solved, solve

FAMILY_COLUMN = "family"


def families_of(compiled: Compiled) -> tuple[str, ...]:
    """The families of assumptions, in order of their names."""
    return tuple(sorted(compiled.frame.network.assumptions[FAMILY_COLUMN].unique()))


def quantiles(families: Sequence[str], exponent: int, rng: np.random.Generator) -> list[dict[str, float]]:
    """``2**exponent`` points of a scrambled Sobol sequence, one quantile per family (comonotone within it)."""
    from scipy.stats import qmc  # slow to import; only draws need it

    if not families:
        return [{} for _ in range(2**exponent)]
    points = qmc.Sobol(len(families), scramble=True, rng=rng).random_base2(exponent)
    return [dict(zip(families, row.tolist(), strict=True)) for row in points]


def draw(
    central: Compiled,
    hits_of: Callable[[bool], Sequence[Hit]],
    exponent: int,
    rng: np.random.Generator,
    on_step: Callable[[], None] = lambda: None,
) -> Iterator[Solved]:
    """Solutions at the drawn points; the last coordinate draws unknown suppliers between best and worst.

    An unknown supplier is as bad as it can be in that share of the draws in which its coordinate lies above
    one half: it either is the hit supplier or it is not.
    """
    families = (*families_of(central), "unknown-suppliers")
    for point in quantiles(families, exponent, rng):
        worst = point.pop("unknown-suppliers") > 0.5
        moved = shift(central, point)
        yield solve(worst_unknowns(moved) if worst else moved, hits_of(worst))
        on_step()
