"""Units in headers and cells: read whole or refused, never guessed."""

import math
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from tensen.messages import TensenError
from tensen.workspace.firm.reading import read_list
from tensen.workspace.firm.units import UnitError, currency_of, money_unit
from tensen.workspace.templates.plan import plan

HEAD = "supplier,country,product,annual_spend"


@pytest.mark.parametrize(
    ("unit", "factor", "currency"),
    [
        ("", 1, ""),
        ("万円", 1e4, "JPY"),
        ("十億円", 1e9, "JPY"),
        ("10億円", 1e9, "JPY"),
        ("千万円", 1e7, "JPY"),
        ("百万円", 1e6, "JPY"),
        ("単位：千円、税抜", 1e3, "JPY"),
        ("兆円", 1e12, "JPY"),
        ("JPY m", 1e6, "JPY"),
        ("k EUR", 1e3, "EUR"),
        ("US$", 1, "USD"),
        ("$000", 1e3, "USD"),
        ("€ million", 1e6, "EUR"),
        ("GBP", 1, "GBP"),
        ("£bn", 1e9, "GBP"),
        ("元", 1, "CNY"),
        ("人民元", 1, "CNY"),
        ("百万ウォン", 1e6, "KRW"),
        ("NT$ k", 1e3, "TWD"),
        ("USD per year", 1, "USD"),
    ],
)
def test_money_is_factor_times_currency(listed: Any, unit: str, factor: float, currency: str) -> None:
    found, sign = money_unit(unit)
    assert (found, currency_of(sign) if sign else "") == (factor, currency)
    for left, right in (("(", ")"), ("（", "）"), ("［", "］"), ("【", "】")):
        name = f'"年間調達額{left}{unit}{right}"'
        (row,) = listed("A,JPN,x,2", head=f"supplier,country,product,{name}").rows
        assert (row.spend, row.currency) == (2 * factor, currency)


@pytest.mark.parametrize(
    "unit", ["mm", "月額", "円/月", "months", "百万千円", "JPY USD", "?", "kg", "百万円 概算"]
)
def test_what_is_left_over_is_refused(listed: Any, unit: str) -> None:
    with pytest.raises(UnitError):
        money_unit(unit)
    with pytest.raises(TensenError) as told:
        listed("A,JPN,x,2", head=f"supplier,country,product,annual spend ({unit})")
    (finding,) = told.value.findings
    assert (finding.key, finding.where["column"]) == ("firm_unit", f"annual spend ({unit})")
    assert "百万" in finding.words("en")
    assert unit in finding.words("ja")


@pytest.mark.parametrize(
    ("header", "column", "value"),
    [
        ("stock (months)", "stock_days", 2 * 365.25 / 12),
        ("在庫（か月）", "stock_days", 2 * 365.25 / 12),
        ("在庫（週）", "stock_days", 14),
        ("stock_days (days)", "stock_days", 2),
        ("stock (years)", "stock_days", 730.5),
        ("months_to_switch (weeks)", "months_to_switch", 14 / (365.25 / 12)),
        ("切替期間（年）", "months_to_switch", 24),
        ("切替期間（日）", "months_to_switch", 2 / (365.25 / 12)),
        ("share (%)", "share", 0.02),
    ],
)
def test_times_are_converted(listed: Any, header: str, column: str, value: float) -> None:
    (row,) = listed("A,JPN,x,1,2", head=f"{HEAD},{header}").rows
    assert getattr(row, column) == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize("header", ["stock (pieces)", "在庫（営業日）", "months_to_switch (?)", "share (kg)"])
def test_a_unit_of_another_column_is_refused(listed: Any, header: str) -> None:
    with pytest.raises(TensenError) as told:
        listed("A,JPN,x,1,2", head=f"{HEAD},{header}")
    assert [(f.key, f.where["column"]) for f in told.value.findings] == [("firm_unit", header)]


@pytest.mark.parametrize(
    ("header", "told"),
    [
        ("note (optional)", False),
        ("note (free)", True),
        ("corporate_number (13 digits)", True),
        ("code (HS)", False),
        ("code (own)", True),
        ("stock_days (任意)", False),
    ],
)
def test_a_bracket_of_words_that_is_not_understood_is_told(listed: Any, header: str, told: bool) -> None:
    found = listed("A,JPN,x,1,", head=f"{HEAD},{header}")
    assert [(f.key, f.where["column"]) for f in found.findings] == [("firm_bracket", header)] * told


def test_another_name_of_the_column_in_its_bracket_is_understood(listed: Any) -> None:
    assert not listed("A,JPN,x,1", head="supplier,国（原産国）,product,annual_spend").findings


@pytest.mark.parametrize(
    ("header", "cell", "code"),
    [
        ("code (HS)", "7325", "hs:7325"),
        ("コード（HSコード）", "7325", "hs:7325"),
        ("HS code", "7325", "hs:7325"),
        ("ISIC", "28", "isic:28"),
        ("code (HS)", "isic:28", "isic:28"),
        ("code (HS)", "carrier.c28", "carrier.c28"),
        ("ISIC", "c28", "c28"),
        ("code (HS)", "", ""),
        ("code", "7325", "7325"),
    ],
)
def test_a_header_that_names_the_system_says_what_bare_codes_are(
    listed: Any, header: str, cell: str, code: str
) -> None:
    (row,) = listed(f"A,JPN,x,1,{cell}", head=f"{HEAD},{header}").rows
    assert row.code == code


@pytest.mark.parametrize(
    ("sign", "currency", "agree"), [("¥", "CNY", True), ("$", "TWD", True), ("円", "CNY", False)]
)
def test_a_shared_sign_in_the_header_agrees_with_each_currency_it_stands_for(
    listed: Any, sign: str, currency: str, agree: bool
) -> None:
    found = listed(f"A,CHN,x,5,{currency}", head=f"{HEAD} ({sign}),currency")
    assert [f.key for f in found.findings] == ([] if agree else ["firm_currency_differs"])
    assert found.rows[0].currency == currency
    assert math.isnan(found.rows[0].spend) != agree


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_the_template_s_own_headings_are_read(listed: Any, lang: Any) -> None:
    headings = [field.heading(lang) for field in plan(["suppliers"])[0].fields]
    cells = ["A", "JPN", "x", "", "5", "JPY", "0.5", "yes", "3", "4", "35", "139", "", ""]
    found = listed(",".join(cells), head=",".join(headings))
    (row,) = found.rows
    assert (row.spend, row.share, row.stock_days, row.months_to_switch) == (5, 0.5, 3, 4)
    assert (row.lat, row.lon) == (35, 139)
    assert not found.findings


def test_no_other_sheet_is_read_in_place_of_one_with_a_wrong_unit(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        for name, head in (("suppliers", "annual_spend (kg)"), ("old", "annual_spend")):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, [*HEAD.split(",")[:3], head])
            sheet.write_row(1, 0, ["A", "JPN", "x", 1])
    with pytest.raises(TensenError) as told:
        read_list(path)
    assert told.value.findings[0].where["sheet"] == "suppliers"


@pytest.mark.parametrize(
    ("cell", "value", "currency"),
    [
        ("$500", 500, "USD"),
        ("US$ 500", 500, "USD"),
        ("500円", 500, "JPY"),
        ("€1,000.50", 1000.5, "EUR"),
        ("１,２００", 1200, ""),
        ("1 200 300", 1200300, ""),
        ("1500000.0", 1.5e6, ""),
    ],
)
def test_a_sign_in_a_cell_sets_the_currency(listed: Any, cell: str, value: float, currency: str) -> None:
    (row,) = listed(f'A,JPN,x,"{cell}"', head=HEAD).rows
    assert (row.spend, row.currency) == (value, currency)


@pytest.mark.parametrize(
    "cell",
    ["1,5", "€1.000,50", "1.000.000", "12,34,567", "1,2345", "500万円", "$5 €", "5%", "1_000", "nan", "inf"],
)
def test_amounts_that_may_mean_something_else_are_blank_and_said(listed: Any, cell: str) -> None:
    found = listed(f'A,JPN,x,"{cell}"', head=HEAD)
    assert math.isnan(found.rows[0].spend)
    (finding,) = found.findings
    assert (finding.key, finding.where["row"], finding.where["column"]) == (
        "firm_not_number",
        2,
        "annual_spend",
    )


def test_currencies_that_contradict_each_other_are_blank_and_said(listed: Any) -> None:
    found = listed(
        "A,JPN,x,$500,JPY", "B,TWN,x,$500,TWD", "C,CHN,x,¥5,CNY", "D,JPN,x,5,円", head=f"{HEAD},currency"
    )
    assert math.isnan(found.rows[0].spend)
    assert [(row.spend, row.currency) for row in found.rows[1:]] == [(500, "TWD"), (5, "CNY"), (5, "JPY")]
    (finding,) = found.findings
    assert (finding.key, finding.where["row"]) == ("firm_currency_differs", 2)
    assert "USD, JPY" in finding.words("en")
    assert "USD, JPY" in finding.words("ja")
    of_header = listed("A,JPN,x,$500,", "B,JPN,x,5,USD", "C,JPN,x,5,", head=f"{HEAD} (百万円),currency")
    assert [f.where["row"] for f in of_header.findings] == [2, 3]
    assert (of_header.rows[2].spend, of_header.rows[2].currency) == (5e6, "JPY")
