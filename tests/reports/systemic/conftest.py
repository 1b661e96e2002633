"""A small document of systemic risk: six firms on a plateau, thirty-four behind it."""

from typing import Any

import numpy as np
import pytest

from tensen.reports.systemic import ranked

Document = dict[str, Any]
INDEX = [0.8, 0.78, 0.7, 0.6, 0.5, 0.41, *(0.3 * 0.85**k for k in range(34))]
NAMES = {
    "en": [
        "Towa Precision",
        "East Japan High-Speed Rolling Stock Servicing, Sendai General Depot",
        "Minato & <Sons>",
    ],
    "ja": ["東和精機株式会社", "東日本高速鉄道車両整備株式会社 仙台総合車両センター", "港＆<息子>商会"],
}
SECTORS = [
    ("Metal products", "金属製品"),
    ("Chemicals", "化学"),
    ("Motor vehicles", "輸送用機械"),
    ("Food", "食料品"),
]


def _row(i: int) -> Document:
    sector = SECTORS[i % len(SECTORS)]
    return {
        "node": f"F{i:02d}",
        "name": {lang: f"{NAMES[lang][i % 3]} {i + 1}" for lang in ("en", "ja")},
        "sector": {"en": sector[0], "ja": sector[1]},
        "esri": INDEX[i],
        "down": 0.6 * INDEX[i],
        "up": 0.3 * INDEX[i],
        "size": 0.1 * INDEX[i],
        "iterations": 7 + i,
        "settled": i != 4,
    }


def made(count: int = 20) -> Document:
    """The document in reference mode with `count` rows in the core."""
    index = np.array(INDEX)
    return {
        "format": "tensen.systemic/1",
        "version": "9.9",
        "made_on": "2026-11-22",
        "title": {"en": "Forty firms", "ja": "四十社"},
        "notice": {"en": "Made-up example", "ja": "架空の例"},
        "inputs": [
            {"name": "edges.csv", "what": "edges", "rows": 160, "fingerprint": "sha256:0123456789abcdef"}
        ],
        "unit": "firm",
        "mode": "reference",
        "eps": 0.01,
        "replaceable": True,
        "final_demand": True,
        "firms": 40,
        "edges": 158,
        "sectors": 4,
        "closures": 40,
        "chosen": "all",
        "ranked": ranked(index, down=0.6 * index, up=0.3 * index[::-1]),
        "top": [_row(i) for i in range(count)],
        "core": [
            {"source": "F00", "target": "F01", "weight": 40.0, "level": 2},
            {"source": "F01", "target": "F00", "weight": 10.0, "level": 1},
            {"source": "F05", "target": "F11", "weight": 2.5},
            {"source": "F03", "target": "F03", "weight": 99.0},
            {"source": "F00", "target": "F39", "weight": 99.0},
        ],
        "seconds": 1.25,
        "workers": 2,
        "notes": {"merged_edges": 2, "self_loops": 1, "zero_edges": 0, "not_settled": 1},
        "warnings": [{"en": "A warning.", "ja": "警告。"}],
        "sources": [{"title": {"en": "A register", "ja": "台帳"}, "address": "https://example.org/register"}],
    }


def bounded() -> Document:
    """The same in converged mode: each index up to a quarter more than its lower bound."""
    doc, index = made(), np.array(INDEX)
    for row in doc["top"]:
        row |= {"low": row["esri"], "high": min(1.0, 1.25 * row["esri"])}
    high = np.minimum(1.0, 1.25 * index)
    doc["ranked"] = ranked(index, down=0.6 * index, up=0.3 * index, low=index, high=high)
    return doc | {"mode": "converged", "eps": None, "tolerance": 1e-6}


@pytest.fixture
def doc() -> Document:
    return made()


@pytest.fixture
def sure() -> Document:
    return bounded()
