"""``tensen generate firms``: files on the disk, moments on the screen, wrong words with exit code 2."""

import json
from pathlib import Path

import pandas as pd
import pytest

from .conftest import Run

TABLE = "code,x,y,final_demand\nx,5,2,10\ny,1,4,2\n"


@pytest.fixture
def table(tmp_path: Path) -> str:
    (tmp_path / "table.csv").write_text(TABLE, encoding="utf-8")
    return "table.csv"


def test_files_and_moments(run: Run, table: str, tmp_path: Path) -> None:
    words = ("generate", "firms", "--table", table, "--essential", "linear", "--firms", "40")
    done = run(*words, "--out", "net")
    assert done.code == 0, done.err
    assert "Suppliers per firm, mean" in done.out
    assert "No firm in it exists" in done.out
    edges = pd.read_csv(tmp_path / "net" / "edges.csv")
    assert list(edges.columns) == ["source", "target", "weight"]
    assert edges["weight"].sum() == pytest.approx(12)
    ja = run(*words, "--out", "net", "--lang", "ja")
    assert ja.code == 0
    assert "実在の企業" in ja.out
    assert "実在の企業" in (tmp_path / "net" / "README.md").read_text(encoding="utf-8")


def test_json_and_parquet(run: Run, table: str, tmp_path: Path) -> None:
    done = run(
        "generate", "firms", "--table", table, "--essential", "all", "--firms", "40", "--out", "net",
        "--format", "parquet", "--json",
    )  # fmt: skip
    said = json.loads(done.out)
    assert Path(said["files"][0]).name == "edges.parquet"
    assert said["measured"]["edges"] == len(pd.read_parquet(tmp_path / "net" / "edges.parquet"))
    assert said["asked"]["mean_degree"] == 8


def test_a_country_of_a_network(run: Run, tmp_path: Path) -> None:
    done = run(
        "generate", "firms", "--net", "world-economy", "--country", "日本", "--firms", "200", "--out", "net"
    )
    assert done.code == 0, done.err
    assert "country.jpn" in done.out
    assert len(pd.read_csv(tmp_path / "net" / "essential.csv")) == 28


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "--country JPN"),
        (("--table", "table.csv"), "--essential"),
        (("--table", "table.csv", "--essential", "all", "--firms", "1"), "at least 2"),
        (("--table", "table.csv", "--essential", "all", "--exponent", "x"), "exponent"),
        (("--table", "table.csv", "--essential", "all", "--format", "xml"), "csv, parquet"),
        (("--table", "table.csv", "--essential", "all", "--firms", "-3"), "--firms"),
    ],
)
def test_wrong_words_exit_with_2(
    run: Run, table: str, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    assert table
    done = run("generate", "firms", *words, "--out", "net")
    assert done.code == 2
    assert said in done.err
    assert not (tmp_path / "net").exists()


def test_a_faulty_table_exits_with_1_and_its_place(run: Run, tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text(TABLE.replace("4", "-4"), encoding="utf-8")
    done = run("generate", "firms", "--table", "table.csv", "--essential", "all", "--out", "net")
    assert done.code == 1
    assert "file table.csv, row 3, column y: -4 is below 0" in done.err
    assert not (tmp_path / "net").exists()


def test_a_folder_with_other_files_is_told_before_any_work(run: Run, table: str, tmp_path: Path) -> None:
    (tmp_path / "net").mkdir()
    (tmp_path / "net" / "mine.txt").write_text("keep", encoding="utf-8")
    done = run("generate", "firms", "--table", table, "--essential", "all", "--out", "net")
    assert done.code == 2
    assert "mine.txt" in done.err


def test_a_network_without_flows_is_told(run: Run, isle: Path) -> None:
    done = run("generate", "firms", "--net", str(isle), "--country", "JPN", "--out", "net")
    assert done.code == 2
    assert "no flows between sectors of JPN" in done.err
