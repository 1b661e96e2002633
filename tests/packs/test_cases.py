"""Cases: read, and held against the network."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tensen.analysis.compiled import frame_of
from tensen.messages import LANGUAGES, Finding, TensenError
from tensen.packs.build import build_network
from tensen.packs.cases import cases_of, read_case, run_case, uncited
from tensen.packs.registry import find_pack
from tensen.packs.scenarios import read_scenario, scenarios_of

MakePack = Callable[..., Path]
SCENARIO = """
[scenario]
title = { en = "a", ja = "あ" }
horizon = "months"
resembles = { en = "a", ja = "あ" }
assumes = { en = "a", ja = "あ" }
[[shock]]
target = { id = "material.ore" }
"""
# by hand: weight 0.7, replaceable 0.2 in months, critical 0.5: a loss of 0.5 x 0.8 x 0.7 = 0.28
CASE = """
[case]
title = { en = "a", ja = "あ" }
scenario = "ore"
[[expect]]
node = "sector.aaa.c26"
what = "loss"
low = 0.279
high = 0.281
why = { en = "by hand", ja = "手計算" }
"""


def findings(case: str, make_pack: MakePack) -> list[Finding]:
    make_pack(files={"scenarios/ore.toml": SCENARIO, "cases/c.toml": case})
    pack, network = find_pack("made"), build_network("made")
    cases = cases_of(pack, scenarios_of((pack,)))
    return [finding for case_ in cases for finding in run_case(case_, frame_of(network), pack.id)]


def test_a_case_that_holds(make_pack: MakePack) -> None:
    assert findings(CASE, make_pack) == []


def test_a_case_that_does_not_hold_says_what_was_found(make_pack: MakePack) -> None:
    (finding,) = findings(CASE.replace("high = 0.281", "high = 0.2795"), make_pack)
    assert finding.key == "case_expect"
    assert finding.params["found"] == "0.28"
    assert finding.words("en") != finding.words("ja")


def test_another_horizon_and_a_shock_of_its_own(make_pack: MakePack) -> None:
    own = CASE.replace('scenario = "ore"', 'horizon = "days"').replace(
        "[[expect]]", SCENARIO[SCENARIO.index("[[shock") :] + "[[expect]]"
    )
    own = own.replace("0.279", "0.3149").replace("0.281", "0.3151")  # 0.5 x 0.9 x 0.7
    assert findings(own, make_pack) == []


def test_a_country_s_share(make_pack: MakePack) -> None:
    share = CASE.replace('node = "sector.aaa.c26"', 'country = "country.aaa"').replace(
        '"loss"', '"value_loss_share"'
    )
    assert findings(share, make_pack) == []


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('"ore"', '"oar"', "case_invalid"),
        ('"loss"', '"lost"', "case_invalid"),
        ("low = 0.279", "low = 0.9", "case_invalid"),
        ("low = 0.279\nhigh = 0.281\n", "", "case_invalid"),
        ("low = 0.279", "lwo = 0.279", "case_invalid"),
        ('scenario = "ore"', "", "case_invalid"),
        (CASE[CASE.index("[[expect") :], "", "case_invalid"),
        ('why = { en = "by hand", ja = "手計算" }', "", "case_invalid"),
        ("[case]", "[cse]", "case_invalid"),
        ("[case]", "[case", "toml_invalid"),
    ],
)
def test_a_broken_case(old: str, new: str, key: str, tmp_path: Path) -> None:
    (tmp_path / "ore.toml").write_text(SCENARIO, encoding="utf-8")
    (tmp_path / "c.toml").write_text(CASE.replace(old, new), encoding="utf-8")
    with pytest.raises(TensenError) as caught:
        read_case(tmp_path / "c.toml", {"ore": read_scenario(tmp_path / "ore.toml")})
    assert caught.value.key == key
    assert caught.value.words("en") != caught.value.words("ja")


def test_a_node_that_there_is_none_of_is_told_with_file_and_key(make_pack: MakePack) -> None:
    (finding,) = findings(CASE.replace('"sector.aaa.c26"', '"sector.aaa.c62"'), make_pack)
    assert (finding.where["file"], finding.where["key"]) == ("c.toml", "expect[1].node")
    for lang in LANGUAGES:
        assert "sector.aaa.c26" in finding.words(lang).split("→")[1]
        assert "expect[1].node" in finding.words(lang)


def test_a_place_that_is_none_is_told_with_file(make_pack: MakePack) -> None:
    share = CASE.replace('node = "sector.aaa.c26"', 'country = "sector.aaa.c26"').replace(
        '"loss"', '"value_loss_share"'
    )
    (finding,) = findings(share, make_pack)
    assert finding.where["file"] == "c.toml"


def test_a_shock_of_the_case_is_placed_in_the_case_and_one_of_the_scenario_in_the_scenario(
    make_pack: MakePack,
) -> None:
    wrong = SCENARIO.replace("material.ore", "material.oar")
    make_pack(files={"scenarios/ore.toml": wrong, "cases/c.toml": CASE})
    pack, network = find_pack("made"), build_network("made")
    (case,) = cases_of(pack, scenarios_of((pack,)))
    with pytest.raises(TensenError) as caught:
        list(run_case(case, frame_of(network), pack.id))
    assert caught.value.findings[0].where == {"file": "ore.toml", "key": "shock[1].target.id"}
    own = CASE.replace("[[expect]]", '[[shock]]\ntarget = { id = "material.oar" }\n[[expect]]')
    make_pack("other", files={"scenarios/ore.toml": SCENARIO, "cases/c.toml": own})
    pack = find_pack("other")
    (case,) = cases_of(pack, scenarios_of((pack,)))
    with pytest.raises(TensenError) as caught:
        list(run_case(case, frame_of(network), pack.id))
    assert caught.value.findings[0].where == {"file": "c.toml", "key": "shock[1].target.id"}


def test_a_source_that_there_is_none_of(make_pack: MakePack) -> None:
    cited = CASE.replace('what = "loss"', 'what = "loss"\nsource_id = "source.t"')
    make_pack(files={"scenarios/ore.toml": SCENARIO, "cases/c.toml": cited})
    pack = find_pack("made")
    (case,) = cases_of(pack, scenarios_of((pack,)))
    (finding,) = uncited(case, {"source.s"})
    assert finding.where == {"file": "c.toml", "key": "expect[1].source_id"}
    assert list(uncited(case, {"source.t"})) == []
