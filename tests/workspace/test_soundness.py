"""Is a pack sound: everything about it is looked at, and one fault hides no other."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tensen.messages import LANGUAGES, TensenError
from tensen.packs import registry
from tensen.workspace.soundness import check_packs

PACK = """
[pack]
id = "made"
title.en = "A pack"
title.ja = "パック"
publisher = "P"
licence = "CC0"
coverage.en = "All"
coverage.ja = "すべて"
includes = []
[[assert]]
table = "nodes"
min = {least}
"""
# by hand: 0.7 of the ore, critical 0.5, replaceable 0.2 in months: 0.5 x 0.8 x 0.7 = 0.28
CASE = """
[case]
title = { en = "a", ja = "あ" }
horizon = "months"
[[shock]]
target = { id = "material.ore" }
[[expect]]
node = "sector.aaa.c26"
what = "loss"
low = LOW
high = 0.29
why = { en = "by hand", ja = "手計算" }
"""

SCENARIO = """
[scenario]
title = { en = "a", ja = "あ" }
horizon = "months"
resembles = { en = "a", ja = "あ" }
assumes = { en = "a", ja = "あ" }
sources = ["source.s"]
[[cut]]
from = { id = "material.ore" }
carrier = { family = "ores" }
[[assume]]
id = "assumption.rho"
low = 0
central = 0.1
high = 0.2
"""


@pytest.fixture
def pack(
    tmp_path: Path, small_rows: dict[str, list[dict[str, Any]]], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Path]:
    """A pack with the small network's tables."""
    folder = tmp_path / "made"
    monkeypatch.setattr(registry, "folders", lambda: {"made": folder})

    def make(least: int = 5, low: str = "0.27", stray: str = "") -> Path:
        for name in ("tables", "cases", "scenarios"):
            (folder / name).mkdir(parents=True)
        (folder / "README.md").write_text("A made-up pack for tests. " * 5, encoding="utf-8")
        (folder / "scenarios" / "ore.toml").write_text(SCENARIO, encoding="utf-8")
        for table, rows in small_rows.items():
            words = pd.DataFrame(rows).astype("str").where(pd.DataFrame(rows).notna(), "")
            text = words.replace({"True": "true", "False": "false"}).to_csv(index=False)
            (folder / "tables" / f"{table}.csv").write_text(text, encoding="utf-8")
        path = folder / "tables" / "sources.csv"
        lines = path.read_text(encoding="utf-8").splitlines()
        path.write_text(f"{lines[0]},address\n{lines[1]},https://example.org/\n", encoding="utf-8")
        (folder / "pack.toml").write_text(PACK.replace("{least}", str(least)), encoding="utf-8")
        (folder / "cases" / "ore.toml").write_text(CASE.replace("LOW", low), encoding="utf-8")
        if stray:
            (folder / "tables" / stray).write_text("id\n", encoding="utf-8")
        return folder

    return make


def test_a_sound_pack(pack: Callable[..., Path]) -> None:
    pack()
    seen: list[int] = []
    found = check_packs("made", lambda: seen.append(1))
    assert (found.findings, found.built, found.pack, found.packs) == ([], True, "made", ("made",))
    counts = {"files": 11, "rows": 18, "sources": 1, "claims": 0, "documents": 1}
    counts |= {"assertions": 1, "scenarios": 1, "cases": 1, "rows_nodes": 5}
    assert {key: found.checked[key] for key in counts} == counts
    assert seen


def test_by_its_folder(pack: Callable[..., Path]) -> None:
    assert check_packs(pack()).findings == []


def test_a_case_that_does_not_hold_says_what_was_found(pack: Callable[..., Path]) -> None:
    pack(low="0.285")
    (finding,) = check_packs("made").findings
    assert (finding.where["file"], finding.where["key"]) == ("ore.toml", "expect[1]")
    for lang in LANGUAGES:
        assert "0.28" in finding.words(lang)
        assert "ore" in finding.words(lang)


def test_a_stray_file_is_found(pack: Callable[..., Path]) -> None:
    pack(stray="node.more.csv")
    (finding,) = check_packs("made").findings
    assert finding.key == "unread_file"
    assert "tables/node.more.csv" in finding.words()


def test_an_assertion_that_does_not_hold(pack: Callable[..., Path]) -> None:
    pack(least=99)
    (finding,) = check_packs("made").findings
    assert "99" in finding.words()


def rewritten(file: str, old: str, new: str) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")

    return spoil


@pytest.mark.parametrize(
    ("spoil", "key", "place"),
    [
        (rewritten("scenarios/ore.toml", '"ores"', '"ors"'), "selector_family", "cut[1].carrier.family"),
        (rewritten("scenarios/ore.toml", "material.ore", "material.oar"), "selector_node", "cut[1].from.id"),
        (rewritten("scenarios/ore.toml", '"ores"', '"metals"'), "selector_empty", "cut[1]"),
        (rewritten("scenarios/ore.toml", "source.s", "source.t"), "dangling", "scenario.sources"),
        (rewritten("scenarios/ore.toml", ".rho", ".roh"), "assumption_unknown", "assume[1].id"),
        (rewritten("scenarios/ore.toml", '"months"', '"month"'), "key_choice", "scenario.horizon"),
        (rewritten("scenarios/ore.toml", "[scenario]", "[scenario"), "toml_invalid", "ore.toml"),
        (rewritten("cases/ore.toml", "material.ore", "material.oar"), "selector_node", "shock[1].target.id"),
        (rewritten("cases/ore.toml", 'what = "loss"', 'what = "los"'), "key_choice", "expect[1].what"),
        (rewritten("cases/ore.toml", "sector.aaa.c26", "sector.aaa.c62"), "selector_node", "expect[1].node"),
        (rewritten("tables/sources.csv", "https://example.org/", ""), "source_untraceable", "address"),
        (rewritten("README.md", "A made-up pack for tests. " * 5, "A pack."), "docs_missing", "README.md"),
        (
            lambda folder: (folder / "claims.csv").write_text("id\n", encoding="utf-8"),
            "column_missing",
            "claim_en",
        ),
    ],
)
def test_a_fault_is_told_with_its_place_in_both_languages(
    spoil: Callable[[Path], None], key: str, place: str, pack: Callable[..., Path]
) -> None:
    spoil(pack())
    found = check_packs("made")
    (finding,) = [f for f in found.findings if f.key == key][:1]
    assert found.errors
    for lang in LANGUAGES:
        assert place in finding.words(lang)
    assert finding.words("en") != finding.words("ja")
    assert finding.to_dict("ja")["words"] == finding.words("ja")


def test_faults_of_several_kinds_are_told_at_once(pack: Callable[..., Path]) -> None:
    folder = pack(low="0.285", stray="node.more.csv")
    rewritten("scenarios/ore.toml", '"ores"', '"ors"')(folder)
    (folder / "scenarios" / "worse.toml").write_text("[", encoding="utf-8")
    keys = [f.key for f in check_packs("made").findings]
    assert keys == ["unread_file", "toml_invalid", "selector_family", "case_expect"]


def test_a_pack_that_cannot_be_built_is_looked_at_on_paper(pack: Callable[..., Path]) -> None:
    folder = pack()
    rewritten("tables/edges.csv", "material.ore", "material.oar")(folder)
    rewritten("scenarios/ore.toml", '"months"', '"month"')(folder)
    (folder / "README.md").unlink()
    found = check_packs("made")
    assert not found.built
    assert {f.key for f in found.findings} == {"dangling", "docs_missing", "key_choice"}


def test_a_table_that_cannot_be_read_is_a_finding_too(pack: Callable[..., Path]) -> None:
    folder = pack()
    (folder / "tables" / "nodes.csv").write_bytes(b"id,kind\nmaterial.x\n")
    (finding,) = check_packs("made").findings
    assert finding.key == "csv_ragged"
    assert "made/tables/nodes.csv" in finding.words()


def test_a_warning_of_the_network_is_no_error(pack: Callable[..., Path]) -> None:
    folder = pack()
    path = folder / "tables" / "assumptions.csv"
    row = path.read_text(encoding="utf-8").splitlines()[4]
    share = row.replace("assumption.w", "assumption.share").replace("1.0,1.1,1.2", "0.6,0.7,0.8")
    assert share != row
    path.write_text(path.read_text(encoding="utf-8") + share + "\n", encoding="utf-8")
    rewritten("tables/edges.csv", "0.7", "assumption.share")(folder)
    found = check_packs("made")
    assert [f.key for f in found.findings] == ["shares_assumed"]
    assert found.errors == []


def test_an_unknown_pack() -> None:
    with pytest.raises(TensenError) as caught:
        check_packs("japn")
    assert caught.value.exit_code == 2


def test_the_packs_of_the_atlas_leave_nothing_unread() -> None:
    for name in ("world-economy", "materials", "chips", "japan-digital", "japan"):
        folder = registry.folders()[name]
        assert (folder / "README.md").is_file()
        assert not [*folder.glob("*.csv")] or [p.name for p in folder.glob("*.csv")] == ["claims.csv"]
