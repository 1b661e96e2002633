"""Compile the materials pack from public figures: ``python scripts/atlas/make_materials.py SHARED OUT``.

SHARED is the folder that holds ``data/`` (TENSEN_SHARED); OUT is the pack's ``tables`` folder.
"""

import sys
from pathlib import Path

import materials_data as data
from materials_build import JUDGEMENT, Builder
from materials_products import LAW, LISTED, products
from materials_stages import read_material
from materials_tables import SOURCE_COLUMNS, STAMP, Row, Tables, joining, write_csv

HORIZONS = {"days": "d", "months": "m", "years": "y"}


def replaceability(tables: Tables) -> None:
    """One assumption of replaceability for each group and horizon."""
    for row in data.rows("materials_rho.csv"):
        for horizon, mark in HORIZONS.items():
            cells: Row = {
                "id": f"assumption.rho.{row['group']}",
                "family": "material-replaceability",
                "horizon": horizon,
            }
            cells |= {k: float(row[f"{mark}_{k}"]) for k in ("low", "central", "high")}
            cells |= {
                "unit": "share of what is lost",
                "direction": "down",
                "range": "range",
                "note": row["note"],
            }
            cells |= {
                "name_en": f"Replaceability of {row['name_en']}",
                "name_ja": f"代替可能性：{row['name_ja']}",
            }
            tables.add("assumptions", "replaceability", cells, JUDGEMENT)


def write_sources(name: str, tables: Tables, out: Path) -> int:
    """The sources that rows, scenarios and claims cite."""
    found = [dict(row) | {"id": f"source.{row['id']}"} for row in data.rows(name)]
    for row in found:
        row["derived_from"] = "|".join(f"source.{d}" for d in row["derived_from"].split("|") if d)
    unknown = tables.sources_used() - {str(row["id"]) for row in found}
    if unknown:
        raise ValueError(f"rows cite unknown sources: {sorted(unknown)}")
    write_csv(out / "sources.csv", SOURCE_COLUMNS, [dict(row) for row in found])
    return len(found)


def law_links(out: Path) -> None:
    """Memberships under the law, whose node another pack defines: rows for the pack that joins them."""
    rows: list[Row] = []
    for row in data.rows("materials_products.csv"):
        cells: Row = {"member": f"product.{row['product']}", "group": LAW, "role": "subject_to"}
        rows.append(
            cells | {"source_id": f"source.{LISTED[0]}", "as_of": row["since"], "confidence": LISTED[2]}
        )
    write_csv(joining(out) / "memberships.materials.csv", ["member", "group", "role", *STAMP], rows)


def main(shared: Path, out: Path) -> None:
    """Write every table of the pack."""
    tables = Tables()
    builder = Builder(shared, tables)
    exposures = data.rows("materials_exposures.csv")
    for row in data.rows("materials_catalogue.csv"):
        mat = read_material(row, shared)
        builder.materials[row["stuff"]] = mat
        builder.material(mat, [e for e in exposures if e["stuff"] == row["stuff"]])
    products(builder, exposures)
    replaceability(tables)
    counts = tables.write(out) | {"sources.csv": write_sources("materials_sources.csv", tables, out)}
    law_links(out)
    for name, count in counts.items():
        print(f"{count:6d}  {name}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
