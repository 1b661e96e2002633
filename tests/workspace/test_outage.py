"""Outages on the atlas: targets, services, recoveries, sets and the document."""

import json

import numpy as np
import pytest

from tensen.analysis.scenario import Change, Scenario, Shock, selector
from tensen.messages import TensenError
from tensen.model import Network
from tensen.workspace.outage import chosen_sets, outage

AWS = "cloud_provider.aws"
VIRGINIA = "cloud_region.aws-us-east-1"


def test_a_provider_away_for_a_day(japan: Network) -> None:
    said = outage(japan, providers=[AWS], hours=24, draws=2).document()
    assert json.loads(json.dumps(said, allow_nan=False)) == said
    assert (said["service"], said["hours"], said["recovery"]["name"]) == ("cloud", 24.0, "step")
    assert {one["id"] for one in said["sets"]} >= {"lloyds-2018", "neutral", "parametrix-2024"}
    for one in said["sets"]:
        assert one["basis"] == "network"
        assert one["reach"]["central"] == pytest.approx(0.45, abs=0.02)
        for loss in one["losses"].values():
            assert loss["low"] <= loss["central"] <= loss["high"]
        parts = (one["losses"][kind]["central"] for kind in ("ground_up", "other_services", "second_round"))
        assert one["losses"]["total"]["central"] == pytest.approx(sum(parts))
        assert one["losses"]["insured"]["high"] <= one["losses"]["ground_up"]["high"]
        whole = sum(row["ground_up"]["central"] or 0 for row in one["sectors"])
        assert whole == pytest.approx(one["losses"]["ground_up"]["central"])
        assert one["losses"]["ground_up"]["central"] < said["value_per_day"]
    centres = [one["losses"]["ground_up"]["central"] for one in said["sets"]]
    assert said["spread"]["ground_up"]["least_central"] == min(centres)
    assert said["spread"]["ground_up"]["largest_central"] == max(centres)


def test_a_fault_in_one_region_shows_elsewhere(japan: Network) -> None:
    said = outage(japan, regions=[VIRGINIA], hours=15, draws=0).document()
    hit = {e["id"]: e["loss"]["central"] for e in said["elsewhere"]}
    assert hit["control_plane.aws-iam"] > 0
    assert 0 < hit[AWS] < 0.5
    for one in said["sets"]:
        assert one["losses"]["ground_up"]["central"] > 0
        assert 0 < one["reach"]["central"] < 0.45


def test_the_country_of_the_region_loses_the_region_too(japan: Network) -> None:
    at_home = outage(japan, regions=[VIRGINIA], hours=15, draws=0, country="USA", sets="neutral")
    (one,) = at_home.document()["sets"]
    assert one["basis"] == "set"
    made = chosen_sets(japan, "cloud", "neutral")[0]
    share, region = (
        made.span("cloud", quantity, subject=subject)
        for quantity, subject in (("provider_share", AWS), ("region_share", VIRGINIA))
    )
    assert share is not None
    assert region is not None
    assert share.central * region.central <= one["reach"]["central"] < share.central


def test_longer_costs_more_and_recovery_less(japan: Network) -> None:
    def central(**told: object) -> float:
        found = outage(japan, providers=[AWS], draws=0, sets="neutral", **told)  # type: ignore[arg-type]
        return float(found.document()["sets"][0]["losses"]["ground_up"]["central"])

    day = central(hours=24)
    assert central(hours=48) > day
    assert central(hours=24, recovery="linear") < day
    assert central(hours=24, recovery="aws-us-east-1-2025") < day
    assert central(recovery="aws-us-east-1-2025") < central(hours=48)


def test_scenarios_bring_target_length_and_recovery(japan: Network) -> None:
    said = outage(japan, "mobile-outage", draws=0).document()
    assert said["service"] == "mobile"
    assert said["recovery"]["name"] == "kddi-2022"
    assert said["hours"] == pytest.approx(61.4, abs=0.1)
    assert said["scenario"]["id"] == "mobile-outage"


def test_what_else_is_hit_is_said(japan: Network) -> None:
    said = outage(japan, "digital-sanctions", hours=168, draws=0).document()
    others = {"cloud", "positioning", "mobile"} - {said["service"]}
    assert said["also_hit"].keys() <= others
    assert said["also_hit"]
    assert any("--service" in note["en"] for note in said["notes"])
    (name,) = list(said["also_hit"])[:1]
    asked = outage(japan, "digital-sanctions", hours=168, draws=0, service=name).document()
    assert (asked["service"], asked["also_hit"]) == (name, {})


def test_a_scenario_may_change_assumptions(japan: Network) -> None:
    def reach(*changes: Change) -> float:
        shock = Shock(selector(id="cloud_region.aws-ap-northeast-1"), days=1.0)
        event = Scenario("mine", {"en": "m", "ja": "m"}, "days", shocks=(shock,), changes=changes)
        said = outage(japan, event, draws=0, sets="neutral").document()
        assert said["hours"] == 24
        return float(said["sets"][0]["reach"]["central"])

    moved = reach(Change("assumption.rho.digital.multi-region", 0.9, 0.9, 0.9))
    assert moved == pytest.approx(reach() * 0.1 / 0.85, rel=0.15)


def test_a_whole_service(japan: Network) -> None:
    found = outage(japan, service="positioning", hours=120, draws=0)
    said = found.document()
    assert {t["id"] for t in said["targets"]} >= {"positioning_system.gps", "positioning_system.qzss"}
    assert all(one["reach"]["central"] == pytest.approx(1.0) for one in said["sets"])
    one = outage(japan, providers=["positioning_system.gps"], service="positioning", hours=120, draws=0)
    assert max(s["reach"]["high"] for s in one.document()["sets"]) < 0.5  # other systems stand in
    assert np.isfinite(found.to_frame()["central"]).all()
    assert "<table" in found._repr_html_()


@pytest.mark.parametrize(
    ("told", "said", "gesagt"),
    [
        ({"providers": ["cloud_provider.awz"], "hours": 24}, "cloud_provider.aws", "cloud_provider.aws"),
        ({"providers": [AWS]}, "--hours", "--hours"),
        ({"hours": 24}, "--provider", "--provider"),
        ({"providers": [AWS], "hours": 24, "sets": "lloyd-2018"}, "lloyds-2018", "依存度セット"),
        ({"providers": [AWS], "hours": 24, "service": "clowd"}, "positioning", "サービス"),
        ({"providers": [AWS], "hours": 24, "recovery": "daejon-2025"}, "daejeon-2025", "復旧"),
        ({"providers": [AWS], "hours": -1}, "not above 0", "正の数"),
        ({"scenario": "cloud-down", "providers": [AWS], "hours": 24}, "either", "どちらか"),
        ({"service": "cloud", "carriers": ["carrier.non"], "hours": 24}, "carrier.non", "キャリア"),
        ({"providers": ["material.gallium.chn"], "hours": 24}, "--service", "--service"),
    ],
)
def test_wrong_words(japan: Network, told: dict[str, object], said: str, gesagt: str) -> None:
    with pytest.raises(TensenError) as caught:
        outage(japan, draws=0, **told)  # type: ignore[arg-type]
    assert said in caught.value.words("en")
    assert gesagt in caught.value.words("ja")
    assert caught.value.exit_code == 2
