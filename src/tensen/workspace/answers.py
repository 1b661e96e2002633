"""The verbs: rank, stress, explain, check. Every face uses these."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import get_args
from weakref import WeakKeyDictionary

from tensen.analysis.candidates import Mode, candidates
from tensen.analysis.chokepoints import Chokepoint, Ranking, rank_chokepoints
from tensen.analysis.compiled import Frame, compile_network, frame_of, with_assumptions
from tensen.analysis.explain import Explanation, explain_hit, explain_hits
from tensen.analysis.hits import hit_of
from tensen.analysis.places import Place, places_of
from tensen.analysis.scenario import Scenario
from tensen.analysis.stress import Stress, changed
from tensen.analysis.stress import stress as stress_all
from tensen.messages import Finding, TensenError, nearest
from tensen.model import Network
from tensen.workspace.networks import find_scenario, scenarios

Step = Callable[[], None]
REFERENCE = "JPN"
_frames: WeakKeyDictionary[Network, Frame] = WeakKeyDictionary()


def frame_for(network: Network) -> Frame:
    """The network's index of rows, made once."""
    if network not in _frames:
        _frames[network] = frame_of(network)
    return _frames[network]


def place_for(network: Network, country: str) -> Place:
    """The reference country called ``country``."""
    return places_of(frame_for(network)).place(country)


def rank(
    network: Network,
    *,
    country: str = REFERENCE,
    horizon: str = "months",
    mode: Mode = "withheld",
    top: int = 20,
    draws: int = 32,
    seed: int = 0,
    step: Step = lambda: None,
) -> Ranking:
    """Chokepoints of ``country``: who could stop how much of it, foreign and domestic apart.

    Args:
        horizon: ``days``, ``months`` or ``years``.
        mode: how foreign candidates fail: ``withheld`` from the country, or ``gone`` for everybody.
        top: rows per list.
        draws: draws of the assumptions for each row (a power of two; 0 for the corners alone).

    Raises:
        TensenError: an unknown country, horizon or mode.
    """
    if mode not in get_args(Mode):
        raise TensenError("unknown_mode", exit_code=2, name=mode)
    exponent = draws.bit_length() - 1
    return rank_chokepoints(
        frame_for(network),
        place_for(network, country),
        horizon,
        mode=mode,
        top=top,
        exponent=exponent,
        seed=seed,
        step=step,
    )


def stress(
    network: Network,
    scenario: str | Scenario | Sequence[str | Scenario] | None = None,
    *,
    country: str = REFERENCE,
    horizon: str | None = None,
    draws: int = 32,
    seed: int = 0,
    step: Step = lambda: None,
) -> list[Stress]:
    """What scenarios cost ``country`` per day: one, several, or (None) all that the network's packs bring.

    Raises:
        TensenError: an unknown scenario, country or horizon, or a selector that takes nothing.
    """
    if scenario is None:
        wanted: Sequence[str | Scenario] = list(scenarios(network))
    else:
        wanted = [scenario] if isinstance(scenario, str | Scenario) else scenario
    chosen = [at_horizon(find_scenario(network, s) if isinstance(s, str) else s, horizon) for s in wanted]
    frame, place = frame_for(network), place_for(network, country)
    return stress_all(frame, chosen, place, exponent=draws.bit_length() - 1, seed=seed, step=step)


def at_horizon(scenario: Scenario, horizon: str | None) -> Scenario:
    """The scenario at another horizon than its own."""
    return scenario if horizon is None else replace(scenario, horizon=horizon)


def explain_scenario(network: Network, name: str | Scenario, horizon: str | None = None) -> Explanation:
    """A scenario at the centre of the assumptions, ready to be asked why."""
    scenario = at_horizon(find_scenario(network, name) if isinstance(name, str) else name, horizon)
    frame = frame_for(network)
    if scenario.changes:
        frame = with_assumptions(frame, changed(network.assumptions, scenario))
    return explain_hit(compile_network(frame, scenario.horizon), hit_of(frame, scenario))


def explain_scenarios(network: Network, wanted: Sequence[Scenario]) -> list[Explanation]:
    """:func:`explain_scenario` for each; those of one horizon are solved side by side."""
    frame, found = frame_for(network), dict[str, Explanation]()
    for horizon in dict.fromkeys(s.horizon for s in wanted):
        plain = [s for s in wanted if s.horizon == horizon and not s.changes]
        answers = explain_hits(compile_network(frame, horizon), [hit_of(frame, s) for s in plain])
        found |= {s.id: why for s, why in zip(plain, answers, strict=True)}
    return [explain_scenario(network, s) if s.changes else found[s.id] for s in wanted]


def explain_chokepoint(
    network: Network, key: str | Chokepoint, country: str, horizon: str, mode: Mode
) -> Explanation:
    """A chokepoint (``country.chn/rare-earths``, ``cable.unity``) at the centre, ready to be asked why.

    Raises:
        TensenError: no node or group of that name supplies anything; the nearest are suggested.
    """
    frame, place = frame_for(network), place_for(network, country)
    if isinstance(key, Chokepoint):
        candidate, mode = key.candidate, key.mode
    else:
        known = {c.key: c for c in candidates(frame, place)}
        if key not in known:
            near = ", ".join(nearest(key, known)) or "–"
            raise TensenError("unknown_answer", exit_code=2, name=key, near=near)
        candidate = known[key]
        mode = mode if candidate.foreign else "gone"
    return explain_hit(compile_network(frame, horizon), candidate.hit(mode, place.mask, frame))


def explain(
    network: Network, name: str, *, country: str = REFERENCE, horizon: str | None = None
) -> Explanation:
    """Why: a scenario, or a chokepoint such as ``country.chn/rare-earths``; ask the answer for its ``tree``.

    Raises:
        TensenError: neither a scenario nor a chokepoint is called that.
    """
    if name in scenarios(network) or name.endswith(".toml"):
        return explain_scenario(network, name, horizon)
    return explain_chokepoint(network, name, country, horizon or "months", "withheld")


def check(network: Network) -> list[Finding]:
    """What is worth a word in a network that was built: its warnings."""
    return list(network.warnings)
