"""Every command on the made-up network: what it prints, in which language, and where."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import Run

QUICK = ("--draws", "0")


def test_check(run: Run, isle: Path) -> None:
    said = run("check", str(isle))
    assert (said.code, said.err) == (0, "")
    assert "no fault found" in said.out
    assert "誤りはありません" in run("check", str(isle), "--lang", "ja").out
    assert json.loads(run("check", str(isle), "--json").out) == []


def test_rank_names_holder_loss_and_key(run: Run, isle: Path) -> None:
    said = run("rank", "--net", str(isle), *QUICK)
    assert (said.code, said.err) == (0, "")
    assert "Foreign chokepoints of Japan" in said.out
    assert "country.chn/rare-earths" in said.out
    assert "日本の対外的な急所" in run("rank", "--net", str(isle), *QUICK, "--lang", "ja").out


def test_rank_in_json_is_right_by_hand(run: Run, isle: Path) -> None:
    rows = json.loads(run("rank", "--net", str(isle), *QUICK, "--json").out)
    by_id = {row["id"]: row for row in rows}
    # electronics needs ore for half of 600 a day; 0.8 of it comes from China, 0.3 can be replaced
    assert by_id["country.chn/rare-earths"]["loss_per_day"]["central"] == pytest.approx(600 * 0.5 * 0.8 * 0.7)
    assert by_id["cloud_provider.nube"]["loss_per_day"]["central"] == pytest.approx(0.4 * 400 + 0.2 * 600)
    assert not by_id["cloud_provider.nube"]["foreign"]


def test_rank_without_chokepoints_says_so(run: Run, isle: Path) -> None:
    assert "none found" in run("rank", "--net", str(isle), *QUICK, "--for", "CHN").out


def test_stress_of_a_scenario_of_ones_own(run: Run, isle: Path, no_ore: Path) -> None:
    said = run("stress", str(no_ore), "--net", str(isle), *QUICK)
    assert (said.code, said.err) == (0, "")
    assert "No ore of China reaches Japan" in said.out
    row = json.loads(run("stress", str(no_ore), "--net", str(isle), *QUICK, "--json").out)
    assert row["loss_per_day"]["central"] == pytest.approx(168)
    later = json.loads(
        run("stress", str(no_ore), "--net", str(isle), *QUICK, "--horizon", "years", "--json").out
    )
    assert later["loss_per_day"]["central"] < row["loss_per_day"]["central"]
    assert "鉱石の停止" in run("stress", str(no_ore), "--net", str(isle), *QUICK, "--lang", "ja").out


def test_stress_without_scenarios_says_how_to_give_one(run: Run, isle: Path) -> None:
    said = run("stress", "--net", str(isle))
    assert said.code == 0
    assert ".toml" in said.out


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("no-ore.toml", "supply cut"),
        ("country.chn/rare-earths", "Japan: electronics"),
        ("material.ore", "Rows of table edges"),
        ("assumption.rho", "horizon=months"),
        ("source.survey", "publisher=An office"),
        ("carrier.ore", "family=rare-earths"),
        ("Japan", "country.jpn"),
    ],
)
@pytest.mark.usefixtures("no_ore")
def test_explain(run: Run, isle: Path, what: str, words: str) -> None:
    said = run("explain", what, "--net", str(isle))
    assert (said.code, said.err) == (0, "")
    assert words in said.out
    assert "A survey" in said.out
    assert json.loads(run("explain", what, "--net", str(isle), "--json").out)


@pytest.mark.usefixtures("no_ore")
def test_explain_a_node_that_loses_nothing(run: Run, isle: Path) -> None:
    said = run("explain", "no-ore.toml", "--net", str(isle), "--node", "sector.jpn.d")
    assert said.code == 0
    assert "Nothing is lost" in said.out


def test_build_publishes_here_and_later_commands_take_it(run: Run, isle: Path) -> None:
    assert run("build", str(isle)).code == 0
    assert Path(".tensen/network.json").exists()
    assert "isle" in run("check").out


def test_build_to_a_folder_and_back(run: Run, isle: Path) -> None:
    assert run("build", str(isle), "--out", "copy").code == 0
    assert run("check", "copy").code == 0
    assert json.loads(run("build", "copy", "--json").out)["network"] == "copy"


def test_brief_of_a_folder(run: Run, isle: Path) -> None:
    said = run("brief", str(isle), *QUICK)
    assert said.code == 0
    document = json.loads(Path("brief/isle/brief.json").read_text(encoding="utf-8"))
    assert len(document["findings"]) >= 2  # no scenario, so the worst chokepoints abroad and at home
    page = Path("brief/isle/brief.html").read_text(encoding="utf-8")
    assert "China: Rare earths" in page
    assert "中国の鉱石" in page
    assert json.loads(run("brief", str(isle), *QUICK, "--json").out)["network"]["id"] == "isle"


def test_packs_list(run: Run) -> None:
    assert "japan-digital" in run("packs", "list").out
    rows = json.loads(run("packs", "list", "--json").out)
    assert "cloud-down" in {name for row in rows for name in row["scenarios"]}


def test_packs_check(run: Run) -> None:
    assert "cases hold" in run("packs", "check", "world-economy").out


def test_out_takes_what_would_be_printed(run: Run, isle: Path, tmp_path: Path) -> None:
    said = run("rank", "--net", str(isle), *QUICK, "--json", "--out", "new/rank.json")
    assert (said.code, said.out) == (0, "")
    assert "new/rank.json" in said.err
    assert json.loads((tmp_path / "new/rank.json").read_text(encoding="utf-8"))


def test_out_leaves_what_it_cannot_replace(run: Run, isle: Path) -> None:
    before = sorted(isle.iterdir())
    said = run("rank", "--net", str(isle), *QUICK, "--out", str(isle))
    assert said.code == 1
    assert "unchanged" in said.err
    assert sorted(isle.iterdir()) == before


def test_no_colour_when_told(run: Run, isle: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[3" not in run("rank", "--net", str(isle), *QUICK).out


def test_help_in_both_languages(run: Run) -> None:
    assert "chokepoints" in run("--help").out
    assert run("rank", "--help").code == 0


def test_japan(run: Run) -> None:
    """The atlas, once: a ranking and a scenario."""
    said = run("rank", "--net", "japan", *QUICK, "--top", "3", "--json")
    rows = json.loads(said.out)
    assert said.err == ""
    assert [row["rank"] for row in rows] == [1, 2, 3, 1, 2, 3]
    row = json.loads(run("stress", "cloud-down", "--net", "japan", *QUICK, "--json").out)
    assert row["loss_per_day"]["low"] <= row["loss_per_day"]["central"] <= row["loss_per_day"]["high"]
    assert row["loss_per_day"]["central"] > 0


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "tensen.cli.main", *words]


def test_a_reader_that_stops_reading_is_no_fault(isle: Path) -> None:
    running = subprocess.Popen(
        command("explain", "source.survey", "--net", str(isle)),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "TENSEN_LANG": "en"},
    )
    assert running.stdout
    assert running.stderr
    running.stdout.close()  # before anything is written
    said = running.stderr.read().decode()
    running.stderr.close()
    assert running.wait(30) in (0, 1)
    assert said == ""


@pytest.mark.skipif(sys.platform == "win32", reason="signals differ there")
def test_ctrl_c_ends_quietly(cache: Path, tmp_path: Path) -> None:
    # the child tells that work has begun by a file, then waits as a long solve would
    script = (
        # a run in the background inherits a deaf ear for the signal
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "import pathlib, time, tensen.workspace as w\n"
        "def load(name):\n pathlib.Path('begun').touch(); time.sleep(30)\n"
        "w.load = load\n"
        "from tensen.cli.main import main\nmain(['rank'])\n"
    )
    running = subprocess.Popen(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        env={**os.environ, "TENSEN_CACHE": str(cache)},
    )
    begun = tmp_path / "begun"
    while not begun.exists() and running.poll() is None:
        pass
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=30)
    assert running.returncode == 1
    assert b"Traceback" not in said
