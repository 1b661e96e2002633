"""Hazards of a network: their rates, whom their events hit, how long they last."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tensen.analysis.compiled import Frame
from tensen.analysis.hazards import Hazard
from tensen.analysis.hits import hit_of
from tensen.analysis.risk.perils import Footprint, Peril
from tensen.analysis.risk.rates import Rate, between, counted
from tensen.analysis.risk.shapes import Lognormal
from tensen.analysis.scenario import Scenario, Shock
from tensen.engine.arrays import FloatArray, IntArray

MONTH, YEAR = 30.0, 365.0
ENDS = (0.05, 0.5, 0.95)  # what low, central and high of a hazard stand for


@dataclass(frozen=True, eq=False)
class Placed:
    """A hazard in a network: `nodes[footprints]` are the indices of the nodes that each footprint hits."""

    hazard: Hazard
    peril: Peril
    nodes: tuple[IntArray, ...]
    horizon: str

    def severity(self, quantile: float) -> float:
        """Share of a hit node's service that is lost at a quantile; beyond p5 and p95 it stays at them."""
        span = self.hazard.severity
        return float(np.interp(quantile, ENDS, (span.low, span.central, span.high)))


def place_hazards(frame: Frame, hazards: Sequence[Hazard], horizon: str | None = None) -> list[Placed]:
    """The hazards ready to be drawn.

    Without a horizon each has that of its median duration: what can be replaced within days for events under
    a month, within months under a year, within years else.

    Raises:
        TensenError: a footprint selects no node.
    """
    return [_placed(frame, hazard, horizon or horizon_of(hazard.duration_median_days)) for hazard in hazards]


def horizon_of(days: float) -> str:
    """The horizon of the assumptions for an event of so many days."""
    return "days" if days < MONTH else "months" if days < YEAR else "years"


def rate_of(hazard: Hazard) -> Rate:
    """Events per year with what is not known of it: of one node where it hits each, else of all together."""
    if hazard.basis == "counted":
        return counted(hazard.events, hazard.years * hazard.exposure, hazard.units_here)
    return between(hazard.rate.low, hazard.rate.high).times(hazard.units_here)


def _placed(frame: Frame, hazard: Hazard, horizon: str) -> Placed:
    place = ("", hazard.id)
    event = Scenario(hazard.id, hazard.title, horizon, shocks=(Shock(hazard.footprint, place=place),))
    found = np.unique(hit_of(frame, event).nodes)
    names = [str(frame.network.position[i]) for i in found]
    rate = rate_of(hazard)
    if hazard.hits == "each":
        footprints = tuple(Footprint(f"{hazard.id}/{name}", (name,)) for name in names)
        nodes = tuple(found[k : k + 1] for k in range(found.size))
        rate = rate.times(found.size)
    else:
        footprints, nodes = (Footprint(hazard.id, tuple(names)),), (found,)
    duration = Lognormal.of(hazard.duration_median_days, hazard.duration_p90_days)
    return Placed(hazard, Peril(hazard.id, rate, footprints, duration=duration), nodes, horizon)


def severities(placed: Sequence[Placed], quantiles: FloatArray) -> FloatArray:
    """Share lost by the footprints `[footprints]`, given a quantile for each hazard `[hazards]`."""
    of_hazard = [p.severity(float(q)) for p, q in zip(placed, quantiles, strict=True)]
    return np.repeat(of_hazard, [len(p.nodes) for p in placed])
