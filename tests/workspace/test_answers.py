"""The verbs on the real atlas: names that are wrong, explanations, draws."""

from dataclasses import replace

import pytest

import tensen
from tensen.messages import TensenError
from tensen.model import Network
from tensen.workspace.answers import at_horizon, explain, frame_for, place_for, stress
from tensen.workspace.networks import find_scenario


def test_names_that_are_wrong(japan: Network) -> None:
    wrong = [
        (lambda: tensen.stress(japan, "boso-shina"), "boso-shima"),
        (lambda: tensen.rank(japan, country="Japn"), "japan"),
        (lambda: tensen.rank(japan, horizon="weeks"), "months"),
        (lambda: tensen.stress(japan, "boso", country="sector.jpn.c26"), "sector.jpn.c26"),
        (lambda: tensen.stress(japan, "boso", horizon="decades"), "years"),
        (lambda: tensen.explain(japan, "country.chn/rare-earth"), "country.chn/rare-earths"),
        (lambda: tensen.rank(japan, country="country.tuv"), "Tuvalu"),
    ]
    for call, near in wrong:
        with pytest.raises(TensenError) as caught:
            call()
        assert caught.value.exit_code == 2
        assert near in caught.value.words("en")
        assert caught.value.words("ja") != caught.value.words("en")


def test_a_scenario_that_selects_nothing_is_named(japan: Network) -> None:
    from tensen.analysis.scenario import Shock, selector

    said = replace(
        find_scenario(japan, "boso"),
        id="mine",
        file="mine.toml",
        shocks=(Shock(selector(kind="cable", operated_by="country.jpn")),),
    )
    with pytest.raises(TensenError) as caught:
        stress(japan, said, draws=1)
    assert "mine.toml" in str(caught.value)
    assert "operated_by" in str(caught.value)


@pytest.mark.parametrize("name", ["japan", "JPN", "country.jpn", "日本", "Ｊａｐａｎ"])
def test_the_reference_by_any_name(japan: Network, name: str) -> None:
    assert place_for(japan, name).id == "country.jpn"


def test_a_frame_is_made_once(japan: Network) -> None:
    assert frame_for(japan) is frame_for(japan)


def test_why_a_scenario(japan: Network) -> None:
    found = explain(japan, "cloud-down")
    worst = found.worst(place_for(japan, "JPN").mask)
    assert worst is not None
    way = found.tree(worst).heaviest()
    assert way[0].node == worst
    assert way[-1].binding in ("shock", "cut")


def test_why_a_chokepoint(japan: Network) -> None:
    found = explain(japan, "country.chn/rare-earths")
    worst = found.worst(place_for(japan, "JPN").mask)
    assert worst is not None
    assert found.tree(worst).heaviest()[-1].binding == "cut"
    home = explain(japan, "power_area.tokyo")  # at home nothing can be withheld: it fails
    assert home.tree("power_area.tokyo").binding == "shock"


def test_another_horizon(japan: Network) -> None:
    said = find_scenario(japan, "rare-earths")
    assert at_horizon(said, None) == said
    assert at_horizon(said, "years").horizon == "years"
    ends = [
        explain(japan, "rare-earths", horizon=h).solved.money(place_for(japan, "JPN").mask)[0]
        for h in ("days", "months", "years")
    ]
    assert ends[0] >= ends[1] >= ends[2] > 0


def test_stress_of_one_is_the_brief_s_row(japan: Network, document: dict) -> None:
    (found,) = tensen.stress(japan, "rare-earths", draws=2)
    (row,) = (s for s in document["scenarios"] if s["id"] == "rare-earths")
    assert found.loss.to_dict() == pytest.approx(row["loss_per_day"])
    assert found.sampled is not None
    assert found.sampled.to_dict() == pytest.approx(row["sampled"])


def test_warnings_are_told(japan: Network) -> None:
    assert all(f.severity == "warning" for f in tensen.check(japan))
