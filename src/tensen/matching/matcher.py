"""Which node, carrier or sector of a network a spelling means; what is not certain is only suggested."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from tensen.matching import codes, crosswalk
from tensen.matching.decisions import Decisions
from tensen.matching.fuzzy import MOST, Names
from tensen.matching.index import Index, carriers_of, nodes_of
from tensen.matching.match import Match, Suggestion
from tensen.matching.sectors import Sectors
from tensen.model import Network
from tensen.model.ids import fold


@dataclass(frozen=True, eq=False)
class Matcher:
    """Looks spellings up in one network. Nothing that merely resembles is ever taken for a match.

    In order: an id; a person's decision; a name in either language or an alias, if only one node has it; the
    crosswalks (countries, corporate numbers, LEI, AS numbers; industry and HS codes for carriers, sectors).
    What a person rejected for a spelling is neither matched nor suggested again.

    Attributes:
        network: where the ids are.
        decisions: what people accepted and rejected before.
    """

    network: Network
    decisions: Decisions = field(default_factory=Decisions)

    @cached_property
    def _nodes(self) -> Index:
        return nodes_of(self.network)

    @cached_property
    def _carriers(self) -> Index:
        return carriers_of(self.network)

    @cached_property
    def _remembered(self) -> dict[frozenset[str] | None, dict[str, Match]]:
        """What was looked up before, by the kinds that were asked for."""
        return {}

    @cached_property
    def _searches(self) -> dict[frozenset[str], Names]:
        return {}

    def _search(self, kinds: frozenset[str] | None) -> Names:
        """The names of nodes of some kinds."""
        if kinds is None:
            return self._nodes.search
        if kinds not in self._searches:
            self._searches[kinds] = self._nodes.search.only(self._nodes.of_kinds(kinds))
        return self._searches[kinds]

    @cached_property
    def _sectors(self) -> Sectors:
        return Sectors.of(self.network)

    def with_decisions(self, decisions: Decisions) -> "Matcher":
        """The same names with other decisions; what was indexed is kept, what was found is looked up anew."""
        other = Matcher(self.network, decisions)
        kept = ("_nodes", "_carriers", "_sectors", "_searches")
        other.__dict__.update({name: self.__dict__[name] for name in kept if name in self.__dict__})
        return other

    def match(self, spelling: str, *, kinds: Collection[str] | None = None) -> Match:
        """The node that ``spelling`` means, of one of ``kinds`` if these are given."""
        return self.match_all([spelling], kinds=kinds)[0]

    def match_all(self, spellings: Sequence[str], *, kinds: Collection[str] | None = None) -> list[Match]:
        """The nodes that ``spellings`` mean, in their order; each distinct spelling is looked up once."""
        wanted = None if kinds is None else frozenset(kinds)
        known = self._remembered.setdefault(wanted, {})
        fresh = {s: self._node(s, wanted) for s in dict.fromkeys(spellings) if s not in known}
        unknown = [s for s, match in fresh.items() if match.how == "none" and fold(s)]
        near = self._search(wanted).near(unknown)
        told = wanted is not None and "country" in wanted  # a country that is named needs no likeness
        offered = {s: () if told and fresh[s].suggestions else near[s] for s in unknown}
        known |= fresh | {s: self._suggested("node", fresh[s], offered[s]) for s in unknown}
        return [known[s] for s in spellings]

    def match_carrier(self, spelling: str, *, system: str | None = None) -> Match:
        """The carrier that ``spelling`` means: its id or name, or an HS, ISIC, NACE or JSIC code.

        Args:
            spelling: such as ``carrier.dram``, ``DRAM``, ``hs:8542.32``, ``isic:2610``, ``jsic:28``.
            system: ``hs``, ``isic``, ``nace`` or ``jsic`` where all codes of a column are of one system.
        """
        return self._carrier("carrier", spelling, system, products=True)

    def match_sector(self, spelling: str, country: str, *, system: str | None = None) -> Match:
        """The sector node that an industry code, or the name of a sector or industry, means in a country.

        A country that has no sectors of its own gives those of its group (region.eur, region.row).

        Args:
            spelling: such as ``jsic:28``, ``c26``, ``Chemicals`` or 化学; an HS code gives its sector.
            country: an id or any spelling that :meth:`match` knows.
            system: ``hs``, ``isic``, ``nace`` or ``jsic`` where all codes of a column are of one system.
        """
        known = self._decided("sector", spelling, self._nodes, ("sector",))
        if known is None and self._nodes.has(fold(spelling), ("sector",)):
            known = Match(spelling, fold(spelling), "id")
        if known is not None:
            return known
        place = self.match(country, kinds=("country", "region"))
        if place.id is None:
            params = {"value": country.strip()}
            return Match(spelling, None, "none", (), "match.sector_country", params)
        found = self._carrier("carrier", spelling, system, products=False)
        return self._not_rejected("sector", self._sectors.in_country(found, place.id))

    def _carrier(self, domain: str, spelling: str, system: str | None, products: bool) -> Match:
        known = self._known(domain, spelling, self._carriers, None)
        if known is None or (known.how == "none" and fold(spelling)):
            known = self._not_rejected(
                domain, codes.carrier(spelling, self._carriers, system, products=products)
            )
        if known.how != "none" or not fold(spelling):
            return known
        return self._suggested(domain, known, self._carriers.search.near([spelling])[spelling])

    def _node(self, spelling: str, kinds: Collection[str] | None) -> Match:
        known = self._known("node", spelling, self._nodes, kinds)
        if known is None or known.how == "alias":
            known = crosswalk.unclear(spelling, self._nodes, kinds) or known
        return self._not_rejected("node", known or crosswalk.node(spelling, self._nodes, kinds))

    def _known(self, domain: str, spelling: str, index: Index, kinds: Collection[str] | None) -> Match | None:
        """By id, by decision, by name or alias; None if by none of these."""
        word = fold(spelling)
        if not word:
            return Match(spelling, None, "none", reason="match.empty")
        if index.has(word, kinds):
            return Match(spelling, word, "id")
        decided = self._decided(domain, spelling, index, kinds)
        if decided is not None:
            return decided
        named = index.named(spelling, kinds)
        return None if named is None else self._not_rejected(domain, named)

    def _decided(
        self, domain: str, spelling: str, index: Index, kinds: Collection[str] | None
    ) -> Match | None:
        ids = [i for i in self.decisions.accepted(domain, spelling) if index.has(i, kinds)]
        if len(ids) == 1:
            return Match(spelling, ids[0], "accepted")
        if ids:
            params = {"value": spelling.strip(), "ids": ", ".join(ids)}
            return Match(
                spelling, None, "ambiguous", index.suggestions(ids), "match.decisions_differ", params
            )
        return None

    def _not_rejected(self, domain: str, match: Match) -> Match:
        """``match`` without what was rejected for its spelling."""
        never = self.decisions.rejected(domain, match.spelling)
        kept = tuple(s for s in match.suggestions if s.id not in never)
        if match.id is not None and match.id in never and match.how != "id":
            params = {"value": match.spelling.strip(), "id": match.id}
            return Match(match.spelling, None, "rejected", kept, "match.rejected", params)
        return replace(match, suggestions=kept)

    def _suggested(self, domain: str, match: Match, near: Sequence[Suggestion]) -> Match:
        never = self.decisions.rejected(domain, match.spelling)
        offered = {s.id: s for s in (*near, *match.suggestions) if s.id not in never}
        ranked = sorted(offered.values(), key=lambda s: (-s.score, s.id))
        return replace(match, suggestions=tuple(ranked[:MOST]))
