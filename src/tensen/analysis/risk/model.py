"""All that the simulation of years needs, in arrays and plain values that can be sent to workers."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from tensen.analysis.risk.events import BLOCK, MOST_PER_YEAR
from tensen.analysis.risk.losses import Joint, LossTable
from tensen.analysis.risk.parameters import rates_of
from tensen.analysis.risk.perils import Footprint, Peril
from tensen.engine.arrays import FloatArray, IntArray, floats


@dataclass(frozen=True, eq=False)
class Measure:
    """Something that helps, seen on the same events: those it does not touch cost to the last digit the same.

    Attributes:
        rate: share of the events of each hazard that still happen, `[perils]`, 0 to 1.
        severity, duration: factors per hazard, `[perils]`, 0 or more.
        table: losses with the measure in place; None: those without.
        joint: losses of interacting events with the measure; None: those without.
    """

    id: str
    rate: FloatArray
    severity: FloatArray
    duration: FloatArray
    table: LossTable | None = None
    joint: Joint | None = None


@dataclass(frozen=True, eq=False)
class Model:
    """Hazards, their rates at each draw of the parameters, and what their events cost.

    Attributes:
        rates: events per year `[draws, perils]`.
        table: what events cost alone.
        joint: what events of one pool cost that overlap; None: there is no pool, all losses add.
        pool: `[footprints]`, -1 where losses add.
        years: years per draw.
    """

    perils: tuple[Peril, ...]
    rates: FloatArray
    table: LossTable
    joint: Joint | None
    measures: tuple[Measure, ...]
    pool: IntArray
    years: int
    seed: int

    @property
    def draws(self) -> int:
        """Draws D of the parameters."""
        return int(self.rates.shape[0])

    @property
    def footprints(self) -> tuple[Footprint, ...]:
        """Those of all hazards, one after the other."""
        return tuple(f for peril in self.perils for f in peril.footprints)

    @property
    def peril_of(self) -> IntArray:
        """Number of the hazard of each footprint."""
        return np.repeat(np.arange(len(self.perils)), [len(p.footprints) for p in self.perils])

    @property
    def blocks(self) -> int:
        """Blocks of years per draw."""
        return -(-self.years // BLOCK)

    @property
    def items(self) -> int:
        """Pieces of work: a block of years at a draw, all blocks of the first draw first."""
        return self.draws * self.blocks


def model_of(
    perils: Sequence[Peril],
    table: LossTable | None = None,
    *,
    years: int = 10_000,
    draws: int = 1,
    seed: int = 0,
    joint: Joint | None = None,
    measures: Sequence[Measure] = (),
    rates: ArrayLike | None = None,
) -> Model:
    """A model of `years` years for each of `draws` draws of the rates (1: the expected rates).

    Without a table the severity of an event is its loss. `rates[draws, perils]` may be given, not drawn.

    Raises:
        ValueError: something does not fit; hazards share a name; a pool is named and no `joint` given; so
            many events a year that a block of years would not fit into memory.
    """
    named = [peril.id for peril in perils]
    if len(set(named)) < len(named):
        raise ValueError("two hazards have the same id")
    if years < 1 or draws < 1 or seed < 0:
        raise ValueError(f"years and draws must be 1 or more, seed 0 or more: {years}, {draws}, {seed}")
    footprints = [f for peril in perils for f in peril.footprints]
    held = LossTable.unit(len(footprints)) if table is None else table
    drawn = rates_of(perils, draws, seed) if rates is None else np.asarray(rates, dtype=float)
    if drawn.shape != (draws, len(perils)) or not (np.isfinite(drawn) & (drawn >= 0)).all():
        raise ValueError(f"rates must be [{draws}, {len(perils)}] numbers from 0 up")
    if drawn.sum(axis=1).max(initial=0.0) > MOST_PER_YEAR:
        raise ValueError(f"more than {MOST_PER_YEAR:g} events a year are expected: join the smallest of them")
    _fits(held, len(footprints), draws, held.items)
    for measure in measures:
        _fits_measure(measure, len(perils))
        if measure.table is not None:
            _fits(measure.table, len(footprints), draws, held.items)
    pools = {name: k for k, name in enumerate(sorted({f.pool for f in footprints if f.pool}))}
    if pools and joint is None:
        raise ValueError("events interact in a pool, but nothing tells what they cost together")
    pool = np.array([pools.get(f.pool, -1) for f in footprints], dtype=np.intp)
    return Model(tuple(perils), floats(drawn), held, joint, tuple(measures), pool, years, seed)


def _fits(table: LossTable, footprints: int, draws: int, items: int) -> None:
    if table.footprints != footprints or table.items != items or table.loss.shape[0] not in (1, draws):
        raise ValueError(
            f"losses are {table.loss.shape[:2]} draws and footprints of {table.items} items: wanted are 1 or "
            f"{draws} draws, {footprints} footprints, {items} items"
        )


def _fits_measure(measure: Measure, perils: int) -> None:
    factors = (measure.rate, measure.severity, measure.duration)
    if any(f.shape != (perils,) or not (np.isfinite(f) & (f >= 0)).all() for f in factors):
        raise ValueError(f"{measure.id}: one factor from 0 up must be given per hazard")
    if (measure.rate > 1).any():
        raise ValueError(
            f"{measure.id}: a measure cannot add events; raise the rates and compare the other way"
        )
