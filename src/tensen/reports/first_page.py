"""The page for a minister: one sentence, three findings, one map, one table. On paper exactly one page."""

from collections.abc import Mapping, Sequence
from typing import Any

from tensen.reports import answer, bars, chokepoints, figures, tables, world_map
from tensen.reports.catalogue import both, say
from tensen.reports.context import Context
from tensen.reports.markup import EMPTY, Markup, anchor, join, tag
from tensen.reports.tables import Column

_Row = Mapping[str, Any]
_FOREIGN, _DOMESTIC = 5, 3


def page(context: Context) -> Markup:
    """The whole first page."""
    return tag(
        "section",
        _title(context),
        _findings(context),
        _map(context),
        _table(context),
        tag("p", say("first.note"), class_="note foot"),
        id="first-page",
        class_="first",
    )


def _title(context: Context) -> Markup:
    network, reference = context.brief.get("network") or {}, context.brief.get("reference") or {}
    facts = join(
        say("first.kind"), both(network.get("title")), say("first.as_of", date=network.get("as_of")), by=" · "
    )
    return tag(
        "header",
        tag("p", facts, class_="eyebrow"),
        tag("h1", say("first.title", name=reference.get("name"))),
        tag("p", both(answer.sentence(context)), class_="answer"),
    )


def _findings(context: Context) -> Markup:
    items = [_finding(context, i, row) for i, row in enumerate(context.rows("findings"), start=1)]
    return tag("ol", *items, class_="findings")


def _finding(context: Context, number: int, row: _Row) -> Markup:
    figures_ = [figure(context, f) for f in (row.get("figures") or [])[:2]]
    why = tag("a", say("first.why"), href=f"#{anchor('finding', row.get('id'))}", class_="why-link")
    return tag(
        "li",
        tag("span", number, class_="numeral", aria_hidden="true"),
        tag("h2", both(row.get("title"))),
        *figures_,
        tag("p", both(row.get("text")), class_="said"),
        tag("p", why, " ", context.cite(row.get("sources")), class_="after"),
    )


def figure(context: Context, row: _Row) -> Markup:
    """A labelled figure of a finding, linked to its trace."""
    target = context.trace(row.get("trace"))
    return tag(
        "div",
        tag("span", both(row.get("label")), class_="label"),
        _value(context, row, target),
        class_="figure",
    )


def _value(context: Context, row: _Row, target: str | None) -> Markup:
    value, unit = row.get("value"), row.get("unit")
    if unit in {"usd_per_day", "usd"}:
        return figures.amount(value, context.figures, target, per_day=unit == "usd_per_day")
    inner = figures.share(value) if unit == "share" else figures.counts(value)
    return context.figures.linked(tag("span", inner, class_="fig"), target, class_="trace")


def _map(context: Context) -> Markup:
    drawing = context.brief.get("map") or {}
    reference = (context.brief.get("reference") or {}).get("name")
    caption = tag("figcaption", tag("b", say("map.title", name=reference)), " ", say("map.note"))
    return tag("figure", caption, tag("div", world_map.draw(drawing), class_="scroll"), class_="world")


def _table(context: Context) -> Markup:
    foreign, domestic = (
        chokepoints.largest(context, "foreign", _FOREIGN),
        chokepoints.largest(context, "domestic", _DOMESTIC),
    )
    rows = [*foreign, *domestic]
    if not rows:
        return EMPTY
    axis = chokepoints.axis_for(rows)
    columns = [
        Column("col.chokepoint", "name"),
        Column("col.holder", "holder"),
        Column("col.loss", "money"),
        Column("col.interval", "bars", bars.axis(axis, context.figures, 3)),
        Column("col.share", "share"),
    ]
    bodies = [
        _group(context, columns, axis, side, group)
        for side, group in (("foreign", foreign), ("domestic", domestic))
        if group
    ]
    kind = say("axis.log") if axis.log else say("axis.linear")
    caption = join(tag("b", say("first.table")), " ", kind)
    return tables.table(caption, columns, bodies, class_="top cards")


def _group(context: Context, columns: Sequence[Column], axis: Any, side: str, rows: Sequence[_Row]) -> Markup:
    label = tag("th", say(f"side.{side}"), colspan=len(columns), scope="rowgroup", class_="group")
    return tag("tbody", tag("tr", label), *(_row(context, columns, axis, row) for row in rows))


def _row(context: Context, columns: Sequence[Column], axis: Any, row: _Row) -> Markup:
    target = anchor("chokepoint", row.get("id"))
    cells = [
        tag("a", both(row.get("name")), href=f"#{target}"),
        chokepoints.holder(row),
        figures.amount(row.get("loss_per_day"), context.figures, closed=row.get("closed_loop")),
        bars.interval(axis, chokepoints.measured(row), context.figures, row.get("sampled")),
        figures.share(row.get("share_of_value"), stacked=True),
    ]
    return tables.row(columns, cells)
