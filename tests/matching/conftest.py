"""The atlas, and a small network of firms that are easily taken for each other."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

import tensen
from tensen.matching import Matcher
from tensen.model import About, Network, NetworkBuilder

STAMP = {"source_id": "source.s", "as_of": "2024-01", "confidence": "reported"}
FIRMS = [
    ("organisation.hitachi", "Hitachi, Ltd.", "株式会社日立製作所", "7010001008844"),
    ("organisation.hitachi-kenki", "Hitachi Construction Machinery", "日立建機", ""),
    ("organisation.takashimaya", "Takashimaya", "髙島屋", ""),
    ("organisation.fuji-a", "Fuji A", "富士工業", ""),
    ("organisation.fuji-b", "Fuji B", "富士工業", ""),
    ("organisation.canon", "Canon", "キヤノン", "AS64496x|HWUPKR0MPOU8FGXBT394"),
    ("country.ind", "India", "インド", ""),
]


@pytest.fixture(scope="session")
def japan() -> Network:
    """The atlas as shipped."""
    return tensen.load("japan")


@pytest.fixture(scope="session")
def atlas(japan: Network) -> Matcher:
    """A matcher over the atlas without decisions."""
    return Matcher(japan)


@pytest.fixture(scope="session")
def firms() -> Network:
    """Seven nodes and one carrier."""
    builder = NetworkBuilder(About("firms", "Firms", "企業"))
    nodes = [
        {"id": i, "kind": i.split(".")[0], "name_en": en, "name_ja": ja, "aliases": aliases, **STAMP}
        for i, en, ja, aliases in FIRMS
    ]
    builder.add("nodes", pd.DataFrame([*nodes, _operator()]), "nodes.csv")
    source = {"id": "source.s", "title": "T", "publisher": "P", "licence": "CC BY 4.0", "date": "2024-05-01"}
    builder.add("sources", pd.DataFrame([source]), "sources.csv")
    return builder.freeze()


def _operator() -> dict[str, Any]:
    words = {"name_en": "A network", "name_ja": "ある網", "asn": "4713|2914"}
    return {"id": "network_operator.net", "kind": "network_operator", **words, **STAMP}


@pytest.fixture
def matcher_of(firms: Network) -> Callable[..., Matcher]:
    """A matcher over the small network with some decisions."""
    return lambda *decisions: Matcher(firms, *decisions)
