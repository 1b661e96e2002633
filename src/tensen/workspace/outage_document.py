"""An outage's losses as a document for JSON: every figure with its interval, set by set."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from tensen.analysis.interval import Interval
from tensen.analysis.outage.elsewhere import LEAST
from tensen.analysis.outage.losses import Losses, SetLosses
from tensen.analysis.outage.shares import Basis
from tensen.analysis.scenario import Scenario
from tensen.messages import LANGUAGES, text
from tensen.model import Network

CURRENCY = "USD"


def document_of(
    network: Network, scenario: Scenario, found: Losses, also: Mapping[str, float]
) -> dict[str, Any]:
    """The document; money is US dollars over the whole outage, shares are of the outage's hours of value."""
    outage, names = found.outage, network.names
    targets = [str(network.position[i]) for i in np.unique(outage.hits[0].nodes)]
    worth = found.place.worth(found.frame)[found.sectors]
    return {
        "service": outage.service,
        "scenario": None if not scenario.title else {"id": scenario.id, "title": dict(scenario.title)},
        "targets": [{"id": i, "name": names[i]} for i in targets],
        "country": {"id": found.place.id, "name": names[found.place.id]},
        "hours": outage.recovery.duration,
        "recovery": {"name": outage.recovery.name, "never": outage.recovery.never},
        "waiting": outage.waiting,
        "currency": CURRENCY,
        "value_per_day": float(worth.sum()),
        "sets": [_set(network, found, one) for one in found.sets],
        "spread": {kind: _spread(found, kind) for kind in found.spread},
        "elsewhere": [
            {"id": e.node, "name": names[e.node], "kind": e.kind, "loss": e.loss.to_dict()}
            for e in found.elsewhere
        ],
        "also_hit": dict(also),
        "notes": _notes(found, also),
    }


def _set(network: Network, found: Losses, one: SetLosses) -> dict[str, Any]:
    source = one.assumed.source
    worth = found.place.worth(found.frame)[found.sectors]
    reach = (one.reach[:3] @ worth) / worth.sum()
    hours = float(worth.sum()) * found.outage.recovery.duration / 24.0
    return {
        "id": source.id,
        "title": dict(source.title),
        "note": dict(source.note),
        "seen": dict(source.seen),
        "sources": list(source.sources),
        "basis": one.basis,
        "reach": Interval(*(float(r) for r in reach)).to_dict(),
        "share_of_value": one.interval("ground_up").scaled(1 / hours).to_dict(),
        "losses": {kind: _money(one, kind) for kind in one.kinds},
        "sectors": _sectors(network, found, one),
        "missing": list(one.assumed.missing),
    }


def _money(one: SetLosses, kind: str) -> dict[str, Any]:
    sampled = one.sampled(kind)
    return {**one.interval(kind).to_dict(), "sampled": None if sampled is None else sampled.to_dict()}


def _sectors(network: Network, found: Losses, one: SetLosses) -> list[dict[str, Any]]:
    """Sectors by their direct loss, largest first; one that the set does not know has nulls."""
    middle = np.nan_to_num(one.money["ground_up"][1], nan=-1.0)
    rows = []
    for s in np.argsort(-middle, kind="stable"):
        node = str(network.position[found.sectors[s]])
        money = {kind: one.interval(kind, int(s)).to_dict() for kind in one.kinds}
        rows.append({"id": node, "name": network.names[node], **money})
    return rows


def _spread(found: Losses, kind: str) -> dict[str, float | None]:
    """Over the sets: the widest interval, and the least and largest centre."""
    centres = [one.interval(kind).central for one in found.sets if kind in one.money]
    return {**found.spread[kind].to_dict(), "least_central": min(centres), "largest_central": max(centres)}


def _notes(found: Losses, also: Mapping[str, float]) -> list[dict[str, str]]:
    """What a reader must know, in both languages."""
    keys: list[tuple[str, dict[str, object]]] = [("note_money", {}), ("note_second", {})]
    bases: dict[Basis, list[str]] = {}
    for one in found.sets:
        bases.setdefault(one.basis, []).append(one.assumed.source.id)
    keys += [(f"basis_{basis}", {"names": ", ".join(sets)}) for basis, sets in bases.items()]
    keys += [
        ("note_missing", {"name": one.assumed.source.id, "names": ", ".join(one.assumed.missing)})
        for one in found.sets
        if one.assumed.missing
    ]
    if any(not one.identified[:3].all() for one in found.sets):
        keys.append(("note_closed_loop", {}))
    if found.outage.recovery.never > 0:
        keys.append(("note_never", {"share": f"{found.outage.recovery.never:.1%}"}))
    keys += [
        ("note_also", {"service": service, "share": f"{share:.1%}"})
        for service, share in sorted(also.items())
        if share > LEAST
    ]
    return [{lang: text(f"outage.{key}", lang, **params) for lang in LANGUAGES} for key, params in keys]
