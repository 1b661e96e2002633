"""Lists as people send them: headers, encodings, amounts, faults with row and column."""

from pathlib import Path

import pytest
import xlsxwriter

from tensen.messages import TensenError
from tensen.workspace.firm.reading import read_list

HEAD = "supplier,country,product,annual_spend"


def _write(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "list.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_english_and_japanese_headers_read_the_same(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    english = read_list(_write(tmp_path / "a", f"{HEAD},critical,stock_days\nA社,日本,鋳物,1200,yes,30\n"))
    japanese = "仕入先名,国・地域,品目,年間調達額（百万円）,必須,在庫日数\nA社,日本,鋳物,1200,○,30\n"
    other = read_list(_write(tmp_path / "b", japanese, "cp932"))
    assert english.rows[0].spend * 1e6 == other.rows[0].spend == 1.2e9
    assert other.rows[0].currency == "JPY"
    assert other.rows[0].stock_days == 30
    assert english.rows[0].critical != english.rows[0].critical  # yes: to be assumed
    assert other.rows[0].supplier == {"en": "A社", "ja": "A社"}


def test_excel_takes_the_sheet_that_is_the_list(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("notes").write_row(0, 0, ["anything", "else"])
        sheet = book.add_worksheet("suppliers")
        sheet.write_row(0, 0, HEAD.split(","))
        sheet.write_row(1, 0, ["A", "JPN", "Castings / 鋳物", 1500000])
    found = read_list(path)
    assert found.sheet == "suppliers"
    assert found.rows[0].spend == 1_500_000
    assert found.rows[0].product == {"en": "Castings", "ja": "鋳物"}
    assert found.rows[0].number == 2


def test_a_missing_column_is_named_with_what_is_there(tmp_path: Path) -> None:
    with pytest.raises(TensenError) as told:
        read_list(_write(tmp_path, "supplier,contry,product,annual_spend\nA,JPN,x,1\n"))
    words = told.value.words("en")
    assert "country" in words
    assert "contry" in words
    assert "国・地域" in told.value.words("ja")


def test_two_columns_that_mean_one_are_refused(tmp_path: Path) -> None:
    with pytest.raises(TensenError, match="vendor"):
        read_list(_write(tmp_path, f"{HEAD},vendor\nA,JPN,x,1,B\n"))


def test_cells_that_are_no_numbers_are_blank_and_said(tmp_path: Path) -> None:
    text = f"{HEAD},stock_days,critical\nA,JPN,x,lots,-3,perhaps\nB,JPN,x,△5,3,40%\n"
    found = read_list(_write(tmp_path, text))
    first, second = found.rows
    assert first.spend != first.spend
    assert first.stock_days != first.stock_days
    assert first.critical is None
    assert second.spend != second.spend  # a negative amount is no purchase
    assert second.critical == 0.4
    keys = [(f.key, f.where["row"]) for f in found.findings]
    assert keys == [
        ("firm_not_number", 2),
        ("firm_not_flag", 2),
        ("firm_out_of_range", 2),
        ("firm_out_of_range", 3),
    ] or sorted(keys) == sorted(
        [("firm_not_number", 2), ("firm_not_flag", 2), ("firm_out_of_range", 2), ("firm_out_of_range", 3)]
    )
    assert all(f.words("ja") for f in found.findings)


def test_a_corporate_number_is_checked(tmp_path: Path) -> None:
    text = f"{HEAD},corporate_number\nA,JPN,x,1,7000012050002\nB,JPN,x,1,7000012050003\n"
    found = read_list(_write(tmp_path, text))
    assert [row.corporate_number for row in found.rows] == ["7000012050002", ""]
    assert [(f.key, f.where["row"]) for f in found.findings] == [("firm_corporate_number", 3)]


@pytest.mark.parametrize("text", [f"{HEAD}\n", f"{HEAD}\n,,,\n"])
def test_an_empty_list_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(TensenError) as told:
        read_list(_write(tmp_path, text))
    assert told.value.key == "firm_list_empty"


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(TensenError, match=r"none\.csv"):
        read_list(tmp_path / "none.csv")


def test_a_folder_is_no_list(tmp_path: Path) -> None:
    with pytest.raises(TensenError) as caught:
        read_list(tmp_path)
    assert caught.value.key == "file_is_folder"
