"""A table and counts from files: right ones are read, wrong ones are refused with row and column."""

from pathlib import Path

import pandas as pd
import pytest

from tensen.messages import TensenError
from tensen.workspace.synthetic.reading import read_counts, read_table

GOOD = "code,b,a,final_demand\na,2,1,5\n\nb,0,3,0.5\nvalue_added,1.5,4,\n"


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_columns_in_any_order(tmp_path: Path) -> None:
    table = read_table(written(tmp_path / "t.csv", GOOD.replace("\n\n", "\n")))
    assert table.codes == ("a", "b")
    assert table.flows.tolist() == [[1, 2], [3, 0]]
    assert table.final.tolist() == [5, 0.5]
    assert table.value_added is not None
    assert table.value_added.tolist() == [4, 1.5]


def test_japanese_headings_and_output(tmp_path: Path) -> None:
    text = "部門,農業,工業,産出額\n農業,1,2,5\n工業,3,0,3\n粗付加価値,1,1,\n"
    table = read_table(written(tmp_path / "t.csv", text))
    assert table.codes == ("農業", "工業")
    assert table.final.tolist() == [2, 0]
    assert table.value_added is not None


def test_neither_final_demand_nor_output(tmp_path: Path) -> None:
    table = read_table(written(tmp_path / "t.csv", "code,a\na,1\n"))
    assert table.final.tolist() == [0]
    assert table.value_added is None


@pytest.mark.parametrize("ending", ["xlsx", "parquet"])
def test_other_formats(tmp_path: Path, ending: str) -> None:
    frame = pd.DataFrame({"code": ["1", "2"], "1": [1.0, 0.5], "2": [2.0, 0.0], "final_demand": [5.0, 1.0]})
    path = tmp_path / f"t.{ending}"
    if ending == "xlsx":
        frame.astype({"code": int}).to_excel(path, index=False)  # codes become numbers, as they do in Excel
    else:
        frame.to_parquet(path, index=False)
    table = read_table(path)
    assert table.codes == ("1", "2")
    assert table.flows.tolist() == [[1, 2], [0.5, 0]]


@pytest.mark.parametrize(
    ("text", "key", "where"),
    [
        ("code,a,b\na,1,-2\nb,0,0\n", "generate_negative", {"row": 2, "column": "b"}),
        ("code,a,b\na,1,0\nb,nan,0\n", "generate_not_finite", {"row": 3, "column": "a"}),
        ("code,a,b\na,1,0\nb,inf,0\n", "generate_not_finite", {"row": 3, "column": "a"}),
        ("code,a,b\na,1,\nb,0,0\n", "generate_blank", {"row": 2, "column": "b"}),
        ('code,a,b\na,1,"1,000"\nb,0,0\n', "generate_not_number", {"row": 2, "column": "b"}),
        ("code,a,b\na,1,1_0\nb,0,0\n", "generate_not_number", {"row": 2, "column": "b"}),
        ("code,a,b\na,1,0\n", "generate_no_row", {"row": 1, "column": "b"}),
        ("code,a\na,1\nb,0\n", "generate_no_column", {"row": 3}),
        ("code,a,b\na,1,0\na,1,0\nb,0,0\n", "generate_code_twice", {"row": 3}),
        ("code,a,b\na,1,0\n,1,0\nb,0,0\n", "generate_code_blank", {"row": 3, "column": "code"}),
        ("code,a,output\na,5,4\n", "generate_output", {"row": 2, "column": "output"}),
        ("code,a,final_demand,output\na,5,4,10\n", "generate_output", {"row": 2, "column": "output"}),
        ("code,a,final_demand\na,5,-1\n", "generate_negative", {"row": 2, "column": "final_demand"}),
        ("code,a\na,5\nvalue_added,-1\n", "generate_negative", {"row": 3, "column": "a"}),
    ],
)
def test_a_fault_has_its_place(tmp_path: Path, text: str, key: str, where: dict[str, object]) -> None:
    with pytest.raises(TensenError) as caught:
        read_table(written(tmp_path / "t.csv", text))
    assert caught.value.key == "generate_table"
    found = caught.value.findings[0]
    assert found.key == key
    assert {k: found.where[k] for k in ("file", *where)} == {"file": "t.csv", **where}
    for lang in ("en", "ja"):
        assert "t.csv" in caught.value.words(lang)  # type: ignore[arg-type]  # every word is in the catalogue


def test_twenty_faults_are_shown_and_all_counted(tmp_path: Path) -> None:
    codes = [f"s{k}" for k in range(30)]
    rows = [f"{code},{','.join(['-1'] * 30)}" for code in codes]
    with pytest.raises(TensenError) as caught:
        read_table(written(tmp_path / "t.csv", "\n".join([",".join(["code", *codes]), *rows]) + "\n"))
    assert caught.value.params["count"] == 900
    assert len(caught.value.findings) == 20


@pytest.mark.parametrize("text", ["code,a\n", "code\n"])
def test_an_empty_table(tmp_path: Path, text: str) -> None:
    with pytest.raises(TensenError):
        read_table(written(tmp_path / "t.csv", text))


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(TensenError) as caught:
        read_table(tmp_path / "none.csv")
    assert caught.value.key == "file_missing"


def test_counts(tmp_path: Path) -> None:
    table = read_table(written(tmp_path / "t.csv", GOOD.replace("\n\n", "\n")))
    assert read_counts(written(tmp_path / "n.csv", "sector,firms\nb,7\na,3\n"), table).tolist() == [3, 7]
    assert read_counts(written(tmp_path / "n.csv", "企業数,部門\n7,b\n3,a\n"), table).tolist() == [3, 7]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("sector,firms\na,3\n", "generate_no_firm"),
        ("sector,firms\na,3\nb,0\n", "generate_no_firm"),
        ("sector,firms\na,3\nb,1.5\n", "generate_not_whole"),
        ("sector,firms\na,3\nb,1e12\n", "generate_not_whole"),
        ("sector,firms\na,3\nb,-1\n", "generate_negative"),
        ("sector,firms\na,3\nb,\n", "generate_blank"),
        ("sector,firms\na,3\nb,1\nc,2\n", "generate_sector_unknown"),
        ("sector,firms\na,3\nb,1\na,2\n", "generate_code_twice"),
    ],
)
def test_counts_that_do_not_fit(tmp_path: Path, text: str, key: str) -> None:
    table = read_table(written(tmp_path / "t.csv", GOOD.replace("\n\n", "\n")))
    with pytest.raises(TensenError) as caught:
        read_counts(written(tmp_path / "n.csv", text), table)
    assert [finding.key for finding in caught.value.findings] == [key]
    assert caught.value.words("ja")


def test_counts_need_their_columns(tmp_path: Path) -> None:
    table = read_table(written(tmp_path / "t.csv", GOOD.replace("\n\n", "\n")))
    with pytest.raises(TensenError) as caught:
        read_counts(written(tmp_path / "n.csv", "sector,number\na,3\n"), table)
    assert caught.value.key == "generate_counts_columns"
