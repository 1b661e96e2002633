"""Which country or region a spelling means: codes of ISO 3166-1 and names in English and Japanese.

Codes and names stand in ``data/countries.csv`` (CLDR) and ``data/country_names.csv`` (official and other
names, one source a row). A spelling that several countries share gives all of them, never one of them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from tensen.matching.packaged import rows, several
from tensen.matching.spelling import plain
from tensen.model.ids import fold

_NUMBER: Final = re.compile(r"0*([0-9]{1,3})(\.0+)?")
_SAINT: Final = re.compile(r"\bst (?=.)")
_UNSURE: Final = frozenset({"ambiguous", "former"})


@dataclass(frozen=True)
class Reading:
    """The ids ``country.<iso3>`` that a spelling may mean, and whether that is ``sure``."""

    ids: tuple[str, ...] = ()
    sure: bool = False


def read_country(text: str) -> Reading:
    """What a spelling may mean: sure, unsure (one or several ids, for a person to choose) or unknown.

    Read are ISO 3166-1 alpha-2, alpha-3 and numeric codes (UN M49, also as a spreadsheet writes them: 36 or
    36.0), names in English and Japanese with their variants, and one-character Japanese abbreviations.

    >>> read_country("Viet Nam"), read_country("Korea").ids, read_country("Atlantis").ids
    (Reading(ids=('country.vnm',), sure=True), ('country.kor', 'country.prk'), ())
    """
    return _readings().get(_key(text), Reading())


def country_of(text: str) -> str | None:
    """The one country that a spelling means; None if it is unknown or ambiguous (see :func:`read_country`).

    >>> country_of("jp"), country_of("392.0"), country_of("Congo")
    ('country.jpn', 'country.jpn', None)
    """
    reading = read_country(text)
    return reading.ids[0] if reading.sure else None


def countries_of(text: str) -> tuple[str, ...]:
    """The ids that a spelling means: one if it is sure, several if it is shared, none if unknown or doubtful.

    >>> countries_of("Japan"), countries_of("Congo"), countries_of("中")
    (('country.jpn',), ('country.cog', 'country.cod'), ())
    """
    reading = read_country(text)
    return reading.ids if reading.sure or len(reading.ids) > 1 else ()


def is_code(text: str) -> bool:
    """Whether a spelling is a code rather than a name.

    >>> is_code("392"), is_code("JP"), is_code("Japan")
    (True, True, False)
    """
    key = _key(text)
    return key.isdecimal() or key in _codes()


def names_of_countries() -> Mapping[str, str]:
    """All sure names, without codes and one-letter abbreviations, with the id that each means, to search."""
    told = [row["spelling"] for row in rows("country_names")]
    told += [row[column] for row in rows("countries") for column in ("name_en", "name_ja")]
    names = [name for name in told if len(name) > 1 and not is_code(name)]
    return {name: found for name in names if (found := country_of(name))}


def _key(text: str) -> str:
    number = _NUMBER.fullmatch(fold(text))
    if number:
        return number[1].zfill(3)
    word = _SAINT.sub("saint ", plain(text))
    return " ".join(part for part in word.split() if part != "the")


@cache
def _codes() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for row in rows("countries"):
        identifier = f"country.{row['iso3'].lower()}"
        found |= {row[column].lower(): identifier for column in ("iso2", "iso3", "numeric")}
    return found


@cache
def _readings() -> Mapping[str, Reading]:
    found: dict[str, Reading] = {}
    for row in rows("countries"):
        for column in ("name_en", "name_ja"):
            found[_key(row[column])] = Reading((f"country.{row['iso3'].lower()}",), sure=True)
    for row in rows("country_names"):
        ids = tuple(f"country.{code}" for code in several(row["ids"]))
        found[_key(row["spelling"])] = Reading(ids, sure=row["use"] not in _UNSURE)
    return found | {code: Reading((identifier,), sure=True) for code, identifier in _codes().items()}
