"""Kernels kept on disk are renewed when any module of the package changes."""

from pathlib import Path

from tensen.engine.esri.compiled import own_stamp, stamp
from tensen.engine.esri.returns import returns


def test_the_stamp_follows_names_and_contents(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("one = 1\n", encoding="utf-8")
    first = stamp(tmp_path)
    assert stamp(tmp_path) == first
    (tmp_path / "a.py").write_text("one = 2\n", encoding="utf-8")
    second = stamp(tmp_path)
    (tmp_path / "a.py").rename(tmp_path / "b.py")
    assert len({first, second, stamp(tmp_path)}) == 3


def test_numba_takes_the_stamp() -> None:
    """A private attribute of numba: if it moves, kernels on disk may outlive a change, so be told."""
    held = returns._cache._cache_file  # type: ignore[attr-defined]
    assert held._source_stamp == own_stamp()
