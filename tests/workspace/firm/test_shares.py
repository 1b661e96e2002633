"""Shares that the list gives, codes of several meanings, contradictions, coverage, ids."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from tensen.messages import TensenError
from tensen.model import Network
from tensen.workspace.firm.case import case_of
from tensen.workspace.firm.chokepoints import chosen_candidates, same_supplier
from tensen.workspace.firm.coverage import coverage_findings, coverage_of
from tensen.workspace.firm.layer import layer_of
from tensen.workspace.firm.lookup import Lookup
from tensen.workspace.firm.measures import supplier_stops
from tensen.workspace.firm.profile import Profile
from tensen.workspace.firm.purchases import Purchases, purchases_of

HEAD = "supplier,country,product,code,annual_spend,share,critical"


@pytest.fixture(scope="module")
def lookup(japan: Network) -> Lookup:
    """Of the atlas."""
    return Lookup(japan)


@pytest.fixture
def bought(listed: Any, profile: Profile, lookup: Lookup) -> Any:
    """Purchases of lines with a share."""

    def made(*lines: str) -> Purchases:
        return purchases_of(listed(*lines, head=HEAD), profile, lookup)

    return made


def _keys(found: Purchases) -> list[str]:
    return [f.key for f in found.findings if f.key != "firm_nothing_critical"]


def test_what_shares_leave_is_unknown(bought: Any) -> None:
    found = bought("A,JPN,castings,hs:7325,300,0.5,", "B,China,castings,hs:7325,100,20 %,")
    (product,) = found.products
    weights = {line.node: line.weight for line in product.lines}
    assert weights == pytest.approx({"supplier.a": 0.5, "supplier.b": 0.2, "unknown.firm.castings": 0.3})
    assert sum(line.spend for line in product.lines) == product.spend == 400
    assert _keys(found) == ["firm_share_rest"]
    assert "30 %" in found.findings[0].words("en")
    assert "2, 3" in found.findings[0].words("ja")


def test_the_unknown_rest_is_in_the_network(japan: Network, listed: Any, profile: Profile) -> None:
    case = case_of(japan, profile, listed("A,JPN,castings,hs:7325,300,0.6,yes", head=HEAD))
    edges = case.network.edges
    mine = edges[edges["source"] == "unknown.firm.castings"]
    assert mine["weight"].tolist() == pytest.approx([0.4])
    assert case.frame.unknown_admissible[case.at("unknown.firm.castings")].size > 1


def test_a_rest_joins_the_rows_without_a_country(bought: Any) -> None:
    found = bought("A,JPN,castings,hs:7325,300,0.5,", "B,?,castings,hs:7325,100,0.2,")
    weights = {line.node: line.weight for line in found.products[0].lines}
    assert weights == pytest.approx({"supplier.a": 0.5, "unknown.firm.castings": 0.5})


def test_shares_of_a_product_with_two_codes_are_one_whole(bought: Any) -> None:
    found = bought("A,JPN,boards,hs:8534,300,0.6,", "B,China,boards,hs:8536,100,0.4,")
    assert [[line.weight for line in p.lines] for p in found.products] == [[1.0], [1.0]]
    assert _keys(found) == []


def test_shares_above_the_whole_are_refused(bought: Any) -> None:
    with pytest.raises(TensenError) as told:
        bought("A,JPN,castings,hs:7325,300,0.5,", "B,China,castings,hs:7325,100,0.6,")
    (finding,) = told.value.findings
    assert (finding.key, finding.params["rows"]) == ("firm_share_above", "2, 3")
    assert "110 %" in finding.words("en")
    assert "110％" in finding.words("ja")
    assert _keys(bought("A,JPN,x,c28,1,0.3333333,", "B,JPN,x,c28,1,0.6666668,")) == []


def test_shares_partly_filled_are_not_used_and_said(bought: Any) -> None:
    found = bought("A,JPN,castings,hs:7325,300,0.5,", "B,China,castings,hs:7325,100,,")
    assert [line.weight for line in found.products[0].lines] == [0.75, 0.25]
    assert _keys(found) == ["firm_share_partly"]
    assert "spend" in found.findings[0].words("en")
    assert "調達額" in found.findings[0].words("ja")


@pytest.mark.parametrize("code", ["28", "7325", "hs:27", "hs:85", "hs:8505"])
def test_a_code_of_several_meanings_is_not_chosen(lookup: Lookup, code: str) -> None:
    looked = lookup.carrier(code, {"en": "x", "ja": "x"})
    assert looked.id is None
    assert len(looked.suggestions) > 1
    assert looked.reason is not None
    assert looked.reason["en"] != looked.reason["ja"]


def test_a_majority_is_taken_and_said_once(bought: Any) -> None:
    lines = ("A,JPN,x,jsic:28,1,,", "B,JPN,x,jsic:28,1,,", "C,JPN,y,isic:28,1,,", "D,JPN,z,hs:8541,1,,")
    found = bought(*lines)
    assert {p.name["en"]: p.stands_for for p in found.products} == {
        "x": "carrier.c26",
        "y": "carrier.c28",
        "z": "carrier.c26",
    }
    mine = [f for f in found.findings if f.key == "firm_code_mostly"]
    assert [f.where["row"] for f in mine] == [2, 5]
    assert "carrier.c26" in mine[0].words("en")
    assert "大部分" in mine[0].words("ja")
    assert not found.unmatched


def test_two_carriers_of_one_name_are_ambiguous() -> None:
    frame = pd.DataFrame(
        {"id": ["carrier.p", "carrier.q"], "name_en": ["Gear", "gear"], "name_ja": ["甲", "乙"]}
    )
    names = {i: {"en": "Gear", "ja": "歯車"} for i in frame["id"]}
    small = Lookup(SimpleNamespace(carriers=frame.assign(family="metals"), names=names))  # type: ignore[arg-type]
    looked = small.carrier("", {"en": "GEAR", "ja": "GEAR"})
    assert looked.id is None
    assert [i for i, _ in looked.suggestions] == ["carrier.p", "carrier.q"]
    assert looked.reason is not None
    assert "GEAR" in looked.reason["ja"]
    assert small.carrier("", {"en": "甲", "ja": "甲"}).id == "carrier.p"


def test_yes_and_no_for_one_product_is_said_and_the_stricter_taken(bought: Any) -> None:
    found = bought("A,JPN,castings,hs:7325,300,,yes", "B,China,castings,hs:7325,100,,no", "C,JPN,x,c28,1,,no")
    assert _keys(found) == ["firm_critical_both"]
    (finding,) = found.findings
    assert (finding.where["row"], finding.params["yes"], finding.params["no"]) == (3, "2", "3")
    assert finding.words("ja") != finding.words("en")
    assert next(p for p in found.products if p.name["en"] == "castings").critical != 0


def test_spend_is_held_against_sales_less_value_added(bought: Any, profile: Profile) -> None:
    found = bought("A,JPN,castings,hs:7325,300,,yes")
    said = replace(profile, sales=1000.0, value_added=400.0)
    assert coverage_of(said, found) == 0.5
    assert coverage_findings(said, found, "list.csv") == []
    for value_added, percent in ((900.0, "300"), (-1000.0, "15")):
        (finding,) = coverage_findings(replace(said, value_added=value_added), found, "list.csv")
        assert (finding.key, finding.severity, finding.params["percent"]) == (
            "firm_coverage",
            "warning",
            percent,
        )
        assert f"{percent}％" in finding.words("ja")
    assert coverage_findings(replace(said, value_added=1000.0), found, "l")[0].key == "firm_no_purchases"
    assert coverage_of(profile, found) != coverage_of(profile, found)  # value added is not told
    assert coverage_findings(profile, found, "list.csv") == []


def test_coverage_stands_in_the_document(firm_doc: dict[str, Any]) -> None:
    assert firm_doc["list"]["coverage"] == pytest.approx(26.31 / (48 - 18.6))


def test_ids_keep_clear_of_those_of_the_base(japan: Network, listed: Any, profile: Profile) -> None:
    first = case_of(japan, profile, listed("A,JPN,castings,hs:7325,300,,yes", head=HEAD))
    again = Lookup(first.network)
    found = purchases_of(listed("A,JPN,castings,hs:7325,300,,yes", head=HEAD), profile, again)
    assert found.suppliers[0].node == "supplier.a-2"
    assert found.products[0].carrier == "carrier.firm.castings-2"
    layer = layer_of(found, profile, again, "country.jpn", "sector.jpn.c28", "list.csv")
    assert layer.firm == f"{first.layer.firm}-2"


def test_a_supplier_under_two_codes_stops_as_a_whole(japan: Network, listed: Any, profile: Profile) -> None:
    lines = (
        "A,JPN,castings,hs:7325,300,,yes",
        "A,JPN,relays,hs:8536,100,,yes",
        "A,China,relays,hs:8536,100,,yes",
    )
    case = case_of(japan, profile, listed(*lines, head=HEAD))
    assert same_supplier(case) == {
        "supplier.a": "supplier.a",
        "supplier.a-2": "supplier.a",
        "supplier.a-3": "supplier.a-3",
    }
    mine = {c.id: c for c in chosen_candidates(case) if c.id.startswith("supplier.")}
    assert {i: sorted(c.members) for i, c in mine.items()} == {
        "supplier.a": sorted([case.at("supplier.a"), case.at("supplier.a-2")]),
        "supplier.a-3": [case.at("supplier.a-3")],
    }
    assert len(mine["supplier.a"].edges) == 2
    row = {"key": "supplier.a", "kind": "supplier", "name": {"en": "A", "ja": "A"}, "horizon": "months"}
    (stop,) = supplier_stops(case, [row])
    assert len(stop.shocks) == 2
