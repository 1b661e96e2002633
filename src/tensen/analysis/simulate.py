"""A scenario in time: what a reference country loses day by day, and in all, with an interval.

Money over time comes only from here: a loss per day with stocks exhausted is never multiplied by days.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from tensen.analysis.compiled import Compiled, Frame, compile_network, with_assumptions
from tensen.analysis.draws import Point, drawn_points
from tensen.analysis.interval import Interval, Sampled, summarise
from tensen.analysis.places import Place
from tensen.analysis.recovery import RecoveryProfile
from tensen.analysis.scenario import Scenario
from tensen.analysis.stress import changed, no_step
from tensen.analysis.timed import RanOut, periods, ran_out, timed_model, timed_shocks
from tensen.engine.arrays import FloatArray, IntArray, floats
from tensen.engine.dynamic.simulate import MINUTE, MONTH, Record, Simulation, simulate
from tensen.messages import TensenError

MOST_STEPS = 50_000
LEAST = 1e-9  # of the reference's value: a smaller loss is the solver's rounding
CORNERS = (Point(0.0), Point(0.5), Point(1.0, worst=True))
CENTRE = 1
HOUR, QUARTER, DAY = 1 / 24, 0.25, 1.0


@dataclass(frozen=True, eq=False)
class Simulated:
    """What a scenario costs a reference country over ``days``, in steps of ``step`` days.

    Attributes:
        lasts: days that shocks and cuts last which do not say so; infinite: to the end and beyond.
        value: value added per day of the reference on a normal day.
        begin: start of each step, (steps,).
        paths: loss per day of the reference, (points, steps); the optimistic corner, the centre, the
            pessimistic corner, then the draws.
        nodes: nodes of the reference that have value.
        central: loss per day of each at the centre, (steps, nodes).
        each: cumulative loss of each at every point, (points, nodes).
        unstocked: loss per day at the centre as if nobody held a stock, (steps,).
        ran_out: the reference's stocks that were used up at the centre.
        periods: from when to when something is shocked or coming back.
        unsettled: steps, over all points, that did not settle.
    """

    scenario: Scenario
    reference: str
    days: float
    step: float
    lasts: float
    value: float
    begin: FloatArray
    paths: FloatArray
    nodes: tuple[str, ...]
    central: FloatArray
    each: FloatArray
    unstocked: FloatArray
    ran_out: tuple[RanOut, ...]
    periods: tuple[tuple[float, float], ...]
    unsettled: int

    @property
    def loss(self) -> Interval:
        """The cumulative loss over the whole run."""
        return over(self.paths.sum(axis=1) * self.step)

    @property
    def share(self) -> Interval:
        """Of the value that the reference adds in the same time."""
        return self.loss.scaled(1 / (self.value * self.end))

    @property
    def sampled(self) -> Sampled | None:
        """Quantiles of the cumulative loss over the draws; None without draws."""
        drawn = self.paths[len(CORNERS) :].sum(axis=1) * self.step
        return summarise(drawn, np.ones(len(drawn), dtype=np.bool_)) if len(drawn) else None

    @property
    def per_day(self) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Least, central and largest loss per day in each step, (steps,) each."""
        return self.paths.min(axis=0), self.paths[CENTRE], self.paths.max(axis=0)

    @property
    def worst(self) -> tuple[float, Interval]:
        """The day (start of the step) on which most is lost at the centre, and the loss per day then."""
        at = int(np.argmax(self.paths[CENTRE]))
        return float(self.begin[at]), self.at(at)

    @property
    def recovered(self) -> Interval:
        """The day from which nothing more is lost; 0 where nothing ever is, infinite: not within the run."""
        hit = self.paths > LEAST * self.value
        last = np.where(hit.any(axis=1), len(self.begin) - np.argmax(hit[:, ::-1], axis=1), 0)
        return over(np.where(last == len(self.begin), np.inf, last * self.step))

    @property
    def end(self) -> float:
        """The end of the last step: ``days``, rounded up to whole steps."""
        return len(self.begin) * self.step

    @property
    def before(self) -> Interval:
        """Lost until the first stock of the reference ran out (all, where none did)."""
        return self.until(self.ran_out[0].day if self.ran_out else self.end)

    @property
    def after(self) -> Interval:
        """Lost after the first stock of the reference ran out."""
        first = self.ran_out[0].day if self.ran_out else self.end
        return over(self.paths.sum(axis=1) * self.step - self._cumulative(first))

    @property
    def held_off(self) -> float:
        """What stocks held off: the cumulative loss at the centre without any, less the one with them."""
        return float((self.unstocked - self.paths[CENTRE]).sum() * self.step)

    def at(self, number: int) -> Interval:
        """The loss per day in the step of that number."""
        return over(self.paths[:, number])

    def until(self, day: float) -> Interval:
        """The cumulative loss until ``day``."""
        return over(self._cumulative(day))

    def step_to(self, day: float) -> int:
        """The number of the step that ends with ``day`` or holds it."""
        return min(max(int(np.ceil(day / self.step - 1e-9)) - 1, 0), len(self.begin) - 1)

    def losers(self, number: int, most: int = 5) -> tuple[tuple[str, float], ...]:
        """Who loses most per day in the step of that number, at the centre."""
        row = self.central[number]
        order = np.argsort(-row, kind="stable")[:most]
        return tuple((self.nodes[i], float(row[i])) for i in order if row[i] > LEAST * self.value)

    def sectors(self, most: int = 8) -> tuple[tuple[str, Interval, float], ...]:
        """Who loses most in all: the cumulative loss and its share of the reference's, at the centre."""
        total = float(self.each[CENTRE].sum())
        order = np.argsort(-self.each[CENTRE], kind="stable")[:most]
        found = [(self.nodes[i], over(self.each[:, i])) for i in order if self.each[:, i].max() > 0]
        return tuple((node, loss, loss.central / total if total > 0 else 0.0) for node, loss in found)

    def _cumulative(self, day: float) -> FloatArray:
        """Lost until ``day`` at every point, (points,); a step's loss is spread evenly over it."""
        part = np.clip((day - self.begin) / self.step, 0.0, 1.0)
        return np.asarray(self.paths @ part * self.step)


def over(values: FloatArray) -> Interval:
    """Least, central and largest of (points,)."""
    return Interval(float(values.min()), float(values[CENTRE]), float(values.max()))


def own_step(days: float, curved: bool = False) -> float:
    """Hours for a week, quarters of a day for a year and some, days beyond.

    Where something comes back along a curve, at most 60 steps: each of them then has to be solved anew.
    (A step sees the exact mean of a shock.)
    """
    step = HOUR if days <= 7 else QUARTER if days <= 400 else DAY
    return max(step, min(days / 60, MONTH)) if curved else step


def simulate_scenario(
    frame: Frame,
    scenario: Scenario,
    place: Place,
    days: float,
    step: float | None = None,
    *,
    lasts: float | None = None,
    profiles: Mapping[str, RecoveryProfile] | None = None,
    exponent: int = 5,
    seed: int = 0,
    watch: Callable[[], None] = no_step,
) -> Simulated:
    """Live through ``days`` days of a scenario at the assumptions of its horizon.

    The interval is the range over the two corners, the centre and the draws. Stocks can make more pessimistic
    assumptions cheaper for a while (who stands still uses no stock), so in time the corners are no proof of a
    bound: it is the range of what was looked at.

    Args:
        step: days per step, a minute to a month; None: :func:`own_step`.
        lasts: days that shocks and cuts last which do not say so; None: as long as the run.
        profiles: measured recoveries by id.
        exponent: 2**exponent draws of the assumptions, one quantile per family; below 0 none.
        watch: called after each point of the assumptions; may raise to cancel.

    Raises:
        TensenError: a time that cannot be used, an unknown horizon or recovery, a selector that takes
            nothing.
    """
    curved = any(shock.recovery for shock in scenario.shocks)
    step = own_step(days, curved) if step is None else step
    _check_times(days, step, lasts)
    if scenario.changes:
        frame = with_assumptions(frame, changed(frame.network.assumptions, scenario))
    central = compile_network(frame, scenario.horizon)
    ends = np.inf if lasts is None else lasts
    task = _Task(central, scenario, place, profiles or {}, days, step, ends)
    points = [*CORNERS, *(drawn_points(central, exponent, seed) if exponent >= 0 else [])]
    runs = []
    for point in points:
        runs.append(task.run(point))
        watch()
    plain = task.run(CORNERS[CENTRE], stocks=False)
    watch()
    return task.told(runs, plain)


@dataclass(frozen=True, eq=False)
class _Task:
    central: Compiled
    scenario: Scenario
    place: Place
    profiles: Mapping[str, RecoveryProfile]
    days: float
    step: float
    lasts: float

    @property
    def worth(self) -> FloatArray:
        return self.place.worth(self.central.frame)

    @property
    def valued(self) -> IntArray:
        return np.flatnonzero(self.worth > 0)

    def run(self, point: Point, *, stocks: bool = True) -> Simulation:
        model = timed_model(self.central, point.quantile, worst=point.worst, stocks=stocks)
        frame, lasts = self.central.frame, self.lasts
        shocks = timed_shocks(frame, self.scenario, self.profiles, lasts, worst=point.worst)
        record = Record(nodes=self.valued)
        return simulate(model, shocks, days=self.days, step=self.step, value=self.worth, record=record)

    def told(self, runs: list[Simulation], plain: Simulation) -> Simulated:
        worth, frame = self.worth[self.valued], self.central.frame
        paths = [_trajectory(run) @ worth for run in runs]
        ids = frame.network.position
        return Simulated(
            scenario=self.scenario,
            reference=self.place.id,
            days=self.days,
            step=self.step,
            lasts=self.lasts,
            value=self.place.value,
            begin=floats(np.arange(runs[CENTRE].steps) * self.step),
            paths=np.stack(paths),
            nodes=tuple(str(ids[i]) for i in self.valued),
            central=_trajectory(runs[CENTRE]) * worth,
            each=np.stack([run.loss_days[self.valued, 0] * worth for run in runs]),
            unstocked=_trajectory(plain) @ worth,
            ran_out=ran_out(
                frame, timed_model(self.central), runs[CENTRE].sums["emptied"][:, 0], self.place.mask
            ),
            periods=periods(self.scenario, self.profiles, self.lasts, self.days),
            unsettled=int(sum(run.sums["unsettled"].sum() for run in runs)),
        )


def _trajectory(run: Simulation) -> FloatArray:
    assert run.trajectory is not None
    return run.trajectory[:, :, 0]


def _check_times(days: float, step: float, lasts: float | None) -> None:
    if not 0 < days < np.inf:
        raise TensenError("time_days", exit_code=2, value=days)
    if not MINUTE * (1 - 1e-9) <= step <= MONTH:
        raise TensenError("time_step", exit_code=2, value=step)
    if lasts is not None and not lasts >= 0:
        raise TensenError("time_lasts", exit_code=2, value=lasts)
    if days / step > MOST_STEPS:
        raise TensenError("time_steps", exit_code=2, steps=int(np.ceil(days / step)), most=MOST_STEPS)
