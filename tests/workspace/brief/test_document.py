"""The brief's document: its form, three findings, JSON without NaN, and a page without requests."""

import importlib
import json
import re
from collections.abc import Iterator
from concurrent.futures import CancelledError
from threading import Event
from typing import Any

import pytest

from tensen.messages import LANGUAGES
from tensen.model import Network
from tensen.reports import render_brief

TOP = {
    "schema",
    "network",
    "reference",
    "money",
    "conditions",
    "findings",
    "chokepoints",
    "scenarios",
    "assumptions",
    "claims",
    "unknown",
    "sources",
    "map",
    "notices",
    "coverage",
}
CHOKEPOINT = {
    "rank",
    "id",
    "name",
    "kind",
    "is_group",
    "members",
    "mode",
    "foreign",
    "horizon",
    "holder",
    "loss_per_day",
    "share_of_value",
    "own_loss_per_day",
    "first_round",
    "sampled",
    "substitutes",
    "hhi",
    "time_to_substitute_days",
    "people",
    "closed_loop",
    "path",
    "sources",
}
SCENARIO = {
    "id",
    "title",
    "horizon",
    "resembles",
    "assumes",
    "loss_per_day",
    "share_of_value",
    "first_round",
    "decoupled",
    "sampled",
    "people",
    "sectors",
    "countries",
    "tree",
    "closed_loop",
    "families",
    "sources",
}
ASSUMPTION = {
    "id",
    "name",
    "family",
    "horizon",
    "low",
    "central",
    "high",
    "unit",
    "direction",
    "confidence",
    "note",
    "source_id",
    "influence",
}


def inside(value: Any, place: str = "") -> Iterator[tuple[str, Any]]:
    yield place, value
    if isinstance(value, dict):
        for key, item in value.items():
            yield from inside(item, f"{place}.{key}")
    if isinstance(value, list):
        for number, item in enumerate(value):
            yield from inside(item, f"{place}[{number}]")


@pytest.fixture(scope="module")
def page(document: dict[str, Any]) -> str:
    return render_brief(document)


def test_the_form(document: dict[str, Any]) -> None:
    assert set(document) >= TOP
    assert document["schema"] == "tensen.brief/1"
    for key, fields in (("chokepoints", CHOKEPOINT), ("scenarios", SCENARIO), ("assumptions", ASSUMPTION)):
        assert document[key]
        for row in document[key]:
            assert fields <= set(row), (key, fields - set(row))
    for row in document["unknown"]:
        assert {"id", "text", "width"} <= set(row)
    for row in document["claims"]:
        assert {"id", "claim", "figure", "source_says", "verdict", "source_id"} <= set(row)
    for row in document["sources"]:
        assert {
            "id",
            "title",
            "publisher",
            "licence",
            "address",
            "date",
            "method",
            "derived_from",
            "rows",
        } <= set(row)
    assert {"points", "arcs", "japan_points"} <= set(document["map"])


def test_numbers_are_json_without_nan(document: dict[str, Any]) -> None:
    text = json.dumps(document, ensure_ascii=False, allow_nan=False)
    assert json.loads(text) == document


def test_intervals_are_whole_and_in_order(document: dict[str, Any]) -> None:
    seen = 0
    for place, value in inside(document):
        if isinstance(value, dict) and {"low", "central", "high"} == set(value):
            ends = [value["low"], value["central"], value["high"]]
            assert None in ends or ends == sorted(ends), (place, ends)
            seen += 1
    assert seen > 200


def test_words_are_in_both_languages(document: dict[str, Any]) -> None:
    for place, value in inside(document):
        if isinstance(value, dict) and ("en" in value or "ja" in value):
            assert set(value) == set(LANGUAGES), place
            assert all(isinstance(words, str) for words in value.values()), place
            if "{" in value["en"]:
                raise AssertionError(f"an unfilled place in {place}: {value['en']}")


def test_exactly_three_findings_with_figures_and_sources(document: dict[str, Any]) -> None:
    assert len(document["findings"]) == 3
    known = {f"scenario:{s['id']}": s for s in document["scenarios"]}
    known |= {f"chokepoint:{c['id']}": c for c in document["chokepoints"]}
    sources = {s["id"] for s in document["sources"]}
    for finding in document["findings"]:
        assert finding["figures"]
        assert set(finding["sources"]) <= sources
        assert finding["sources"]
        for figure in finding["figures"]:
            assert figure["unit"] == "usd_per_day"
            assert figure["value"] == known[figure["trace"]]["loss_per_day"]


def test_everything_cites_a_source_that_is_listed(document: dict[str, Any]) -> None:
    sources = {s["id"] for s in document["sources"]}
    for key in ("assumptions", "claims"):
        assert {row["source_id"] for row in document[key]} <= sources
    for key in ("chokepoints", "scenarios"):
        for row in document[key]:
            assert row["sources"], row["id"]
            assert set(row["sources"]) <= sources
    assert document["money"]["source_id"] in sources


def test_the_first_claim_and_the_facts_that_would_help_most(document: dict[str, Any]) -> None:
    assert document["claims"][0]["id"] == "claim.lloyds-19bn"
    widths = [row["width"] for row in document["unknown"] if row["width"] is not None]
    assert widths
    assert widths == sorted(widths, reverse=True)
    influence = [row["influence"] for row in document["assumptions"]]
    assert influence == sorted(influence, reverse=True)


def test_paths_lead_from_what_was_hit_to_a_node_of_the_country(document: dict[str, Any]) -> None:
    with_path = [c for c in document["chokepoints"] if c["path"]]
    assert len(with_path) == len(document["chokepoints"])
    for row in with_path:
        for one, two in zip(row["path"], row["path"][1:], strict=False):
            assert one["to"] == two["from"]
        assert row["path"][-1]["to"].startswith("sector.jpn.")
        assert row["path"][0]["loss_from"] == pytest.approx(1.0)


def test_trees_are_small_enough_to_draw(document: dict[str, Any]) -> None:
    def depth(step: dict[str, Any]) -> int:
        assert len(step["children"]) <= 4
        return 1 + max((depth(child) for child in step["children"]), default=0)

    for scenario in document["scenarios"]:
        assert scenario["tree"] is None or depth(scenario["tree"]) <= 6
        assert len(scenario["sectors"]) <= 8
        assert len(scenario["countries"]) <= 6


def test_the_map_has_places_for_its_points(document: dict[str, Any]) -> None:
    for point in (*document["map"]["points"], *document["map"]["japan_points"]):
        assert -180 <= point["lon"] <= 180
        assert -90 <= point["lat"] <= 90
        assert 0 <= point["size"] <= 1
    assert document["map"]["arcs"]


def test_the_network_is_named_by_its_content(document: dict[str, Any], japan: Network) -> None:
    about = document["network"]
    assert about["id"] == "japan"
    assert re.fullmatch(r"[0-9a-f]{64}", about["snapshot"])
    assert (about["nodes"], about["edges"]) == (len(japan.nodes), len(japan.edges))
    assert document["conditions"]["draws"] == 2


def test_the_page_asks_for_nothing_from_outside(page: str) -> None:
    loads = re.findall(
        r"""(?:src|href|action|data|poster|srcset)\s*=\s*["']?\s*(?:https?:)?//[^"'\s>]*""", page, re.I
    )
    assert [found for found in loads if not found.lower().startswith("href")] == []
    assert not re.search(r"<link\b[^>]*href\s*=\s*[\"']?(?:https?:)?//", page, re.I)
    assert not re.search(r"url\(\s*[\"']?(?:https?:)?//", page, re.I)
    assert not re.search(r"@import|\bfetch\(|XMLHttpRequest|WebSocket|sendBeacon|\bimport\(", page)


def test_the_page_shows_every_finding_in_both_languages(document: dict[str, Any], page: str) -> None:
    from html import escape

    for finding in document["findings"]:
        for words in finding["title"].values():
            assert escape(words, quote=False) in page or escape(words) in page or words in page


def test_the_page_opens_in_either_language(document: dict[str, Any]) -> None:
    for lang in LANGUAGES:
        assert re.search(rf'<html[^>]*lang="{lang}"', render_brief(document, lang))


def test_two_answers_side_by_side_and_the_first_gives_up_when_the_second_is_interrupted() -> None:
    # the package exports a function of the module's name
    both = importlib.import_module("tensen.workspace.brief.document")._side_by_side
    steps: list[str] = []
    assert both(lambda told: [told(), 1][1], lambda: 2, lambda: steps.append("told")) == (1, 2)
    assert steps == ["told"]
    begun, ended = Event(), Event()

    def endless(told: Any) -> None:
        begun.set()
        try:
            while True:
                told()
        except CancelledError:
            ended.set()
            raise

    def interrupted() -> None:
        begun.wait()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        both(endless, interrupted, lambda: None)
    assert ended.is_set()

    def refused(_told: Any) -> None:
        raise ValueError("no such country")

    with pytest.raises(ValueError, match="no such country"):
        both(refused, lambda: 2, lambda: None)
