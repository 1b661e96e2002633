"""The page of a comparison: drawn from plain data, in both languages, with nothing unescaped."""

import re

import pytest

from tensen.reports.comparison import render_comparison
from tensen.reports.waterfall import Bar, waterfall

WORDS = {"en": "<Ore>", "ja": "鉱石"}


def part(share, within=()):
    return {
        "table": "edges",
        "name": WORDS,
        "pieces": 1,
        "rows": 1,
        "key": None,
        "sources": ["source.s"],
        "first": share,
        "last": share,
        "share": share,
        "parts": list(within),
    }


@pytest.fixture
def made():
    """A comparison with one answer that moved."""
    change = {"low": -1.0, "central": -60.0, "high": 0.0, "least": -60.0, "most": 0.0, "sampled": None}
    answers = [
        {
            "id": "no-ore",
            "title": WORDS,
            **{
                s: {"loss_per_day": {"low": 50.0, "central": c, "high": 200.0}}
                for s, c in (("a", 168.0), ("b", 108.0))
            },
            "change": change,
            "verdict": "one_sided",
            "moved_by": {
                "a": 168.0,
                "b": 108.0,
                "total": -60.0,
                "method": "exact",
                "orders": 2,
                "interaction": 6.0,
                "together": 0.0,
                "parts": [part(-39.0, [part(-20.0)]), part(-21.0)],
            },
        }
    ]
    side = {"label": "a & b", "title": WORDS}
    return {
        "schema": "tensen.compare/1",
        "equal": False,
        "country": {"id": "country.jpn", "name": WORDS},
        "threshold": 0.001,
        "a": side,
        "b": side,
        "rows": None,
        "answers": answers,
        "chokepoints": [],
    }


def test_a_page_in_both_languages_that_loads_nothing(made):
    page = render_comparison(made, "ja")
    assert page.startswith("<!doctype html>")
    assert '<html lang="ja" class="ja">' in page
    assert "<Ore>" not in page
    assert "&lt;Ore&gt;" in page
    assert "鉱石" in page
    assert not re.search(r"(src|href)=\"https?:", page)
    assert "−USD 60" in page


def test_bars_lead_from_one_answer_to_the_other(made):
    page = render_comparison(made)
    drawn = re.search(r'<svg[^>]*class="fall".*?</svg>', page, re.DOTALL)
    assert drawn
    kinds = re.findall(r'class="(fall-(?:end|up|down|rest))"', drawn[0])
    assert kinds == ["fall-end", "fall-down", "fall-down", "fall-end"]


def test_a_bar_is_as_wide_as_its_amount():
    bars = [Bar(WORDS, 0.0, 100.0, "fall-end", WORDS), Bar(WORDS, 100.0, 75.0, "fall-down", WORDS)]
    widths = [float(w) for w in re.findall(r'<rect[^>]* width="([\d.]+)"', waterfall(bars, WORDS))]
    assert widths[1] == pytest.approx(widths[0] / 4, abs=0.1)


def test_equal_sides_and_another_schema(made):
    same = {**made, "equal": True, "answers": []}
    assert "No difference" in render_comparison(same)
    with pytest.raises(ValueError, match="schema"):
        render_comparison({**made, "schema": "tensen.brief/1"})
