"""How a sector's direct loss and its lack of inputs go together: two readings of one loss equation.

The loss equation takes the larger of the two. That is the *shifted* reading: firms that are down need no
inputs, and what they leave reaches those that go on. In the *tied* reading nothing is passed on: the part of
a sector that is not hit itself loses what its own suppliers do not deliver, ``s + (1 − s)·m(s)``, one tier
far; further tiers follow the loss equation. How much is passed on within an outage is not known.
"""

from typing import Final

import numpy as np

from tensen.engine.arrays import FloatArray, IntArray
from tensen.engine.system import System

READINGS: Final = ("shifted", "tied")


def tied(system: System, shock: FloatArray, sectors: IntArray) -> FloatArray:
    """The shock (nodes, columns), and what the rest of ``sectors`` loses by its direct suppliers."""
    found = np.array(shock)
    found[sectors] += (1.0 - shock[sectors]) * lacked(system, shock, sectors)
    return np.minimum(found, 1.0)


def lacked(system: System, loss: FloatArray, sectors: IntArray) -> FloatArray:
    """What ``sectors`` lose by their needs at the losses (nodes, columns), their own shocks apart.

    The loss equation of the network, applied once: the hardest critical need or the sum of the linear ones.
    """
    place = np.full(system.n, -1)
    place[sectors] = np.arange(sectors.size)
    short = np.zeros((system.needs, loss.shape[1]))
    felt = np.flatnonzero(
        loss[system.edge_source].any(axis=1) & (place[system.need_target[system.edge_need]] >= 0)
    )
    np.add.at(short, system.edge_need[felt], system.edge_weight[felt, None] * loss[system.edge_source[felt]])
    short = np.maximum(0.0, short - system.slack[:, None])
    rows = np.flatnonzero(place[system.term_target] >= 0)
    lack = short[system.term_need[rows]]
    replaced = np.minimum(system.term_rho[rows, None] * lack, system.term_replace_max[rows, None])
    lost, target = system.term_coef[rows, None] * (lack - replaced), place[system.term_target[rows]]
    critical = system.term_critical[rows]
    hardest, together = np.zeros((2, sectors.size, loss.shape[1]))
    np.maximum.at(hardest, target[critical], lost[critical])
    np.add.at(together, target[~critical], lost[~critical])
    return np.asarray(np.minimum(np.maximum(hardest, together), 1.0))
