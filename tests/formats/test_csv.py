"""CSV: whatever is written reads back equal, and what cannot be read says where and what to do."""

import math
from io import BytesIO

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tensen.formats import read_csv, to_csv
from tensen.formats.csv import MOST_COLUMNS
from tensen.messages import LANGUAGES, TensenError
from tensen.model.coerce import coerce, placed
from tensen.model.schema import tables

NODES = tables()["nodes"]
words = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=12)
tricky = st.sampled_from(
    [
        "=1+1",
        "+x",
        "-x",
        "@x",
        "'x",
        "''",
        "'=x",
        'a"b',
        "a\nb",
        "a\r\nb",
        "a\rb",
        "a,b",
        "日本",
        "\t=x",
        "NA",
        "1_0",
    ]
)
numbers = st.floats(allow_nan=False, allow_infinity=False)


def nodes(names: list[str], values: list[float]) -> pd.DataFrame:
    rows = pd.DataFrame(
        {
            "id": [f"material.m{n}" for n in range(len(names))],
            "name_en": names,
            "production": values,
            "name_ja": "点",
        }
    )
    typed, findings = coerce(NODES, placed(rows, "made"))
    assert findings == []
    return typed


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(words | tricky, numbers), min_size=1, max_size=6))
def test_texts_and_numbers_read_back_equal(cells: list[tuple[str, float]]) -> None:
    before = nodes([w for w, _ in cells], [n for _, n in cells])
    after, findings = coerce(NODES, placed(read_csv(to_csv(before, NODES), "made"), "made"))
    assert findings == []
    pd.testing.assert_frame_equal(after, before, check_exact=True)


@settings(max_examples=60, deadline=None)
@given(st.lists(words | tricky, min_size=1, max_size=5))
def test_no_cell_is_taken_for_a_formula(cells: list[str]) -> None:
    content = to_csv(nodes(cells, [1.0] * len(cells)), NODES)
    raw = pd.read_csv(BytesIO(content), dtype=str, keep_default_na=False, encoding="utf-8")
    assert not raw["name_en"].str.startswith(("=", "+", "-", "@", "\t", "\r")).any()


def test_floats_keep_every_bit() -> None:
    values = [0.1, 1 / 3, 5e-324, 1.7976931348623157e308, -0.0, 2**53 + 2.0]
    after, _ = coerce(NODES, placed(read_csv(to_csv(nodes(["x"] * 6, values), NODES), "made"), "made"))
    assert [math.copysign(1, v) for v in after["production"]] == [math.copysign(1, v) for v in values]
    assert after["production"].tolist() == values


def test_columns_without_a_cell_are_left_out_but_for_required_ones() -> None:
    header = to_csv(nodes(["x"], [1.0]), NODES).split(b"\n", 1)[0].decode()
    assert "lon" not in header
    assert "kind" in header


def test_a_file_from_excel() -> None:
    frame = read_csv("﻿id,name\r\na,日本\r\n".encode(), "x.csv")
    assert frame.to_dict("list") == {"id": ["a"], "name": ["日本"]}


def test_a_header_alone_is_a_table_without_rows() -> None:
    assert read_csv(b"id,kind\n", "x.csv").to_dict("list") == {"id": [], "kind": []}
    assert read_csv(b"id,kind", "x.csv").to_dict("list") == {"id": [], "kind": []}


def test_a_very_long_cell_is_kept() -> None:
    assert read_csv(b"id,note\na," + b"x" * 1_000_000, "x.csv")["note"].str.len().tolist() == [1_000_000]


def test_an_empty_line_keeps_row_numbers_those_of_the_file() -> None:
    assert read_csv(b"id,b\n1,2\n\n3,4\n\n\n", "x.csv")["id"].tolist() == ["1", "", "3"]


WHOLE = b'id,name\na,"one, two"\nb,"three"\n'
BROKEN: tuple[tuple[str, bytes, str], ...] = (
    ("empty", b"", "csv_header"),
    ("blank", b"\n\n", "csv_header"),
    ("cut in a quoted cell", WHOLE[:15], "csv_quote"),
    ("cut in a row", b"id,name\na,b\nc", "csv_ragged"),
    ("a comma without quotes", b"id,name\na,one, two\n", "csv_ragged"),
    ("euc-jp", "id,name\na,日本の会社\n".encode("euc-jp"), "csv_encoding"),
    ("gbk", "id,name\na,中国公司\n".encode("gbk"), "csv_encoding"),
    ("latin-1", "id,name\na,Société Générale\n".encode("latin-1"), "csv_encoding"),
    ("half-width katakana alone", "id,name\na,ﾆﾎﾝ\n".encode("cp932"), "csv_encoding"),
    ("utf-16", "id,name\na,日本\n".encode("utf-16"), "csv_encoding"),
    ("mixed: cp932 in utf-8", "id,name\na,日本\n".encode() + "b,会社\n".encode("cp932"), "csv_mixed"),
    ("mixed: utf-8 in cp932", "id,name\na,会社\n".encode("cp932") + "b,日本\n".encode(), "csv_mixed"),
    ("mixed: marked utf-8", "\ufeffid\n".encode() + "会社\n".encode("cp932"), "csv_mixed"),
    ("tabs", b"id\tname\na\tb\n", "csv_separator"),
    ("semicolons", b"id;name\na;b\n", "csv_separator"),
    ("utf-16 without a mark", "id,name\na,b\n".encode("utf-16-le"), "csv_nul"),
    ("nul", b"id,name\na,\0\n", "csv_nul"),
    ("a column twice", b"id,id\na,b\n", "csv_column_twice"),
    ("10,000 columns", ",".join(f"c{n}" for n in range(10_000)).encode(), "csv_wide"),
    ("one line of 1 MB", b"x" * 1_000_000, "csv_invalid"),
    ("a line break in a name", b'id,"na\nme"\n1,2\n', "csv_header"),
    ("a parquet file", b"PAR1\x15\x04\x15\xff\x80" * 9, "csv_encoding"),
)


@pytest.mark.parametrize(("content", "key"), [b[1:] for b in BROKEN], ids=[b[0] for b in BROKEN])
def test_a_broken_file_is_refused_in_both_languages(content: bytes, key: str) -> None:
    with pytest.raises(TensenError) as caught:
        read_csv(content, "pack/nodes.csv")
    assert caught.value.key == key
    assert all("pack/nodes.csv" in caught.value.words(lang) for lang in LANGUAGES)
    assert caught.value.words("en") != caught.value.words("ja")


def test_the_row_is_told() -> None:
    with pytest.raises(TensenError, match=r"Row 3 of x\.csv has 1 cells where the header has 2"):
        read_csv(b"a,b\n1,2\n3\n", "x.csv")


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=60) | st.text("ab,\"\n\r'= ", max_size=40).map(str.encode))
def test_no_bytes_bring_anything_but_a_frame_or_our_error(content: bytes) -> None:
    try:
        frame = read_csv(content, "x.csv")
    except TensenError as error:
        error.words("ja")
    else:
        assert len(frame.columns) <= MOST_COLUMNS


def test_cp932_is_read_as_what_it_says() -> None:
    text = "id,name\na,日本電気㈱\nb,髙島屋ﾃﾞﾊﾟｰﾄ～\n"
    frame = read_csv(text.encode("cp932"), "x.csv")
    assert frame["name"].tolist() == ["日本電気㈱", "髙島屋ﾃﾞﾊﾟｰﾄ～"]


@settings(max_examples=60, deadline=None)
@given(st.lists(words, min_size=1, max_size=4))
def test_utf8_and_cp932_give_the_same_cells(cells: list[str]) -> None:
    text = "id,name\n" + "".join(f'{n},"の{w.replace(chr(34), "")}"\n' for n, w in enumerate(cells))
    try:
        content = text.encode("cp932")
    except UnicodeEncodeError:
        return
    if content.decode("cp932") == text:
        pd.testing.assert_frame_equal(read_csv(content, "x.csv"), read_csv(text.encode(), "x.csv"))


@pytest.mark.parametrize(("content", "row"), [(b[1], 2) for b in BROKEN if b[0] in ("gbk", "latin-1")])
def test_the_row_in_another_encoding_is_told(content: bytes, row: int) -> None:
    with pytest.raises(TensenError) as caught:
        read_csv(content, "x.csv")
    assert caught.value.params["row"] == row


def test_the_row_where_encodings_mix_is_told() -> None:
    content = "id,name\na,日本\nb,東京\n".encode() + "c,会社\n".encode("cp932")
    with pytest.raises(TensenError) as caught:
        read_csv(content, "x.csv")
    assert (caught.value.key, caught.value.params["row"]) == ("csv_mixed", 4)


def test_with_a_mark_for_excel() -> None:
    frame = nodes(["日本"], [1.0])
    content = to_csv(frame, NODES, bom=True)
    assert content.startswith(b"\xef\xbb\xbf")
    assert content[3:] == to_csv(frame, NODES)
    pd.testing.assert_frame_equal(read_csv(content, "x"), read_csv(content[3:], "x"))


def test_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tensen.formats.csv.LIMIT_MB", 0)
    with pytest.raises(TensenError, match="larger than 0 MB"):
        read_csv(b"a,b\n", "x.csv")


def test_every_cut_of_a_file_is_whole_rows_or_refused() -> None:
    for end in range(len(WHOLE)):
        _cut(WHOLE[:end])


def _cut(content: bytes) -> None:
    try:
        frame = read_csv(content, "x.csv")
    except TensenError:
        return
    assert frame.shape[1] in (1, 2)
