"""Is a pack sound: assertions, stray files and cases of a pack with all that it includes."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tensen.messages import TensenError
from tensen.packs import build, registry
from tensen.workspace import soundness
from tensen.workspace.soundness import check_packs

PACK = """
[pack]
id = "made"
title.en = "A pack"
title.ja = "パック"
publisher = "P"
licence = "CC0"
coverage.en = "All"
coverage.ja = "すべて"
includes = []
[[assert]]
table = "nodes"
min = {least}
"""
# by hand: 0.7 of the ore, critical 0.5, replaceable 0.2 in months: 0.5 x 0.8 x 0.7 = 0.28
CASE = """
[case]
title = { en = "a", ja = "あ" }
horizon = "months"
[[shock]]
target = { id = "material.ore" }
[[expect]]
node = "sector.aaa.c26"
what = "loss"
low = LOW
high = 0.29
why = { en = "by hand", ja = "手計算" }
"""


@pytest.fixture
def pack(
    tmp_path: Path, small_rows: dict[str, list[dict[str, Any]]], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Path]:
    """A pack with the small network's tables."""
    folder = tmp_path / "made"
    for module in (registry, build, soundness):
        if hasattr(module, "folders"):
            monkeypatch.setattr(module, "folders", lambda: {"made": folder})

    def make(least: int = 5, low: str = "0.27", stray: str = "") -> Path:
        for name in ("tables", "cases"):
            (folder / name).mkdir(parents=True)
        for table, rows in small_rows.items():
            words = pd.DataFrame(rows).astype("str").where(pd.DataFrame(rows).notna(), "")
            text = words.replace({"True": "true", "False": "false"}).to_csv(index=False)
            (folder / "tables" / f"{table}.csv").write_text(text, encoding="utf-8")
        (folder / "pack.toml").write_text(PACK.replace("{least}", str(least)), encoding="utf-8")
        (folder / "cases" / "ore.toml").write_text(CASE.replace("LOW", low), encoding="utf-8")
        if stray:
            (folder / "tables" / stray).write_text("id\n", encoding="utf-8")
        return folder

    return make


def test_a_sound_pack(pack: Callable[..., Path]) -> None:
    pack()
    seen: list[int] = []
    assert check_packs("made", lambda: seen.append(1)) == ([], 1, 1)
    assert seen == [1]


def test_a_case_that_does_not_hold_says_what_was_found(pack: Callable[..., Path]) -> None:
    pack(low="0.285")
    (finding,), _, _ = check_packs("made")
    for lang in ("en", "ja"):
        assert "0.28" in finding.words(lang)
        assert "ore" in finding.words(lang)


def test_a_stray_file_is_found(pack: Callable[..., Path]) -> None:
    pack(stray="node.more.csv")
    (finding,), _, _ = check_packs("made")
    assert finding.key == "unread_file"
    assert "node.more.csv" in finding.words()


def test_an_assertion_that_does_not_hold_stops(pack: Callable[..., Path]) -> None:
    pack(least=99)
    with pytest.raises(TensenError) as caught:
        check_packs("made")
    assert "99" in str(caught.value)


def test_an_unknown_pack() -> None:
    with pytest.raises(TensenError) as caught:
        check_packs("japn")
    assert caught.value.exit_code == 2
    assert "japan" in str(caught.value)
