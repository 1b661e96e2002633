"""The same hits at the optimistic corner, the centre and the pessimistic corner of the assumptions.

The loss is monotone in every assumption with a direction, so the two corners bound it exactly; unknown
suppliers lose nothing in the optimistic corner and centre, and the worst they might in the pessimistic one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tensen.analysis.compiled import Compiled, Frame, compile_network, shift, worst_unknowns
from tensen.analysis.hits import Hit
from tensen.analysis.interval import Interval
from tensen.analysis.solve import Solved, solve
from tensen.engine.arrays import BoolArray, FloatArray
from tensen.engine.equilibrium import Demand

HitsOf = Callable[[bool], Sequence[Hit]]


@dataclass(frozen=True, eq=False)
class Corners:
    """Three solutions of the same hits."""

    low: Solved
    central: Solved
    high: Solved

    @property
    def identified(self) -> BoolArray:
        """Per hit: identified at the centre."""
        return self.central.identified

    def money(self, mask: FloatArray) -> list[Interval]:
        """Value added lost per day among the nodes of ``mask``, one interval per hit.

        The high end is read from the certificate (an upper bound), the low end from below.
        """
        low, mid = self.low.money(mask), self.central.money(mask)
        high = self.high.money(mask, self.high.result.upper)
        return [Interval(*three) for three in zip(low.tolist(), mid.tolist(), high.tolist(), strict=True)]

    def first_round(self, mask: FloatArray) -> list[Interval]:
        """The direct loss per day before anything spreads further, one interval per hit."""
        each = [s.money(mask, s.result.first_round) for s in (self.low, self.central, self.high)]
        return [Interval(*three) for three in zip(*(e.tolist() for e in each), strict=True)]


def corners(frame: Frame, horizon: str, hits_of: HitsOf, *, demand: Demand = "off") -> Corners:
    """Solve at both corners and the centre; ``hits_of(worst)`` gives the hits with or without unknowns."""
    central = compile_network(frame, horizon, 0.5)
    return corners_of(central, hits_of, demand=demand)


def corners_of(central: Compiled, hits_of: HitsOf, *, demand: Demand = "off") -> Corners:
    """:func:`corners` from a system that is already compiled at the centre."""
    plain = hits_of(False)
    return Corners(
        solve(shift(central, 0.0), plain, demand=demand),
        solve(central, plain, demand=demand),
        solve(worst_unknowns(shift(central, 1.0)), hits_of(True), demand=demand),
    )
