"""What an outage hits beyond its target: control planes, other providers and regions, services."""

from dataclasses import dataclass

import numpy as np

from tensen.analysis.compiled import Frame
from tensen.analysis.hits import Hit
from tensen.analysis.interval import Interval
from tensen.analysis.outage.reach import Spread

LEAST = 1e-4  # of a node's output: less is not worth a row


@dataclass(frozen=True)
class Elsewhere:
    """A node that was not shocked and loses ``loss`` of its output while the outage lasts."""

    node: str
    kind: str
    loss: Interval


def elsewhere(frame: Frame, found: Spread, hit: Hit) -> tuple[Elsewhere, ...]:
    """Nodes hit beyond the target, largest loss first; the first three points are the corners."""
    network = frame.network
    low, mid, high = found.loss[:3]
    others = np.ones(mid.size, dtype=bool)
    others[hit.nodes] = False
    chosen = np.flatnonzero(others & (high > LEAST))
    order = chosen[np.lexsort((-high[chosen], -mid[chosen]))]
    return tuple(
        Elsewhere(
            str(network.position[i]),
            network.kind_of[str(network.position[i])],
            Interval(float(low[i]), float(mid[i]), float(high[i])),
        )
        for i in order
    )
