"""Cases: a shock and the result that an analyst expects of it, within limits and with the reason."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from tensen.analysis.compiled import Frame, compile_network, with_assumptions
from tensen.analysis.hits import hit_of
from tensen.analysis.places import Places
from tensen.analysis.people import people_affected
from tensen.analysis.scenario import Scenario
from tensen.analysis.solve import Solved, solve
from tensen.analysis.stress import changed
from tensen.messages import Finding, TensenError
from tensen.packs.pack import Pack, read_toml
from tensen.packs.scenarios import changes_of

WHAT = ("loss", "value_loss_share", "people")


@dataclass(frozen=True)
class Expectation:
    """``what`` of a node or a country lies between ``low`` and ``high``."""

    what: str
    target: str
    low: float
    high: float
    why: str


@dataclass(frozen=True)
class Case:
    """A scenario and what is expected of it at the centre of the assumptions."""

    id: str
    scenario: Scenario
    expectations: tuple[Expectation, ...]


def cases_of(pack: Pack, scenarios: Mapping[str, Scenario]) -> list[Case]:
    """The cases of a pack.

    Raises:
        TensenError: a file is broken or names a scenario that there is none of.
    """
    return [read_case(path, scenarios) for path in sorted((pack.path / "cases").glob("*.toml"))]


def read_case(path: Path, scenarios: Mapping[str, Scenario]) -> Case:
    """The case in ``path``."""
    said = read_toml(path)
    try:
        scenario = _scenario(said, path, scenarios)
        expectations = tuple(_expectation(e) for e in said["expect"])
    except (KeyError, TypeError, ValueError) as problem:
        raise TensenError("scenario_invalid", file=path.name, problem=repr(problem)) from problem
    return Case(path.stem, scenario, expectations)


def run_case(case: Case, frame: Frame, pack: str) -> Iterator[Finding]:
    """One finding for each expectation that does not hold."""
    if case.scenario.changes:
        frame = with_assumptions(frame, changed(frame.network.assumptions, case.scenario))
    solved = solve(compile_network(frame, case.scenario.horizon), [hit_of(frame, case.scenario)])
    for expectation in case.expectations:
        for found in _found(solved, frame, expectation):
            if not expectation.low <= found <= expectation.high:
                params = {
                    "case": case.id,
                    "what": f"{expectation.what} {expectation.target}",
                    "found": f"{found:.4g}",
                    "expected": f"{expectation.low:g}…{expectation.high:g}",
                }
                yield Finding("case_expect", {"pack": pack}, params)


def _found(solved: Solved, frame: Frame, expectation: Expectation) -> list[float]:
    places = Places(frame)
    loss = solved.loss[:, 0]
    if expectation.what == "loss":
        index = frame.network.position.get_loc(frame.network.find(expectation.target))
        return [float(loss[index])]
    place = places.place(expectation.target)
    if expectation.what == "value_loss_share":
        return [float((frame.value * place.mask) @ loss) / place.value]
    people = people_affected(frame, place, loss)
    return [people.low, people.high] if people else [0.0]


def _scenario(said: Mapping[str, Any], path: Path, scenarios: Mapping[str, Scenario]) -> Scenario:
    head = said["case"]
    named = head.get("scenario", said.get("scenario"))
    horizon = head.get("horizon", said.get("horizon"))
    shocks, cuts, changes = changes_of(said, path.name)
    if named is None:
        return Scenario(path.stem, head["title"], horizon, shocks, cuts, changes)
    if named not in scenarios:
        raise TensenError("unknown_scenario", name=named, near="–", names=", ".join(scenarios))
    base = scenarios[named]
    return Scenario(
        path.stem,
        head["title"],
        horizon or base.horizon,
        base.shocks + shocks,
        base.cuts + cuts,
        base.changes + changes,
    )


def _expectation(said: Mapping[str, Any]) -> Expectation:
    if said["what"] not in WHAT:
        raise ValueError(f"what = {said['what']!r}; one of {', '.join(WHAT)}")
    low, high = float(said.get("low", -np.inf)), float(said.get("high", np.inf))
    return Expectation(said["what"], said.get("node") or said["country"], low, high, said["why"]["en"])
