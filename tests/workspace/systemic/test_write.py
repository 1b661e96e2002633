"""The table on disk: the same figures in every format, and no name that a spreadsheet runs."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tensen.messages import TensenError
from tensen.workspace.systemic import Systemic, systemic_risk
from tensen.workspace.systemic.example import write_example

HEADER = "node,esri,esri_down,esri_up,bound,iterations"


def result(names: list[str], mode: str = "reference") -> Systemic:
    frame = pd.DataFrame({"node": names, "sector": 0})
    edges = pd.DataFrame({"source": names[:2], "target": names[1:], "weight": [4.0, 2.0]})
    return systemic_risk(edges, frame, [[2]], mode=mode)


def test_csv_reads_back_equal(tmp_path: Path) -> None:
    found = result(["x", "y", "z"], "converged")
    path = found.save(tmp_path / "out.csv")
    assert path.read_text(encoding="utf-8").splitlines()[0] == HEADER
    back = pd.read_csv(path)
    pd.testing.assert_frame_equal(back, found.to_frame(), check_dtype=False, check_exact=True)
    assert '"' not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("names", [["=1+1", "-q", "'x"], ['a,"b"', "a\nb", "東京"]])
def test_names_that_a_spreadsheet_would_run_are_guarded(tmp_path: Path, names: list[str]) -> None:
    from tensen.formats.csv import read_csv

    path = result(names).save(tmp_path / "out.csv")
    raw = pd.read_csv(path)["node"].tolist()
    assert not [name for name in raw if name[0] in "=+-@"]
    assert read_csv(path.read_bytes(), "out.csv")["node"].tolist() == names


def test_nothing_is_written_where_nothing_bounds(tmp_path: Path) -> None:
    lines = result(["x", "y", "z"]).save(tmp_path / "out.csv").read_text(encoding="utf-8").splitlines()
    assert [line.split(",")[4] for line in lines[1:]] == ["", "", ""]


def test_parquet_and_excel_hold_the_same(tmp_path: Path) -> None:
    found = result(["=1", "y", "z"])
    frame = found.to_frame()
    pd.testing.assert_frame_equal(pd.read_parquet(found.save(tmp_path / "o.parquet")), frame)
    sheet = pd.read_excel(found.save(tmp_path / "o.xlsx", "ja"), sheet_name=None, engine="calamine")
    assert list(sheet) == ["esri", "説明"]
    np.testing.assert_array_equal(sheet["esri"]["esri"], frame["esri"])
    assert sheet["esri"]["node"].tolist() == ["=1", "y", "z"]


def test_another_ending_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(TensenError) as caught:
        result(["x", "y", "z"]).save(tmp_path / "out.docx")
    assert (caught.value.key, caught.value.exit_code) == ("esri_out", 2)
    assert list(tmp_path.iterdir()) == []


def test_the_page_and_its_document(tmp_path: Path) -> None:
    page = result(["x", "y", "z"], "converged").report(tmp_path / "page", "ja")
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert (tmp_path / "page" / "systemic-risk.json").exists()


def test_the_example_holds_together(tmp_path: Path) -> None:
    assert {path.name for path in write_example(tmp_path)} >= {"edges.csv", "sectors.csv", "essential.csv"}
    files = [tmp_path / f"{name}.csv" for name in ("edges", "sectors", "essential")]
    found = systemic_risk(*files, final_demand=tmp_path / "final_demand.csv", mode="converged")
    frame = found.to_frame()
    assert len(frame) == 300
    assert not found.warnings
    assert 0.1 < frame["esri"].max() < 0.6
    assert frame["bound"].max() < 2e-6
