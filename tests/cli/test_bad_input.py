"""What a user gets wrong: an exit code, the place, the repair, in both languages, never a traceback."""

from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import Run


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("rnak",), "rank"),
        (("packs", "chekc"), "check"),
        (("rank", "--top", "0"), "--top"),
        (("rank", "--bogus"), "--bogus"),
        (("rank", "--mode", "gonne"), "gone"),
        (("explain",), "WHAT"),
        (("stress", "cloud-dwn", "--net", "japan"), "cloud-down"),
        (("rank", "--net", "japn"), "japan"),
        (("rank", "--net", "x" * 300), "japan"),
        (("packs", "check", "nowhere"), "japan"),
    ],
    ids=lambda value: " ".join(value)[:30] if isinstance(value, tuple) else "",
)
def test_wrong_words_exit_2_with_the_nearest(run: Run, words: tuple[str, ...], hint: str) -> None:
    english = run(*words, "--lang", "en")
    japanese = run(*words, "--lang", "ja")
    assert (english.code, japanese.code) == (2, 2)
    assert (english.out, japanese.out) == ("", "")
    assert hint in english.err
    assert hint in japanese.err
    assert any(ord(letter) > 0x3000 for letter in japanese.err)


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("rank", "--for", "JPX"), "jpn"),
        (("rank", "--for", "material.ore"), "JPN"),
        (("rank", "--horizon", "month"), "months"),
        (("stress", "no-ore"), "no-ore"),
        (("explain", "materal.ore"), "material.ore"),
        (("explain", "country.chn/rare-earth"), "country.chn"),
        (("explain", "no-ore.toml", "--node", "sector.jpn.c27"), "sector.jpn.c26"),
        (("stress", "no-ore.toml", "--horizon", "soon"), "months"),
    ],
    ids=lambda value: " ".join(value)[:30] if isinstance(value, tuple) else "",
)
@pytest.mark.usefixtures("no_ore")
def test_unknown_names_exit_2_with_the_nearest(
    run: Run, isle: Path, words: tuple[str, ...], hint: str
) -> None:
    said = run(*words, "--net", str(isle))
    assert (said.code, said.out) == (2, "")
    assert hint in said.err
    assert run(*words, "--net", str(isle), "--lang", "ja").err != said.err


def replaced(file: str, old: str, new: str) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        path = folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    return spoil


def in_euc_jp(folder: Path) -> None:
    path = folder / "nodes.csv"
    path.write_bytes(path.read_text(encoding="utf-8").encode("euc-jp"))


def cut_short(folder: Path) -> None:
    path = folder / "nodes.csv"
    path.write_bytes(path.read_bytes()[:400])


def without_kind(folder: Path) -> None:
    path = folder / "nodes.csv"
    rows = [line.split(",") for line in path.read_text(encoding="utf-8").splitlines()]
    path.write_text("\n".join(",".join(row[:1] + row[2:]) for row in rows) + "\n", encoding="utf-8")


def without_nodes(folder: Path) -> None:
    (folder / "nodes.csv").unlink()


@pytest.mark.parametrize(
    ("spoil", "places"),
    [
        (replaced("edges.csv", ",0.8,", ",much,"), ("edges.csv", "row 2", "column weight", "number")),
        (replaced("edges.csv", ",0.8,", ",-0.8,"), ("edges.csv", "row 2", "column weight")),
        (replaced("edges.csv", "material.ore", "material.oar"), ("row 2", "column source", "material.ore")),
        (replaced("nodes.csv", "country.chn,", "Country.JPN,"), ("nodes.csv:2", "row 3", "column id")),
        (replaced("nodes.csv", "lon,", "lonn,"), ("nodes.csv", "column lonn", "lon")),
        (in_euc_jp, ("nodes.csv", "UTF-8")),
        (cut_short, ("nodes.csv", "Row 5")),
        (without_kind, ("nodes.csv", "kind")),
        (without_nodes, ("isle", "nodes.csv")),
    ],
)
def test_a_broken_table_exits_1_with_place_and_repair(
    run: Run, isle: Path, spoil: Callable[[Path], None], places: tuple[str, ...]
) -> None:
    spoil(isle)
    said = run("check", str(isle))
    assert (said.code, said.out) == (1, "")
    assert all(place in said.err for place in places), said.err
    japanese = run("rank", "--net", str(isle), "--lang", "ja")
    assert japanese.code == 1
    assert japanese.err != said.err


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('"months"', '"month"', "scenario.horizon"),
        ("horizon =", "horizn =", "scenario.horizn"),
        ('"No ore"', '"No ore', "line 3"),
        ("[[cut]]", "[cut]", "key cut"),
        ("[[cut]]", "[[cut]]\nlevel = 3", "cut[1].level"),
        ("source.survey", "source.servey", "source.survey"),
        ("rare-earths", "rare-earth", "rare-earths"),
        ("country.chn", "country.chna", "country.chn"),
        ("family", "famly", "family"),
    ],
)
def test_a_broken_scenario_names_file_and_key(
    run: Run, isle: Path, no_ore: Path, old: str, new: str, place: str
) -> None:
    no_ore.write_text(no_ore.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    said = run("stress", str(no_ore), "--net", str(isle), "--draws", "0")
    assert said.code in (1, 2)
    assert said.out == ""
    assert place in said.err
    assert run("stress", str(no_ore), "--net", str(isle), "--lang", "ja").err != said.err


def test_a_scenario_file_that_is_not_there(run: Run, isle: Path) -> None:
    said = run("stress", "none.toml", "--net", str(isle))
    assert said.code == 1
    assert "none.toml" in said.err


def test_a_folder_is_no_pack(run: Run, isle: Path) -> None:
    said = run("packs", "check", str(isle))
    assert said.code == 2
    assert f"tensen check {isle}" in said.err
