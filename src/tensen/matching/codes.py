"""Carriers by industry and HS codes."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from tensen.matching.hs import HsCode, hs_of
from tensen.matching.index import Index
from tensen.matching.industries import industry_of
from tensen.matching.match import Match
from tensen.model.ids import fold

_HS: Final = re.compile(r"hs\s*(code)?[\s-]*([0-9]{4})?\s*[:：].*|[0-9]{6,}|[0-9]{4}\.[0-9]{2}.*")
_EITHER: Final = re.compile(r"[0-9]{2}|[0-9]{4}")


@dataclass(frozen=True)
class Reading:
    """Carriers that a code may stand for in one classification; ``sure`` if it is the one of them."""

    ids: tuple[str, ...]
    sure: bool
    reason: str = ""
    params: Mapping[str, object] = field(default_factory=dict)


def carrier(spelling: str, index: Index, system: str | None = None, *, products: bool = True) -> Match:
    """The carrier of a code: a product of the atlas if the code holds no other goods, else its sector's.

    A bare number of two or four digits may be an HS, ISIC or JSIC code: unless all readings agree, or a
    system is given, it is ambiguous. Without ``products`` only carriers of sectors are meant.
    """
    readings = tuple(_readings(spelling, system, index, products))
    ids = tuple(dict.fromkeys(i for reading in readings for i in reading.ids if index.has(i)))
    told = next((r for r in readings if r.ids), readings[0])
    if len(ids) == 1 and all(r.sure for r in readings if r.ids):
        return Match(spelling, ids[0], "crosswalk", reason=told.reason, params=told.params)
    if len(ids) > 1 and sum(bool(r.ids) for r in readings) > 1:
        told = Reading(ids, False, "match.code_system", {"value": spelling.strip(), "ids": ", ".join(ids)})
    if ids:
        return Match(spelling, None, "ambiguous", index.suggestions(ids), told.reason, told.params)
    if told.ids:
        params = {"value": spelling.strip(), "id": ", ".join(told.ids)}
        return Match(spelling, None, "none", reason="match.not_in_network", params=params)
    return Match(spelling, None, "none", reason=told.reason, params=told.params)


def _readings(spelling: str, system: str | None, index: Index, products: bool) -> Iterator[Reading]:
    word = fold(spelling)
    system = fold(system) if system else None
    if system == "hs" or (system is None and _HS.fullmatch(word)):
        yield _of_hs(hs_of(spelling), index, products)
        return
    found = industry_of(spelling, system)
    unknown = products and found.reason == "match.unknown_industry"
    reason = "match.unknown_carrier" if unknown else found.reason
    yield Reading(_carriers(found.sectors), found.sure, reason, found.params)
    if system is None and _EITHER.fullmatch(word):
        yield _of_hs(hs_of(spelling), index, products)


def _of_hs(found: HsCode, index: Index, products: bool) -> Reading:
    """A product if the code holds it wholly or mostly; a product in part stands beside its sector."""
    sectors = _carriers(found.sectors)
    params = {**found.params, "sectors": ", ".join(found.sectors)}
    held = tuple(c for c in found.carriers if products and index.has(c))
    if len(held) == 1 and found.extent != "part" and found.reason != "match.hs_reused":
        return Reading(held, True, found.reason, params)
    if held:
        return Reading((*held, *sectors), False, "match.hs_part", params)
    if len(sectors) > 1:
        return Reading(sectors, False, "match.hs_sectors", params)
    told = found.reason and not found.reason.startswith("match.hs_mostly")
    reason = found.reason if told or not sectors else "match.hs_sector"
    return Reading(sectors, found.reason != "match.hs_reused", reason, params)


def _carriers(sectors: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"carrier.{sector}" for sector in sectors)
