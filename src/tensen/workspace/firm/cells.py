"""Single cells of a list of suppliers: amounts, yes and no, days, names in two languages."""

import math
import re
import unicodedata
from functools import cache

from tensen.workspace.firm.units import declared, signs

Words = dict[str, str]
# groups of three with one kind of mark between them, else digits alone
_NUMBER = re.compile(
    r"[+-]?(?:[0-9]{1,3}([, '])[0-9]{3}(?:\1[0-9]{3})*|[0-9]+|(?=\.[0-9]))(?:\.[0-9]*)?(?:e[+-]?[0-9]+)?"
)
_JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uff66-\uff9f]")


class NotReadError(ValueError):
    """A cell that holds something else than what its column asks for."""


def blank(cell: str) -> bool:
    """Whether nothing was said.

    >>> blank("  "), blank("0")
    (True, False)
    """
    return not cell.strip()


def number(cell: str) -> float:
    """A number as people write it; NaN where nothing stands. Commas, blanks and apostrophes part thousands.

    >>> number("１,２００"), number("3.5e6"), number("△500"), number("(500)")
    (1200.0, 3500000.0, -500.0, -500.0)

    Raises:
        NotReadError: not a number (``1,5`` and ``1.000,50`` are none), or not a finite one.
    """
    word = unicodedata.normalize("NFKC", cell).strip().casefold()
    if not word:
        return math.nan
    negative = word[0] in "△▲" or (word[0] == "(" and word[-1] == ")")
    bare = word.strip("△▲()").strip()
    if not _NUMBER.fullmatch(bare):
        raise NotReadError(cell)
    value = float(re.sub("[, ']", "", bare))
    if not math.isfinite(value):
        raise NotReadError(cell)
    return -value if negative else value


def money(cell: str) -> tuple[float, str]:
    """An amount and the word for a currency beside it (empty: none).

    >>> money("¥1,200"), money("500 USD"), money("△€5"), money("12")
    ((1200.0, '¥'), (500.0, 'usd'), (-5.0, '€'), (12.0, ''))

    Raises:
        NotReadError: not an amount, or two currencies.
    """
    word = unicodedata.normalize("NFKC", cell).strip().casefold()
    found = [sign for sign in signs() if _beside(sign, word)]
    if not found:
        return number(cell), ""
    rest = word.replace(found[0], "", 1)  # the longest first: us$ before $
    return number(rest.strip()), found[0]


def _beside(sign: str, word: str) -> bool:
    edge = word.strip("△▲()-+ ")
    return edge.startswith(sign) or edge.endswith(sign)


def critical(cell: str) -> float | None:
    """None where nothing was said, else the share of output that stops: yes is NaN (to be assumed), no is 0.

    >>> critical("no"), critical("60%"), critical("0.4"), critical("")
    (0.0, 0.6, 0.4, None)

    Raises:
        NotReadError: neither yes nor no nor a share.
    """
    word = unicodedata.normalize("NFKC", cell).strip().casefold()
    if not word:
        return None
    if word in answers("yes"):
        return math.nan
    if word in answers("no"):
        return 0.0
    share = number(word.removesuffix("%")) / (100 if word.endswith("%") else 1)
    if not 0 <= share <= 1:
        raise NotReadError(cell)
    return share


@cache
def answers(kind: str) -> tuple[str, ...]:
    """Words for yes, words for no, names of sheets, from ``declared/columns.toml``."""
    return tuple(declared()["answers"][kind])


def both_names(cell: str) -> Words:
    """A name in English and Japanese; ``Castings / 鋳物`` holds both, anything else is the same in both.

    >>> both_names("Castings / 鋳物")
    {'en': 'Castings', 'ja': '鋳物'}
    >>> both_names("A/B works")
    {'en': 'A/B works', 'ja': 'A/B works'}
    """
    word = unicodedata.normalize("NFC", cell).strip()
    parts = [part.strip() for part in re.split(r"\s+/\s+|\s*／\s*", word)]
    if len(parts) == 2 and all(parts):
        japanese = [bool(_JAPANESE.search(part)) for part in parts]
        if japanese == [False, True]:
            return {"en": parts[0], "ja": parts[1]}
        if japanese == [True, False]:
            return {"en": parts[1], "ja": parts[0]}
    return {"en": word, "ja": word}
