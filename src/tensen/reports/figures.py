"""A figure on the page: centre, interval, the other currency, and a link to its trace, in both languages."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tensen.reports import money
from tensen.reports.catalogue import LANGUAGES, Language, both, say, word
from tensen.reports.markup import Markup, join, tag
from tensen.reports.money import Interval


@dataclass(frozen=True, slots=True)
class Figures:
    """What every figure needs: yen per dollar (or None), and the anchors that exist on the page."""

    rate: float | None
    anchors: frozenset[str] = frozenset()

    def linked(self, content: Markup, target: str | None, **attributes: object) -> Markup:
        """A link to a trace on this page, or the bare content where the trace is not on it."""
        if target is None or target not in self.anchors:
            return content
        return tag("a", content, href=f"#{target}", **attributes)

    def rate_in(self, lang: Language) -> float | None:
        """The rate of a language's own currency: dollars in English (None), yen in Japanese."""
        return self.rate if lang == "ja" else None

    def rate_beside(self, lang: Language) -> float | None:
        """The rate of the currency shown beside it."""
        return self.rate if lang == "en" else None


def identified(value: Interval | None) -> bool:
    """Whether a centre may be written: it is known, and so is its interval."""
    return bool(value) and all((value or {}).get(end) is not None for end in ("low", "central", "high"))


def _ends(value: Interval, lang: Language, rate: float | None) -> str:
    return money.span(value.get("low"), value.get("high"), lang, rate)


def _one(value: Interval, figures: Figures, lang: Language, closed: bool, per_day: bool) -> Markup:
    own, beside = figures.rate_in(lang), figures.rate_beside(lang)
    centre = value.get("central")
    if centre is None or not identified(value):
        reason = "not_identified.closed" if closed else "not_identified"
        head = tag("b", word(reason, lang), class_="unknown")
        return join(head, tag("span", _ends(value, lang, own), class_="iv"), by=" ")
    head = _head(money.amount(centre, lang, own), lang, per_day)
    ends = tag("span", _ends(value, lang, own), class_="iv")
    if figures.rate is None:
        return join(head, ends, by=" ")
    return join(head, tag("span", money.amount(centre, lang, beside), class_="alt"), ends, by=" ")


def _head(amount: str, lang: Language, per_day: bool) -> Markup:
    if not per_day:
        return tag("b", amount)
    before, after = word("per_day.before", lang), word("per_day.after", lang)
    return tag(
        "span",
        tag("span", before, class_="per") if before else None,
        tag("b", amount),
        tag("span", after, class_="per") if after else None,
        class_="head",
    )


def unknown() -> Markup:
    """The word for what is not known; never 0, never a dash."""
    return tag("span", say("unknown"), class_="unknown")


def amount(
    value: Interval | None,
    figures: Figures,
    target: str | None = None,
    closed: object = None,
    per_day: bool = False,
) -> Markup:
    """A figure in three parts: the centre in the reader's currency, its interval, the other currency.

    `target` is the anchor of its trace, `closed` the range of a closed loop, `per_day` says so in words.
    """
    known = value is not None and (value.get("low") is not None or value.get("high") is not None)
    if not known or value is None:
        shown = _range_of(closed)
        return unknown() if shown is None else amount(shown, figures, target, True)
    parts = (
        tag("span", _one(value, figures, lang, bool(closed), per_day), lang=lang, class_="fig")
        for lang in LANGUAGES
    )
    return figures.linked(join(*parts), target, class_="trace")


def _range_of(closed: object) -> Interval | None:
    """The range that a closed loop leaves, as an interval without a centre."""
    if not isinstance(closed, Mapping):
        return None
    return {"low": closed.get("low"), "central": None, "high": closed.get("high")}


def share(value: Interval | None, stacked: bool = False) -> Markup:
    """A share with its interval (`stacked`: one under the other, for tables), or that it is unknown."""
    if value is None or value.get("low") is None:
        return unknown()
    if stacked and identified(value):
        dash = {"en": "–", "ja": "〜"}
        low, centre, high = (money.percent(value.get(end), "en") for end in ("low", "central", "high"))
        between = {lang: f"{money.bare(low)}{dash[lang]}{high}" for lang in LANGUAGES}
        return tag("span", tag("span", centre), tag("span", both(between), class_="iv"), class_="fig")
    return both({lang: money.percent_span(value, lang) for lang in LANGUAGES})


def plain_amount(value: float | None, figures: Figures) -> Markup:
    """A bare amount (an end of a range, an influence) in the reader's currency."""
    if value is None:
        return unknown()
    return both({lang: money.amount(value, lang, figures.rate_in(lang)) for lang in LANGUAGES})


def people(value: Mapping[str, Any] | None) -> Markup:
    """A range of people affected."""
    if not value or value.get("low") is None or value.get("high") is None:
        return unknown()
    return both({lang: money.count_span(value["low"], value["high"], lang) for lang in LANGUAGES})


def count(value: float | None, digits: int = 2) -> Markup:
    """A plain number, or that it is unknown."""
    if value is None:
        return unknown()
    return join(f"{value:,.0f}" if float(value).is_integer() else money.plain(value, digits))


def share_of(value: float | None) -> Markup:
    """A bare share (a part of a need, a node's loss), or that it is unknown."""
    if value is None:
        return unknown()
    return both({lang: money.percent(value, lang) for lang in LANGUAGES})


def days(value: Interval | None) -> Markup:
    """A time with its interval, in days, or that it is unknown."""
    if value is None or value.get("low") is None or value.get("high") is None:
        return unknown()
    return both({lang: _days(value, lang) for lang in LANGUAGES})


def _days(value: Interval, lang: Language) -> str:
    low, high = (f"{value.get(end) or 0:,.0f}" for end in ("low", "high"))
    centre = value.get("central")
    if centre is None:
        return word("days.range", lang, low=low, high=high)
    return word("days.with_interval", lang, centre=f"{centre:,.0f}", low=low, high=high)


def ends(value: Interval | None, figures: Figures) -> Markup:
    """Only the two ends of an interval, in the reader's currency."""
    if value is None or value.get("low") is None or value.get("high") is None:
        return unknown()
    shown = {lang: money.span(value["low"], value["high"], lang, figures.rate_in(lang)) for lang in LANGUAGES}
    return tag("span", both(shown), class_="ends")


def counts(value: Interval | None) -> Markup:
    """A count with its interval; a count that is exact (all three equal) stands alone."""
    if value is None or value.get("low") is None or value.get("high") is None:
        return unknown()
    return both({lang: _counts(value, lang) for lang in LANGUAGES})


def _counts(value: Interval, lang: Language) -> str:
    low, centre, high = value.get("low"), value.get("central"), value.get("high")
    if low == high and centre == low and low is not None:
        return f"{low:,.0f}"
    between = money.count_span(low, high, lang)
    if centre is None:
        return between
    return word("share.with_interval", lang, centre=f"{centre:,.0f}", range=between)
