"""Assumption sets of packs: offered by the network, and checked with the pack."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner

from tensen.cli.packs import command
from tensen.packs import registry
from tensen.packs.build import build_network
from tensen.workspace import networks
from tensen.workspace.soundness import check_packs

PACK = """
[pack]
id = "made"
title = { en = "A pack", ja = "パック" }
publisher = "P"
licence = "CC0"
coverage = { en = "All", ja = "すべて" }
includes = []
"""
WORDS = '{ en = "a", ja = "あ" }'
SET = f'[set]\ntitle = {WORDS}\nnote = {WORDS}\nseen = {WORDS}\nsources = ["source.s"]\n'
ROWS = """service,sector,subject,quantity,hours,low,central,high,source_id,as_of,confidence,note
cloud,SECTOR,,adoption,,0.1,0.2,0.3,source.s,2024,assumed,
cloud,,,dependence,8,0.1,0.2,0.3,source.s,2024,assumed,
cloud,,,workaround,,0.1,0.2,0.3,source.s,2024,assumed,
"""
PROFILE = f'[profile]\ntitle = {WORDS}\ncounted = {WORDS}\nnote = {WORDS}\nsources = ["source.s"]\n'
POINTS = """hours,restored_share,source_id,as_of,confidence,note
0,0,source.s,2024,reported,
9,1,source.s,2024,reported,
"""
HAZARD = (
    "id,title_en,title_ja,kind,basis,events,years,exposure,exposure_unit,rate_low,rate_central,rate_high,units_here,"
    "hits,severity_low,severity_central,severity_high,duration_median_days,duration_p90_days,footprint,scenario,"
    "recovery,source_id,as_of,confidence,note\n"
    "h.a,A,あ,fire,judged,,1,1,site-year,0,0.1,1,1,each,0,0.5,1,1,2,FOOTPRINT,ore,slow,source.s,2024,assumed,\n"
)
SCENARIO = f"""
[scenario]
title = {WORDS}
horizon = "months"
resembles = {WORDS}
assumes = {WORDS}
sources = ["source.s"]
[[shock]]
target = {{ id = "material.ore" }}
start = 2
days = 3
recovery = "slow"
"""
MakeFolder = Callable[..., Path]


@pytest.fixture
def made(
    tmp_path: Path, small_rows: dict[str, list[dict[str, Any]]], monkeypatch: pytest.MonkeyPatch
) -> MakeFolder:
    """A pack with the small network's tables and one file of each kind; ``changed`` replaces texts."""
    folder = tmp_path / "made"
    monkeypatch.setattr(registry, "folders", lambda: {"made": folder})

    def make(changed: dict[str, str] | None = None, gone: str = "") -> Path:
        files = {
            "pack.toml": PACK,
            "README.md": "A made-up pack for tests. " * 5,
            "dependence/mine.toml": SET,
            "dependence/mine.csv": ROWS,
            "recovery/slow.toml": PROFILE,
            "recovery/slow.csv": POINTS,
            "hazards/hazards.csv": HAZARD,
            "scenarios/ore.toml": SCENARIO,
        }
        words = {"SECTOR": "c26", "FOOTPRINT": "material.ore", **(changed or {})}
        for name, text in files.items():
            for old, new in words.items():
                text = text.replace(old, new)
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
        (folder / "tables").mkdir()
        for table, rows in small_rows.items():
            cells = pd.DataFrame(rows).astype("str").where(pd.DataFrame(rows).notna(), "")
            if table == "sources":
                cells["address"] = "https://example.org/"
            text = cells.replace({"True": "true", "False": "false"}).to_csv(index=False)
            (folder / "tables" / f"{table}.csv").write_text(text, encoding="utf-8")
        if gone:
            (folder / gone).unlink()
        return folder

    return make


def test_a_network_offers_the_sets_of_its_packs(made: MakeFolder) -> None:
    made()
    network = build_network("made")
    assert list(networks.dependence_sets(network)) == ["mine"]
    assert networks.recovery_profiles(network)["slow"].lost_hours == 4.5
    assert networks.hazards(network)["h.a"].footprint == {"id": ("material.ore",)}
    (shock,) = networks.find_scenario(network, "ore").shocks
    assert (shock.start, shock.days, shock.recovery) == (2.0, 3.0, "slow")


def test_a_sound_pack_counts_them(made: MakeFolder) -> None:
    made()
    found = check_packs("made")
    assert found.findings == []
    assert [found.checked[key] for key in ("dependence", "recovery", "hazards")] == [1, 1, 1]


FAULTS = (
    ({"SECTOR": "c99"}, "sector_unknown", "dependence/mine.csv"),
    ({"FOOTPRINT": "material.oar"}, "selector_node", "made/hazards/hazards.csv"),
    ({"FOOTPRINT": "colour=red"}, "selector_key", "made/hazards/hazards.csv"),
    ({"0.1,0.2,0.3": "0.4,0.2,0.3"}, "assumption_order", "dependence/mine.csv"),
    ({"9,1,": "9,2,"}, "out_of_range", "recovery/slow.csv"),
    ({"judged": "counted"}, "missing", "made/hazards/hazards.csv"),
    ({"ore,slow": "oar,slow"}, "dangling", "made/hazards/hazards.csv"),
)


@pytest.mark.parametrize(("changed", "key", "file"), FAULTS, ids=[f"{f[1]}-{f[2]}" for f in FAULTS])
def test_a_fault_is_told_with_its_file(
    changed: dict[str, str], key: str, file: str, made: MakeFolder
) -> None:
    made(changed)
    found = check_packs("made")
    assert key in {f.key for f in found.errors if f.where.get("file") == file}


def test_a_profile_that_is_gone_is_missed_by_scenario_and_hazard(made: MakeFolder) -> None:
    folder = made()
    (folder / "recovery/slow.toml").unlink()
    (folder / "recovery/slow.csv").unlink()
    places = [(f.key, f.where["file"]) for f in check_packs("made").errors]
    assert places == [("dangling", "ore.toml"), ("dangling", "made/hazards/hazards.csv")]


@pytest.mark.parametrize("gone", ["dependence/mine.toml", "dependence/mine.csv", "recovery/slow.toml"])
def test_half_a_pair_is_told(gone: str, made: MakeFolder) -> None:
    made(gone=gone)
    assert any(gone.rpartition("/")[2] in f.words() for f in check_packs("made").errors)


@pytest.mark.parametrize(
    ("lang", "line"),
    [
        ("en", "Also of all: dependence sets 1, recovery profiles 1, hazards 1."),
        ("ja", "このほか全体で、依存度セット 1、復旧曲線 1、ハザード 1。"),
    ],
)
def test_the_command_counts_them_where_there_are_any(lang: str, line: str, made: MakeFolder) -> None:
    made()
    done = CliRunner().invoke(command, ["check", "made", "--lang", lang])
    assert (done.exit_code, line in done.output) == (0, True)
