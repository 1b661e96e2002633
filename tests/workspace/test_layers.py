"""Layers by name, and what stands at the edge of a workspace."""

from pathlib import Path

import pytest

import tensen
from tensen.matching.decisions import Decisions
from tensen.messages import TensenError
from tensen.model import Network
from tensen.store import fingerprint, save
from tensen.workspace.imports.names import made_id
from tensen.workspace.joined import is_workspace
from tensen.workspace.layers import Layer, about_layer, layer_path, read_layer, remove_layer, write_layer


@pytest.mark.parametrize("name", ["", "..", "a/b", "A", "仕入先", "a" * 41, "-a", "a.b"])
def test_a_name_that_no_folder_should_bear(name: str, tmp_path: Path) -> None:
    with pytest.raises(TensenError) as caught:
        layer_path(tmp_path, name)
    assert (caught.value.key, caught.value.exit_code) == ("layer_name", 2)


@pytest.mark.parametrize("ask", [read_layer, about_layer, remove_layer])
def test_a_layer_that_is_not_there(ask: object, tmp_path: Path) -> None:
    with pytest.raises(TensenError) as caught:
        ask(tmp_path, "mine")  # type: ignore[operator]
    assert caught.value.key == "layer_missing"


def test_a_workspace_is_a_folder_with_a_published_network(small: Network, tmp_path: Path) -> None:
    assert not is_workspace(tmp_path)
    save(small, tmp_path, "network")
    assert is_workspace(tmp_path)
    assert fingerprint(tensen.load(tmp_path)) == fingerprint(small)


def test_a_folder_of_tables_is_none(small: Network, tmp_path: Path) -> None:
    from tensen.workspace.networks import to_folder

    to_folder(small, tmp_path / "net")
    assert not is_workspace(tmp_path / "net")
    (tmp_path / "net" / "network.json").write_text("{", encoding="utf-8")
    with pytest.raises(TensenError) as caught:
        tensen.load(tmp_path / "net")
    assert caught.value.key == "about_broken"


def test_a_folder_called_like_a_scenario_is_told_as_a_folder(small: Network, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").mkdir()
    with pytest.raises(TensenError) as caught:
        tensen.stress(small, str(tmp_path / "mine.toml"))
    assert caught.value.key == "file_is_folder"


def test_ids_are_stable_and_apart() -> None:
    names = ["Acme", "Acme Inc", "Acme, Inc", "Acme-Inc", "甲製作所", "甲製作", "Ａ　Ｃ", "x" * 60, "x" * 61]
    ids = [made_id("supplier", name) for name in names]
    assert len(set(ids)) == len(names)
    assert ids == [made_id("supplier", f" {name.upper()} ") for name in names]
    assert made_id("supplier", "A", "T7000012050002") == "supplier.7000012050002"
    assert made_id("supplier", "A", "7000012050003") == "supplier.a"  # its check digit is wrong


def test_a_title_that_nobody_gave_is_said_in_the_language_asked_for() -> None:
    from tensen.cli.layers import _title

    assert _title("own", "Own data: own", "ja") == "自分のデータ：own"
    assert _title("own", "Our sites", "ja") == "Our sites"


@pytest.mark.parametrize("spelling", ["'=A", "=A", "-Q", "A\rB"])
def test_a_decision_comes_back_as_it_was_said(spelling: str, tmp_path: Path) -> None:
    said = Decisions().with_decision("node", spelling, "country.deu", "accepted", "2024-05-01")
    write_layer(tmp_path, Layer("own", "Own", "2024-05-01", matches=said), {})
    assert read_layer(tmp_path, "own").matches.rows[0].spelling == spelling
    written = b"".join(path.read_bytes() for path in layer_path(tmp_path, "own").glob("matches-*.csv"))
    assert b"node,=" not in written
