"""The chapter of chokepoints: foreign and domestic, who holds each and what its loss costs."""

from collections.abc import Mapping, Sequence
from typing import Any

from tensen.reports import bars, figures, home, paths, scale, tables
from tensen.reports.catalogue import both, label, say
from tensen.reports.context import Context
from tensen.reports.markup import EMPTY, Markup, anchor, join, tag
from tensen.reports.scale import Scale
from tensen.reports.tables import Column

_Row = Mapping[str, Any]
_ORDERS = ("loss", "share", "hhi", "people")


def chapter(context: Context) -> Markup:
    """Both tables, and the small map under the domestic one."""
    rows = context.rows("chokepoints")
    foreign = [row for row in rows if row.get("foreign")]
    domestic = [row for row in rows if not row.get("foreign")]
    return join(
        tag("p", say("chokepoints.lead"), class_="lead"),
        tag("p", say("chokepoints.modes"), class_="note"),
        _part(context, "foreign", foreign),
        _part(context, "domestic", domestic),
        home.section(context),
    )


def axis_for(rows: Sequence[_Row]) -> Scale:
    """One axis for the losses of these rows."""
    ends = [row.get("loss_per_day") or row.get("closed_loop") or {} for row in rows]
    return scale.fit([end.get(name) for end in ends for name in ("low", "central", "high")])


def holder(row: _Row) -> Markup:
    """Who holds it, and in what sense."""
    held = row.get("holder")
    if not held:
        return figures.unknown()
    return join(both(held.get("name")), tag("small", both(label("role", held.get("role")))), by=" ")


def measured(row: _Row) -> Mapping[str, float | None] | None:
    """The loss interval, or the range that a closed loop leaves."""
    value = row.get("loss_per_day")
    if value and (value.get("low") is not None or value.get("high") is not None):
        known: Mapping[str, float | None] = value
        return known
    closed = row.get("closed_loop")
    return {"low": closed.get("low"), "central": None, "high": closed.get("high")} if closed else None


def _part(context: Context, side: str, rows: Sequence[_Row]) -> Markup:
    if not rows:
        return join(tag("h3", say(f"chokepoints.{side}")), tag("p", say("none"), class_="note"))
    target = f"table-{side}"
    axis = axis_for(rows)
    columns = _columns(bars.axis(axis, context.figures, 2))
    bodies = [_body(context, columns, axis, row) for row in rows]
    controls = tag("div", tables.orders(target, _ORDERS), tables.horizons(target, rows), class_="toolbar")
    made = tables.table(
        say(f"chokepoints.caption.{side}"), columns, bodies, id=target, class_="chokepoints cards"
    )
    kind = say("axis.log") if axis.log else say("axis.linear")
    return join(
        tag("h3", say(f"chokepoints.{side}"), id=f"chokepoints-{side}"),
        controls,
        made,
        tag("p", kind, class_="note"),
    )


def _columns(axis: Markup) -> list[Column]:
    return [
        Column("col.rank", "rank"),
        Column("col.chokepoint", "name"),
        Column("col.holder", "holder"),
        Column("col.loss", "money"),
        Column("col.interval", "bars", axis),
        Column("col.share", "share"),
        Column("col.substitutes", "subs"),
    ]


def _body(context: Context, columns: Sequence[Column], axis: Scale, row: _Row) -> Markup:
    name = anchor("chokepoint", row.get("id"))
    loss = measured(row)
    cells = [
        row.get("rank"),
        join(tag("strong", both(row.get("name"))), _tags(context, row), by=" "),
        holder(row),
        figures.amount(row.get("loss_per_day"), context.figures, closed=row.get("closed_loop")),
        bars.interval(axis, loss, context.figures, row.get("sampled"), _centre(row.get("first_round"))),
        figures.share(row.get("share_of_value"), stacked=True),
        _substitutes(row),
    ]
    main = tables.row(columns, cells, first=1)
    more = tag("tr", tag("td", paths.details(context, row), colspan=len(columns)), class_="more")
    return tag("tbody", main, more, id=name, data_horizon=row.get("horizon"), **_keys(row))


def _centre(value: Mapping[str, Any] | None) -> float | None:
    return value.get("central") if value else None


def _keys(row: _Row) -> dict[str, object]:
    """What the table can be ordered by; what is unknown goes last."""
    loss, shares = measured(row) or {}, row.get("share_of_value") or {}
    people = row.get("people") or {}
    values = {
        "loss": loss.get("central") if loss.get("central") is not None else loss.get("high"),
        "share": shares.get("high"),
        "hhi": row.get("hhi"),
        "people": people.get("high"),
    }
    return {f"data_{key}": value for key, value in values.items() if value is not None}


def _tags(context: Context, row: _Row) -> Markup:
    kind = both(label("kind", row.get("kind")))
    group = (
        join(" ", say("members", n=f"{row['members']:,}"))
        if row.get("is_group") and row.get("members")
        else EMPTY
    )
    mode = both(label("mode", row.get("mode")))
    words = join(join(kind, group), mode, both(label("horizon", row.get("horizon"))), by=" · ")
    return tag("small", words, " ", context.cite(row.get("sources")), class_="tags")


def _substitutes(row: _Row) -> Markup:
    number = figures.count(row.get("substitutes"))
    hhi = row.get("hhi")
    beside = (
        EMPTY
        if hhi is None
        else tag("small", "HHI ", f"{hhi:.2f}", " ", both(label("hhi", _concentration(hhi))))
    )
    return join(number, beside, by=" ")


def _concentration(hhi: float) -> str:
    return "high" if hhi > 0.25 else "middle" if hhi > 0.15 else "low"


def largest(context: Context, side: str, number: int) -> list[_Row]:
    """The first rows of one side, in the ranking's own order."""
    rows = [r for r in context.rows("chokepoints") if bool(r.get("foreign")) == (side == "foreign")]
    rows.sort(key=lambda r: 10**9 if r.get("rank") is None else int(r["rank"]))
    return rows[:number]
