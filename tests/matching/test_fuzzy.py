"""Suggestions: in order of score, the same in every run, never for what is too short to resemble."""

import pytest

from tensen.matching.fuzzy import LEAST, MOST, Names, alike

NAMES = Names(
    [("Hitachi", "a.hitachi"), ("日立製作所", "a.hitachi"), ("日立建機", "a.kenki"), ("AUS", "a.aus")]
)


def test_best_first_and_each_id_once():
    found = NAMES.near(["日立製作所株式会社", "日立建機"])
    assert [(s.id, s.score) for s in found["日立製作所株式会社"]] == [("a.hitachi", 100.0)]
    assert found["日立建機"][0].name == "日立建機"


@pytest.mark.parametrize("spelling", ["RUS", "us", "x", "", "日"])
def test_short_words_resemble_nothing(spelling):
    assert NAMES.near([spelling])[spelling] == ()


def test_a_short_word_may_still_be_equal():
    assert NAMES.near(["A.U.S."])["A.U.S."][0].id == "a.aus"


def test_no_more_than_the_most_and_no_less_than_the_least():
    names = Names([(f"Supplier {n}", f"a.s{n}") for n in range(40)])
    found = names.near(["Supplier 7"])["Supplier 7"]
    assert len(found) == MOST
    assert found[0].id == "a.s7"
    assert all(s.score >= LEAST for s in found)


def test_only_some_ids():
    assert [s.id for s in NAMES.only({"a.kenki"}).near(["日立製作所"])["日立製作所"]] == []
    assert NAMES.only({"a.kenki"}).near(["日立建機"])["日立建機"][0].id == "a.kenki"


def test_nothing_to_search():
    assert Names([]).near(["x y z"]) == {"x y z": ()}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("日立製作所", "日立建機"),
        ("三菱電機", "三菱商事"),
        ("Niger", "Nigerian Steel"),
        ("Sony", "Sanyo Electric"),
    ],
)
def test_a_shared_part_is_not_enough(one, other):
    assert alike(one, other) < 80


def test_it_is_symmetric():
    assert alike("Murata Mfg", "Murata Manufacturing") == alike("Murata Manufacturing", "Murata Mfg")


def test_names_all_of_whose_words_are_shared_are_suggested():
    names = Names([("Samsung Electronics", "a.samsung"), ("Huawei", "a.huawei"), ("Nippon Steel", "a.steel")])
    assert [(s.id, s.score) for s in names.near(["Samsung"])["Samsung"]] == [("a.samsung", 75.0)]
    found = names.near(["Huawei Technologies Co., Ltd."])["Huawei Technologies Co., Ltd."]
    assert [s.id for s in found] == ["a.huawei"]
    assert names.near(["Steel Works of the North"])["Steel Works of the North"] == ()
