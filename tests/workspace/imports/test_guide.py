"""The guide "your own data in ten minutes" runs as printed: its files, its commands, its Python."""

import re
import runpy
import shlex
from pathlib import Path

import openpyxl
import pytest

from tensen.cli.main import main

GUIDE = Path(__file__).parents[3] / "docs" / "import.md"
FENCE = re.compile(r"^```(\w*)(?: title=\"([^\"]+)\")?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_the_guide_runs_as_printed(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cache.is_dir()  # the atlas is built once for all tests
    monkeypatch.chdir(tmp_path)
    said = {}
    blocks = FENCE.findall(GUIDE.read_text(encoding="utf-8"))
    for _, title, block in blocks:
        if title:
            (tmp_path / title).parent.mkdir(exist_ok=True)
            (tmp_path / title).write_text(block, encoding="utf-8")
    for language, title, block in blocks:
        if not language and not title:
            for line in block.strip().splitlines():
                assert line.startswith("tensen ")
                main(shlex.split(line)[1:])  # a failure would end the process
                said[line] = capsys.readouterr().out
        elif language == "python":
            (tmp_path / "guide.py").write_text(block, encoding="utf-8")
            runpy.run_path("guide.py")
    preview = said["tensen import mine --into .tensen --rejects rejects.csv"]
    assert "Germny" in preview
    assert "country.deu" in preview
    assert "preview" in preview
    assert "country.deu" in (tmp_path / "rejects.csv").read_text(encoding="utf-8-sig")
    assert "0 waiting" in said["tensen import mended.csv --into .tensen --yes"]
    assert "supplier.tanaka-valve" in said["tensen explain firm.our-works --net .tensen"]
    assert "own" in said["tensen layers list"]
    assert "nodes" in openpyxl.load_workbook(tmp_path / "my.xlsx").sheetnames
