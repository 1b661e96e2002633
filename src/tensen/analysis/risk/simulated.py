"""What events cost in a network: the simulated cumulative loss of each footprint at a range of durations.

Every loss comes from the engine's simulation in time (stocks that last a while, restart times, recovery),
never from a daily loss times days. The durations are those of a grid, each hazard's as far as its events
reach; between them, and beyond the last, losses are straight.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tensen.analysis.compiled import Frame, Quantile, compile_network, shift
from tensen.analysis.draws import points_over
from tensen.analysis.places import Place
from tensen.analysis.recovery import RecoveryProfile
from tensen.analysis.risk.parameters import quantiles
from tensen.analysis.risk.placed import Placed, severities
from tensen.engine.arrays import BoolArray, FloatArray, IntArray
from tensen.engine.dynamic.buffers import Buffers, LossEquation
from tensen.engine.dynamic.profile import STEP, Profile, curve
from tensen.engine.dynamic.shocks import Shocks
from tensen.engine.dynamic.simulate import simulate
from tensen.model.assumed import values_at

DAYS = (0.1, 0.5, 1.0, 3.0, 10.0, 30.0, 90.0, 365.0)
_FINE, _MOST_STEPS = 8, 60  # steps of a short event, and of a long one
_MOST_IN_ALL = 1000  # steps of an event and of the restarts after it
_REACH = (0.01, 0.999)  # of a hazard's durations: the grid covers these


@dataclass(frozen=True, eq=False)
class Costs:
    """`loss[points, footprints, durations, sectors]` in the network's money; which nodes the sectors are."""

    days: FloatArray
    loss: FloatArray
    sectors: IntArray


def costs_of(
    frame: Frame,
    placed: Sequence[Placed],
    place: Place,
    profiles: Mapping[str, RecoveryProfile],
    *,
    points: int = 4,
    workers: int = 1,
    seed: int = 0,
    step: Callable[[], None] = lambda: None,
) -> Costs:
    """Losses of the reference country's sectors at some points of the assumptions.

    Args:
        profiles: recoveries by id; an event whose hazard has one follows it, stretched to end with the event.
        points: a power of two; with 1 the centre. At each, assumptions of a family and the severities of a
            hazard stand at quantiles of their own.
        workers: threads that share the simulations; they change nothing.
        step: called after each simulation; may raise to cancel.
    """
    families = sorted(frame.network.assumptions["family"].unique())
    drawn = points_over(families, points.bit_length() - 1, seed) if points > 1 else []
    at: list[Quantile] = [point.quantile for point in drawn] or [0.5]
    hard = _severities(placed, len(at), seed)
    worth = frame.value * place.mask
    sectors = np.flatnonzero(worth > 0)
    wanted = np.array([reached(p) for p in placed])
    loss = np.zeros((len(at), sum(len(p.nodes) for p in placed), len(DAYS), sectors.size))
    for k, quantile in enumerate(at):
        depth = severities(placed, hard[k])
        for horizon in dict.fromkeys(p.horizon for p in placed):
            model = model_at(frame, horizon, quantile)
            here = np.array([p.horizon == horizon for p in placed])
            for t, days in enumerate(DAYS):
                mine = np.flatnonzero(np.repeat(here & wanted[:, t], _sizes(placed)))
                if mine.size:
                    lost = _lost(model, placed, mine, depth, days, profiles, workers)
                    loss[k, mine, t] = (lost[sectors] * worth[sectors, None]).T
                    step()
    filled = _filled(loss, np.repeat(wanted, _sizes(placed), axis=0))
    # a longer event leaves no less behind; what falls is the solver's rounding or the grid of steps
    return Costs(np.array(DAYS), np.maximum.accumulate(filled, axis=2), sectors)


def reached(placed: Placed) -> BoolArray:
    """The durations `[T]` of the grid that the events of a hazard need: a run of two at least."""
    first, last = placed.peril.duration.quantile(np.array(_REACH))
    low = int(np.clip(np.searchsorted(DAYS, first, side="right") - 1, 0, len(DAYS) - 2))
    high = int(np.clip(np.searchsorted(DAYS, last), low + 1, len(DAYS) - 1))
    at = np.arange(len(DAYS))
    return np.asarray((low <= at) & (at <= high))


def _filled(loss: FloatArray, known: BoolArray) -> FloatArray:
    """Durations that were not simulated: straight from 0 below, as the last two rise above."""
    found, days = loss.copy(), np.array(DAYS)
    for f in range(known.shape[0]):
        at = np.flatnonzero(known[f])
        low, high = int(at[0]), int(at[-1])
        found[:, f, :low] = loss[:, f, low, None] * (days[:low] / days[low])[:, None]
        slope = (loss[:, f, high] - loss[:, f, high - 1]) / (days[high] - days[high - 1])
        found[:, f, high + 1 :] = (
            loss[:, f, high, None] + slope[:, None] * (days[high + 1 :] - days[high])[:, None]
        )
    return found


def model_at(frame: Frame, horizon: str, quantile: Quantile = 0.5) -> LossEquation:
    """The loss equation with stocks and restart times of the requirements, at a point of the assumptions."""
    compiled = compile_network(frame, horizon)
    system = shift(compiled, quantile).system if quantile != 0.5 else compiled.system
    values = values_at(frame.rows_at(horizon), quantile)
    survive = frame.cells("requirements", "time_to_survive").filled(values, 0.0)
    restart = frame.cells("requirements", "restart_time").filled(values, 0.0)
    return LossEquation(system, Buffers(survive=survive, restart=restart))


def _sizes(placed: Sequence[Placed]) -> list[int]:
    return [len(p.nodes) for p in placed]


def _severities(placed: Sequence[Placed], points: int, seed: int) -> FloatArray:
    """A quantile of severity for each point and hazard; one point is the centre."""
    if points == 1:
        return np.full((1, len(placed)), 0.5)
    return quantiles([f"severity/{p.hazard.id}" for p in placed], points, seed)


def steps_of(days: float) -> int:
    """Steps of an event: fine for a short one, a day each for a longer one, at most some dozens."""
    return int(min(max(_FINE, np.ceil(days)), _MOST_STEPS))


def _lost(
    model: LossEquation,
    placed: Sequence[Placed],
    mine: IntArray,
    depth: FloatArray,
    days: float,
    profiles: Mapping[str, RecoveryProfile],
    workers: int,
) -> FloatArray:
    """Loss in days of normal output `[nodes, mine]` of each footprint hit for `days`."""
    nodes = [n for p in placed for n in p.nodes]
    recovery = np.repeat([p.hazard.recovery for p in placed], _sizes(placed))[mine]
    names = sorted({name for name in recovery.tolist() if name})
    shapes: tuple[Profile, ...] = (STEP, *(stretched(profiles[name], days) for name in names))
    follows = np.array([names.index(name) + 1 if name else 0 for name in recovery.tolist()], dtype=np.intp)
    shocks = Shocks(
        columns=mine.size,
        depth=depth[mine],
        column=np.arange(mine.size),
        duration=np.where(follows > 0, 0.0, days),
        profile=follows,
        profiles=shapes,
        node_shock=np.repeat(np.arange(mine.size), [nodes[f].size for f in mine]),
        node=np.concatenate([nodes[f] for f in mine]),
    )
    # what stands still for want of a restart is lost too
    whole = days + float(model.carried.restart.max(initial=0.0))
    step = max(days / steps_of(days), whole / _MOST_IN_ALL)
    return simulate(model, shocks, days=whole, step=step, workers=workers, chunk=16).loss_days


def stretched(profile: RecoveryProfile, days: float) -> Profile:
    """The recovery over so many days; what it leaves at its end is back then."""
    at = profile.days * (days / profile.days[-1])
    return curve([*at, days * (1 + 1e-9)], [*profile.left, 0.0])
