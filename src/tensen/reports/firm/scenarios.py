"""Scenarios in money for the firm: what is lost a day, how long stocks last, which suppliers are hit."""

import re
from collections.abc import Sequence
from typing import Any

from tensen.reports import scale, tables
from tensen.reports.catalogue import both, label, say, text
from tensen.reports.firm import front, money, plots
from tensen.reports.firm.document import Firm, Row, held, share
from tensen.reports.markup import Markup, join, tag
from tensen.reports.scale import Scale
from tensen.reports.tables import Column

SHOWN = 5
_SENTENCE = re.compile(r"(?<=。)|(?<=[^.].[.;:])\s")


def section(firm: Firm) -> Markup:
    """The table with intervals on one axis."""
    rows = firm.rows("scenarios")[:SHOWN]
    made = _table(firm, rows) if rows else tag("p", say("firm.nothing"), class_="note")
    return tag("section", front.heading("firm.scenarios", "firm.idea.know"), made)


def axis(rows: Sequence[Row], key: str) -> Scale:
    """A linear axis for the intervals of a column: from zero, or from the lowest end below it."""
    ends = [(row.get(key) or {}).get(end) or 0.0 for row in rows for end in ("low", "high")]
    return scale.linear(max([0.0, *ends]), min([0.0, *ends]))


def _table(firm: Firm, rows: Sequence[Row]) -> Markup:
    across = axis(rows, "loss_per_day")
    columns = [
        Column("firm.col.ref", "ref"),
        Column("firm.col.scenario", "name"),
        Column("firm.col.loss_interval", "bars", plots.axis(across, plots.money_words(firm.currency))),
        Column("firm.col.loss", "number"),
        Column("firm.col.value_share", "number"),
        Column("firm.col.buffer", "number buffer"),
        Column("firm.col.hit", "number hit"),
    ]
    lines = (
        [
            firm.numbered("scenarios", row),
            _title(row),
            plots.interval(across, row.get("loss_per_day")),
            firm.loss(row.get("loss_per_day")),
            share(row.get("share_of_firm") or {}),
            _buffer(row.get("buffer_days")),
            _hit(firm, row),
        ]
        for row in rows
    )
    return tables.simple(say("firm.scenarios.caption"), columns, lines, "losses cards")


def _title(row: Row) -> Markup:
    horizon = (
        tag("small", both(label("horizon", row.get("horizon"))), class_="tags") if row.get("horizon") else ""
    )
    return join(
        held(1, tag("b", both(row.get("title"))), " ", horizon),
        tag("small", held(2, both(opening(row.get("assumes")))), class_="assumes"),
    )


def opening(words: Any) -> Any:
    """The first sentence of an assumption; the whole of it stands behind the figure."""
    if not isinstance(words, dict):
        return words
    return {lang: _SENTENCE.split(str(said), maxsplit=1)[0].rstrip(";:") for lang, said in words.items()}


def _buffer(days: Any) -> Markup:
    """Days until the first necessary stock is empty; an end that is not known says so."""
    known = days if isinstance(days, dict) else {}
    low, middle, high = (known.get(end) for end in ("low", "central", "high"))
    if middle is None and (low is None or high is None):
        return tag("span", say("firm.not_given"), class_="unknown")
    if low is None or high is None or known.get("unknown_rows"):
        between = say("firm.buffer.open")
    else:
        between = both(text("firm.range", low=f"{low:,.0f}", high=f"{high:,.0f}"))
    ends = tag("span", between, class_="iv")
    return ends if middle is None else join(tag("b", f"{middle:,.0f}"), ends, by=" ")


def _hit(firm: Firm, row: Row) -> Markup:
    count, spend = row.get("suppliers_hit"), row.get("spend_hit_per_year")
    if count is None:
        return tag("span", say("firm.not_given"), class_="unknown")
    said = say("firm.hit.count", n=f"{count:,}")
    if not spend:
        return said
    words = say("firm.hit.spend", spend=money.words(spend, firm.currency))
    return join(said, tag("span", words, class_="iv"), by=" ")
