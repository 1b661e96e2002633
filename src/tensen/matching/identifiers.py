"""Identifiers that carry their own proof: corporate number, LEI, AS number, municipality code.

Each reader gives the identifier as its register writes it, or a :class:`Fault` that says what is wrong.
Check digits: 法人番号 as in 法人番号の指定等に関する省令 (weights 1 and 2, modulo 9); LEI by ISO 17442 and
ISO 7064 MOD 97-10; 全国地方公共団体コード by weights 6 to 2, modulo 11; ranges of AS numbers by IANA.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import Final

from tensen.matching.packaged import rows
from tensen.messages import text as words_of
from tensen.messages.catalogue import Language
from tensen.model.ids import fold

_SEPARATORS: Final = re.compile(r"[\s\-\u2010-\u2015\u2212]")
_FLOAT: Final = re.compile(r"[0-9]+\.0+")
_AS: Final = re.compile(r"(?:as(?:n)?[\s:.]*)?([0-9]+)(?:\.([0-9]+))?")
_LARGEST_ASN: Final = 2**32 - 1


@dataclass(frozen=True)
class Fault:
    """What is wrong with an identifier: a key below ``match.`` and what fills its words."""

    key: str
    params: Mapping[str, object] = field(default_factory=dict)

    def words(self, lang: Language = "en") -> str:
        """The fault in words."""
        return words_of(self.key, lang, **self.params)


def corporate_number(text: str) -> str | Fault:
    """Japan's corporate number (法人番号), 13 digits of which the first proves the others.

    >>> corporate_number("Ｔ7000012050002"), corporate_number("7000012050003").key
    ('7000012050002', 'match.check_digit')
    """
    word = _bare(text).removeprefix("t")  # an invoice registration number is the corporate number after a T
    fault = _digits(text, word, "corporate_number", (13,))
    if fault:
        return fault
    wanted = corporate_check_digit(word[1:])
    return word if word[0] == wanted else _wrong_check(text, "corporate_number", word[0], wanted)


def corporate_check_digit(base: str) -> str:
    """The first digit that proves the twelve digits of ``base``.

    >>> corporate_check_digit("000012050002")
    '7'
    """
    total = sum(int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(base)))
    return str(9 - total % 9)


def lei(text: str) -> str | Fault:
    """A legal entity identifier: 18 letters and digits and two check digits.

    >>> lei("hwupkr0mpou8fgxbt394"), lei("HWUPKR0MPOU8FGXBT395").key
    ('HWUPKR0MPOU8FGXBT394', 'match.check_digit')
    """
    word = _SEPARATORS.sub("", fold(text)).upper()
    if not re.fullmatch("[0-9A-Z]*", word):
        return Fault("match.characters", {"value": text.strip(), "what": "LEI"})
    if len(word) != 20:
        return Fault("match.length", _lengths(text, "LEI", (20,), len(word)))
    if not word[18:].isdecimal():
        return Fault("match.characters", {"value": text.strip(), "what": "LEI"})
    wanted = lei_check_digits(word[:18])
    return word if word[18:] == wanted else _wrong_check(text, "LEI", word[18:], wanted)


def lei_check_digits(base: str) -> str:
    """The two digits that prove the eighteen characters of ``base`` (ISO 7064 MOD 97-10)."""
    return f"{98 - int(''.join(str(int(c, 36)) for c in base + '00')) % 97:02d}"


def asn(text: str) -> str | Fault:
    """An AS number as decimal digits; written with or without AS, or as two halves (1.10).

    >>> asn("AS2497"), asn("1.10"), asn("AS4294967296").key
    ('2497', '65546', 'match.asn_range')
    """
    word = fold(text)
    if _FLOAT.fullmatch(word):  # a spreadsheet's 2497.0; nobody writes the halves n.0 otherwise
        word = word.split(".")[0]
    found = _AS.fullmatch(word)
    if not found:
        return Fault("match.characters", {"value": text.strip(), "what": "ASN"})
    high, low = (0, int(found[1])) if found[2] is None else (int(found[1]), int(found[2]))
    number = high * 65536 + low
    if number > _LARGEST_ASN or (found[2] is not None and max(high, low) > 65535):
        return Fault("match.asn_range", {"value": text.strip(), "limit": _LARGEST_ASN})
    return str(number)


def asn_use(number: str) -> str:
    """What IANA keeps a number for: public, private, documentation or reserved.

    >>> asn_use("2497"), asn_use("64512"), asn_use("23456")
    ('public', 'private', 'reserved')
    """
    value = int(number)
    return next(
        (r["use"] for r in rows("asn_ranges") if int(r["first"]) <= value <= int(r["last"])), "public"
    )


def municipality(text: str) -> str | Fault:
    """A Japanese local-government code as six digits; five digits get their check digit.

    A spreadsheet drops the leading zero of 北海道 to 栃木県, so that five digits may also be six without it.
    Where both hold, the one that ``data/municipalities.csv`` lists is meant; where it lists both or neither
    nothing is chosen and a fault says so.

    >>> municipality("13206"), municipality("11002"), municipality("132064").key
    ('132063', '011002', 'match.check_digit')
    """
    word = _bare(text)
    fault = _digits(text, word, "municipality", (4, 5, 6))
    if fault:
        return fault
    readings = _municipal_readings(word)
    listed = [code for code in readings if code in _municipalities()]
    if len(readings) == 1 or len(listed) == 1:
        return (listed or readings)[0]
    if readings:
        return Fault("match.municipality_two", {"value": text.strip(), "readings": ", ".join(readings)})
    return _municipal_fault(text, word)


def _municipal_readings(word: str) -> list[str]:
    """The six-digit codes that ``word`` may stand for, those of real prefectures only."""
    full = []
    if len(word) == 6 and municipal_check_digit(word[:5]) == word[5]:
        full.append(word)
    if len(word) == 5:
        full.append(word + municipal_check_digit(word))
        if municipal_check_digit("0" + word[:4]) == word[4]:
            full.append("0" + word)
    if len(word) == 4:
        full.append("0" + word + municipal_check_digit("0" + word))
    return [code for code in full if code[:2] in _prefectures()]


def _municipal_fault(text: str, word: str) -> Fault:
    code = word.zfill(6) if len(word) != 5 else word
    if code[:2] not in _prefectures():
        return Fault("match.prefecture", {"value": text.strip(), "code": code[:2]})
    return _wrong_check(text, "municipality", code[5], municipal_check_digit(code[:5]))


def municipal_check_digit(base: str) -> str:
    """The sixth digit that proves the five digits of ``base``.

    >>> municipal_check_digit("01100")
    '2'
    """
    total = sum(int(digit) * weight for digit, weight in zip(base, (6, 5, 4, 3, 2), strict=True))
    return str((11 - total % 11) % 10)


def prefecture(code: str) -> tuple[str, str]:
    """The English and Japanese name of the prefecture that a municipality code lies in.

    Raises:
        KeyError: the first two digits are no prefecture.
    """
    return _prefectures()[code[:2]]


def municipality_name(code: str) -> str:
    """The Japanese name of a listed municipality, ward or prefecture; empty where the list has none.

    >>> municipality_name("132063"), municipality_name("342084")  # two towns of one name: join on the code
    ('府中市', '府中市')
    """
    return _municipalities().get(code, "")


@cache
def _municipalities() -> Mapping[str, str]:
    return {row["code"]: row["name_ja"] for row in rows("municipalities")}


@cache
def _prefectures() -> Mapping[str, tuple[str, str]]:
    return {row["code"]: (row["name_en"], row["name_ja"]) for row in rows("prefectures")}


def _bare(text: str) -> str:
    word = _SEPARATORS.sub("", fold(text))
    return word.split(".")[0] if _FLOAT.fullmatch(word) else word


def _digits(text: str, word: str, what: str, lengths: tuple[int, ...]) -> Fault | None:
    if not re.fullmatch("[0-9]+", word):
        return Fault("match.characters", {"value": text.strip(), "what": what})
    return None if len(word) in lengths else Fault("match.length", _lengths(text, what, lengths, len(word)))


def _lengths(text: str, what: str, lengths: tuple[int, ...], found: int) -> Mapping[str, object]:
    wanted = ", ".join(str(length) for length in lengths)
    return {"value": text.strip(), "what": what, "wanted": wanted, "found": found}


def _wrong_check(text: str, what: str, found: str, wanted: str) -> Fault:
    return Fault("match.check_digit", {"value": text.strip(), "what": what, "found": found, "wanted": wanted})


READERS: Final[Mapping[str, Callable[[str], str | Fault]]] = MappingProxyType(
    {"corporate_number": corporate_number, "lei": lei, "asn": asn, "municipality": municipality}
)
