"""Scenario files: TOML to scenarios, with an error that names the file and the key."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tensen.analysis.scenario import Change, Cut, Scenario, Selector, Shock
from tensen.messages import TensenError
from tensen.model.schema import HORIZONS
from tensen.packs.pack import Pack, read_toml

_TABLES = {"scenario", "cut", "shock", "assume"}
_HEAD = {"title", "horizon", "resembles", "assumes", "sources"}


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


def parse_scenario(said: Mapping[str, Any], identifier: str, file: str) -> Scenario:
    """The scenario that a TOML table describes."""
    _only(said, _TABLES, file, "")
    head = said.get("scenario")
    if not isinstance(head, Mapping):
        raise _invalid(file, "[scenario] is missing")
    _only(head, _HEAD, file, "scenario.")
    horizon = head.get("horizon")
    if horizon not in HORIZONS:
        raise _invalid(file, f"scenario.horizon = {horizon!r}; one of {', '.join(HORIZONS)}")
    shocks, cuts, changes = changes_of(said, file)
    if not shocks and not cuts and not changes:
        raise _invalid(file, "nothing happens: add [[shock]], [[cut]] or [[assume]]")
    return Scenario(
        id=identifier,
        title=_words(head, "title", file),
        horizon=horizon,
        shocks=shocks,
        cuts=cuts,
        changes=changes,
        resembles=_words(head, "resembles", file),
        assumes=_words(head, "assumes", file),
        sources=tuple(str(s) for s in head.get("sources", ())),
    )


def changes_of(
    said: Mapping[str, Any], file: str
) -> tuple[tuple[Shock, ...], tuple[Cut, ...], tuple[Change, ...]]:
    """What the ``[[shock]]``, ``[[cut]]`` and ``[[assume]]`` tables say."""
    try:
        shocks = tuple(
            Shock(_selector(s["target"]), _level(s.get("level", 0.0)), s.get("days")) for s in said.get("shock", ())
        )
        cuts = tuple(
            Cut(
                _selector(c.get("from", {})),
                _selector(c.get("carrier", {})),
                _selector(c.get("to", {})),
                _level(c.get("level", 0.0)),
            )
            for c in said.get("cut", ())
        )
        changes = tuple(
            Change(str(a["id"]), float(a["low"]), float(a["central"]), float(a["high"]))
            for a in said.get("assume", ())
        )
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        raise _invalid(file, repr(problem)) from problem
    return shocks, cuts, changes


def _selector(said: Mapping[str, Any]) -> Selector:
    return {k: (v,) if isinstance(v, str) else tuple(str(x) for x in v) for k, v in said.items()}


def _level(said: Any) -> float:
    level = float(said)
    if not 0.0 <= level <= 1.0:
        raise ValueError(f"level = {said}; from 0 (stopped) to 1 (a normal day)")
    return level


def _words(head: Mapping[str, Any], key: str, file: str) -> Mapping[str, str]:
    words = head.get(key)
    if not isinstance(words, Mapping) or not {"en", "ja"} <= set(words):
        raise _invalid(file, f"scenario.{key}.en and scenario.{key}.ja are needed")
    return {"en": str(words["en"]), "ja": str(words["ja"])}


def _only(said: Mapping[str, Any], allowed: set[str], file: str, prefix: str) -> None:
    strange = sorted(set(said) - allowed)
    if strange:
        raise _invalid(file, f"unknown key {prefix}{strange[0]}; known: {', '.join(sorted(allowed))}")


def _invalid(file: str, problem: str) -> TensenError:
    return TensenError("scenario_invalid", file=file, problem=problem)
