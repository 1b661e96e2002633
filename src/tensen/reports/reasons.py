"""The three findings again, with every figure, why they hold, and their sources."""

from collections.abc import Mapping
from typing import Any

from tensen.reports import figures, first_page
from tensen.reports.catalogue import both, say
from tensen.reports.context import Context
from tensen.reports.markup import Markup, anchor, join, tag

_Row = Mapping[str, Any]


def chapter(context: Context) -> Markup:
    """The three findings with every figure, why they hold, and their sources."""
    return join(*(_reason(context, i, row) for i, row in enumerate(context.rows("findings"), start=1)))


def _reason(context: Context, number: int, row: _Row) -> Markup:
    figs = tag("div", *(first_page.figure(context, f) for f in row.get("figures") or []), class_="figures")
    why = tag(
        "p", tag("b", say("finding.why")), " ", both(row.get("why")) if row.get("why") else figures.unknown()
    )
    words = tag("div", tag("p", both(row.get("text"))), why, context.sources_line(row.get("sources")))
    head = tag("h3", tag("span", number, class_="numeral"), " ", both(row.get("title")))
    return tag(
        "section",
        head,
        tag("div", words, figs, class_="two"),
        id=anchor("finding", row.get("id")),
        class_="reason",
    )
