"""A new pack from the template is sound at once, and nothing that is there is ever touched."""

import os
from pathlib import Path

import pytest

from tensen.messages import LANGUAGES, TensenError
from tensen.packs import new as module
from tensen.packs.new import new_pack
from tensen.packs.pack import read_pack
from tensen.packs.registry import folders
from tensen.store import atomic


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_pack_with_all_that_a_pack_has(lang: str, tmp_path: Path) -> None:
    folder = new_pack("our-suppliers", tmp_path, lang=lang)  # type: ignore[arg-type]
    assert folder == tmp_path / "our-suppliers"
    assert {"pack.toml", "README.md", "claims.csv", "scenarios/supplier-stops.toml"} <= files(folder)
    assert {path.name for path in (folder / "tables").iterdir()} == {
        f"{table}.csv"
        for table in ("nodes", "carriers", "edges", "requirements", "memberships", "assumptions", "sources")
    }
    pack = read_pack(folder)
    assert (pack.id, pack.includes) == ("our-suppliers", ("world-economy",))
    text = "".join((folder / name).read_text(encoding="utf-8") for name in files(folder))
    assert "@" not in text  # no place of the template is left open
    readme = (folder / "README.md").read_text(encoding="utf-8")
    assert ("架空" in readme) == (lang == "ja")
    assert [path.name for path in tmp_path.iterdir()] == ["our-suppliers"]  # nothing is left beside


def test_a_distribution_around_it(tmp_path: Path) -> None:
    folder = new_pack("our-suppliers", tmp_path, distribution=True)
    assert folder == tmp_path / "our-suppliers" / "src" / "tensen_our_suppliers"
    assert {"pyproject.toml", "tests/test_pack.py"} <= files(tmp_path / "our-suppliers")
    assert {"__init__.py", "pack.toml"} <= files(folder)
    compile((folder / "__init__.py").read_text(encoding="utf-8"), "__init__.py", "exec")
    test = (tmp_path / "our-suppliers" / "tests" / "test_pack.py").read_text(encoding="utf-8")
    compile(test, "test_pack.py", "exec")


@pytest.mark.parametrize(
    "name", ["", ".", "..", "../x", "/x", "a/b", "a\\b", "Ours", "a b", "-a", "con", "日本", "a\0"]
)
def test_a_name_that_cannot_be_used(name: str, tmp_path: Path) -> None:
    with pytest.raises(TensenError) as caught:
        new_pack(name, tmp_path / "in")
    assert (caught.value.key, caught.value.exit_code) == ("pack_name_invalid", 2)
    assert list(tmp_path.iterdir()) == []
    assert caught.value.words("en") != caught.value.words("ja")


def test_a_name_that_is_taken(tmp_path: Path) -> None:
    for name in folders():
        with pytest.raises(TensenError) as caught:
            new_pack(name, tmp_path)
        assert (caught.value.key, caught.value.exit_code) == ("pack_name_taken", 2)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", ["folder", "empty folder", "file", "link to nowhere", "link to a folder"])
def test_what_is_there_is_left_as_it_is(kind: str, tmp_path: Path) -> None:
    place, other = tmp_path / "in" / "mine", tmp_path / "other"
    place.parent.mkdir()
    other.mkdir()
    if kind.endswith("folder") and not kind.startswith("link"):
        place.mkdir()
    if kind == "folder":
        (place / "nodes.csv").write_text("id\n", encoding="utf-8")
    if kind == "file":
        place.write_text("x", encoding="utf-8")
    if kind.startswith("link"):
        place.symlink_to(other if kind == "link to a folder" else tmp_path / "nowhere")
    before = files(tmp_path)
    with pytest.raises(TensenError) as caught:
        new_pack("mine", place.parent)
    assert caught.value.key in ("pack_exists", "outside_workspace")
    assert files(tmp_path) == before
    assert [path.name for path in place.parent.iterdir()] == ["mine"]


@pytest.mark.parametrize("fails_at", [1, 5, 12])
def test_a_full_disk_leaves_nothing_by_halves(
    fails_at: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    count, sync = [0], os.fsync

    def full(handle: int) -> None:
        count[0] += 1
        if count[0] == fails_at:
            raise OSError(28, "No space left on device")
        sync(handle)

    monkeypatch.setattr(atomic.os, "fsync", full)
    with pytest.raises(TensenError) as caught:
        new_pack("mine", tmp_path)
    assert caught.value.key == "disk_full"
    assert list(tmp_path.iterdir()) == []


def test_each_place_of_the_template_has_words() -> None:
    assert module._COMMENTS
    for lang in LANGUAGES:
        assert all(module._words("a", "tensen_a", lang).values())
