"""All countries and regions of ISO 3166-1: names of CLDR, a point of Natural Earth, GDP, population."""

import csv
import math
import re
from pathlib import Path
from typing import Any

from babel import Locale
from babel.core import get_global
from natural_earth import Point, Topology, area, centre
from world_classes import HERE

COUNTRIES = 249  # officially assigned codes of ISO 3166-1
# codes that CLDR or ISO reserve but ISO 3166-1 does not assign; former codes are aliases of the present ones
_NOT_ASSIGNED = re.compile(r"A[AC]|C[PQ]|DG|E[AUZ]|FX|IC|TA|UN|Q[MNOPQRSTUVWXYZ]|X[A-Z]|ZZ")
_FORMER = {"BUR", "ZAR", "DDR", "FXX", "TMP", "YMD"}
Row = dict[str, Any]


def codes() -> list[tuple[str, str, list[str]]]:
    """(alpha-2, alpha-3, numeric codes now and before) of every assigned code, in the order of alpha-3.

    Raises:
        ValueError: CLDR no longer gives 249.
    """
    aliases = get_global("territory_aliases")
    numbers: dict[str, list[str]] = {}
    for code, now in aliases.items():
        if code.isdigit() and len(now) == 1:
            numbers.setdefault(now[0], []).append(code)
    found = [
        (now[0], code, numbers.get(now[0], []))
        for code, now in aliases.items()
        if re.fullmatch("[A-Z]{3}", code) and len(now) == 1 and code not in _FORMER
    ]
    named = Locale("en").territories
    kept = [entry for entry in found if entry[0] in named and not _NOT_ASSIGNED.fullmatch(entry[0])]
    if len(kept) != COUNTRIES:
        raise ValueError(f"expected {COUNTRIES} assigned codes, found {len(kept)}")
    return sorted(kept, key=lambda entry: entry[1])


def points(atlas: Path) -> dict[str, Point]:
    """A point on the largest piece of land of each numeric code, degrees, two decimals."""
    topology = Topology(atlas)
    found: dict[str, Point] = {}
    for shape in topology.objects["countries"]["geometries"]:
        if "id" in shape:
            outlines = [polygon[0] for polygon in topology.polygons(shape)]
            lon, lat = centre(max(outlines, key=_true_area))
            found.setdefault(shape["id"], (round(lon, 2), round(lat, 2)))
    return found


def _true_area(ring: list[Point]) -> float:
    middle = sum(lat for _, lat in ring) / len(ring)
    return abs(area(ring)) * math.cos(math.radians(middle))


def rows(atlas: Path) -> list[Row]:
    """Rows of the nodes table, one for each country or region."""
    named = {row["iso2"]: row for row in _read("world_names.csv")}
    placed = {row["iso3"]: (float(row["lon"]), float(row["lat"])) for row in _read("world_points.csv")}
    money = {row["iso3"]: row for row in _read("world_gdp.csv")}
    drawn = points(atlas)
    made = []
    for iso2, iso3, numbers in codes():
        code = iso3.lower()
        lon, lat = placed.get(code) or next(drawn[n] for n in numbers if n in drawn)
        gdp = money.get(code, {})
        made.append(
            {
                "id": f"country.{code}",
                "kind": "country",
                **_names(iso2, iso3, named.get(iso2)),
                "lon": lon,
                "lat": lat,
                "gdp": gdp.get("gdp", ""),
                "population": gdp.get("population", ""),
                "iso2": iso2,
                "source_id": gdp.get("source") or "source.we-cldr",
                "as_of": "2022" if gdp else "2025",
                "confidence": gdp.get("confidence") or "reported",
            }
        )
    return made


def _names(iso2: str, iso3: str, own: dict[str, str] | None) -> Row:
    english = str(Locale("en").territories[iso2])
    english = english.replace("&", "and").replace("St. ", "Saint ").replace("’", "'")
    japanese = str(Locale("ja").territories[iso2])
    if own:
        english, japanese = own["name_en"], own["name_ja"]
    aliases = "|".join(filter(None, (iso3, own["aliases"] if own else "")))
    return {"name_en": english, "name_ja": japanese, "aliases": aliases}


def _read(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
