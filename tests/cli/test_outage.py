"""``tensen outage``: tables in both languages, JSON, files, and wrong words with exit code 2."""

import json
from pathlib import Path

import pytest

from .conftest import Run

QUICK = ("--hours", "24", "--draws", "0")
AWS = ("--service", "cloud", "--provider", "cloud_provider.aws")


def test_tables_side_by_side(run: Run) -> None:
    said = run("outage", *AWS, *QUICK)
    assert said.code == 0, said.err
    for words in ("Ground-up", "lloyds-2018", "parametrix-2024", "Spread of the sets", "USD"):
        assert words in said.out
    assert "Second round: the loss equation" in " ".join(said.out.split())


def test_in_japanese_into_a_file(run: Run, tmp_path: Path) -> None:
    said = run("outage", *AWS, *QUICK, "--set", "neutral", "--lang", "ja", "--out", "losses.txt")
    assert said.code == 0, said.err
    written = (tmp_path / "losses.txt").read_text(encoding="utf-8")
    assert "直接損失" in written
    assert "管理基盤" in written
    assert "Assumption set" not in written


def test_json_of_one_set_with_a_waiting_period(run: Run) -> None:
    words = ("outage", "cloud-down", *QUICK, "--set", "neutral", "--json", "--country", "JPN")
    free, held = (json.loads(run(*words, "--waiting", hours).out) for hours in ("0", "23"))
    assert [one["id"] for one in free["sets"]] == ["neutral"]
    assert held["waiting"] == 23
    insured = [said["sets"][0]["losses"]["insured"]["central"] for said in (free, held)]
    assert insured[0] > 10 * insured[1] > 0


def test_a_share_of_ones_own(run: Run) -> None:
    words = ("outage", *AWS, *QUICK, "--set", "neutral", "--json", "--country", "USA")
    told = json.loads(run(*words, "--share", "0.1,0.2,0.3").out)
    assert told["sets"][0]["basis"] == "asked"
    assert told["sets"][0]["reach"] == pytest.approx({"low": 0.1, "central": 0.2, "high": 0.3})


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((*AWS, *QUICK, "--share", "2"), "'2' is no share"),
        ((*AWS, *QUICK, "--share", "0.3,0.2,0.4"), "do not fall"),
        ((*AWS, "--hours", "x"), "--hours"),
        ((*AWS, *QUICK, "--set", "nobody"), "neutral"),
        ((*AWS, *QUICK, "--country", "Atlantis"), "Atlantis"),
        (("--service", "cloud", "--provider", "nube", *QUICK), "nube"),
        ((), "--service"),
    ],
)
def test_wrong_words(run: Run, words: tuple[str, ...], said: str) -> None:
    done = run("outage", *words)
    assert done.code == 2
    assert said in done.err
    assert done.out == ""


def test_a_network_without_sets(run: Run, isle: Path) -> None:
    done = run("outage", "--net", str(isle), "--provider", "cloud_provider.nube", "--service", "cloud",
               "--carrier", "carrier.compute", "--hours", "24")  # fmt: skip
    assert done.code == 2
    assert "No dependence set" in done.err
