"""Hazards: how often what happens, counted over how long and over how much, for how long, and to whom."""

from dataclasses import dataclass, field
from typing import Final, Literal

from tensen.analysis.dependence import Span
from tensen.analysis.scenario import Selector, Words

BASES: Final = ("counted", "forecast", "judged")
HITS: Final = ("each", "together")
LEVEL: Final = (0.05, 0.95)  # the credible interval that rate_low and rate_high give


@dataclass(frozen=True)
class Hazard:
    """One row of ``hazards/hazards.csv``.

    Attributes:
        kind: what it is, such as ``cable-fault``.
        basis: ``counted``: the rate follows from ``events``, ``years`` and ``exposure``; ``forecast``: from a
            published probability; ``judged``: neither.
        events: how many were counted (NaN where the basis is not a count).
        years: over how many years.
        exposure: how many units were watched in each of the years, such as km of cable.
        exposure_unit: the unit, such as ``km-year``; a rate is events per such unit.
        rate: events per unit of exposure and year; low and high are p5 and p95.
        units_here: units of exposure that the footprint holds: of each selected node where it hits ``each``,
            of all together where it hits ``together``. The rate per year is ``rate x units_here``.
        hits: ``each``: every node of the footprint by itself; ``together``: one event hits all of them.
        severity: share of a hit node's service that is lost, or of what the scenario takes.
        duration_median_days, duration_p90_days: how long it lasts.
        footprint: selects the nodes.
        scenario: where there is one, the event is this scenario, scaled by the severity (a stop of exports
            cuts edges, which no node expresses); the footprint then says whom it is told under.
        recovery: the profile of its recovery (may be empty: it ends at once).
    """

    id: str
    title: Words
    kind: str
    basis: str
    events: float
    years: float
    exposure: float
    exposure_unit: str
    rate: Span
    units_here: float
    hits: Literal["each", "together"]
    severity: Span
    duration_median_days: float
    duration_p90_days: float
    footprint: Selector
    scenario: str
    recovery: str
    source_id: str
    as_of: str
    confidence: str
    note: str = ""
    row: int = field(default=0, compare=False)

    @property
    def yearly(self) -> Span:
        """Events per year: of each selected node where it hits ``each``, of all together otherwise."""
        return Span(*(rate * self.units_here for rate in (self.rate.low, self.rate.central, self.rate.high)))


@dataclass(frozen=True)
class CountedEvent:
    """One event of ``hazards/events.csv``: what was counted, and what was looked at and left out, and why."""

    hazard: str
    date: str
    title: str
    duration_hours: float
    counted: bool
    source_id: str
    note: str = ""
    row: int = field(default=0, compare=False)


def jeffreys(events: float, exposure: float) -> Span:
    """Rate per unit of exposure from a count: the gamma distribution of Jeffreys' prior.

    The centre is its mean, (events + 1/2) / exposure, so that sums of means are means of sums; low and high
    are its 5 % and 95 % points.

    >>> jeffreys(3, 10)
    Span(low=0.108..., central=0.35, high=0.703...)
    """
    from scipy.stats import gamma  # late: the readers of packs do without it

    low, high = (float(gamma.ppf(p, events + 0.5) / exposure) for p in LEVEL)
    return Span(low, (events + 0.5) / exposure, high)
