"""Packs by name and folder, and those that other distributions offer, whole or broken."""

import sys
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

from tensen.messages import LANGUAGES, Finding, TensenError
from tensen.packs import registry
from tensen.packs.build import build_network
from tensen.packs.registry import (
    find_pack,
    folders,
    installed,
    is_pack,
    packs_named,
    places_of,
    with_includes,
)

HEAD = """
[pack]
id = "{name}"
title = {{ en = "A", ja = "あ" }}
publisher = "P"
licence = "CC0"
coverage = {{ en = "A", ja = "あ" }}
includes = {includes}
"""
Offer = Callable[..., Path]


@pytest.fixture
def offer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Offer]:
    """Install a distribution by hand: its ``dist-info`` and its package on the path."""
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    before = set(sys.modules)
    registry.installed.cache_clear()

    def install(
        dist: str, packs: dict[str, str], files: dict[str, str] | None = None, version: str = "1.0"
    ) -> Path:
        info = tmp_path / f"{dist.replace('-', '_')}-{version}.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: {dist}\nVersion: {version}\n", encoding="utf-8"
        )
        lines = [f"{name} = {module}" for name, module in packs.items()]
        (info / "entry_points.txt").write_text("[tensen.packs]\n" + "\n".join(lines) + "\n", encoding="utf-8")
        for name, content in (files or {}).items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(content, encoding="utf-8")
        registry.installed.cache_clear()
        return tmp_path

    yield install
    for name in set(sys.modules) - before:
        del sys.modules[name]
    registry.installed.cache_clear()


def whole(name: str, module: str, includes: str = "[]") -> dict[str, str]:
    return {f"{module}/__init__.py": "", f"{module}/pack.toml": HEAD.format(name=name, includes=includes)}


def only_fault(name: str) -> Finding:
    fault = installed().faults[name]
    assert fault.severity == "warning"
    assert {"world-economy", "japan", "good"} <= set(folders())  # nothing else is harmed
    assert find_pack("good").id == "good"
    words = [fault.words(lang) for lang in LANGUAGES]
    assert all("bad-dist 1.0" in said and name in said and "→" in said for said in words)
    assert words[0] != words[1]
    return fault


@pytest.fixture
def good(offer: Offer) -> Offer:
    offer("good-dist", {"good": "good_pack"}, whole("good", "good_pack"))
    return offer


@pytest.mark.usefixtures("good")
def test_a_pack_of_another_distribution(tmp_path: Path) -> None:
    assert folders()["good"] == tmp_path / "good_pack"
    assert find_pack("good").title["ja"] == "あ"
    assert build_network("good").about.packs == ("good",)
    assert dict(installed().faults) == {}
    assert places_of([find_pack("good")]) == {}


def test_a_package_is_looked_up_without_running_it(offer: Offer, tmp_path: Path) -> None:
    offer("good-dist", {"good": "good_pack"}, whole("good", "good_pack"))
    (tmp_path / "good_pack" / "__init__.py").write_text("raise SystemExit('ran')", encoding="utf-8")
    registry.installed.cache_clear()
    assert find_pack("good").id == "good"
    assert "good_pack" not in sys.modules


def test_a_package_that_is_gone(good: Offer) -> None:
    good("bad-dist", {"bad": "no_such_package"})
    assert only_fault("bad").key == "offer_absent"


@pytest.mark.parametrize(
    "code", ["raise RuntimeError('boom')", "import no_such_module", "raise SystemExit(3)", "def ("]
)
def test_a_package_that_fails_to_import(good: Offer, code: str) -> None:
    good(
        "bad-dist",
        {"bad": "bad_above.pack"},
        {"bad_above/__init__.py": code, "bad_above/pack/__init__.py": ""},
    )
    assert only_fault("bad").key == "offer_broken"


@pytest.mark.parametrize("files", [{"bad_pack/__init__.py": ""}, {"bad_pack.py": ""}])
def test_a_package_without_pack_toml(good: Offer, files: dict[str, str]) -> None:
    good("bad-dist", {"bad": "bad_pack"}, files)
    assert only_fault("bad").key == "offer_without_pack"


def test_two_distributions_with_one_name(good: Offer) -> None:
    good("first-dist", {"twice": "first_pack"}, whole("twice", "first_pack"))
    good("bad-dist", {"twice": "second_pack"}, whole("twice", "second_pack"))
    fault = only_fault("twice")
    assert fault.key == "offer_twice"
    assert "first-dist 1.0" in fault.words()
    assert "twice" not in folders()


def test_a_name_of_the_atlas_is_not_given_away(good: Offer) -> None:
    ours = folders()["japan"]
    good("bad-dist", {"japan": "bad_pack"}, whole("japan", "bad_pack"))
    assert only_fault("japan").key == "offer_shadows"
    assert folders()["japan"] == ours


def test_asking_for_an_offer_in_vain_says_why(good: Offer) -> None:
    good("bad-dist", {"bad": "no_such_package"})
    good("other-dist", {"other": "other_pack"}, whole("other", "other_pack", '["bad"]'))
    for name in ("bad", "other"):
        with pytest.raises(TensenError) as caught:
            with_includes(name)
        assert (caught.value.key, caught.value.exit_code) == ("pack_offer", 1)
        assert all("bad-dist 1.0" in caught.value.words(lang) for lang in LANGUAGES)


def test_a_pack_that_calls_itself_otherwise(good: Offer) -> None:
    good("bad-dist", {"bad": "bad_pack"}, whole("worse", "bad_pack"))
    with pytest.raises(TensenError) as caught:
        find_pack("bad")
    assert [f.key for f in caught.value.findings] == ["pack_other_name"]
    assert find_pack("good").id == "good"


def test_an_entry_point_without_a_distribution(monkeypatch: pytest.MonkeyPatch) -> None:
    point = metadata.EntryPoint("lone", "no_such_package", registry.ENTRY_POINTS)
    monkeypatch.setattr(registry.metadata, "entry_points", lambda **_: [point])
    registry.installed.cache_clear()
    assert installed().faults["lone"].words()
    registry.installed.cache_clear()


def written(folder: Path, name: str, includes: str = "[]") -> Path:
    folder.mkdir(parents=True)
    (folder / "pack.toml").write_text(HEAD.format(name=name, includes=includes), encoding="utf-8")
    return folder


def test_a_pack_by_its_folder(tmp_path: Path) -> None:
    folder = written(tmp_path / "some where" / "パック", "mine")
    for name in (folder, str(folder)):
        assert is_pack(name)
        assert find_pack(name).id == "mine"
    (pack,) = with_includes(folder)
    assert places_of([pack]) == {"mine": str(folder)}
    network = build_network(folder)
    assert (network.about.packs, network.about.folders) == (("mine",), {"mine": str(folder)})
    assert [p.path for p in packs_named(network.about.packs, network.about.folders)] == [folder]


def test_a_folder_that_is_gone_and_a_name_that_is_unknown_are_left_out(tmp_path: Path) -> None:
    folder = written(tmp_path / "mine", "mine")
    (folder / "pack.toml").unlink()
    assert packs_named(("mine", "nowhere"), {"mine": str(folder)}) == ()


@pytest.mark.parametrize("name", ["nowhere", "x" * 5000, "a\0b", "", "."])
def test_what_is_no_pack(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert not is_pack(name)
    with pytest.raises(TensenError) as caught:
        find_pack(name)
    assert (caught.value.key, caught.value.exit_code) == ("unknown_network", 2)


def test_a_name_comes_before_a_folder_of_that_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path / "japan", "mine")
    assert find_pack("japan").id == "japan"
    assert find_pack("./japan").id == "mine"


def test_a_folder_that_includes_what_includes_it_is_a_circle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = written(tmp_path / "mine", "mine", '["other"]')
    known: dict[str, Any] = {"other": written(tmp_path / "other", "other", '["mine"]'), "mine": folder}
    monkeypatch.setattr(registry, "folders", lambda: known)
    with pytest.raises(TensenError, match="mine → other → mine"):
        with_includes(folder)


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "pack.toml").write_text(HEAD.format(name="mine", includes="[]"), encoding="utf-8")
    with pytest.raises(TensenError) as caught:
        find_pack(tmp_path / "pack.toml")
    assert caught.value.key == "pack_is_file"
