"""The materials pack: consistent in itself, and true to the public figures it is made of.

The first part reads only what the pack ships, the second the rules of the scripts; the third reads the
sources through TENSEN_SHARED.
"""

import csv
import os
import sys
import tomllib
from collections import defaultdict
from importlib import import_module, resources
from pathlib import Path
from types import ModuleType

import pytest

PACK = Path(str(resources.files("tensen.packs"))) / "atlas" / "materials"
SCRIPTS = Path(__file__).parents[2] / "scripts" / "atlas"
SHARED = Path(os.environ.get("TENSEN_SHARED", ""))
shared = pytest.mark.skipif(
    "TENSEN_SHARED" not in os.environ, reason="TENSEN_SHARED does not name the folder of shared data"
)
HORIZONS = ["days", "months", "years"]
Row = dict[str, str]


def read(table: str) -> list[Row]:
    """Rows of all parts of a table."""
    found: list[Row] = []
    for path in sorted((PACK / "tables").glob(f"{table}.*csv")):
        with path.open(encoding="utf-8", newline="") as handle:
            found += csv.DictReader(handle)
    return found


@pytest.fixture(scope="module")
def data() -> ModuleType:
    sys.path.insert(0, str(SCRIPTS))
    try:
        return import_module("materials_data")
    finally:
        sys.path.remove(str(SCRIPTS))


@pytest.fixture(scope="module")
def rules() -> ModuleType:
    sys.path.insert(0, str(SCRIPTS))
    try:
        return import_module("materials_rules")
    finally:
        sys.path.remove(str(SCRIPTS))


@pytest.fixture(scope="module")
def nodes() -> dict[str, Row]:
    return {row["id"]: row for row in read("nodes")}


def shares(nodes: dict[str, Row], stem: str) -> dict[str, float]:
    """World shares that the pack ships for a carrier, by country."""
    prefix = f"material.{stem}."
    return {
        name.removeprefix(prefix): float(row["world_share"])
        for name, row in nodes.items()
        if name.startswith(prefix) and row.get("world_share")
    }


# what the pack ships


def test_at_least_40_raw_materials_with_mining_and_refining_apart_where_they_differ() -> None:
    carriers = {row["id"] for row in read("carriers")}
    ores = {name.removesuffix("-ore") for name in carriers if name.endswith("-ore")}
    apart = {"rare-earths", "cobalt", "lithium", "nickel", "copper", "tungsten", "antimony", "titanium"}
    materials = {
        row["id"].split(".")[1].removesuffix("-ore") for row in read("nodes") if row["kind"] == "material"
    }
    assert len(materials) >= 70
    assert {f"carrier.{stuff}" for stuff in apart} <= ores


def test_the_sixteen_specified_critical_materials_and_their_law() -> None:
    groups = {row["id"] for row in read("nodes") if row.get("specified_critical") == "true"}
    joining = PACK.parent / "japan" / "tables" / "memberships.materials.csv"
    with joining.open(encoding="utf-8", newline="") as handle:
        links = list(csv.DictReader(handle))
    assert len(groups) == 16
    assert {row["member"] for row in links} == groups
    assert {(row["group"], row["role"]) for row in links} == {
        ("law.economic-security-promotion-act", "subject_to")
    }


def test_every_need_has_suppliers_and_every_edge_a_need() -> None:
    needs = {(row["target"], row["carrier"]) for row in read("requirements")}
    supplied = {(row["target"], row["carrier"]) for row in read("edges")}
    assert needs == supplied


def test_shares_of_a_need_never_exceed_one() -> None:
    total: dict[tuple[str, str], float] = defaultdict(float)
    for row in read("edges"):
        total[row["target"], row["carrier"]] += float(row["weight"])
    assert max(total.values()) <= 1 + 1e-6
    assert min(total.values()) >= 0.79  # what is missing goes to an explicit unknown supplier


def test_every_supplier_lies_somewhere_and_is_a_node(nodes: dict[str, Row]) -> None:
    lies = {row["member"] for row in read("memberships") if row["role"] == "located_in"}
    suppliers = {row["source"] for row in read("edges")}
    assert suppliers <= set(nodes)
    assert suppliers <= lies


def test_refineries_and_hubs_have_no_supply_without_their_own(nodes: dict[str, Row]) -> None:
    """A country that refines foreign ore, or sells on, must fall when the source falls."""
    fed = {row["target"] for row in read("requirements")}
    two_stages = {
        row["id"].removeprefix("carrier.").removesuffix("-ore")
        for row in read("carriers")
        if "-ore" in row["id"]
    }
    two_stages.discard("iron")  # iron ore is one stage
    for name, row in nodes.items():
        stuff = name.split(".")[1]
        if row["stage"] == "transit":
            assert name in fed, name
        if row["stage"] == "refined" and stuff in two_stages:
            assert name in fed, name


def test_transit_keeps_its_name(nodes: dict[str, Row]) -> None:
    assert nodes["material.palladium.hkg"]["stage"] == "transit"
    assert nodes["material.rare-earths.vnm"]["stage"] == "transit"
    feeds = {row["source"] for row in read("edges") if row["target"] == "material.cobalt.bel"}
    assert "material.cobalt-ore.cod" in feeds


def test_value_and_weight_stand_side_by_side_and_differ() -> None:
    rare = [
        row
        for row in read("edges")
        if row["target"] == "sector.jpn.c26" and row["carrier"] == "carrier.rare-earths"
    ]
    china = next(row for row in rare if row["source"] == "material.rare-earths.chn")
    assert float(china["share_by_weight"]) - float(china["weight"]) > 0.2
    assert sum(float(row["share_by_weight"]) for row in rare) == pytest.approx(1, abs=1e-3)


def test_replaceability_rises_with_the_horizon_and_exposures_say_why() -> None:
    found = read("assumptions")
    by_id: dict[str, dict[str, Row]] = defaultdict(dict)
    for row in found:
        assert float(row["low"]) <= float(row["central"]) <= float(row["high"])
        assert row["note"]
        by_id[row["id"]][row["horizon"]] = row
    for name, held in by_id.items():
        if name.startswith("assumption.rho."):
            for end in ("low", "central", "high"):
                levels = [float(held[h][end]) for h in HORIZONS]
                assert levels == sorted(levels), name


def test_assumptions_used_are_assumptions_declared() -> None:
    declared = {row["id"] for row in read("assumptions")}
    used = {row[c] for row in read("requirements") for c in ("criticality", "replaceability")}
    used = {cell for cell in used if cell.startswith("assumption.")}
    assert used == declared


def test_every_row_cites_a_source_that_exists() -> None:
    sources = {row["id"]: row for row in read("sources")}
    for table in ("nodes", "carriers", "edges", "requirements", "memberships", "assumptions"):
        assert {row["source_id"] for row in read(table)} <= set(sources)
    for row in sources.values():
        assert row["address"].startswith("http") or row["publisher"] == "Tensen"


def test_scenarios_cases_and_claims_cite_sources_that_exist() -> None:
    sources = {row["id"] for row in read("sources")}
    for path in [*PACK.glob("scenarios/*.toml"), *PACK.glob("cases/*.toml")]:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
        cited = set(said.get("scenario", {}).get("sources", [])) | {
            e["source_id"] for e in said.get("expect", [])
        }
        assert cited
        assert cited <= sources, path.name
    with (PACK / "claims.csv").open(encoding="utf-8", newline="") as handle:
        assert {row["source_id"] for row in csv.DictReader(handle)} <= sources


def test_the_pack_stays_small() -> None:
    assert sum(path.stat().st_size for path in PACK.rglob("*.*")) < 1_500_000
    assert len(read("edges")) < 15_000


# the rules of the scripts


def test_figures_as_the_usgs_prints_them(data: ModuleType) -> None:
    told = [data.quantity(text) for text in ("1,250", ">95", "W", "E", "NA", "—", "", "nan", "10-20", "<1")]
    assert told == [1250.0, 95.0, None, None, None, None, None, None, 15.0, 1.0]


def test_a_country_uses_its_own_mines_first(rules: ModuleType) -> None:
    ore, refined = {"a": 0.5, "b": 0.5}, {"a": 1.0}
    assert rules.feed("a", ore, refined) == {"a": 0.5, "b": 0.5}
    assert rules.feed("b", ore, {"a": 0.5, "b": 0.5}) == {"b": 1.0}
    assert sum(rules.feed("row", ore, refined).values()) == pytest.approx(1)


def test_small_producers_stand_together_and_nothing_is_lost(rules: ModuleType) -> None:
    world = {"a": 0.7, "b": 0.28} | {f"s{n}": 0.004 for n in range(5)}
    seen = rules.shown(world)
    assert set(seen) == {"a", "b", "row"}
    assert sum(seen.values()) == pytest.approx(1)
    assert sum(rules.rounded(seen).values()) == pytest.approx(1, abs=1e-12)


# against the sources


@shared
@pytest.mark.parametrize(
    ("material", "stem", "hhi"),
    [
        ("Gallium", "gallium", 0.974),
        ("Germanium", "germanium", 0.873),
        ("Niobium (Nb2O5)", "niobium", 0.858),
        ("Rhodium", "rhodium", 0.700),
        ("Bismuth", "bismuth", 0.676),
        ("Tungsten (W)", "tungsten-ore", 0.615),
        ("Graphite", "graphite", 0.586),
        ("Cobalt", "cobalt-ore", 0.571),
        ("Platinum", "platinum", 0.519),
        ("Rare Earths (REO)", "rare-earths-ore", 0.486),
    ],
)
def test_t11_concentration(
    data: ModuleType, nodes: dict[str, Row], material: str, stem: str, hhi: float
) -> None:
    full = data.wmd(SHARED, material)
    assert full.hhi == pytest.approx(hhi, abs=6e-4)
    shipped = shares(nodes, stem)
    shipped.pop("row", None)
    assert sum(share**2 for share in shipped.values()) == pytest.approx(full.hhi, abs=2e-3)
    for code, share in shipped.items():
        assert share == pytest.approx(full.by_country.get(code, 0.0), abs=2e-3), code


@shared
def test_no_leader_has_exactly_one_half(data: ModuleType) -> None:
    """'Total' rows read as countries would give every leader a share of one half."""
    for material in ("Gallium", "Cobalt", "Tungsten (W)"):
        assert abs(max(data.wmd(SHARED, material).by_country.values()) - 0.5) > 0.05


@shared
@pytest.mark.parametrize(
    ("year", "value", "weight"),
    [
        (2008, 87.5, 88.7),
        (2009, 64.4, 82.7),
        (2010, 79.6, 78.5),
        (2011, 79.1, 64.1),
        (2012, 61.8, 53.7),
        (2013, 40.4, 58.4),
        (2014, 40.3, 52.8),
    ],
)
def test_t12_rare_earths_from_china(data: ModuleType, year: int, value: float, weight: float) -> None:
    found = data.import_shares(data.baci(SHARED, ["280530", "284610", "284690"], year))["chn"]
    assert 100 * found[0] == pytest.approx(value, abs=0.06)
    assert 100 * found[1] == pytest.approx(weight, abs=0.06)


@shared
def test_imports_shipped_are_the_imports_of_2024(data: ModuleType) -> None:
    for carrier, target, codes in (
        ("rare-earths", "sector.jpn.c26", ["280530", "284610", "284690"]),
        ("niobium", "sector.jpn.c24_25", ["720293"]),
        ("nickel-ore", "sector.jpn.c24_25", ["260400"]),
    ):
        told = data.import_shares(data.baci(SHARED, codes))
        for row in read("edges"):
            code = row["source"].split(".")[-1]
            if (row["carrier"], row["target"]) == (f"carrier.{carrier}", target) and code != "row":
                assert float(row["weight"]) == pytest.approx(told[code][0], abs=2e-5)
                assert float(row["share_by_weight"]) == pytest.approx(told[code][1], abs=2e-5)


@shared
def test_refining_shares_are_those_of_the_eu_study(data: ModuleType, nodes: dict[str, Row]) -> None:
    for stem, spec in (("cobalt", "Cobalt/P"), ("rare-earths", "Neodymium/P"), ("lithium", "Lithium/P")):
        told = data.eu_crm(SHARED, spec).by_country["chn"]
        assert shares(nodes, stem)["chn"] == pytest.approx(told, abs=2e-3)


@shared
def test_a_source_that_lost_its_rows_is_an_error(data: ModuleType) -> None:
    with pytest.raises(data.SourceChangedError):
        data.wmd(SHARED, "Unobtainium")
    with pytest.raises(data.SourceChangedError):
        data.baci(SHARED, ["000000"])
    with pytest.raises(data.SourceChangedError):
        data.eu_crm(SHARED, "Unobtainium/P")
