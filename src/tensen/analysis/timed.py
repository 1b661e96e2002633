"""A network in time: requirements with stocks and restart times, a scenario's shocks with their dates."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from tensen.analysis.compiled import Compiled, Frame, Quantile, shift, worst_unknowns
from tensen.analysis.hits import cut_edges, hit_of
from tensen.analysis.recovery import RecoveryProfile
from tensen.analysis.scenario import Scenario, Shock
from tensen.analysis.selectors import select_nodes
from tensen.engine.arrays import FloatArray, IntArray
from tensen.engine.dynamic.buffers import Buffers, Course, LossEquation
from tensen.engine.dynamic.profile import STEP, Profile, curve
from tensen.engine.dynamic.shocks import Levels, Shocks
from tensen.messages import TensenError
from tensen.model.assumed import values_at

EMPTY = 1e-9  # days of need: a stock below it holds nothing


@dataclass(frozen=True)
class RanOut:
    """The stock of ``days`` of need that ``target`` holds of ``carrier`` was used up on day ``day``."""

    day: float
    target: str
    carrier: str
    days: float


class Watched(LossEquation):
    """The loss equation with buffers that also notes when each stock was first used up."""

    def begin(self, levels: Levels, columns: IntArray, step: float) -> "WatchedCourse":
        """Full stocks, no loss, no clock running."""
        del columns
        return WatchedCourse(self, levels, step)


class WatchedCourse(Course):
    """A course with ``emptied`` (stocks, columns): the end of the step that emptied each, or infinite."""

    def __init__(self, model: LossEquation, levels: Levels, step: float) -> None:
        super().__init__(model, levels, step)
        self.emptied: FloatArray = np.full(self.stock.shape, np.inf)
        self._held = model.carried.survive[:, None] > 0
        self._steps = 0

    def advance(self, changed: bool) -> FloatArray:
        """One step; see the loss equation."""
        loss = super().advance(changed)
        self._steps += 1
        gone = (self.stock <= EMPTY) & self._held & np.isinf(self.emptied)
        self.emptied[gone] = self._steps * self.step
        return loss

    def sums(self) -> Mapping[str, FloatArray]:
        """What the loss equation counts, and ``emptied``."""
        return {**super().sums(), "emptied": self.emptied}


def timed_model(
    central: Compiled, quantile: Quantile = 0.5, *, worst: bool = False, stocks: bool = True
) -> Watched:
    """The loss equation at a point of the assumptions, stocks and restart times at the same point.

    A blank ``time_to_survive`` is no stock, a blank ``restart_time`` none.

    Args:
        central: fixes network and horizon.
        worst: unknown suppliers are as bad as the worst they might be.
        stocks: False leaves the stocks out, to see what they held off; restart times stay.
    """
    frame = central.frame
    moved = shift(central, quantile)
    system = (worst_unknowns(moved) if worst else moved).system
    values = values_at(frame.rows_at(central.horizon), quantile)
    more = np.zeros(system.terms - len(frame.term_need))  # ties of unknown suppliers hold nothing
    survive, restart = (
        np.append(frame.cells("requirements", column).filled(values, 0.0), more)
        for column in ("time_to_survive", "restart_time")
    )
    return Watched(system, Buffers(survive=survive if stocks else np.zeros(system.terms), restart=restart))


def ran_out(frame: Frame, model: LossEquation, emptied: FloatArray, nodes: FloatArray) -> tuple[RanOut, ...]:
    """The stocks of ``nodes`` (a mask) that were used up, the first first; ``emptied`` (stocks,) in days."""
    ids, carriers = frame.network.position, frame.network.carriers["id"]
    found = []
    for q in np.flatnonzero(np.isfinite(emptied)):
        need = frame.term_need[model.carried.term[q]]
        target = frame.need_target[need]
        if nodes[target] > 0:
            carrier = str(carriers.iloc[frame.need_carrier[need]])
            survive = float(model.carried.survive[q])
            found.append(RanOut(float(emptied[q]), str(ids[target]), carrier, survive))
    return tuple(sorted(found, key=lambda r: (r.day, r.target, r.carrier)))


def timed_shocks(
    frame: Frame,
    scenario: Scenario,
    profiles: Mapping[str, RecoveryProfile],
    lasts: float,
    *,
    worst: bool = False,
) -> Shocks:
    """The scenario's shocks and cuts as one column; those that do not say how long, last ``lasts`` days.

    Cuts begin on day 0. What comes back does so at once, or along the measured profile that the shock names.

    Raises:
        TensenError: a selector that is wrong or takes nothing, or a recovery profile that there is none of.
    """
    hit_of(frame, scenario)  # tells what is wrong with the selectors
    shapes = [STEP]
    nodes: list[IntArray] = []
    for shock in scenario.shocks:
        nodes.append(np.flatnonzero(select_nodes(frame.network, shock.target)))
        shapes.append(_shape(shock, profiles))
    edges = [cut_edges(frame, cut, worst=worst) for cut in scenario.cuts]
    hit = len(nodes)
    return Shocks(
        columns=1,
        depth=np.array([*(1 - s.level for s in scenario.shocks), *(1 - c.level for c in scenario.cuts)]),
        start=np.array([*(s.start for s in scenario.shocks), *(0.0 for _ in edges)]),
        duration=np.array([*(_lasting(s, lasts) for s in scenario.shocks), *(lasts for _ in edges)]),
        profile=np.array([*range(1, hit + 1), *(0 for _ in edges)], dtype=np.intp),
        profiles=tuple(shapes),
        node_shock=_numbers(nodes, 0),
        node=_joined(nodes),
        edge_shock=_numbers(edges, hit),
        edge=_joined(edges),
    )


def periods(
    scenario: Scenario, profiles: Mapping[str, RecoveryProfile], lasts: float, days: float
) -> tuple[tuple[float, float], ...]:
    """From when to when something is shocked or coming back, within ``days``; overlapping ones as one."""
    spans = [(0.0, lasts) for _ in scenario.cuts]
    for shock in scenario.shocks:
        after = float(profiles[shock.recovery].days[-1]) if shock.recovery in profiles else 0.0
        spans.append((shock.start, shock.start + _lasting(shock, lasts) + after))
    merged: list[tuple[float, float]] = []
    for a, b in sorted((a, min(b, days)) for a, b in spans if a < days):
        if merged and a <= merged[-1][1]:
            a, b = merged[-1][0], max(b, merged.pop()[1])
        merged.append((a, b))
    return tuple(merged)


def _lasting(shock: Shock, lasts: float) -> float:
    return lasts if shock.days is None else shock.days


def _shape(shock: Shock, profiles: Mapping[str, RecoveryProfile]) -> Profile:
    if not shock.recovery:
        return STEP
    if shock.recovery not in profiles:
        names = ", ".join(sorted(profiles)) or "–"
        raise TensenError("outage_unknown_recovery", exit_code=2, name=shock.recovery, names=names)
    measured = profiles[shock.recovery]
    return curve(measured.days, measured.left)


def _numbers(groups: list[IntArray], first: int) -> IntArray:
    sizes = [len(group) for group in groups]
    return np.repeat(np.arange(first, first + len(groups), dtype=np.intp), sizes)


def _joined(groups: list[IntArray]) -> IntArray:
    return np.concatenate([np.empty(0, dtype=np.intp), *groups]).astype(np.intp)
