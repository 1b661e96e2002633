"""Units in the headers and cells of a list of suppliers: read whole, or not at all.

Words, factors and currencies stand in ``declared/columns.toml``.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from typing import Any, Final

# 10, 100, 1,000 or '000 before a unit (10億円, $000), and the year of the figures
_TENS: Final = r"1[0,]+|'?000s?"
_YEAR: Final = r"(?:fy ?)?(?:19|20)[0-9]{2}"


class UnitError(ValueError):
    """A unit that is not declared; its argument is what is left over."""


def money_unit(unit: str) -> tuple[float, str]:
    """The factor and the word for a currency (empty: none) of a header's bracket.

    >>> money_unit("百万円"), money_unit("US$"), money_unit("単位：10億円"), money_unit("JPY m")
    ((1000000.0, '円'), (1.0, 'us$'), (1000000000.0, '円'), (1000000.0, 'jpy'))

    Raises:
        UnitError: anything is left over, or two factors or two currencies stand there.
    """
    rest, factor, sign = folded(unit), 1.0, ""
    seen: set[str] = set()
    while rest:
        kind, word = _next(rest)
        if kind != "beside" and kind in seen:
            raise UnitError(unit.strip())
        seen.add(kind)
        if kind == "factors":
            factor *= float(declared()["factors"][word])
        elif kind == "tens":
            factor *= 10.0 ** word.count("0")
        elif kind == "currencies":
            sign = word
        rest = rest[len(word) :].lstrip()
    return factor, sign


def column_unit(column: str, unit: str) -> float:
    """What one of a column's bracketed units is in the column's own: ``(weeks)`` of stock is 7 days.

    >>> column_unit("stock_days", "か月"), column_unit("months_to_switch", "years")
    (30.4375, 12.0)

    Raises:
        UnitError: not a unit of this column.
    """
    if is_beside(unit):
        return 1.0
    try:
        return float(declared()["units"][column][folded(unit)])
    except KeyError:
        raise UnitError(unit.strip()) from None


def is_beside(bracket: str) -> bool:
    """Whether a bracket holds nothing, or a word that changes nothing in any column."""
    return folded(bracket) in ("", *declared()["beside"]["any"])


def units_of(column: str) -> str:
    """What may stand in a column's bracket, for a repair."""
    words = declared()["units"].get(column) or {**declared()["factors"], **declared()["currencies"]}
    return ", ".join(words)


def currency_of(word: str) -> str:
    """A currency's code from its sign, name or code.

    >>> currency_of("円"), currency_of("us$"), currency_of("PLN")
    ('JPY', 'USD', 'PLN')
    """
    known: str = declared()["currencies"].get(folded(word), word.strip().upper())
    return known


def agree(sign: str, currency: str) -> bool:
    """Whether a sign beside an amount may stand for a currency that is said elsewhere."""
    return currency_of(sign) == currency or currency in declared()["shared"].get(folded(sign), ())


def signs() -> tuple[str, ...]:
    """All words for currencies, the longest first."""
    return _longest(declared()["currencies"])


def folded(word: str) -> str:
    """Without differences of width and case."""
    return " ".join(unicodedata.normalize("NFKC", word).casefold().split())


@cache
def declared() -> Mapping[str, Any]:
    """What ``declared/columns.toml`` says."""
    file = resources.files(__package__).joinpath("declared", "columns.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _next(rest: str) -> tuple[str, str]:
    """The longest word that ``rest`` begins with, and what it is."""
    found = [(kind, m[0]) for kind, pattern in _patterns().items() if (m := pattern.match(rest))]
    if not found:
        raise UnitError(rest)
    return max(found, key=lambda one: len(one[1]))


@cache
def _patterns() -> Mapping[str, re.Pattern[str]]:
    beside = declared()["beside"]
    words = {name: declared()[name] for name in ("factors", "currencies")}
    words["beside"] = [*beside["any"], *beside["annual_spend"]]
    made = {kind: "|".join(_bounded(word) for word in _longest(held)) for kind, held in words.items()}
    made["beside"] += f"|{_YEAR}"
    return {kind: re.compile(pattern) for kind, pattern in {**made, "tens": _TENS}.items()}


def _bounded(word: str) -> str:
    """A word of letters ends where letters end: the m of "months" is no million."""
    return re.escape(word) + ("(?![a-z])" if word[-1].isascii() and word[-1].isalpha() else "")


def _longest(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(words, key=lambda word: (-len(word), word)))
