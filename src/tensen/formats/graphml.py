"""GraphML: nodes and edges for Gephi, yEd, Cytoscape and networkx. Written only.

networkx needs 36 s and 2.5 GB for 421,853 edges because it holds the whole tree; rows are written one after
the other here. The ids of keys are the columns' names: Gephi takes ``d3`` and ``d7`` for labels.
"""

from collections.abc import Callable

import pandas as pd

from tensen.formats.drawn import drawn
from tensen.formats.licences import licences_text
from tensen.formats.xml_text import column_type, fragments, safe
from tensen.messages import Language
from tensen.model import Network

SCALE = 10.0  # a degree in the units of Gephi's canvas
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns '
    'http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">\n'
)


def to_graphml(network: Network, lang: Language = "en", step: Callable[[], None] = lambda: None) -> bytes:
    """The nodes and edges with their attributes; the licences stand in ``desc``."""
    made = drawn(network, lang)
    x, y = made.position.T * SCALE
    nodes = made.nodes.drop(columns=["id"]).assign(x=x, y=y)
    edges = made.edges.drop(columns=["source", "target"])
    step()
    parts = [_HEAD, f"<desc>{safe(licences_text(network, lang))}</desc>\n"]
    parts += [_key("node", name, nodes[name]) for name in map(str, nodes.columns)]
    parts += [_key("edge", name, edges[name]) for name in map(str, edges.columns)]
    parts.append(f'<graph id="{safe(network.about.id)}" edgedefault="directed">\n')
    heads = [f'<node id="{safe(i)}">' for i in made.nodes["id"].tolist()]
    parts += _rows(heads, nodes, "n_", "</node>\n")
    step()
    ends = zip(made.edges["source"].tolist(), made.edges["target"].tolist(), strict=True)
    heads = [
        f'<edge id="e{n}" source="{source}" target="{target}">' for n, (source, target) in enumerate(ends)
    ]
    parts += _rows(heads, edges, "e_", "</edge>\n")
    step()
    return "".join([*parts, "</graph>\n</graphml>\n"]).encode("utf-8")


def _key(part: str, name: str, cells: pd.Series) -> str:
    kind = column_type(cells)
    return f'<key id="{part[0]}_{name}" for="{part}" attr.name="{name}" attr.type="{kind}"/>\n'


def _rows(heads: list[str], frame: pd.DataFrame, prefix: str, tail: str) -> list[str]:
    columns = [
        fragments(frame[name], lambda word, key=prefix + name: f'<data key="{key}">{word}</data>')  # type: ignore[misc]
        for name in map(str, frame.columns)
    ]
    return ["".join(row) + tail for row in zip(heads, *columns, strict=True)]
