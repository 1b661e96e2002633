"""The one sentence that answers: the largest chokepoint abroad and at home, with what they cost."""

from collections.abc import Mapping
from typing import Any

from tensen.reports import chokepoints, figures, money
from tensen.reports.catalogue import LANGUAGES, Language, pick, text
from tensen.reports.context import Context

_Row = Mapping[str, Any]


def sentence(context: Context) -> Mapping[str, str]:
    """The one sentence: the brief's own `answer`, else the largest chokepoint abroad and at home."""
    own = context.brief.get("answer")
    if own:
        return {lang: pick(own, lang) for lang in LANGUAGES}
    return {lang: _sentence(context, lang) for lang in LANGUAGES}


def _sentence(context: Context, lang: Language) -> str:
    reference = pick((context.brief.get("reference") or {}).get("name"), lang)
    clauses = []
    for side in ("foreign", "domestic"):
        rows = chokepoints.largest(context, side, 1)
        if rows:
            clauses.append(_clause(context, side, rows[0], reference, lang))
    return "".join(clauses) or text("first.nothing")[lang]


def _clause(context: Context, side: str, row: _Row, reference: str, lang: Language) -> str:
    held = row.get("holder")
    loss = chokepoints.measured(row)
    apart = held and pick(held.get("name"), lang) not in pick(row.get("name"), lang)
    key = f"answer.{side}" if apart else f"answer.{side}.alone"
    words = text(
        key,
        reference=reference,
        name=pick(row.get("name"), lang),
        holder=pick((held or {}).get("name"), lang),
        loss=_short(context, loss, lang),
        share=money.percent_span(row.get("share_of_value"), lang),
    )
    return words[lang]


def _short(context: Context, loss: money.Interval | None, lang: Language) -> str:
    """'USD 1.2 bn (USD 0.4–3.1 bn)' in the reader's currency."""
    if not loss:
        return text("unknown")[lang]
    return _held_together(_in_words(context, loss, lang))


def _held_together(words: str) -> str:
    """Keep an amount and its unit on one line."""
    return words.replace("USD ", "USD\u00a0").replace(" bn", "\u00a0bn").replace(" m", "\u00a0m")


def _in_words(context: Context, loss: money.Interval, lang: Language) -> str:
    rate = context.figures.rate_in(lang)
    if not figures.identified(loss):
        low, high = (money.amount(loss.get(end), lang, rate) for end in ("low", "high"))
        return text("answer.not_identified", low=low, high=high)[lang]
    centre = money.amount(loss.get("central"), lang, rate)
    ends = money.span(loss.get("low"), loss.get("high"), lang, rate)
    return text("money.short", centre=centre, range=ends)[lang]
