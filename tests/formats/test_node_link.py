"""Node-link JSON: what networkx reads, and what is refused."""

import json

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tensen.formats.node_link import read_node_link, to_node_link
from tensen.messages import LANGUAGES, TensenError

from .conftest import made


def refused(content: bytes) -> str:
    with pytest.raises(TensenError) as caught:
        read_node_link(content, "n.json")
    assert all("n.json" in caught.value.words(lang) for lang in LANGUAGES)
    assert caught.value.key == "json_broken"
    return str(caught.value.params["problem"])


def test_networkx_reads_it_without_being_told_anything() -> None:
    network = made(["a", "b"], [0.1, 2.0])
    graph = nx.node_link_graph(json.loads(to_node_link(network)))
    assert isinstance(graph, nx.MultiDiGraph)
    assert set(graph) == set(network.nodes["id"])
    assert graph.number_of_edges() == len(network.edges)
    assert graph["material.m0"]["material.target"]["carrier.c0"]["flow"] == 0.1
    assert graph.graph["about"]["id"] == "made"
    assert len(graph.graph["requirements"]) == 2


def test_edges_may_be_called_links() -> None:
    content = to_node_link(made(["a"], [1.0])).replace(b'"edges":', b'"links":')
    parts, _ = read_node_link(content, "n.json")
    assert {p.title: len(p.frame) for p in parts}["edges"] == 1


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "line 1"),
        (b"[]", "{"),
        (b'{"nodes": []}', "edges"),
        (b'{"nodes": [], "nodes": [], "edges": []}', "'nodes' × 2"),
        (b'{"nodes": [{"id": "a", "id": "b"}], "edges": []}', "'id' × 2"),
        (b'{"nodes": [{"value": NaN}], "edges": []}', "NaN"),
        (b'{"nodes": [{"value": -Infinity}], "edges": []}', "-Infinity"),
        (b'{"nodes": [{"value": 1e999}], "edges": []}', "1e999"),
        (b'{"nodes": [{"id": ["a"]}], "edges": []}', "nodes.id[0]: list"),
        (b'{"nodes": [1], "edges": []}', "nodes"),
        (b'{"nodes": {}, "edges": []}', "nodes"),
        (b'{"graph": 1, "nodes": [], "edges": []}', "graph"),
        (b'{"nodes": [], "edges": [], "graph": {"sources": 1}}', "sources"),
        (b"[" * 200_000, "recursion"),
        (b'{"nodes": [{"value": ' + b"9" * 5000 + b'}], "edges": []}', "digits"),
        ("{}".encode("utf-16"), "utf-8"),
        (b'{"nodes": [{' + b",".join(b'"c%d": 1' % n for n in range(1001)) + b'}], "edges": []}', "> 1000"),
    ],
)
def test_what_is_refused(content: bytes, told: str) -> None:
    assert told in refused(content)


NOISE = [b"{", b"null", b'"\\ud800"', b"[]"]
WHOLE = to_node_link(made(["=a", "日本"], [0.1, 2.0]))


def test_every_cut_is_refused() -> None:
    for end in range(0, len(WHOLE), 41):
        refused(WHOLE[:end])


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(WHOLE) - 1), st.binary(max_size=3) | st.sampled_from(NOISE))
def test_no_damage_brings_anything_but_parts_or_our_error(at: int, noise: bytes) -> None:
    try:
        read_node_link(WHOLE[:at] + noise + WHOLE[at + len(noise) :], "n.json")
    except TensenError as error:
        error.words("ja")
