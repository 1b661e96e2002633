"""The direct loss of a user of a service: what is lost, worked around and restored, integrated over time."""

import numpy as np

from tensen.analysis.outage.assumed import Assumed
from tensen.analysis.outage.recovery import Recovery
from tensen.engine.arrays import FloatArray

_NODE = 0.5 / np.sqrt(3.0)


def rate(
    assumed: Assumed,
    recovery: Recovery,
    hours: FloatArray,
    *,
    dependence: float = 0.5,
    workaround: float = 0.5,
    holdover: float = 0.5,
) -> FloatArray:
    """Share of a user's output that is lost at some hours; shape (sectors, hours).

    Methods: dependence(t) · (1 − workaround(t)) · (1 − recovered(t)).
    """
    return assumed.lost(hours, dependence, workaround, holdover) * recovery.away(hours)


def hours_lost(
    assumed: Assumed,
    recovery: Recovery,
    *,
    dependence: float = 0.5,
    workaround: float = 0.5,
    holdover: float = 0.5,
    after: FloatArray | float = 0.0,
) -> FloatArray:
    """Hours of full output that a user loses from ``after`` to the end of the recovery; shape (sectors,).

    Exact: between two knots the rate is a product of three straight lines, a cubic, for which two Gauss
    points integrate without error.

    Args:
        assumed: the figures of a set.
        recovery: how the service comes back.
        dependence: pessimism of the dependence, 0 to 1.
        workaround: pessimism of the workaround, 0 to 1.
        holdover: pessimism of the holdover, 0 to 1.
        after: hours at the beginning that do not count, such as a waiting period: one, or one per sector.
    """
    begin = np.broadcast_to(np.asarray(after, dtype=float), (len(assumed.sectors),))
    bends = np.union1d(np.union1d(assumed.knots(holdover), recovery.hours), begin)
    bends = bends[bends <= recovery.duration]
    middle, width = (bends[1:] + bends[:-1]) / 2, np.diff(bends)
    points = np.concatenate([middle - _NODE * width, middle + _NODE * width])
    pessimism = {"dependence": dependence, "workaround": workaround, "holdover": holdover}
    found = rate(assumed, recovery, points, **pessimism) * (points[None, :] >= begin[:, None])
    return np.asarray(found @ np.concatenate([width, width]) / 2)
