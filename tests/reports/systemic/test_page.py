"""The page of systemic risk: both languages, no address, nothing invented, two sheets of paper."""

import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tensen.reports.systemic import ranked, systemic_page

from ..conftest import HOSTILE, asks_nobody, drawings, emptied, outline, replaced
from .conftest import bounded, made

Document = dict[str, Any]
PAPER = "https://doi.org/10.1038/s41598-022-11522-z"
BROWSER = next((b for b in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if b), None)


@pytest.fixture(scope="module", params=["reference", "converged"])
def page(request: pytest.FixtureRequest) -> str:
    return systemic_page(made() if request.param == "reference" else bounded())


def body(page: str) -> str:
    return page.split("<main", 1)[1]


def spoken(page: str, lang: str) -> str:
    """The words of one language and those of both, tags dropped."""
    other = {"en": "ja", "ja": "en"}[lang]
    kept = re.sub(rf'<(text|title|span|g)\b[^>]*\blang="{other}"[^>]*>.*?</\1>', "", body(page), flags=re.S)
    return re.sub(r"<[^>]*>", " ", kept)


def test_the_page_is_well_formed(page: str) -> None:
    outline(page)
    assert len(drawings(page)) > 20
    for drawing in drawings(page):
        ET.fromstring(drawing)


def test_nothing_is_fetched_and_only_sources_are_linked(page: str) -> None:
    asks_nobody(page)
    links = {a.get("href") or "" for name, a in outline(page).tags if name == "a"}
    assert {link for link in links if not link.startswith("#")} == {PAPER, "https://example.org/register"}


def test_links_have_their_anchors_and_ids_are_unique(page: str) -> None:
    tags = outline(page).tags
    ids = [a["id"] for _, a in tags if a.get("id")]
    assert len(ids) == len(set(ids))
    assert {(a.get("href") or "")[1:] for _, a in tags if (a.get("href") or "").startswith("#")} <= set(ids)
    assert {a["for"] for name, a in tags if name == "label"} <= set(ids)


def test_both_languages_are_complete(page: str) -> None:
    marks = [(name, a["lang"]) for name, a in outline(page).tags if a.get("lang") and name != "html"]
    for name in {name for name, _ in marks} - {"g"}:
        count = {lang: sum(mark == (name, lang) for mark in marks) for lang in ("en", "ja")}
        # a space between sentences is English alone, a name of two lines may have one in the other
        assert abs(count["en"] - count["ja"]) <= 8, name
    assert "Forty firms: where a stop would cost the most" in page
    assert "四十社：どこが止まると最も響くか" in page
    assert not re.search("[ぁ-んァ-ン一-龥]", spoken(systemic_page(made()), "en").replace("日本語", ""))
    assert '<html lang="ja" class="ja">' in systemic_page(made(), "ja")


def test_the_answer_stands_on_top(doc: Document) -> None:
    head = body(systemic_page(doc)).split('<section id="curve"')[0]
    assert "Closing Towa Precision 1 alone would cost 80.0% of all sales within the network." in head
    assert "6 firms have at least half of the largest index, the smallest of them 41.0%; behind" in head
    assert "最大値の半分以上の指数をもつのは6社で、その最小は41.0%。" in head
    assert "stops at steps of 0.01 or less" in head
    assert "one value, no bounds in this mode" in head
    assert "Made-up example" in head


@pytest.mark.parametrize(("last", "nearly"), [(0.75, True), (0.7, False)])
def test_only_what_is_within_a_tenth_is_called_nearly_equal(doc: Document, last: float, nearly: bool) -> None:
    doc["ranked"] = ranked([0.8, 0.78, last, 0.1, 0.1, 0.1])
    page = body(systemic_page(doc)).split("<figcaption>")[0]
    assert ("3 firms form a plateau of nearly equal risk, each at least 75.0%" in page) == nearly
    assert ("nearly equal" in page) == nearly
    assert ("the smallest of them 70.0%" in page) != nearly


def test_a_long_id_is_shortened_and_stands_in_a_title(doc: Document) -> None:
    long = "x" * 5000
    doc["top"][0] |= {"node": long, "name": None}
    doc["title"] = {"en": long, "ja": long}
    page = body(systemic_page(doc))
    assert all(len(words) < 300 for words in re.findall(r">([^<]*xxx[^<]*)<", page))
    assert f'<b title="{long}">' in page
    assert page.count(f'class="called" title="{long}"') == 1


def test_the_caption_tells_of_the_columns_that_are_there(doc: Document) -> None:
    told = ("Own size:", "Rounds:", "Sells to:")
    caption = body(systemic_page(doc)).split("<caption>")[1].split("</caption>")[0]
    assert all(words in caption for words in told)
    for row in doc["top"]:
        row |= {"size": None, "iterations": None}
    caption = body(systemic_page({**doc, "core": []})).split("<caption>")[1].split("</caption>")[0]
    assert not any(words in caption for words in told)


def test_cells_of_the_table_do_not_grow_where_there_are_few() -> None:
    for count in (1, 2, 3, 5, 20, 30):
        doc = made(count)
        doc["core"] = [{"source": "F00", "target": f"F{i:02d}", "weight": 1.0} for i in range(1, count)]
        widths = [
            float(w)
            for w in re.findall(r'<svg width="([\d.]+)"[^>]*class="risk-drawing strip"', systemic_page(doc))
        ]
        assert len(widths) == (count + 1 if count > 1 else 0)
        assert all(width <= min(12.2 * count, 240) for width in widths)


def test_in_converged_mode_every_index_has_its_interval(sure: Document) -> None:
    page = body(systemic_page(sure))
    assert "(bounds 80.0–100%)" in page
    assert page.count('class="iv"') == 20
    assert "each half certified to 1e-6" in page
    # at least half of 1.0, surely; at least half of 0.8, possibly: 1.25 times 0.41 and 0.3 * 0.85**k
    assert "5 (" not in page
    assert "6 (5–6)" in page


def test_the_curve_has_both_axes_and_one_switch(page: str) -> None:
    tags = outline(page).tags
    assert [a["id"] for name, a in tags if name == "input"] == ["axis-log", "axis-linear"]
    assert [a["id"] for name, a in tags if name == "input" and "checked" in a] == ["axis-linear"]
    assert page.count('class="line-esri" data-points="40"') == 2


def test_the_table_lists_the_largest_with_a_strip_of_who_supplies_whom(page: str) -> None:
    table = body(page).split("<table>")[1].split("</table>")[0]
    rows = table.split("<tbody>")[1].split("</tr>")[:-1]
    assert len(rows) == 20
    assert [('class="on-plateau"' in row) for row in rows] == [True] * 6 + [False] * 14
    assert [row.count('class="trade') for row in rows[:2]] == [1, 1]
    assert "not settled" in rows[4]
    assert table.count("not settled") == 1


def test_columns_that_nobody_has_are_left_out(doc: Document) -> None:
    for row in doc["top"]:
        del row["size"], row["iterations"]
    doc["core"] = []
    table = body(systemic_page(doc)).split("<table>")[1].split("</table>")[0]
    assert "Own size" not in table
    assert "Rounds" not in table
    assert "Sells to" not in table
    assert "Upstream" in table


def test_what_was_done_with_the_data_is_said_and_zeros_are_not(doc: Document) -> None:
    page = body(systemic_page(doc))
    assert "Rows that repeat a seller and a buyer, added up: 2." in page
    assert "Sales of one to itself, kept as they are in the data: 1." in page
    assert "Flows of zero" not in page
    assert "A warning." in page
    assert "警告。" in page


def test_the_computation_s_own_words_take_the_place_of_ours(doc: Document) -> None:
    doc["made"] = [{"en": "Two rows were added up.", "ja": "2行を合算した。"}]
    page = body(systemic_page(doc))
    assert "Two rows were added up." in page
    assert "Rows that repeat" not in page
    assert "the figure is that of the last round: 1." in page


@pytest.mark.parametrize(
    ("proven", "words"), [(True, "no other can enter"), (False, "another may still enter")]
)
def test_a_search_for_the_largest_says_whether_it_is_proven(doc: Document, proven: bool, words: str) -> None:
    doc |= {"chosen": "largest", "search": {"solved": 812, "proven": proven, "slack": 1e-7}}
    page = body(systemic_page(doc))
    assert words in page
    assert "812" in page
    assert "would each cost more than 1%" not in page


def test_missing_final_demand_is_a_warning_where_it_matters(sure: Document, doc: Document) -> None:
    sure["final_demand"] = doc["final_demand"] = False
    assert "No final demand was given" in systemic_page(sure)
    assert "No final demand was given" not in systemic_page(doc)


def test_groups_and_nodes_are_not_called_firms(doc: Document) -> None:
    doc["unit"] = "group"
    page = body(systemic_page(doc))
    assert "6 groups have at least half of the largest index" in page
    assert "6グループで" in page
    assert '<span lang="en">Group</span>' in page
    assert "group by group" in body(systemic_page({**doc, "chosen": "listed"}))


def test_names_come_in_both_languages_and_ids_where_there_is_none(doc: Document) -> None:
    doc["top"][0] |= {"name": {"en": "United States", "ja": "米国"}}
    doc["top"][1] |= {"name": {"en": "", "ja": ""}}
    page = body(systemic_page(doc))
    assert "Closing United States alone" in page
    assert "米国だけが止まっても" in page
    assert '<span class="called">F01</span>' in page


def test_a_network_of_requirements_has_its_own_symbols(doc: Document) -> None:
    assert "share of the sector&#x27;s deliveries" in systemic_page(doc)
    page = systemic_page({**doc, "unit": "node", "replaceable": False})
    assert "part of a requirement" in page
    assert "switched off here" in page


def test_groups_of_which_no_flows_are_known_have_no_picture_of_flows(doc: Document) -> None:
    assert 'id="core"' in systemic_page({**doc, "core": []})
    assert 'id="core"' not in systemic_page({**doc, "core": [], "unit": "group"})
    assert 'id="core"' not in systemic_page({**doc, "core": None})


def test_weights_that_are_not_sales_are_named(doc: Document) -> None:
    page = systemic_page({**doc, "weights": "jobs"})
    assert "80.0% of the whole, weighted by jobs." in page
    assert "付加価値で重み付け" in systemic_page({**doc, "weights": "value", "unit": "node"})
    assert "sales within the network" not in page


def test_hostile_words_stay_words(doc: Document) -> None:
    bad = replaced(doc, HOSTILE)
    for row in bad["top"]:
        row["node"] = row["sector"] = HOSTILE + row["node"]
    bad["inputs"][0]["name"] = bad["weights"] = HOSTILE
    page = systemic_page(bad)
    names = [name for name, _ in outline(page).tags]
    assert names.count("script") == 1
    assert "img" not in names
    assert not any(key.startswith("on") for _, attributes in outline(page).tags for key in attributes)
    for drawing in drawings(page):
        ET.fromstring(drawing)


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd"])
def test_only_web_addresses_become_links(doc: Document, address: str) -> None:
    doc["sources"] = [{"title": "t", "address": address}]
    assert not any((a.get("href") or "").startswith(address) for _, a in outline(systemic_page(doc)).tags)


def test_only_the_format_is_required_and_any_part_may_be_missing(doc: Document) -> None:
    outline(systemic_page({"format": "tensen.systemic/1"}))
    for name in set(doc) - {"format"}:
        outline(systemic_page({key: value for key, value in doc.items() if key != name}))
        outline(systemic_page({**doc, name: None}))


def test_rows_without_numbers_still_read(doc: Document) -> None:
    doc["top"] = emptied(doc["top"])
    page = body(systemic_page(doc))
    assert "unknown" in page
    assert "None" not in page
    assert not re.search(r"\bnan\b", page.lower())


def test_another_format_is_refused(doc: Document) -> None:
    with pytest.raises(ValueError, match=r"tensen\.systemic/1"):
        systemic_page({**doc, "format": "tensen.systemic/2"})


def test_rendering_does_not_change_the_document(doc: Document) -> None:
    before = repr(doc)
    systemic_page(doc)
    assert repr(doc) == before


def test_headings_step_down_by_one_and_tables_have_captions_and_headings(page: str) -> None:
    tags = outline(page).tags
    levels = [int(name[1]) for name, _ in tags if re.fullmatch("h[1-6]", name)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    names = [name for name, _ in tags]
    assert names.count("table") == names.count("caption") == 1
    assert all(attributes.get("scope") for name, attributes in tags if name == "th")


@pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine")
@pytest.mark.parametrize("lang", ["en", "ja"])
def test_it_prints_on_two_sheets_of_a4(tmp_path: Path, lang: Any) -> None:
    assert BROWSER is not None
    source, paper = tmp_path / "page.html", tmp_path / "page.pdf"
    source.write_text(systemic_page(bounded(), lang), encoding="utf-8")
    flags = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
    ]
    own = [f"--user-data-dir={tmp_path / 'profile'}", "--no-pdf-header-footer", f"--print-to-pdf={paper}"]
    subprocess.run([BROWSER, *flags, *own, source.as_uri()], capture_output=True, timeout=120, check=True)
    content = paper.read_bytes()
    assert len(re.findall(rb"/Type /Page\b", content)) == 2
    sizes = set(re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", content))
    assert {(round(float(w)), round(float(h))) for w, h in sizes} == {(595, 842)}
