"""Cases: a shock and the result that an analyst expects of it, within limits and with the reason."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tensen.analysis.compiled import Frame, compile_network, with_assumptions
from tensen.analysis.hits import hit_of
from tensen.analysis.people import people_affected
from tensen.analysis.places import Places
from tensen.analysis.scenario import Place, Scenario
from tensen.analysis.solve import Solved, solve
from tensen.analysis.stress import changed
from tensen.messages import Finding, TensenError, nearest
from tensen.model.schema import HORIZONS
from tensen.packs.form import Form
from tensen.packs.pack import Pack, read_toml
from tensen.packs.scenarios import CHANGES, changes_of
from tensen.packs.trouble import findings_of

WHAT = ("loss", "value_loss_share", "people")


@dataclass(frozen=True)
class Expectation:
    """``what`` of a node or a country lies between ``low`` and ``high``; ``place`` is its file and key."""

    what: str
    target: str
    low: float
    high: float
    why: str
    source: str = ""
    place: Place = ("", "expect")
    named: str = "node"


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
    """The case in ``path``; its id is the file's name.

    Raises:
        TensenError: missing, not TOML, a key of the wrong form, or a scenario that there is none of.
    """
    said = read_toml(path)
    form = Form(said, path.name, "case_invalid")
    form.only("case", "expect", *CHANGES)
    scenario = _scenario(form, path, scenarios)
    expectations = tuple(_expectation(e) for e in form.forms("expect"))
    if not expectations:
        form.wrong("key_missing", "expect")
    return Case(path.stem, scenario, expectations)


def run_case(case: Case, frame: Frame, pack: str) -> Iterator[Finding]:
    """One finding for each expectation that does not hold, or that names what the network does not have.

    Raises:
        TensenError: the scenario of the case cannot be used in this network.
    """
    if case.scenario.changes:
        frame = with_assumptions(frame, changed(frame.network.assumptions, case.scenario))
    solved = solve(compile_network(frame, case.scenario.horizon), [hit_of(frame, case.scenario)])
    for expectation in case.expectations:
        file, key = expectation.place
        where = {"pack": pack, "file": file, "key": key}
        try:
            found = _found(solved, frame, expectation)
        except TensenError as problem:
            where["key"] = f"{key}.{expectation.named}"
            if problem.key == "unknown_node":
                params = {"value": expectation.target, "near": problem.params["near"]}
                yield Finding("selector_node", where, params)
            else:
                yield from findings_of(problem, **where)
            continue
        for figure in found:
            if not expectation.low <= figure <= expectation.high:
                params = {
                    "case": case.id,
                    "what": f"{expectation.what} {expectation.target}",
                    "found": f"{figure:.4g}",
                    "expected": f"{expectation.low:g}…{expectation.high:g}",
                }
                yield Finding("case_expect", where, params)


def uncited(case: Case, sources: Collection[str]) -> Iterator[Finding]:
    """A finding for each expectation that cites a source that there is none of."""
    for expectation in case.expectations:
        if expectation.source and expectation.source not in sources:
            near = ", ".join(nearest(expectation.source, sources)) or "–"
            where = {"file": expectation.place[0], "key": f"{expectation.place[1]}.source_id"}
            yield Finding("dangling", where, {"value": expectation.source, "target": "sources", "near": near})


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


def _scenario(form: Form, path: Path, scenarios: Mapping[str, Scenario]) -> Scenario:
    head = form.form("case")
    head.only("title", "scenario", "horizon")
    shocks, cuts, changes = changes_of(form.said, path.name, form.error)
    if "scenario" not in head.said:
        if not (shocks or cuts or changes):
            form.wrong("nothing_happens", "shock")
        return Scenario(
            path.stem,
            head.words("title"),
            head.choice("horizon", HORIZONS),
            shocks,
            cuts,
            changes,
            file=path.name,
        )
    named = head.text("scenario")
    if named not in scenarios:
        near = ", ".join(nearest(named, scenarios)) or "–"
        head.wrong("scenario_unknown", "scenario", value=named, near=near)
    base = scenarios[named]
    return Scenario(
        path.stem,
        head.words("title"),
        head.choice("horizon", HORIZONS, base.horizon),
        base.shocks + shocks,
        base.cuts + cuts,
        base.changes + changes,
        file=path.name,
    )


def _expectation(form: Form) -> Expectation:
    form.only("node", "country", "what", "low", "high", "why", "source_id")
    if "low" not in form.said and "high" not in form.said:
        form.wrong("key_missing", "low")
    low, high = form.number("low", -np.inf), form.number("high", np.inf)
    if low > high:
        form.wrong("limits_crossed", "low", low=low, high=high)
    named = "node" if "node" in form.said else "country"
    why, source = form.words("why")["en"], form.text("source_id", "–")
    place = (form.file, form.place.rstrip("."))
    target, what = form.text(named), form.choice("what", WHAT)
    return Expectation(what, target, low, high, why, source.strip("–"), place, named)
