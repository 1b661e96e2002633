"""A network as a folder: without loss, and never replacing what is not a network."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tensen.messages import TensenError
from tensen.model import Network
from tensen.store import fingerprint, folder
from tensen.store.folder import read_about, read_files, restore, write_files
from tensen.workspace.networks import read_folder, to_folder


def contents(path: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in path.iterdir()}


def test_it_reads_back_equal(small: Network, tmp_path: Path) -> None:
    to_folder(small, tmp_path / "net")
    again = read_folder(tmp_path / "net")
    assert again.about == small.about
    for name, frame in small.tables.items():
        pd.testing.assert_frame_equal(again.tables[name], frame, check_exact=True)
    assert fingerprint(again) == fingerprint(small)
    assert [p.name for p in tmp_path.iterdir()] == ["net"]


def test_a_second_write_replaces_the_first(small: Network, tmp_path: Path) -> None:
    for _ in range(2):
        to_folder(small, tmp_path / "net")
    assert read_folder(tmp_path / "net").about == small.about
    assert [p.name for p in tmp_path.iterdir()] == ["net"]


@pytest.mark.parametrize("name", ["thesis.docx", ".git", "notes.csv"])
def test_a_folder_with_anything_else_is_left_alone(name: str, small: Network, tmp_path: Path) -> None:
    (tmp_path / "net").mkdir()
    (tmp_path / "net" / name).write_bytes(b"precious")
    with pytest.raises(TensenError) as caught:
        to_folder(small, tmp_path / "net")
    assert caught.value.key == "folder_foreign"
    assert name in caught.value.words("ja")
    assert contents(tmp_path / "net") == {name: b"precious"}


def test_a_file_in_the_way_is_left_alone(small: Network, tmp_path: Path) -> None:
    (tmp_path / "net").write_bytes(b"precious")
    with pytest.raises(TensenError):
        to_folder(small, tmp_path / "net")
    assert (tmp_path / "net").read_bytes() == b"precious"


@pytest.mark.parametrize("step", [1, 2])
def test_a_failed_rename_leaves_the_old_folder(
    step: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_files(tmp_path / "net", {"nodes.csv": b"old"})
    rename, count = Path.rename, 0

    def fail(self: Path, target: Any) -> Path:
        nonlocal count
        count += 1
        if count == step:
            raise OSError(5, "Input/output error")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(TensenError) as caught:
        write_files(tmp_path / "net", {"nodes.csv": b"new"})
    monkeypatch.undo()
    assert caught.value.key == "cannot_write"
    assert contents(tmp_path / "net") == {"nodes.csv": b"old"}
    assert [p.name for p in tmp_path.iterdir()] == ["net"]


def test_a_kill_between_the_renames_is_undone(tmp_path: Path) -> None:
    write_files(tmp_path / "net", {"nodes.csv": b"old"})
    (tmp_path / "net").rename(tmp_path / ".net.old")
    restore(tmp_path / "net")
    assert read_files(tmp_path / "net") == {"nodes": [("nodes.csv", b"old")]}


def test_a_full_disk_leaves_the_old_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_files(tmp_path / "net", {"nodes.csv": b"old"})

    def full(path: Path, _: bytes) -> None:
        raise TensenError("disk_full", file=str(path))

    monkeypatch.setattr(folder, "write_bytes", full)
    with pytest.raises(TensenError):
        write_files(tmp_path / "net", {"nodes.csv": b"new"})
    assert contents(tmp_path / "net") == {"nodes.csv": b"old"}
    assert [p.name for p in tmp_path.iterdir()] == ["net"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b'{"id": 1}',
        b"\xff\xfe{}",
        b'{"id":"a","title_en":"b","title_ja":"c","packs":1,"notices":[]}',
    ],
)
def test_a_broken_description_is_told(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "network.json").write_bytes(content)
    with pytest.raises(TensenError) as caught:
        read_about(tmp_path)
    assert caught.value.key == "about_broken"


def test_a_folder_without_description_has_its_own_name(tmp_path: Path) -> None:
    assert read_about(tmp_path).id == tmp_path.name


def test_a_folder_without_tables_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TensenError) as caught:
        read_folder(tmp_path)
    assert caught.value.key == "folder_incomplete"
