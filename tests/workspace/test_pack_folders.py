"""A pack in a folder is loaded, cached, asked and published like one that is installed."""

import shutil
from pathlib import Path

import pytest

import tensen
from tensen.packs.new import new_pack
from tensen.store import fingerprint
from tensen.workspace.networks import load, packs_of, publish, scenarios, to_folder


@pytest.fixture
def mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The template without the world economy, so that it builds at once."""
    monkeypatch.setenv("TENSEN_CACHE", str(tmp_path / "cache"))
    folder = new_pack("mine", tmp_path)
    alone(folder)
    return folder


WORLD = """id,kind,name_en,name_ja,value,currency,price_year,partition,source_id,as_of,confidence
country.jpn,country,Japan,日本,,,,,source.mine-example,2026,assumed
country.chn,country,China,中国,,,,,source.mine-example,2026,assumed
sector.jpn.c29,sector,Cars,自動車,100,USD,2022,economy,source.mine-example,2026,assumed
"""
LIES = """member,group,role,source_id,as_of,confidence
sector.jpn.c29,country.jpn,located_in,source.mine-example,2026,assumed
"""


def alone(folder: Path) -> None:
    """The template with three nodes of its own in the place of the world economy."""
    text = (folder / "pack.toml").read_text(encoding="utf-8")
    text = text.replace('["world-economy"]', "[]").replace("max = 4", "max = 7")
    (folder / "pack.toml").write_text(text, encoding="utf-8")
    (folder / "tables" / "nodes.world.csv").write_text(WORLD, encoding="utf-8")
    (folder / "tables" / "memberships.world.csv").write_text(LIES, encoding="utf-8")


def test_it_is_loaded_and_brings_its_scenarios(mine: Path) -> None:
    network = tensen.load(mine)
    assert (network.about.id, network.about.packs) == ("mine", ("mine",))
    assert [pack.path for pack in packs_of(network)] == [mine]
    assert list(scenarios(network)) == ["supplier-stops"]
    [answer] = tensen.stress(network, "supplier-stops", draws=0)
    # by hand: 0.9 x (1 - 0.3) x 0.6 of the plant, 0.01 of the sector, 100 a day
    assert answer.loss.central == pytest.approx(100 * 0.01 * 0.378)


def test_from_the_cache_it_knows_its_folder_even_where_that_was_moved(mine: Path, tmp_path: Path) -> None:
    first = load(str(mine))
    again = load(str(mine))
    assert fingerprint(again) == fingerprint(first)
    assert [pack.path for pack in packs_of(again)] == [mine]
    moved = (
        Path(shutil.move(mine, tmp_path / "else" / "where")) if (tmp_path / "else").mkdir() is None else mine
    )
    assert [pack.path for pack in packs_of(load(moved))] == [moved]


def test_a_change_in_the_folder_shows(mine: Path) -> None:
    before = fingerprint(load(mine))
    path = mine / "tables" / "edges.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",0.6,", ",0.5,"), encoding="utf-8")
    pack = mine / "pack.toml"
    pack.write_text(pack.read_text(encoding="utf-8").replace("0.85", "0.75"), encoding="utf-8")
    assert fingerprint(load(mine)) != before


def test_what_lies_hidden_in_the_folder_does_not_matter(mine: Path) -> None:
    load(mine)
    kept = sorted((mine.parent / "cache").iterdir())
    (mine / ".git").mkdir()
    (mine / ".git" / "HEAD").write_text("x", encoding="utf-8")
    load(mine)
    assert sorted((mine.parent / "cache").iterdir()) == kept


def test_published_here_it_still_brings_its_scenarios(mine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(mine.parent)
    publish(load(mine))
    assert list(scenarios(load())) == ["supplier-stops"]
    shutil.rmtree(mine)
    assert dict(scenarios(load())) == {}


def test_an_export_does_not_say_where_it_lay(mine: Path, tmp_path: Path) -> None:
    to_folder(load(mine), tmp_path / "out")
    assert str(tmp_path) not in (tmp_path / "out" / "network.json").read_text(encoding="utf-8")
    assert load(tmp_path / "out").about.packs == ("mine",)
