"""Who and what makes up the average year and the tail: by hazard, footprint, node, and sector or region.

Contributions to the tail are means over the worst years of what each part costs in them, the Euler
allocation of the tail value at risk (Tasche 1999): they sum to it, as those to the average year sum to the
average annual loss.
The events are drawn again (they are the same to the last bit), so that nothing is held per event and part.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tensen.analysis.risk.curves import tail_weights
from tensen.analysis.risk.events import BLOCK
from tensen.analysis.risk.model import Model
from tensen.analysis.risk.years import (
    Arrays,
    Occurrences,
    Years,
    block_events,
    chunks_of,
    occurrences,
    variants,
)
from tensen.engine.arrays import FloatArray, sum_by


@dataclass(frozen=True, eq=False)
class Weighted:
    """A model and the weight of each of its years `[K, draws, years]`, under one of its variants."""

    model: Model
    weights: FloatArray
    variant: int = 0

    @property
    def items(self) -> int:
        """Pieces of work, as those of the model."""
        return self.model.items


@dataclass(frozen=True, eq=False)
class Contributions:
    """Parts of K figures (the average year first, then each tail), `[K, ...]`; each sums to the figure.

    A loss of events that interact is shared among them as they would cost alone; a footprint's among its
    nodes evenly.
    """

    levels: tuple[float, ...]
    perils: FloatArray
    footprints: FloatArray
    items: FloatArray

    def nodes(self, model: Model) -> tuple[tuple[str, ...], FloatArray]:
        """Names of all nodes hit and their parts `[K, nodes]`.

        Raises:
            ValueError: a footprint names no node.
        """
        shares: list[Mapping[str, float]] = []
        for footprint in model.footprints:
            if not footprint.nodes:
                raise ValueError(f"footprint {footprint.id} names no node")
            shares.append(dict.fromkeys(footprint.nodes, 1 / len(set(footprint.nodes))))
        names = tuple(dict.fromkeys(name for share in shares for name in share))
        place = {name: k for k, name in enumerate(names)}
        found = np.zeros((len(self.levels), len(names)))
        for f, share in enumerate(shares):
            for name, part in share.items():
                found[:, place[name]] += part * self.footprints[:, f]
        return names, found


WeightedRunner = Callable[[Callable[[Weighted, range], Arrays], Weighted, Sequence[range]], Sequence[Arrays]]


def weighted(model: Model, years: Years, levels: Sequence[float] = (0.99,), variant: int = 0) -> Weighted:
    """The average year (level 0) and the tails of all draws together, ready to be taken apart."""
    annual = years.annual[:, variant]
    rows = [tail_weights(annual, level) for level in (0.0, *levels)]
    return Weighted(model, np.stack(rows), variant)


def shares_chunk(work: Weighted, items: range) -> Arrays:
    """Weighted losses of some blocks `[blocks, K, ...]`: by footprint, and by item of the table."""
    model, count = work.model, work.weights.shape[0]
    by_footprint = np.zeros((len(items), count, model.pool.size))
    by_item = np.zeros((len(items), count, model.table.items))
    measure = variants(model)[work.variant]
    for k, item in enumerate(items):
        draw, block, drawn = block_events(model, item)
        found = occurrences(model, draw, drawn, measure)
        part = work.weights[:, draw, block * BLOCK : (block + 1) * BLOCK]
        weight = np.zeros((count, BLOCK))
        weight[:, : part.shape[1]] = part
        for level in range(count):
            by_footprint[k, level], by_item[k, level] = _parts(work, draw, found, weight[level])
    return {"footprints": by_footprint, "items": by_item}


def _parts(
    work: Weighted, draw: int, found: Occurrences, weight: FloatArray
) -> tuple[FloatArray, FloatArray]:
    events, model = found.events, work.model
    measure = variants(model)[work.variant]
    table = measure.table if measure is not None and measure.table is not None else model.table
    per_event = weight[events.year] * _own(found)
    by_footprint = sum_by(events.footprint, per_event, model.pool.size)
    single = np.ones(found.loss.size)
    single[found.together] = 0.0
    by_item = table.items_of(draw, events, weight[events.year] * single[found.group])
    return by_footprint, by_item + weight[found.year[found.together]] @ found.items


def _own(found: Occurrences) -> FloatArray:
    """Each event's part of its occurrence: as it would cost alone; evenly where none would cost anything."""
    if not found.together.size:
        return found.alone
    total = np.bincount(found.group, found.alone, found.loss.size)
    count = np.bincount(found.group, minlength=found.loss.size)
    ratio = np.divide(found.loss, total, out=np.zeros_like(total), where=total > 0)
    even = found.loss / np.maximum(count, 1)
    return np.where(total[found.group] > 0, found.alone * ratio[found.group], even[found.group])


def _one_by_one(
    task: Callable[[Weighted, range], Arrays], work: Weighted, chunks: Sequence[range]
) -> Sequence[Arrays]:
    return [task(work, chunk) for chunk in chunks]


def contributions(
    model: Model,
    years: Years,
    levels: Sequence[float] = (0.99,),
    *,
    variant: int = 0,
    runner: WeightedRunner = _one_by_one,
    batch: int = 64,
) -> Contributions:
    """Parts of the average annual loss and of the tail value at risk at each level."""
    work = weighted(model, years, levels, variant)
    results = runner(shares_chunk, work, chunks_of(model, batch))
    footprints = np.concatenate([r["footprints"] for r in results]).sum(axis=0)
    items = np.concatenate([r["items"] for r in results]).sum(axis=0)
    perils = np.zeros((len(levels) + 1, len(model.perils)))
    np.add.at(perils.T, model.peril_of, footprints.T)
    return Contributions((0.0, *levels), perils, footprints, items)
