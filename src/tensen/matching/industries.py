"""Which of the 28 sectors an industry code means: ISIC Rev. 4, NACE Rev. 2 and Japan's JSIC (rev. 13, 14).

ISIC and NACE share sections and divisions, and every sector is made of whole divisions, so that groups and
classes follow their division. JSIC is cut otherwise: ``data/industries.csv`` says of each division (and of
the groups of divided ones) whether it lies wholly in one sector, mostly in one (what lies elsewhere is named)
or spans several; the shares of a spanning division are not known and none is chosen.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from tensen.matching.packaged import rows, several
from tensen.matching.spelling import plain
from tensen.model.ids import fold

_PREFIX: Final = re.compile(r"(isic|nace|jsic|sector)(?:[ ._-]?(?:rev\.?\s*)?(?:4|2|13|14))?\s*[:：]\s*(.+)")
_CODE: Final = re.compile(r"([a-u]?)[ .-]?([0-9]{1,4})|([a-u])")
_CODE_NAME: Final = re.compile(r"([a-u]|[0-9]{2,3})[\s.:、_-]+(\D.*)")
_DOTTED: Final = re.compile(r"([a-u]?)([0-9]{1,2})\.([0-9])\.?([0-9]?)")


@dataclass(frozen=True)
class Industry:
    """What an industry code or name means.

    ``sectors`` are the sectors of the atlas (``c26`` …): one where it is sure, several where a division spans
    them or two classifications read the code differently, none where it is unknown or outside them all.
    ``sure`` says that all readings mean one sector.
    ``elsewhere`` names the parts of a division that lie in another sector than the one given. ``reason`` is
    a key below ``match.``, filled with ``params``.
    """

    text: str
    sectors: tuple[str, ...] = ()
    sure: bool = False
    readings: tuple[str, ...] = ()
    elsewhere: str = ""
    reason: str = ""
    params: Mapping[str, object] = field(default_factory=dict)


def industry_of(text: str, system: str | None = None) -> Industry:
    """The sector or sectors that a code (with or without ``isic:``, ``nace:``, ``jsic:``) or a name means.

    Args:
        text: such as ``isic:2610``, ``C26``, ``jsic:28``, ``26.11`` or 電子部品・デバイス・電子回路製造業.
        system: ``isic``, ``nace`` or ``jsic`` where all codes of a column are of one classification.

    >>> industry_of("jsic:28").sectors, industry_of("isic:28").sectors, industry_of("28").sectors
    (('c26',), ('c28',), ('c28', 'c26'))
    """
    word = fold(text)
    found = _PREFIX.fullmatch(word)
    if found:
        system, word = found[1], found[2].strip()
    if word in sectors() and (system == "sector" or (system is None and len(word) > 1)):
        return Industry(text, (word,), sure=True, readings=(f"sector:{word}",))
    systems = (_table(system),) if system else ("isic", "jsic")
    strict = fold(system or "") == "isic"
    codes = {name: _readings(name, word, bare=not found) for name in systems}
    read = [(n, c) for n, found_codes in codes.items() for c in found_codes if not strict or _is_isic(c)]
    if read:
        return _joined(text, read)
    named = [(name, code) for name, code in _named(word) if name in systems]
    if named:
        return _joined(text, named)
    if _looks_like_code(word):
        key = "match.industry_code" if system else "match.industry_code_any"
        return Industry(text, reason=key, params={"value": text.strip(), "system": (system or "").upper()})
    return Industry(text, reason="match.unknown_industry", params={"value": text.strip()})


def _named(word: str) -> tuple[tuple[str, str], ...]:
    """Entries by name, also by code and name together where both agree (28 電子部品・デバイス…)."""
    found = _names().get(plain(word), ())
    both = _CODE_NAME.fullmatch(word)
    if found or not both:
        return found
    return tuple(e for e in _names().get(plain(both[2]), ()) if e[1] in (both[1], both[1].upper()))


def sectors() -> frozenset[str]:
    """The codes of the 28 sectors."""
    return frozenset(s for row in rows("industries") for s in several(row["sectors"]))


def names_of_industries() -> Mapping[str, str]:
    """Names of sections, divisions and groups in both languages that mean one sector, with that sector."""
    found = {row[c]: several(row["sectors"]) for row in rows("industries") for c in ("name_en", "name_ja")}
    return {name: held[0] for name, held in found.items() if len(held) == 1}


def _table(system: str) -> str:
    """NACE Rev. 2 has the sections and divisions of ISIC Rev. 4."""
    word = fold(system)
    return "isic" if word == "nace" else word


def _joined(text: str, read: Iterable[tuple[str, str]]) -> Industry:
    """One answer from the readings: sure if all mean one sector."""
    entries = [(f"{system}:{code}", _entry(system, code)) for system, code in read]
    found = tuple(dict.fromkeys(s for _, entry in entries for s in several(entry["sectors"])))
    readings = tuple(name for name, _ in entries)
    elsewhere = ", ".join(dict.fromkeys(part for name, e in entries for part in _parts(name, e)))
    params = {"value": text.strip(), "readings": ", ".join(readings), "sectors": ", ".join(found)}
    sure = len(found) == 1 and all(e["sectors"] for _, e in entries)
    reason = _reason(entries, found, sure)
    return Industry(text, found, sure, readings, elsewhere, reason, params | {"parts": elsewhere})


def _parts(name: str, entry: Mapping[str, str]) -> list[str]:
    """What of a division lies in another sector, as JSIC 014 → l_n."""
    system = name.split(":")[0].upper()
    return [f"{system} {part.replace('>', ' → ')}" for part in several(entry["elsewhere"])]


def _reason(entries: list[tuple[str, Mapping[str, str]]], found: tuple[str, ...], sure: bool) -> str:
    if not found:
        return "match.industry_outside"
    if sure:
        return "match.industry_mostly" if any(e["extent"] == "mostly" for _, e in entries) else ""
    systems = {name.split(":")[0] for name, _ in entries}
    return "match.industry_system" if len(systems) > 1 else "match.industry_spans"


def _readings(system: str, word: str, bare: bool) -> list[str]:
    """The codes of ``system`` that ``word`` can be; ``bare`` numbers may have lost a leading zero."""
    word = re.sub(r"\.0$", "", word)  # a spreadsheet's 28.0; NACE's 11.0 is its division 11
    dotted = _DOTTED.fullmatch(word)
    if dotted and system == "isic":  # NACE writes 26.11
        word = dotted[1] + dotted[2].zfill(2) + dotted[3] + dotted[4]
    found = _CODE.fullmatch(word)
    if not found:
        return []
    if found[3]:
        return [found[3].upper()] if found[3].upper() in _table_of(system) else []
    digits = found[2]
    tried = [digits] if len(digits) > 1 else []
    if bare and not found[1] and len(digits) in (1, 3) and digits[0] != "0":  # as a spreadsheet writes 0111
        tried.append("0" + digits)
    return [code for code in tried if _exists(system, code) and _fits(system, found[1], code)]


def _fits(system: str, letter: str, code: str) -> bool:
    return not letter or _table_of(system)[code[:2]]["parent"] == letter.upper()


def _exists(system: str, code: str) -> bool:
    """By its division; codes that begin with 0 also by their group: 261 is not 0261 without its zero."""
    known = code[:2] in _table_of(system)
    return known and (len(code) < 3 or code[0] != "0" or code[:3] in _groups(system))


def _is_isic(code: str) -> bool:
    """Whether ISIC has the group of a code; NACE has others, so that it is asked only where ISIC is named."""
    return len(code) < 3 or code[:3] in _groups("isic")


@cache
def _groups(system: str) -> frozenset[str]:
    """All groups of ISIC; of JSIC those of divisions 01 to 09."""
    return frozenset(row["group"] for row in rows("groups") if row["system"] == system)


def _entry(system: str, code: str) -> Mapping[str, str]:
    """The row of the longest listed code that ``code`` begins with."""
    table = _table_of(system)
    return next(table[code[:length]] for length in (4, 3, 2, 1) if code[:length] in table)


def _looks_like_code(word: str) -> bool:
    return bool(_CODE.fullmatch(word) or re.fullmatch(r"[a-z]{0,2}[0-9][0-9a-z._]*", word))


@cache
def _table_of(system: str) -> Mapping[str, Mapping[str, str]]:
    return {row["code"]: row for row in rows("industries") if row["system"] == system}


@cache
def _names() -> Mapping[str, tuple[tuple[str, str], ...]]:
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for row in rows("industries"):
        for column in ("name_en", "name_ja"):
            key = plain(row[column])
            found[key] = (*found.get(key, ()), (row["system"], row["code"]))
    return found
