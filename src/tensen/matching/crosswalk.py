"""Nodes by what is written elsewhere: codes and names of countries, numbers of firms and networks."""

import re
from collections.abc import Collection, Iterator
from typing import Final

from tensen.matching.countries import is_code, read_country
from tensen.matching.identifiers import Fault, asn, asn_use, corporate_number, lei
from tensen.matching.index import Index
from tensen.matching.match import Match, Suggestion
from tensen.matching.near_countries import within
from tensen.model.ids import fold

_THIRTEEN: Final = re.compile(
    r"t?[0-9]{4}[\s-]?[0-9]{4}[\s-]?[0-9]{5}|t?[0-9]{13}|t?[0-9]-[0-9]{4}-[0-9]{4}-[0-9]{4}"
)
_TWENTY: Final = re.compile(r"(?=.*[a-z])(?=.*[0-9])[0-9a-z]{18}[0-9]{2}")
_AS: Final = re.compile(r"asn?[\s:.]*[0-9]+(\.[0-9]+)?")
_NUMBERED: Final = frozenset({"network_operator", "exchange"})


def node(spelling: str, index: Index, kinds: Collection[str] | None) -> Match:
    """What the crosswalks say of a spelling that is no id, name or alias; ``none`` where they are silent."""
    for found in (_country(spelling, index, kinds), *_numbers(spelling, index, kinds)):
        if found is not None:
            return found
    offered = index.suggestions([i for i in read_country(spelling).ids if index.has(i, kinds)])
    offered = offered or _near(spelling, index, kinds)
    return Match(spelling, None, "none", offered, "match.unknown", {"value": spelling.strip()})


def _near(spelling: str, index: Index, kinds: Collection[str] | None) -> tuple[Suggestion, ...]:
    """Countries that the spelling may mean, where one may be meant."""
    if kinds is not None and "country" not in kinds:
        return ()
    found = within(spelling, loose=kinds is not None)
    return tuple(s for near in found for s in index.suggestions([near.id], near.score))


def unclear(spelling: str, index: Index, kinds: Collection[str] | None) -> Match | None:
    """Ambiguous, where a spelling is used for several countries though an alias may give it to one."""
    reading = read_country(spelling)
    if reading.sure or not reading.ids or not _meant(spelling, kinds):
        return None
    found = index.suggestions(reading.ids)
    key = "match.country_ambiguous" if len(reading.ids) > 1 else "match.country_unsure"
    params = {"value": spelling.strip(), "ids": ", ".join(reading.ids)}
    return Match(spelling, None, "ambiguous", found, key, params)


def _country(spelling: str, index: Index, kinds: Collection[str] | None) -> Match | None:
    if not _meant(spelling, kinds):
        return None
    reading = read_country(spelling)
    if not reading.sure:
        return None
    if not index.has(reading.ids[0], kinds):
        params = {"value": spelling.strip(), "id": reading.ids[0]}
        return Match(spelling, None, "none", reason="match.not_in_network", params=params)
    return Match(spelling, reading.ids[0], "crosswalk")


def _meant(spelling: str, kinds: Collection[str] | None) -> bool:
    """Whether a country may be meant: bare numbers and small letters are codes only among countries."""
    if kinds is not None:
        return "country" in kinds
    written = fold(spelling)
    if len(written) == 1:
        return False
    return not is_code(spelling) or (written.isascii() and spelling.strip().isupper() and written.isalpha())


def _numbers(spelling: str, index: Index, kinds: Collection[str] | None) -> Iterator[Match | None]:
    word = fold(spelling)
    if _THIRTEEN.fullmatch(word):
        yield _numbered(spelling, "corporate_number", corporate_number(spelling), index, kinds)
    elif _TWENTY.fullmatch(word):
        yield _numbered(spelling, "lei", lei(spelling), index, kinds)
    elif _AS.fullmatch(word) or (word.isdecimal() and kinds is not None and _NUMBERED.issuperset(kinds)):
        yield _numbered(spelling, "asn", asn(spelling), index, kinds)


def _numbered(
    spelling: str, what: str, value: str | Fault, index: Index, kinds: Collection[str] | None
) -> Match:
    if isinstance(value, Fault):
        return Match(spelling, None, "none", reason=value.key, params=value.params)
    ids = tuple(i for i in dict.fromkeys(index.numbers.get((what, value), ())) if index.has(i, kinds))
    params = {"value": spelling.strip(), "ids": ", ".join(ids)}
    if len(ids) == 1:
        return Match(spelling, ids[0], "crosswalk")
    if ids:
        return Match(spelling, None, "ambiguous", index.suggestions(ids), "match.two_names", params)
    use = asn_use(value) if what == "asn" else "public"
    key = "match.number_absent" if use == "public" else f"match.asn_{use}"
    return Match(spelling, None, "none", reason=key, params=params)
