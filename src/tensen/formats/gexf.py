"""GEXF 1.3: nodes and edges for Gephi, with the carrier as the edge's kind. Written only.

Gephi joins edges between the same two nodes unless their kinds differ; networkx's writer knows no kinds (and
needs 30 s and 2.2 GB for 421,853 edges).
"""

from collections.abc import Callable

import numpy as np
import pandas as pd

from tensen.formats.drawn import Drawn, drawn
from tensen.formats.graphml import SCALE
from tensen.formats.licences import licences_text
from tensen.formats.stamp import latest
from tensen.formats.xml_text import column_type, fragments, safe
from tensen.messages import Language
from tensen.model import Network

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xsi:schemaLocation="http://gexf.net/1.3 http://gexf.net/1.3/gexf.xsd" version="1.3">\n'
)


def to_gexf(network: Network, lang: Language = "en", step: Callable[[], None] = lambda: None) -> bytes:
    """The nodes and edges with their attributes; the licences stand in the description."""
    made = drawn(network, lang)
    nodes = made.nodes.drop(columns=["id", "label"])
    edges = made.edges.drop(columns=["source", "target", "label", "weight"])
    step()
    parts = [_HEAD, _meta(network, lang), '<graph defaultedgetype="directed" mode="static">\n']
    parts += [_attributes("node", nodes), _attributes("edge", edges), "<nodes>\n"]
    parts += _rows(_node_heads(made), nodes, _spots(made), "</node>\n")
    step()
    parts.append("</nodes>\n<edges>\n")
    parts += _rows(_edge_heads(made), edges, [""] * len(edges), "</edge>\n")
    step()
    return "".join([*parts, "</edges>\n</graph>\n</gexf>\n"]).encode("utf-8")


def _meta(network: Network, lang: Language) -> str:
    date = latest(network).date().isoformat()
    words = safe(licences_text(network, lang))
    title = safe(network.about.title_en if lang == "en" else network.about.title_ja)
    return (
        f'<meta lastmodifieddate="{date}"><creator>Tensen</creator><keywords>{title}</keywords>'
        f"<description>{words}</description></meta>\n"
    )


def _attributes(part: str, frame: pd.DataFrame) -> str:
    lines = [
        f'<attribute id="{part[0]}_{name}" title="{name}" type="{column_type(frame[name])}"/>\n'
        for name in frame
    ]
    return f'<attributes class="{part}">\n{"".join(lines)}</attributes>\n'


def _node_heads(made: Drawn) -> list[str]:
    pairs = zip(made.nodes["id"].tolist(), made.nodes["label"].tolist(), strict=True)
    return [f'<node id="{i}" label="{safe(label)}">' for i, label in pairs]


def _edge_heads(made: Drawn) -> list[str]:
    labels = fragments(made.edges["label"], lambda word: word)
    cells = (made.edges[c].tolist() for c in ("source", "target", "carrier", "weight"))
    return [
        f'<edge id="{n}" source="{source}" target="{target}" kind="{carrier}" label="{label}" '
        f'weight="{weight!r}">'
        for n, (source, target, carrier, weight, label) in enumerate(zip(*cells, labels, strict=True))
    ]


def _spots(made: Drawn) -> list[str]:
    """Where a node is drawn; one without a place is left to Gephi's layouts."""
    return [
        f'<viz:position x="{x!r}" y="{y!r}" z="0.0"/>' if np.isfinite(x) else ""
        for x, y in (made.position * SCALE).tolist()
    ]


def _rows(heads: list[str], frame: pd.DataFrame, tails: list[str], end: str) -> list[str]:
    columns = [
        fragments(frame[n], lambda word, key=f"{end[2]}_{n}": f'<attvalue for="{key}" value="{word}"/>')  # type: ignore[misc]
        for n in map(str, frame.columns)
    ]
    return [
        f"{head}<attvalues>{''.join(row)}</attvalues>{tail}{end}"
        for head, tail, *row in zip(heads, tails, *columns, strict=True)
    ]
