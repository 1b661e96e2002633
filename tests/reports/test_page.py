import re
import xml.etree.ElementTree as ET
from itertools import pairwise
from typing import Any

import pytest

from tensen.reports import render_brief

from .conftest import HOSTILE, asks_nobody, drawings, emptied, outline, replaced


def test_the_page_is_well_formed(page: str) -> None:
    outline(page)
    assert len(drawings(page)) > 100
    for drawing in drawings(page):
        ET.fromstring(drawing)


def test_nothing_is_fetched(page: str) -> None:
    asks_nobody(page)
    for _, attributes in outline(page).tags:
        assert (attributes.get("href") or "#").startswith(("#", "http://", "https://"))


def test_web_addresses_appear_only_as_links_to_sources(page: str, brief: dict[str, Any]) -> None:
    links = [
        a["href"]
        for name, a in outline(page).tags
        if name == "a" and (a.get("href") or "").startswith("http")
    ]
    assert set(links) == {s["address"] for s in brief["sources"] if s["address"].startswith("http")}


def test_every_link_on_the_page_has_its_anchor_and_ids_are_unique(page: str) -> None:
    tags = outline(page).tags
    ids = [a["id"] for _, a in tags if a.get("id")]
    assert len(ids) == len(set(ids))
    targets = {(a.get("href") or "")[1:] for _, a in tags if (a.get("href") or "").startswith("#")}
    assert targets <= set(ids)


def test_every_finding_figure_links_to_its_trace(page: str, brief: dict[str, Any]) -> None:
    for finding in brief["findings"]:
        for figure in finding["figures"]:
            kind, name = figure["trace"].split(":")
            assert f'href="#{kind}-{name}"' in page


def test_both_languages_are_on_the_page(page: str, brief: dict[str, Any]) -> None:
    for row in [*brief["chokepoints"], *brief["scenarios"]]:
        words = row.get("title") or row["name"]
        assert words["en"].replace("'", "&#x27;") in page
        assert words["ja"] in page
    assert page.count('lang="en"') == pytest.approx(page.count('lang="ja"'), abs=1)


def test_the_language_shown_first_can_be_chosen(brief: dict[str, Any]) -> None:
    page = render_brief(brief, lang="ja")
    assert '<html lang="ja" class="ja">' in page
    assert "<title data-en=" in page
    assert "日本" in page.split("</title>")[0]


def test_hostile_words_stay_words(brief: dict[str, Any]) -> None:
    page = render_brief(replaced(brief, HOSTILE))
    tags = [name for name, _ in outline(page).tags]
    assert tags.count("script") == 1
    assert "img" not in tags
    assert not any(key.startswith("on") for _, attributes in outline(page).tags for key in attributes)
    for drawing in drawings(page):
        ET.fromstring(drawing)


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", " https://x", "file:///etc/passwd"]
)
def test_only_web_addresses_become_links(brief: dict[str, Any], address: str) -> None:
    brief["sources"] = [{"id": "s", "title": "t", "address": address}]
    assert not any((a.get("href") or "").startswith(address) for _, a in outline(render_brief(brief)).tags)


def test_hostile_ids_make_safe_anchors(brief: dict[str, Any]) -> None:
    brief["chokepoints"][0]["id"] = brief["sources"][0]["id"] = 'x" onclick="y'
    names = {name for _, attributes in outline(render_brief(brief)).tags for name in attributes}
    assert "onclick" not in names


def test_only_this_package_s_script_may_run(page: str) -> None:
    policy = next(a["content"] for n, a in outline(page).tags if a.get("http-equiv"))
    assert policy is not None
    assert "default-src 'none'" in policy
    assert "script-src 'sha256-" in policy
    assert "script-src 'unsafe-inline'" not in policy


def test_a_document_without_numbers_still_reads(brief: dict[str, Any]) -> None:
    page = render_brief(emptied(brief))
    outline(page)
    assert "unknown" in page
    assert "nan" not in re.sub(r"[a-z]nan|nan[a-z]", "", page.split("<main>")[1].lower())
    assert "None" not in page.split("<main>")[1]


@pytest.mark.parametrize("odd", [float("nan"), float("inf"), float("-inf")])
def test_numbers_that_are_none_read_as_unknown(brief: dict[str, Any], odd: float) -> None:
    row = brief["chokepoints"][0]
    row.update(hhi=odd, substitutes=odd, loss_per_day={"low": odd, "central": odd, "high": odd})
    body = render_brief(brief).split(f'id="chokepoint-{row["id"]}"')[1].split("</tr>")[0]
    assert body.count("unknown</span>") == 2
    assert "nan" not in body
    assert "inf" not in body


@pytest.mark.parametrize("empty", [None, []])
def test_only_the_schema_is_required(empty: Any) -> None:
    names = ("findings", "chokepoints", "scenarios", "assumptions", "claims", "unknown", "sources", "notices")
    outline(render_brief({"schema": "tensen.brief/1", **dict.fromkeys(names, empty)}))
    outline(render_brief({"schema": "tensen.brief/1"}))


def test_optional_parts_of_rows_may_be_missing(brief: dict[str, Any]) -> None:
    for row in brief["chokepoints"]:
        for key in ("holder", "sampled", "substitutes", "hhi", "people", "path", "first_round", "sources"):
            row.pop(key)
    for row in brief["scenarios"]:
        for key in (
            "decoupled",
            "sampled",
            "people",
            "sectors",
            "countries",
            "tree",
            "families",
            "resembles",
        ):
            row.pop(key)
    brief["map"] = {}
    outline(render_brief(brief))


def test_another_schema_is_refused(brief: dict[str, Any]) -> None:
    brief["schema"] = "tensen.brief/2"
    with pytest.raises(ValueError, match=r"tensen\.brief/1"):
        render_brief(brief)


def test_a_closed_loop_shows_its_range_and_no_centre(brief: dict[str, Any]) -> None:
    brief["scenarios"] = [s for s in brief["scenarios"] if s["closed_loop"]]
    page = render_brief(brief)
    section = page.split('class="scenario"')[1]
    assert "not identified (closed loop)" in section
    assert "特定できない（閉ループ）" in section


def test_zero_is_not_unknown(brief: dict[str, Any]) -> None:
    row = next(r for r in brief["chokepoints"] if r["loss_per_day"]["central"] == 0.0)
    body = render_brief(brief).split(f'id="chokepoint-{row["id"]}"')[1].split("</tr>")[0]
    assert "USD 0<" in body
    assert "unknown" not in body


def test_no_boundary_words_or_italics(page: str) -> None:
    assert "国・地域" in page
    assert "<i>" not in page
    assert "<em>" not in page


def test_rendering_does_not_change_the_document(brief: dict[str, Any]) -> None:
    before = repr(brief)
    render_brief(brief)
    assert repr(brief) == before


def test_headings_step_down_by_one_and_tables_have_captions(page: str) -> None:
    tags = outline(page).tags
    levels = [int(name[1]) for name, _ in tags if re.fullmatch("h[1-6]", name)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    names = [name for name, _ in tags]
    assert names.count("table") == names.count("caption")
    assert all(attributes.get("scope") for name, attributes in tags if name == "th")
