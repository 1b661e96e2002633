"""Money, shares and intervals as plain text: two significant digits, and never a centre without its interval.

Amounts are US dollars (per day where the caller says so); `rate` is yen per dollar. `None` is unknown and is
never written as 0. An interval is a mapping with `low`, `central`, `high`.
"""

import math
from collections.abc import Mapping

from tensen.reports.catalogue import Language, word

Interval = Mapping[str, float | None]
_EN = ((1e12, " tn"), (1e9, " bn"), (1e6, " m"), (1e3, " k"), (1.0, ""))
_JA = ((1e12, "兆"), (1e8, "億"), (1e4, "万"), (1.0, ""))


def significant(value: float, digits: int = 2) -> float:
    """Round to significant digits.

    >>> significant(157_800_000_000.0), significant(0.012345), significant(0.0)
    (160000000000.0, 0.012, 0.0)
    """
    return float(f"{value:.{digits}g}")


def plain(value: float, digits: int = 2) -> str:
    """A number with `digits` significant digits, without exponent, thousands parted by commas.

    >>> plain(1.0), plain(41.4), plain(1234.0), plain(0.00123), plain(-2.5), plain(0.0)
    ('1.0', '41', '1,200', '0.0012', '−2.5', '0')
    """
    rounded = significant(value, digits)
    if rounded == 0:
        return "0"
    decimals = max(0, digits - 1 - math.floor(math.log10(abs(rounded))))
    return f"{rounded:,.{decimals}f}".replace("-", "−")


def _known(value: float | None) -> bool:
    return value is not None and math.isfinite(value)


def scaled(value: float, lang: Language) -> tuple[str, str]:
    """A rounded amount and the unit it is counted in: ('1.2', ' bn') or ('1,600', '億')."""
    rounded = significant(value)
    if rounded == 0:
        return "0", ""
    for size, unit in _EN if lang == "en" else _JA:
        if abs(rounded) >= size:
            return plain(rounded / size), unit
    return plain(rounded), ""


def usd(value: float | None, lang: Language) -> str:
    """'USD 1.2 bn' or '12億ドル'; a word for what is unknown."""
    if value is None or not math.isfinite(value):
        return word("unknown", lang)
    amount, unit = scaled(value, lang)
    return f"USD {amount}{unit}" if lang == "en" else f"{amount}{unit}ドル"


def yen(value: float | None, rate: float | None, lang: Language) -> str:
    """The same amount in yen: '¥160 bn' or '1,600億円'; unknown where the amount or the rate is."""
    if value is None or rate is None or not math.isfinite(value):
        return word("unknown", lang)
    amount, unit = scaled(value * rate, lang)
    return f"¥{amount}{unit}" if lang == "en" else f"{amount}{unit}円"


def per_day(value: float | None, rate: float | None, lang: Language) -> str:
    """'USD 1.2 bn/day (¥160 bn)' or '1日あたり約1,600億円（12億ドル）'."""
    if not _known(value):
        return word("unknown", lang)
    if rate is None:
        return word("money.per_day_usd", lang, usd=usd(value, lang))
    return word("money.per_day", lang, usd=usd(value, lang), yen=yen(value, rate, lang))


def span(low: float | None, high: float | None, lang: Language, rate: float | None = None) -> str:
    """Two ends of a range in one currency (yen when a rate is given), sharing the unit where it is the same.

    >>> span(4.1e8, 3.1e9, "en"), span(1.1e9, 3.1e9, "en"), span(1.1e9, 3.1e9, "ja", 131.5)
    ('USD 0.41–3.1 bn', 'USD 1.1–3.1 bn', '1,400億〜4,100億円')
    """
    if low is None and high is None:
        return word("unknown", lang)
    if low is None or high is None:
        known = amount(low if high is None else high, lang, rate)
        return word("range.from" if high is None else "range.to", lang, known=known)
    mark = {"en": "USD " if rate is None else "¥", "ja": "ドル" if rate is None else "円"}[lang]
    low, high = (end * (1.0 if rate is None else rate) for end in (low, high))
    (a, unit_a), (b, unit_b) = scaled(low, lang), scaled(high, lang)
    if lang == "ja":
        return f"{a}{unit_a}〜{b}{unit_b}{mark}"
    size = next(size for size, unit in _EN if unit == unit_b)
    if low / size >= 0.01 or low == 0:
        return f"{mark}{plain(low / size)}–{b}{unit_b}"
    return f"{mark}{a}{unit_a} – {b}{unit_b}"


def amount(value: float | None, lang: Language, rate: float | None = None) -> str:
    """One amount in dollars, or in yen when a rate is given."""
    return usd(value, lang) if rate is None else yen(value, rate, lang)


def interval(value: Interval | None, rate: float | None, lang: Language, closed: bool = True) -> str:
    """A daily loss with its interval, in one line of text.

    'USD 1.2 bn/day (¥160 bn); interval USD 0.41–3.1 bn, ¥54–410 bn'. Without a centre the words say that it
    is not identified (`closed`: because of a closed loop); without an interval the centre is not written.
    """
    low, central, high = ((value or {}).get(end) for end in ("low", "central", "high"))
    if low is None and high is None:
        return word("no_interval" if _known(central) else "unknown", lang)
    if not _known(central):
        own = rate if lang == "ja" else None
        key = "not_identified_range.closed" if closed else "not_identified_range"
        return word(key, lang, low=amount(low, lang, own), high=amount(high, lang, own))
    ends = span(low, high, lang)
    if rate is not None:
        first, second = (ends, span(low, high, lang, rate))[:: 1 if lang == "en" else -1]
        ends = word("money.two", lang, first=first, second=second)
    return word("money.with_interval", lang, centre=per_day(central, rate, lang), range=ends)


def percent(value: float | None, lang: Language) -> str:
    """A share as per cent with two significant digits; a share too small to write is not 0.

    >>> percent(0.0123, "en"), percent(0.0, "en"), percent(1.0, "en"), percent(4e-7, "en")
    ('1.2%', '0%', '100%', '<0.0001%')
    """
    if value is None or not math.isfinite(value):
        return word("unknown", lang)
    if 0 < abs(value) < 1e-6:
        return "<0.0001%"
    return f"{plain(value * 100)}%"


def bare(percentage: str) -> str:
    """The first end of a range of percentages loses its sign: '0.35' of '0.35–2.7%'."""
    return percentage if percentage.startswith("<") else percentage.removesuffix("%")


def percent_span(value: Interval | None, lang: Language) -> str:
    """'1.1% (0.35–2.7%)'; without a centre only the range."""
    if not value or value.get("low") is None or value.get("high") is None:
        return word("unknown", lang)
    dash = "–" if lang == "en" else "〜"
    ends = f"{bare(percent(value['low'], lang))}{dash}{percent(value['high'], lang)}"
    centre = value.get("central")
    return (
        word("share.with_interval", lang, centre=percent(centre, lang), range=ends)
        if _known(centre)
        else ends
    )


def count_span(low: float | None, high: float | None, lang: Language) -> str:
    """A range of people or other counts: '1.2–3.4 m' or '120万〜340万'."""
    if low is None or high is None:
        return word("unknown", lang)
    (a, unit_a), (b, unit_b) = scaled(low, lang), scaled(high, lang)
    if a == b and unit_a == unit_b:
        return f"{a}{unit_a}"
    dash = "–" if lang == "en" else "〜"
    return f"{a}{'' if lang == 'en' and unit_a == unit_b else unit_a}{dash}{b}{unit_b}"
