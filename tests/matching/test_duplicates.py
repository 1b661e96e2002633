"""Near-duplicates: pairs that may be one firm are found without comparing all with all, and never merged."""

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tensen.matching import near_duplicates
from tensen.matching.forms import core
from tensen.messages import text


def pairs(names):
    return {(names[p.first], names[p.second]): p for p in near_duplicates(names)}


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ("(株)点線", "点線株式会社", "match.duplicate_form"),
        ("点線", "点線", "match.duplicate_same"),
        ("ＡＢＣ商事", "abc商事", "match.duplicate_same"),  # one spelling once folded
        ("髙橋製作所", "高橋製作所㈱", "match.duplicate_form"),
        ("Tokyo Electron Ltd.", "Electron, Tokyo", "match.duplicate_order"),
        ("Kazahaya Castings Inc.", "Kazahaya Casting Co., Ltd.", "match.duplicate_letters"),
        ("Murata Manufacturing", "Murata Manufcaturing", "match.duplicate_letters"),
        ("ルネサスエレクトロニクス", "ルネサスエレクトロニックス", "match.duplicate_letters"),
    ],
)
def test_pairs_that_may_be_one_firm(one, other, reason):
    found = pairs([one, "無関係な会社", other, "Something Else GmbH"])
    assert list(found) == [(one, other)]
    pair = found[one, other]
    assert pair.reason == reason
    assert 88 <= pair.score <= 100
    assert text(pair.reason, "en")
    assert text(pair.reason, "ja")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("日立製作所", "日立建機"),
        ("三菱電機", "三菱重工業"),
        ("点線第一工場 1", "点線第一工場 2"),
        ("Plant 12 Steel Works", "Plant 13 Steel Works"),
        ("富士電機", "富士通"),
        ("東京ガス", "東邦ガス"),
        ("Toyota Motor", "Toyota Industries"),
        ("", ""),
        ("  ", "\u3000"),
    ],
)
def test_pairs_that_are_two_firms(one, other):
    assert near_duplicates([one, other]) == []


def test_a_name_written_n_times_gives_n_minus_1_pairs():
    assert len(near_duplicates(["点線"] * 5)) == 4


@settings(deadline=None)
@given(st.lists(st.text("abcde 株式会社", max_size=8), max_size=12), st.randoms())
def test_order_does_not_matter_to_what_is_found(names, dice):
    mixed = dice.sample(names, len(names))
    seen, again = (
        {frozenset((core(n[p.first]), core(n[p.second]))) for p in near_duplicates(n)} for n in (names, mixed)
    )
    assert seen == again


@settings(deadline=None)
@given(st.text("abcdefgh", min_size=12, max_size=20), st.integers(0, 11), st.sampled_from("xyz"))
def test_one_wrong_letter_in_a_long_name_is_always_found(name, place, letter):
    wrong = name[:place] + letter + name[place + 1 :]
    noise = [f"{letter * 6}{n:05d}" for n in range(50)]
    assert any({p.first, p.second} == {0, 51} for p in near_duplicates([name, *noise, wrong]))


@settings(deadline=None)
@given(st.lists(st.text(max_size=10), max_size=10))
def test_any_names_are_read(names):
    for pair in near_duplicates(names):
        assert 0 <= pair.first < pair.second < len(names)


def test_many_names_take_seconds():
    """20,000 distinct names; docs/matching.md gives the measured time for 100,000."""
    dice = random.Random(3)
    words = [
        "日立",
        "東芝",
        "三菱",
        "住友",
        "富士",
        "東京",
        "大阪",
        "中央",
        "製作所",
        "工業",
        "電機",
        "化学",
        "製鉄",
        "物産",
        "商事",
        "精密",
        "機械",
        "運輸",
    ]
    names = ["".join(dice.choices(words, k=4)) + "株式会社" for _ in range(20_000)]
    start = time.process_time()
    near_duplicates(names)
    assert time.process_time() - start < 15
