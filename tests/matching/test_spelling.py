"""Normalising: idempotent, and blind to just what it should be blind to."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tensen.matching.forms import core, parts
from tensen.matching.packaged import rows
from tensen.matching.spelling import modern, plain, sound

TEXT = st.text(alphabet=st.characters(codec="utf-8"), max_size=30)
NAMES = st.lists(
    st.sampled_from(
        [
            "株式会社",
            "(株)",
            "㈱",
            "日立",
            "製作所",
            "Co.",
            "Ltd.",
            "Inc",
            "GmbH",
            "ー",
            "・",
            " ",
            "-",
            "Ａ",
            "ｱ",
            "ﾞ",
            "髙",
            "ヴァ",
            "PT",
            "公司",
        ]
    ),
    max_size=8,
).map("".join)


@pytest.mark.parametrize("normal", [plain, modern, sound, core])
@settings(deadline=None)
@given(text=TEXT | NAMES)
def test_twice_is_once(normal, text):
    assert normal(normal(text)) == normal(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("髙島屋", "高島屋"),
        ("山﨑製パン", "山崎製パン"),
        ("渡邊", "渡辺"),
        ("渡邉", "渡辺"),
        ("キヤノン", "キャノン"),
        ("ｷﾔﾉﾝ", "キヤノン"),
        ("サーバー", "サーバ"),
        ("パナソニック", "ぱなそにっく"),
        ("ヴァイオリン", "バイオリン"),
        ("ルネサス・エレクトロニクス", "ルネサスエレクトロニクス"),
        ("Ａ－Ｂ", "a b"),
    ],
)
def test_spellings_of_one_sound(one, other):
    assert sound(one) == sound(other)


@pytest.mark.parametrize(
    ("one", "other"), [("ガス", "カス"), ("東京", "京東"), ("日立", "日立造船"), ("パン", "バン")]
)
def test_voicing_order_and_length_matter(one, other):
    assert sound(one) != sound(other)


@pytest.mark.parametrize(
    "name",
    [
        "株式会社点線",
        "点線株式会社",
        "㈱点線",
        "点線㈱",
        "（株）点線",
        "点線（株）",
        "有限会社点線",
        "点線有限公司",
        "点線股份有限公司",
        "合同会社 点線",
    ],
)
def test_japanese_and_chinese_forms(name):
    assert core(name) == "点線"


@pytest.mark.parametrize(
    "name",
    [
        "Tensen Co., Ltd.",
        "TENSEN, Inc.",
        "Tensen GmbH",
        "Tensen S.A.",
        "Tensen Corporation",
        "Tensen Pte. Ltd.",
        "Tensen LLC",
        "PT Tensen Tbk",
        "Tensen K.K.",
        "Tensen Sdn. Bhd.",
        "Tensen GmbH & Co. KG",
        "Tensen A/S",
        "Tensen B.V.",
    ],
)
def test_latin_forms(name):
    assert core(name) == "tensen"


@pytest.mark.parametrize("name", ["㈱", "Inc.", "株式会社", "S.A.", "Co., Ltd."])
def test_a_name_of_nothing_but_forms_stays(name):
    assert core(name)


@pytest.mark.parametrize("name", ["Incheon", "Colt", "Salesforce", "Agility", "Ltdata", "合同製鉄"])
def test_words_that_only_begin_or_end_like_a_form_stay(name):
    assert core(name) == sound(name)


def test_words_in_another_order():
    assert parts("Electron, Tokyo")[1] == parts("Tokyo Electron Ltd.")[1]


def test_tables_are_folded_and_have_sources():
    sources = {row["id"] for row in rows("sources")}
    for name in (
        "kanji",
        "kana",
        "forms",
        "asn_ranges",
        "prefectures",
        "industries",
        "hs_chapters",
        "hs_sectors",
    ):
        assert {row["source_id"] for row in rows(name)} <= sources
    for name in ("hs_carriers", "hs_changes", "groups", "countries"):
        assert {row["source_id"] for row in rows(name)} <= sources
    variants = {row["variant"] for row in rows("kanji")}
    assert not variants & {row["form"] for row in rows("kanji")}, "chains would need two rounds"
