"""The matrix of essentiality: with codes and without, and what is wrong with it."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tensen.messages import TensenError
from tensen.workspace.systemic.matrix import read_matrix

LEVELS = [[2, 1, 0], [0, 2, 1], [1, 0, 2]]
PLAIN = "2,1,0\n0,2,1\n1,0,2\n"


def read(folder: Path, text: str, name: str = "m.csv"):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return read_matrix(path)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (PLAIN, ()),
        ("\ufeff" + PLAIN + "\n", ()),
        ("2.0, 1.0,0\n0,2,1\n1,0,2.", ()),
        ("x,y,z\n" + PLAIN, ("x", "y", "z")),
        ("x,2,1,0\ny,0,2,1\nz,1,0,2\n", ("x", "y", "z")),
        (",x,y,z\nx,2,1,0\ny,0,2,1\nz,1,0,2\n", ("x", "y", "z")),
        ("from\\to,z,x,y\nx,0,2,1\ny,1,0,2\nz,2,1,0\n", ("x", "y", "z")),
        # numbers as codes, as pandas writes them
        (",0,1,2\n0,2,1,0\n1,0,2,1\n2,1,0,2\n", ("0", "1", "2")),
        # what R writes of a matrix without names says nothing
        ("V1,V2,V3\n" + PLAIN, ()),
        ('"","V1","V2","V3"\n"1",2,1,0\n"2",0,2,1\n"3",1,0,2\n', ()),
    ],
)
def test_codes_are_told_from_entries(tmp_path: Path, text: str, codes: tuple[str, ...]) -> None:
    found = read(tmp_path, text)
    assert found.levels.tolist() == LEVELS
    assert found.codes == codes


def test_a_frame_an_array_and_parquet_say_the_same(tmp_path: Path) -> None:
    frame = pd.DataFrame(LEVELS, index=list("xyz"), columns=list("xyz"))
    frame.to_parquet(tmp_path / "m.parquet")
    frame.reset_index(drop=True).to_parquet(tmp_path / "bare.parquet")
    for given in (frame, frame[["z", "x", "y"]], tmp_path / "m.parquet", tmp_path / "bare.parquet"):
        found = read_matrix(given)
        assert (found.levels.tolist(), found.codes) == (LEVELS, ("x", "y", "z"))
    for bare in (np.array(LEVELS), np.array(LEVELS, float), LEVELS, pd.DataFrame(LEVELS)):
        assert (read_matrix(bare).levels.tolist(), read_matrix(bare).codes) == (LEVELS, ())


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("2,1,0\n0,2,1\n", "esri_matrix_shape"),
        ("2,1\n2,1\n2,1\n2,1\n", "esri_matrix_shape"),
        ("2,1,0\n0,2\n1,0,2\n", "esri_matrix"),
        ("", "esri_empty"),
        ("2\t1\n1\t2\n", "csv_separator"),
        ("x,x\n2,1\n1,2\n", "esri_code_twice"),
        (",x,y\nx,2,1\nz,1,2\n", "esri_codes_differ"),
        ("2,1\n1,3\n", "esri_matrix"),
    ],
)
def test_what_cannot_be_a_matrix_is_refused(tmp_path: Path, text: str, key: str) -> None:
    with pytest.raises(TensenError) as caught:
        read(tmp_path, text)
    assert caught.value.key == key
    assert caught.value.words("ja") != caught.value.words("en")


@pytest.mark.parametrize(
    ("text", "row", "column", "value"),
    [
        ("2,1\n1,3\n", 2, 2, "3"),
        (",x,y\nx,2,1\ny,nan,2\n", 3, 2, "nan"),
        ("x,y\n2,\n1,2\n", 2, 2, ""),
        ("x,2,-1\ny,2,2\n", 1, 3, "-1"),
        ("2,0.5\n1,2\n", 1, 2, "0.5"),
    ],
)
def test_a_wrong_entry_is_named_by_its_place(
    tmp_path: Path, text: str, row: int, column: int, value: str
) -> None:
    with pytest.raises(TensenError) as caught:
        read(tmp_path, text)
    (finding,) = caught.value.findings
    assert finding.where == {"file": "m.csv", "row": row, "column": column}
    assert finding.params["value"] == value


def test_a_file_that_is_absent_or_of_another_kind(tmp_path: Path) -> None:
    with pytest.raises(TensenError) as caught:
        read_matrix(tmp_path / "none.csv")
    assert caught.value.key == "file_missing"
    with pytest.raises(TensenError) as caught:
        read_matrix(tmp_path / "m.docx")
    assert (caught.value.key, caught.value.exit_code) == ("esri_format", 2)
