"""N years of events: what each year costs, and its worst event.

The losses of a year are simulated in blocks of years, each from streams of its own, so that they are the same
bit by bit whatever is done together and whoever does it; the first years are the same however many follow.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tensen.analysis.risk.events import BLOCK, Events, draw_events
from tensen.analysis.risk.losses import Joint, LossTable
from tensen.analysis.risk.model import Measure, Model
from tensen.analysis.risk.overlap import overlapping
from tensen.engine.arrays import FloatArray, IntArray

Arrays = Mapping[str, FloatArray]
# maps a task over chunks of a model: in this thread, or `tensen.jobs.run_chunks` with its arguments bound
Runner = Callable[[Callable[[Model, range], Arrays], Model, Sequence[range]], Sequence[Arrays]]
VERSION = "1"


@dataclass(frozen=True, eq=False)
class Years:
    """Losses per year `[draws, 1 + measures, years]`: without any measure first, then with each alone.

    `annual` is the sum of a year (for the AEP curve), `largest` its worst occurrence (for the OEP curve): one
    event, or several that interact. `events[draws]` counts all events without measures.
    """

    annual: FloatArray
    largest: FloatArray
    events: IntArray


@dataclass(frozen=True, eq=False)
class Occurrences:
    """The events of a block under one variant, and what they cost.

    `group[N]` is the occurrence of each event; `loss[G]`, `year[G]` belong to occurrences. `alone[N]` is what
    an event costs by itself. `items[J, items]` are the losses of the occurrences `together[J]`, those of
    events that interact.
    """

    events: Events
    alone: FloatArray
    group: IntArray
    year: IntArray
    loss: FloatArray
    together: IntArray
    items: FloatArray


def variants(model: Model) -> tuple[Measure | None, ...]:
    """No measure, then each."""
    return (None, *model.measures)


def under(measure: Measure | None, events: Events) -> Events:
    """The events as a measure leaves them."""
    if measure is None:
        return events
    left = events.where(events.luck < measure.rate[events.peril])
    return left.scaled(measure.severity[left.peril], measure.duration[left.peril])


def occurrences(model: Model, draw: int, events: Events, measure: Measure | None) -> Occurrences:
    """What the events cost; those that interact and overlap are asked for together."""
    table, joint = _sources(model, measure)
    kept = under(measure, events)
    alone = table.alone(draw, kept)
    none = np.empty(0, dtype=np.intp)
    pool = model.pool[kept.footprint]
    if joint is None or not (pool >= 0).any():
        each = np.arange(kept.count)
        return Occurrences(kept, alone, each, kept.year, alone, none, np.empty((0, table.items)))
    group = overlapping(kept.year, pool, kept.start, kept.start + kept.duration)
    size = np.bincount(group)
    year = np.empty(size.size, dtype=np.intp)
    year[group] = kept.year
    loss = np.bincount(group, alone, size.size).astype(float)
    several = np.flatnonzero(size > 1)
    items = _together(joint, draw, kept, group, several)
    loss[several] = items.sum(axis=1)
    return Occurrences(kept, alone, group, year, loss, several, items.reshape(-1, table.items))


def _sources(model: Model, measure: Measure | None) -> tuple[LossTable, Joint | None]:
    if measure is None:
        return model.table, model.joint
    return measure.table or model.table, measure.joint or model.joint


def _together(joint: Joint, draw: int, events: Events, group: IntArray, several: IntArray) -> FloatArray:
    mine = np.flatnonzero(np.isin(group, several))
    if not mine.size:
        return np.empty((0, 1))
    order = mine[np.lexsort((events.start[mine], group[mine]))]
    number = np.searchsorted(several, group[order])
    found = np.asarray(joint.losses(draw, events.where(order), number, several.size), dtype=float)
    if found.ndim != 2 or found.shape[0] != several.size or not (np.isfinite(found) & (found >= 0)).all():
        raise ValueError("losses of interacting events must be [groups, items], 0 or more and finite")
    return found


def block_events(model: Model, item: int) -> tuple[int, int, Events]:
    """Draw, block and events of a piece of work, without those of years that were not asked for."""
    draw, block = divmod(item, model.blocks)
    drawn = draw_events(model.perils, model.rates[draw], model.seed, draw, block)
    years = model.years - block * BLOCK
    return draw, block, drawn if years >= BLOCK else drawn.where(drawn.year < years)


def years_chunk(model: Model, items: range) -> Arrays:
    """The losses of some blocks, `[items, variants, BLOCK]`, and their numbers of events."""
    shape = (len(items), len(variants(model)), BLOCK)
    annual, largest = np.zeros(shape), np.zeros(shape)
    events = np.zeros(len(items))
    for k, item in enumerate(items):
        draw, _, drawn = block_events(model, item)
        events[k] = drawn.count
        for v, measure in enumerate(variants(model)):
            found = occurrences(model, draw, drawn, measure)
            annual[k, v] = np.bincount(found.year, found.loss, BLOCK)
            np.maximum.at(largest[k, v], found.year, found.loss)
    return {"annual": annual, "largest": largest, "events": events}


def in_this_thread(
    task: Callable[[Model, range], Arrays], model: Model, chunks: Sequence[range]
) -> Sequence[Arrays]:
    """The plain runner."""
    return [task(model, chunk) for chunk in chunks]


def chunks_of(model: Model, batch: int = 64) -> list[range]:
    """All pieces of work, `batch` at a time."""
    return [range(a, min(a + batch, model.items)) for a in range(0, model.items, batch)]


def simulate(model: Model, *, runner: Runner = in_this_thread, batch: int = 64) -> Years:
    """All years of all draws; neither `runner` nor `batch` changes a digit."""
    return years_of(model, runner(years_chunk, model, chunks_of(model, batch)))


def years_of(model: Model, results: Sequence[Arrays]) -> Years:
    """The years from the results of all chunks, in order."""

    def joined(name: str) -> FloatArray:
        blocks = np.concatenate([found[name] for found in results])
        by_draw = blocks.reshape(model.draws, model.blocks, -1, BLOCK).transpose(0, 2, 1, 3)
        return np.ascontiguousarray(
            by_draw.reshape(model.draws, -1, model.blocks * BLOCK)[:, :, : model.years]
        )

    events = np.concatenate([found["events"] for found in results]).reshape(model.draws, model.blocks)
    return Years(joined("annual"), joined("largest"), events.sum(axis=1).astype(np.intp))
