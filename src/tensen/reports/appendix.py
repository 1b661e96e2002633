"""The last chapters: claims held against their source, what is unknown, sources, how it was made, notices."""

from collections.abc import Mapping
from typing import Any

from tensen.reports import figures, tables
from tensen.reports.catalogue import both, label, say
from tensen.reports.context import Context
from tensen.reports.markup import EMPTY, Markup, anchor, join, tag
from tensen.reports.tables import Column

_Row = Mapping[str, Any]


def claims(context: Context) -> Markup:
    """Figures in circulation, held against what their source says."""
    rows = context.rows("claims")
    if not rows:
        return tag("p", say("none"), class_="note")
    columns = [
        Column("col.claim", "name"),
        Column("col.figure"),
        Column("col.says"),
        Column("col.verdict", "verdict"),
    ]
    lines = [
        (
            both(row.get("claim")),
            both(row.get("figure")),
            join(both(row.get("source_says")), context.cite([row.get("source_id") or ""]), by=" "),
            tag(
                "b", both(label("verdict", row.get("verdict"))), class_=anchor("verdict", row.get("verdict"))
            ),
        )
        for row in rows
    ]
    return join(
        tag("p", say("claims.lead"), class_="lead"),
        tables.simple(say("claims.caption"), columns, lines, "claims cards"),
    )


def unknown(context: Context) -> Markup:
    """What is not known, the fact that would narrow the answer most first, and what the atlas covers."""
    rows = context.rows("unknown")
    items = [_gap(context, i, row) for i, row in enumerate(rows)]
    known = tag("ol", *items, class_="gaps") if items else tag("p", say("none"), class_="note")
    covered = [
        tag("li", tag("b", both(c.get("title"))), " ", both(c.get("text"))) for c in context.rows("coverage")
    ]
    coverage = (
        join(tag("h3", say("coverage.title")), tag("ul", *covered, class_="coverage")) if covered else EMPTY
    )
    return join(tag("p", say("unknown.lead"), class_="lead"), known, coverage)


def _gap(context: Context, position: int, row: _Row) -> Markup:
    first = tag("span", say("unknown.first"), class_="flag") if position == 0 else None
    width = join(say("unknown.width"), " ", figures.plain_amount(row.get("width"), context.figures))
    return tag("li", first, tag("span", both(row.get("text"))), " ", tag("span", width, class_="width"))


def sources(context: Context) -> Markup:
    """Every source with its licence, date and address; only web addresses become links."""
    items = [_source(row) for row in context.rows("sources")]
    return tag("ol", *items, class_="sources") if items else tag("p", say("none"), class_="note")


def _source(row: _Row) -> Markup:
    facts = [both(row[key]) for key in ("publisher", "date", "licence", "method") if row.get(key)]
    if row.get("derived_from"):
        facts.append(join(say("source.derived"), " ", row["derived_from"]))
    if row.get("rows") is not None:
        facts.append(say("source.rows", n=f"{row['rows']:,}"))
    place = tag("span", _address(str(row.get("address") or "")), class_="address")
    title = tag("b", both(row.get("title")))
    return tag("li", join(title, join(*facts, by=" · "), place, by=" "), id=anchor("source", row.get("id")))


def _address(address: str) -> Markup:
    if not address.startswith(("https://", "http://")):
        return join(address)
    return tag("a", address, href=address, rel="noopener noreferrer external")


def notices(context: Context) -> Markup:
    """Attribution lines, and how this brief was made."""
    lines = [tag("li", both(line)) for line in context.rows("notices")]
    network, conditions = context.brief.get("network") or {}, context.brief.get("conditions") or {}
    made: list[tuple[str, object]] = [
        ("made.network", join(network.get("id") or "", " ", network.get("version") or "")),
        ("made.snapshot", tag("code", network.get("snapshot") or "")),
        (
            "made.size",
            say("made.counts", **{k: _many(network.get(k)) for k in ("nodes", "edges", "requirements")}),
        ),
        ("made.demand", both(label("demand", conditions.get("demand")))),
        ("made.tolerance", conditions.get("tolerance")),
        ("made.draws", join(conditions.get("draws"), " / ", conditions.get("seed"))),
        ("made.money", _money(context)),
    ]
    note = tag("p", both(conditions["note"]), class_="note") if conditions.get("note") else EMPTY
    return join(tables.facts(made), note, tag("ul", *lines, class_="notices") if lines else EMPTY)


def _many(value: float | None) -> str | None:
    return None if value is None else f"{value:,}"


def _money(context: Context) -> Markup:
    money = context.brief.get("money") or {}
    rate = money.get("jpy_per_usd")
    words = say(
        "made.rate",
        currency=money.get("currency"),
        year=money.get("price_year"),
        rate=rate,
    )
    return join(words, context.cite([money.get("source_id") or ""]), by=" ")
