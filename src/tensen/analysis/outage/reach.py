"""Reach: which share of each sector's use of a service is away, through providers, regions, control planes.

The shock runs through everything below the economy (the loss equation at its least fixed point, days ahead);
the economy itself stands still, so that a sector's loss cannot come back as a loss of the service. The reach
at a sector is then the shortage of the service's carrier there, before any replacement: replacing and working
around belong to the dependence sets.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tensen.analysis.compiled import Frame, compile_network
from tensen.analysis.draws import Point, losses_at
from tensen.analysis.hits import Hit
from tensen.analysis.outage.restrict import Part, carried, economy, without
from tensen.engine.arrays import BoolArray, FloatArray, IntArray
from tensen.messages import TensenError

HORIZON = "days"


@dataclass(frozen=True, eq=False)
class Spread:
    """Losses below the economy at P points: ``loss`` (P, nodes), ``identified`` (P,)."""

    loss: FloatArray
    identified: BoolArray


def below(frame: Frame, apart: BoolArray | None = None) -> Part:
    """The network below the economy, without the needs ``apart`` (needs,)."""
    gone = economy(frame)[frame.need_target]
    return without(frame, gone if apart is None else gone | apart)


def spread(part: Part, points: Sequence[Point], hits: Sequence[Hit]) -> Spread:
    """How a shock spreads in a part; ``hits`` are without and with unknown suppliers that might be hit."""
    plain, worst = (part.hit(hit) for hit in hits)
    central = compile_network(part.frame, HORIZON)
    found = losses_at(central, points, lambda bad: [worst if bad else plain])
    return Spread(found.loss[:, :, 0], found.identified[:, 0])


def reach_at(
    frame: Frame, found: Spread, hit: Hit, carriers: tuple[str, ...], sectors: IntArray, here: BoolArray
) -> tuple[FloatArray, bool]:
    """Share of the service that each sector lacks, and whether the network draws the service for the place.

    A sector without a need of its own lacks what is lacking on average: of the same list, else of the nodes
    ``here`` (nodes,), else of all.

    Returns:
        shape (points, sectors), and False where only other places need the service in this network.

    Raises:
        TensenError: nothing in the network needs the service.
    """
    needs = np.flatnonzero(carried(frame, carriers))
    if not needs.size:
        raise TensenError("outage_no_carrier", exit_code=2, names=", ".join(carriers) or "–")
    short = shortage(frame, found, hit, needs)
    target = frame.need_target[needs]
    pools = (np.isin(target, sectors), here[target], np.ones(needs.size, dtype=bool))
    first = next(k for k, pool in enumerate(pools) if pool.any())
    reach = np.tile(short[:, pools[first]].mean(axis=1)[:, None], (1, sectors.size))
    for s in np.flatnonzero(np.isin(sectors, target)):
        reach[:, s] = short[:, target == sectors[s]].max(axis=1)
    return reach, first < 2


def shortage(frame: Frame, found: Spread, hit: Hit, needs: IntArray) -> FloatArray:
    """Share of some needs that is short before replacement, spare capacity used; shape (points, needs)."""
    system = compile_network(frame, HORIZON).system
    edges = frame.edges_of_needs(needs)
    lost = found.loss[:, frame.edge_source[edges]]
    cut = np.zeros(system.edges)
    np.maximum.at(cut, hit.edges, hit.edge_loss)
    lost = np.maximum(lost, cut[edges])
    column = np.searchsorted(needs, frame.edge_need[edges])
    total = np.zeros((lost.shape[0], needs.size))
    np.add.at(total.T, column, (lost * system.edge_weight[edges]).T)
    return np.asarray(np.clip(total - system.slack[needs], 0.0, 1.0))
