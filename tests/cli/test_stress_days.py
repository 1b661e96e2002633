"""``tensen stress SCENARIO --days N``: over time, in both languages, in JSON, and wrong calls."""

import json
from pathlib import Path

import pytest

from .conftest import SCENARIO, Run

QUICK = ("--draws", "0")


@pytest.fixture
def stocked(isle: Path) -> Path:
    """The isle with 10 days of ore in electronics, and a scenario file beside it."""
    table = isle / "requirements.csv"
    header, *rows = table.read_text(encoding="utf-8").splitlines()
    held = [f"{row},{'10' if 'carrier.ore' in row else ''}" for row in rows]
    table.write_text("\n".join([f"{header},time_to_survive", *held]) + "\n", encoding="utf-8")
    (isle.parent / "ore.toml").write_text(SCENARIO, encoding="utf-8")
    return isle


def test_day_by_day_in_both_languages(run: Run, stocked: Path) -> None:
    words = ("stress", "ore.toml", "--net", str(stocked), "--days", "40", *QUICK)
    said = run(*words)
    assert (said.code, said.err) == (0, "")
    for part in (
        "losses of Japan over 40 days",
        "7 days",
        "40 days",
        "Stocks that ran out",
        "stock of 10 days",
    ):
        assert part in said.out
    japanese = run(*words, "--lang", "ja").out
    assert "40 日間の損失" in japanese
    assert "尽きた備蓄" in japanese


def test_json_is_right_by_hand(run: Run, stocked: Path) -> None:
    doc = json.loads(run("stress", "ore.toml", "--net", str(stocked), "--days", "40", "--json", *QUICK).out)
    # 0.8 of the ore is withheld, 0.3 of that replaced: 10 days of need last 10 / 0.56
    daily, lasts = 600 * 0.5 * 0.56, 10 / 0.56
    assert doc["format"] == "tensen.simulation/1"
    assert doc["loss"]["central"] == pytest.approx(daily * (40 - lasts), rel=1e-3)
    assert doc["stocks"]["ran_out"][0]["day"] == pytest.approx(lasts, abs=0.25)
    assert doc["stocks"]["held_off"] == pytest.approx(daily * lasts, rel=1e-3)
    assert [at["day"] for at in doc["at"]] == [0.25, 1, 3, 7, 30, 40]
    assert doc["at"][3]["loss"]["central"] == 0
    assert doc["recovered"]["central"] is None
    assert doc["series"]["central"][-1] == pytest.approx(daily)


def test_a_shock_that_ends(run: Run, stocked: Path) -> None:
    words = (
        "stress",
        "ore.toml",
        "--net",
        str(stocked),
        "--days",
        "40",
        "--step",
        "1",
        "--lasts",
        "20",
        *QUICK,
    )
    doc = json.loads(run(*words, "--json").out)
    assert doc["recovered"]["central"] == 20
    assert doc["periods"] == [[0, 20]]
    assert "Over after 20 days" in run(*words).out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--days", "0"), "is not above 0"),
        (("--days", "5", "--step", "0"), "one minute"),
        (("--days", "5", "--lasts", "-1"), "0 days or more"),
        (("--step", "1"), "--days"),
        (("--lasts", "1"), "--days"),
    ],
)
def test_wrong_calls_end_with_2(run: Run, stocked: Path, words: tuple[str, ...], said: str) -> None:
    found = run("stress", "ore.toml", "--net", str(stocked), *words)
    assert found.code == 2
    assert said in found.err


def test_days_need_a_scenario(run: Run, stocked: Path) -> None:
    found = run("stress", "--net", str(stocked), "--days", "5")
    assert found.code == 2
    assert "needs the scenario" in found.err
