"""A network of ours, asked for the systemic risk of its nodes or of groups of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]

from tensen.analysis.systemic_economy import Networked, economy_of
from tensen.analysis.systemic_groups import By, groups_of
from tensen.engine.arrays import BoolArray
from tensen.messages import Key, Language
from tensen.model import Network
from tensen.workspace.answers import frame_for
from tensen.workspace.systemic.firms import Firms
from tensen.workspace.systemic.given import given
from tensen.workspace.systemic.ids import Names
from tensen.workspace.systemic.shocked import Shocked, joined, read_closures, read_groups, read_shocks


def networked(network: Network, horizon: str) -> Networked:
    """The network's economy; raises :class:`TensenError` for an unknown horizon."""
    return economy_of(frame_for(network), horizon)


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
    groups = groups_of(network, by, _connected(held))
    names = pd.Series([group.id for group in groups], dtype="str")
    sizes = [group.members.size for group in groups]
    member = np.concatenate([np.empty(0, np.intp), *(group.members for group in groups)])
    place = np.repeat(np.arange(len(groups)), sizes)
    full = np.ones(member.size)
    shocks, _ = joined(place, member, full, full, len(groups), held.economy.n)
    top = read_closures(closures, firms).top
    partial = sum(group.partial for group in groups)
    notes = (Key("systemic.note_partial", {"count": partial}),) if partial else ()
    if by == "node":
        return Shocked(names, shocks, True, True, min(top, len(groups)))
    return Shocked(names, shocks, False, False, min(top, len(groups)), notes)


def _connected(held: Networked) -> BoolArray:
    """Nodes that supply, need or are worth anything; shape (nodes,)."""
    net = held.economy
    linked = (np.diff(net.out_start) > 0) | (np.diff(net.in_start) > 0) | (held.weights > 0)
    return np.asarray(linked[: len(held.nodes)])
