"""The chips pack: consistent in itself, and free of figures that may not be shipped."""

import csv
import os
import tomllib
from collections import defaultdict
from importlib import resources
from pathlib import Path

import pytest

PACK = Path(str(resources.files("tensen.packs"))) / "atlas" / "chips"
JOINING = PACK.parent / "japan" / "tables"
SHARED = Path(os.environ.get("TENSEN_SHARED", ""))
shared = pytest.mark.skipif(
    "TENSEN_SHARED" not in os.environ, reason="TENSEN_SHARED does not name the folder of shared data"
)
Row = dict[str, str]


def rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def read(table: str) -> list[Row]:
    """Rows of all parts of a table."""
    return [row for path in sorted((PACK / "tables").glob(f"{table}.*csv")) for row in rows(path)]


def test_the_stages_of_the_chain_are_there() -> None:
    carriers = {row["id"].removeprefix("carrier.") for row in read("carriers")}
    wanted = (
        "eda euv-lithography duv-lithography coater-developers silicon-wafers photoresists hydrogen-fluoride "
    )
    wanted += (
        "mask-blanks build-up-film chip-packaging dram nand leading-edge-logic mature-logic power-analog "
    )
    assert carriers == set(f"{wanted} image-sensors radio-access".split())


def test_market_shares_do_not_exceed_the_market() -> None:
    total: dict[str, float] = defaultdict(float)
    for row in read("nodes"):
        if row["world_share" if "world_share" in row else "kind"] and row["kind"] in (
            "product",
            "technology",
        ):
            total[row["id"].split(".")[1]] += float(row["world_share"])
    assert max(total.values()) <= 1 + 1e-9
    assert min(total.values()) >= 0.7


def test_every_need_has_suppliers_and_shares_stay_within_one() -> None:
    total: dict[tuple[str, str], float] = defaultdict(float)
    for row in read("edges"):
        total[row["target"], row["carrier"]] += float(row["weight"])
    assert {(row["target"], row["carrier"]) for row in read("requirements")} == set(total)
    assert max(total.values()) <= 1 + 1e-6


def test_firms_hold_what_they_make_and_have_a_seat() -> None:
    members = read("memberships")
    held = {row["group"] for row in members if row["role"] == "controlled_by"}
    seats = {row["member"] for row in members if row["role"] == "located_in"}
    assert held == {row["id"] for row in read("nodes") if row["kind"] == "organisation"}
    assert held <= seats


def test_the_leading_edge_needs_the_whole_chain() -> None:
    maker = "product.leading-edge-logic.twn.tsmc"
    needs = {
        row["carrier"].removeprefix("carrier.") for row in read("requirements") if row["target"] == maker
    }
    assert needs == {
        *("eda", "euv-lithography", "duv-lithography", "coater-developers", "silicon-wafers"),
        *("photoresists", "hydrogen-fluoride", "mask-blanks", "chip-packaging"),
    }


def test_needs_of_equipment_grow_with_the_horizon() -> None:
    by_id: dict[str, dict[str, Row]] = defaultdict(dict)
    for row in read("assumptions"):
        by_id[row["id"]][row["horizon"]] = row
        assert float(row["low"]) <= float(row["central"]) <= float(row["high"])
        assert row["note"]
    euv = by_id["assumption.need.leading-edge-logic.euv-lithography"]
    assert [float(euv[h]["central"]) for h in ("days", "months", "years")] == [0.01, 0.08, 0.6]
    used = {row[c] for row in read("requirements") for c in ("criticality", "replaceability")}
    linked = {
        row[c] for row in rows(JOINING / "requirements.chips.csv") for c in ("criticality", "replaceability")
    }
    assert used <= set(by_id)
    assert set(by_id) <= used | linked


def test_links_go_to_nodes_of_other_packs_and_come_from_named_suppliers() -> None:
    own = {row["id"] for row in read("nodes")}
    for row in rows(JOINING / "edges.chips.csv"):
        assert (row["source"] in own) != (row["target"] in own)
    operators = {
        row["target"] for row in rows(JOINING / "edges.chips.csv") if row["carrier"] == "carrier.radio-access"
    }
    names = ("ntt-docomo", "kddi", "softbank", "rakuten-mobile")
    assert operators == {f"network_operator.{name}" for name in names}


def test_every_row_scenario_case_and_claim_cites_a_source_that_exists() -> None:
    sources = {row["id"]: row for row in read("sources")}
    for table in ("nodes", "carriers", "edges", "requirements", "memberships", "assumptions"):
        assert {row["source_id"] for row in read(table)} <= set(sources)
    for path in [*PACK.glob("scenarios/*.toml"), *PACK.glob("cases/*.toml")]:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
        cited = set(said.get("scenario", {}).get("sources", [])) | {
            e["source_id"] for e in said.get("expect", [])
        }
        assert cited <= set(sources), path.name
    assert {row["source_id"] for row in rows(PACK / "claims.csv")} <= set(sources)


def test_assumed_rows_say_so_and_no_source_is_the_non_commercial_data_set() -> None:
    for row in read("nodes"):
        if row["source_id"] == "source.tensen-judgement-chips":
            assert row["confidence"] == "assumed"
    for row in read("sources"):
        assert "eto.tech" not in row["address"]
        assert "cset" not in row["publisher"].casefold()


def test_the_pack_stays_small() -> None:
    assert sum(path.stat().st_size for path in PACK.rglob("*.*")) < 1_000_000
    assert len(read("edges")) < 6_000


@shared
@pytest.mark.parametrize(
    ("stage", "told", "leader"),
    [
        ("euv-lithography", "EUV lithography tools", "NLD"),
        ("duv-lithography", "ArF immersion (DUV) lithography tools", "NLD"),
        ("eda", "Electronic design automation software", "USA"),
        ("coater-developers", "Resist processing tools", "JPN"),
        ("silicon-wafers", "Wafer", "JPN"),
    ],
)
def test_leaders_agree_with_a_data_set_that_is_not_shipped(stage: str, told: str, leader: str) -> None:
    """A sanity check only: the leading country of a stage, by our rows and by the ETO data set."""
    folder = SHARED / "data/trade/chips_eto/data"
    countries = {
        r["provider_name"] for r in rows(folder / "providers.csv") if r["provider_type"] == "country"
    }
    found = [r for r in rows(folder / "provision.csv") if r["provided_name"] == told and r["share_provided"]]
    theirs = max(
        (r for r in found if r["provider_name"] in countries), key=lambda r: float(r["share_provided"])
    )
    ours: dict[str, float] = defaultdict(float)
    for row in read("nodes"):
        if row["id"].split(".")[1] == stage:
            ours[row["id"].split(".")[2].upper()] += float(row["world_share"])
    assert theirs["provider_name"] == leader == max(ours, key=lambda code: ours[code])
