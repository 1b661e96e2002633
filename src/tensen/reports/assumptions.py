"""The chapter of assumptions: each with its range, direction, confidence, source and weight."""

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from tensen.reports import figures, tables
from tensen.reports.catalogue import both, label, say
from tensen.reports.context import Context
from tensen.reports.markup import Markup, anchor, join, tag
from tensen.reports.tables import Column

_Row = Mapping[str, Any]
MOST = 6  # rows per family on the page; the document beside it holds them all


def chapter(context: Context) -> Markup:
    """Every assumption, by family, the family that moves the answer most first."""
    rows = context.rows("assumptions")
    if not rows:
        return tag("p", say("none"), class_="note")
    most: dict[str, float] = {}
    for row in rows:
        family = str(row.get("family"))
        most[family] = max(most.get(family, 0.0), row.get("influence") or 0.0)
    rows.sort(
        key=lambda r: (
            -most[str(r.get("family"))],
            str(r.get("family")),
            -(r.get("influence") or 0.0),
            -(r.get("rests_on") or 0.0),
        )
    )
    columns = [
        Column("col.assumption", "name"),
        Column("horizon", "horizon"),
        Column("col.low", "number"),
        Column("col.central", "number"),
        Column("col.high", "number"),
        Column("col.unit"),
        Column("col.direction"),
        Column("col.confidence"),
        Column("col.influence", "number"),
    ]
    bodies = [
        _family(context, columns, family, list(group))
        for family, group in groupby(rows, lambda r: str(r.get("family")))
    ]
    filters = tag("div", tables.horizons("table-assumptions", rows), class_="toolbar")
    made = tables.table(
        say("assumptions.caption"), columns, bodies, id="table-assumptions", class_="assumptions cards"
    )
    return join(tag("p", say("assumptions.lead"), class_="lead"), filters, made)


def _family(context: Context, columns: list[Column], family: str, rows: list[_Row]) -> Markup:
    head = tag("th", _family_name(context, family), colspan=len(columns), scope="rowgroup", class_="group")
    lines = [_assumption(context, columns, row) for row in rows[:MOST]]
    if len(rows) > MOST:
        more = say("assumptions.more", count=len(rows) - MOST)
        lines.append(tag("tr", tag("td", more, colspan=len(columns), class_="note")))
    return tag("tbody", tag("tr", head), *lines, id=anchor("family", family))


def _family_name(context: Context, family: str) -> Markup:
    """The family's words, as a scenario's tornado gives them, else its id."""
    for scenario in context.rows("scenarios"):
        for known in scenario.get("families") or []:
            if known.get("family") == family and known.get("name"):
                return both(known["name"])
    return join(family)


def _assumption(context: Context, columns: list[Column], row: _Row) -> Markup:
    note = tag("small", both(row["note"])) if row.get("note") else None
    name = join(both(row.get("name")), context.cite([row.get("source_id") or ""]), note, by=" ")
    cells = [
        name,
        both(label("horizon", row.get("horizon"))),
        *(_value(row.get(end)) for end in ("low", "central", "high")),
        row.get("unit") or "",
        both(label("direction", row.get("direction"))),
        both(label("confidence", row.get("confidence"))),
        figures.plain_amount(row.get("influence"), context.figures),
    ]
    ident = anchor("assumption", row.get("id"))
    return tables.row(columns, cells, id=ident, data_horizon=row.get("horizon"))


def _value(value: float | None) -> Markup:
    return figures.unknown() if value is None else join(f"{value:g}".replace("-", "−"))
