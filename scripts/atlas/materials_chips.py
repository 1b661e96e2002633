"""Write the chips pack from its hand-written tables: ``python scripts/atlas/materials_chips.py OUT``.

OUT is the pack's ``tables`` folder. Only figures that anyone may cite are here; the dataset of CSET/ETO
is licensed for non-commercial use and none of its figures are.
"""

import sys
from pathlib import Path

from make_materials import write_sources
from materials_data import rows
from materials_names import REGIONS, SECTORS, country, place
from materials_rules import rounded, scaled
from materials_tables import STAMP, Row, Tables, joining, write_csv

JUDGEMENT = ("tensen-judgement-chips", "2026", "assumed")
WORLD = ("tensen-world-share-chips", "2026", "estimated")
LINKED = ["source", "target", "carrier", "weight", *STAMP]
REQUIRED = ["target", "carrier", "supply", "mode", "criticality", "replaceability", *STAMP]
MARKS = {"days": "d", "months": "m", "years": "y"}
Supplier = dict[str, str]
Stamp = tuple[str, str, str]


def node(s: Supplier) -> str:
    """Id of a supplier: by country, and by firm where one is named; radio vendors by firm alone."""
    kind = next(t["kind"] for t in rows("materials_chips_stages.csv") if t["stage"] == s["stage"])
    if s["stage"] == "radio-access":
        return f"{kind}.radio-access.{s['organisation']}"
    return ".".join(filter(None, (kind, s["stage"], s["iso3"], s["organisation"])))


def suppliers(stage: str) -> list[Supplier]:
    """Rows of a stage."""
    return [s for s in rows("materials_chips_suppliers.csv") if s["stage"] == stage]


def world(stage: str) -> dict[str, float]:
    """World shares by node."""
    return {node(s): float(s["share"]) for s in suppliers(stage)}


def japan(stage: str) -> dict[str, float]:
    """Japan's own shares where they are told apart, else the world's."""
    return {node(s): float(s["japan"] or s["share"]) for s in suppliers(stage) if s["japan"] != "0"}


def add_stage(tables: Tables, stage: dict[str, str]) -> None:
    """A carrier with its suppliers, where they lie and who holds them."""
    name = stage["stage"]
    carrier: Row = {"id": f"carrier.{name}", "family": stage["family"], "name_en": stage["name_en"]}
    carrier |= {"name_ja": stage["name_ja"], "unit": "share of need", "propagates_demand": False}
    tables.add("carriers", "", carrier, JUDGEMENT)
    firms = {o["organisation"]: o for o in rows("materials_chips_organisations.csv")}
    for s in suppliers(name):
        stamp = (s["source_id"], s["as_of"], s["confidence"])
        firm = firms.get(s["organisation"])
        where_en, where_ja = country(s["iso3"])
        label_en = f"{firm['name_en']}, {where_en}" if firm else where_en
        label_ja = f"{firm['name_ja']}・{where_ja}" if firm else where_ja
        cells: Row = {"id": node(s), "kind": stage["kind"], "stage": stage["family"]}
        cells["world_share"] = float(s["share"])
        cells |= {"name_en": f"{stage['name_en']}: {label_en}", "name_ja": f"{stage['name_ja']}：{label_ja}"}
        tables.add("nodes", "", cells, stamp)
        member(tables, node(s), place(s["iso3"]), "located_in", stamp)
        if firm:
            member(tables, node(s), f"organisation.{s['organisation']}", "controlled_by", stamp)


def member(tables: Tables, who: str, group: str, role: str, stamp: Stamp) -> None:
    """One membership."""
    tables.add("memberships", "", {"member": who, "group": group, "role": role}, stamp)


def add_firms(tables: Tables) -> None:
    """Organisations and their seats."""
    for o in rows("materials_chips_organisations.csv"):
        cells: Row = {"id": f"organisation.{o['organisation']}", "kind": "organisation"}
        cells |= {key: o[key] for key in ("name_en", "name_ja", "aliases")}
        tables.add("nodes", "organisations", cells, JUDGEMENT)
        member(tables, str(cells["id"]), f"country.{o['iso3']}", "located_in", JUDGEMENT)


def need(
    tables: Tables, part: str, target: str, stage: str, mix: dict[str, float], k: str, stamp: Stamp
) -> None:
    """A critical requirement in shares."""
    rho = next(t["rho"] for t in rows("materials_chips_stages.csv") if t["stage"] == stage)
    for source, weight in rounded(mix).items():
        edge: Row = {"source": source, "target": target, "carrier": f"carrier.{stage}", "weight": weight}
        tables.add("edges", part, edge, stamp)
    cells: Row = {"target": target, "carrier": f"carrier.{stage}", "supply": "shares", "mode": "critical"}
    cells |= {"criticality": k, "replaceability": f"assumption.rho.{rho}"}
    tables.add("requirements", part, cells, stamp)


def assumption(tables: Tables, part: str, cells: Row, row: dict[str, str], horizon: str, mark: str) -> None:
    """One assumption row for one horizon."""
    numbers: Row = {key: float(row[f"{mark}{key}"]) for key in ("low", "central", "high")}
    numbers |= {"horizon": horizon, "range": "range", "note": row["note"]}
    tables.add("assumptions", part, cells | numbers, JUDGEMENT)


def add_chain(tables: Tables) -> None:
    """What each stage needs of the stages before it; every maker draws on the world's suppliers."""
    names = {t["stage"]: t for t in rows("materials_chips_stages.csv")}
    for row in rows("materials_chips_needs.csv"):
        k = f"assumption.need.{row['stage']}.{row['input']}"
        maker, part = names[row["stage"]], names[row["input"]]
        cells: Row = {"id": k, "family": "chip-exposure", "unit": "share of output", "direction": "up"}
        cells |= {"name_en": f"Part of {maker['name_en']} that stops without {part['name_en']}"}
        cells |= {"name_ja": f"{part['name_ja']}がないと止まる{maker['name_ja']}の割合"}
        for horizon, mark in MARKS.items():
            assumption(tables, "needs", cells, row, horizon, f"{mark}_")
        for s in suppliers(row["stage"]):
            need(tables, "chain", node(s), row["input"], at_home(row["input"], s["iso3"]), k, WORLD)


def at_home(stage: str, country_code: str) -> dict[str, float]:
    """World shares; for packaging, plants in the maker's own country count three times (assumed)."""
    shares = world(stage)
    if stage != "chip-packaging":
        return shares
    home = {node(s) for s in suppliers(stage) if s["iso3"] == country_code}
    return scaled({n: v * (3 if n in home else 1) for n, v in shares.items()}, sum(shares.values()))


def add_users(tables: Tables) -> None:
    """Sectors of every region: Japan by what is known of its origins, the others by world shares."""
    names = {t["stage"]: t for t in rows("materials_chips_stages.csv")}
    for row in rows("materials_chips_exposures.csv"):
        stage, sector = names[row["stage"]], SECTORS[row["code"]]
        k = f"assumption.exposure.{row['stage']}.{row['code']}"
        cells: Row = {"id": k, "family": "chip-exposure", "unit": "share of output", "direction": "up"}
        cells |= {"name_en": f"Exposure of {sector[0]}: {stage['name_en']}"}
        cells |= {"name_ja": f"{sector[1]}の依存度：{stage['name_ja']}"}
        assumption(tables, "exposures", cells, row, "all", "")
        first = suppliers(row["stage"])[0]
        own = (first["source_id"], first["as_of"], "estimated")
        own = JUDGEMENT if first["source_id"] == JUDGEMENT[0] else own
        need(tables, "japan", f"sector.jpn.{row['code']}", row["stage"], japan(row["stage"]), k, own)
        mix = coarse(row["stage"])
        for region in REGIONS[1:]:
            need(tables, "world", f"sector.{region}.{row['code']}", row["stage"], mix, k, WORLD)


def coarse(stage: str, least: float = 0.05) -> dict[str, float]:
    """World shares without the smallest suppliers, whose part is spread over the others."""
    shares = world(stage)
    return scaled({n: s for n, s in shares.items() if s >= least}, sum(shares.values()))


def add_replaceability(tables: Tables) -> None:
    """One assumption of replaceability for each group of stages and horizon."""
    for row in (r for r in rows("materials_chips_rho.csv") if r["group"] != "mobile-service"):
        cells: Row = {
            "id": f"assumption.rho.{row['group']}",
            "family": "chip-replaceability",
            "direction": "down",
        }
        cells |= {"unit": "share of what is lost", "name_en": f"Replaceability of {row['name_en']}"}
        cells |= {"name_ja": f"代替可能性：{row['name_ja']}"}
        for horizon, mark in MARKS.items():
            assumption(tables, "replaceability", cells, row, horizon, f"{mark}_")


OPERATORS = "assumption.need.mobile-operators.radio-access"


def operator_need(tables: Tables) -> None:
    """How far mobile service rests on its radio vendors from day to day."""
    cells: Row = {"id": OPERATORS, "family": "chip-exposure", "unit": "share of service", "direction": "up"}
    cells |= {"name_en": "Part of mobile service that stops without radio access vendors"}
    cells |= {"name_ja": "無線アクセス装置の供給が止まった場合に失われる携帯通信サービスの割合"}
    row = next(r for r in rows("materials_chips_rho.csv") if r["group"] == "mobile-service")
    for horizon, mark in MARKS.items():
        assumption(tables, "needs", cells, row, horizon, f"{mark}_")


def links(out: Path) -> None:
    """Radio access of Japan's operators and materials of another pack: rows for the pack that joins them."""
    mark: Row = {"source_id": f"source.{JUDGEMENT[0]}", "as_of": "2026", "confidence": "assumed"}
    edges: list[Row] = []
    needs: list[Row] = []
    told = rows("materials_chips_operators.csv")
    for o in told:
        edge: Row = {"source": f"product.radio-access.{o['organisation']}", "carrier": "carrier.radio-access"}
        edge |= {"target": f"network_operator.{o['operator']}", "weight": float(o["share"])}
        edges.append(
            edge | {"source_id": "source.nikkei-5g-vendors-2019", "as_of": "2019", "confidence": "assumed"}
        )
    for operator in dict.fromkeys(o["operator"] for o in told):
        cells: Row = {"target": f"network_operator.{operator}", "carrier": "carrier.radio-access"}
        cells |= {"criticality": OPERATORS, "replaceability": "assumption.rho.radio-access"}
        needs.append(cells | {"supply": "shares", "mode": "critical"} | mark)
    for link in rows("materials_chips_links.csv"):
        edges += link_edges(link)
        cells = {"target": link["target"], "carrier": link["carrier"], "supply": "shares", "mode": "critical"}
        needs.append(cells | {"criticality": link["k"], "replaceability": link["rho"]} | mark)
    write_csv(joining(out) / "edges.chips.csv", LINKED, edges)
    write_csv(joining(out) / "requirements.chips.csv", REQUIRED, needs)


def link_edges(link: dict[str, str]) -> list[Row]:
    """Edges from materials of the other pack to a chip stage."""
    base: Row = {key: link[key] for key in ("target", "carrier", "as_of", "confidence")}
    base["source_id"] = f"source.{link['source_id']}"
    pairs = [pair.split(":") for pair in link["mix"].split("|")]
    return [base | {"source": source, "weight": float(weight)} for source, weight in pairs]


def main(out: Path) -> None:
    """Write every table of the pack."""
    tables = Tables()
    add_firms(tables)
    for stage in rows("materials_chips_stages.csv"):
        add_stage(tables, stage)
    add_chain(tables)
    add_users(tables)
    add_replaceability(tables)
    operator_need(tables)
    links(out)
    counts = tables.write(out) | {"sources.csv": write_sources("materials_chips_sources.csv", tables, out)}
    for name, count in counts.items():
        print(f"{count:6d}  {name}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
