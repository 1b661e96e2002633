"""Scenario files: TOML to scenarios, with an error that names the file and the key."""

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from tensen.analysis.scenario import Change, Cut, Scenario, Selector, Shock
from tensen.messages import Finding, nearest
from tensen.model.schema import HORIZONS
from tensen.packs.form import Form
from tensen.packs.pack import Pack, read_toml

_HEAD: Final = ("title", "horizon", "resembles", "assumes", "sources")
CHANGES: Final = ("shock", "cut", "assume")


def scenarios_of(packs: tuple[Pack, ...]) -> dict[str, Scenario]:
    """All scenarios of the packs by id; a later pack may replace an earlier one's."""
    found: dict[str, Scenario] = {}
    for pack in packs:
        for path in sorted((pack.path / "scenarios").glob("*.toml")):
            found[path.stem] = read_scenario(path)
    return found


def read_scenario(path: Path) -> Scenario:
    """The scenario in ``path``; its id is the file's name.

    Raises:
        TensenError: missing, not TOML, or a key that is missing, unknown or of the wrong form.
    """
    said = read_toml(path)
    return parse_scenario(said, path.stem, path.name)


def uncited(scenario: Scenario, sources: Collection[str]) -> Iterator[Finding]:
    """A finding for each source that the scenario cites and that there is none of."""
    for source in scenario.sources:
        if source not in sources:
            where = {"file": scenario.file, "key": "scenario.sources"}
            near = ", ".join(nearest(source, sources)) or "–"
            yield Finding("dangling", where, {"value": source, "target": "sources", "near": near})


def unrecovered(scenario: Scenario, profiles: Collection[str]) -> Iterator[Finding]:
    """A finding for each shock that names a recovery profile that there is none of."""
    for shock in scenario.shocks:
        if shock.recovery and shock.recovery not in profiles:
            near = ", ".join(nearest(shock.recovery, profiles)) or "–"
            where = {"file": shock.place[0], "key": f"{shock.place[1]}.recovery"}
            yield Finding("dangling", where, {"value": shock.recovery, "target": "recovery", "near": near})


def parse_scenario(said: Mapping[str, Any], identifier: str, file: str) -> Scenario:
    """The scenario that a TOML table describes.

    Raises:
        TensenError: a key that is missing, unknown or of the wrong form.
    """
    form = Form(said, file, "scenario_invalid")
    form.only("scenario", *CHANGES)
    head = form.form("scenario")
    head.only(*_HEAD)
    horizon = head.choice("horizon", HORIZONS)
    shocks, cuts, changes = changes_of(said, file)
    if not shocks and not cuts and not changes:
        form.wrong("nothing_happens", "shock")
    return Scenario(
        id=identifier,
        title=head.words("title"),
        horizon=horizon,
        shocks=shocks,
        cuts=cuts,
        changes=changes,
        resembles=head.words("resembles"),
        assumes=head.words("assumes"),
        sources=head.texts("sources"),
        file=file,
    )


def changes_of(
    said: Mapping[str, Any], file: str, error: str = "scenario_invalid"
) -> tuple[tuple[Shock, ...], tuple[Cut, ...], tuple[Change, ...]]:
    """What the ``[[shock]]``, ``[[cut]]`` and ``[[assume]]`` tables say.

    Raises:
        TensenError: (of the key ``error``) a key that is missing, unknown or of the wrong form.
    """
    form = Form(said, file, error)
    return (
        tuple(_shock(f) for f in form.forms("shock")),
        tuple(_cut(f) for f in form.forms("cut")),
        tuple(_change(f) for f in form.forms("assume")),
    )


def _shock(form: Form) -> Shock:
    form.only("target", "level", "start", "days", "recovery")
    target = _selector(form.form("target"))
    if not target:
        form.wrong("key_missing", "target")
    days = form.number("days", low=0.0) if "days" in form.said else None
    start = form.number("start", 0.0, low=0.0)
    recovery = form.text("recovery", "") if "recovery" in form.said else ""
    place = (form.file, form.place.rstrip("."))
    return Shock(target, _level(form), days, place, start=start, recovery=recovery)


def _cut(form: Form) -> Cut:
    form.only("from", "carrier", "to", "level")
    ends = {key: _selector(form.form(key)) for key in ("from", "carrier", "to") if key in form.said}
    if not any(ends.values()):
        form.wrong("key_missing", "from")
    source, carrier, to = (ends.get(key, {}) for key in ("from", "carrier", "to"))
    return Cut(source, carrier, to, _level(form), (form.file, form.place.rstrip(".")))


def _change(form: Form) -> Change:
    form.only("id", "low", "central", "high")
    low, central, high = (form.number(key) for key in ("low", "central", "high"))
    if not low <= central <= high:
        form.wrong("assumption_order", "central")
    return Change(form.text("id"), low, central, high, (form.file, form.place.rstrip(".")))


def _selector(form: Form) -> Selector:
    return {key: form.texts(key) for key in form.said}


def _level(form: Form) -> float:
    """What is left: from 0 (stopped) to 1 (a normal day)."""
    return form.number("level", 0.0, low=0.0, high=1.0)
