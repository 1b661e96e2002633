"""The brief's map: dots and arcs, from who holds a chokepoint to the country that depends on it."""

from collections.abc import Sequence
from typing import Any, cast

import numpy as np

from tensen.analysis.places import Place
from tensen.model import Network

Rows = Sequence[dict[str, Any]]
HOME_KINDS = ("corridor", "landing_station", "data_centre", "power_area", "cloud_region", "exchange")


def map_of(network: Network, place: Place, chokepoints: Rows) -> dict[str, Any]:
    """Points and arcs for the foreign chokepoints, points at home for the domestic ones."""
    home = _spot(network, place.id)
    foreign = [row for row in chokepoints if row["foreign"] and _country(row)]
    by_country: dict[str, list[dict[str, Any]]] = {}
    for row in foreign:
        by_country.setdefault(_country(row), []).append(row)
    most = (
        max((rows[0]["loss_per_day"]["central"] or 0.0 for rows in by_country.values()), default=0.0) or 1.0
    )
    points, arcs = [_point(network, place.id, 1.0, False, None)], []
    for country, rows in by_country.items():
        spot, weight = _spot(network, country), (rows[0]["loss_per_day"]["central"] or 0.0) / most
        if spot is None or home is None or country == place.id:
            continue
        points.append(_point(network, country, weight, True, rows[0]["loss_per_day"]))
        arcs.append(
            {
                "source": spot,
                "target": home,
                "name": network.names[country],
                "carrier_name": _joined(
                    [row["name"] for row in rows[:3]], len(rows) - 3, network.names[country]
                ),
                "weight": weight,
                "loss_per_day": rows[0]["loss_per_day"],
            }
        )
    return {"points": points, "arcs": arcs, "japan_points": _at_home(network, chokepoints)}


def _at_home(network: Network, chokepoints: Rows) -> list[dict[str, Any]]:
    losses = {row["id"]: row["loss_per_day"] for row in chokepoints if not row["foreign"]}
    most = max((loss["central"] or 0.0 for loss in losses.values()), default=0.0) or 1.0
    points = []
    for kind in HOME_KINDS:
        for node in network.nodes["id"][network.nodes["kind"] == kind]:
            if _spot(network, node) is not None:
                loss = losses.get(node)
                size = (loss["central"] or 0.0) / most if loss else 0.0
                points.append(_point(network, node, size, False, loss))
    return points


def _country(row: dict[str, Any]) -> str:
    holder = row["holder"]
    return "" if holder is None else str(holder["country"] or "")


def _joined(names: list[dict[str, str]], more: int, country: dict[str, str]) -> dict[str, str]:
    """The carriers of a holder's chokepoints; the country's own name in front is left out."""
    short = {
        "en": ", ".join(n["en"].removeprefix(f"{country['en']}: ") for n in names),
        "ja": "・".join(n["ja"].removeprefix(f"{country['ja']}：") for n in names),
    }
    return short if more <= 0 else {lang: f"{words} +{more}" for lang, words in short.items()}


def _spot(network: Network, node: str) -> list[float] | None:
    row = network.nodes.iloc[network.position.get_loc(node)]
    spot = [float(cast(float, row[c])) for c in ("lon", "lat")]
    return None if np.isnan(spot).any() else spot


def _point(network: Network, node: str, size: float, foreign: bool, loss: Any) -> dict[str, Any]:
    lon, lat = _spot(network, node) or (None, None)
    return {
        "id": node,
        "name": network.names[node],
        "kind": network.kind_of[node],
        "lon": lon,
        "lat": lat,
        "size": size,
        "foreign": foreign,
        "loss_per_day": loss,
    }
