"""The atlas and small networks with awkward cells, for tests of the formats."""

from typing import Any

import pandas as pd
import pytest
from hypothesis import strategies as st

from tensen.model import About, Network, NetworkBuilder
from tensen.workspace import load

STAMP = {"source_id": "source.s", "as_of": "2024", "confidence": "reported"}
characters = st.characters(exclude_categories=("Cs",), exclude_characters="\0\ufffe\uffff")
awkward = st.sampled_from(
    [
        "=1+1", "=HYPERLINK(\"x\")", "+x", "-1", "@x", "'x", "''=", "http://example.org", "a\nb", "a\rb",
        "a\r\nb", "_x0041_", "_x000D_", "\x01", "a\x0bb", "&amp;", "<b>", "]]>", "日本㈱", "𠮷野家",
        "1.0", "007", "1e5", "TRUE", "NaN", "#N/A", "2024-05-01", "a,b", 'a"b', "x" * 32_767, "{}", "é",
    ]
)  # fmt: skip
texts = (awkward | st.text(characters, min_size=1, max_size=9)).filter(lambda word: word.strip() != "")
numbers = st.floats(min_value=0.0, allow_nan=False, allow_infinity=False)


def made(names: list[str], values: list[float]) -> Network:
    """A network with a node for each name and an edge for each value (its flow may be anything from 0)."""
    node = {"kind": "material", "name_ja": "点", **STAMP}
    builder = NetworkBuilder(About("made", "Made", "作", ("made",), ("a notice", "二つ目")))
    nodes: list[dict[str, Any]] = [
        {"id": f"material.m{n}", "name_en": name, "production": value, **node}
        for n, (name, value) in enumerate(zip(names, values, strict=True))
    ]
    nodes.append({"id": "material.target", "name_en": "T", "lon": 139.75, "lat": 35.6, **node})
    builder.add("nodes", nodes)
    carrier = {"family": "ores", "name_en": "Ore", "name_ja": "鉱石", "propagates_demand": True, **STAMP}
    builder.add("carriers", [{"id": f"carrier.c{n}", **carrier} for n in range(len(names))])
    pair = [{"target": "material.target", "carrier": f"carrier.c{n}"} for n in range(len(names))]
    builder.add(
        "edges",
        [
            {"source": f"material.m{n}", **p, "weight": 1.0, "flow": abs(values[n]), **STAMP}
            for n, p in enumerate(pair)
        ],
    )
    need = {"supply": "shares", "mode": "critical", "criticality": 0.1, **STAMP}
    builder.add("requirements", [{**p, **need} for p in pair])
    source = {"id": "source.s", "title": "T", "publisher": "P", "licence": "CC BY 4.0", "date": "2024"}
    unused = {**source, "id": "source.unused", "licence": "secret"}
    builder.add("sources", [source, unused])
    return builder.freeze()


def same(one: Network, two: Network) -> None:
    """Equal in name and in every cell."""
    assert one.about == two.about
    for name, frame in one.tables.items():
        pd.testing.assert_frame_equal(two.tables[name], frame, check_exact=True)


@pytest.fixture(scope="session")
def atlas() -> Network:
    """The whole atlas: 2,416 nodes and 421,853 edges."""
    return load("japan")
