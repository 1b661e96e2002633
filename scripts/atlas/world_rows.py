"""Rows of the world-economy pack's tables, made from the aggregate and the declared words."""

import tomllib
from collections.abc import Iterator
from typing import Any

import numpy as np
from world_classes import HERE, Classes
from world_flows import Table
from world_survey import SPLIT, Criticality

Row = dict[str, Any]
DAYS = 365
MILLION = 1e6
ICIO = {"source_id": "source.we-oecd-icio", "as_of": "2022", "confidence": "estimated"}
OWN = {"source_id": "source.we-classes", "as_of": "2026", "confidence": "reported"}
HORIZONS = ("days", "months", "years")
_MINING = (
    "The survey rates mining as one industry; the rating is shared by what buyers spend on each part."
    " ／ 調査は鉱業を一つの産業として評価しているため、世界の購入額で按分した。"
)


def regions(classes: Classes) -> list[Row]:
    """The two groups of countries that the pack does not show apart."""
    return [
        {
            "id": f"region.{code}",
            "kind": "region",
            "name_en": words["en"],
            "name_ja": words["ja"],
            "lon": words.get("lon", ""),
            "lat": words.get("lat", ""),
            **OWN,
        }
        for code, words in classes.groups.items()
    ]


def capped_value(
    table: Table, classes: Classes, gdp: dict[str, float]
) -> tuple[np.ndarray, dict[str, float]]:
    """Value of each node in USD per day, and the factor of each region that had to come down to its GDP.

    The extract drops what a sector buys from the rest of the world, so output less inputs overstates value
    added; where it exceeds even GDP, all sectors of the region are scaled alike.
    """
    n = len(classes.codes)
    value = table.value * MILLION / DAYS
    factors = {}
    for number, region in enumerate(classes.regions):
        place = slice(number * n, (number + 1) * n)
        most = gdp.get(region, np.inf) / DAYS
        if value[place].sum() > most:
            # rounded cells must not lift the sum above the limit again
            factors[region] = most / value[place].sum() * (1 - 1e-9)
            value[place] *= factors[region]
    return value, factors


def sectors(table: Table, classes: Classes, value: np.ndarray, places: dict[str, Row]) -> list[Row]:
    """The 672 nodes of the economy; money in USD per day."""
    made = []
    for number, identifier in enumerate(classes.node_ids()):
        region, code = identifier.split(".")[1:]
        place = places[classes.region_id(region)]
        words = classes.sectors[code]
        made.append(
            {
                "id": identifier,
                "kind": "sector",
                "name_en": f"{place['name_en']}: {words['en']}",
                "name_ja": f"{place['name_ja']}：{words['ja']}",
                "lon": place["lon"],
                "lat": place["lat"],
                "value": f"{value[number]:.2f}",
                "currency": "USD",
                "price_year": 2022,
                "final_demand": f"{table.final[number] * MILLION / DAYS:.2f}",
                "partition": "economy",
                "industry": code,
                "gross_output": f"{table.output[number] * MILLION / DAYS:.2f}",
                **ICIO,
            }
        )
    return made


def memberships(classes: Classes, countries: tuple[str, ...]) -> Iterator[Row]:
    """Sectors lie in their region; countries of the table that are not apart belong to theirs."""
    for identifier in classes.node_ids():
        region = classes.region_id(identifier.split(".")[1])
        yield {"member": identifier, "group": region, "role": "located_in", **ICIO}
    for iso3 in countries:
        region = classes.region_of(iso3)
        if region in classes.groups:
            yield {"member": f"country.{iso3.lower()}", "group": f"region.{region}", "role": "part_of", **OWN}


def carriers(classes: Classes) -> list[Row]:
    """One carrier for the output of each sector."""
    return [
        {
            "id": f"carrier.{code}",
            "family": words["family"],
            "name_en": words["en"],
            "name_ja": words["ja"],
            "unit": "USD/day",
            "propagates_demand": "true",
            **OWN,
        }
        for code, words in classes.sectors.items()
    ]


def replaced_by(classes: Classes) -> list[Row]:
    """Which assumption of replaceability holds for each carrier."""
    return [
        {"carrier": f"carrier.{code}", "replaceability": f"assumption.rho.{words['type']}"}
        for code, words in classes.sectors.items()
    ]


def criticalities(k: Criticality, classes: Classes) -> Iterator[Row]:
    """One assumption for each input and buyer that the survey knows to be essential for part of the buyer."""
    for i, supply in enumerate(classes.codes):
        for j, buyer in enumerate(classes.codes):
            low, central, high = (round(float(m[i, j]), 4) for m in (k.low, k.central, k.high))
            if high <= 0:
                continue
            given, taker = classes.sectors[supply], classes.sectors[buyer]
            yield {
                "id": f"assumption.k.{supply}.{buyer}",
                "family": "input-criticality",
                "horizon": "all",
                "low": low,
                "central": central,
                "high": high,
                "unit": "share of output",
                "direction": "up",
                "range": "range",
                "name_en": f"How critical for {taker['en']}: {given['en']}",
                "name_ja": f"{taker['ja']}における{given['ja']}の必須度",
                "note": _MINING if supply in SPLIT else "",
                "source_id": "source.we-criticality",
                "as_of": "2020",
                "confidence": "estimated",
            }


def replaceabilities() -> Iterator[Row]:
    """The declared ranges, one row for each type and horizon."""
    declared = tomllib.loads((HERE / "world_rho.toml").read_text(encoding="utf-8"))["types"]
    for name, words in declared.items():
        for horizon in HORIZONS:
            low, central, high = words[horizon]
            yield {
                "id": f"assumption.rho.{name}",
                "family": "replaceability",
                "horizon": horizon,
                "low": low,
                "central": central,
                "high": high,
                "unit": "share of the lost input",
                "direction": "down",
                "range": "range",
                "name_en": words["en"],
                "name_ja": words["ja"],
                "note": f"{words['note']['en']} ／ {words['note']['ja']}",
                "source_id": "source.we-replaceability",
                "as_of": "2026",
                "confidence": words["confidence"][horizon],
            }
