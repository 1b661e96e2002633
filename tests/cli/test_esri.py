"""``tensen esri`` at the terminal: files in, a table out, what is said, and what a wrong call says."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tensen.cli.main import main

HEADER = "node,esri,esri_down,esri_up,bound,iterations"
HAND = {
    # golden hand cases: edges, sectors, matrix, esri, downstream, upstream
    "chain": (
        "source,target,weight\n1,2,4\n2,3,2\n",
        "node,sector\n1,0\n2,1\n3,2\n",
        "2,2,2\n2,2,2\n2,2,2\n",
        [1, 1, 1],
        [1, 1 / 3, 0],
        [2 / 3, 1, 1],
    ),
    "mixed inputs": (
        "source,target,weight\na,d,5\nb,d,3\nc,d,2\nd,e,10\n",
        "node,sector\na,P\nb,P\nc,S\nd,C\ne,T\n",
        ",P,S,C,T\nP,2,2,2,2\nS,2,2,1,2\nC,2,2,2,2\nT,2,2,2,2\n",
        [0.5625, 0.2625, 0.2, 1, 1],
        [0.5625, 0.2625, 0.2, 0.5, 0],
        [0.25, 0.15, 0.1, 1, 1],
    ),
}


def run(*arguments: object) -> int:
    try:
        main(["esri", *map(str, arguments)])
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


def tables(folder: Path, edges: str, sectors: str, matrix: str) -> list[str]:
    told = []
    for option, content in (("edges", edges), ("sectors", sectors), ("essential", matrix)):
        path = folder / f"{option}.csv"
        path.write_text(content, encoding="utf-8")
        told += [f"--{option}", str(path)]
    return told


@pytest.fixture
def mixed(tmp_path: Path) -> list[str]:
    return tables(tmp_path, *HAND["mixed inputs"][:3])


@pytest.mark.parametrize("case", HAND)
def test_hand_cases_from_csv_to_csv(tmp_path: Path, case: str) -> None:
    *files, esri, down, up = HAND[case]
    out = tmp_path / "out.csv"
    assert run(*tables(tmp_path, *files), "--out", out) == 0
    assert out.read_text(encoding="utf-8").splitlines()[0] == HEADER
    found = pd.read_csv(out)
    np.testing.assert_allclose(found["esri"], esri, atol=1e-12)
    np.testing.assert_allclose(found["esri_down"], down, atol=1e-12)
    np.testing.assert_allclose(found["esri_up"], up, atol=1e-12)


@pytest.mark.parametrize(("more", "second"), [((), 0.4 * 4 / 6), (("--no-replaceability",), 0.4)])
def test_two_suppliers_of_one_sector(tmp_path: Path, more: tuple[str, ...], second: float) -> None:
    files = ("source,target,weight\n1,3,6\n2,3,4\n", "node,sector\n1,a\n2,a\n3,b\n", ",a,b\na,2,2\nb,2,2\n")
    (tmp_path / "w.csv").write_text("node,buyer\n3,1\n", encoding="utf-8")
    told = (*tables(tmp_path, *files), "--weights", tmp_path / "w.csv", *more)
    assert run(*told, "--out", tmp_path / "out.csv") == 0
    found = pd.read_csv(tmp_path / "out.csv")
    assert list(found.columns[6:]) == ["esri.buyer", "esri_down.buyer", "esri_up.buyer", "bound.buyer"]
    np.testing.assert_allclose(found["esri_down.buyer"], [0.6, second, 1], atol=1e-12)


def test_what_is_printed(mixed: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*mixed, "--top", 2, "--lang", "en") == 0
    said = capsys.readouterr().out
    assert "the 2 largest of 5" in said
    assert "eps 0.01: 5 cascades, 5 settled" in said
    assert "matched by code" in said
    assert "Without final demand" in said
    assert run(*mixed, "--lang", "ja") == 0
    assert "最終需要がない" in capsys.readouterr().out


def test_json_is_the_document_with_rows(mixed: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*mixed, "--json", "--top", 3, "--mode", "converged") == 0
    document = json.loads(capsys.readouterr().out)
    assert document["format"] == "tensen.systemic/1"
    assert [row["node"] for row in document["rows"]] == ["d", "e", "a"]
    assert run(*mixed, "--json") == 0
    assert json.loads(capsys.readouterr().out)["rows"][0]["bound"] is None


def test_groups_shocks_and_closures_from_files(tmp_path: Path, mixed: list[str]) -> None:
    (tmp_path / "g.csv").write_text("group,node\nparts,a\nparts,b\n", encoding="utf-8")
    (tmp_path / "s.csv").write_text("shock,node,down,up\nhalf,d,0.5,0\n", encoding="utf-8")
    (tmp_path / "c.csv").write_text("node\ne\na\n", encoding="utf-8")
    for option, rows in (("groups", ["parts"]), ("shocks", ["half"]), ("closures", ["e", "a"])):
        told = (f"--{option}", tmp_path / f"{option[0]}.csv", "--out", tmp_path / f"{option}.parquet")
        assert run(*mixed, *told) == 0
        assert pd.read_parquet(tmp_path / f"{option}.parquet")["node"].tolist() == rows
    assert pd.read_parquet(tmp_path / "groups.parquet")["esri_down"].tolist() == pytest.approx([18 / 20])


def test_a_page_a_workbook_and_kept_parts(tmp_path: Path, mixed: list[str]) -> None:
    told = ("--report", tmp_path / "page", "--keep", tmp_path / "kept", "--out", tmp_path / "out.xlsx")
    assert run(*mixed, *told) == 0
    assert (tmp_path / "page" / "systemic-risk.html").exists()
    first = (tmp_path / "out.xlsx").read_bytes()
    assert run(*mixed, *told) == 0
    assert (tmp_path / "out.xlsx").read_bytes() == first


@pytest.mark.parametrize(
    ("told", "code", "words"),
    [
        (("--closures", "gone.csv"), 1, "gone.csv"),
        (("--closures", "top:9"), 2, "1 to 5"),
        (("--eps", "2"), 2, "eps 2"),
        (("--mode", "fast"), 2, "fast"),
        (("--out", "risk.docx"), 2, ".parquet"),
        (("--groups", "g.csv", "--shocks", "s.csv"), 2, "--groups, --shocks"),
        (("--workers", "1", "--processes", "1"), 2, "--workers, --processes"),
        (("--net", "japan"), 2, "--edges"),
        (("--by", "operator"), 2, "--by"),
        (("--horizon", "days"), 2, "--horizon"),
        (("--scenario", "x"), 2, "--scenario"),
        (("--tol", "1e-3"), 2, "--tol"),
        (("--exact",), 2, "--exact"),
        (("--mode", "converged", "--max-rounds", "9"), 2, "--max-rounds"),
    ],
)
def test_wrong_calls(
    mixed: list[str], told: tuple[str, ...], code: int, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*mixed, *told) == code
    assert words in capsys.readouterr().err


def test_an_input_is_never_written_over(
    tmp_path: Path, mixed: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    before = (tmp_path / "edges.csv").read_bytes()
    (tmp_path / "sub").mkdir()
    assert run(*mixed, "--out", tmp_path / "sub" / ".." / "edges.csv") == 2
    assert "would be replaced" in capsys.readouterr().err
    assert (tmp_path / "edges.csv").read_bytes() == before


def test_what_did_not_settle_carries_an_asterisk(
    mixed: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*mixed, "--eps", 0, "--max-rounds", 1, "--lang", "en") == 0
    said = capsys.readouterr().out
    assert " 1* " in said
    assert "* not settled" in said
    assert run(*mixed, "--lang", "en") == 0
    assert "*" not in capsys.readouterr().out


def test_without_files_the_way_on_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert run() == 2
    assert "--example" in capsys.readouterr().err


def test_a_wrong_row_is_told_with_its_place(
    tmp_path: Path, mixed: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with (tmp_path / "edges.csv").open("a", encoding="utf-8") as file:
        file.write("a,b,-7\n")
    assert run(*mixed, "--out", tmp_path / "out.csv") == 1
    said = capsys.readouterr().err
    assert "row 6, column weight: -7 is negative" in said
    assert not (tmp_path / "out.csv").exists()


def test_the_example_runs_as_it_says(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--example", tmp_path, "--lang", "en") == 0
    last = capsys.readouterr().out.strip().splitlines()[-1].split()
    assert last[:2] == ["tensen", "esri"]
    assert run(*last[2:]) == 0
    assert len(pd.read_csv(tmp_path / "risk.csv")) == 300


def test_stopping_says_what_is_kept(
    mixed: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("tensen.workspace.systemic.systemic_risk", stopped)
    assert run(*mixed, "--keep", tmp_path / "kept") == 1
    assert "kept in" in capsys.readouterr().err
    assert run(*mixed) == 1
    assert "--keep" in capsys.readouterr().err
