"""Money in the firm's own currency, the same in both languages: only units and marks differ."""

from tensen.reports import money
from tensen.reports.catalogue import LANGUAGES, Language, entries, word


def _marked(number: str, currency: str, lang: Language) -> str:
    key = f"firm.currency.{currency}"
    return word(key if key in entries() else "firm.currency.other", lang, n=number, code=currency)


def amount(value: float, currency: str, lang: Language) -> str:
    """One amount, two significant digits.

    >>> amount(2.34e7, "JPY", "en"), amount(2.34e7, "JPY", "ja"), amount(2.34e7, "SEK", "en")
    ('¥23 m', '2,300万円', 'SEK 23 m')
    """
    number, unit = money.scaled(value, lang)
    return _marked(number + unit, currency, lang)


def ends(low: float, high: float, currency: str, lang: Language) -> str:
    """Both ends of a range, the unit written once in English where it is the same.

    >>> ends(7.9e6, 4.4e7, "JPY", "en"), ends(7.9e6, 4.4e7, "JPY", "ja"), ends(0.0, 5e5, "EUR", "en")
    ('¥7.9–44 m', '790万〜4,400万円', 'EUR 0–500 k')
    """
    (a, unit_a), (b, unit_b) = money.scaled(low, lang), money.scaled(high, lang)
    shared = lang == "en" and unit_a in {unit_b, ""}
    first = a if shared else a + unit_a
    key = "firm.range.signed" if low < 0 else "firm.range"  # a dash after a minus would be read as one
    return _marked(word(key, lang, low=first, high=b + unit_b), currency, lang)


def words(value: float, currency: str) -> dict[str, str]:
    """`amount` in both languages."""
    return {lang: amount(value, currency, lang) for lang in LANGUAGES}


def exact(value: float, currency: str) -> dict[str, str]:
    """A price or a rate as it was given, not rounded to two digits: '¥131.5'."""
    return {lang: _marked(f"{value:g}", currency, lang) for lang in LANGUAGES}
