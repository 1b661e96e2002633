"""Where the share of use that is away comes from: the network, a set, or whoever asks.

A country whose sectors need the service in the network is read there: provider, region and control-plane
shares are its edges. For another country (the atlas draws the cloud of Japan alone) a set's provider shares
are taken, times the part of each provider that is away: all of it where it is the target, else the share of
its regions that are hit and lie in the country, and of the rest what its control planes take. Where the set
gives no provider share, what lacks on average in the network stands in, and the basis says so.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
import pandas as pd

from tensen.analysis.compiled import Frame
from tensen.analysis.draws import Point
from tensen.analysis.hits import Hit
from tensen.analysis.outage.assumed import Assumed, blend, share_of
from tensen.analysis.outage.event import Outage, pessimism
from tensen.analysis.outage.reach import Spread, below, reach_at, spread
from tensen.analysis.places import COUNTRY_KINDS
from tensen.engine.arrays import BoolArray, FloatArray, IntArray
from tensen.model.groups import direct_groups

Share = Callable[[float], float]
Basis = Literal["network", "set", "asked", "stand_in"]


@dataclass(frozen=True, eq=False)
class Use:
    """An outage in a network for some ``sectors`` (node indices), at P points of the assumptions."""

    frame: Frame
    outage: Outage
    points: Sequence[Point]
    found: Spread
    sectors: IntArray
    here: BoolArray

    @cached_property
    def drawn(self) -> tuple[FloatArray, bool]:
        """The network's own reach (P, sectors), and whether it draws the service for this place."""
        hit, carriers = self.outage.hits[0], self.outage.carriers
        return reach_at(self.frame, self.found, hit, carriers, self.sectors, self.here)

    def node(self, name: str) -> int:
        return int(self.frame.network.position.get_indexer(pd.Index([name]))[0])

    def struck(self, node: int) -> float:
        """What the shock itself takes from a node."""
        hit = self.outage.hits[0]
        return float(hit.node_loss[hit.nodes == node].max(initial=0.0))


def reach_of(use: Use, assumed: Assumed) -> tuple[FloatArray, Basis]:
    """Share of each sector's use of the service that is away when the outage begins; shape (P, sectors)."""
    flat = np.ones(use.sectors.size)
    if use.outage.share is not None:
        given = np.array(use.outage.share)
        told = [float(blend(pessimism(p.quantile, "share")) @ given) for p in use.points]
        return np.outer(told, flat), "asked"
    reach, own = use.drawn
    if own:
        return reach, "network"
    providers = assumed.source.subjects(assumed.service, "provider_share")
    if providers:
        return np.outer(_of_set(use, assumed, providers), flat), "set"
    return reach, "stand_in"


def _of_set(use: Use, assumed: Assumed, providers: Sequence[str]) -> FloatArray:
    """Share of use that is away by the provider and region shares of a set; shape (P,)."""
    planes = _control_planes(use, providers)
    total = np.zeros(len(use.points))
    for name in providers:
        node, share = use.node(name), share_of(assumed.source, assumed.service, "provider_share", name)
        regions = _regions(use, assumed, name)
        for p, point in enumerate(use.points):
            level = pessimism(point.quantile, "share")
            placed = sum(region(level) * lost for region, lost in regions)
            stays = (1 - use.struck(node)) * (1 - min(1.0, placed)) * (1 - planes[p, node])
            total[p] += (share(level) if share else 0.0) * (1 - stays)
    return np.minimum(total, 1.0)


def _regions(use: Use, assumed: Assumed, provider: str) -> list[tuple[Share, float]]:
    """The provider's regions that are hit, with the set's share of each and what the shock takes.

    Regions that lie elsewhere are left out: a share of the load is told of the place where the region lies.
    """
    mine = _holders(use, provider)
    found = []
    for name in assumed.source.subjects(assumed.service, "region_share"):
        lost = use.struck(use.node(name)) if use.here[use.node(name)] else 0.0
        share = share_of(assumed.source, assumed.service, "region_share", name)
        if lost > 0 and share is not None and not mine.isdisjoint(_holders(use, name)):
            found.append((share, lost))
    return found


def _holders(use: Use, node: str) -> set[str]:
    """Who runs or controls a node, countries apart: many providers are controlled from the same one."""
    network = use.frame.network
    direct = direct_groups(network)
    found = {group for role in ("operated_by", "controlled_by") for group in direct[role].get(node, ())}
    return {group for group in found if network.kind_of[group] not in COUNTRY_KINDS}


def _control_planes(use: Use, providers: Sequence[str]) -> FloatArray:
    """Losses (P, nodes) that reach providers by control planes: needs that a hit node supplies are left out.

    The atlas draws how much of a provider's load in one country runs in a region; elsewhere the set says so.
    """
    frame, hit = use.frame, use.outage.hits[0]
    nodes = [use.node(name) for name in providers]
    struck = np.zeros(len(frame.network.nodes), dtype=bool)
    struck[hit.nodes] = True
    direct = struck[frame.edge_source] & np.isin(frame.edge_target, nodes)
    apart = np.zeros(len(frame.need_target), dtype=bool)
    apart[frame.edge_need[direct]] = True
    found = spread(below(frame, apart), use.points, _without(use.outage.hits, nodes))
    return found.loss


def _without(hits: tuple[Hit, Hit], nodes: Sequence[int]) -> list[Hit]:
    """The hits but for some nodes: what strikes a provider itself is counted apart."""
    kept = [~np.isin(hit.nodes, nodes) for hit in hits]
    return [
        Hit(hit.nodes[keep], hit.node_loss[keep], hit.edges, hit.edge_loss)
        for hit, keep in zip(hits, kept, strict=True)
    ]
