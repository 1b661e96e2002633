"""Ids are ``kind.local`` in ``[a-z0-9._-]``; every other spelling is an alias."""

import re
import unicodedata
from typing import Final

PATTERN: Final = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)+")


def fold(text: str) -> str:
    """One spelling for one name: NFKC (so full width becomes half), lower case, single spaces.

    >>> fold("ＣＯＵＮＴＲＹ．ＪＰＮ ")
    'country.jpn'
    """
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def is_id(text: str) -> bool:
    """Whether ``text`` is a well-formed id as it stands.

    >>> is_id("sector.jpn.c26"), is_id("Sector.JPN"), is_id("japan")
    (True, False, False)
    """
    return PATTERN.fullmatch(text) is not None


def local(identifier: str) -> str:
    """The part after the kind.

    >>> local("carrier.rare-earths")
    'rare-earths'
    """
    return identifier.split(".", 1)[1]
