"""Three small files, as a researcher has them."""

from collections.abc import Callable
from pathlib import Path

import pytest

Write = Callable[..., Path]
MIXED = {
    "edges.csv": "source,target,weight\na,d,5\nb,d,3\nc,d,2\nd,e,10\n",
    "sectors.csv": "node,sector\na,parts\nb,parts\nc,advice\nd,cars\ne,shops\n",
    "essential.csv": ",parts,advice,cars,shops\nparts,2,2,2,2\nadvice,2,2,1,2\ncars,2,2,2,2\nshops,2,2,2,2\n",
}


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write files by name and text; returns the folder."""

    def put(**files: str) -> Path:
        for name, text in files.items():
            (tmp_path / name.replace("__", ".")).write_text(text, encoding="utf-8", newline="")
        return tmp_path

    return put


@pytest.fixture
def mixed(write: Write) -> Path:
    """The hand case of essential and linear inputs: firms a and b sell parts, c advice; d sells to e."""
    return write(**{name.replace(".", "__"): text for name, text in MIXED.items()})
