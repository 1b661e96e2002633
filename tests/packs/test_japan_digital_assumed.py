"""What the japan-digital pack assumes: dependence sets, recovery profiles, hazards with their events."""

import csv
import os
from datetime import datetime
from importlib import resources
from pathlib import Path

import pytest

from tensen.analysis.dependence import PER_SECTOR, DependenceSet
from tensen.packs.dependence import read_dependence
from tensen.packs.hazards import read_events, read_hazards
from tensen.packs.pack import Pack, read_pack
from tensen.packs.recovery import read_recovery

ATLAS = Path(str(resources.files("tensen.packs"))) / "atlas"
PACK = ATLAS / "japan-digital"
SHARED = os.environ.get("TENSEN_SHARED")
SETS = ("lloyds-2018", "neutral", "parametrix-2024")
MADE = [
    "c10t12",
    "c13t18",
    "c19",
    "c20",
    "c21",
    "c22_23",
    "c24_25",
    "c26",
    "c27",
    "c28",
    "c29",
    "c30t33",
]  # manufacturing among the 28 sectors
IGNITED = datetime(2025, 9, 26, 20, 15)


@pytest.fixture(scope="module")
def sets() -> dict[str, DependenceSet]:
    return {path.stem: read_dependence(path) for path in sorted((PACK / "dependence").glob("*.toml"))}


@pytest.fixture(scope="module")
def pack() -> Pack:
    return read_pack(PACK)


def central(made: DependenceSet, sector: str, hours: float) -> float:
    span = made.span("cloud", "dependence", sector, hours)
    assert span is not None
    return span.central


def industries() -> set[str]:
    with (ATLAS / "world-economy/tables/nodes.sectors.csv").open(encoding="utf-8", newline="") as file:
        return {row["industry"] for row in csv.DictReader(file)}


def test_the_sets_that_are_shipped(sets: dict[str, DependenceSet]) -> None:
    assert sorted(sets) == ["lloyds-2018", "neutral", "parametrix-2024", "positioning"]
    assert sets["neutral"].services == ("cloud", "mobile")
    assert sets["positioning"].services == ("positioning",)


@pytest.mark.parametrize("name", SETS)
def test_each_cloud_set_speaks_of_all_sectors(name: str, sets: dict[str, DependenceSet]) -> None:
    made = sets[name]
    assert set(made.sectors("cloud")) == industries()
    assert len(industries()) == 28
    for sector in industries():
        assert all(made.span("cloud", quantity, sector) for quantity in PER_SECTOR)
    assert made.span("cloud", "waiting") == made.span("cloud", "waiting", "k")
    assert made.subjects("cloud", "provider_share")[0] == "cloud_provider.aws"


@pytest.mark.parametrize("name", SETS)
def test_dependence_never_falls_as_the_outage_lasts(name: str, sets: dict[str, DependenceSet]) -> None:
    for sector in industries():
        values = [central(sets[name], sector, hours) for hours in (1, 8, 24, 72, 144)]
        assert values == sorted(values)


def test_the_sets_keep_the_order_that_their_study_implies(sets: dict[str, DependenceSet]) -> None:
    lloyds = [central(sets["lloyds-2018"], s, 144) for s in ("c29", "g_i", "j62_63", "h49_52_53", "k")]
    assert lloyds == sorted(lloyds, reverse=True)
    order = ("h50_51", "q", "k", "g_i", "j62_63", "o", "c29")
    parametrix = [central(sets["parametrix-2024"], s, 144) for s in order]
    assert parametrix == sorted(parametrix, reverse=True)
    for name, largest in (("lloyds-2018", max), ("parametrix-2024", min)):
        values = {s: central(sets[name], s, 144) for s in industries()}
        assert all(values[s] == largest(values.values()) for s in MADE)


def test_dependence_is_laid_out_in_equal_steps_and_not_fitted(sets: dict[str, DependenceSet]) -> None:
    steps = {"lloyds-2018": 0.06, "parametrix-2024": 0.1, "neutral": 0.15}
    for name, step in steps.items():
        for sector in industries():
            multiple = central(sets[name], sector, 144) / step
            assert multiple == pytest.approx(round(multiple)), (name, sector)


@pytest.mark.parametrize("name", [*SETS, "positioning"])
def test_a_set_says_what_its_authors_had_seen_and_is_wide(name: str, sets: dict[str, DependenceSet]) -> None:
    made = sets[name]
    assert "no figure was set to reach" in made.seen["en"].lower()
    judged = [row for row in made.rows if row.confidence == "assumed" and row.quantity == "dependence"]
    assert judged
    assert all(row.note and row.span.high >= 1.4 * row.span.central for row in judged if row.span.high < 1)


def test_adoption_is_computed_from_the_surveys_named(sets: dict[str, DependenceSet]) -> None:
    services = sets["neutral"].span("cloud", "adoption", "g_i")
    assert services is not None
    factor = 48.71 / 44.25
    wanted = (0.452 * 0.254 * factor, 0.80 * 0.43 * factor, 0.80 * 0.68 * factor)
    assert (services.low, services.central, services.high) == pytest.approx(wanted, abs=1e-3)


def test_daejeon_by_the_counts_of_systems() -> None:
    found = read_recovery(PACK / "recovery/daejeon-2025.toml")
    counts = {
        "2025-09-29T16:00": 73 / 647,
        "2025-10-16T06:00": 324 / 709,
        "2025-10-22T18:00": 450 / 709,
        "2025-11-14T12:00": 696 / 709,
    }
    for moment, share in counts.items():
        hours = (datetime.fromisoformat(moment) - IGNITED).total_seconds() / 3600
        assert found.restored(hours) == pytest.approx(share, abs=1e-3)


@pytest.mark.skipif(not SHARED, reason="TENSEN_SHARED does not name the folder of shared data")
def test_daejeon_against_the_golden_list() -> None:
    found = read_recovery(PACK / "recovery/daejeon-2025.toml")
    path = Path(str(SHARED)) / "golden/nirs_daejeon_2025_recovery.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 7
    for row in rows:
        hours = (datetime.fromisoformat(row["datetime_kst"]) - IGNITED).total_seconds() / 3600
        assert found.restored(hours) == pytest.approx(float(row["restored_share"]), abs=1e-3)


def test_the_profiles_end_when_the_events_ended() -> None:
    ends = {"kddi-2022": 61 + 25 / 60, "kakao-2022": 127.5, "aws-us-east-1-2025": 14 + 32 / 60}
    for name, hours in ends.items():
        found = read_recovery(PACK / f"recovery/{name}.toml")
        assert found.points[-1].hours == pytest.approx(hours, abs=0.01)
        assert found.points[-1].restored_share == 1.0
    names = {path.stem for path in (PACK / "recovery").glob("*.toml")}
    assert names == {*ends, "daejeon-2025", "aws-tokyo-2019", "crowdstrike-2024"}


def test_hazards_count_what_is_listed(pack: Pack) -> None:
    found = {hazard.id: hazard for hazard in read_hazards(pack)}
    events = read_events(pack)
    assert found["cable-fault"].rate.central == pytest.approx(1.03e-4, rel=0.01)  # per km and year
    assert found["tokyo-earthquake"].yearly.central == pytest.approx(8.5 / 220, rel=0.01)
    listed = {event.hazard for event in events}
    assert {"region-outage.us-east-1", "provider-outage", "mobile-outage", "zone-outage.aws-tokyo"} <= listed
    assert any(not event.counted and event.note for event in events)


def test_a_published_probability_becomes_a_yearly_rate(pack: Pack) -> None:
    (nankai,) = (hazard for hazard in read_hazards(pack) if hazard.id == "nankai-earthquake")
    # 80 % in 30 years: 1 - 0.2 ** (1 / 30) a year, as a rate 0.0536
    assert nankai.rate.central == pytest.approx(0.05365, abs=1e-4)
    assert nankai.rate.low < 0.01 < 0.09 < nankai.rate.high


def test_export_restrictions_of_the_materials_pack() -> None:
    materials = read_pack(ATLAS / "materials")
    found = {hazard.id: hazard for hazard in read_hazards(materials)}
    assert found["export-restriction.rare-earths"].events == 3
    assert found["export-restriction.rare-earths"].scenario == "rare-earths"
    assert sum(event.counted for event in read_events(materials)) == 3
