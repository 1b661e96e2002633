"""A made-up network as a folder of CSV files, and the command line run as a user runs it."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

import pytest

from tensen.cli.main import main

STAMP = "source_id,as_of,confidence"
MADE = "source.survey,2024-05,estimated"

TABLES = {
    "nodes": (
        "id,kind,name_en,name_ja,aliases,lon,lat,value,currency,price_year,partition",
        "country.jpn,country,Japan,日本,JPN,138,36,,,,",
        "country.chn,country,China,中国,CHN,104,35,,,,",
        "sector.jpn.c26,sector,Japan: electronics,日本：電子,,,,600,USD,2024,economy",
        "sector.jpn.d,sector,Japan: power,日本：電力,,,,400,USD,2024,economy",
        "sector.chn.c26,sector,China: electronics,中国：電子,,,,900,USD,2024,economy",
        "material.ore,material,Ore of China,中国の鉱石,,104,35,,,,",
        "cloud_provider.nube,cloud_provider,Nube,ヌーベ,,,,,,,",
    ),
    "carriers": (
        "id,family,name_en,name_ja,propagates_demand",
        "carrier.ore,rare-earths,Ore,鉱石,true",
        "carrier.c26,electronics,Electronics,電子,true",
        "carrier.compute,compute,Computing,計算,false",
    ),
    "edges": (
        "source,target,carrier,weight",
        "material.ore,sector.jpn.c26,carrier.ore,0.8",
        "sector.chn.c26,sector.jpn.c26,carrier.c26,0.5",
        "cloud_provider.nube,sector.jpn.d,carrier.compute,1",
        "cloud_provider.nube,sector.jpn.c26,carrier.compute,1",
    ),
    "requirements": (
        "target,carrier,supply,mode,criticality,replaceability",
        "sector.jpn.c26,carrier.ore,shares,critical,0.5,assumption.rho",
        "sector.jpn.c26,carrier.c26,shares,linear,0.3,0.2",
        "sector.jpn.d,carrier.compute,capacity,critical,0.4,0",
        "sector.jpn.c26,carrier.compute,capacity,critical,0.2,0",
    ),
    "memberships": (
        "member,group,role",
        "sector.jpn.c26,country.jpn,located_in",
        "sector.jpn.d,country.jpn,located_in",
        "sector.chn.c26,country.chn,located_in",
        "material.ore,country.chn,located_in",
        "cloud_provider.nube,country.jpn,located_in",
    ),
    "assumptions": (
        "id,family,horizon,low,central,high,unit,direction,range,name_en,name_ja",
        "assumption.rho,replaceability,days,0,0.1,0.2,share,down,p5-p95,Replaceable ore,代替できる鉱石",
        "assumption.rho,replaceability,months,0.1,0.3,0.5,share,down,p5-p95,Replaceable ore,代替できる鉱石",
        "assumption.rho,replaceability,years,0.4,0.6,0.8,share,down,p5-p95,Replaceable ore,代替できる鉱石",
    ),
}
SOURCES = "id,title,publisher,licence,address,date\nsource.survey,A survey,An office,CC BY 4.0,https://example.org/,2024-05-01\n"
SCENARIO = """
    [scenario]
    title.en = "No ore"
    title.ja = "鉱石の停止"
    horizon = "months"
    resembles.en = "A made-up year"
    resembles.ja = "架空の年"
    assumes.en = "No ore of China reaches Japan"
    assumes.ja = "中国の鉱石が日本に届かない"
    sources = ["source.survey"]

    [[cut]]
    from = { located_in = "country.chn" }
    carrier = { family = "rare-earths" }
    to = { located_in = "country.jpn" }
"""


@dataclass(frozen=True)
class Said:
    """What a run printed and how it ended."""

    code: int
    out: str
    err: str


Run = Callable[..., Said]


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One cache for all tests here, so that the atlas is built once."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def run(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Run:
    """Call ``tensen`` with words, in an empty folder, in English unless told."""
    monkeypatch.setenv("TENSEN_CACHE", str(cache))
    monkeypatch.setenv("TENSEN_LANG", "en")
    monkeypatch.chdir(tmp_path)

    def call(*words: str) -> Said:
        try:
            main(list(words))
            code = 0
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
        out, err = capfd.readouterr()
        assert "Traceback" not in out + err
        return Said(code, out, err)

    return call


@pytest.fixture(scope="session")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that every test copies."""
    folder = tmp_path_factory.mktemp("drawn") / "isle"
    folder.mkdir()
    for table, (header, *rows) in TABLES.items():
        lines = [f"{header},{STAMP}", *(f"{row},{MADE}" for row in rows)]
        (folder / f"{table}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "sources.csv").write_text(SOURCES, encoding="utf-8")
    return folder


@pytest.fixture
def isle(drawn: Path, tmp_path: Path) -> Path:
    """The made-up network, for one test to use or break."""
    return Path(shutil.copytree(drawn, tmp_path / "isle"))


@pytest.fixture
def no_ore(tmp_path: Path) -> Path:
    """A scenario of the user's own."""
    path = tmp_path / "no-ore.toml"
    path.write_text(dedent(SCENARIO), encoding="utf-8")
    return path
