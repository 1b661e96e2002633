"""Built packs are kept; a broken or read-only cache costs time, never the answer."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tensen.model import Network
from tensen.packs.registry import folders, with_includes
from tensen.store import fingerprint
from tensen.workspace import cache as held
from tensen.workspace.cache import cache_folder, cached_network, mark

SMALL = "world-economy"


@pytest.fixture
def counted(small: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Builds are counted, and give a small network at once."""
    built: list[str] = []

    def build(name: str) -> Network:
        built.append(name)
        return small

    monkeypatch.setattr(held, "build_network", build)
    monkeypatch.setenv("TENSEN_CACHE", str(tmp_path / "cache"))
    return built


def test_built_once(counted: list[str], small: Network) -> None:
    first, second = cached_network(SMALL), cached_network(SMALL)
    assert counted == [SMALL]
    assert fingerprint(first) == fingerprint(second) == fingerprint(small)


@pytest.mark.parametrize("harm", ["manifest", "object", "nothing there"])
def test_a_damaged_cache_is_built_anew(counted: list[str], harm: str) -> None:
    cached_network(SMALL)
    (manifest,) = cache_folder().glob(f"{SMALL}-*.json")
    if harm == "manifest":
        manifest.write_text("{", encoding="utf-8")
    elif harm == "object":
        table = json.loads(manifest.read_text(encoding="utf-8"))["tables"]["nodes"]
        (cache_folder() / table).write_bytes(b"PAR1")
    else:
        manifest.unlink()
    cached_network(SMALL)
    assert counted == [SMALL, SMALL]
    cached_network(SMALL)
    assert counted == [SMALL, SMALL]


def test_a_cache_that_cannot_be_written(
    counted: list[str], tmp_path: Path, small: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("TENSEN_CACHE", str(tmp_path / "file"))
    assert fingerprint(cached_network(SMALL)) == fingerprint(small)
    assert counted == [SMALL]


def test_the_mark_follows_every_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from shutil import copytree

    from tensen.packs import registry

    copy = tmp_path / "chips"
    copytree(folders()["chips"], copy)
    known = {**folders(), "chips": copy}
    monkeypatch.setattr(registry, "folders", lambda: known)
    before = mark(with_includes("chips"))
    assert mark(with_includes("chips")) == before
    path = copy / "tables" / "nodes.csv"
    path.write_bytes(path.read_bytes() + b"\n")
    after = mark(with_includes("chips"))
    assert after != before
    path.rename(copy / "tables" / "nodes.other.csv")
    assert mark(with_includes("chips")) not in (before, after)


@pytest.mark.parametrize(
    ("platform", "said", "end"),
    [
        ("linux", {"XDG_CACHE_HOME": "/x"}, "/x/tensen"),
        ("darwin", {"HOME": "/h"}, "/h/Library/Caches/tensen"),
        ("win32", {"LOCALAPPDATA": "/l"}, "/l/tensen"),
        ("win32", {"TENSEN_CACHE": "/told"}, "/told"),
    ],
)
def test_the_platform_s_place(
    platform: str, said: dict[str, str], end: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TENSEN_CACHE", raising=False)
    monkeypatch.setattr(held.sys, "platform", platform)
    for key, value in said.items():
        monkeypatch.setenv(key, value)
    check: Callable[[], Path] = cache_folder
    assert check().as_posix() == end
