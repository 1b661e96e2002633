"""What a group or a scenario hits, in the economy that the index of systemic risk (ESRI) is computed on.

The index is that of Diem, Borsos, Reisch, Kertész and Thurner (2022) on the economy that
``tensen.analysis.systemic_economy`` makes of a network. It is computed in ``tensen.workspace.systemic``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from tensen.analysis.compiled import Frame, with_assumptions
from tensen.analysis.hits import Hit, hit_of
from tensen.analysis.scenario import Scenario
from tensen.analysis.stress import changed
from tensen.analysis.systemic_economy import Networked, Weights, economy_of
from tensen.analysis.systemic_groups import Group
from tensen.engine.arrays import BoolArray, FloatArray, IntArray
from tensen.engine.esri.shocks import Shocks
from tensen.messages import Key


@dataclass(frozen=True, eq=False)
class Struck:
    """An economy with the scenarios that share it: a column of ``shocks`` for each of ``scenarios``.

    ``place`` says where each stood among those asked for.
    """

    network: Networked
    shocks: Shocks
    scenarios: tuple[Scenario, ...]
    place: tuple[int, ...]


def struck_by(
    frame: Frame, scenarios: Sequence[Scenario], horizon: str | None = None, *, weights: Weights = "value"
) -> Iterator[Struck]:
    """The economy of each horizon and set of changed assumptions, with the scenarios that ask for it.

    Args:
        horizon: default each scenario's own.

    Raises:
        TensenError: a scenario that takes nothing, or an unknown horizon.
    """

    def setting(one: tuple[int, Scenario]) -> str:
        return repr((horizon or one[1].horizon, one[1].changes))

    for _, some in groupby(sorted(enumerate(scenarios), key=setting), setting):
        place, chosen = zip(*some, strict=True)
        first = chosen[0]
        table = changed(frame.network.assumptions, first)
        moved = with_assumptions(frame, table) if first.changes else frame
        hits = [hit_of(moved, scenario) for scenario in chosen]
        cut = np.concatenate([hit.edges for hit in hits])
        network = economy_of(moved, horizon or first.horizon, weights=weights, cut=cut)
        yield Struck(network, shocks_of(network, hits), chosen, place)


def shocks_of(network: Networked, hits: Sequence[Hit]) -> Shocks:
    """A column per hit: nodes lose what they lose, cut edges are lost through their relays."""
    parts = []
    for hit in hits:
        firms = np.append(hit.nodes, network.relay(hit.edges))
        parts.append((firms, np.append(hit.node_loss, hit.edge_loss)))
    return _shocks(parts)


def group_shocks(groups: Sequence[Group]) -> Shocks:
    """A column per group, of which every member is lost whole."""
    return _shocks([(group.members, np.ones(group.members.size)) for group in groups])


def connected(network: Networked) -> BoolArray:
    """Nodes that supply, need or are worth anything; shape (nodes,)."""
    count = len(network.nodes)
    linked = np.zeros(network.links.n, dtype=bool)
    linked[network.links.seller] = linked[network.links.buyer] = True
    return np.asarray((linked | (network.weights[: network.links.n] > 0))[:count])


def partial(groups: Sequence[Group]) -> tuple[Key, ...]:
    """A note where groups have only a share of some members."""
    count = sum(group.partial for group in groups)
    return (Key("systemic.note_partial", {"count": count}),) if count else ()


def _shocks(parts: Sequence[tuple[IntArray, FloatArray]]) -> Shocks:
    """A column per part; the larger loss where a firm is named twice."""
    each = [_once(*part) for part in parts]
    start = np.concatenate(([0], np.cumsum([firms.size for firms, _ in each]))).astype(np.intp)
    node = np.concatenate([np.empty(0, np.intp), *(firms for firms, _ in each)])
    level = np.concatenate([np.empty(0), *(losses for _, losses in each)])
    return Shocks(start, node, level, level)


def _once(firms: IntArray, losses: FloatArray) -> tuple[IntArray, FloatArray]:
    named, place = np.unique(firms, return_inverse=True)
    level = np.zeros(named.size)
    np.maximum.at(level, place, losses)
    return named.astype(np.intp), level
