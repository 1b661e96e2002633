"""What the two words of a comparison mean: scenarios, horizons or networks."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tensen.analysis.scenario import Scenario
from tensen.messages import TensenError, nearest
from tensen.model import Network
from tensen.model.schema import HORIZONS
from tensen.packs.registry import folders, is_pack
from tensen.workspace.answers import at_horizon
from tensen.workspace.networks import find_scenario, load, scenarios

Kind = Literal["scenarios", "horizons", "networks"]
Given = str | Path | Network | Scenario


@dataclass(frozen=True, eq=False)
class Side:
    """One side: what it is called, its network, and its scenarios at their horizons.

    ``horizon`` is None where every scenario stands at its own.
    """

    label: str
    network: Network
    scenarios: tuple[Scenario, ...]
    horizon: str | None


@dataclass(frozen=True, eq=False)
class Sides:
    """Both sides, and the scenarios that only one of two networks has."""

    kind: Kind
    a: Side
    b: Side
    only_a: tuple[str, ...] = ()
    only_b: tuple[str, ...] = ()


def sides_of(
    a: Given,
    b: Given | None,
    *,
    net: str | Path | Network | None = None,
    horizon: str | Sequence[str] | None = None,
    scenario: str | Sequence[str] | None = None,
) -> Sides:
    """Find both sides.

    Args:
        a: a scenario (name, ``.toml`` file or object) or a network (what ``load`` reads, or an object); words
            may end in ``@days``, ``@months`` or ``@years``.
        b: the same kind of thing; None with two horizons.
        net: the network of two scenarios.
        horizon: one for both sides, or two (``"days,months"``), one for each.
        scenario: for networks, only these scenarios.

    Raises:
        TensenError: nothing is called that, one is a scenario and the other a network, an unknown or doubly
            told horizon, or one word without two horizons.
    """
    told = _horizons(horizon)
    first, second = (_split(a), _split(a if b is None else b))
    horizons = tuple(_one(said, h) for said, h in zip((first[1], second[1]), told, strict=True))
    if b is None and horizons[0] == horizons[1]:
        raise TensenError("compare_one", exit_code=2, name=_label(first[0], horizons[0]))
    if _is_network(first[0]) and _is_network(second[0]):
        if first[0] is a and second[0] is b and net is not None:
            raise TensenError("compare_net", exit_code=2, name=net)
        return _networks((first[0], second[0]), horizons, scenario)
    network = net if isinstance(net, Network) else load(net)
    return _scenarios((first[0], second[0]), horizons, network, scenario)


def _horizons(told: str | Sequence[str] | None) -> tuple[str | None, str | None]:
    if told is None:
        return None, None
    words = [w.strip() for w in told.split(",")] if isinstance(told, str) else [*told]
    for word in words:
        _known_horizon(word)
    if len(words) > 2:
        raise TensenError("compare_horizons", exit_code=2, name=",".join(words))
    return words[0], words[-1]


def _known_horizon(word: str) -> None:
    if word not in HORIZONS:
        raise TensenError("unknown_horizon", exit_code=2, name=word, names=", ".join(HORIZONS))


def _split(given: Given) -> tuple[Given, str | None]:
    """``cloud-down@days`` to its name and horizon; a path that holds an @ stays whole."""
    if not isinstance(given, str) or "@" not in given or _exists(given):
        return given, None
    name, _, horizon = given.rpartition("@")
    _known_horizon(horizon)
    return name, horizon


def _one(said: str | None, told: str | None) -> str | None:
    if said is not None and told is not None and said != told:
        raise TensenError("compare_horizon_twice", exit_code=2, one=said, other=told)
    return said or told


def _is_network(given: Given) -> bool:
    if isinstance(given, Network):
        return True
    if isinstance(given, Scenario) or str(given).endswith(".toml"):
        return False
    return is_pack(given) or _exists(given)


def _exists(given: str | Path) -> bool:
    with suppress(OSError, ValueError):  # a name that cannot be a path, such as one too long
        return Path(given).exists()
    return False


def _label(given: Given, horizon: str | None) -> str:
    if isinstance(given, Network):
        name = given.about.id
    else:
        name = given.id if isinstance(given, Scenario) else str(given)
    return f"{name}@{horizon}" if horizon else name


def _scenarios(
    given: tuple[Given, Given],
    horizons: tuple[str | None, ...],
    network: Network,
    scenario: str | Sequence[str] | None,
) -> Sides:
    if scenario is not None:
        raise TensenError("compare_scenario_option", exit_code=2)
    found = [_scenario(network, g, other) for g, other in (given, given[::-1])]
    a, b = (at_horizon(s, h) for s, h in zip(found, horizons, strict=True))
    kind: Kind = "horizons" if found[0] == found[1] and a.horizon != b.horizon else "scenarios"
    sides = [
        Side(_label(g, h), network, (s,), s.horizon) for g, h, s in zip(given, horizons, (a, b), strict=True)
    ]
    return Sides(kind, sides[0], sides[1])


def _scenario(network: Network, given: Given, other: Given) -> Scenario:
    if isinstance(given, Scenario):
        return given
    known = scenarios(network)
    if not isinstance(given, Network) and (str(given) in known or str(given).endswith(".toml")):
        return find_scenario(network, str(given))
    name, counterpart = _label(given, None), _label(other, None)
    if _is_network(given):
        near = ", ".join(nearest(counterpart, known)) or ", ".join(sorted(known)) or "–"
        raise TensenError(
            "compare_mixed",
            exit_code=2,
            name=name,
            other=counterpart,
            near=near,
            packs=", ".join(sorted(folders())),
        )
    near = ", ".join(nearest(str(given), {*known, *folders()})) or ", ".join(sorted(known)) or "–"
    raise TensenError("compare_unknown", exit_code=2, name=given, near=near)


def _networks(
    given: tuple[Given, Given], horizons: tuple[str | None, ...], scenario: str | Sequence[str] | None
) -> Sides:
    first = _load(given[0])
    second = first if given[0] == given[1] else _load(given[1])
    known = [scenarios(first), scenarios(second)]
    wanted = None if scenario is None else [scenario] if isinstance(scenario, str) else [*scenario]
    if wanted is None:
        chosen = [name for name in known[0] if name in known[1]]
        only = [tuple(n for n in x if n not in y) for x, y in (known, known[::-1])]
    else:
        chosen, only = wanted, [(), ()]
    sides = [
        Side(
            _label(g, h),
            net,
            tuple(at_horizon(_in(net, name, _label(g, None)), h) for name in chosen),
            h,
        )
        for g, net, h in zip(given, (first, second), horizons, strict=True)
    ]
    return Sides("networks", sides[0], sides[1], only[0], only[1])


def _load(given: Given) -> Network:
    if isinstance(given, Network):
        return given
    assert not isinstance(given, Scenario)
    return load(given)


def _in(network: Network, name: str, label: str) -> Scenario:
    known = scenarios(network)
    if name in known or name.endswith(".toml"):
        return find_scenario(network, name)
    near = ", ".join(nearest(name, known)) or ", ".join(sorted(known)) or "–"
    raise TensenError("compare_scenario_absent", exit_code=2, name=name, network=label, near=near)
