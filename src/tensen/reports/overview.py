"""All scenarios side by side on one axis."""

from collections.abc import Mapping, Sequence
from typing import Any

from tensen.reports import bars, figures, scale, tables
from tensen.reports.catalogue import both, say
from tensen.reports.chokepoints import measured
from tensen.reports.context import Context
from tensen.reports.markup import Markup, anchor, join, tag
from tensen.reports.scale import Scale
from tensen.reports.tables import Column

_Row = Mapping[str, Any]


def chapter(context: Context) -> Markup:
    """Every scenario on one axis."""
    rows = sorted(context.rows("scenarios"), key=lambda r: -_size(r))
    if not rows:
        return tag("p", say("none"), class_="note")
    axis = scale.fit([(measured(row) or {}).get(end) for row in rows for end in ("low", "central", "high")])
    columns = [
        Column("col.scenario", "name"),
        Column("col.interval", "bars wide", bars.axis(axis, context.figures)),
        Column("col.loss", "money"),
        Column("col.share", "share"),
    ]
    bodies = [_overview_body(context, columns, axis, row) for row in rows]
    controls = (
        tables.orders("table-overview", ("loss", "first", "people")),
        tables.horizons("table-overview", rows),
    )
    legend = bars.legend(
        ("mark-centre", say("legend.centre")),
        ("bar-whole", say("legend.whole")),
        ("bar-sampled", say("legend.sampled")),
        ("mark-first", say("legend.first")),
        ("bar-open", say("legend.open")),
    )
    return join(
        tag("p", say("overview.lead"), class_="lead"),
        tag("div", *controls, class_="toolbar"),
        tables.table(say("overview.caption"), columns, bodies, id="table-overview", class_="overview cards"),
        legend,
        tag("p", say("axis.log") if axis.log else say("axis.linear"), class_="note"),
    )


def _size(row: _Row) -> float:
    value = measured(row) or {}
    return value.get("central") or value.get("high") or 0.0


def _overview_body(context: Context, columns: Sequence[Column], axis: Scale, row: _Row) -> Markup:
    name = anchor("scenario", row.get("id"))
    first = (row.get("first_round") or {}).get("central")
    people = (row.get("people") or {}).get("high")
    cells = [
        join(tag("a", both(row.get("title")), href=f"#{name}"), tables.horizon(row), by=" "),
        bars.interval(axis, measured(row), context.figures, row.get("sampled"), first),
        figures.amount(row.get("loss_per_day"), context.figures, name, row.get("closed_loop")),
        figures.share(row.get("share_of_value"), stacked=True),
    ]
    made = tables.row(columns, cells)
    keys = {"data_loss": _size(row), "data_first": first, "data_people": people}
    return tag("tbody", made, data_horizon=row.get("horizon"), **keys)
