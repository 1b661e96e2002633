"""``tensen packs`` on packs of one's own: made, checked, asked by folder, and installed from a wheel."""

import json
import os
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from tensen.packs.new import new_pack

from .conftest import Run

QUICK = ("--draws", "0")


STAMP = "source.ours-example,2026,assumed"
WORLD = f"""id,kind,name_en,name_ja,value,currency,price_year,partition,source_id,as_of,confidence
country.jpn,country,Japan,日本,,,,,{STAMP}
country.chn,country,China,中国,,,,,{STAMP}
sector.jpn.c29,sector,Cars,自動車,100,USD,2022,economy,{STAMP}
"""
LIES = f"""member,group,role,source_id,as_of,confidence
sector.jpn.c29,country.jpn,located_in,{STAMP}
"""


def left_alone(folder: Path) -> Path:
    """The template's pack with three nodes of its own in the place of the world economy: built at once."""
    text = (folder / "pack.toml").read_text(encoding="utf-8")
    text = text.replace('["world-economy"]', "[]").replace("max = 4", "max = 7")
    (folder / "pack.toml").write_text(text, encoding="utf-8")
    (folder / "tables" / "nodes.world.csv").write_text(WORLD, encoding="utf-8")
    (folder / "tables" / "memberships.world.csv").write_text(LIES, encoding="utf-8")
    return folder


@pytest.fixture
def alone(run: Run, tmp_path: Path) -> Path:
    """A new pack that includes nothing."""
    assert run("packs", "new", "ours").code == 0
    return left_alone(tmp_path / "ours")


def test_a_new_pack_is_sound_as_it_stands(run: Run) -> None:
    assert run("packs", "new", "ours", "--out", "in/here").code == 0
    said = run("packs", "check", "in/here/ours")
    assert (said.code, said.err) == (0, "")
    assert "cases hold" in said.out
    assert "→" not in said.out


def test_a_pack_by_its_folder_everywhere(run: Run, alone: Path) -> None:
    assert "1 cases hold" in run("packs", "check", "ours").out
    said = run("stress", "supplier-stops", "--net", "ours", *QUICK, "--json")
    # by hand: 0.9 x (1 - 0.3) x 0.6 of the plant, 0.01 of the sector, 100 a day
    assert json.loads(said.out)["loss_per_day"]["central"] == pytest.approx(0.378)
    assert json.loads(run("stress", "--net", str(alone), *QUICK, "--json").out)[0]["id"] == "supplier-stops"
    assert "Supplier A" in run("explain", "supplier-stops", "--net", "./ours").out
    assert run("check", "ours").code == 0
    assert run("build", "ours").code == 0
    assert json.loads(run("stress", "supplier-stops", *QUICK, "--json").out)["id"] == "supplier-stops"


def test_a_brief_of_a_pack_in_a_folder(run: Run, alone: Path) -> None:
    assert run("brief", str(alone), *QUICK).code == 0
    document = json.loads(Path("brief/ours/brief.json").read_text(encoding="utf-8"))
    assert [row["id"] for row in document["scenarios"]] == ["supplier-stops"]
    assert [row["id"] for row in document["claims"]] == ["claim.ours-example"]


def test_findings_in_words_and_in_json(run: Run, alone: Path) -> None:
    (alone / "data").mkdir()
    (alone / "data" / "left.csv").write_text("id\n", encoding="utf-8")
    said = run("packs", "check", "ours")
    assert (said.code, said.err) == (1, "")
    assert "data/left.csv" in said.out
    assert "faults found: 1" in said.out
    japanese = run("packs", "check", "ours", "--lang", "ja")
    assert "誤り 1 件" in japanese.out
    told = json.loads(run("packs", "check", "ours", "--json").out)
    assert [f["key"] for f in told["findings"]] == ["unread_file"]
    assert told["findings"][0]["where"] == {"file": "ours/data/left.csv"}
    assert (told["built"], told["checked"]["cases"], told["checked"]["files"]) == (True, 1, 15)


def test_a_network_that_cannot_be_built(run: Run, alone: Path) -> None:
    edges = alone / "tables" / "edges.csv"
    edges.write_text(edges.read_text(encoding="utf-8").replace(",0.6,", ",60%,"), encoding="utf-8")
    said = run("packs", "check", "ours")
    assert said.code == 1
    assert "row 2" in said.out
    assert "could not be built" in said.out
    assert json.loads(run("packs", "check", "ours", "--json").out)["built"] is False


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("packs", "new", "../x"), "our-suppliers"),
        (("packs", "new", "japan"), "japan"),
        (("packs", "new", "there"), "there"),
        (("packs", "new"), "NAME"),
        (("packs", "check", "there"), "tensen check there"),
    ],
)
def test_wrong_words_exit_2(run: Run, words: tuple[str, ...], hint: str) -> None:
    Path("there").mkdir()
    english, japanese = run(*words, "--lang", "en"), run(*words, "--lang", "ja")
    assert (english.code, japanese.code) == (2, 2)
    assert hint in english.err
    assert hint in japanese.err
    assert english.err != japanese.err
    assert [path.name for path in Path().iterdir()] == ["there"]


def test_a_wrong_scenario_of_a_pack_names_file_and_entry(run: Run, alone: Path) -> None:
    path = alone / "scenarios" / "supplier-stops.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace('{ id = "carrier.ours-parts" }', '{ family = "machinry" }'), encoding="utf-8"
    )
    for words in (("stress", "supplier-stops", "--net", "ours"), ("stress", "--net", "ours")):
        said = run(*words, *QUICK)
        assert said.code == 2
        assert "supplier-stops.toml" in said.err
        assert "cut[1].carrier.family" in said.err
        assert "machinery" in said.err.split("→")[1]


SCRIPT = """
import json, sys
sys.path.insert(0, sys.argv[1])
from tensen.cli.main import main
main(sys.argv[2:])
"""


def installed(target: Path, cache: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """``tensen`` in a process of its own that finds the distributions in ``target``."""
    return subprocess.run(
        [sys.executable, "-c", SCRIPT, str(target), *words],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
        cwd=target,
        env={**os.environ, "TENSEN_CACHE": str(cache), "TENSEN_LANG": "en"},
    )


def built_by_uv(project: Path) -> Path:
    """The wheel that uv and hatchling make of the template, without a network."""
    command = [
        "uv",
        "build",
        "--wheel",
        "--offline",
        "--quiet",
        "--out-dir",
        str(project / "dist"),
        str(project),
    ]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    except FileNotFoundError:
        pytest.skip("uv is not installed")
    if done.returncode:
        pytest.skip("no build backend can be had offline: " + done.stderr.strip()[:200])
    (wheel,) = (project / "dist").glob("*.whl")
    return wheel


def built_by_hand(project: Path) -> Path:
    """A wheel as the template's ``pyproject.toml`` describes it: its packages and its entry points."""
    said = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))
    name, version = said["project"]["name"].replace("-", "_"), said["project"]["version"]
    points = said["project"]["entry-points"]
    lines = [
        line
        for group, held in points.items()
        for line in (f"[{group}]", *(f"{k} = {v}" for k, v in held.items()))
    ]
    wheel = project / f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as file:
        for package in said["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]:
            for path in (project / package).rglob("*"):
                if path.is_file():
                    file.write(path, path.relative_to(project / "src").as_posix())
        about = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
        file.writestr(f"{name}-{version}.dist-info/METADATA", about)
        file.writestr(f"{name}-{version}.dist-info/entry_points.txt", "\n".join(lines) + "\n")
    return wheel


@pytest.mark.parametrize("build", [built_by_uv, built_by_hand], ids=["uv", "by hand"])
def test_a_pack_from_a_wheel(build, tmp_path: Path, cache: Path) -> None:  # type: ignore[no-untyped-def]
    left_alone(new_pack("ours", tmp_path / "work", distribution=True))
    target = tmp_path / "site"
    with zipfile.ZipFile(build(tmp_path / "work" / "ours")) as wheel:
        wheel.extractall(target)
    # beside it, a distribution that is broken: it is told, and harms nothing
    broken = target / "bad-1.0.dist-info"
    broken.mkdir()
    (broken / "METADATA").write_text("Metadata-Version: 2.1\nName: bad\nVersion: 1.0\n", encoding="utf-8")
    (broken / "entry_points.txt").write_text("[tensen.packs]\nbad = no_such_package\n", encoding="utf-8")
    listed = installed(target, cache, "packs", "list", "--json")
    assert listed.returncode == 0
    assert "ours" in [row["id"] for row in json.loads(listed.stdout)]
    assert "bad 1.0" in listed.stderr
    checked = installed(target, cache, "packs", "check", "ours")
    assert (checked.returncode, checked.stderr) == (0, "")
    assert "cases hold" in checked.stdout
    asked = installed(target, cache, "stress", "supplier-stops", "--net", "ours", *QUICK, "--json")
    assert json.loads(asked.stdout)["id"] == "supplier-stops"


def test_the_test_of_the_distribution_passes(tmp_path: Path) -> None:
    left_alone(new_pack("ours", tmp_path, distribution=True))
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests"],
        cwd=tmp_path / "ours",
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
