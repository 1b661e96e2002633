"""Countries that a spelling may mean, for a person to choose; nothing here is ever taken for a match."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final

from tensen.matching.countries import names_of_countries, read_country
from tensen.matching.fuzzy import Names
from tensen.matching.match import Suggestion
from tensen.matching.packaged import rows
from tensen.matching.spelling import modern

_OUTSIDE: Final = 95.0
_INSIDE: Final = 90.0
_KANJI: Final = 75.0
_PIECES: Final = re.compile(
    r"[()\[\]\uff08\uff09\u3014\u3015\u3010\u3011,;:/\u3001\uff0c\uff1a\uff1b\uff0f]+"
)
_WORDS: Final = re.compile(r"[\s\u30fb\uff65]+")
_TWO_KANJI: Final = re.compile(r"[\u3400-\u9fff]{2}")
_KANA: Final = re.compile(r"[\u3041-\u30ff]")


def near_countries(spelling: str) -> tuple[Suggestion, ...]:
    """Countries that ``spelling`` may mean, best first; the names are those that were recognised.

    >>> [near_countries(s)[0].id for s in ("タイランド", "韓困", "日木", "中国（上海）", "Germny")]
    ['country.tha', 'country.kor', 'country.jpn', 'country.chn', 'country.deu']
    """
    return within(spelling) or tuple(_names().near([spelling])[spelling])


def within(spelling: str, *, loose: bool = True) -> tuple[Suggestion, ...]:
    """Countries whose names stand in ``spelling``, or all but one kanji of them.

    Args:
        spelling: what is no name or code of a country by itself.
        loose: whether a country is surely asked for; if not (日立 is no slip for 日本) only a name with a
            bracket or a comma behind it counts.

    >>> within("中国上海")[0].id, within("日立", loose=False)
    ('country.chn', ())
    """
    found = list(_written(spelling, loose)) or (list(_one_kanji(spelling)) if loose else [])
    best: dict[str, Suggestion] = {}
    for one in found:
        best.setdefault(one.id, one)
    return tuple(best.values())


def _written(spelling: str, loose: bool) -> Iterator[Suggestion]:
    """Countries whose names stand in the spelling beside something else."""
    pieces = [piece.strip() for piece in _PIECES.split(spelling) if piece.strip()]
    words = [word for piece in pieces for word in _WORDS.split(piece)]
    for piece in [*pieces, *words] if loose else pieces[:1] * (len(pieces) > 1):
        for identifier in read_country(piece).ids if len(piece) > 1 else ():
            yield Suggestion(identifier, piece, _OUTSIDE)
    start = _start(modern(pieces[0])) if loose and pieces else ""
    if start:
        yield Suggestion(_japanese()[start], start, _INSIDE)


def _start(word: str) -> str:
    """The longest Japanese name of a country with which ``word`` begins; a kana name must end there."""
    for size in range(len(word) - 1, 1, -1):
        name, rest = word[:size], word[size:]
        if name in _japanese() and (
            rest in _affixes("ending") or not (_KANA.match(name[-1]) and _KANA.match(rest))
        ):
            return name
    return ""


def _one_kanji(spelling: str) -> Iterator[Suggestion]:
    """Names of two kanji of which one is the same, in its place; 国 alone is no likeness."""
    word = modern(spelling.strip())
    if not _TWO_KANJI.fullmatch(word):
        return
    for name, identifier in _japanese().items():
        same = [one for one, other in zip(name, word, strict=False) if one == other]
        if len(name) == len(word) and not set(same) <= _affixes("common"):
            yield Suggestion(identifier, name, _KANJI)


@cache
def _affixes(use: str) -> frozenset[str]:
    """Parts of names: an ending of the English name behind a Japanese one (タイ-ランド), or in many names."""
    return frozenset(row["word"] for row in rows("affixes") if row["use"] == use)


@cache
def _japanese() -> Mapping[str, str]:
    """Names that are not in Latin letters, as :func:`modern` writes them."""
    return {modern(name): found for name, found in names_of_countries().items() if not name.isascii()}


@cache
def _names() -> Names:
    return Names(tuple(names_of_countries().items()))
