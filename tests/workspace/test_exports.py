"""Exports: whole or in part, replaced whole or not at all, and never over what is not ours."""

from pathlib import Path

import pytest

from tensen.messages import LANGUAGES, TensenError
from tensen.model import Network
from tensen.store import fingerprint
from tensen.workspace import export, load
from tensen.workspace.exports import portion


def refused(network: Network, key: str, path: Path, *args: str, **options: object) -> TensenError:
    with pytest.raises(TensenError) as caught:
        export(network, path, *args, **options)  # type: ignore[arg-type]
    assert caught.value.key == key
    assert all(caught.value.words(lang) for lang in LANGUAGES)
    return caught.value


def test_an_older_export_is_replaced_whole(small: Network, tmp_path: Path) -> None:
    export(small, tmp_path / "net", "csv")
    export(small, tmp_path / "net", "parquet")
    assert not list((tmp_path / "net").glob("*.csv"))
    assert fingerprint(load(tmp_path / "net")) == fingerprint(small)


def test_a_folder_that_holds_other_files_is_left_alone(small: Network, tmp_path: Path) -> None:
    (tmp_path / "net").mkdir()
    (tmp_path / "net" / "diary.txt").write_text("mine", encoding="utf-8")
    refused(small, "folder_foreign", tmp_path / "net", "parquet")
    assert [p.name for p in (tmp_path / "net").iterdir()] == ["diary.txt"]


def test_a_folder_is_no_place_for_a_file(small: Network, tmp_path: Path) -> None:
    (tmp_path / "x.xlsx").mkdir()
    refused(small, "file_is_folder", tmp_path / "x.xlsx")


def test_a_network_does_not_fit_one_csv_file(small: Network, tmp_path: Path) -> None:
    refused(small, "export_folder", tmp_path / "x.csv")


@pytest.mark.parametrize(
    ("options", "key"),
    [
        ({"tables": ["nope"]}, "unknown_table"),
        ({"kinds": ["sectr"]}, "unknown_kind"),
        ({"families": ["ore"]}, "unknown_family"),
        ({"kinds": ["cable"]}, "export_empty"),
    ],
)
def test_a_part_that_there_is_none_of(
    small: Network, tmp_path: Path, options: dict[str, object], key: str
) -> None:
    refused(small, key, tmp_path / "x.json", **options)
    assert list(tmp_path.iterdir()) == []


def test_a_family_brings_what_it_needs_and_no_more(small: Network) -> None:
    part = portion(small, families_=["ores"])
    assert set(part.carriers["id"]) == {"carrier.ore"}
    assert set(part.edges["carrier"]) == {"carrier.ore"}
    assert set(part.assumptions["id"]) == {"assumption.rho"}
    assert "sector.bbb.c26" not in set(part.nodes["id"])


def test_kinds_keep_the_edges_among_them(small: Network) -> None:
    part = portion(small, kinds_=["sector"])
    assert set(part.nodes["kind"]) == {"sector"}
    assert part.edges[["source", "target"]].to_numpy().tolist() == [["sector.bbb.c26", "sector.aaa.c26"]]
    assert set(part.assumptions["id"]) == {"assumption.w"}


def test_the_whole_is_the_network_itself(small: Network) -> None:
    assert portion(small) is small


@pytest.mark.parametrize("name", ["x.xlsx", "x.json", "x.XLSX"])
def test_files_are_loaded_by_name(small: Network, tmp_path: Path, name: str) -> None:
    export(small, tmp_path / name)
    back = load(tmp_path / name)
    assert fingerprint(back) == fingerprint(small)
    assert back.about == small.about


def test_a_workbook_without_nodes_is_no_network(small: Network, tmp_path: Path) -> None:
    export(small, tmp_path / "x.xlsx", tables=["edges"])
    with pytest.raises(TensenError, match="holds no table"):
        load(tmp_path / "x.xlsx")
