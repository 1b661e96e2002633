"""Spellings that differ in nothing that matters: width, case, accents, marks, old and new forms of kanji."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import cache
from typing import Final

from tensen.matching.packaged import rows
from tensen.model.ids import fold

_LATIN_MARKS: Final = re.compile("(?<=[A-Za-z])[\u0300-\u036f]+")
_SEPARATORS: Final = re.compile(r"[\s\-\u2010-\u2015\u2212_/,;:、，/]+")
_NOTHING: Final = re.compile(r"[.'’‘`´\"“”()\[\]・·｡。=]")
_LONG_MARK: Final = re.compile(
    r"(?<=[\u30a1-\u30fa])[-\u2010-\u2015\u2212\u2500\u4e00](?=[\u30a1-\u30fa]|\b|$)"
)


def settled(change: Callable[[str], str], text: str) -> str:
    """``change`` until it changes nothing more, so that done twice is done once.

    What stood between two characters and was taken away may leave them to join: a letter and an accent.
    """
    while (changed := change(text)) != text:
        text = changed
    return text


def plain(text: str) -> str:
    """Folded, without accents and punctuation; kana keep their voicing marks. Idempotent.

    >>> plain("Côte  d’Ivoire"), plain("Korea (Rep.)"), plain("ギニア・ビサウ")
    ('cote divoire', 'korea rep', 'ギニアビサウ')
    """
    return _plain(text) if text.isascii() else settled(_plain, text)


def _plain(text: str) -> str:
    bare = fold(text)
    if not bare.isascii():
        bare = unicodedata.normalize("NFC", _LATIN_MARKS.sub("", unicodedata.normalize("NFD", bare)))
    joined = _NOTHING.sub("", bare.replace("&", " and "))
    return fold(_SEPARATORS.sub(" ", joined))


def modern(text: str) -> str:
    """Folded, with katakana for hiragana and today's kanji for old ones; punctuation stays."""
    return fold(text).translate(_letters())


def sound(text: str) -> str:
    """As :func:`plain` and :func:`modern`, without spaces, long marks and the nakaguro, small kana made large
    (キャノン = キヤノン) and ヴ as バ行. Idempotent.

    For comparing, never for showing: two names of one ``sound`` need not be one name.
    """
    return plain(text).replace(" ", "") if text.isascii() else settled(_sound, text)


def _sound(text: str) -> str:
    word = plain(_LONG_MARK.sub("", modern(text))).replace(" ", "").replace("\u30fc", "")
    for written, heard in _kana():
        word = word.replace(written, heard)
    return word


@cache
def _kana() -> tuple[tuple[str, str], ...]:
    """Katakana that are written in two ways, the longer first."""
    found = ((row["written"], row["heard"]) for row in rows("kana"))
    return tuple(sorted(found, key=lambda pair: -len(pair[0])))


@cache
def _letters() -> Mapping[int, str]:
    kana = {code: chr(code + 0x60) for code in range(0x3041, 0x3097)}
    return kana | {ord(row["variant"]): row["form"] for row in rows("kanji")}
