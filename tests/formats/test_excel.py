"""Excel files from anybody: what is read, what is told, what is refused; all files are made here."""

import datetime as dt
import io
import math
import random
import struct
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from tensen.formats import guard
from tensen.formats.excel import read_excel, to_excel
from tensen.formats.part import Part
from tensen.messages import LANGUAGES, TensenError

from .conftest import made

Sheet = Any


def book(change: Callable[[Any], None], rows: list[list[Any]] | None = None) -> bytes:
    """A workbook of openpyxl with one sheet ``t``, changed by ``change``."""
    made_book = openpyxl.Workbook()
    sheet = made_book.active
    sheet.title = "t"
    for row in rows or [["id", "name"], ["a", "x"], ["b", "y"]]:
        sheet.append(row)
    change(sheet)
    sink = io.BytesIO()
    made_book.save(sink)
    return sink.getvalue()


def untouched(_: object) -> None:
    """A workbook as it is made."""


def nothing(*_: object) -> None:
    """Leave every entry out."""


def part(change: Callable[[Any], None] = untouched, rows: list[list[Any]] | None = None) -> Part:
    parts = read_excel(book(change, rows), "b.xlsx")
    return next(p for p in parts if p.sheet == "t")


def refused(content: bytes) -> TensenError:
    with pytest.raises(TensenError) as caught:
        read_excel(content, "b.xlsx")
    assert all("b.xlsx" in caught.value.words(lang) for lang in LANGUAGES)
    return caught.value


def warnings_of(found: Part) -> dict[str, dict[str, Any]]:
    assert all(f.severity == "warning" and f.words("ja") for f in found.findings)
    return {f.key: {**f.where, **f.params} for f in found.findings}


def repacked(content: bytes, change: Callable[[str, bytes], bytes | None], **more: bytes) -> bytes:
    """The archive with its entries changed (None leaves one out) and more added."""
    sink = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if (held := change(name, old.read(name))) is not None:
                new.writestr(name, held)
        for name, held in more.items():
            new.writestr(name.replace("__", "/"), held)
    return sink.getvalue()


def same(_: str, content: bytes) -> bytes:
    return content


def test_cells_as_words() -> None:
    row = ["a", 3, 0.1, True, dt.date(2024, 5, 1), dt.datetime(2024, 5, 1, 9, 30), "007", None, 1e300, -2.5]
    found = part(rows=[[f"c{n}" for n in range(len(row))], row])
    cells = found.frame.iloc[0].tolist()
    assert cells == [
        "a",
        "3",
        "0.1",
        "true",
        "2024-05-01",
        "2024-05-01 09:30:00",
        "007",
        "",
        "1e+300",
        "-2.5",
    ]
    assert found.first_row == 2
    assert found.findings == ()


def test_every_bit_of_every_number() -> None:
    """XlsxWriter alone changes about a quarter of these."""
    rng = random.Random(1)
    values = [abs(struct.unpack("d", rng.randbytes(8))[0]) for _ in range(4000)]
    values = [v for v in values if math.isfinite(v)] + [5e-324, 1.7976931348623157e308, 2.0**53 + 2, 0.1]
    content = to_excel(made([f"n{n}" for n in range(len(values))], values))
    sheets = {p.title: p.frame for p in read_excel(content, "x.xlsx")}
    assert [float(w) for w in sheets["nodes"]["production"][:-1]] == values
    rows = openpyxl.load_workbook(io.BytesIO(content), read_only=True)["nodes"].iter_rows(values_only=True)
    header = list(next(rows))
    assert [row[header.index("production")] for row in rows][:-1] == values


def test_no_text_becomes_a_formula_or_a_link() -> None:
    texts = ["=1+1", "=HYPERLINK(1)", "+1", "-1", "@x", "{=1}", "http://example.org", "mailto:a@b", "'=x"]
    content = to_excel(made(texts, [1.0] * len(texts)))
    sheet = openpyxl.load_workbook(io.BytesIO(content))["nodes"]
    cells = [sheet.cell(n + 2, 3) for n in range(len(texts))]
    assert [c.value for c in cells] == texts
    assert {c.data_type for c in cells} == {"s"}
    assert all(c.hyperlink is None for c in cells)
    assert [c.quotePrefix for c in cells] == [t[0] in "=+-@'" for t in texts]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("x" * 32_768, "excel_text_long"),
        ("𠮷" * 16_384, "excel_text_long"),
        ("a\uffff", "excel_text_character"),
    ],
)
def test_a_text_that_excel_cannot_hold_is_refused(text: str, key: str) -> None:
    with pytest.raises(TensenError) as caught:
        to_excel(made(["ok", text], [1.0, 1.0]))
    assert caught.value.key == key
    assert (caught.value.params["row"], caught.value.params["column"]) == (3, "name_en")


def test_more_rows_than_a_sheet_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tensen.formats.excel_write.MOST_ROWS", 2)
    with pytest.raises(TensenError) as caught:
        to_excel(made(["a", "b"], [1.0, 1.0]))
    assert (caught.value.key, caught.value.params["table"]) == ("excel_rows", "nodes")


def test_a_formula_is_read_by_its_stored_value_with_a_word() -> None:
    sink = io.BytesIO()
    with xlsxwriter.Workbook(sink, {"in_memory": True}) as made_book:
        sheet = made_book.add_worksheet("t")
        sheet.write_row(0, 0, ["id", "n"])
        sheet.write(1, 0, "a")
        sheet.write_formula(1, 1, "=1+1", None, 2)
        sheet.write(2, 0, "b")
        sheet.write_formula(2, 1, '="x"&"y"', None, "xy")
    (found,) = read_excel(sink.getvalue(), "b.xlsx")
    assert found.frame["n"].tolist() == ["2", "xy"]
    told = warnings_of(found)["excel_formula"]
    assert (told["count"], told["cell"], told["sheet"]) == (2, "B2", "t")


def test_a_formula_without_a_value_is_refused() -> None:
    error = refused(book(lambda sheet: sheet.__setitem__("B3", "=1+1")))
    (finding,) = error.findings
    assert finding.key == "excel_formula_empty"
    assert (finding.where["sheet"], finding.where["row"], finding.where["column"]) == ("t", 3, "B")


@pytest.mark.parametrize("word", ["#N/A", "#REF!", "#DIV/0!", "#VALUE!"])
def test_an_error_cell_is_refused(word: str) -> None:
    def change(sheet: Sheet) -> None:
        sheet["B2"] = word
        sheet["B2"].data_type = "e"

    (finding,) = refused(book(change)).findings
    assert finding.key == "excel_error_cell"
    assert (finding.where["row"], finding.where["column"], finding.params["value"]) == (2, "B", word)


@pytest.mark.parametrize("area", ["A2:A3", "A1:B1", "B2:B9"])
def test_a_merged_area_in_the_table_is_refused(area: str) -> None:
    rows = [["id", "n"], ["a", 1], ["b", 2], ["c", 3]]
    error = refused(book(lambda sheet: sheet.merge_cells(area), rows))
    assert ("excel_merged", area) in [(f.key, f.params.get("cells")) for f in error.findings]


def test_a_merged_title_is_no_fault() -> None:
    rows = [["Our suppliers", None, None], [None] * 3, ["id", "n", "m"], ["a", 1, 2]]
    found = part(lambda sheet: sheet.merge_cells("A1:C1"), rows)
    assert found.frame.to_dict("list") == {"id": ["a"], "n": ["1"], "m": ["2"]}
    assert found.first_row == 4
    assert (
        warnings_of(found)["excel_header_row"] | {"row": 3, "count": 1}
        == warnings_of(found)["excel_header_row"]
    )


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_is_read_and_told(state: str) -> None:
    def change(sheet: Sheet) -> None:
        sheet.parent.create_sheet("shown").append(["id"])
        sheet.sheet_state = state
        sheet.parent.active = 1

    found = part(change)
    assert found.frame["id"].tolist() == ["a", "b"]
    assert warnings_of(found)["excel_hidden_sheet"]["sheet"] == "t"


def test_hidden_rows_and_columns_are_read_and_told() -> None:
    def change(sheet: Sheet) -> None:
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["B"].hidden = True

    found = part(change)
    assert found.frame["name"].tolist() == ["x", "y"]
    assert warnings_of(found)["excel_hidden_rows"]["first"] == 3
    assert warnings_of(found)["excel_hidden_columns"]["columns"] == "B"


def test_blank_rows_between_are_kept_and_told_those_after_are_not() -> None:
    found = part(rows=[["id", "n"], ["a", 1], [None, None], ["b", 2], [None, None], [None, ""]])
    assert found.frame["id"].tolist() == ["a", "", "b"]
    assert warnings_of(found)["excel_blank_rows"]["first"] == 3


def test_blank_columns_without_a_header_are_left_out() -> None:
    found = part(lambda sheet: sheet.cell(1, 9), [["id", None, "n"], ["a", None, 1]])
    assert found.frame.to_dict("list") == {"id": ["a"], "n": ["1"]}


@pytest.mark.parametrize(
    ("rows", "key", "column"),
    [
        ([["id", None], ["a", 1]], "excel_header_blank", "B"),
        ([["id", "id"], ["a", 1]], "excel_header_twice", None),
        ([[1, 2], [3, 4]], "excel_no_header", None),
    ],
)
def test_a_header_that_is_none(rows: list[list[Any]], key: str, column: str | None) -> None:
    finding = refused(book(untouched, rows)).findings[0]
    assert finding.key == key
    assert finding.where.get("column") == column
    assert finding.where["row"] == 1


def test_a_fault_in_a_sheet_that_is_not_wanted_stops_nobody() -> None:
    content = book(lambda sheet: sheet.parent.create_sheet("notes").__setitem__("A1", "=1+1"))
    assert refused(content).findings[0].where["sheet"] == "notes"
    (found,) = read_excel(content, "b.xlsx", lambda title: title == "t")
    assert found.title == "t"


def test_macros_links_and_embedded_files_are_told_and_left_alone() -> None:
    content = repacked(
        book(untouched),
        same,
        xl__vbaProject_bin=b"",
    )
    content = repacked(content, lambda n, c: None if n == "xl/vbaProject_bin" else c, **{
        "xl__vbaProject.bin": b"\x00macro", "xl__externalLinks__externalLink1.xml": b"<x/>",
        "xl__embeddings__file.bin": b"PK",
    })  # fmt: skip
    (found,) = read_excel(content, "b.xlsm")
    assert {"excel_macro", "excel_external", "excel_embedded"} <= warnings_of(found).keys()
    assert found.frame["id"].tolist() == ["a", "b"]


WHOLE = book(untouched)
OLE = guard.OLE + b"\0" * 600
OTHERS = (
    ("encrypted", OLE + "EncryptedPackage".encode("utf-16-le"), "excel_encrypted"),
    ("xls", OLE, "excel_old"),
    ("csv", b"id,name\na,b\n", "excel_text"),
    ("csv in Japanese", "仕入先,国\n甲,日本\n".encode(), "excel_text"),
    ("csv in CP932", "仕入先,国\n甲,日本\n".encode("cp932"), "excel_text"),
    ("html", b"<html><table></table></html>", "excel_kind"),
    ("pdf", b"%PDF-1.7 ...", "excel_kind"),
    ("parquet", b"PAR1....PAR1", "excel_kind"),
    ("empty", b"", "excel_empty"),
    ("noise", bytes(range(256)), "excel_noise"),
    ("zip of text", repacked(book(untouched), nothing, a=b"x"), "excel_kind"),
    ("xlsb", repacked(book(untouched), nothing, **{"xl__workbook.bin": b""}), "excel_kind"),
    ("ods", repacked(book(untouched), nothing, **{"content.xml": b""}), "excel_kind"),
    ("no sheets", repacked(book(untouched), lambda n, c: None if "sheet1" in n else c), "excel_broken"),
    ("no relations", repacked(WHOLE, lambda n, c: None if n.endswith("k.xml.rels") else c), "excel_broken"),
)  # fmt: skip


@pytest.mark.parametrize(("content", "key"), [o[1:] for o in OTHERS], ids=[o[0] for o in OTHERS])
def test_another_kind_of_file_is_refused(content: bytes, key: str) -> None:
    assert refused(content).key == key


def test_every_cut_of_a_workbook_is_refused() -> None:
    content = book(untouched)
    for end in range(4, len(content), 61):
        assert refused(content[:end]).key in ("archive_cut", "archive_broken", "excel_text", "excel_noise")


DTD = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    "name", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"]
)
def test_a_document_type_or_entity_is_refused(name: str) -> None:
    def change(entry: str, content: bytes) -> bytes:
        body = content.removeprefix(b"<?xml version='1.0' encoding='UTF-8'?>\n")
        return DTD + body if entry == name else content

    error = refused(repacked(book(untouched), change))
    assert error.key == "excel_broken"
    assert "DOCTYPE" in error.words()


@pytest.mark.parametrize("encoding", [b"UFT-8", b"shift_jis", b"utf-7"])
def test_an_encoding_that_nobody_knows_is_refused(encoding: bytes) -> None:
    def change(entry: str, content: bytes) -> bytes:
        return content.replace(b"UTF-8", encoding) if entry.endswith("sheet1.xml") else content

    sheet = b'<?xml version="1.0" encoding="UTF-8"?>'
    marked = repacked(
        book(untouched), lambda n, c: sheet + c.split(b"?>")[-1] if n.endswith("sheet1.xml") else c
    )
    assert refused(repacked(marked, change)).key == "excel_broken"


def test_a_cell_far_away_is_no_bomb() -> None:
    """Readers reserve the whole area up to the last cell: 17 thousand million cells here."""
    error = refused(book(lambda sheet: sheet.__setitem__("XFD1048576", "x")))
    assert error.key == "excel_sheet_large"
    assert error.params["columns"] == "XFD"


def test_a_place_outside_every_sheet_is_refused() -> None:
    def change(entry: str, content: bytes) -> bytes:
        return content.replace(b'r="B3"', b'r="ZZZZ99999999"') if entry.endswith("sheet1.xml") else content

    assert refused(repacked(book(untouched), change)).key == "excel_sheet_large"


def test_an_entry_that_expands_too_far_is_a_bomb() -> None:
    content = repacked(book(untouched), same, **{"xl__media__a.bin": b"\0" * 60_000_000})
    assert refused(content).key == "archive_bomb"


def test_what_the_directory_says_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    """An entry that claims a small size in the directory and expands further is refused all the same."""
    content = bytearray(repacked(book(untouched), same, **{"xl__media__a.bin": b"\0" * 3_000_000}))
    at = content.rindex(b"PK\x01\x02")
    assert int.from_bytes(content[at + 24 : at + 28], "little") == 3_000_000
    content[at + 24 : at + 28] = (10).to_bytes(4, "little")
    assert refused(bytes(content)).key == "archive_broken"
    monkeypatch.setattr(guard, "EXPANDED_MB", 1)
    assert refused(bytes(content)).key == "archive_bomb"


def test_too_many_entries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "MOST_ENTRIES", 3)
    assert refused(book(untouched)).key == "archive_bomb"


def test_names_that_leave_the_archive_or_stand_twice() -> None:
    content = repacked(book(untouched), same, **{"..__evil": b""})
    assert refused(content).key == "archive_broken"


def test_an_archive_packed_in_a_way_that_readers_do_not_know() -> None:
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(WHOLE)) as before,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_LZMA) as after,
    ):
        for entry in before.namelist():
            after.writestr(entry, before.read(entry))
    error = refused(packed.getvalue())
    assert error.key == "archive_compression"
    assert "14" in error.words()
    assert "xlsx" in error.words("ja")


def test_an_encrypted_entry() -> None:
    content = bytearray(book(untouched))
    at = content.index(b"PK\x01\x02")
    content[at + 8] |= 1
    assert refused(bytes(content)).key == "excel_encrypted"


SHEET = zipfile.ZipFile(io.BytesIO(WHOLE)).read("xl/worksheets/sheet1.xml")


@settings(max_examples=120, deadline=None)
@given(st.integers(0, len(WHOLE) - 1), st.binary(min_size=1, max_size=6))
def test_no_damage_to_the_archive_brings_anything_but_a_part_or_our_error(at: int, noise: bytes) -> None:
    _read(WHOLE[:at] + noise + WHOLE[at + len(noise) :])


@settings(max_examples=120, deadline=None)
@given(
    st.integers(0, len(SHEET) - 1),
    st.binary(max_size=4) | st.sampled_from([b"<f>1</f>", b' t="e"', b' r="A9"']),
)
def test_no_damage_to_a_sheet_brings_anything_but_a_part_or_our_error(at: int, noise: bytes) -> None:
    def change(name: str, content: bytes) -> bytes:
        return SHEET[:at] + noise + SHEET[at:] if name.endswith("sheet1.xml") else content

    _read(repacked(WHOLE, change))


def _read(content: bytes) -> None:
    try:
        parts = read_excel(content, "x.xlsx")
    except TensenError as error:
        error.words("ja")
    else:
        assert all(len(p.frame.columns) < 1001 for p in parts)


def test_a_workbook_that_is_cut_short_is_told_in_the_reader_s_language() -> None:
    words = refused(WHOLE[: len(WHOLE) // 2]).words("ja")
    assert "途中で切れている" in words
    assert "zip" not in words
