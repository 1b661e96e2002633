"""Recovery profiles: read whole, or refused with file, row, column and repair."""

from pathlib import Path

import numpy as np
import pytest

from tensen.engine.dynamic.profile import curve
from tensen.messages import LANGUAGES, TensenError
from tensen.packs.recovery import read_recovery, uncited

HEAD = """
[profile]
title = { en = "a", ja = "あ" }
counted = { en = "systems", ja = "システム" }
note = { en = "a", ja = "あ" }
sources = ["source.s"]
"""
COLUMNS = "hours,restored_share,source_id,as_of,confidence,note"
TAIL = "source.s,2024-05,reported,"


def written(folder: Path, *points: str) -> Path:
    rows = [f"{point},{TAIL}" for point in points]
    (folder / "fire.csv").write_text("\n".join((COLUMNS, *rows)) + "\n", encoding="utf-8")
    (folder / "fire.toml").write_text(HEAD, encoding="utf-8")
    return folder / "fire.toml"


def test_a_whole_profile(tmp_path: Path) -> None:
    found = read_recovery(written(tmp_path, "0,0", "24,0.5", "72,1"))
    assert (found.id, found.counted["en"], len(found.points)) == ("fire", "systems", 3)
    assert found.days.tolist() == [0, 1, 3]
    assert found.left.tolist() == [1, 0.5, 0]
    assert found.restored([-1, 0, 12, 48, 999]).tolist() == [0, 0, 0.25, 0.75, 1]
    assert found.lost_hours == 24 * 0.75 + 48 * 0.25


def test_the_engine_takes_it_as_it_is(tmp_path: Path) -> None:
    found = read_recovery(written(tmp_path, "0,0", "24,0.5", "72,1"))
    profile = curve(found.days, found.left)
    np.testing.assert_allclose(profile.remaining(np.array([0, 0.5, 2, 9])), [1, 0.75, 0.25, 0])
    np.testing.assert_allclose(24 * profile.area(3.0), found.lost_hours)


WRONG = (
    ("curve_start", 2, ("1,0", "2,1")),
    ("curve_hours", 3, ("0,0", "0,0.5")),
    ("curve_falls", 4, ("0,0", "5,0.8", "6,0.7")),
    ("out_of_range", 3, ("0,0", "5,1.2")),
    ("not_number", 3, ("0,0", "5,80 %")),
    ("missing", 3, ("0,0", ",1")),
)


@pytest.mark.parametrize(("fault", "row", "points"), WRONG, ids=[w[0] for w in WRONG])
def test_a_fault_is_told_with_row_and_repair(
    fault: str, row: int, points: tuple[str, ...], tmp_path: Path
) -> None:
    with pytest.raises(TensenError) as caught:
        read_recovery(written(tmp_path, *points))
    assert caught.value.key == "recovery_invalid"
    assert [(f.key, f.where["row"]) for f in caught.value.findings] == [(fault, row)]
    assert all("→" in caught.value.words(lang) for lang in LANGUAGES)


def test_sources_that_are_not_there(tmp_path: Path) -> None:
    found = read_recovery(written(tmp_path, "0,0", "24,1"))
    assert [*uncited(found, {"source.s"})] == []
    told = [f.where for f in uncited(found, {"source.t"})]
    assert told[0] == {"file": "recovery/fire.toml", "key": "profile.sources"}
    assert told[1:] == [{"file": "recovery/fire.csv", "row": r, "column": "source_id"} for r in (2, 3)]
