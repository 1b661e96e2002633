import math

import pytest

from tensen.reports import money

RATE = 131.5
SPREAD = {"low": 4.1e8, "central": 1.2e9, "high": 3.1e9}


def test_a_daily_loss_names_both_currencies() -> None:
    assert money.per_day(1.2e9, RATE, "en") == "USD 1.2 bn/day (¥160 bn)"
    assert money.per_day(1.2e9, RATE, "ja") == "1日あたり約1,600億円（12億ドル）"


def test_a_centre_comes_with_its_interval() -> None:
    assert money.interval(SPREAD, RATE, "en") == (
        "USD 1.2 bn/day (¥160 bn); interval USD 0.41–3.1 bn, ¥54–410 bn"
    )
    assert money.interval(SPREAD, RATE, "ja") == (
        "1日あたり約1,600億円（12億ドル）、区間 540億〜4,100億円、4.1億〜31億ドル"
    )


def test_a_centre_without_interval_is_not_written() -> None:
    lonely = {"low": None, "central": 1.2e9, "high": None}
    assert "1.2" not in money.interval(lonely, RATE, "en")
    assert "12" not in money.interval(lonely, RATE, "ja")


def test_an_interval_without_centre_says_so() -> None:
    open_ = {"low": 4.1e8, "central": None, "high": 3.1e9}
    assert money.interval(open_, RATE, "en") == "not identified (closed loop): from USD 410 m to USD 3.1 bn"
    assert money.interval(open_, RATE, "en", closed=False) == "not identified: from USD 410 m to USD 3.1 bn"
    assert money.interval(open_, RATE, "ja").startswith("特定できない（閉ループ）：540億円から")


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_zero_and_unknown_differ(lang: money.Language) -> None:
    assert "0" in money.usd(0.0, lang)
    assert "0" not in money.usd(None, lang)
    assert money.usd(math.nan, lang) == money.usd(None, lang) == money.interval(None, RATE, lang)
    assert money.percent(None, lang) != money.percent(0.0, lang) == "0%"


@pytest.mark.parametrize(
    ("value", "en", "ja"),
    [
        (999.6e6, "USD 1.0 bn", "10億ドル"),
        (12.0e6, "USD 12 m", "1,200万ドル"),
        (950.0, "USD 950", "950ドル"),
        (4.2e12, "USD 4.2 tn", "4.2兆ドル"),
        (-2.5e9, "USD −2.5 bn", "−25億ドル"),
        (3456.0, "USD 3.5 k", "3,500ドル"),
        (0.4, "USD 0.40", "0.40ドル"),
    ],
)
def test_units_follow_the_rounded_amount(value: float, en: str, ja: str) -> None:
    assert money.usd(value, "en") == en
    assert money.usd(value, "ja") == ja


@pytest.mark.parametrize(
    ("value", "en", "ja"),
    [(1.2e9, "¥160 bn", "1,600億円"), (9.5e9, "¥1.2 tn", "1.2兆円"), (2.6e4, "¥3.4 m", "340万円")],
)
def test_yen(value: float, en: str, ja: str) -> None:
    assert (money.yen(value, RATE, "en"), money.yen(value, RATE, "ja")) == (en, ja)


def test_ranges_share_a_unit_where_it_reads_well() -> None:
    assert money.span(1.1e9, 3.1e9, "en") == "USD 1.1–3.1 bn"
    assert money.span(4.1e6, 3.1e9, "en") == "USD 4.1 m – 3.1 bn"
    assert money.span(0.0, 3.1e9, "en") == "USD 0–3.1 bn"
    assert money.span(9.4e11, 1.2e12, "ja", 1.0) == "9,400億〜1.2兆円"


def test_a_range_with_an_unknown_end_says_which() -> None:
    assert money.span(1.1e9, None, "en") == "USD 1.1 bn or more (upper end unknown)"
    assert money.span(None, 1.1e9, "ja") == "11億ドル以下（下端は不明）"


def test_shares() -> None:
    share = {"low": 0.0035, "central": 0.011, "high": 0.027}
    assert money.percent_span(share, "en") == "1.1% (0.35–2.7%)"
    assert money.percent_span(share, "ja") == "1.1%（0.35〜2.7%）"
    assert money.percent_span({**share, "central": None}, "en") == "0.35–2.7%"
    assert money.percent_span({**share, "low": None}, "en") == "unknown"


def test_people_are_a_range() -> None:
    assert money.count_span(1.2e6, 3.4e6, "en") == "1.2–3.4 m"
    assert money.count_span(1.2e6, 3.4e6, "ja") == "120万〜340万"
    assert money.count_span(9.0e5, 3.4e6, "en") == "900 k–3.4 m"
    assert money.count_span(None, 3.4e6, "ja") == "不明"
