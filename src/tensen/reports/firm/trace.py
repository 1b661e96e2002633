"""The part for the screen: for every figure of the two pages its rows, its way to the firm, its sources."""

from collections.abc import Iterable, Sequence

from tensen.reports import tables
from tensen.reports.catalogue import both, label, say
from tensen.reports.figures import unknown
from tensen.reports.firm import exposure, front
from tensen.reports.firm.closing import brief
from tensen.reports.firm.document import Firm, Row, centre, name, share
from tensen.reports.firm.document import ref as numbered
from tensen.reports.markup import EMPTY, Markup, anchor, join, tag
from tensen.reports.tables import Column


def section(firm: Firm) -> Markup:
    """Everything behind the figures, in parts that open."""
    parts = (
        ("findings", _findings(firm)),
        ("chokepoints", _chokepoints(firm)),
        ("scenarios", _scenarios(firm)),
        ("measures", _measures(firm)),
        ("exposure", _exposure(firm)),
        ("products", _products(firm)),
        ("list", _list(firm)),
        ("assumptions", _assumptions(firm)),
        ("sources", _sources(firm)),
    )
    shown = (
        join(tag("h3", say(f"firm.trace.{key}"), id=front.place(key)), made) for key, made in parts if made
    )
    lead = tag("p", say("firm.trace.lead"), class_="note")
    return tag("section", tag("h2", say("firm.trace")), lead, *shown, id="trace", class_="trace-part")


def _opened(kind: str, number: int, title: object, *inside: Markup) -> Markup:
    """One row's trace; `inside` is seen when it is opened or linked to."""
    head = tag("summary", tag("b", both(numbered(kind, number))), " ", both(title))
    return tag("details", head, tag("div", *inside, class_="inside"), id=anchor(kind, number))


def _way(row: Row) -> Markup:
    steps = row.get("path") or []
    if not steps:
        return EMPTY
    items = (tag("li", both(step)) for step in steps)
    return tag("div", tag("b", say("firm.path"), class_="small"), tag("ol", *items, class_="path"))


def _plain(key: str, columns: Sequence[Column], rows: Iterable[Sequence[object]]) -> Markup:
    made = list(rows)
    return tables.simple(say(key), columns, made, "behind") if made else EMPTY


def _findings(firm: Firm) -> Markup:
    items = [
        tag("li", both(row["why"]), " ", firm.reference(row.get("figure_ref")))
        if row.get("why")
        else tag("li", unknown())
        for row in firm.rows("findings")
    ]
    return tag("ol", *items, class_="whys") if items else EMPTY


def _rivals(row: Row) -> Markup:
    columns = [Column("firm.col.rival", "name"), Column("firm.col.value_share", "number")]
    lines = ((name(r), share(r.get("share_of_value"))) for r in row.get("rivals") or [])
    return _plain("firm.col.rivals", columns, lines)


def _rests(firm: Firm, row: Row) -> Markup:
    rows = row.get("rows")
    count = say("firm.rows", n=f"{rows:,}") if isinstance(rows, int) else None
    return tag("p", join(count, firm.cite(row.get("sources")), by=" "), class_="note")


def _chokepoints(firm: Firm) -> Markup:
    return join(
        *(
            _opened(
                "chokepoints",
                number,
                row.get("name"),
                tag("p", firm.loss(row.get("loss_per_day")), class_="figure-line"),
                _way(row),
                _rivals(row),
                _rests(firm, row),
            )
            for number, row in enumerate(firm.rows("chokepoints"), start=1)
        )
    )


def _scenarios(firm: Firm) -> Markup:
    return join(
        *(
            _opened(
                "scenarios",
                number,
                row.get("title"),
                tag("p", both(row.get("assumes"))),
                tag("p", firm.loss(row.get("loss_per_day")), class_="figure-line"),
                _way(row),
                _hit(row),
                _rivals(row),
                _rests(firm, row),
            )
            for number, row in enumerate(firm.rows("scenarios"), start=1)
        )
    )


def _hit(row: Row) -> Markup:
    columns = [Column("firm.col.hit_product", "name"), Column("firm.col.loss_share", "number")]
    lines = (
        (both(p.get("name")), share(p.get("loss_share", p.get("loss"))))
        for p in row.get("products_hit") or []
    )
    return _plain("firm.col.hit_product", columns, lines)


_TERMS = ("pays_if", "pays_basis", "caution")


def _measures(firm: Firm) -> Markup:
    return join(
        *(
            _opened(
                "measures",
                number,
                row.get("title"),
                tag("p", firm.loss(row.get("loss_avoided_per_day")), class_="figure-line"),
                tag("p", join(*(both(row[k]) for k in _TERMS if row.get(k)), by=" · ")),
                _by_scenario(firm, row),
            )
            for number, row in enumerate(firm.rows("measures"), start=1)
        )
    )


def _by_scenario(firm: Firm, row: Row) -> Markup:
    columns = [
        Column("firm.col.scenario", "name"),
        Column("firm.col.before", "number"),
        Column("firm.col.after", "number"),
    ]
    titles = {s.get("id"): s.get("title") for s in firm.rows("scenarios")}
    titles |= {c.get("key"): c.get("name") for c in firm.rows("chokepoints")}
    lines = (
        (
            both(titles.get(step.get("id")) or step.get("title") or str(step.get("id"))),
            firm.amount(centre(step.get("loss_before"))),
            firm.amount(centre(step.get("loss_after"))),
        )
        for step in row.get("by_scenario") or []
    )
    return _plain("firm.measures.caption", columns, lines)


def _exposure(firm: Firm) -> Markup:
    tiers = firm.rows("exposure", "tiers")
    countries = {r["country"]["id"]: r["country"] for tier in tiers for r in tier.get("by_country") or []}
    columns = [
        Column("firm.col.country", "name"),
        *(Column(_tier_key(tier), "number") for tier in tiers),
    ]
    lines = [(name(country), *(_of(firm, tier, key) for tier in tiers)) for key, country in countries.items()]
    return _plain("firm.trace.exposure", columns, lines)


def _tier_key(tier: Row) -> str:
    known = {"1", "2", "3", "all"}
    return f"firm.tier.{tier.get('tier')}" if str(tier.get("tier")) in known else "firm.col.tier"


def _of(firm: Firm, tier: Row, country: str) -> Markup:
    found = (r.get("share") for r in tier.get("by_country") or [] if r["country"]["id"] == country)
    return share(next(found, 0.0 if exposure.whole(firm, str(tier.get("tier"))) else None))


def _products(firm: Firm) -> Markup:
    rows = firm.rows("exposure", "by_product")
    return exposure.product_table(firm, rows) if len(rows) > exposure.PRODUCTS else EMPTY


def _list(firm: Firm) -> Markup:
    columns = [
        Column("firm.col.row", "number"),
        Column("firm.col.supplier", "name"),
        Column("firm.col.column"),
        Column("firm.col.cell"),
        Column("firm.col.reason"),
        Column("firm.col.suggestions"),
    ]
    rows = (
        (
            row.get("row"),
            row.get("supplier"),
            row.get("column"),
            row.get("value"),
            both(row.get("reason")),
            ", ".join(_suggested(s) for s in row.get("suggestions") or []),
        )
        for row in firm.rows("list", "unmatched")
    )
    made = _plain("firm.trace.list", columns, rows) or tag("p", say("firm.every_row"), class_="note")
    near = [tag("li", say("firm.near", names=_pair(pair))) for pair in firm.rows("list", "near_duplicates")]
    return join(made, tag("ul", *near, class_="note") if near else EMPTY)


def _suggested(suggestion: object) -> str:
    if isinstance(suggestion, dict):
        return str(suggestion.get("name") or suggestion.get("id"))
    return str(suggestion)


def _pair(pair: object) -> str:
    """Two names that nearly agree: a list of both, or an object with the names among its values."""
    values = pair.values() if isinstance(pair, dict) else pair
    return (
        " / ".join(str(v) for v in values if isinstance(v, str))
        if isinstance(values, Iterable)
        else str(pair)
    )


def _assumptions(firm: Firm) -> Markup:
    columns = [
        Column("firm.col.assumption", "name"),
        Column("horizon"),
        Column("firm.col.low", "number"),
        Column("firm.col.central", "number"),
        Column("firm.col.high", "number"),
        Column("firm.col.unit"),
        Column("firm.col.confidence"),
    ]
    lines = (
        (
            join(both(row.get("name")), firm.cite([row.get("source_id") or ""]), by=" "),
            both(label("horizon", row.get("horizon"))),
            *(_number(row.get(end)) for end in ("low", "central", "high")),
            row.get("unit") or "",
            both(label("confidence", row.get("confidence"))),
        )
        for row in firm.rows("assumptions")
    )
    return _plain("firm.trace.assumptions", columns, lines)


def _number(value: float | None) -> Markup:
    return unknown() if value is None else join(f"{value:g}".replace("-", "−"))


def _sources(firm: Firm) -> Markup:
    items = [_source(number, row) for number, row in enumerate(firm.rows("sources"), start=1)]
    return tag("ol", *items, class_="sources") if items else EMPTY


def _source(number: int, row: Row) -> Markup:
    address = str(row.get("address") or "")
    link = tag("a", address, href=address) if address.startswith(("https://", "http://")) else address or None
    where = tag("span", link, class_="address") if link else None
    return tag("li", brief(row), " ", where, id=anchor("source", number))
