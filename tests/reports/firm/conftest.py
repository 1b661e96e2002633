"""The made-up document of the firm's brief, and its worst cases: long names, many rows, next to nothing."""

import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

Document = dict[str, Any]


def _example() -> Document:
    made: Document = json.loads(Path(__file__).with_name("example.json").read_text(encoding="utf-8"))
    return made


def _long(value: Any) -> Any:
    """Every bilingual text at least four times as long."""
    if isinstance(value, dict) and set(value) == {"en", "ja"}:
        return {
            "en": (value["en"] + " and so on and on ") * 4 + "end",
            "ja": (value["ja"] + "および関連する諸事項") * 4,
        }
    if isinstance(value, dict):
        return {key: _long(inner) for key, inner in value.items()}
    return [_long(inner) for inner in value] if isinstance(value, list) else value


def _many(doc: Document) -> Document:
    """Every list three times as long, its rows with names of their own."""
    for name, rows in doc.items():
        if isinstance(rows, list):
            doc[name] = [
                {**row, **{key: f"{row[key]}-{copy}" for key in ("id", "key") if key in row}}
                for copy in range(3)
                for row in deepcopy(rows)
            ]
    doc["exposure"]["by_product"] *= 3
    doc["exposure"]["tiers"].insert(2, {**doc["exposure"]["tiers"][1], "tier": 3})
    doc["method"]["limits"] *= 3
    return doc


def _large(value: Any, key: str = "") -> Any:
    """Amounts that take much room, in a currency without a sign of its own."""
    if isinstance(value, dict):
        return {name: _large(inner, name if "per" in name else key) for name, inner in value.items()}
    if isinstance(value, list):
        return [_large(inner, key) for inner in value]
    wide = isinstance(value, float) and "per_" in key
    return value * 1.13e6 if wide else value


def _bare(doc: Document) -> Document:
    return {key: doc[key] for key in ("format", "currency", "firm", "as_of")}


def _longer(doc: Document, times: int) -> Document:
    """Some words longer, as a real list has them: between what fits and what has to be held short."""
    for row in [*doc["scenarios"], *doc["measures"], *doc["governance"], *doc["findings"]]:
        for key in ("assumes", "ask", "question", "text"):
            if key in row:
                row[key] = {lang: words * times for lang, words in row[key].items()}
    return doc


CASES: dict[str, Callable[[Document], Document]] = {
    "example": lambda doc: doc,
    "longer": lambda doc: _longer(doc, 2),
    "worst": lambda doc: {**_large(_many(_long(doc))), "currency": "CHF"},
    "bare": _bare,
}


@pytest.fixture
def doc() -> Document:
    return _example()


@pytest.fixture(params=sorted(CASES))
def case(request: pytest.FixtureRequest) -> Document:
    return CASES[request.param](_example())


@pytest.fixture(scope="session")
def page() -> str:
    from tensen.reports.firm import render_firm

    return render_firm(_example())
