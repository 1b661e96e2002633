"""What a scenario hits: levels, edges, and unknown suppliers that might be hit."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from tensen.analysis.compiled import Frame, compile_network
from tensen.analysis.hits import batch_of, faults_of, hit_of
from tensen.analysis.scenario import Cut, Scenario, Shock, selector
from tensen.analysis.solve import solve
from tensen.messages import LANGUAGES, TensenError

MakeScenario = Callable[..., Scenario]
Read = Callable[..., dict[str, float]]
ORE = Cut(selector(located_in="country.bbb"), selector(family="ores"), selector(located_in="country.aaa"))


def losses(frame: Frame, scenario: Scenario, loss_of: Read) -> dict[str, float]:
    return loss_of(solve(compile_network(frame, scenario.horizon), [hit_of(frame, scenario)]))


def test_a_cut_edge(frame: Frame, scenario: MakeScenario, loss_of: Read) -> None:
    # c26: 0.5 x (1 - 0.2) x 0.6 = 0.24;  c29: 0.4 x 0.5 x 0.24 = 0.048
    found = losses(frame, scenario(cuts=[ORE]), loss_of)
    assert found == pytest.approx({"sector.aaa.c26": 0.24, "sector.aaa.c29": 0.048})


def test_the_level_of_a_cut(frame: Frame, scenario: MakeScenario, loss_of: Read) -> None:
    # a quarter still comes: 0.75 of the loss above
    cut = Cut(ORE.source, ORE.carrier, ORE.target, level=0.25)
    found = losses(frame, scenario(cuts=[cut]), loss_of)
    assert found == pytest.approx({"sector.aaa.c26": 0.18, "sector.aaa.c29": 0.036})


def test_a_cut_to_the_full_level_takes_nothing(frame: Frame, scenario: MakeScenario, loss_of: Read) -> None:
    cut = Cut(ORE.source, ORE.carrier, ORE.target, level=1.0)
    assert losses(frame, scenario(cuts=[cut]), loss_of) == {}


def test_the_level_of_a_shock(frame: Frame, scenario: MakeScenario, loss_of: Read) -> None:
    # the mine loses 0.6: aaa 0.24 x 0.6, bbb 0.5 x 0.6, ccc 0.8 x 0.6; c29: 0.4 x (0.5 x 0.144 + 0.5 x 0.48)
    found = losses(frame, scenario([Shock(selector(id="material.bbb-ore"), 0.4)]), loss_of)
    assert found == pytest.approx(
        {
            "material.bbb-ore": 0.6,
            "sector.aaa.c26": 0.144,
            "sector.bbb.c26": 0.3,
            "sector.ccc.c26": 0.48,
            "sector.aaa.c29": 0.1248,
        }
    )


def test_the_hardest_of_several_hits_on_the_same_thing_counts(frame: Frame, scenario: MakeScenario) -> None:
    mine = selector(id="material.bbb-ore")
    light = Cut(ORE.source, ORE.carrier, ORE.target, level=0.9)
    hit = hit_of(frame, scenario([Shock(mine, 0.2), Shock(mine, 0.7)], [light, ORE]))
    assert batch_of(frame, [hit]).s.max() == pytest.approx(0.8)
    both = solve(compile_network(frame, "months"), [hit_of(frame, scenario(cuts=[light, ORE]))])
    once = solve(compile_network(frame, "months"), [hit_of(frame, scenario(cuts=[ORE]))])
    assert both.loss == pytest.approx(once.loss)


def test_hits_side_by_side_do_not_touch_each_other(frame: Frame, scenario: MakeScenario) -> None:
    one = hit_of(frame, scenario(cuts=[ORE]))
    two = hit_of(frame, scenario([Shock(selector(kind="cloud_region"))]))
    central = compile_network(frame, "months")
    alone = [solve(central, [hit]).loss[:, 0] for hit in (one, two)]
    assert np.allclose(solve(central, [one, two]).loss, np.stack(alone, axis=1))


def test_a_cut_takes_the_unknown_supplier_only_at_worst(frame: Frame, scenario: MakeScenario) -> None:
    ids, edges = frame.network.position, frame.edge_source
    named = {ids[i] for i in edges[hit_of(frame, scenario(cuts=[ORE])).edges]}
    worst = {ids[i] for i in edges[hit_of(frame, scenario(cuts=[ORE]), worst=True).edges]}
    assert named == {"material.bbb-ore"}
    assert worst == {"material.bbb-ore", "unknown.ore"}


@pytest.mark.parametrize("key", ["shocks", "cuts"])
def test_a_selector_that_takes_nothing_is_a_mistake(frame: Frame, scenario: MakeScenario, key: str) -> None:
    nothing = selector(kind="sector", operated_by="organisation.big")
    change = {"shocks": [Shock(nothing)], "cuts": [Cut(source=nothing)]}[key]
    with pytest.raises(TensenError) as caught:
        hit_of(frame, scenario(**{key: change}))
    assert [f.key for f in caught.value.findings] == ["selector_empty"]
    assert "operated_by = organisation.big" in str(caught.value)


@pytest.mark.parametrize(
    ("cut", "fault", "key", "near"),
    [
        (Cut(carrier=selector(family="ors")), "selector_family", "cut[2].carrier.family", "ores"),
        (Cut(carrier=selector(id="carrier.orr")), "selector_carrier", "cut[2].carrier.id", "carrier.ore"),
        (
            Cut(source=selector(located_in="country.bb")),
            "selector_node",
            "cut[2].from.located_in",
            "country.bbb",
        ),
        (Cut(target=selector(kind="secter")), "selector_kind", "cut[2].to.kind", "sector"),
        (Cut(target=selector(industry="c62")), "selector_cell", "cut[2].to.industry", "c26"),
        (Cut(target=selector(family="ores")), "selector_key", "cut[2].to.family", "kind"),
    ],
)
def test_a_wrong_selector_names_file_entry_value_and_the_nearest_of_its_vocabulary(
    frame: Frame, scenario: MakeScenario, cut: Cut, fault: str, key: str, near: str
) -> None:
    wrong = replace(cut, place=("mine.toml", "cut[2]"))
    with pytest.raises(TensenError) as caught:
        hit_of(frame, scenario(cuts=[ORE, wrong]))
    (finding,) = caught.value.findings
    assert (finding.key, caught.value.exit_code) == (fault, 2)
    assert finding.where == {"file": "mine.toml", "key": key}
    for lang in LANGUAGES:
        assert near in finding.words(lang).split("→")[1]


def test_all_faults_of_a_scenario_are_told_at_once(frame: Frame, scenario: MakeScenario) -> None:
    wrong = scenario([Shock(selector(id="a.b"))], [Cut(selector(id="c.d"), selector(family="x"))])
    assert [f.key for f in faults_of(frame, wrong)] == ["selector_node", "selector_node", "selector_family"]
    assert faults_of(frame, scenario(cuts=[ORE])) == []


def test_one_known_value_of_several_is_enough_for_a_column(frame: Frame, scenario: MakeScenario) -> None:
    both = scenario([Shock(selector(industry=["c26", "c99"]))])
    assert len(hit_of(frame, both).nodes) == 3
