"""A supplier with a known country and a product that nothing places: the commonest row of a first list."""

from typing import Any

from tensen.analysis.compiled import compile_network
from tensen.analysis.places import places_of
from tensen.model import Network
from tensen.workspace.firm.case import case_of


def test_it_stands_for_any_sector_of_its_country(japan: Network, listed: Any, profile: Any) -> None:
    case = case_of(japan, profile, listed("A,JPN,castings,hs:7325,300,,yes,,", "B,JPN,odds and ends,,5,,,,"))
    (unknown,) = [n for n, kind in case.network.kind_of.items() if kind == "unknown" and "firm" in n]
    admissible = case.frame.unknown_admissible[case.at(unknown)]
    assert len(admissible) > 20
    assert {places_of(case.frame).country_of[i] for i in admissible} == {"country.jpn"}
    assert compile_network(case.frame, "months").system.n == len(case.network.nodes)
