"""The events of a block of years: which, where, when, how hard, how long, all from one stream per hazard."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy as np

from tensen.analysis.risk.parameters import events_stream
from tensen.analysis.risk.perils import Peril
from tensen.engine.arrays import BoolArray, FloatArray, IntArray, no_floats, no_ints

# years that share a stream: results depend neither on how many blocks go together nor on who draws them
BLOCK = 1000
# events per year and draw for which a block still takes little memory (about 200 MB)
MOST_PER_YEAR = 2000.0


@dataclass(frozen=True, eq=False)
class Events:
    """N events of a block; an event belongs to the year in which it starts.

    Attributes:
        year: year within the block.
        peril: number of the hazard.
        footprint: number of the footprint among those of all hazards.
        start: day of the year on which it starts, from 0 to 365.
        duration: days.
        severity: factor on the footprint's loss.
        luck: a number from 0 to 1 by which a measure may spare it.
    """

    year: IntArray
    peril: IntArray
    footprint: IntArray
    start: FloatArray
    duration: FloatArray
    severity: FloatArray
    luck: FloatArray

    @property
    def count(self) -> int:
        """Events N."""
        return self.year.size

    def where(self, mask: BoolArray | IntArray) -> "Events":
        """The chosen events, in this order."""
        return Events(*(getattr(self, f.name)[mask] for f in fields(self)))

    def scaled(self, severity: FloatArray, duration: FloatArray) -> "Events":
        """The same events, harder and longer by these factors."""
        return replace(self, severity=self.severity * severity, duration=self.duration * duration)


def draw_events(perils: Sequence[Peril], rates: FloatArray, seed: int, draw: int, block: int) -> Events:
    """The events of one block of years at `rates[perils]` a year.

    Adding or taking away a hazard leaves the events of the others as they are.
    """
    parts, before = [], 0
    for number, peril in enumerate(perils):
        parts.append(_of_peril(peril, number, before, float(rates[number]), (seed, draw, block)))
        before += len(peril.footprints)
    if not parts:
        whole, none = no_ints(), no_floats()
        return Events(whole, whole, whole, none, none, none, none)
    return Events(*(np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(Events)))


def _of_peril(peril: Peril, number: int, before: int, rate: float, at: tuple[int, int, int]) -> Events:
    seed, draw, block = at
    random = events_stream(seed, peril.id, draw, block)
    mean: float | FloatArray = rate
    if np.isfinite(peril.size):
        mean = rate * random.gamma(peril.size, 1.0 / peril.size, BLOCK)
    year = np.repeat(np.arange(BLOCK), random.poisson(mean, BLOCK))
    where, when, long, hard, luck = random.random((5, year.size))
    return Events(
        year=year,
        peril=np.full(year.size, number),
        footprint=before + peril.where(where),
        start=peril.when(when),
        duration=peril.duration.quantile(long),
        severity=peril.severity.quantile(hard),
        luck=luck,
    )
