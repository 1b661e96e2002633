"""Find a network by name, folder or manifest; write one; know its scenarios."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import tensen
from tensen.messages import TensenError
from tensen.model import About, Network, NetworkBuilder
from tensen.store import fingerprint, save
from tensen.workspace.networks import find_scenario, load, packs_of, publish, scenarios, to_folder


def test_by_name(japan: Network) -> None:
    assert japan.about.id == "japan"
    assert fingerprint(tensen.load("japan")) == fingerprint(japan)
    assert [p.id for p in packs_of(japan)] == [
        "world-economy",
        "materials",
        "chips",
        "japan-digital",
        "japan",
    ]


def test_by_folder_and_back_without_loss(small: Network, tmp_path: Path) -> None:
    to_folder(small, tmp_path / "net")
    for name in (tmp_path / "net", str(tmp_path / "net")):
        again = load(name)
        assert fingerprint(again) == fingerprint(small)
        assert again.about == small.about


def test_by_manifest(small: Network, tmp_path: Path) -> None:
    save(small, tmp_path, "mine")
    assert fingerprint(load(tmp_path / "mine.json")) == fingerprint(small)


def test_without_a_name_the_one_that_was_built_here(
    small: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    publish(small)
    assert fingerprint(load()) == fingerprint(small)


def test_without_a_name_and_nothing_here_japan(
    japan: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert load().about.id == japan.about.id


@pytest.mark.parametrize(("name", "near"), [("japn", "japan"), ("materals", "materials"), ("qqqq", "japan")])
def test_an_unknown_name_suggests_the_nearest_or_all(name: str, near: str) -> None:
    with pytest.raises(TensenError) as caught:
        load(name)
    assert (caught.value.key, caught.value.exit_code) == ("unknown_network", 2)
    for lang in ("en", "ja"):
        assert name in caught.value.words(lang)
        assert near in caught.value.words(lang)


@pytest.mark.parametrize("name", ["missing/folder", "missing.json", "nodes.csv"])
def test_a_path_to_nothing(name: str, tmp_path: Path) -> None:
    with pytest.raises(TensenError) as caught:
        load(tmp_path / name)
    assert caught.value.exit_code == 2


def test_an_empty_folder_holds_no_network(tmp_path: Path) -> None:
    with pytest.raises(TensenError) as caught:
        load(tmp_path)
    assert caught.value.key == "folder_incomplete"
    assert str(tmp_path) in str(caught.value)


def test_a_broken_row_is_named_with_file_and_line(small: Network, tmp_path: Path) -> None:
    to_folder(small, tmp_path / "net")
    path = tmp_path / "net" / "edges.csv"
    path.write_text(
        path.read_text(encoding="utf-8").replace("material.ore", "material.orr"), encoding="utf-8"
    )
    with pytest.raises(TensenError) as caught:
        load(tmp_path / "net")
    for lang in ("en", "ja"):
        words = caught.value.words(lang)
        assert "edges.csv" in words
        assert "material.orr" in words
    assert caught.value.exit_code == 1


def test_a_cut_short_table(small: Network, tmp_path: Path) -> None:
    to_folder(small, tmp_path / "net")
    path = tmp_path / "net" / "nodes.csv"
    path.write_bytes(path.read_bytes()[:200])
    with pytest.raises(TensenError) as caught:
        load(tmp_path / "net")
    assert caught.value.words("ja")


@pytest.mark.parametrize("content", ["", "{", "[]", '{"format": "other"}', "null"])
def test_a_broken_manifest(content: str, tmp_path: Path) -> None:
    (tmp_path / "net.json").write_text(content, encoding="utf-8")
    with pytest.raises(TensenError) as caught:
        load(tmp_path / "net.json")
    assert caught.value.key in ("json_broken", "node_link_broken", "format_about", "folder_incomplete")
    assert "net.json" in caught.value.words("ja")


def test_a_manifest_whose_table_is_gone(small: Network, tmp_path: Path) -> None:
    save(small, tmp_path, "net")
    tables = json.loads((tmp_path / "net.json").read_text(encoding="utf-8"))["tables"]
    (tmp_path / tables["edges"]).unlink()
    with pytest.raises(TensenError) as caught:
        load(tmp_path / "net.json")
    assert caught.value.key == "file_missing"


def test_an_unknown_scenario_suggests_the_nearest(japan: Network) -> None:
    with pytest.raises(TensenError) as caught:
        find_scenario(japan, "boso-shina")
    assert (caught.value.key, caught.value.exit_code) == ("unknown_scenario", 2)
    assert "boso-shima" in caught.value.params["near"]
    assert "rare-earths" in caught.value.params["names"]


def test_a_scenario_from_a_file(japan: Network, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(
        """
[scenario]
title = { en = "a", ja = "あ" }
horizon = "days"
resembles = { en = "a", ja = "あ" }
assumes = { en = "a", ja = "あ" }
[[shock]]
target = { id = "corridor.boso" }
""",
        encoding="utf-8",
    )
    found = find_scenario(japan, str(path))
    assert (found.id, found.horizon) == ("mine", "days")


def test_a_scenario_file_that_is_missing(japan: Network, tmp_path: Path) -> None:
    with pytest.raises(TensenError) as caught:
        find_scenario(japan, str(tmp_path / "none.toml"))
    assert "none.toml" in str(caught.value)


def test_a_network_of_one_s_own_has_no_scenarios(small: Network) -> None:
    assert dict(scenarios(small)) == {}
    assert packs_of(small) == ()


def test_a_network_without_rows_is_a_network(
    tmp_path: Path, small_rows: dict[str, list[dict[str, Any]]], builder_of: Callable[..., NetworkBuilder]
) -> None:
    to_folder(NetworkBuilder(About("empty", "Empty", "空")).freeze(), tmp_path / "net")
    assert load(tmp_path / "net").nodes.empty
    assert not builder_of(small_rows).freeze().nodes.empty
