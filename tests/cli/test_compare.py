"""``tensen compare`` as a user runs it, on the made-up network."""

import json
import re

import pytest

import tensen
from tensen.messages import TensenError


@pytest.fixture
def other(isle, tmp_path):
    """The isle with a share, an assumption and a membership of another value."""
    import shutil

    folder = tmp_path / "other"
    shutil.copytree(isle, folder)
    edges = (folder / "edges.csv").read_text(encoding="utf-8")
    (folder / "edges.csv").write_text(edges.replace("carrier.ore,0.8", "carrier.ore,0.6"), encoding="utf-8")
    held = (folder / "assumptions.csv").read_text(encoding="utf-8")
    assert "months,0.1,0.3,0.5" in held
    (folder / "assumptions.csv").write_text(
        held.replace("months,0.1,0.3,0.5", "months,0.1,0.4,0.5"), encoding="utf-8"
    )
    return folder


def test_networks_by_hand(run, isle, other, no_ore):
    """600 × 0.5 × 0.8 × 0.7 = 168 becomes 600 × 0.5 × 0.6 × 0.6 = 108; the share 39, the assumption 21."""
    said = run("compare", str(isle), str(other), "--scenario", str(no_ore), "--json", "--draws", "4")
    assert said.code == 0, said.err
    made = json.loads(said.out)
    (answer,) = made["answers"]
    assert answer["a"]["loss_per_day"]["central"] == pytest.approx(168)
    assert answer["change"]["central"] == pytest.approx(-60)
    why = answer["moved_by"]
    shares = {p["table"]: (p["first"], p["last"], p["share"]) for p in why["parts"]}
    assert shares["edges"] == pytest.approx((-42, -36, -39))
    assert shares["assumptions"] == pytest.approx((-24, -18, -21))
    assert why["interaction"] == pytest.approx(6)
    assert sum(p["share"] for p in why["parts"]) + why["together"] == pytest.approx(why["total"])
    changed = {t["table"]: t["changed"] for t in made["rows"]["tables"] if t["changed"]}
    assert changed == {"edges": 2, "assumptions": 1}


@pytest.mark.parametrize(("lang", "words"), [("en", "What moved"), ("ja", "動かしたもの")])
def test_tables_in_both_languages(run, isle, other, no_ore, lang, words):
    said = run("compare", str(isle), str(other), "--scenario", str(no_ore), "--lang", lang, "--draws", "0")
    assert said.code == 0, said.err
    assert words in said.out
    assert "assumption.rho" in said.out


def test_equal_things_say_so(run, isle):
    said = run("compare", str(isle), str(isle))
    assert (said.code, "No difference" in said.out) == (0, True)


def test_horizons_of_a_scenario(run, isle, no_ore):
    for words in ((f"{no_ore}@days", f"{no_ore}@years"), (str(no_ore), "--horizon", "days,years")):
        said = run("compare", *words, "--net", str(isle), "--json", "--draws", "0")
        assert said.code == 0, said.err
        made = json.loads(said.out)
        assert (made["kind"], made["a"]["horizon"], made["b"]["horizon"]) == ("horizons", "days", "years")
        # 600 × 0.5 × 0.8 × (1 − rho) with rho 0.1 in days, 0.6 in years
        assert made["answers"][0]["change"]["central"] == pytest.approx(96 - 216)
        assert [p["table"] for p in made["answers"][0]["moved_by"]["parts"]] == ["assumptions"]


def test_rows_only_and_a_page(run, isle, other, no_ore, tmp_path):
    said = run("compare", str(isle), str(other), "--rows-only", "--json")
    assert json.loads(said.out)["answers"] == []
    page = tmp_path / "page.html"
    words = ("compare", str(isle), str(other), "--scenario", str(no_ore), "--draws", "0", "--html", str(page))
    assert run(*words).code == 0
    text = page.read_text(encoding="utf-8")
    assert 'class="fall"' in text
    assert not re.search(r"https?://(?!example\.org)", text.replace("http://www.w3.org", ""))


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("cloud-dwon", "cloud-down"), "cloud-down"),
        (("cloud-down",), "--horizon days,months"),
        (("cloud-down@weeks", "cloud-down"), "days, months, years"),
        (("japan", "cloud-down"), "is a network"),
        (("cloud-down", "--horizon", "days,months,years"), "more than two"),
        (("cloud-down@days", "cloud-down", "--horizon", "months"), "Two horizons"),
        (("cloud-down", "boso", "--scenario", "boso"), "--scenario"),
        (("japan", "japan", "--scenario", "cloud-dwon"), "cloud-down"),
    ],
)
def test_wrong_usage(run, words, says):
    said = run("compare", *words)
    assert said.code == 2
    assert says in said.err


def test_a_snapshot_of_another_version_is_refused(isle, tmp_path):
    from tensen.store import save

    save(tensen.load(isle), tmp_path, "old")
    manifest = tmp_path / "old.json"
    text = manifest.read_text(encoding="utf-8").replace("tensen.snapshot/1", "tensen.snapshot/0")
    manifest.write_text(text, encoding="utf-8")
    with pytest.raises(TensenError, match="old"):
        tensen.compare(isle, manifest)


def test_in_python(isle, other, no_ore):
    found = tensen.compare(isle, other, scenario=str(no_ore), draws=0)
    assert found.to_frame()["change_central"].tolist() == pytest.approx([-60])
    frames = found.to_frames()
    assert frames["rows_edges"]["column"].tolist() == ["weight", "weight"]
    assert frames["moved_by"]["share"].sum() == pytest.approx(-60)
    assert "<table" in found._repr_html_()
    with pytest.raises(TensenError, match="grouped by"):
        tensen.compare(isle, other, by="colour")
