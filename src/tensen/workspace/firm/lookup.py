"""What a row's country, code and product mean in the atlas."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from tensen.matching import codes
from tensen.matching.countries import countries_of
from tensen.matching.hs import hs_of
from tensen.matching.index import Index, carriers_of
from tensen.matching.industries import sectors
from tensen.matching.match import Match
from tensen.matching.near_countries import near_countries
from tensen.matching.spelling import plain
from tensen.messages import LANGUAGES, nearest, text
from tensen.model import Network
from tensen.model.groups import groups_of
from tensen.model.ids import fold
from tensen.workspace.firm.cells import Words
from tensen.workspace.firm.declared import table

REGIONS: Final = ("country", "region")


@dataclass(frozen=True)
class Looked:
    """What a spelling means: an id or None with the reason and what it may mean instead.

    With an id, ``reason`` says what is approximate in it.
    """

    id: str | None
    reason: Words | None = None
    suggestions: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, eq=False)
class Lookup:
    """Countries, carriers and sectors of one network, each spelling looked up once."""

    network: Network

    def country(self, spelling: str) -> Looked:
        """The node of kind country that ``spelling`` means."""
        return self._once("country", spelling, self._country)

    def carrier(self, code: str, product: Words) -> Looked:
        """The carrier that a code means, else the one that the product's name means."""
        key = f"{code}\0{product['en']}\0{product['ja']}"
        return self._once("carrier", key, lambda _: self._carrier(code, product))

    def sector_code(self, carrier: str) -> str:
        """The code of the sector that makes what a carrier carries; empty where none is declared."""
        local = carrier.removeprefix("carrier.")
        if local in self._sectors:
            return local
        family = self._families.get(carrier, "")
        return self._makers.get(carrier) or self._makers.get(family, "")

    def economy(self, country: str) -> str:
        """The country or region in the economy table in which ``country`` lies; empty where in none."""
        return self._economies.get(country, "")

    def sector(self, country: str, code: str) -> str:
        """The node of a sector in a country, or in the region that holds it; empty where there is none."""
        place = self.economy(country)
        node = f"sector.{place.split('.')[-1]}.{code}" if place and code else ""
        return node if node in self.network.position else ""

    @cached_property
    def _economies(self) -> Mapping[str, str]:
        """For each country the country or region whose sectors stand for it."""
        network = self.network
        sectors_in = {s.split(".")[1] for s in network.kind_of if network.kind_of[s] == "sector"}
        found: dict[str, str] = {}
        part_of = groups_of(network, "part_of")
        for node, kind in network.kind_of.items():
            if kind not in REGIONS:
                continue
            own = node.split(".", 1)[1]
            groups = sorted(g for g in part_of.get(node, ()) if g.split(".", 1)[1] in sectors_in)
            # a country that the table does not show at all is taken as one of the table's other countries
            rest = "region.row" if "region.row" in network.kind_of else ""
            found[node] = node if own in sectors_in else (groups[0] if groups else rest)
        return found

    @cached_property
    def _sectors(self) -> frozenset[str]:
        return sectors()

    @cached_property
    def _makers(self) -> Mapping[str, str]:
        """The sector that makes a carrier's or a family's goods, as declared."""
        return {row["id"]: row["sector"] for row in table("makers")}

    @cached_property
    def yen_per_dollar(self) -> float | None:
        """The atlas's rate of exchange; None where this network holds none."""
        rows = self.network.assumptions
        mine = rows[rows["id"] == "assumption.jpy-per-usd"]
        return None if mine.empty else float(mine["central"].iloc[0])

    @cached_property
    def _families(self) -> Mapping[str, str]:
        carriers = self.network.carriers
        return dict(zip(carriers["id"].tolist(), carriers["family"].tolist(), strict=True))

    @cached_property
    def _index(self) -> Index:
        return carriers_of(self.network)

    @cached_property
    def _carrier_names(self) -> Mapping[str, tuple[str, ...]]:
        """For each name all carriers that bear it: where these are several none is meant."""
        frame = self.network.carriers
        found: dict[str, tuple[str, ...]] = {}
        for column in ("name_ja", "name_en"):
            for identifier, name in zip(frame["id"].tolist(), frame[column].tolist(), strict=True):
                held = found.get(plain(name), ())
                found[plain(name)] = held if identifier in held else (*held, identifier)
        return found

    def _once(self, domain: str, key: str, find: Callable[[str], Looked]) -> Looked:
        held: dict[tuple[str, str], Looked] = self.__dict__.setdefault("_held", {})
        if (domain, key) not in held:
            held[domain, key] = find(key)
        return held[domain, key]

    def _country(self, spelling: str) -> Looked:
        if not spelling.strip():
            return Looked(None, _both("firm.country_blank"))
        found = [c for c in countries_of(spelling) if c in self.network.position]
        if len(found) == 1:
            return Looked(found[0])
        names = self.network.names
        if found:
            return Looked(
                None, _both("firm.country_several", value=spelling), tuple((c, names[c]["en"]) for c in found)
            )
        near = dict.fromkeys(suggestion.id for suggestion in near_countries(spelling))
        suggestions = tuple((i, names[i]["en"]) for i in near if i in names)
        return Looked(None, _both("firm.country_unknown", value=spelling), suggestions)

    def _carrier(self, code: str, product: Words) -> Looked:
        if not code.strip():
            return self._by_name(product)
        word = fold(code)
        for spelling in (word, f"carrier.{word}"):
            if spelling in self._families:
                return Looked(spelling)
        if word.startswith("carrier."):
            near = nearest(word, self._families)
            names = self.network.names
            return Looked(
                None, _both("firm.code_unknown", value=code), tuple((n, names[n]["en"]) for n in near)
            )
        return self._by_code(code, product)

    def _by_name(self, product: Words) -> Looked:
        """The carrier that the product's name means in either language, if it is but one."""
        names = [self._carrier_names.get(plain(word), ()) for word in (product["en"], product["ja"])]
        found = tuple(dict.fromkeys(identifier for held in names for identifier in held))
        if len(found) == 1:
            return Looked(found[0])
        if found:
            reason = _both("firm.product_several", value=product["en"])
            return Looked(None, reason, self._offered(found))
        return self._unnamed(_both("firm.code_blank"), product)

    def _by_code(self, code: str, product: Words) -> Looked:
        """A code of one meaning; one that may mean several is not chosen for its reader.

        A majority is taken and said. Goods of which only some are products of the atlas count as their
        sector's.
        """
        match = codes.carrier(code, self._index)
        if match.id is not None:
            return Looked(match.id, _words(match) if "_mostly" in match.reason else None)
        hs = hs_of(code) if match.reason == "match.hs_part" else None
        if hs is not None and len(hs.sectors) == 1 and f"carrier.{hs.sectors[0]}" in self._families:
            return Looked(f"carrier.{hs.sectors[0]}", _words(match))
        if match.suggestions:
            return Looked(None, _words(match), self._offered([s.id for s in match.suggestions]))
        return self._unnamed(_both("firm.code_unknown", value=code), product)

    def _offered(self, ids: Iterable[str]) -> tuple[tuple[str, str], ...]:
        return tuple((i, self.network.names[i]["en"]) for i in ids)

    def _unnamed(self, reason: Words, product: Words) -> Looked:
        near = nearest(plain(product["en"]), self._carrier_names) + nearest(
            plain(product["ja"]), self._carrier_names
        )
        ids = dict.fromkeys(i for n in near for i in self._carrier_names[n])
        return Looked(None, reason, self._offered(list(ids)[:3]))


def _both(key: str, **params: object) -> Words:
    return {lang: text(key, lang, **params) for lang in LANGUAGES}


def _words(match: Match) -> Words:
    return {lang: match.words(lang) for lang in LANGUAGES}
