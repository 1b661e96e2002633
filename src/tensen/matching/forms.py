"""Names of firms without the words that only say which legal form they have."""

import re
from functools import cache, lru_cache
from typing import Final

from tensen.matching.packaged import rows
from tensen.matching.spelling import modern, plain, settled, sound

_MOST: Final = 200_000
_WORD: Final = 4


def core(name: str) -> str:
    """A name without legal forms, as :func:`tensen.matching.spelling.sound` compares it. Idempotent.

    Never empty: a name that is nothing but a legal form stays as it is.

    >>> core("ＪＳＲ Co., Ltd.") == core("JSR株式会社") == core("㈱ＪＳＲ") == "jsr"
    True
    """
    return parts(name)[0]


@lru_cache(maxsize=_MOST)
def parts(name: str) -> tuple[str, str]:
    """A name's core and the same with its words in alphabetical order (Electron, Tokyo = Tokyo Electron)."""
    words = settled(_bare, modern(name))
    ordered = sound("".join(sorted(words.split())))
    if words.isascii():  # Latin forms are whole words: none can appear once the spaces are gone
        return words.replace(" ", ""), ordered
    return settled(lambda word: sound(_bare(word)), words), ordered


@lru_cache(maxsize=_MOST)
def words_of(name: str) -> frozenset[str]:
    """The words of a name without legal forms, those of fewer than four letters left out."""
    return frozenset(word for word in settled(_bare, modern(name)).split() if len(word) >= _WORD)


def _bare(word: str) -> str:
    """Words without legal forms, unless nothing would be left."""
    words = plain(word if word.isascii() else _without_japanese(word))
    shorter = _without_latin(words)
    if sound(shorter):
        return shorter
    return plain(word)


def _without_japanese(word: str) -> str:
    start, end = _forms(latin=False)
    return end.sub("", start.sub("", word)).strip()


def _without_latin(word: str) -> str:
    start, end = _forms(latin=True)
    return start.sub("", end.sub("", word)).strip()


@cache
def _forms(latin: bool) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Legal forms at the start and at the end of a name, the longest first; Latin ones are whole words."""
    found = [(modern(row["form"]), row["where"]) for row in rows("forms") if row["form"].isascii() == latin]
    ranked = sorted(set(found), key=lambda pair: (-len(pair[0]), pair[0]))
    start = "|".join(re.escape(form) for form, where in ranked if where != "end")
    end = "|".join(re.escape(form) for form, where in ranked if where != "start")
    gap = " " if latin else ""
    return re.compile(f"^(?:{start}){gap}"), re.compile(f"{gap}(?:{end})$")
