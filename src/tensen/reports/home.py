"""The small map of the home country with the same places as a table."""

from collections.abc import Mapping, Sequence
from typing import Any

from tensen.reports import figures, home_map, tables
from tensen.reports.catalogue import both, label, say
from tensen.reports.context import Context
from tensen.reports.markup import EMPTY, Markup, anchor, join, tag
from tensen.reports.tables import Column

_Row = Mapping[str, Any]


def section(context: Context) -> Markup:
    """Map, legend, caption and table; nothing without places."""
    points = (context.brief.get("map") or {}).get("japan_points") or []
    drawn = home_map.draw(points)
    if not drawn:
        return EMPTY
    caption = tag(
        "figcaption", tag("b", say("home_map.title")), " ", say("home_map.note"), id="home-map-caption"
    )
    return tag("figure", drawn, home_map.legend(points), caption, _corridors(context, points), class_="home")


def _corridors(context: Context, points: Sequence[_Row]) -> Markup:
    """The same places as text: what each would cost, largest first."""
    valued = [p for p in points if (p.get("loss_per_day") or {}).get("high") is not None]
    valued.sort(key=lambda p: -p["loss_per_day"]["high"])
    if not valued:
        return EMPTY
    columns = [Column("col.place", "name"), Column("col.loss", "money")]
    rows = [
        (
            join(both(p.get("name")), tag("small", both(label("kind", p.get("kind")))), by=" "),
            figures.amount(p["loss_per_day"], context.figures, anchor("chokepoint", p.get("id"))),
        )
        for p in valued[:10]
    ]
    return tables.simple(say("home_map.caption"), columns, rows, "compact")
