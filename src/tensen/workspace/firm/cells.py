"""Single cells of a list of suppliers: amounts, yes and no, days, names in two languages."""

import math
import re
import unicodedata
from typing import Final

Words = dict[str, str]
_YES: Final = {"yes", "y", "true", "1", "x", "○", "◯", "〇", "はい", "有", "必須", "要", "是"}
_NO: Final = {"no", "n", "false", "0", "×", "いいえ", "無", "否", "不要", "-"}
_JAPANESE = re.compile(r"[぀-ヿ㐀-鿿ｦ-ﾟ]")
_SIGNS = re.compile(r"[¥￥$€£,\s']|円|jpy|usd|eur")


class NotReadError(ValueError):
    """A cell that holds something else than what its column asks for."""


def blank(cell: str) -> bool:
    """Whether nothing was said.

    >>> blank("  "), blank("0")
    (True, False)
    """
    return not cell.strip()


def number(cell: str) -> float:
    """A number as people write it; NaN where nothing stands.

    >>> number("１,２００"), number("¥3.5e6"), number("△500"), number("(500)")
    (1200.0, 3500000.0, -500.0, -500.0)

    Raises:
        NotReadError: not a number, or not a finite one.
    """
    word = unicodedata.normalize("NFKC", cell).strip().casefold()
    if not word:
        return math.nan
    negative = word[0] in "△▲" or (word[0] == "(" and word[-1] == ")")
    bare = _SIGNS.sub("", word.strip("△▲()"))
    try:
        value = float(bare)
    except ValueError as problem:
        raise NotReadError(cell) from problem
    if not math.isfinite(value) or "_" in bare:
        raise NotReadError(cell)
    return -value if negative else value


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
    if word in _YES:
        return math.nan
    if word in _NO:
        return 0.0
    share = number(word.removesuffix("%")) / (100 if word.endswith("%") else 1)
    if not 0 <= share <= 1:
        raise NotReadError(cell)
    return share


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
