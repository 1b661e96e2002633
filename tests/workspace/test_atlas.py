"""The contract with the atlas: its scenarios solve, its cases hold, its ranking teaches something."""

import math
from typing import Any

import pytest

from tensen.matching.countries import countries_of
from tensen.messages import TensenError
from tensen.model import Network
from tensen.packs.cases import cases_of, run_case
from tensen.packs.scenarios import scenarios_of
from tensen.workspace.answers import frame_for
from tensen.workspace.networks import packs_of, scenarios

SCENARIOS = (
    "boso",
    "boso-shima",
    "china-exports",
    "cloud-down",
    "digital-sanctions",
    "gallium-germanium",
    "rare-earths",
    "region-down",
    "taiwan-chips",
    "tie-50-60",
    "tokyo-dc",
)


def test_the_scenarios_are_there(japan: Network) -> None:
    assert set(SCENARIOS) <= set(scenarios(japan))


def test_no_spelling_of_a_country_means_another_one_too(japan: Network) -> None:
    """``find`` takes what the atlas says; the matcher asks where a word (Korea) means several."""
    frame = japan.nodes[japan.nodes["kind"] == "country"]
    doubtful = [
        (identifier, word)
        for identifier, *words in zip(
            frame["id"], frame["name_en"], frame["name_ja"], frame["aliases"].fillna(""), strict=True
        )
        for cell in words
        for word in cell.split("|")
        if countries_of(word) not in ((), (identifier,))
    ]
    assert doubtful == []
    assert japan.find("South Korea") == "country.kor"
    with pytest.raises(TensenError) as caught:
        japan.find("Korea")
    assert "country.kor" in caught.value.words("en")


def test_scenarios_say_what_they_assume_and_resemble_in_both_languages(japan: Network) -> None:
    known = set(japan.sources["id"])
    for scenario in scenarios(japan).values():
        for words in (scenario.title, scenario.resembles, scenario.assumes):
            assert words["en"].strip()
            assert words["ja"].strip()
        assert scenario.sources
        assert set(scenario.sources) <= known, scenario.id


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_scenario_has_a_finite_loss_and_no_closed_loop(document: dict[str, Any], name: str) -> None:
    (found,) = (s for s in document["scenarios"] if s["id"] == name)
    for key in ("loss_per_day", "share_of_value", "first_round", "decoupled"):
        ends = [found[key][end] for end in ("low", "central", "high")]
        assert all(end is not None and math.isfinite(end) and end >= 0 for end in ends), key
        assert ends == sorted(ends), key
    assert found["closed_loop"] is None
    assert found["loss_per_day"]["high"] > 0
    assert found["share_of_value"]["high"] < 1
    sampled, loss = found["sampled"], found["loss_per_day"]
    if sampled["p50"] is not None:
        assert (
            loss["low"] * (1 - 1e-4) - 1e3
            <= sampled["p5"]
            <= sampled["p95"]
            <= loss["high"] * (1 + 1e-4) + 1e3
        )


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_scenario_says_why_it_costs_what_it_costs(document: dict[str, Any], name: str) -> None:
    """The tree of the worst-hit sector leads to something that was hit; shares stay below the whole."""
    (found,) = (s for s in document["scenarios"] if s["id"] == name)
    if found["loss_per_day"]["central"] < 1:
        return
    ends = set()

    def walk(step: dict[str, Any]) -> None:
        assert 0 <= step["loss"] <= 1 + 1e-9
        assert sum(child["share"] for child in step["children"]) <= 1 + 1e-6
        ends.add(step["binding"])
        for child in step["children"]:
            walk(child)

    walk(found["tree"])
    assert ends & {"shock", "cut"}
    assert found["sectors"][0]["id"].startswith("sector.jpn.")


def test_foreign_chokepoints_are_not_japan_s_own_sectors(document: dict[str, Any]) -> None:
    foreign = [c for c in document["chokepoints"] if c["foreign"]]
    assert len(foreign) == 20
    assert not any(c["kind"] == "sector" for c in foreign)
    assert not any(c["id"].startswith("country.jpn") for c in foreign)
    assert all(c["holder"] is not None and c["holder"]["country"] != "country.jpn" for c in foreign)
    assert len({c["id"].split("/")[-1] for c in foreign}) >= 8, "one family repeated teaches nothing"


def test_domestic_chokepoints_are_no_sectors_either(document: dict[str, Any]) -> None:
    domestic = [c for c in document["chokepoints"] if not c["foreign"]]
    assert len(domestic) == 20
    assert not any(c["kind"] == "sector" for c in domestic)
    assert all(c["mode"] == "fails" for c in domestic)


def _cases() -> list[str]:
    from tensen.packs.registry import with_includes

    return [
        f"{p.id}/{path.stem}"
        for p in with_includes("japan")
        for path in sorted((p.path / "cases").glob("*.toml"))
    ]


@pytest.mark.parametrize("name", _cases())
def test_a_case_holds(japan: Network, name: str) -> None:
    packs = packs_of(japan)
    (pack,) = (p for p in packs if p.id == name.split("/")[0])
    (case,) = (c for c in cases_of(pack, scenarios_of(packs)) if c.id == name.split("/")[1])
    assert [finding.words() for finding in run_case(case, frame_for(japan), pack.id)] == []


def test_value_of_each_country_stays_below_its_gdp(japan: Network) -> None:
    from tensen.analysis.places import Places

    places = Places(frame_for(japan))
    gdp = japan.nodes.set_index("id")["gdp"]
    for country in places.valued:
        if gdp[country] > 0:
            assert float(places.mask(country) @ places.frame.value) <= gdp[country] / 365 * (1 + 1e-6), (
                country
            )
