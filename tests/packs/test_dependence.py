"""Dependence sets: read whole, or refused with file, row, column and repair."""

from pathlib import Path

import pytest

from tensen.analysis.dependence import Span
from tensen.messages import LANGUAGES, TensenError
from tensen.packs.dependence import read_dependence, unknown_names

HEAD = """
[set]
title = { en = "a", ja = "あ" }
note = { en = "a", ja = "あ" }
seen = { en = "nothing", ja = "なし" }
sources = ["source.s"]
"""
COLUMNS = "service,sector,subject,quantity,hours,low,central,high,source_id,as_of,confidence,note"
TAIL = "source.s,2024-05,assumed,why"
GOOD = (
    f"cloud,,,adoption,,0.1,0.2,0.3,{TAIL}",
    f"cloud,c29,,adoption,,0.4,0.5,0.6,{TAIL}",
    f"cloud,c29,,dependence,8,0.2,0.4,0.6,{TAIL}",
    f"cloud,c29,,dependence,24,0.4,0.6,1,{TAIL}",
    f"cloud,,,workaround,,0,0,0.5,{TAIL}",
    f"cloud,,cloud_provider.big,provider_share,,0.3,0.4,0.5,{TAIL}",
    f"cloud,,,waiting,,8,10,12,{TAIL}",
)


def written(folder: Path, *rows: str, columns: str = COLUMNS, head: str = HEAD) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "mine.csv").write_text("\n".join((columns, *rows)) + "\n", encoding="utf-8")
    (folder / "mine.toml").write_text(head, encoding="utf-8")
    return folder / "mine.toml"


def test_a_whole_set(tmp_path: Path) -> None:
    found = read_dependence(written(tmp_path, *GOOD))
    assert (found.id, found.title["ja"], found.services, len(found.rows)) == ("mine", "あ", ("cloud",), 7)
    assert found.sectors("cloud") == ("c29",)
    assert found.subjects("cloud", "provider_share") == ("cloud_provider.big",)
    assert (found.rows[2].hours, found.rows[0].hours, found.rows[2].row) == (8.0, None, 4)
    assert found.rows[2].note == "why"


def test_a_sector_takes_its_own_rows_else_those_of_every_sector(tmp_path: Path) -> None:
    found = read_dependence(written(tmp_path, *GOOD))
    assert found.span("cloud", "adoption", "c29") == Span(0.4, 0.5, 0.6)
    assert found.span("cloud", "adoption", "a") == Span(0.1, 0.2, 0.3)
    assert found.span("cloud", "dependence", "a") is None
    assert found.span("mobile", "adoption") is None
    assert found.span("cloud", "provider_share", subject="cloud_provider.big") == Span(0.3, 0.4, 0.5)


@pytest.mark.parametrize(("hours", "central"), [(0, 0.4), (8, 0.4), (16, 0.5), (24, 0.6), (999, 0.6)])
def test_between_duration_points_the_figure_lies_on_a_line(
    hours: float, central: float, tmp_path: Path
) -> None:
    span = read_dependence(written(tmp_path, *GOOD)).span("cloud", "dependence", "c29", hours)
    assert span is not None
    assert span.central == pytest.approx(central)


WRONG = (
    ("not_choice", "quantity", f"cloud,,,adopton,,0,0,0,{TAIL}"),
    ("not_number", "low", f"cloud,,,waiting,,8h,9,10,{TAIL}"),
    ("not_number", "high", f"cloud,,,waiting,,8,9,nan,{TAIL}"),
    ("not_number", "high", f"cloud,,,waiting,,8,9,1_0,{TAIL}"),
    ("out_of_range", "low", f"cloud,,,waiting,,-1,9,10,{TAIL}"),
    ("missing", "central", f"cloud,,,waiting,,8,,10,{TAIL}"),
    ("assumption_order", "central", f"cloud,,,waiting,,8,13,12,{TAIL}"),
    ("not_share", "high", f"cloud,,,take_up,,0.1,0.5,1.5,{TAIL}"),
    ("missing", "subject", f"cloud,,,region_share,,0.1,0.5,0.6,{TAIL}"),
    ("not_id", "service", f"Cloud service,,,waiting,,1,2,3,{TAIL}"),
    ("not_date", "as_of", "cloud,,,waiting,,1,2,3,source.s,2024-13,assumed,"),
    ("not_choice", "confidence", "cloud,,,waiting,,1,2,3,source.s,2024,sure,"),
    ("missing", "source_id", "cloud,,,waiting,,1,2,3,,2024,assumed,"),
    ("sector_half_told", "sector", f"cloud,k,,adoption,,0.1,0.2,0.3,{TAIL}"),
)


@pytest.mark.parametrize(("fault", "column", "row"), WRONG, ids=[f"{w[0]}-{w[1]}" for w in WRONG])
def test_a_fault_is_told_with_row_column_and_repair(
    fault: str, column: str, row: str, tmp_path: Path
) -> None:
    with pytest.raises(TensenError) as caught:
        read_dependence(written(tmp_path, row))
    assert caught.value.key == "dependence_invalid"
    (finding,) = caught.value.findings
    assert finding.key == fault
    assert finding.where == {"file": "dependence/mine.csv", "row": 2, "column": column}
    for lang in LANGUAGES:
        assert "mine.csv" in caught.value.words(lang)
        assert "→" in caught.value.words(lang)


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    rows = (f"cloud,,,waiting,,8,x,12,{TAIL}", f"cloud,,,adoptin,,8,9,12,{TAIL}")
    with pytest.raises(TensenError) as caught:
        read_dependence(written(tmp_path, *rows))
    assert [(f.where["row"], f.key) for f in caught.value.findings] == [(2, "not_number"), (3, "not_choice")]


def test_rows_that_stand_twice_and_times_that_contradict(tmp_path: Path) -> None:
    with pytest.raises(TensenError) as caught:
        read_dependence(written(tmp_path, *GOOD, GOOD[3], f"cloud,,,workaround,8,0,0,0.5,{TAIL}"))
    assert [(f.key, f.where["row"]) for f in caught.value.findings] == [
        ("duplicate", 9),
        ("hours_any_and_some", 10),
    ]


@pytest.mark.parametrize(
    ("columns", "keys"),
    [
        (COLUMNS.replace(",hours", ""), ["column_missing"]),
        (COLUMNS.replace("hours", "hour"), ["column_missing", "unknown_column"]),
        (COLUMNS + ",more", ["unknown_column"]),
    ],
)
def test_columns_are_strict(columns: str, keys: list[str], tmp_path: Path) -> None:
    row = ",".join("1" for _ in columns.split(","))
    with pytest.raises(TensenError) as caught:
        read_dependence(written(tmp_path, row, columns=columns))
    assert [f.key for f in caught.value.findings] == keys


def test_no_rows_too_many_rows_and_a_file_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(TensenError) as caught:
        read_dependence(written(tmp_path))
    assert [f.key for f in caught.value.findings] == ["rows_none"]
    monkeypatch.setattr("tensen.packs.sheet.MOST_ROWS", 3)
    with pytest.raises(TensenError) as caught:
        read_dependence(written(tmp_path, *GOOD))
    assert [f.key for f in caught.value.findings] == ["rows_too_many"]
    monkeypatch.setattr("tensen.packs.sheet.MOST_MB", 1e-6)
    with pytest.raises(TensenError) as caught:
        read_dependence(written(tmp_path, *GOOD))
    assert caught.value.key == "file_too_large"


@pytest.mark.parametrize("gone", ["mine.toml", "mine.csv"])
def test_both_files_must_be_there(gone: str, tmp_path: Path) -> None:
    path = written(tmp_path, *GOOD)
    (tmp_path / gone).unlink()
    with pytest.raises(TensenError) as caught:
        read_dependence(path)
    assert gone in caught.value.words("en")


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [('seen = { en = "nothing", ja = "なし" }', "", "key_missing"), ("[set]", "[set]\nx = 1", "key_unknown")],
)
def test_the_head_is_strict(old: str, new: str, key: str, tmp_path: Path) -> None:
    with pytest.raises(TensenError) as caught:
        read_dependence(written(tmp_path, *GOOD, head=HEAD.replace(old, new)))
    assert [f.key for f in caught.value.findings] == [key]


def test_names_that_the_network_does_not_have(tmp_path: Path) -> None:
    found = read_dependence(written(tmp_path, *GOOD))
    sound = ({"source.s"}, {"c29"}, {"cloud_provider.big"})
    assert [*unknown_names(found, *sound)] == []
    told = [*unknown_names(found, {"source.t"}, {"c28"}, {"cloud_provider.bag"})]
    assert {f.key for f in told} == {"dangling", "sector_unknown"}
    assert {(f.where.get("column") or f.where["key"]) for f in told} == {
        "set.sources",
        "source_id",
        "subject",
        "sector",
    }
    assert all(f.params["near"] for f in told)
