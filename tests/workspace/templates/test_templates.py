"""Templates: made from the declarations, in both languages; read back as nothing until they are filled."""

import io
import re
from pathlib import Path

import openpyxl
import pytest

from tensen.formats.excel import read_excel
from tensen.messages import LANGUAGES, Language, TensenError, text
from tensen.model import Network, schema
from tensen.model.labels import forms
from tensen.model.schema import Column, Table
from tensen.workspace.imports.shape import shaped, wanted
from tensen.workspace.templates import template
from tensen.workspace.templates.plan import plan


def book(tmp_path: Path, network: Network, *kinds: str, lang: Language = "en") -> openpyxl.Workbook:
    (path,) = template(kinds, tmp_path / "my.xlsx", lang=lang, network=network)
    return openpyxl.load_workbook(path)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_workbook_has_a_guide_a_sheet_for_each_table_and_lists(
    small: Network, tmp_path: Path, lang: Language
) -> None:
    made = book(tmp_path, small, "cable", lang=lang)
    tables = ("nodes", "memberships", "carriers", "edges", "requirements", "assumptions", "sources")
    titles = [text(f"table.{t}", lang) for t in tables]
    assert made.sheetnames == [
        text("template.sheet_how", lang),
        *titles,
        text("template.sheet_lists", lang),
    ]
    guide = [cell.value for row in made.worksheets[0].iter_rows() for cell in row if cell.value]
    for other in LANGUAGES:
        assert text("template.how_1", other) in guide
    nodes = made[titles[0]]
    assert [cell.value for cell in nodes[1]] == [f.column.name for f in plan(["cable"])[0].fields]
    assert all(cell.comment and cell.comment.text for cell in nodes[1])
    assert "km" in " ".join(str(cell.value) for row in nodes["A2:Z3"] for cell in row)
    assert nodes.freeze_panes == "B4"


def test_only_the_properties_of_the_wanted_kinds() -> None:
    names = {f.column.name for f in plan(["cable"])[0].fields}
    assert {"length_km", "in_service"} <= names
    assert not {"gdp", "floor_share", "corporate_number"} & names
    every = {f.column.name for f in next(s for s in plan(["all"]) if s.table == "nodes").fields}
    assert every == set(forms()["nodes"].columns)


def test_the_drop_downs_offer_choices_kinds_and_ids(small: Network, tmp_path: Path) -> None:
    made = book(tmp_path, small, "cable", "law", lang="ja")
    lists = made["一覧"]

    def offered(sheet: str, column: str) -> list[object]:
        page = made[sheet]
        letter = next(cell.column_letter for cell in page[1] if cell.value == column)
        (rule,) = [v for v in page.data_validations.dataValidation if str(v.sqref).startswith(f"{letter}5:")]
        place = re.fullmatch(r"='?一覧'?!(.+)|'一覧'!(.+)", rule.formula1)
        assert place
        return [row[0].value for row in lists[(place[1] or place[2]).replace("$", "")]]

    assert offered("ノード", "kind") == ["海底ケーブル", "法令"]
    assert offered("所属", "role")[0] == "所在" or "所在" in offered("所属", "role")
    assert offered("所属", "group") == ["country.aaa", "country.bbb"]
    assert offered("エッジ", "carrier") == ["carrier.c26", "carrier.ore"]
    assert offered("ノード", "confidence") == ["計測", "公表・報告", "推計", "仮定"]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", ["all", "suppliers", "country"])
def test_an_empty_template_reads_back_as_no_rows(kind: str, lang: Language) -> None:
    from tensen.workspace.templates.plan import Listed
    from tensen.workspace.templates.workbook import workbook

    content = workbook(plan([kind], lang), Listed(), "my.xlsx", lang)
    found = shaped(
        [p for p in read_excel(content, "my.xlsx", wanted) if kind != "suppliers"]
        if kind != "all"
        else [p for p in read_excel(content, "my.xlsx", wanted) if p.title not in ("suppliers", "仕入先")]
    )
    assert [f.words() for f in found.findings if f.severity == "error"] == []
    assert sum(len(frame) for frames in found.tables.values() for frame in frames) == 0
    if kind != "suppliers":
        assert found.skipped >= 3 * 7


def test_a_folder_has_the_same_columns_with_a_mark_for_excel(small: Network, tmp_path: Path) -> None:
    files = template(["cable"], tmp_path / "net", network=small)
    assert {f.name for f in files} >= {"nodes.csv", "edges.csv", "README.md", "list-countries.csv"}
    content = (tmp_path / "net" / "nodes.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig").strip().split(",") == [
        f.column.name for f in plan(["cable"])[0].fields
    ]
    guide = (tmp_path / "net" / "README.md").read_text(encoding="utf-8")
    assert "length_km" in guide
    assert "長さ (km)" in guide
    for lang in LANGUAGES:
        assert text("template.how_4", lang) in guide


def test_a_new_column_appears_by_itself(
    monkeypatch: pytest.MonkeyPatch, small: Network, tmp_path: Path
) -> None:
    every = dict(schema.tables())
    columns = {
        **every["edges"].columns,
        "mood": Column("mood", "choice", choices=("good", "bad"), unit="smile"),
    }
    every["edges"] = Table("edges", every["edges"].key, columns)
    monkeypatch.setattr("tensen.model.labels.tables", lambda: every)

    def offered(column: Column, _: str = "en") -> dict[str, str]:
        return {choice: choice for choice in column.choices}

    monkeypatch.setattr("tensen.workspace.templates.plan.choices", offered)
    made = book(tmp_path, small, "cable")
    head = {cell.value: cell for cell in made["edges"][1]}
    assert "mood" in head
    assert made["edges"].cell(2, head["mood"].column).value == "mood (smile)"


def test_suppliers_alone_and_an_unknown_kind(tmp_path: Path) -> None:
    assert [s.table for s in plan(["suppliers"])] == ["suppliers"]
    with pytest.raises(TensenError) as caught:
        template(["cabel"], tmp_path / "x.xlsx")
    assert (caught.value.key, caught.value.exit_code) == ("unknown_template", 2)
    assert "cable" in caught.value.words("ja")


def test_what_is_there_is_never_written_over(small: Network, tmp_path: Path) -> None:
    for name in ("my.xlsx", "net"):
        files = template(["law"], tmp_path / name, network=small)
        before = files[0].read_bytes()
        with pytest.raises(TensenError) as caught:
            template(["cable"], tmp_path / name, network=small)
        assert caught.value.key == "template_exists"
        assert files[0].read_bytes() == before
    with pytest.raises(TensenError) as caught:
        template(["law"], tmp_path / "my.ods", network=small)
    assert caught.value.key == "template_ending"


def test_the_same_template_is_the_same_bytes(small: Network) -> None:
    from tensen.workspace.templates.plan import listed
    from tensen.workspace.templates.workbook import workbook

    one, two = (workbook(plan(["law"]), listed(small), "a.xlsx", "en") for _ in range(2))
    assert (
        openpyxl.load_workbook(io.BytesIO(one)).sheetnames
        == openpyxl.load_workbook(io.BytesIO(two)).sheetnames
    )
    assert one == two


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_filled_list_of_suppliers_is_what_the_firm_reads(
    small: Network, tmp_path: Path, lang: Language
) -> None:
    from tensen.workspace.firm.reading import read_list

    made = book(tmp_path, small, "suppliers", lang=lang)
    page = made[text("table.suppliers", lang)]
    head = {cell.value: cell.column for cell in page[1]}
    cells = {"supplier": "甲", "country": "Japan", "product": "弁", "annual_spend": 5000, "currency": "JPY"}
    for name, cell in cells.items():
        page.cell(6, head[name], cell)
    made.save(tmp_path / "my.xlsx")
    found = read_list(tmp_path / "my.xlsx")
    assert [row.supplier["ja"] for row in found.rows] == ["甲"]
