"""A waterfall: from A over the share of each change to B, drawn in both languages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tensen.reports.catalogue import LANGUAGES, Language
from tensen.reports.markup import Markup, join, number, tag

WIDTH, ROW, NAMES, AMOUNTS = 900, 26, 330, 120
LONGEST = {"en": 50, "ja": 25}  # characters of a name; the whole stands in the table beside it


@dataclass(frozen=True)
class Bar:
    """One row: its name, where it starts and ends in money, its class, and its amount in words."""

    name: Mapping[str, str]
    start: float
    end: float
    kind: str
    amount: Mapping[str, str]


def waterfall(bars: Sequence[Bar], title: Mapping[str, str]) -> Markup:
    """The drawing; ``title`` says in words what it shows."""
    ends = [0.0, *(b.start for b in bars), *(b.end for b in bars)]
    low, high = min(ends), max(ends)
    room = WIDTH - NAMES - AMOUNTS
    scale = room / (high - low or 1.0)

    def at(value: float) -> float:
        return NAMES + (value - low) * scale

    rows = [_row(bar, k, at, bars[k + 1] if k + 1 < len(bars) else None) for k, bar in enumerate(bars)]
    zero = tag("line", x1=number(at(0.0)), x2=number(at(0.0)), y1=0, y2=ROW * len(bars), class_="grid")
    titles = (tag("title", title[lang], lang=lang) for lang in LANGUAGES)
    size = f"0 0 {WIDTH} {ROW * len(bars) + 4}"
    return tag("svg", *titles, zero, *rows, viewBox=size, class_="fall", role="img")


def _row(bar: Bar, k: int, at: Any, following: Bar | None) -> Markup:
    top, left, right = k * ROW + 5, at(min(bar.start, bar.end)), at(max(bar.start, bar.end))
    box = tag(
        "rect", x=number(left), y=top, width=number(max(right - left, 1.5)), height=ROW - 9, class_=bar.kind
    )
    words = (_words(bar, lang, k, right) for lang in LANGUAGES)
    link = None
    if following is not None:
        x = number(at(bar.end))
        link = tag("line", x1=x, x2=x, y1=top + ROW - 9, y2=top + ROW, class_="fall-join")
    return join(box, link, *words)


def _words(bar: Bar, lang: Language, k: int, right: float) -> Markup:
    middle, most = k * ROW + 17, LONGEST[lang]
    name = bar.name[lang] if len(bar.name[lang]) <= most else bar.name[lang][: most - 1] + "…"
    shown = tag("text", name, x=NAMES - 10, y=middle, text_anchor="end")
    amount = tag("text", bar.amount[lang], x=number(right + 8), y=middle, class_="amount")
    return tag("g", shown, amount, lang=lang)
