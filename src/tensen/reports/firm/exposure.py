"""Where the money goes: by tier, by country as invoiced against looked through, on a map, and by product."""

from collections.abc import Sequence
from dataclasses import dataclass

from tensen.reports import scale, tables, world_map
from tensen.reports.catalogue import both, label, say, text
from tensen.reports.figures import unknown
from tensen.reports.firm import front, plots
from tensen.reports.firm.document import Firm, Row, centre, held, name, share
from tensen.reports.markup import EMPTY, Markup, join, tag
from tensen.reports.tables import Column

COUNTRIES, PRODUCTS, TIERS = 9, 5, 4
_MAP_WIDTH = 600.0


@dataclass(frozen=True, slots=True)
class Origin:
    """A country's share of the purchases: as invoiced, and looked through; None where it is not known."""

    country: Row
    face: float | None
    look: float | None

    @property
    def size(self) -> float:
        """The larger of both."""
        return max(self.face or 0.0, self.look or 0.0)


def origins(firm: Firm) -> list[Origin]:
    """Every country but the firm's own, largest first."""
    found: dict[str, Origin] = {}
    tiers = {str(tier.get("tier")): tier.get("by_country") or [] for tier in firm.rows("exposure", "tiers")}
    for row in [*tiers.get("1", []), *tiers.get("all", [])]:
        found.setdefault(
            row["country"]["id"],
            Origin(row["country"], _in(firm, tiers, "1", row), _in(firm, tiers, "all", row)),
        )
    for row in firm.rows("exposure", "hidden"):
        found[row["country"]["id"]] = Origin(
            row["country"], centre(row.get("face")), centre(row.get("look_through"))
        )
    abroad = [origin for key, origin in found.items() if key != _home(firm)]
    return sorted(abroad, key=lambda origin: -origin.size)


def _in(firm: Firm, tiers: dict[str, list[Row]], tier: str, row: Row) -> float | None:
    same = (r for r in tiers.get(tier, []) if r["country"]["id"] == row["country"]["id"])
    return next((centre(r.get("share")) for r in same), 0.0 if whole(firm, tier) else None)


def whole(firm: Firm, tier: str) -> bool:
    """Whether a tier lists all its countries, so that one it does not name has nothing."""
    found = [row for row in firm.rows("exposure", "tiers") if str(row.get("tier")) == tier]
    return bool(found) and not (found[0].get("other_share") or 0.0)


def _home(firm: Firm) -> str:
    return str((firm.part("firm").get("country") or {}).get("id"))


def section(firm: Firm) -> Markup:
    """Bars on the left, the map on the right."""
    head = front.heading("firm.money", "firm.idea.know")
    if not firm.rows("exposure", "tiers") and not firm.rows("exposure", "hidden"):
        return tag("section", head, tag("p", say("firm.nothing"), class_="note"))
    shown = origins(firm)[:COUNTRIES]
    left = tag("div", _pairs(shown), class_="bars-side")
    right = tag("div", _map(firm, shown), _tiers(firm))
    return tag("section", head, tag("div", left, right, class_="money"))


def _tiers(firm: Firm) -> Markup:
    rows = firm.rows("exposure", "tiers")[:TIERS]
    columns = [
        Column("firm.col.tier", "name"),
        Column("firm.col.shares", "bars"),
        Column("firm.col.home", "number", plots.swatch("bar-home")),
        Column("firm.col.abroad", "number", plots.swatch("bar-look")),
        Column("firm.col.unknown", "number", plots.swatch("bar-open")),
    ]
    return tables.simple(say("firm.tiers.caption"), columns, (_tier(firm, row) for row in rows), "tiers")


def _tier(firm: Firm, row: Row) -> list[object]:
    tier, missing = row.get("tier"), row.get("unknown_share")
    title = unknown() if tier is None else both(label("firm.tier", tier))
    own = [centre(r.get("share")) for r in row.get("by_country") or [] if r["country"]["id"] == _home(firm)]
    home = own[0] if own else 0.0
    if home is None:
        return [title, EMPTY, unknown(), unknown(), share(missing)]
    abroad = max(0.0, 1.0 - home - (missing or 0.0))
    drawn = plots.stacked([("bar-home", home), ("bar-look", abroad), ("bar-open", missing or 0.0)])
    return [title, drawn, share(home), share(abroad), share(missing)]


def _pairs(shown: Sequence[Origin]) -> Markup:
    if not shown:
        return EMPTY
    across = scale.linear(max(origin.size for origin in shown))
    columns = [
        Column("firm.col.country", "name"),
        Column("firm.col.pair", "bars", plots.axis(across, plots.percent_words)),
        Column("firm.col.face", "number"),
        Column("firm.col.look", "number strong"),
    ]
    lines = (
        (held(1, name(o.country)), plots.pair(across, o.face, o.look), share(o.face), share(o.look))
        for o in shown
    )
    legend = plots.legend(("bar-face", say("firm.legend.face")), ("bar-look", say("firm.legend.look")))
    return join(tables.simple(say("firm.pairs.caption"), columns, lines, "pairs"), legend)


def _map(firm: Firm, shown: Sequence[Origin]) -> Markup:
    places = firm.part("places")
    home = places.get(_home(firm))
    on = [origin for origin in shown if places.get(origin.country["id"])]
    if not on or not home:
        return EMPTY
    heaviest = max(origin.size for origin in on) or 1.0
    points = [
        {"lon": lon, "lat": lat, "name": o.country["name"], "size": 0.7 * o.size / heaviest}
        for o in on
        for lon, lat in [places[o.country["id"]]]
    ]
    own = {"lon": home[0], "lat": home[1], "name": firm.part("firm")["country"]["name"], "foreign": False}
    arcs = [
        {
            "source": places[o.country["id"]],
            "target": home,
            "weight": 0.6 * o.size / heaviest,
            "carrier_name": _moved(o),
        }
        for o in on
    ]
    drawing = world_map.draw({"points": [*points, own], "arcs": arcs}, _MAP_WIDTH)
    return tag("figure", drawing, tag("figcaption", say("firm.map")), class_="origin-map")


def _moved(origin: Origin) -> dict[str, str]:
    return text("firm.map.moved", face=front.percent(origin.face), look=front.percent(origin.look))


def products(firm: Firm) -> Markup:
    """The products with the least room: necessary ones first, then by months to switch beyond the stock."""
    rows = sorted(firm.rows("exposure", "by_product"), key=_room)[:PRODUCTS]
    made = product_table(firm, rows) if rows else tag("p", say("firm.nothing"), class_="note")
    return tag("section", front.heading("firm.products"), made)


def _room(row: Row) -> tuple[bool, float, float]:
    gap = 30.4 * (row.get("months_to_switch") or 0.0) - (row.get("stock_days") or 0.0)
    return (not row.get("critical"), -gap, -(row.get("spend_per_year") or 0.0))


def product_table(firm: Firm, rows: Sequence[Row]) -> Markup:
    """Products with what is bought, from where, from how many, and how long one can do without."""
    columns = [
        Column("firm.col.product", "name"),
        Column("firm.col.top", "top"),
        Column("firm.col.spend", "number"),
        Column("firm.col.suppliers", "number"),
        Column("firm.col.stock", "number"),
        Column("firm.col.switch", "number"),
    ]
    return tables.simple(
        say("firm.products.caption"), columns, (_product(firm, row) for row in rows), "products cards"
    )


def _product(firm: Firm, row: Row) -> list[object]:
    top = row.get("top_country") or {}
    needed = join(" ", tag("small", say("firm.critical"), class_="needed")) if row.get("critical") else EMPTY
    return [
        held(1, tag("b", both(firm.product(row))), needed),
        held(1, name(top), " ", share(top.get("share"))),
        firm.amount(row.get("spend_per_year")),
        _given(row.get("suppliers")),
        _given(row.get("stock_days")),
        _given(row.get("months_to_switch")),
    ]


def _given(value: float | None) -> Markup:
    return tag("span", say("firm.not_given"), class_="unknown") if value is None else join(f"{value:,.0f}")
