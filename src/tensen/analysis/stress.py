"""Stress: scenarios against the baseline, with intervals, draws and the assumption that moves most."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from tensen.analysis.compiled import (
    Compiled,
    Frame,
    compile_network,
    with_assumptions,
)
from tensen.analysis.corners import Corners, corners_of
from tensen.analysis.draws import drawn_points, losses_at
from tensen.analysis.hits import Hit, hit_of
from tensen.analysis.interval import Interval, Sampled, summarise
from tensen.analysis.people import People, people_affected
from tensen.analysis.places import Place, Places, places_of
from tensen.analysis.scenario import Scenario
from tensen.analysis.solve import TOLERANCE
from tensen.analysis.swings import family_swings
from tensen.engine.arrays import FloatArray
from tensen.engine.equilibrium import lost_demand
from tensen.messages import Finding, TensenError, nearest

Step = Callable[[], None]


def no_step() -> None:
    """Nobody watches."""


@dataclass(frozen=True)
class Stress:
    """What a scenario costs a reference country per day, with stocks exhausted, at its horizon.

    Money is value added per day; it is never multiplied by days. ``closed_loop`` is set where the loss is not
    identified: the range runs from the first round to the full loss.
    """

    scenario: Scenario
    reference: str
    loss: Interval
    share: Interval
    first_round: Interval
    decoupled: Interval | None
    sampled: Sampled | None
    sectors: tuple[tuple[str, float, Interval], ...]
    countries: tuple[tuple[str, float, Interval], ...]
    people: People | None
    families: tuple[tuple[str, float, float], ...] = ()
    closed_loop: tuple[float, float, int] | None = None

    def to_frame(self) -> pd.DataFrame:
        """Losses of the reference country's sectors, one row each."""
        rows = [{"id": i, "loss": x, **money.to_dict()} for i, x, money in self.sectors]
        return pd.DataFrame(rows)

    def _repr_html_(self) -> str:
        return self.to_frame()._repr_html_()  # type: ignore[operator, no-any-return]


def stress(
    frame: Frame,
    scenarios: Sequence[Scenario],
    place: Place,
    *,
    exponent: int = 5,
    seed: int = 0,
    step: Step = no_step,
) -> list[Stress]:
    """Every scenario at its own horizon, in the order given.

    Args:
        exponent: 2**exponent draws of the assumptions.
        seed: of the scrambled sequence.
        step: called after each piece of work, for progress.

    Raises:
        TensenError: a selector that takes nothing, or an unknown name or horizon.
    """
    results: dict[str, Stress] = {}
    for horizon in dict.fromkeys(s.horizon for s in scenarios):
        plain = [s for s in scenarios if s.horizon == horizon and not s.changes]
        if plain:
            results |= _together(_Task(frame, horizon, plain, place, exponent, seed, step))
    for scenario in scenarios:
        if scenario.changes:
            moved = with_assumptions(frame, changed(frame.network.assumptions, scenario))
            results |= _together(_Task(moved, scenario.horizon, [scenario], place, exponent, seed, step))
    return [results[s.id] for s in scenarios]


def changed(assumptions: pd.DataFrame, scenario: Scenario) -> pd.DataFrame:
    """The table of assumptions with the scenario's changes.

    Raises:
        TensenError: it changes an assumption that there is none of.
    """
    table = assumptions.copy()
    for change in scenario.changes:
        mine = table["id"] == change.id
        if not mine.any():
            near = ", ".join(nearest(change.id, table["id"])) or "–"
            where = {"file": change.place[0], "key": f"{change.place[1]}.id"}
            fault = Finding("assumption_unknown", where, {"value": change.id, "near": near})
            name = scenario.file or scenario.id
            raise TensenError("scenario_invalid", exit_code=2, file=name, findings=[fault])
        table.loc[mine, ["low", "central", "high"]] = [change.low, change.central, change.high]
    return table


@dataclass(frozen=True, eq=False)
class _Task:
    """Scenarios of one horizon and one table of assumptions: solved side by side, one column each."""

    frame: Frame
    horizon: str
    scenarios: Sequence[Scenario]
    place: Place
    exponent: int
    seed: int
    step: Step

    def hits(self, worst: bool) -> list[Hit]:
        return [hit_of(self.frame, s, worst=worst) for s in self.scenarios]


def _together(task: _Task) -> dict[str, Stress]:
    central = compile_network(task.frame, task.horizon)
    found = corners_of(central, task.hits)
    task.step()
    demand = lost_demand(central.system, found.central.batch, tol=TOLERANCE)
    task.step()
    mask, places = task.place.mask, places_of(task.frame)
    worth = task.frame.value * mask
    sampled = _sampled(task, central, worth)
    task.step()
    swings = family_swings(central, task.hits, found, worth)
    task.step()
    losses, first = found.money(mask), found.first_round(mask)
    results = {}
    for k, scenario in enumerate(task.scenarios):
        results[scenario.id] = Stress(
            scenario=scenario,
            reference=task.place.id,
            loss=losses[k],
            share=losses[k].scaled(1 / task.place.value),
            first_round=first[k],
            decoupled=_decoupled(found, demand, task.place, k),
            sampled=sampled[k],
            sectors=_sectors(found, task.place, k),
            countries=_countries(found, places, task.place, k),
            people=people_affected(task.frame, task.place, found.central.loss[:, k]),
            families=swings[k],
            closed_loop=_closed(found, task.place, k),
        )
    return results


def _sampled(task: _Task, central: Compiled, worth: FloatArray) -> list[Sampled | None]:
    """Quantiles per scenario; none where no draws are asked for."""
    if task.exponent < 0:
        return [None] * len(task.scenarios)
    draws = losses_at(central, drawn_points(central, task.exponent, task.seed), task.hits)
    money = draws.money(worth)
    return [summarise(money[:, k], draws.identified[:, k]) for k in range(len(task.scenarios))]


def _decoupled(found: Corners, demand: FloatArray, place: Place, k: int) -> Interval | None:
    if not found.central.compiled.system.has_demand:
        return None
    worth = found.central.compiled.frame.value * place.mask
    ends = [np.maximum(s.loss[:, k], demand[:, k]) @ worth for s in (found.low, found.central, found.high)]
    return Interval(*(float(e) for e in ends))


def _node_intervals(found: Corners, k: int) -> tuple[FloatArray, FloatArray, FloatArray]:
    return found.low.loss[:, k], found.central.loss[:, k], found.high.result.upper[:, k]


def _sectors(found: Corners, place: Place, k: int, most: int = 8) -> tuple[tuple[str, float, Interval], ...]:
    frame = found.central.compiled.frame
    worth = frame.value * place.mask
    low, mid, high = _node_intervals(found, k)
    order = np.argsort(-mid * worth, kind="stable")[:most]
    ids = frame.network.position
    return tuple(
        (
            str(ids[i]),
            float(mid[i]),
            Interval(float(low[i]), float(mid[i]), float(high[i])).scaled(float(worth[i])),
        )
        for i in order
        if high[i] * worth[i] > 0
    )


def _countries(
    found: Corners, places: Places, place: Place, k: int, most: int = 6
) -> tuple[tuple[str, float, Interval], ...]:
    worth = found.central.compiled.frame.value
    rows = []
    for country in places.valued:
        mask = places.mask(country)
        low, mid, high = (float((worth * mask) @ x) for x in _node_intervals(found, k))
        if country != place.id and high > 0:
            rows.append((country, mid / float(worth @ mask), Interval(low, mid, high)))
    return tuple(sorted(rows, key=lambda row: -row[2].central)[:most])


def _closed(found: Corners, place: Place, k: int) -> tuple[float, float, int] | None:
    solved = next((s for s in (found.central, found.high) if not s.identified[k]), None)
    if solved is None:
        return None
    nodes = {int(i) for loop in solved.loops[k] for i in loop.nodes}
    worth = solved.compiled.frame.value * place.mask
    first, full = solved.result.first_round[:, k], solved.result.upper[:, k]
    return float(worth @ first), float(worth @ full), len(nodes)
