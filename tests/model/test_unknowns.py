"""A network written to files and edited: what is missing joins the unknown supplier that is there."""

import pandas as pd
import pytest

from tensen.model import About, NetworkBuilder

STAMP = {"source_id": "source.s", "as_of": "2024", "confidence": "reported"}


def build(tables):
    builder = NetworkBuilder(About("toy", "Toy", "小"))
    for name, frame in tables.items():
        builder.add(name, frame, f"{name}.csv")
    return builder.freeze()


def test_one_key_never_stands_twice():
    words = {"name_en": "x", "name_ja": "x"}
    need = {"target": "product.p", "carrier": "carrier.ore", "supply": "shares", "mode": "critical"}
    first = build(
        {
            "nodes": pd.DataFrame(
                [{"id": i, "kind": i.split(".")[0], **words, **STAMP} for i in ("product.p", "material.m")]
            ),
            "carriers": pd.DataFrame(
                [{"id": "carrier.ore", "family": "ores", "propagates_demand": True, **words, **STAMP}]
            ),
            "edges": pd.DataFrame(
                [
                    {
                        "source": "material.m",
                        "target": "product.p",
                        "carrier": "carrier.ore",
                        "weight": 0.9,
                        **STAMP,
                    }
                ]
            ),
            "requirements": pd.DataFrame([{**need, "criticality": 1.0, **STAMP}]),
            "sources": pd.DataFrame(
                [{"id": "source.s", "title": "T", "publisher": "P", "licence": "CC0", "date": "2024"}]
            ),
        }
    )
    edges = first.edges.copy()
    edges.loc[edges["source"] == "material.m", "weight"] = 0.6
    again = build({**first.tables, "edges": edges})
    weights = dict(zip(again.edges["source"], again.edges["weight"], strict=True))
    assert len(again.edges) == 2
    assert weights == {"material.m": 0.6, "unknown.ore": pytest.approx(0.4)}
