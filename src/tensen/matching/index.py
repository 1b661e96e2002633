"""The names of a network's nodes or carriers, ready to be looked up and searched."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Literal

import pandas as pd

from tensen.matching.countries import names_of_countries
from tensen.matching.fuzzy import Names
from tensen.matching.identifiers import asn, corporate_number, lei
from tensen.matching.industries import names_of_industries
from tensen.matching.match import Match, Suggestion
from tensen.matching.packaged import several
from tensen.model import Network
from tensen.model.ids import fold

_REMARK: Final = re.compile(r"\s*[(\uff08][^()\uff08\uff09]*[)\uff09]")  # NEC (Japan): NEC
Spelled = tuple[str, str, Literal["name", "alias"]]  # how it is written, the id, what it is there


@dataclass(frozen=True, eq=False)
class Index:
    """Ids with their kinds and shown names, and every spelling that the tables give them."""

    kinds: Mapping[str, str]
    names: Mapping[str, str]
    spelled: tuple[Spelled, ...]
    also: tuple[tuple[str, str], ...] = ()  # further names that are searched but never match

    @cached_property
    def _by_spelling(self) -> Mapping[str, tuple[Spelled, ...]]:
        found: dict[str, tuple[Spelled, ...]] = {}
        for entry in self.spelled:
            key = fold(entry[0])
            found[key] = (*found.get(key, ()), entry)
        return found

    @cached_property
    def numbers(self) -> Mapping[tuple[str, str], tuple[str, ...]]:
        """Ids by (kind of identifier, identifier) for those that the nodes' aliases or properties hold."""
        found: dict[tuple[str, str], tuple[str, ...]] = {}
        for written, identifier, _ in self.spelled:
            for what, read in (("corporate_number", corporate_number), ("lei", lei), ("asn", asn)):
                value = read(written)
                if isinstance(value, str) and (what != "asn" or fold(written).startswith("as")):
                    found[what, value] = (*found.get((what, value), ()), identifier)
        return found

    @cached_property
    def search(self) -> Names:
        """All names, for suggestions."""
        written = [(name, identifier) for name, identifier, _ in self.spelled]
        without = [
            (_REMARK.sub("", name).strip(), identifier)
            for name, identifier in written
            if _REMARK.search(name)
        ]
        return Names(tuple(dict.fromkeys([*written, *(w for w in without if w[0]), *self.also])))

    def has(self, identifier: str, kinds: Collection[str] | None = None) -> bool:
        """Whether there is such an id, of one of ``kinds`` if these are given."""
        return identifier in self.kinds and (kinds is None or self.kinds[identifier] in kinds)

    def name(self, identifier: str) -> str:
        """The English name of an id."""
        return self.names[identifier]

    def of_kinds(self, kinds: Collection[str]) -> frozenset[str]:
        """All ids of some kinds."""
        return frozenset(i for i, kind in self.kinds.items() if kind in kinds)

    def suggestions(self, ids: Collection[str], score: float = 100.0) -> tuple[Suggestion, ...]:
        """Those of ``ids`` that the network has, as suggestions."""
        return tuple(Suggestion(i, self.names[i], score) for i in ids if i in self.names)

    def named(self, spelling: str, kinds: Collection[str] | None) -> Match | None:
        """The id that bears this name or alias; ambiguous if several do, None if none does."""
        entries = [e for e in self._by_spelling.get(fold(spelling), ()) if self.has(e[1], kinds)]
        ids = tuple(dict.fromkeys(identifier for _, identifier, _ in entries))
        if len(ids) > 1:
            params = {"value": spelling.strip(), "ids": ", ".join(ids)}
            return Match(spelling, None, "ambiguous", self.suggestions(ids), "match.two_names", params)
        if not ids:
            return None
        how: Literal["name", "alias"] = "name" if any(e[2] == "name" for e in entries) else "alias"
        return Match(spelling, ids[0], how)


def nodes_of(network: Network) -> Index:
    """The index of a network's nodes."""
    index = _index(network.nodes, network.kind_of)
    countries = ((name, i) for name, i in names_of_countries().items() if i in index.kinds)
    return Index(index.kinds, index.names, index.spelled, tuple(countries))


def carriers_of(network: Network) -> Index:
    """The index of a network's carriers; names of industries are searched for those of sectors."""
    index = _index(network.carriers, dict.fromkeys(network.carriers["id"].tolist(), "carrier"))
    industries = ((name, f"carrier.{sector}") for name, sector in names_of_industries().items())
    return Index(index.kinds, index.names, index.spelled, tuple(i for i in industries if i[1] in index.kinds))


def _index(frame: pd.DataFrame, kinds: Mapping[str, str]) -> Index:
    columns = [c for c in ("name_en", "name_ja", "aliases", "asn") if c in frame.columns]
    spelled: list[Spelled] = []
    for identifier, *cells in frame[["id", *columns]].itertuples(index=False, name=None):
        for column, cell in zip(columns, cells, strict=True):
            spelled += ((word, identifier, _how(column)) for word in _written(column, cell))
    names = dict(zip(frame["id"].tolist(), frame["name_en"].tolist(), strict=True))
    return Index(kinds, names, tuple(spelled))


def _how(column: str) -> Literal["name", "alias"]:
    return "name" if column.startswith("name") else "alias"


def _written(column: str, cell: Any) -> Iterator[str]:
    if not isinstance(cell, str) or not cell:
        return
    if column == "asn":
        yield from (f"AS{number}" for number in several(cell))
    elif column == "aliases":
        yield from several(cell)
    else:
        yield cell
