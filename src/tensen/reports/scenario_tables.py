"""The tables of one scenario: rounds, sectors, the tornado of assumption families, other countries."""

from collections.abc import Mapping
from typing import Any

from tensen.reports import bars, figures, scale, tables
from tensen.reports.catalogue import both, say
from tensen.reports.chokepoints import measured
from tensen.reports.context import Context
from tensen.reports.markup import EMPTY, Markup, anchor, join, tag
from tensen.reports.tables import Column

_Row = Mapping[str, Any]


def rounds(context: Context, row: _Row) -> Markup:
    """First round, all rounds, sampling and lost demand under one another, on one axis from zero."""
    sampled = row.get("sampled")
    lines: list[tuple[str, Mapping[str, Any] | None, Markup]] = [
        ("rounds.first", row.get("first_round"), EMPTY),
        ("rounds.all", measured(row), EMPTY),
    ]
    if sampled:
        between = {"low": sampled.get("p5"), "central": sampled.get("p50"), "high": sampled.get("p95")}
        lines.append(("rounds.sampled", between, tables.draws(sampled)))
    if row.get("decoupled"):
        lines.append(("rounds.demand", row["decoupled"], EMPTY))
    axis = scale.linear(max(((v or {}).get("high") or 0.0) for _, v, _ in lines))
    columns = [
        Column("col.reading", "name"),
        Column("col.interval", "bars wide", bars.axis(axis, context.figures)),
        Column("col.loss", "money"),
    ]
    rows = [
        (
            join(say(key), note, by=" "),
            bars.interval(axis, value, context.figures),
            figures.amount(value, context.figures),
        )
        for key, value, note in lines
    ]
    return tables.simple(say("rounds.caption"), columns, rows, "rounds cards")


def sectors(context: Context, row: _Row) -> Markup:
    """The sectors of the reference country that lose most."""
    sectors = row.get("sectors") or []
    if not sectors:
        return EMPTY
    columns = [Column("col.sector", "name"), Column("col.stopped", "bars"), Column("col.loss", "money")]
    rows = [
        (both(s.get("name")), _stopped(s.get("loss")), figures.amount(s.get("loss_per_day"), context.figures))
        for s in sectors
    ]
    return tables.simple(say("sectors.caption"), columns, rows, "compact")


def _stopped(value: float | None) -> Markup:
    return tag("span", bars.share(value), tag("span", figures.share_of(value)), class_="stopped")


def families(context: Context, row: _Row) -> Markup:
    """The tornado: the loss when one family of assumptions alone goes to its ends, widest first."""
    families = [
        f for f in row.get("families") or [] if f.get("low") is not None and f.get("high") is not None
    ]
    if not families:
        return EMPTY
    families.sort(key=lambda f: f["low"] - f["high"])
    centre = (row.get("loss_per_day") or {}).get("central")
    axis = scale.linear(max(f["high"] for f in families))
    columns = [
        Column("col.family", "name"),
        Column("col.interval", "bars", bars.axis(axis, context.figures, 2)),
        Column("col.range", "money"),
    ]
    rows = []
    for f in families:
        ends = {"low": f["low"], "central": centre, "high": f["high"]}
        name = context.figures.linked(both(f.get("name")), anchor("family", f.get("family")))
        rows.append((name, bars.interval(axis, ends, context.figures), figures.ends(ends, context.figures)))
    return tables.simple(say("families.caption"), columns, rows, "compact")


def countries(context: Context, row: _Row) -> Markup:
    """The other countries that lose most."""
    countries = row.get("countries") or []
    if not countries:
        return EMPTY
    shown = (
        tag("li", both(c.get("name")), " ", figures.share_of(c.get("loss")), " ", _beside(context, c))
        for c in countries
    )
    return tag(
        "div",
        tag("p", tag("b", say("countries.caption"))),
        tag("ul", *shown, class_="inline"),
        class_="others",
    )


def _beside(context: Context, country: _Row) -> Markup:
    return tag("small", figures.ends(country.get("loss_per_day"), context.figures))
