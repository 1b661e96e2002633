"""Codes of the Harmonized System: their form, the sector that makes the goods, and the vintages they live in.

The sector is that of the ISIC Rev. 4 industry which mostly makes the goods, at the finest level listed in
``data/hs_sectors.csv`` (subheading, heading, else chapter); where makers of several sectors are usual, all
are given. The World Customs Organization's revisions of 1996 to 2022 moved codes: ``data/hs_changes.csv``.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from tensen.matching.packaged import rows, several
from tensen.model.ids import fold

VINTAGES: Final = (1992, 1996, 2002, 2007, 2012, 2017, 2022)
_PREFIX: Final = re.compile(r"hs\s*(?:code)?[\s-]*(?:(19[0-9]{2}|20[0-9]{2}))?\s*[:：]\s*(.+)")
_CODE: Final = re.compile(r"[0-9]{2,12}")


@dataclass(frozen=True)
class HsCode:
    """What an HS code means.

    ``code`` has 2, 4 or 6 digits (national digits beyond stand in ``national``) and is empty where it could
    not be read. ``sectors`` are those that make such goods; ``carriers`` the products of the atlas among
    them, ``extent`` how far: ``whole`` (nothing else), ``mostly`` or ``part``. ``vintages`` are the revisions
    in which the code lives as far as the list of changes says, ``successors`` where its goods went when it
    ended.
    ``reason`` is a key below ``match.``, filled with ``params``.
    """

    text: str
    code: str = ""
    national: str = ""
    sectors: tuple[str, ...] = ()
    carriers: tuple[str, ...] = ()
    extent: str = ""
    vintages: tuple[int, ...] = ()
    successors: tuple[str, ...] = ()
    reason: str = ""
    params: Mapping[str, object] = field(default_factory=dict)

    @property
    def valid(self) -> bool:
        """Whether the code could be read and lives in the vintage that was named."""
        return bool(self.code)


def hs_of(text: str, vintage: int | None = None) -> HsCode:
    """What an HS code means, with or without ``hs:`` (``hs2017:``), dots or blanks.

    Args:
        text: the code; digits beyond six are national and cut off.
        vintage: the revision that it was written in, one of ``VINTAGES``; None if not known.

    >>> hs_of("hs:8542.31").carriers, hs_of("hs:8803").successors, hs_of("hs:77").reason
    (('carrier.leading-edge-logic', 'carrier.mature-logic'), ('8807',), 'match.hs_chapter')
    """
    word = fold(text)
    found = _PREFIX.fullmatch(word)
    if found and found[1]:
        vintage = int(found[1])
    digits = re.sub(r"[\s.\-]", "", found[2] if found else re.sub(r"\.0$", "", word))
    fault = _fault(text, digits, vintage)
    return fault if fault else _meaning(text, digits[:6] if len(digits) > 5 else digits, digits[6:], vintage)


def _fault(text: str, digits: str, vintage: int | None) -> HsCode | None:
    value: dict[str, object] = {"value": text.strip()}
    if not _CODE.fullmatch(digits):
        return HsCode(text, reason="match.characters", params=value | {"what": "HS"})
    if len(digits) % 2:
        lengths: dict[str, object] = {"what": "HS", "wanted": "2, 4, 6, 8, 10, 12", "found": len(digits)}
        return HsCode(text, reason="match.length", params=value | lengths)
    if digits[:2] not in _chapters():
        return HsCode(text, reason="match.hs_chapter", params={**value, "chapter": digits[:2]})
    if len(digits) > 2 and not _lives(digits[:4]):
        return HsCode(text, reason="match.hs_heading", params={**value, "heading": digits[:4]})
    if vintage is not None and vintage not in VINTAGES:
        known = ", ".join(str(year) for year in VINTAGES)
        return HsCode(text, reason="match.hs_vintage", params={**value, "vintage": vintage, "known": known})
    return None


def _meaning(text: str, code: str, national: str, vintage: int | None) -> HsCode:
    vintages, successors = vintages_of(code), _successors(code, vintage)
    years = ", ".join(str(v) for v in vintages)
    params: dict[str, object] = {"value": text.strip(), "code": code, "vintages": years}
    params |= {"successors": ", ".join(successors), "vintage": vintage or ""}
    if vintage is not None and vintage not in vintages:
        return HsCode(text, vintages=vintages, successors=successors, reason="match.hs_not_in", params=params)
    carriers, extent = carriers_of(code)
    others = ", ".join(carriers[1:]) if extent == "mostly" else ""
    reason = _reason(code, vintage, extent, others)
    found = carriers[:1] if extent == "mostly" else carriers
    params |= {"carriers": ", ".join(carriers), "others": others}
    return HsCode(text, code, national, sectors_of(code), found, extent, vintages, successors, reason, params)


def _reason(code: str, vintage: int | None, extent: str, others: str) -> str:
    lives = _lives(code[:4]) if len(code) > 2 else ((1992, VINTAGES[-1]),)
    if len(lives) > 1 and vintage is None:
        return "match.hs_reused"
    if vintage is None and VINTAGES[-1] not in vintages_of(code):
        return "match.hs_ended"
    if extent != "mostly":
        return ""
    return "match.hs_mostly" if others else "match.hs_mostly_goods"


def sectors_of(code: str) -> tuple[str, ...]:
    """The sectors that make the goods of a code of 2, 4 or 6 digits; several where that is usual.

    >>> sectors_of("8501"), sectors_of("8407"), sectors_of("840734")
    (('c27',), ('c28', 'c29', 'c30t33'), ('c29',))
    """
    for length in (6, 4):
        found = _listed().get(code[:length]) if len(code) >= length else None
        if found:
            return found
    return _chapters()[code[:2]]


def carriers_of(code: str) -> tuple[tuple[str, ...], str]:
    """The products of the atlas whose goods a code holds and how far: whole, mostly, part or nothing.

    A heading of which only subheadings are listed holds their products in part, unless it has just the one.

    >>> carriers_of("2605"), carriers_of("854129"), carriers_of("8501")
    ((('carrier.cobalt-ore',), 'whole'), (('carrier.power-analog',), 'mostly'), ((), ''))
    """
    for key in (code, code[:4], code + "00"):
        if key in _products() and len(code) > 2:
            return _products()[key]
    below = [names for key, (names, _) in _products().items() if len(code) == 4 and key.startswith(code)]
    return tuple(dict.fromkeys(name for names in below for name in names)), "part" if below else ""


def vintages_of(code: str) -> tuple[int, ...]:
    """The revisions in which a code lives, by its heading and by what is listed of the code itself.

    >>> vintages_of("8803")[-1], vintages_of("854231")[0], vintages_of("8485")
    (2017, 2007, (1992, 1996, 2002, 2022))
    """
    if len(code) == 2:
        return VINTAGES
    heading = {v for first, last in _lives(code[:4]) for v in VINTAGES if first <= v <= last}
    own = _changes().get(code, ()) if len(code) == 6 else ()
    kept = {v for first, last, _ in own for v in VINTAGES if first <= v <= last} if own else heading
    return tuple(sorted(heading & kept))


def _successors(code: str, vintage: int | None) -> tuple[str, ...]:
    """Where the goods of a code went, following the changes up to today's vintage."""
    seen: list[str] = []
    waiting = [code] if vintage is None or vintage not in vintages_of(code) else []
    while waiting:
        changes = _changes()
        key = waiting.pop(0)
        for _, last, after in changes.get(key) or changes.get(
            key[:4], ()
        ):  # its own fate before its heading's
            fresh = [c for c in after if last < VINTAGES[-1] and c not in seen]
            seen += fresh
            waiting += fresh
    return tuple(c for c in seen if VINTAGES[-1] in vintages_of(c))


def _lives(heading: str) -> tuple[tuple[int, int], ...]:
    """The spans of vintages in which a heading lives; nothing if there never was one."""
    changed = _changes().get(heading)
    if changed:
        return tuple((first, last) for first, last, _ in changed)
    held = int(heading[2:]) in range(1, _headings()[heading[:2]] + 1)
    return ((VINTAGES[0], VINTAGES[-1]),) if held else ()


@cache
def _headings() -> Mapping[str, int]:
    return {row["chapter"]: int(row["headings_1992"]) for row in rows("hs_chapters")}


@cache
def _chapters() -> Mapping[str, tuple[str, ...]]:
    return {row["chapter"]: several(row["sectors"]) for row in rows("hs_chapters")}


@cache
def _changes() -> Mapping[str, tuple[tuple[int, int, tuple[str, ...]], ...]]:
    """Of each changed code: first and last vintage and the codes that its goods went to."""
    found: dict[str, tuple[tuple[int, int, tuple[str, ...]], ...]] = {}
    for row in rows("hs_changes"):
        life = (int(row["since"]), int(row["until"] or VINTAGES[-1]), several(row["successors"]))
        found[row["code"]] = (*found.get(row["code"], ()), life)
    return found


@cache
def _listed() -> Mapping[str, tuple[str, ...]]:
    return {
        str(code).zfill(len(row["first"])): several(row["sectors"])
        for row in rows("hs_sectors")
        for code in range(int(row["first"]), int(row["last"]) + 1)
    }


@cache
def _products() -> Mapping[str, tuple[tuple[str, ...], str]]:
    return {row["code"]: (several(row["carriers"]), row["extent"]) for row in rows("hs_carriers")}
