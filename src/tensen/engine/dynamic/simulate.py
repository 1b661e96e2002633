"""The loop over time, the same for every model of propagation."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from tensen.engine.arrays import FloatArray, IntArray, floats
from tensen.engine.dynamic.shocks import Levels, Shocks, validate_shocks
from tensen.engine.dynamic.tally import Tally

MINUTE, MONTH = 1.0 / 1440.0, 31.0


class Run(Protocol):
    """A model at work on some columns: it holds all state between steps."""

    def advance(self, changed: bool) -> FloatArray:
        """Live through one step; its mean losses `[n, B]`. `changed`: the shocks differ from the last."""
        ...

    def sums(self) -> Mapping[str, FloatArray]:
        """What the model itself counted over all steps; the last axis of each is the column."""
        ...


class Model(Protocol):
    """A model of propagation: how losses travel, and what is carried from step to step."""

    @property
    def nodes(self) -> int:
        """Nodes n."""
        ...

    @property
    def edges(self) -> int:
        """Edges that a shock may hit."""
        ...

    def check(self, step: float, columns: int) -> None:
        """Raise `ValueError` where the model cannot run `columns` scenarios in steps of `step` days."""
        ...

    def begin(self, levels: Levels, columns: IntArray, step: float) -> Run:
        """A normal day before the first step of the scenarios `columns`.

        The caller reads `levels` anew before each step.
        """
        ...


@dataclass(frozen=True, eq=False, kw_only=True)
class Record:
    """Trajectories to keep: losses of `nodes` in `columns` (rising; None: all), every `every` steps."""

    nodes: IntArray | None = None
    columns: IntArray | None = None
    every: int = 1


@dataclass(frozen=True, eq=False, kw_only=True)
class Simulation:
    """What n nodes lost under B scenarios over `steps` steps of `step` days. Losses are shares of output.

    `loss_days[n, B]`: loss summed over time, in days of normal output. `worst[n, B]`: the largest loss.
    `recovered_at[n, B]`: the day after which no loss above the tolerance came (0: there was none; infinite:
    still hit at the end). `below_at[X, n, B]`: the first day with a level under each of the limits asked for
    (infinite: never). `total_days[B]`, `total_worst[B]`, `worst_at[B]`: sum of all nodes weighted by value,
    its largest, and when. `sums`: what the model counted besides. `trajectory[S, nodes, columns]` at the days
    `at[S]` (start of the step), where asked for.
    """

    step: float
    steps: int
    loss_days: FloatArray
    worst: FloatArray
    recovered_at: FloatArray
    below_at: FloatArray
    total_days: FloatArray
    total_worst: FloatArray
    worst_at: FloatArray
    sums: Mapping[str, FloatArray] = field(default_factory=dict)
    at: FloatArray | None = None
    trajectory: FloatArray | None = None


@dataclass(frozen=True)
class _Plan:
    step: float
    steps: int
    value: FloatArray
    below: FloatArray
    tolerance: float
    record: Record | None
    watch: Callable[[], None] | None


def simulate(
    model: Model,
    shocks: Shocks,
    *,
    days: float,
    step: float = 1.0,
    value: FloatArray | None = None,
    below: Sequence[float] = (),
    tolerance: float = 1e-9,
    record: Record | None = None,
    chunk: int = 64,
    workers: int = 1,
    watch: Callable[[], None] | None = None,
) -> Simulation:
    """Run every column of `shocks` for `days` days (rounded up to whole steps) from a normal day.

    `step`: from one minute (1/1440) to one month (31), in days. `value[n]`: weight of each node in the totals
    (default 1). `below`: levels whose first crossing is noted. `chunk` columns go side by side, `workers`
    threads share the chunks; neither changes the result. `watch` is called after each step of each chunk
    (progress; an exception raised there ends the run). Memory does not grow with the number of steps unless
    `record` asks for trajectories. Raises `ValueError` where something does not fit, or where the model
    says that the step is too long for it.
    """
    if not MINUTE * (1 - 1e-9) <= step <= MONTH:
        raise ValueError(f"step must be from {MINUTE:.6f} (a minute) to {MONTH} days, not {step}")
    if not 0 < days < np.inf:
        raise ValueError(f"days must be above 0 and finite, not {days}")
    validate_shocks(shocks, model.nodes, model.edges)
    model.check(step, shocks.columns)
    weights = np.ones(model.nodes) if value is None else floats(value)
    if weights.shape != (model.nodes,):
        raise ValueError(f"value must have {model.nodes} entries, not {weights.size}")
    steps = int(np.ceil(days / step - 1e-9))
    plan = _Plan(step, steps, weights, floats(below), tolerance, record, watch)
    parts = [np.arange(a, min(a + chunk, shocks.columns)) for a in range(0, shocks.columns, chunk)]
    parts = parts or [np.empty(0, dtype=np.intp)]

    def run(part: IntArray) -> Simulation:
        return _run(model, shocks.take(part), part, _with_columns(plan, part))

    if workers == 1 or len(parts) == 1:
        return _joined([run(part) for part in parts])
    with ThreadPoolExecutor(workers) as pool:
        return _joined(list(pool.map(run, parts)))


def _with_columns(plan: _Plan, part: IntArray) -> _Plan:
    if plan.record is None or plan.record.columns is None or not part.size:
        return plan
    wanted = np.unique(plan.record.columns)
    mine = wanted[(wanted >= part[0]) & (wanted <= part[-1])] - part[0]
    record = Record(nodes=plan.record.nodes, columns=mine, every=plan.record.every)
    return _Plan(plan.step, plan.steps, plan.value, plan.below, plan.tolerance, record, plan.watch)


def _run(model: Model, shocks: Shocks, part: IntArray, plan: _Plan) -> Simulation:
    levels = Levels(shocks, model.nodes)
    tally = Tally(model.nodes, shocks.columns, plan.value, plan.below, plan.tolerance)
    run = model.begin(levels, part, plan.step)
    kept: list[FloatArray] = []
    for number in range(plan.steps):
        begin = number * plan.step
        loss = run.advance(levels.at(begin, plan.step))
        tally.add(loss, begin, plan.step)
        if plan.record is not None and number % plan.record.every == 0:
            kept.append(_chosen(loss, plan.record))
        if plan.watch is not None:
            plan.watch()
    return _simulation(tally, plan, run.sums(), kept)


def _chosen(loss: FloatArray, record: Record) -> FloatArray:
    rows = loss if record.nodes is None else loss[record.nodes]
    return np.array(rows if record.columns is None else rows[:, record.columns])


def _simulation(
    tally: Tally, plan: _Plan, sums: Mapping[str, FloatArray], kept: list[FloatArray]
) -> Simulation:
    end = plan.steps * plan.step
    still = tally.last > end - plan.step / 2
    recorded = plan.record is not None
    every = plan.record.every if plan.record is not None else 1
    return Simulation(
        step=plan.step,
        steps=plan.steps,
        loss_days=tally.days,
        worst=tally.worst,
        recovered_at=np.where(still, np.inf, tally.last),
        below_at=tally.below,
        total_days=tally.total_days,
        total_worst=tally.total_worst,
        worst_at=tally.worst_at,
        sums=sums,
        at=floats(np.arange(0, plan.steps, every) * plan.step) if recorded else None,
        trajectory=np.stack(kept) if recorded else None,
    )


def _joined(parts: list[Simulation]) -> Simulation:
    if len(parts) == 1:
        return parts[0]
    first = parts[0]
    fields = ("loss_days", "worst", "recovered_at", "below_at", "total_days", "total_worst", "worst_at")
    beside = {name: np.concatenate([getattr(p, name) for p in parts], axis=-1) for name in fields}
    sums = {name: np.concatenate([p.sums[name] for p in parts], axis=-1) for name in first.sums}
    kept = [p.trajectory for p in parts if p.trajectory is not None]
    return Simulation(
        step=first.step,
        steps=first.steps,
        sums=sums,
        at=first.at,
        trajectory=np.concatenate(kept, axis=-1) if kept else None,
        **beside,
    )
