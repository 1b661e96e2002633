from typing import Any

from tensen.reports import answer, context


def test_the_sentence_names_the_largest_abroad_and_at_home_with_intervals(brief: dict[str, Any]) -> None:
    said = answer.sentence(context.read(brief))
    assert "cloud control planes" in said["en"]
    assert "USD\u00a01.2\u00a0bn (USD\u00a00.56–2.6\u00a0bn)" in said["en"]
    assert "東京リージョン" in said["ja"]
    assert "約1,600億円（740億〜3,500億円）" in said["ja"]


def test_a_holder_that_the_name_already_says_is_not_repeated(brief: dict[str, Any]) -> None:
    assert "held by United States" not in answer.sentence(context.read(brief))["en"]
    brief["chokepoints"][0]["name"] = {"en": "Cloud control planes", "ja": "クラウドの制御基盤"}
    assert "held by United States" in answer.sentence(context.read(brief))["en"]


def test_a_closed_loop_has_no_centre_in_the_sentence(brief: dict[str, Any]) -> None:
    brief["chokepoints"][0]["loss_per_day"] = {"low": 1e9, "central": None, "high": 5e9}
    said = answer.sentence(context.read(brief))
    assert "not identified (closed loop: from USD\u00a01.0\u00a0bn to USD\u00a05.0\u00a0bn)" in said["en"]
    assert "特定できない額" in said["ja"]


def test_the_brief_s_own_answer_comes_first(brief: dict[str, Any]) -> None:
    brief["answer"] = {"en": "Own words.", "ja": "自らの言葉。"}
    assert answer.sentence(context.read(brief)) == {"en": "Own words.", "ja": "自らの言葉。"}


def test_nothing_found_is_said(brief: dict[str, Any]) -> None:
    brief["chokepoints"] = []
    assert answer.sentence(context.read(brief))["en"] == "No chokepoint was found."
