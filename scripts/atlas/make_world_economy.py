"""Make the files of the world-economy pack from the OECD table, the expert survey and Natural Earth.

    python scripts/atlas/make_world_economy.py --icio icio2022_80x50.npz \
        --survey essentiality_616_sectors.csv --survey-matrix essentiality_616.npz \
        --countries countries-10m.json --out src/tensen/packs/atlas/world-economy

`countries-10m.json` is a file of the npm package world-atlas 2.0.2. Needs numpy, pandas, pyarrow and babel.
"""

import argparse
import csv
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import world_countries
import world_rows
from world_classes import HERE, Classes, read_classes
from world_flows import Full, Table, aggregate, purchases, read_icio
from world_survey import criticality, read_survey


def main() -> None:
    """Read the sources, write the pack's tables, say what was written."""
    asked = _arguments()
    classes = read_classes()
    full = read_icio(asked.icio)
    table = aggregate(full, classes)
    tables = asked.out / "tables"
    tables.mkdir(parents=True, exist_ok=True)
    (asked.out / "data").mkdir(exist_ok=True)

    _write_flows(table, asked.out / "data" / "flows.parquet")
    _write(asked.out / "data" / "replaceability.csv", world_rows.replaced_by(classes))
    _write_nodes(table, classes, asked.countries, tables)
    _write(tables / "memberships.csv", world_rows.memberships(classes, full.countries))
    _write(tables / "carriers.csv", world_rows.carriers(classes))
    _write_criticality(full, classes, asked, tables)
    _write(tables / "assumptions.replaceability.csv", world_rows.replaceabilities())
    with (HERE / "world_sources.csv").open(encoding="utf-8", newline="") as file:
        _write(tables / "sources.csv", csv.DictReader(file))
    _check(full, table)


def _write_nodes(table: Table, classes: Classes, atlas: Path, tables: Path) -> None:
    countries, regions = world_countries.rows(atlas), world_rows.regions(classes)
    gdp = {row["id"].split(".")[1]: float(row["gdp"]) for row in countries if row["gdp"]}
    value, factors = world_rows.capped_value(table, classes, gdp)
    places = {row["id"]: row for row in (*countries, *regions)}
    _write(tables / "nodes.countries.csv", countries)
    _write(tables / "nodes.regions.csv", regions)
    _write(tables / "nodes.sectors.csv", world_rows.sectors(table, classes, value, places))
    print("value scaled down to GDP:", {region: round(factor, 4) for region, factor in factors.items()})


def _write_criticality(full: Full, classes: Classes, asked: argparse.Namespace, tables: Path) -> None:
    survey = read_survey(asked.survey, asked.survey_matrix, classes)
    k = criticality(survey, purchases(full), full.sectors, classes)
    _write(tables / "assumptions.criticality.csv", world_rows.criticalities(k, classes))


def _write_flows(table: Table, path: Path) -> None:
    """One column, row after row of Z in the order of nodes.sectors.csv: half the size of a wide table."""
    frame = pd.DataFrame({"usd_mn": table.Z.astype(np.float32).ravel()})
    frame.to_parquet(path, compression="zstd", compression_level=19, index=False)
    print(f"{path.name}: {path.stat().st_size:,} bytes")


def _write(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    held = list(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(held[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(held)
    print(f"{path.name}: {len(held)} rows")


def _check(full: Full, table: Table) -> None:
    for name, whole, part in (("Z", full.table.Z, table.Z), ("output", full.table.output, table.output)):
        print(f"{name}: {whole.sum() / 1e6:.4f} of the full table, {part.sum() / 1e6:.4f} here, USD trillion")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name in ("icio", "survey", "survey-matrix", "countries", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    return parser.parse_args()


if __name__ == "__main__":
    main()
