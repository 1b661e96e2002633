"""The sector node of an industry in a country, by where sectors lie and which group a country belongs to."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tensen.matching.match import Match, Suggestion
from tensen.model import Network
from tensen.model.ids import local


@dataclass(frozen=True, eq=False)
class Sectors:
    """Sector nodes by (place, industry), names by id, and the groups that a country is part of."""

    nodes: Mapping[tuple[str, str], str]
    names: Mapping[str, str]
    groups: Mapping[str, tuple[str, ...]]

    @staticmethod
    def of(network: Network) -> "Sectors":
        """The sectors of a network; empty where nodes have no industry."""
        nodes = network.nodes
        industry: dict[str, str] = {}
        if "industry" in nodes.columns:
            known = nodes["industry"].notna()
            industry = dict(zip(nodes["id"][known].tolist(), nodes["industry"][known].tolist(), strict=True))
        rows = network.memberships[["member", "group", "role"]].itertuples(index=False, name=None)
        placed: dict[tuple[str, str], str] = {}
        groups: dict[str, tuple[str, ...]] = {}
        for member, group, role in rows:
            if role == "located_in" and member in industry:
                placed[group, industry[member]] = member
            elif role in ("part_of", "located_in"):
                groups[member] = (*groups.get(member, ()), group)
        names = dict(zip(nodes["id"].tolist(), nodes["name_en"].tolist(), strict=True))
        return Sectors(placed, names, groups)

    def in_country(self, carrier: Match, place: str) -> Match:
        """The match of a carrier of an industry, turned into that of the industry's node in a country."""
        if carrier.id is not None:
            return self._one(carrier, carrier.id, place)
        found = (self._node(s.id, place) for s in carrier.suggestions)
        kept = zip(carrier.suggestions, found, strict=True)
        offered = tuple(Suggestion(node, self.names[node], s.score) for s, node in kept if node)
        return Match(carrier.spelling, None, carrier.how, offered, carrier.reason, carrier.params)

    def _one(self, carrier: Match, identifier: str, place: str) -> Match:
        node = self._node(identifier, place)
        if node:
            return Match(carrier.spelling, node, carrier.how, reason=carrier.reason, params=carrier.params)
        params = {"value": carrier.spelling.strip(), "id": identifier, "place": place}
        return Match(carrier.spelling, None, "none", reason="match.sector_absent", params=params)

    def _node(self, carrier: str, place: str) -> str:
        return next((n for p in self._around(place) if (n := self.nodes.get((p, local(carrier))))), "")

    def _around(self, place: str) -> Iterator[str]:
        """A place, then the groups that it is in."""
        yield place
        yield from self.groups.get(place, ())
