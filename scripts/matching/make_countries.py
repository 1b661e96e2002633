"""Codes and names of all 249 countries and regions from CLDR, for src/tensen/matching/data/countries.csv.

Run with Babel (group ``atlas``): python scripts/matching/make_countries.py
"""

import csv
import re
from pathlib import Path

from babel import Locale
from babel.core import get_global

HERE = Path(__file__).parent
OUT = HERE.parents[1] / "src" / "tensen" / "matching" / "data" / "countries.csv"
ATLAS = HERE.parents[1] / "src/tensen/packs/atlas/world-economy/tables/nodes.countries.csv"
# CLDR also maps numeric codes that ended; these are today's
NUMERIC = {"DE": "276", "ET": "231", "FR": "250", "SD": "729", "YE": "887"}


def main() -> None:
    """Write the file."""
    with ATLAS.open(encoding="utf-8", newline="") as file:
        codes = {row["iso2"]: row["id"].removeprefix("country.") for row in csv.DictReader(file)}
    numbers: dict[str, str] = {}
    for code, now in get_global("territory_aliases").items():
        if re.fullmatch("[0-9]{3}", code) and len(now) == 1:
            numbers.setdefault(now[0], code)
    numbers |= NUMERIC
    english, japanese = Locale("en").territories, Locale("ja").territories
    with OUT.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["iso3", "iso2", "numeric", "name_en", "name_ja", "source_id"])
        for iso2, iso3 in sorted(codes.items(), key=lambda pair: pair[1]):
            row = [iso3.upper(), iso2, numbers[iso2], english[iso2], japanese[iso2]]
            writer.writerow([*row, "source.match-cldr"])


if __name__ == "__main__":
    main()
