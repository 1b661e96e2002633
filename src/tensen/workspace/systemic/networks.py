"""A network of ours, asked for the systemic risk of its nodes, of groups of them, or of scenarios."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, get_args

import numpy as np
import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]

from tensen.analysis.scenario import Scenario
from tensen.analysis.systemic import Struck, connected, group_shocks, partial, struck_by
from tensen.analysis.systemic_economy import Networked, Weights, economy_of
from tensen.analysis.systemic_groups import By, groups_of
from tensen.engine.arrays import FloatArray
from tensen.engine.esri.shocks import Shocks
from tensen.messages import Key, Language, TensenError
from tensen.model import Network
from tensen.workspace.answers import frame_for
from tensen.workspace.networks import find_scenario
from tensen.workspace.systemic.asked import Asked
from tensen.workspace.systemic.compute import Found, Way, compute, joined_found
from tensen.workspace.systemic.firms import Firms
from tensen.workspace.systemic.given import given
from tensen.workspace.systemic.ids import Names
from tensen.workspace.systemic.shocked import Shocked, read_closures, read_groups, read_shocks

MONTHS = "months"
CITED = ("title", "publisher", "address", "date", "licence")


def of_network(
    network: Network,
    told: Mapping[str, Any],
    by: By | None,
    horizon: str | None,
    weights: str | None,
    lang: Language,
) -> Asked:
    """The nodes or groups of a network at a horizon; raises :class:`TensenError` for unknown choices."""
    chosen = _weights(weights)
    held = economy_of(frame_for(network), horizon or MONTHS, weights=chosen)
    firms = firms_of(network, held, lang)
    shocked = shocked_of(network, held, firms, by or "node", told)
    asked = _asked(network, held, firms, shocked, chosen, "node" if shocked.closed else "group")
    return replace(asked, notes=(*asked.notes, *shocked.notes))


def of_scenarios(
    network: Network,
    wanted: Sequence[str | Scenario],
    horizon: str | None,
    weights: str | None,
    way: Way,
    lang: Language,
) -> tuple[Asked, Found]:
    """What each scenario does, solved: those of one horizon and the same assumptions share an economy.

    Raises:
        TensenError: an unknown scenario, or one that takes nothing.
    """
    chosen = _weights(weights)
    scenarios = [find_scenario(network, s) if isinstance(s, str) else s for s in wanted]
    if not scenarios:
        raise TensenError("esri_empty", file="scenarios")
    struck = list(struck_by(frame_for(network), scenarios, horizon, weights=chosen))
    found = [_solved(one, chosen, way, number) for number, one in enumerate(struck)]
    place = np.array([k for one in struck for k in one.place], dtype=np.intp)
    held = struck[0].network
    asked = _asked(network, held, firms_of(network, held, lang), _every(struck), chosen, "group")
    more = tuple(note for one in struck[1:] for note in one.network.notes if note not in asked.notes)
    horizons = ", ".join(sorted({horizon or s.horizon for s in scenarios}))
    said = Key("esri.note_scenarios", {"count": len(scenarios), "horizons": horizons})
    called = {**asked.called, **{s.id: s.title for s in scenarios}}
    return replace(asked, called=called, notes=(*asked.notes, *more, said)), joined_found(found, place)


def _solved(one: Struck, weights: Weights, way: Way, number: int) -> Found:
    if way.keep is not None and number:
        way = replace(way, keep=way.keep / f"scenarios-{number + 1}")
    names = pd.Series([s.id for s in one.scenarios], dtype="str")
    return compute(
        one.network.economy, Shocked(names, one.shocks, False), {weights: one.network.weights}, way
    )


def _every(struck: Sequence[Struck]) -> Shocked:
    """All scenarios in the order in which they were solved."""
    names = pd.Series([s.id for one in struck for s in one.scenarios], dtype="str")
    sizes = np.concatenate([np.diff(one.shocks.start) for one in struck])
    start = np.concatenate(([0], np.cumsum(sizes))).astype(np.intp)
    node, down, up = (
        np.concatenate([getattr(one.shocks, part) for one in struck]) for part in ("node", "down", "up")
    )
    return Shocked(names, Shocks(start, node, down, up), False)


def _weights(told: str | None) -> Weights:
    if told is None:
        return "value"
    if told not in get_args(Weights):
        near = ", ".join(get_args(Weights))
        raise TensenError("systemic_choice", exit_code=2, name="weights", value=str(told)[:80], near=near)
    return "sales" if told == "sales" else "value"


def _asked(
    network: Network, held: Networked, firms: Firms, shocked: Shocked, weights: Weights, unit: str
) -> Asked:
    about = network.about
    size = {"nodes": f"{len(held.nodes):,}", "edges": f"{held.economy.edges:,}", "name": about.id}
    notes = (Key(f"esri.note_network_{weights}", size), Key("esri.note_floor"), *held.notes)
    title = {"en": about.title_en, "ja": about.title_ja}
    by_name: dict[str | None, FloatArray] = {weights: held.weights}
    return Asked(
        held.economy, firms, shocked, by_name, notes, unit, network.names, title, sources_of(network)
    )


def sources_of(network: Network) -> tuple[Mapping[str, str], ...]:
    """What the network's rows rest on, a row for each source."""
    rows = network.sources[["id", *CITED]].astype(object)
    told = rows.to_dict("records")
    return tuple({str(k): str(cell) for k, cell in row.items() if not pd.isna(cell)} for row in told)


def firms_of(network: Network, held: Networked, lang: Language) -> Firms:
    """The nodes as firms: names in a language, kinds as sectors."""
    nodes = network.nodes
    words = pa.array(held.nodes, pa.large_string())
    names = [network.names[node][lang] for node in held.nodes]
    kinds = pa.array(nodes["kind"].astype(str).tolist(), pa.large_string())
    return Firms(
        network.about.id,
        Names(words, False),
        np.zeros(len(words), dtype=np.intp),
        kinds,
        pa.array(names, pa.large_string()),
    )


def shocked_of(network: Network, held: Networked, firms: Firms, by: By, told: Mapping[str, Any]) -> Shocked:
    """Who is hit: the groups or shocks of a file, chosen nodes, or all there are ``by`` a grouping."""
    if told.get("groups") is not None:
        return read_groups(given(told["groups"], "groups"), firms)
    if told.get("shocks") is not None:
        return read_shocks(given(told["shocks"], "shocks"), firms)
    closures = told.get("closures", "all")
    whole = isinstance(closures, str) and (closures == "all" or closures.startswith("top:"))
    if not whole:
        return read_closures(closures, firms)
    groups = groups_of(network, by, connected(held))
    names = pd.Series([group.id for group in groups], dtype="str")
    top = min(read_closures(closures, firms).top, len(groups))
    if by == "node":
        return Shocked(names, group_shocks(groups), True, True, top)
    return Shocked(names, group_shocks(groups), False, False, top, partial(groups))
