"""Scenario files: read whole, or refused with file, key and repair."""

from pathlib import Path

import pytest

from tensen.analysis.scenario import Change, Cut, Shock
from tensen.messages import LANGUAGES, TensenError
from tensen.packs.scenarios import read_scenario

GOOD = """
[scenario]
title.en = "Ore stops"
title.ja = "鉱石の停止"
horizon = "months"
resembles.en = "x"
resembles.ja = "x"
assumes.en = "y"
assumes.ja = "y"
sources = ["source.s"]

[[cut]]
from = { located_in = "country.bbb" }
carrier = { family = ["ores", "metals"] }
level = 0.25

[[shock]]
target = { id = "material.ore" }
days = 30

[[assume]]
id = "assumption.w"
low = 1
central = 1.5
high = 2
"""


def written(folder: Path, content: str) -> Path:
    path = folder / "ore-stops.toml"
    path.write_text(content, encoding="utf-8")
    return path


def test_a_whole_scenario(tmp_path: Path) -> None:
    scenario = read_scenario(written(tmp_path, GOOD))
    assert scenario.id == "ore-stops"
    assert scenario.horizon == "months"
    assert scenario.cuts == (Cut({"located_in": ("country.bbb",)}, {"family": ("ores", "metals")}, {}, 0.25),)
    assert scenario.shocks == (Shock({"id": ("material.ore",)}, 0.0, 30),)
    assert scenario.changes == (Change("assumption.w", 1.0, 1.5, 2.0),)
    assert scenario.sources == ("source.s",)


HEAD = GOOD.split("[[cut]]", maxsplit=1)[0]
WRONG = (
    ("nothing_happens", HEAD, "shock"),
    ("key_missing", "", "scenario"),
    ("key_unknown", GOOD + "[[shok]]\n", "shok"),
    ("key_unknown", GOOD.replace("horizon =", "horizn ="), "scenario.horizn"),
    ("key_choice", GOOD.replace('"months"', '"weeks"'), "scenario.horizon"),
    ("key_text", GOOD.replace('"months"', "3"), "scenario.horizon"),
    ("key_missing", GOOD.replace('title.ja = "鉱石の停止"', ""), "scenario.title.ja"),
    ("key_limits", GOOD.replace("0.25", "1.25"), "cut[1].level"),
    ("key_limits", GOOD.replace("0.25", "nan"), "cut[1].level"),
    ("key_number", GOOD.replace("0.25", '"0.25"'), "cut[1].level"),
    ("key_number", GOOD.replace("0.25", "true"), "cut[1].level"),
    ("key_unknown", GOOD.replace("days = 30", "dys = 30"), "shock[1].dys"),
    ("key_limits", GOOD.replace("days = 30", "days = -1"), "shock[1].days"),
    ("key_table", GOOD.replace('{ id = "material.ore" }', '"material.ore"'), "shock[1].target"),
    ("key_missing", GOOD.replace('{ id = "material.ore" }', "{}"), "shock[1].target"),
    ("key_texts", GOOD.replace('{ id = "material.ore" }', "{ id = 3 }"), "shock[1].target.id"),
    ("key_missing", GOOD.replace('id = "assumption.w"', ""), "assume[1].id"),
    ("assumption_order", GOOD.replace("low = 1\n", "low = 1.8\n"), "assume[1].central"),
    ("key_tables", HEAD + "[shock]\ntarget = {id = 'a'}\n", "shock"),
)


@pytest.mark.parametrize(("fault", "content", "place"), WRONG, ids=[f"{w[0]}-{w[2]}" for w in WRONG])
def test_a_fault_is_told_with_file_key_and_repair(
    fault: str, content: str, place: str, tmp_path: Path
) -> None:
    with pytest.raises(TensenError) as caught:
        read_scenario(written(tmp_path, content))
    assert caught.value.key == "scenario_invalid"
    assert [f.key for f in caught.value.findings] == [fault]
    for lang in LANGUAGES:
        assert "ore-stops.toml" in caught.value.words(lang)
        assert place in caught.value.words(lang)
        assert "→" in caught.value.words(lang)
