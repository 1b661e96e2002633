"""``tensen export``: files on the disk, losses on standard error, private layers left at home on request."""

import json
from pathlib import Path

import pytest

from tensen.messages import text

from .conftest import Run


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_losses_are_told_on_standard_error(run: Run, isle: Path, tmp_path: Path, lang: str) -> None:
    out = tmp_path / "chips.gexf"
    done = run("export", str(isle), "--family", "rare-earths", "--out", str(out), "--lang", lang)
    assert done.code == 0, done.err
    assert text("format.gexf_losses", lang) in done.err  # type: ignore[arg-type]
    assert str(out) in done.out
    assert out.read_bytes().startswith(b"<?xml")


def test_json(run: Run, isle: Path, tmp_path: Path) -> None:
    out = tmp_path / "c.json"
    done = run("export", str(isle), "--kind", "sector", "--kind", "material", "--out", str(out), "--json")
    said = json.loads(done.out)
    assert said["format"] == "node-link"
    assert said["bytes"] == out.stat().st_size
    assert said["nodes"] == len(json.loads(out.read_text(encoding="utf-8"))["nodes"])


@pytest.mark.parametrize(
    "words",
    [("--out", "x.foo"), ("--out", "x", "--format", "foo"), (), ("--out", "x.gexf", "--kind", "nope")],
)
def test_wrong_words_exit_with_2(run: Run, isle: Path, tmp_path: Path, words: tuple[str, ...]) -> None:
    done = run("export", str(isle), *words)
    assert done.code == 2
    assert list(tmp_path.iterdir()) == [isle]
