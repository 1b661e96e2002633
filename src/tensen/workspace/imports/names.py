"""Ids for what comes without one: the same name always gives the same id, two names never share one."""

import hashlib
import re
from typing import Final

from tensen.matching.identifiers import corporate_number
from tensen.model.ids import fold

_PLAIN: Final = re.compile(r"[a-z0-9]+( [a-z0-9]+)*")
_LONGEST = 48


def made_id(kind: str, name: str, numbers: str = "") -> str:
    """``kind.local`` from the first corporate number among ``numbers`` (separated by ``|``), else the name.

    A name of plain letters is its own local part; any other carries a hash of the whole name, so that names
    that look alike once simplified keep apart. An id depends on nothing else and is therefore never reused
    for another name.

    >>> made_id("organisation", "Acme Parts"), made_id("organisation", "ＡＣＭＥ　parts")
    ('organisation.acme-parts', 'organisation.acme-parts')
    >>> made_id("organisation", "Acme-Parts")
    'organisation.acme-parts-48d48128'
    """
    for alias in numbers.split("|"):
        if number := _corporate(alias):
            return f"{kind}.{number}"
    word = fold(name)
    if _PLAIN.fullmatch(word) and len(word) <= _LONGEST:
        return f"{kind}.{word.replace(' ', '-')}"
    slug = re.sub(r"[^a-z0-9]+", "-", word)[:_LONGEST].strip("-")
    mark = hashlib.sha256(f"{kind}\0{word}".encode()).hexdigest()[:8]
    return f"{kind}.{slug}-{mark}" if slug else f"{kind}.{mark}"


def marked_id(kind: str, name: str) -> str:
    """:func:`made_id` for a name whose plain id belongs to something else already."""
    mark = hashlib.sha256(f"{kind}\0{fold(name)}".encode()).hexdigest()[:8]
    return f"{made_id(kind, name)[: _LONGEST + len(kind) + 1]}-{mark}"


def _corporate(alias: str) -> str:
    digits = re.sub(r"[^0-9]", "", fold(alias))
    if len(digits) != 13:  # thirteen digits alone are no proof: the check digit must be right
        return ""
    number = corporate_number(digits)
    return number if isinstance(number, str) else ""
