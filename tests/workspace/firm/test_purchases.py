"""Rows matched and joined: nothing is dropped, what is not known is named and widens the interval."""

import math
from typing import Any

import pytest

from tensen.messages import TensenError
from tensen.model import Network
from tensen.workspace.firm.alike import alike
from tensen.workspace.firm.case import Case, case_of
from tensen.workspace.firm.lookup import Lookup
from tensen.workspace.firm.profile import Profile, with_told
from tensen.workspace.firm.purchases import Purchases, purchases_of


@pytest.fixture
def bought(japan: Network, listed: Any, profile: Profile) -> Any:
    """Purchases of a list's lines."""

    def made(*lines: str, **told: Any) -> Purchases:
        return purchases_of(listed(*lines), with_told(profile, told), Lookup(japan))

    return made


def test_products_and_shares(bought: Any) -> None:
    found = bought("A,JPN,castings,hs:7325,300,,yes,20,9", "B,China,castings,hs:7325,100,,,10,12")
    (product,) = found.products
    assert (product.stands_for, product.family, product.spend) == ("carrier.c24_25", "metals", 400.0)
    assert [line.weight for line in product.lines] == [0.75, 0.25]
    assert (product.stock_days, product.months_to_switch) == (10.0, 12.0)
    assert product.critical is not None
    assert math.isnan(product.critical)


def test_currencies_are_converted_or_asked_for(bought: Any) -> None:
    found = bought(
        "A,JPN,x,c28,131.5,JPY,,,", "B,USA,x,c28,1,USD,,,", "C,DEU,x,c28,1,EUR,,,", rates={"EUR": 138.0}
    )
    assert found.spend == pytest.approx(131.5 + 131.5 + 138.0)
    with pytest.raises(TensenError) as told:
        bought("A,JPN,x,c28,1,JPY,,,", "C,DEU,x,c28,1,EUR,,,")
    assert "EUR" in told.value.words("ja")
    assert told.value.findings[0].where["row"] == 3


def test_what_is_not_known_is_named_and_kept(bought: Any) -> None:
    found = bought(
        "A,Jpan,castings,hs:7325,300,,yes,,",
        "B,China,castings,hs:7325,100,,,,",
        "C,China,widgets,hs:99,100,,,,",
        "D,China,castings,hs:7325,,,,,",
    )
    assert [(u["row"], u["column"]) for u in found.unmatched] == [
        (2, "country"),
        (4, "code"),
        (5, "annual_spend"),
    ]
    assert any(s["id"] == "country.jpn" for s in found.unmatched[0]["suggestions"])
    castings = next(p for p in found.products if p.stands_for)
    assert castings.lines[0].node == "unknown.firm.castings"
    assert castings.spend == 300 + 100 + 200  # the row without an amount at the mean of its product
    assert found.assumed_cells == 1
    assert next(p for p in found.products if p.stands_for is None).family == "unsorted"


def test_the_same_row_twice_is_joined_and_said(bought: Any) -> None:
    found = bought("A,JPN,castings,hs:7325,300,,yes,,", "Ａ,日本,castings,hs:7325,100,,yes,,")
    assert len(found.products[0].lines) == 1
    assert found.products[0].lines[0].rows == (2, 3)
    assert [f.key for f in found.findings] == ["firm_twice"]


def test_nothing_critical_is_said(bought: Any) -> None:
    assert [f.key for f in bought("A,JPN,castings,hs:7325,300,,,,").findings] == ["firm_nothing_critical"]


def test_no_amount_at_all_is_refused(bought: Any) -> None:
    with pytest.raises(TensenError) as told:
        bought("A,JPN,castings,hs:7325,,,,,")
    assert told.value.key == "firm_no_spend"


@pytest.mark.parametrize(
    ("told", "key"),
    [
        ({"industry": ""}, "firm_industry_missing"),
        ({"industry": "isic:99"}, "firm_industry"),
        ({"country": "Atlantis"}, "firm_country"),
    ],
)
def test_a_firm_that_cannot_be_placed(
    japan: Network, listed: Any, profile: Profile, told: Any, key: str
) -> None:
    with pytest.raises(TensenError) as problem:
        case_of(japan, with_told(profile, told), listed("A,JPN,castings,hs:7325,300,,yes,,"))
    assert problem.value.key == key
    assert problem.value.exit_code == 2


def test_all_rows_unmatched_still_give_a_case(japan: Network, listed: Any, profile: Profile) -> None:
    """Everything is unknown, and the worst case says so: the interval runs from nothing to much."""
    case = case_of(japan, profile, listed("A,?,?,?,300,,yes,,", "B,,thing,,200,,,,"))
    assert isinstance(case, Case)
    unknown = [
        n for n, kind in case.network.kind_of.items() if kind == "unknown" and n.startswith("unknown.firm")
    ]
    assert len(unknown) == 2
    assert all(len(case.frame.unknown_admissible[case.at(n)]) > 500 for n in unknown)


def test_value_is_estimated_from_sales_or_spend(japan: Network, listed: Any, profile: Profile) -> None:
    lines = listed("A,JPN,castings,hs:7325,300,,yes,,")
    from_sales = case_of(japan, profile, lines).worth
    row = japan.nodes.set_index("id").loc["sector.jpn.c28"]
    ratio = row["value"] / row["gross_output"]
    assert from_sales.per_day == pytest.approx(1e9 * ratio / 365)
    from_spend = case_of(japan, with_told(profile, {"sales": math.nan}), lines).worth
    assert from_spend.per_day == pytest.approx(300 * ratio / (1 - ratio) / 365)
    assert not from_spend.given


def test_names_that_are_nearly_the_same_are_told_at_their_row(listed: Any) -> None:
    found = alike(
        listed(
            "Sankyo Kogyo,JPN,x,,1,,,,",
            "Other,JPN,x,,1,,,,",
            "Sankyo Kougyo,JPN,x,,1,,,,",
            "SANKYO KOGYO,JPN,y,,1,,,,",
        )
    )
    (finding,) = found
    assert (finding.key, finding.where["row"], finding.where["column"]) == ("near_duplicate", 4, "supplier")
    assert (finding.params["other"], finding.params["value"]) == ("Sankyo Kogyo", "Sankyo Kougyo")
