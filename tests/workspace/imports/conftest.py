"""A small workspace to import into, and files as a person would write them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tensen.model import Network
from tensen.store import save

Write = Callable[..., Path]


@pytest.fixture
def ws(small: Network, tmp_path: Path) -> Path:
    """A workspace whose base is the small network."""
    save(small, tmp_path / "ws", "network")
    return tmp_path / "ws"


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a folder of CSV files, ``table="header\\nrow"``; returns the folder."""

    def make(name: str = "mine", **tables: str) -> Path:
        folder = tmp_path / name
        folder.mkdir(exist_ok=True)
        for table, content in tables.items():
            (folder / f"{table}.csv").write_text(content.strip() + "\n", encoding="utf-8")
        return folder

    return make


GOOD = {
    "nodes": "kind,name_en,name_ja,aliases\nsupplier,Acme Parts,,\nsupplier,,甲製作所,7000012050002",
    "carriers": "id,family,name_en,name_ja,propagates_demand\ncarrier.valve,machinery,Valve,バルブ,yes",
    "edges": "source,target,carrier,weight\n"
    "Acme Parts,sector.aaa.c26,valve,60%\n甲製作所,sector.aaa.c26,バルブ,0.3",
    "requirements": "target,carrier,supply,mode,criticality\nsector.aaa.c26,Valve,shares,critical,0.5",
    "memberships": "member,group,role\nAcme Parts,A国,所在",
}


@pytest.fixture
def good(write: Write) -> Path:
    """Two suppliers of a new part, in a folder."""
    return write(**GOOD)
