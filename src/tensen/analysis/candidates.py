"""What may be a chokepoint: single nodes, and groups that can fail or be withheld together."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from tensen.analysis.compiled import Frame
from tensen.analysis.hits import Hit
from tensen.analysis.holders import Holder, country_behind, holder_of
from tensen.analysis.places import COUNTRY_KINDS, Place, places_of
from tensen.engine.arrays import IntArray
from tensen.model.groups import groups_of
from tensen.model.schema import families

Mode = Literal["withheld", "gone"]
# a sector ranks only as part of its country; goods only as a country's or a firm's; a service is the thing to
# be protected, not a chokepoint; places and laws are groups
NOT_SINGLE = (
    *COUNTRY_KINDS,
    "sector",
    "material",
    "product",
    "technology",
    "essential_service",
    "organisation",
    "law",
    "unknown",
    "corridor",
)
GROUP_ROLES = {
    "organisation": ("controlled_by", "operated_by"),
    "corridor": ("located_in", "part_of"),
    "law": ("subject_to",),
}


@dataclass(frozen=True, eq=False)
class Candidate:
    """A node or group: its members, the edges by which it supplies, and who holds it.

    ``family`` is set where only one family of carriers counts (a country's supply of it).
    """

    id: str
    members: IntArray
    edges: IntArray
    holder: Holder | None
    foreign: bool
    family: str | None = None
    unknown_edges: IntArray | None = None

    @property
    def key(self) -> str:
        """Unique among candidates."""
        return f"{self.id}/{self.family}" if self.family else self.id

    def hit(self, mode: Mode, reference: np.ndarray, frame: Frame, *, worst: bool = False) -> Hit:
        """``withheld``: the edges to the reference country are removed; ``gone``: the members stop."""
        none = np.empty(0, dtype=np.intp)
        edges = none
        if mode == "withheld":
            edges = self.edges[reference[frame.edge_target[self.edges]] > 0]
        if worst and self.unknown_edges is not None:
            extra = self.unknown_edges
            edges = np.append(
                edges, extra[reference[frame.edge_target[extra]] > 0] if mode == "withheld" else none
            )
        nodes = self.members if mode == "gone" else none
        return Hit(nodes, np.ones(len(nodes)), edges.astype(np.intp), np.ones(len(edges)))


def candidates(frame: Frame, place: Place) -> list[Candidate]:
    """All candidates that supply anything, single nodes first; a group that equals a node is left out."""
    found = [*_single(frame, place), *_groups(frame, place), *_countries(frame, place)]
    seen: dict[tuple[int, ...], str] = {}
    unique = []
    for candidate in found:
        mark = (*candidate.members.tolist(), hash(candidate.family))
        if seen.setdefault(mark, candidate.key) == candidate.key:
            unique.append(candidate)
    return unique


def _single(frame: Frame, place: Place) -> Iterator[Candidate]:
    network = frame.network
    order, starts = _edges_by_source(frame)
    for index, (node, kind) in enumerate(network.kind_of.items()):
        edges = order[starts[index] : starts[index + 1]]
        if kind not in NOT_SINGLE and len(edges):
            yield _candidate(frame, place, node, np.array([index]), edges)


def _groups(frame: Frame, place: Place) -> Iterator[Candidate]:
    network = frame.network
    kinds = network.kind_of
    members: dict[str, set[str]] = {}
    for kind, roles in GROUP_ROLES.items():
        for role in roles:
            for member, groups in groups_of(network, role).items():
                for group in groups:
                    if kinds[group] == kind and kinds[member] not in COUNTRY_KINDS:
                        members.setdefault(group, set()).add(member)
    for group, held in sorted(members.items()):
        index = np.sort(network.position.get_indexer(pd.Index(sorted(held))))
        edges = np.flatnonzero(np.isin(frame.edge_source, index) & ~np.isin(frame.edge_target, index))
        # a country's own laws bind its services by design: they are no chokepoint to it
        own_law = kinds[group] == "law" and country_behind(network, group) == place.id
        if len(edges) and not own_law:
            yield _candidate(frame, place, group, index, edges)


def _countries(frame: Frame, place: Place) -> Iterator[Candidate]:
    """A foreign country's supply of one family of carriers."""
    network = frame.network
    home = np.array([country or "" for country in places_of(frame).country_of], dtype=object)
    admissible = {u: set(nodes.tolist()) for u, nodes in frame.unknown_admissible.items()}
    broad = [families()[f].ranks_with or f for f in network.carriers["family"].tolist()]
    names, code = np.unique(np.array(broad, dtype=str), return_inverse=True)
    codes = code[frame.edge_carrier]
    for number, family in enumerate(names.tolist()):
        of_family = np.flatnonzero(codes == number)
        reaches = of_family[place.mask[frame.edge_target[of_family]] > 0]
        unknown_edges = reaches[np.isin(frame.edge_source[reaches], list(admissible))]
        for country in sorted({str(c) for c in home[frame.edge_source[reaches]]} - {"", place.id}):
            if network.kind_of[country] != "country":
                continue  # "other countries" is nobody who could withhold
            edges = of_family[home[frame.edge_source[of_family]] == country]
            members = np.unique(frame.edge_source[edges])
            suspects = [u for u, held in admissible.items() if not held.isdisjoint(members.tolist())]
            unknown = unknown_edges[np.isin(frame.edge_source[unknown_edges], suspects)]
            holder = Holder(country, "located_in", country)
            yield Candidate(country, members, edges, holder, True, family, unknown)


def _candidate(frame: Frame, place: Place, node: str, members: IntArray, edges: IntArray) -> Candidate:
    network = frame.network
    holder = holder_of(network, node)
    country = holder.country if holder and holder.country else country_behind(network, node)
    if network.kind_of[node] in ("organisation", "law", "corridor"):
        country = country_behind(network, node)
    unknown = _might_supply(frame, members)
    return Candidate(node, members, edges, holder, country not in (place.id, None), unknown_edges=unknown)


def _might_supply(frame: Frame, members: IntArray) -> IntArray:
    """Edges to others of the unknown suppliers that one of ``members`` might be."""
    held = set(members.tolist())
    suspects = [u for u, nodes in frame.unknown_admissible.items() if not held.isdisjoint(nodes.tolist())]
    if not suspects:
        return np.empty(0, dtype=np.intp)
    return np.flatnonzero(np.isin(frame.edge_source, suspects) & ~np.isin(frame.edge_target, members))


def _edges_by_source(frame: Frame) -> tuple[IntArray, IntArray]:
    order = np.argsort(frame.edge_source, kind="stable")
    starts = np.searchsorted(frame.edge_source[order], np.arange(len(frame.network.nodes) + 1))
    return order, starts
