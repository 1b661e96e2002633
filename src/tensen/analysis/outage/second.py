"""The second round: what others lose because sectors hit by an outage deliver less.

No day's loss is multiplied by days: at each of a few instants of the outage the direct losses of that instant
are the shock, the loss equation gives the losses of that instant, and what lies above the direct losses is
integrated over the outage (Gauss–Legendre). A need whose stated stock outlasts the outage does not bind; one
without a stated stock binds at once, which is an upper reading for goods that are in fact stored.
Lost demand is not counted. What the country's losses do abroad, and what of that comes back, is left out.
How a sector's direct loss and its lack of inputs go together is not known: see :mod:`.readings`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tensen.analysis.compiled import Compiled, Frame, compile_network, shift, worst_unknowns
from tensen.analysis.draws import Point
from tensen.analysis.hits import Hit
from tensen.analysis.outage.reach import HORIZON
from tensen.analysis.outage.readings import READINGS, tied
from tensen.analysis.outage.restrict import carried, economy, outlasting, without
from tensen.analysis.solve import solve
from tensen.engine.arrays import BoolArray, FloatArray, IntArray

INSTANTS = 6


@dataclass(frozen=True, eq=False)
class Home:
    """One country's economy with all that it needs but the service itself; ``sectors`` are node indices."""

    compiled: Compiled
    sectors: IntArray


def home_of(frame: Frame, sectors: IntArray, carriers: tuple[str, ...], hours: float) -> Home:
    """The country of ``sectors``: other economies do not respond, and nobody needs the service itself here.

    What the service's users lose is the direct loss of the sets; counted here again it would count twice.
    """
    foreign = economy(frame).copy()  # what a frame hands out may not be written to
    foreign[sectors] = False
    gone = foreign[frame.need_target] | carried(frame, carriers) | outlasting(frame, HORIZON, hours)
    return Home(compile_network(without(frame, gone).frame, HORIZON), sectors)


def instants(hours: float, count: int = INSTANTS) -> tuple[FloatArray, FloatArray]:
    """Hours and weights (hours) of the instants at which the second round is solved."""
    nodes, weights = np.polynomial.legendre.leggauss(count)
    return (nodes + 1.0) / 2.0 * hours, weights / 2.0 * hours


def later_losses(
    home: Home, point: Point, direct: Sequence[FloatArray], others: FloatArray | None = None
) -> tuple[FloatArray, BoolArray]:
    """Losses of the sectors at one point of the assumptions when direct losses are the shock.

    Args:
        home: the country's economy.
        point: of the assumptions.
        direct: one array (sectors, instants) of direct losses per case.
        others: losses of other nodes (nodes, instants) that act at the same time.

    Returns:
        ``(readings, cases, sectors, instants)`` and, per case, whether all of it is identified.
    """
    moved = shift(home.compiled, point.quantile)
    moved = worst_unknowns(moved) if point.worst else moved
    count, each = len(direct), direct[0].shape[1]
    shock = np.zeros((moved.system.n, count * each))
    if others is not None:
        shock += np.tile(others, count)
    shock[home.sectors] = np.concatenate(direct, axis=1)
    both = np.concatenate([shock, tied(moved.system, shock, home.sectors)], axis=1)
    found = solve(moved, [_hit(column) for column in both.T])
    loss = found.loss[home.sectors].reshape(-1, len(READINGS), count, each)
    known = found.identified.reshape(len(READINGS), count, each)
    return np.moveaxis(loss, 0, 2), np.asarray(known.all(axis=(0, 2)))


def _hit(loss: FloatArray) -> Hit:
    nodes = np.flatnonzero(loss > 0)
    return Hit(nodes, loss[nodes], np.empty(0, dtype=np.intp), np.empty(0))
