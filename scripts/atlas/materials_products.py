"""The 16 specified critical materials of Japan's Economic Security Promotion Act."""

import materials_data as data
from materials_build import JUDGEMENT, Builder
from materials_names import place, supplier
from materials_rules import rounded
from materials_tables import Row, Tables

LAW = "law.economic-security-promotion-act"
LISTED = ("risktaisaku-2025", "2025-12-24", "reported")


def products(builder: Builder, exposures: list[dict[str, str]]) -> None:
    """Group nodes for all 16; suppliers and needs for those that no other carrier holds."""
    for row in data.rows("materials_products.csv"):
        group(builder.tables, row)
        if row["method_en"] == "own carrier":
            own_carrier(builder, row, [e for e in exposures if e["stuff"] == row["product"]])
    for row in data.rows("materials_product_needs.csv"):
        chain(builder, row)


def group(tables: Tables, row: dict[str, str]) -> None:
    """The designated good itself."""
    cells: Row = {"id": f"product.{row['product']}", "kind": "product", "name_en": row["name_en"]}
    cells |= {"name_ja": row["name_ja"], "stage": "designated good"}
    tables.add("nodes", "critical", cells | {"specified_critical": True}, LISTED)
    stuffs = row["carriers"].split("|") if row["product"] == "fertilisers" else []
    for member in sorted(key[1] for key in tables.seen if key[0] == "nodes"):
        if member.startswith(tuple(f"material.{stuff}." for stuff in stuffs)):
            part: Row = {"member": member, "group": cells["id"], "role": "part_of"}
            tables.add("memberships", "critical", part, LISTED)


def own_carrier(builder: Builder, row: dict[str, str], needs: list[dict[str, str]]) -> None:
    """Suppliers, carrier and needs of a good."""
    tables, name = builder.tables, row["product"]
    cells: Row = {"id": f"carrier.{name}", "family": row["family"], "name_en": row["name_en"]}
    cells["name_ja"] = row["name_ja"]
    tables.add("carriers", "critical", cells | {"unit": "share of need", "propagates_demand": False}, LISTED)
    found = [s for s in data.rows("materials_product_suppliers.csv") if s["product"] == name]
    mix = rounded({s["iso3"]: float(s["share"]) for s in found})
    for s in found:
        add_supplier(tables, row, s)
    for need in needs:
        target = f"sector.jpn.{need['code']}"
        k = builder.exposure(name, row["name_en"], row["name_ja"], need)
        for s in found:
            edge: Row = {"source": f"product.{name}.{s['iso3']}", "target": target}
            edge["carrier"] = f"carrier.{name}"
            stamp = (s["source_id"], s["as_of"], s["confidence"])
            tables.add("edges", "critical", edge | {"weight": mix[s["iso3"]]}, stamp)
        requirement: Row = {"target": target, "carrier": f"carrier.{name}", "supply": "shares"}
        requirement |= {
            "mode": "critical",
            "criticality": k,
            "replaceability": f"assumption.rho.{row['rho']}",
        }
        tables.add("requirements", "critical", requirement, JUDGEMENT)


def add_supplier(tables: Tables, row: dict[str, str], s: dict[str, str]) -> None:
    """A supplying country of a good."""
    en, ja = supplier(row["name_en"], row["name_ja"], s["iso3"])
    node = f"product.{row['product']}.{s['iso3']}"
    stamp = (s["source_id"], s["as_of"], s["confidence"])
    cells: Row = {"id": node, "kind": "product", "name_en": en, "name_ja": ja, "stage": "finished good"}
    tables.add("nodes", "critical", cells, stamp)
    lies: Row = {"member": node, "group": place(s["iso3"]), "role": "located_in"}
    tables.add("memberships", "critical", lies, stamp)
    part: Row = {"member": node, "group": f"product.{row['product']}", "role": "part_of"}
    tables.add("memberships", "critical", part, LISTED)


def chain(builder: Builder, row: dict[str, str]) -> None:
    """What the makers of a good need: Japan's by Japan's imports, China's by China's own output."""
    tables, name, stuff = builder.tables, row["product"], row["carrier"]
    k = f"assumption.need.{name}.{stuff}"
    cells: Row = {"id": k, "family": "material-exposure", "horizon": "all", "unit": "share of output"}
    cells |= {key: float(row[key]) for key in ("low", "central", "high")}
    cells |= {"direction": "up", "range": "range", "note": row["note"]}
    good = next(p for p in data.rows("materials_products.csv") if p["product"] == name)
    stage = builder.materials[stuff].final
    cells |= {"name_en": f"Part that needs it: {stage.en} in {good['name_en']}"}
    cells |= {"name_ja": f"{good['name_ja']}のうち{stage.ja}を要する割合"}
    tables.add("assumptions", "exposures", cells, JUDGEMENT)
    material = next(m for m in data.rows("materials_catalogue.csv") if m["stuff"] == stuff)
    for place_code in ("jpn", "chn"):
        if tables.has("nodes", f"product.{name}.{place_code}"):
            maker(builder, material, f"product.{name}.{place_code}", k)


def maker(builder: Builder, material: dict[str, str], target: str, k: str) -> None:
    """The needs of one maker."""
    mat = builder.materials[material["stuff"]]
    stage = mat.final
    rho = f"assumption.rho.{material['rho']}"
    if target.endswith(".jpn"):
        origins, stamp = builder.origins(mat, stage)
        mix = {c: v for c, (v, _) in origins.items()}
        builder.need(target, stage, mix, k, rho, stamp, "makers", None, mat.stock)
    else:
        builder.need(target, stage, {"chn": 1.0}, k, rho, JUDGEMENT, "makers")
