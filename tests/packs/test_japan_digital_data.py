"""The japan-digital pack: whole lists, weights that add up, figures computed again, golden counts.

Most tests read only what the pack ships. Those that need the shared data say so and have a small twin.
"""

import csv
import ipaddress
import json
import os
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable
from importlib import resources
from pathlib import Path

import pandas as pd
import pytest

from tensen.analysis.compiled import Frame, compile_network, frame_of
from tensen.analysis.hits import hit_of
from tensen.analysis.scenario import Scenario, Shock, selector
from tensen.analysis.solve import Solved, solve
from tensen.model import About, NetworkBuilder
from tensen.packs.scenarios import changes_of, read_scenario

PACK = Path(str(resources.files("tensen.packs"))) / "atlas" / "japan-digital"
SHARED = os.environ.get("TENSEN_SHARED")
shared = pytest.mark.skipif(not SHARED, reason="TENSEN_SHARED does not name the folder of shared data")
Row = dict[str, str]
HORIZONS = ("days", "months", "years")
TABLES = ("nodes", "carriers", "edges", "requirements", "memberships", "assumptions", "sources")
SCENARIOS = {"cloud-down", "region-down", "digital-sanctions", "boso", "boso-shima", "tokyo-dc", "tie-50-60"}
SCENARIOS |= {"mobile-outage", "zone-down", "government-centre"}
STAMP = {"source_id": "source.jd-judgement", "as_of": "2026", "confidence": "assumed"}
OUTSIDE = ("sector.jpn.", "country.", "region.")  # what the pack world-economy brings

# Reuters, 2012-11-01: MWh sold in October 2012 by the utility of each area; Okinawa is an assumption
SOLD = {
    "hokkaido": 2675272,
    "tohoku": 6422742,
    "tokyo": 22989698,
    "chubu": 10720892,
    "hokuriku": 2308001,
    "kansai": 11896069,
    "chugoku": 4878830,
    "shikoku": 2276546,
    "kyushu": 6743795,
    "okinawa": 620000,
}
NATIONWIDE_PEAK_MW = 164820  # OCCTO, fiscal 2018


def rows(table: str) -> list[Row]:
    found: list[Row] = []
    for path in sorted((PACK / "tables").glob("*.csv")):
        if path.name.split(".")[0] == table:
            with path.open(encoding="utf-8", newline="") as file:
                found += list(csv.DictReader(file))
    return found


def kind(name: str) -> list[Row]:
    return [row for row in rows("nodes") if row["kind"] == name]


def members(group: str) -> set[str]:
    return {row["member"] for row in rows("memberships") if row["group"] == group}


# ---------------------------------------------------------------- whole lists


def test_fifteen_critical_infrastructure_sectors_as_the_action_plan_writes_them() -> None:
    named = {row["name_ja"] for row in kind("essential_service") if row["ci_action_plan"] == "true"}
    assert named == {
        "情報通信",
        "金融",
        "航空",
        "空港",
        "鉄道",
        "電力",
        "ガス",
        "政府・行政サービス（地方公共団体を含む）",
        "医療",
        "水道",
        "物流",
        "化学",
        "クレジット",
        "石油",
        "港湾",
    }


def test_fifteen_sectors_of_the_economic_security_promotion_act() -> None:
    flagged = {row["id"] for row in kind("essential_service") if row["espa_sector"] == "true"}
    assert flagged == members("law.economic-security-promotion-act")
    local = {name.removeprefix("essential_service.") for name in flagged}
    assert local == {
        "electricity",
        "gas",
        "petroleum",
        "water",
        "rail",
        "trucking",
        "ocean-freight",
        "ports",
        "aviation",
        "airports",
        "ict",
        "broadcasting",
        "postal",
        "finance",
        "credit",
    }


def test_ten_areas_and_ten_tie_lines_between_them() -> None:
    areas = {row["id"].removeprefix("power_area.") for row in kind("power_area")}
    assert areas == set(SOLD)
    ties = {row["id"].removeprefix("tie_line."): row["capacity_mw"] for row in kind("tie_line")}
    assert len(ties) == 10
    assert ties["tokyo-chubu"] == "2100"
    assert all(set(name.split("-")) <= areas for name in ties)


def test_the_ten_scenarios_read() -> None:
    found = {path.stem: read_scenario(path) for path in (PACK / "scenarios").glob("*.toml")}
    assert set(found) == SCENARIOS
    known = {row["id"] for row in rows("sources")}
    assert all(set(s.sources) <= known and s.sources for s in found.values())


def test_claims_say_a_verdict_and_a_source() -> None:
    with (PACK / "claims.csv").open(encoding="utf-8", newline="") as file:
        claims = list(csv.DictReader(file))
    known = {row["id"] for row in rows("sources")}
    assert claims[0]["id"] == "claim.lloyds-19bn"
    assert len(claims) >= 5
    assert {c["verdict"] for c in claims} <= {"holds", "misread", "unsupported"}
    assert {c["source_id"] for c in claims} <= known
    assert all(c["source_says_en"] and c["source_says_ja"] for c in claims)


# ---------------------------------------------------------------- tables that belong together


def test_every_row_has_a_known_source() -> None:
    known = {row["id"] for row in rows("sources")}
    for table in TABLES[:-1]:
        assert {row["source_id"] for row in rows(table)} <= known, table
        assert all(row["as_of"] and row["confidence"] for row in rows(table)), table


def test_every_source_is_used() -> None:
    named = {row["source_id"] for table in TABLES[:-1] for row in rows(table)}
    named |= {part for row in rows("sources") for part in row["derived_from"].split("|")}
    files = [PACK / "claims.csv", *(PACK / "scenarios").glob("*.toml"), *(PACK / "cases").glob("*.toml")]
    files += [path for folder in ("dependence", "recovery", "hazards") for path in (PACK / folder).iterdir()]
    text = "\n".join(path.read_text(encoding="utf-8") for path in files)
    assert [row["id"] for row in rows("sources") if row["id"] not in named and row["id"] not in text] == []


def test_ids_are_unique_and_ends_are_known() -> None:
    ids = Counter(row["id"] for row in rows("nodes"))
    assert [name for name, count in ids.items() if count > 1] == []
    ends = {row[end] for row in rows("edges") for end in ("source", "target")}
    ends |= {row[end] for row in rows("memberships") for end in ("member", "group")}
    assert sorted(name for name in ends if name not in ids and not name.startswith(OUTSIDE)) == []


def _value(cell: str, horizon: str, end: str, table: dict[tuple[str, str], Row]) -> float:
    if not cell.startswith("assumption."):
        return float(cell or 0)
    row = table.get((cell, horizon)) or table[(cell, "all")]
    return float(row[end])


@pytest.mark.parametrize("horizon", HORIZONS)
@pytest.mark.parametrize("end", ["low", "central", "high"])
def test_supply_adds_up_at_every_end_of_the_assumptions(horizon: str, end: str) -> None:
    table = {(row["id"], row["horizon"]): row for row in rows("assumptions")}
    total: dict[tuple[str, str], float] = defaultdict(float)
    for edge in rows("edges"):
        total[edge["target"], edge["carrier"]] += _value(edge["weight"], horizon, end, table)
    needs = {(row["target"], row["carrier"]): row["supply"] for row in rows("requirements")}
    assert set(total) == set(needs)
    for need, supply in needs.items():
        if supply == "shares":
            assert total[need] == pytest.approx(1.0, abs=1e-6), need
        else:
            assert total[need] >= 1.0 - 1e-9, need


def test_every_assumption_is_used_and_says_why() -> None:
    cells = {row[c] for row in rows("requirements") for c in ("criticality", "replaceability")}
    cells |= {row["weight"] for row in rows("edges")}
    assumed = rows("assumptions")
    assert {row["id"] for row in assumed} == {cell for cell in cells if cell.startswith("assumption.")}
    assert all(len(row["note"]) > 20 for row in assumed)
    assert all(float(r["low"]) <= float(r["central"]) <= float(r["high"]) for r in assumed)


def test_replaceability_never_falls_with_the_horizon() -> None:
    by_id: dict[str, dict[str, Row]] = defaultdict(dict)
    for row in rows("assumptions"):
        if row["id"].startswith("assumption.rho."):
            by_id[row["id"]][row["horizon"]] = row
    assert by_id
    for name, per in by_id.items():
        for end in ("low", "central", "high"):
            steps = [float(per[h][end]) for h in HORIZONS]
            assert steps == sorted(steps), name


# ---------------------------------------------------------------- figures computed again


def test_area_shares_and_peaks_follow_from_the_sources() -> None:
    total = sum(SOLD.values())
    for row in kind("power_area"):
        share = SOLD[row["id"].removeprefix("power_area.")] / total
        assert float(row["demand_share"]) == pytest.approx(share, abs=1.5e-4)
        assert float(row["peak_mw"]) == pytest.approx(float(row["demand_share"]) * NATIONWIDE_PEAK_MW, abs=6)


def test_tie_weights_are_capacity_over_peak() -> None:
    peak = {row["id"]: float(row["peak_mw"]) for row in kind("power_area")}
    capacity = {row["id"]: float(row["capacity_mw"]) for row in kind("tie_line")}
    ties = [e for e in rows("edges") if e["carrier"] == "carrier.grid-supply" and e["source"] in capacity]
    assert len(ties) == 20
    for edge in ties:
        assert float(edge["weight"]) == pytest.approx(
            capacity[edge["source"]] / peak[edge["target"]], abs=1e-4
        )


def _weights(target: str, carrier: str) -> dict[str, float]:
    found = [e for e in rows("edges") if e["target"] == target and e["carrier"] == carrier]
    return {e["source"]: float(e["weight"]) for e in found}


def test_government_cloud_is_1452_of_1497_on_one_provider() -> None:
    weights = _weights("essential_service.government", "carrier.government-cloud")
    assert weights["cloud_provider.aws"] == pytest.approx(1452 / 1497, abs=1e-5)


def test_mobile_shares_are_those_of_the_ministry() -> None:
    reported = {"ntt-docomo": 41.5, "kddi": 30.4, "softbank": 25.8, "rakuten-mobile": 2.2}
    weights = _weights("essential_service.ict", "carrier.mobile")
    for name, share in reported.items():
        expected = share / sum(reported.values())
        assert weights["network_operator." + name] == pytest.approx(expected, abs=1e-4)


def test_cloud_shares_lie_in_the_ranges_of_the_fair_trade_commission() -> None:
    weights = _weights("sector.jpn.j62_63", "carrier.cloud-compute")
    aws, microsoft, google, ntt = (
        weights["cloud_provider." + n] for n in ("aws", "microsoft", "google", "ntt")
    )
    assert 0.40 <= aws <= 0.50
    assert 0.10 <= microsoft <= 0.20
    assert 0.05 <= ntt <= 0.10
    assert 0.60 <= aws + microsoft + google <= 0.70
    assert google <= ntt


def tokyo_share(tokyo: Iterable[str], osaka: Iterable[str]) -> float:
    """Share of Tokyo in the IPv4 addresses of both, overlapping prefixes counted once."""
    t, o = (_addresses(prefixes) for prefixes in (tokyo, osaka))
    return t / (t + o)


def _addresses(prefixes: Iterable[str]) -> int:
    nets = (ipaddress.ip_network(p) for p in prefixes)
    return sum(n.num_addresses for n in ipaddress.collapse_addresses(n for n in nets if n.version == 4))


def test_overlapping_prefixes_count_once() -> None:
    assert tokyo_share(["10.0.0.0/24", "10.0.0.0/25", "2001:db8::/32"], ["10.1.0.0/24"]) == 0.5


@shared
def test_tokyo_shares_of_four_clouds_from_their_published_ranges() -> None:
    folder = Path(str(SHARED)) / "data" / "digital" / "cloud_ip_ranges"
    expected = _published_shares(folder)
    for provider, region in (
        ("aws", "aws-ap-northeast-1"),
        ("google", "google-asia-northeast1"),
        ("microsoft", "azure-japaneast"),
        ("oracle", "oracle-ap-tokyo-1"),
    ):
        weights = _weights("cloud_provider." + provider, "carrier.cloud-region")
        assert weights["cloud_region." + region] == pytest.approx(expected[provider], abs=1e-4)


def _published_shares(folder: Path) -> dict[str, float]:
    def said(name: str) -> dict[str, list[dict[str, object]]]:
        loaded: dict[str, list[dict[str, object]]] = json.loads((folder / name).read_text(encoding="utf-8"))
        return loaded

    found: dict[str, dict[str, list[str]]] = {
        p: defaultdict(list) for p in ("aws", "google", "microsoft", "oracle")
    }
    for prefix in said("aws-ip-ranges.json")["prefixes"]:
        found["aws"][str(prefix["region"])].append(str(prefix["ip_prefix"]))
    for prefix in said("google-cloud-ip-ranges.json")["prefixes"]:
        if "ipv4Prefix" in prefix:
            found["google"][str(prefix["scope"])].append(str(prefix["ipv4Prefix"]))
    for value in said("microsoft-azure-ip-ranges.json")["values"]:
        if str(value["name"]).startswith("AzureCloud."):
            found["microsoft"][str(value["name"])] += value["properties"]["addressPrefixes"]  # type: ignore[index]
    for region in said("oracle-cloud-ip-ranges.json")["regions"]:
        found["oracle"][str(region["region"])] += [c["cidr"] for c in region["cidrs"]]  # type: ignore[attr-defined]
    pairs = {
        "aws": ("ap-northeast-1", "ap-northeast-3"),
        "google": ("asia-northeast1", "asia-northeast2"),
        "microsoft": ("AzureCloud.japaneast", "AzureCloud.japanwest"),
        "oracle": ("ap-tokyo-1", "ap-osaka-1"),
    }
    return {p: tokyo_share(found[p][t], found[p][o]) for p, (t, o) in pairs.items()}


# ---------------------------------------------------------------- cables


def landings() -> dict[str, set[str]]:
    """Cable -> its Japanese landings, as the rows say."""
    found: dict[str, set[str]] = defaultdict(set)
    for edge in rows("edges"):
        if edge["carrier"] == "carrier.landing":
            found[edge["target"]].add(edge["source"])
    return found


def removed(cables: dict[str, set[str]], *corridors: str) -> set[str]:
    lost = {station for corridor in corridors for station in members("corridor." + corridor)}
    return {cable for cable, stations in cables.items() if stations <= lost}


@pytest.mark.parametrize(
    ("corridors", "count"),
    [(["boso"], 6), (["boso", "shima"], 10), (["boso", "shima", "ibaraki"], 14)],
)
def test_golden_corridors_of_the_22_cables_of_late_2022(corridors: list[str], count: int) -> None:
    early = {row["id"] for row in kind("cable") if int(row["in_service"]) <= 2022}
    cables = {cable: stations for cable, stations in landings().items() if cable in early}
    assert len(cables) == 22
    assert len(removed(cables, *corridors)) == count


def test_today_two_peninsulas_hold_more_than_half_of_the_cables() -> None:
    transit = {e["source"] for e in rows("edges") if e["carrier"] == "carrier.international-transit"}
    assert len(transit) == 25  # 22 of late 2022 without SEA-ME-WE 3, and four newer ones
    now = {cable: stations for cable, stations in landings().items() if cable in transit}
    assert len(removed(now, "boso")) == 7
    assert len(removed(now, "boso", "shima")) == 13


def test_a_retired_cable_carries_nothing() -> None:
    supplied = {e["source"] for e in rows("edges") if e["carrier"] == "carrier.international-transit"}
    assert "cable.smw3" not in supplied
    assert all(e["valid_to"] for e in rows("edges") if e["target"] == "cable.smw3")


# ---------------------------------------------------------------- the pack computes


@pytest.fixture(scope="module")
def frame() -> Frame:
    """The pack alone: what world-economy brings is replaced by bare nodes worth 1 a day each."""
    made = NetworkBuilder(About("japan-digital", "alone", "単独"))
    for table in TABLES:
        for path in sorted((PACK / "tables").glob("*.csv")):
            if path.name.split(".")[0] == table:
                made.add(table, pd.read_csv(path, dtype=str, keep_default_na=False), path.name)
    made.add("nodes", _outside())
    sectors = sorted({row["target"] for row in rows("edges") if row["target"].startswith("sector.")})
    made.add(
        "memberships", [{"member": s, "group": "country.jpn", "role": "located_in", **STAMP} for s in sectors]
    )
    return frame_of(made.freeze())


def _outside() -> list[dict[str, object]]:
    ends = {row[end] for row in rows("edges") for end in ("source", "target")}
    ends |= {row[end] for row in rows("memberships") for end in ("member", "group")}
    made: list[dict[str, object]] = []
    for name in sorted(end for end in ends if end.startswith(OUTSIDE)):
        row: dict[str, object] = {"id": name, "kind": name.split(".")[0], "name_en": name, "name_ja": name}
        row |= STAMP
        if name.startswith("sector."):
            row |= {"value": 1.0, "currency": "USD", "price_year": 2022, "partition": "economy"}
        made.append(row)
    return made


def _solved(frame: Frame, scenario: Scenario) -> tuple[Solved, dict[str, float]]:
    solved = solve(compile_network(frame, scenario.horizon), [hit_of(frame, scenario)])
    names = frame.network.nodes["id"]
    return solved, dict(zip(names, solved.loss[:, 0], strict=True))


@pytest.mark.parametrize("name", sorted(SCENARIOS))
def test_every_scenario_takes_something_and_closes_no_loop(frame: Frame, name: str) -> None:
    solved, loss = _solved(frame, read_scenario(PACK / "scenarios" / f"{name}.toml"))
    assert solved.identified.all()
    assert max(loss.values()) > 0
    assert max(loss.get("sector.jpn." + c, 0.0) for c in ("k", "j62_63", "g_i")) < 0.5


CASES = sorted(path.name for path in (PACK / "cases").glob("*.toml"))


@pytest.mark.parametrize("name", CASES)
def test_cases_about_nodes_hold(frame: Frame, name: str) -> None:
    said = tomllib.loads((PACK / "cases" / name).read_text(encoding="utf-8"))
    head = said["case"]
    if "scenario" in head:
        scenario = read_scenario(PACK / "scenarios" / f"{head['scenario']}.toml")
        assert scenario.horizon == head["horizon"]
    else:
        shocks, cuts, changes = changes_of(said, name)
        words = {"en": name, "ja": name}
        scenario = Scenario(name, words, head["horizon"], shocks, cuts, changes, words, words, ())
    _, loss = _solved(frame, scenario)
    for expect in said["expect"]:
        if "node" in expect:
            assert expect["low"] - 1e-9 <= loss[expect["node"]] <= expect["high"] + 1e-9, expect["node"]


def test_losing_every_communication_lies_between_the_published_days_without_internet(
    frame: Frame,
) -> None:
    words = {"en": "", "ja": ""}
    shock = Shock(selector(id="essential_service.ict"), 0.0, None)
    _, loss = _solved(frame, Scenario("ict", words, "days", (shock,), (), (), words, words, ()))
    weight = {"g_i": 0.154, "l_n": 0.188, "k": 0.045, "j61": 0.019, "j62_63": 0.026, "q": 0.080, "o": 0.050}
    lost = sum(share * loss["sector.jpn." + code] for code, share in weight.items())
    assert 0.019 < lost < 0.23  # Deloitte 2016; NetBlocks 2023 over GDP of a day
