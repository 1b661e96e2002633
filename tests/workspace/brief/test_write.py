"""Writing a brief: both files or neither; a full disk leaves the old ones."""

import errno
import json
import os
from pathlib import Path
from typing import Any

import pytest

from tensen.messages import TensenError
from tensen.store import atomic
from tensen.workspace.brief import write_brief


def fill(disk: pytest.MonkeyPatch, after: int) -> None:
    """The disk is full after so many files were flushed to it."""
    left = [after]
    real = os.fsync

    def flush(handle: int) -> None:
        if not left[0]:
            raise OSError(errno.ENOSPC, "No space left on device")
        left[0] -= 1
        real(handle)

    disk.setattr(atomic.os, "fsync", flush)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_page_and_document(document: dict[str, Any], tmp_path: Path) -> None:
    page = write_brief(document, tmp_path / "new" / "brief", "ja")
    assert page == tmp_path / "new" / "brief" / "brief.html"
    assert '<html lang="ja"' in page.read_text(encoding="utf-8")
    assert json.loads((page.parent / "brief.json").read_text(encoding="utf-8")) == document
    assert set(contents(page.parent)) == {"brief.html", "brief.json"}


@pytest.mark.parametrize("after", [0, 1])
def test_a_full_disk_leaves_both_old_files(
    document: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    old = {"brief.html": b"old page", "brief.json": b"old document"}
    for name, content in old.items():
        (tmp_path / name).write_bytes(content)
    fill(monkeypatch, after)
    with pytest.raises(TensenError) as caught:
        write_brief(document, tmp_path, "en")
    assert caught.value.key == "disk_full"
    assert contents(tmp_path) == old


def test_a_document_with_nan_is_never_written(tmp_path: Path, document: dict[str, Any]) -> None:
    broken = {**document, "conditions": {**document["conditions"], "tolerance": float("nan")}}
    with pytest.raises(ValueError, match="JSON"):
        write_brief(broken, tmp_path, "en")
    assert contents(tmp_path) == {}


def test_a_folder_that_is_a_file(document: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "brief").write_text("mine", encoding="utf-8")
    with pytest.raises(TensenError) as caught:
        write_brief(document, tmp_path / "brief", "en")
    assert caught.value.key == "cannot_write"
    assert (tmp_path / "brief").read_text(encoding="utf-8") == "mine"
