"""Snapshots: read back equal, and the last good state survives whatever happens to the next."""

import errno
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tensen.messages import LANGUAGES, TensenError
from tensen.model import Network
from tensen.model.views import replace
from tensen.store import fingerprint, read, save
from tensen.store import snapshot as module


def other(network: Network) -> Network:
    """The network with one name changed."""
    nodes = network.nodes.copy()
    nodes.loc[0, "name_en"] = "Another"
    return replace(network, {"nodes": nodes})


def same(one: Network, two: Network) -> None:
    assert one.about == two.about
    for name, frame in one.tables.items():
        pd.testing.assert_frame_equal(frame, two.tables[name], check_exact=True)


def test_it_reads_back_equal(small: Network, tmp_path: Path) -> None:
    mark = save(small, tmp_path, "net")
    again = read(tmp_path, "net")
    same(small, again)
    assert fingerprint(again) == mark


def test_the_fingerprint_tells_contents_not_forms(small: Network) -> None:
    categories = replace(small, {"edges": small.edges.astype({"source": "category", "carrier": "category"})})
    assert fingerprint(categories) == fingerprint(small)
    assert fingerprint(other(small)) != fingerprint(small)


def test_nothing_published(tmp_path: Path) -> None:
    with pytest.raises(TensenError) as caught:
        read(tmp_path, "net")
    assert caught.value.key == "file_missing"


@pytest.mark.parametrize("step", range(9))
def test_a_failure_at_any_write_leaves_the_last_state(
    step: int, small: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(small, tmp_path, "net")
    count = 0
    write = module.write_bytes

    def fail(path: Path, content: bytes) -> None:
        nonlocal count
        count += 1
        if count > step:
            raise TensenError("disk_full", file=str(path))
        write(path, content)

    monkeypatch.setattr(module, "write_bytes", fail)
    monkeypatch.setattr(module, "write_text", lambda path, text: fail(path, text.encode()))
    changed = replace(other(small), {n: f.iloc[:0] for n, f in small.tables.items() if n != "nodes"})
    if step < 8:
        with pytest.raises(TensenError):
            save(changed, tmp_path, "net")
        same(small, read(tmp_path, "net"))
    else:
        save(changed, tmp_path, "net")
        same(changed, read(tmp_path, "net"))


def _manifest(**changes: Any) -> Callable[[Path], None]:
    def change(root: Path) -> None:
        path = root / "net.json"
        said = json.loads(path.read_text(encoding="utf-8")) | changes
        path.write_text(json.dumps(said), encoding="utf-8")

    return change


def _object(content: bytes) -> Callable[[Path], None]:
    return lambda root: [path.write_bytes(content) for path in (root / "objects").iterdir()] and None


BROKEN: tuple[tuple[str, Callable[[Path], Any], str], ...] = (
    (
        "manifest cut short",
        lambda root: (root / "net.json").write_bytes((root / "net.json").read_bytes()[:50]),
        "snapshot_broken",
    ),
    ("manifest empty", lambda root: (root / "net.json").write_bytes(b""), "snapshot_broken"),
    (
        "manifest in UTF-16",
        lambda root: (root / "net.json").write_text("{}", encoding="utf-16"),
        "snapshot_broken",
    ),
    (
        "manifest a list",
        lambda root: (root / "net.json").write_text("[]", encoding="utf-8"),
        "snapshot_broken",
    ),
    ("another format", _manifest(format="tensen.snapshot/99"), "snapshot_broken"),
    ("no tables", _manifest(tables={}), "snapshot_broken"),
    ("packs a number", _manifest(packs=3), "snapshot_broken"),
    ("object changed", _object(b"x"), "snapshot_broken"),
    ("object empty", _object(b""), "snapshot_broken"),
    ("object gone", lambda root: [path.unlink() for path in (root / "objects").iterdir()], "file_missing"),
    ("a path outside", _manifest(tables=dict.fromkeys(module.TABLES, "../../x")), "outside_workspace"),
    (
        "a folder for the manifest",
        lambda root: ((root / "net.json").unlink(), (root / "net.json").mkdir()),
        "file_is_folder",
    ),
)


@pytest.mark.parametrize(("damage", "key"), [b[1:] for b in BROKEN], ids=[b[0] for b in BROKEN])
def test_damage_is_told(damage: Callable[[Path], Any], key: str, small: Network, tmp_path: Path) -> None:
    save(small, tmp_path / "root", "net")
    damage(tmp_path / "root")
    with pytest.raises(TensenError) as caught:
        read(tmp_path / "root", "net")
    assert caught.value.key == key
    assert caught.value.words("en") != caught.value.words("ja")


def test_saving_again_heals_a_damaged_object(small: Network, tmp_path: Path) -> None:
    save(small, tmp_path, "net")
    _object(b"x")(tmp_path)
    save(small, tmp_path, "net")
    same(small, read(tmp_path, "net"))


def test_tables_of_another_version_are_refused(small: Network, tmp_path: Path) -> None:
    save(replace(small, {"edges": small.edges.drop(columns=["flow"])}), tmp_path, "net")
    with pytest.raises(TensenError, match="columns of another version of edges"):
        read(tmp_path, "net")


def test_a_full_disk(small: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    save(small, tmp_path, "net")
    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(TensenError) as caught:
        save(other(small), tmp_path, "net")
    assert caught.value.key == "disk_full"
    assert all(caught.value.words(lang) for lang in LANGUAGES)
    same(small, read(tmp_path, "net"))
