"""``tensen firm`` at the terminal: the example, and what a wrong call says."""

import json
from pathlib import Path

import pytest

from tensen.cli.main import main


def _run(*arguments: str) -> int:
    try:
        main(list(arguments))
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


def test_the_example_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("firm", "--example", str(tmp_path), "--lang", "ja") == 0
    assert (tmp_path / "suppliers.csv").exists()
    assert "firm.toml" in capsys.readouterr().out


def test_without_a_list_the_way_on_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("firm", "--industry", "isic:28") == 2
    assert "--example" in capsys.readouterr().err


def test_a_short_list_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "list.csv"
    lines = (
        "仕入先,国,品目,コード,年間調達額",
        "甲,台湾,FPGA,carrier.leading-edge-logic,100",
        "乙,日本,鋳物,hs:7325,300",
    )
    path.write_bytes("\n".join(lines).encode("cp932"))
    told = ("--industry", "jsic:26", "--sales", "1000", "--draws", "0", "--json", "--lang", "ja")
    assert _run("firm", str(path), *told) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["format"] == "tensen.firm/1"
    assert document["list"]["suppliers"] == 2
    assert document["firm"]["industry"]["id"] == "sector.jpn.c28"
    assert document["notice"] is None
