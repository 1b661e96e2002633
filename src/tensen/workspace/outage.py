"""Outages of cloud, telecommunication and positioning services: what they cost a country, set by set."""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources
from typing import Any

import numpy as np
import pandas as pd

from tensen.analysis.compiled import Frame, with_assumptions
from tensen.analysis.dependence import DependenceSet
from tensen.analysis.draws import Point
from tensen.analysis.hits import Hit, hit_of
from tensen.analysis.outage import recovery as curves
from tensen.analysis.outage.event import Outage
from tensen.analysis.outage.losses import Losses, losses
from tensen.analysis.outage.reach import below, shortage, spread
from tensen.analysis.outage.recovery import Recovery
from tensen.analysis.outage.restrict import carried
from tensen.analysis.recovery import RecoveryProfile
from tensen.analysis.scenario import Scenario, Shock, selector
from tensen.analysis.stress import changed
from tensen.messages import TensenError, nearest
from tensen.model import Network
from tensen.workspace.answers import REFERENCE, Step, frame_for, place_for
from tensen.workspace.networks import dependence_sets, find_scenario, recovery_profiles

ALL = "all"
SHAPES: Mapping[str, Callable[[float], Recovery]] = {"step": curves.step, "linear": curves.linear}


@dataclass(frozen=True, eq=False)
class OutageLosses:
    """The losses of an outage in a network; ask it for a table or a document.

    ``also`` are other services that it takes, with their mean shortage: nobody asked for one by name.
    """

    network: Network
    scenario: Scenario
    found: Losses
    also: Mapping[str, float] = field(default_factory=dict)

    def to_frame(self) -> pd.DataFrame:
        """One row per set, sector and kind of loss, with low, central and high in US dollars."""
        return self.found.to_frame(self.network)

    def document(self) -> dict[str, Any]:
        """Everything for JSON."""
        from tensen.workspace.outage_document import document_of

        return document_of(self.network, self.scenario, self.found, self.also)

    def _repr_html_(self) -> str:
        return self.to_frame()._repr_html_()  # type: ignore[operator, no-any-return]


def outage(
    network: Network,
    scenario: str | Scenario | None = None,
    *,
    service: str | None = None,
    providers: Sequence[str] = (),
    regions: Sequence[str] = (),
    hours: float | None = None,
    country: str = REFERENCE,
    sets: str | Sequence[str] = ALL,
    recovery: str | None = None,
    waiting: float | None = None,
    share: tuple[float, float, float] | None = None,
    carriers: Sequence[str] = (),
    draws: int = 32,
    seed: int = 0,
    step: Step = lambda: None,
) -> OutageLosses:
    """What an outage costs ``country`` over its whole length: direct, second round, insured; set by set.

    Args:
        network: with dependence sets in its packs.
        scenario: whose shocks are the outage; else the nodes below, else all that bring the service.
        service: as the sets call it; by default the one that the outage takes most of.
        providers: nodes that are away altogether.
        regions: parts of a provider that are away altogether.
        hours: until the service is back; by default the scenario's, else the recovery profile's.
        country: whose sectors lose.
        sets: ``all`` that speak of the service, or names.
        recovery: ``step`` (all at the end), ``linear``, or a profile, stretched to ``hours`` if given.
        waiting: hours of waiting period of every insurance, instead of each set's own.
        share: low, central and high share of use that is away, instead of what the network says.
        carriers: what brings the service in the network, where that is not known.
        draws: of the assumptions (a power of two; 0 for the corners alone).
        seed: of the draws.
        step: called after each piece of work.

    Raises:
        TensenError: an unknown name, no set for the service, or no length of the outage.
    """
    frame = frame_for(network)
    told = _scenario(network, scenario, [*providers, *regions])
    wanted = _carriers(network, service, carriers)
    event = told or _whole(frame, service, wanted)
    if event.changes:
        frame = with_assumptions(frame, changed(network.assumptions, event))
    hits = hit_of(frame, event), hit_of(frame, event, worst=True)
    also = _also_hit(frame, hits, wanted) if service is None else {}
    service = service or max(also, key=lambda s: also[s])
    away = Outage(
        hits, service, tuple(wanted[service]), _recovery(network, event, hours, recovery), waiting, share
    )
    found = losses(
        frame,
        away,
        chosen_sets(network, service, sets),
        place_for(network, country),
        exponent=draws.bit_length() - 1,
        seed=seed,
        step=step,
    )
    also.pop(service, None)
    return OutageLosses(network, event, found, also)


def chosen_sets(network: Network, service: str, wanted: str | Sequence[str] = ALL) -> list[DependenceSet]:
    """The sets called ``wanted``, or all that say how sectors depend on ``service``.

    Raises:
        TensenError: a name that no set has, or no set that speaks of the service.
    """
    known = dependence_sets(network)
    useful = {name: made for name, made in known.items() if _speaks(made, service)}
    names = list(useful) if wanted == ALL else [wanted] if isinstance(wanted, str) else list(wanted)
    for name in names:
        if name not in useful:
            near = ", ".join(nearest(name, useful) or useful) or "–"
            raise TensenError("outage_unknown_set", exit_code=2, name=name, service=service, near=near)
    if not names:
        services = sorted({s for made in known.values() for s in made.services if _speaks(made, s)})
        raise TensenError("outage_no_set", exit_code=2, service=service, names=", ".join(services) or "–")
    return [useful[name] for name in names]


def _speaks(made: DependenceSet, service: str) -> bool:
    return any(row.service == service and row.quantity == "dependence" for row in made.rows)


def _carriers(network: Network, service: str | None, told: Sequence[str]) -> dict[str, list[str]]:
    """What brings each service; those told belong to the service asked for.

    Raises:
        TensenError: a carrier or service that is not known.
    """
    file = resources.files("tensen.analysis.outage").joinpath("services.toml")
    known = {
        name: entry["carriers"] for name, entry in tomllib.loads(file.read_text(encoding="utf-8")).items()
    }
    there = set(network.carriers["id"])
    for name in told:
        if name not in there:
            near = ", ".join(nearest(name, there)) or "–"
            raise TensenError("outage_unknown_carrier", exit_code=2, name=name, near=near)
    if told:
        return {service or "cloud": list(told)}
    if service is not None and service not in known:
        raise TensenError("outage_unknown_service", exit_code=2, name=service, names=", ".join(known))
    return known if service is None else {service: known[service]}


def _scenario(network: Network, scenario: str | Scenario | None, nodes: Sequence[str]) -> Scenario | None:
    """The scenario asked for, or one made of nodes that are away; None where neither is told."""
    if scenario is not None and nodes:
        raise TensenError("outage_two_targets", exit_code=2)
    if isinstance(scenario, Scenario):
        return scenario
    if scenario is not None:
        return find_scenario(network, scenario)
    if not nodes:
        return None
    return _away([network.find(name) for name in nodes])


def _away(ids: Sequence[str]) -> Scenario:
    return Scenario("outage", {}, "days", shocks=(Shock(selector(id=list(ids))),))


def _whole(frame: Frame, service: str | None, wanted: Mapping[str, Sequence[str]]) -> Scenario:
    """All nodes that bring the service are away.

    Raises:
        TensenError: no service is told, or nothing brings it.
    """
    if service is None:
        raise TensenError("outage_no_target", exit_code=2, names=", ".join(wanted))
    edges = np.isin(frame.edge_need, np.flatnonzero(carried(frame, tuple(wanted[service]))))
    network = frame.network
    nodes = np.unique(frame.edge_source[edges])
    ids = [str(i) for i in network.position[nodes] if network.kind_of[str(i)] != "unknown"]
    if not ids:
        raise TensenError("outage_no_carrier", exit_code=2, names=", ".join(wanted[service]))
    return _away(ids)


def _also_hit(frame: Frame, hits: tuple[Hit, Hit], wanted: Mapping[str, Sequence[str]]) -> dict[str, float]:
    """The services that the outage takes something of, with their mean shortage at the centre.

    Raises:
        TensenError: it takes nothing of any.
    """
    found = spread(below(frame), [Point(0.5)], hits)
    short = {}
    for service, carriers in wanted.items():
        needs = np.flatnonzero(carried(frame, tuple(carriers)))
        if needs.size and (mean := float(shortage(frame, found, hits[0], needs).mean())) > 0:
            short[service] = mean
    if not short:
        raise TensenError("outage_no_service", exit_code=2, names=", ".join(wanted))
    return short


def _recovery(network: Network, event: Scenario, hours: float | None, name: str | None) -> Recovery:
    """How the service comes back: as asked, else as the scenario's shocks say.

    Raises:
        TensenError: no length is known, or no profile is called that.
    """
    days = [shock.days for shock in event.shocks if shock.days]
    profiles = list(dict.fromkeys(shock.recovery for shock in event.shocks if shock.recovery))
    if hours is not None and not 0 < hours < np.inf:
        raise TensenError("outage_hours", exit_code=2, value=hours)
    if name in SHAPES or (name is None and not profiles):
        length = hours if hours is not None else max(days) * 24.0 if days else None
        if length is None:
            raise TensenError("outage_no_hours", exit_code=2)
        return SHAPES[name or "step"](length)
    profile = _profile(network, name or profiles[0])
    held = 0.0 if name is not None or not days else max(days) * 24.0
    restored = 1.0 - profile.left
    if held > 0:  # the scenario holds first, and comes back along the profile then
        return curves.measured(
            profile.id, np.append(0.0, profile.hours + held), np.append(0.0, restored), hours
        )
    return curves.measured(profile.id, profile.hours, restored, hours)


def _profile(network: Network, name: str) -> RecoveryProfile:
    known = recovery_profiles(network)
    if name not in known:
        names = ", ".join(nearest(name, known) or [*SHAPES, *known])
        raise TensenError("outage_unknown_recovery", exit_code=2, name=name, names=names)
    return known[name]
