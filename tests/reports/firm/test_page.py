import re
import xml.etree.ElementTree as ET
from itertools import pairwise
from typing import Any

import pytest

from tensen.reports.firm import money, render_firm
from tensen.reports.firm.document import read
from tensen.reports.firm.exposure import origins
from tensen.reports.firm.scenarios import opening

from ..conftest import HOSTILE, asks_nobody, drawings, emptied, outline, replaced

Document = dict[str, Any]


def sheet(page: str, name: str) -> str:
    """The markup of one sheet, or of the part behind the figures."""
    after = {"first": 'id="second"', "second": 'id="trace"', "trace": "</main>"}[name]
    return page.split(f'id="{name}"', 1)[1].split(after, 1)[0]


def test_the_page_is_well_formed(page: str) -> None:
    outline(page)
    assert len(drawings(page)) > 30
    for drawing in drawings(page):
        ET.fromstring(drawing)


def test_nothing_is_fetched_and_only_sources_are_linked(page: str, doc: Document) -> None:
    asks_nobody(page)
    tags = outline(page).tags
    links = {a.get("href") or "" for name, a in tags if name == "a"}
    outside = {link for link in links if not link.startswith("#")}
    assert outside == {s["address"] for s in doc["sources"] if s["address"]}


def test_every_link_on_the_page_has_its_anchor_and_ids_are_unique(page: str) -> None:
    tags = outline(page).tags
    ids = [a["id"] for _, a in tags if a.get("id")]
    assert len(ids) == len(set(ids))
    assert {(a.get("href") or "")[1:] for _, a in tags if (a.get("href") or "").startswith("#")} <= set(ids)


def test_every_printed_number_leads_to_its_trace(page: str, doc: Document) -> None:
    for kind, mark, shown in (("chokepoints", "C", 6), ("scenarios", "S", 5), ("measures", "M", 4)):
        for number in range(1, shown + 1):
            assert f'<a href="#{kind}-{number}" class="ref"><span lang="en">{mark}{number}</span>' in page
        for number in range(1, len(doc[kind]) + 1):
            assert f'id="{kind}-{number}"' in sheet(page, "trace")


def test_a_finding_names_the_row_it_rests_on(page: str) -> None:
    finding = sheet(page, "first").split("linear guides of one maker would stop this firm alone")[1]
    assert finding.split("</li>")[0].count('href="#chokepoints-4"') == 1


def test_both_languages_are_on_the_page(page: str, doc: Document) -> None:
    for row in [*doc["findings"], *doc["stakeholders"]]:
        words = row.get("text") or row["what"]
        assert words["ja"] in page
    assert page.count('lang="en"') == pytest.approx(page.count('lang="ja"'), abs=1)
    assert '<html lang="ja" class="ja">' in render_firm(doc, lang="ja")


def test_amounts_have_their_intervals_in_both_languages(page: str) -> None:
    row = sheet(page, "first").split("Rare earths and magnets from China")[1].split("</tr>")[0]
    for words in ("¥23 m", "¥7.9–44 m", "2,300万円", "790万〜4,400万円", "7.0–39%", "7.0〜39%"):
        assert words in row


@pytest.mark.parametrize(
    ("currency", "shown"), [("USD", "USD 23 m"), ("EUR", "2,300万ユーロ"), ("SEK", "2,300万 SEK")]
)
def test_money_is_in_the_firm_s_own_currency(doc: Document, currency: str, shown: str) -> None:
    doc["currency"] = currency
    body = render_firm(doc).split("<main>")[1]
    assert shown in body
    assert ">¥23" not in body


def test_a_made_up_example_says_so_on_both_sheets(page: str, doc: Document) -> None:
    for name in ("first", "second"):
        assert doc["notice"]["en"] in sheet(page, name)
        assert doc["notice"]["ja"] in sheet(page, name)
    doc["notice"] = None
    assert 'class="notice"' not in render_firm(doc)


def test_the_guideline_is_cited_with_edition_and_date(page: str) -> None:
    foot = sheet(page, "second")
    assert "「経済安全保障経営ガイドライン（第1版）」（2026年1月23日公表）" in foot
    assert "23 January 2026" in foot


def test_the_part_behind_the_figures_is_not_printed(page: str) -> None:
    paper = page.split("@media print{", 1)[1]
    hidden = re.search(r"([^{}]*)\{display:none!important\}", paper)
    assert hidden is not None
    assert ".trace-part" in hidden.group(1)
    assert 'id="trace" class="trace-part"' in page


def test_hostile_words_stay_words(doc: Document) -> None:
    page = render_firm(replaced(doc, HOSTILE))
    tags = outline(page).tags
    assert [name for name, _ in tags].count("script") == 1
    assert "img" not in [name for name, _ in tags]
    assert not any(key.startswith("on") for _, attributes in tags for key in attributes)


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd"])
def test_only_web_addresses_become_links(doc: Document, address: str) -> None:
    doc["sources"] = [{"id": "s", "title": "t", "address": address}]
    assert not any((a.get("href") or "").startswith(address) for _, a in outline(render_firm(doc)).tags)


def test_hostile_ids_make_safe_anchors(doc: Document) -> None:
    doc["chokepoints"][0]["key"] = doc["scenarios"][0]["id"] = doc["sources"][0]["id"] = 'x" onclick="y'
    names = {name for _, attributes in outline(render_firm(doc)).tags for name in attributes}
    assert "onclick" not in names


def test_only_this_package_s_script_may_run(page: str) -> None:
    policy = next(a["content"] for n, a in outline(page).tags if a.get("http-equiv"))
    assert policy is not None
    assert "default-src 'none'" in policy
    assert "script-src 'sha256-" in policy


def test_a_document_without_numbers_still_reads(doc: Document) -> None:
    body = render_firm(emptied(doc)).split("<main>")[1]
    assert "unknown" in body
    assert "None" not in body
    assert not re.search(r"\bnan\b", body.lower())


@pytest.mark.parametrize("odd", [float("nan"), float("inf")])
def test_numbers_that_are_none_read_as_unknown(doc: Document, odd: float) -> None:
    row = doc["chokepoints"][0]
    row["loss_per_day"] = row["share_of_firm"] = {"low": odd, "central": odd, "high": odd}
    body = sheet(render_firm(doc), "first").split("Rare earths and magnets from China")[1].split("</tr>")[0]
    assert body.count('class="unknown"') == 2
    assert "nan" not in body


@pytest.mark.parametrize("name", ["exposure", "list", "firm", "method", "made_from", "places", "usd_rate"])
def test_any_part_may_be_missing(doc: Document, name: str) -> None:
    del doc[name]
    outline(render_firm(doc))


@pytest.mark.parametrize("empty", [None, []])
def test_only_the_format_is_required(doc: Document, empty: Any) -> None:
    lists = {name: empty for name, rows in doc.items() if isinstance(rows, list)}
    outline(render_firm({"format": "tensen.firm/1", **lists}))
    outline(render_firm({"format": "tensen.firm/1"}))


def test_another_format_is_refused(doc: Document) -> None:
    doc["format"] = "tensen.firm/2"
    with pytest.raises(ValueError, match=r"tensen\.firm/1"):
        render_firm(doc)


def test_a_loss_that_is_not_identified_shows_its_range_and_no_centre(doc: Document) -> None:
    doc["scenarios"] = [row for row in doc["scenarios"] if row["closed_loop"]]
    row = sheet(render_firm(doc), "second").split("<tbody>")[1].split("</tr>")[0]
    assert "特定できない" in row
    assert "¥1.0–90 m" in row
    assert "mark-centre" not in row


def test_zero_is_not_unknown(doc: Document) -> None:
    doc["chokepoints"][0]["loss_per_day"] = {"low": 0.0, "central": 0.0, "high": 0.0}
    row = sheet(render_firm(doc), "first").split("Rare earths and magnets from China")[1].split("</tr>")[0]
    assert "¥0–0" in row
    assert "unknown" not in row


def test_stock_that_was_not_given_is_said_to_be_so(page: str) -> None:
    row = sheet(page, "first").split("Carbide tools")[1].split("</tr>")[0]
    assert "not given" in row


def test_origins_leave_out_the_firm_s_own_country_and_put_the_largest_first(doc: Document) -> None:
    found = origins(read(doc))
    assert [o.country["id"] for o in found[:2]] == ["country.chn", "country.usa"]
    assert (found[0].face, found[0].look) == (0.121, 0.196)
    assert "country.jpn" not in {o.country["id"] for o in found}


def test_origins_come_from_the_tiers_where_no_differences_are_listed(doc: Document) -> None:
    listed = {o.country["id"]: (o.face, o.look) for o in origins(read(doc))}
    doc["exposure"]["hidden"] = []
    assert {o.country["id"]: (o.face, o.look) for o in origins(read(doc))} == listed


def test_shares_may_be_intervals(doc: Document) -> None:
    for tier in doc["exposure"]["tiers"]:
        for row in tier["by_country"]:
            row["share"] = {"low": row["share"] * 0.9, "central": row["share"], "high": row["share"] * 1.1}
    doc["exposure"]["hidden"] = []
    assert [o.face for o in origins(read(doc))[:1]] == [0.121]
    outline(render_firm(doc))


def test_headings_step_down_by_one_and_tables_have_captions_and_headings(page: str) -> None:
    tags = outline(page).tags
    levels = [int(name[1]) for name, _ in tags if re.fullmatch("h[1-6]", name)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    names = [name for name, _ in tags]
    assert names.count("table") == names.count("caption")
    assert all(attributes.get("scope") for name, attributes in tags if name == "th")


def test_drawings_are_hidden_from_screen_readers_that_read_the_figures_beside_them(page: str) -> None:
    drawings = [a for name, a in outline(page).tags if name == "svg"]
    assert all(a.get("aria-hidden") == "true" or "placed" in (a.get("class") or "") for a in drawings)


def test_no_boundary_words_or_italics(page: str) -> None:
    assert "国・地域" in page
    assert "<i>" not in page
    assert "<em>" not in page


def test_rendering_does_not_change_the_document(doc: Document) -> None:
    before = repr(doc)
    render_firm(doc)
    assert repr(doc) == before


def test_a_country_beyond_those_a_tier_lists_is_unknown_and_not_zero(doc: Document) -> None:
    doc["exposure"]["hidden"] = []
    tier = doc["exposure"]["tiers"][0]
    tier["by_country"], tier["other_share"] = tier["by_country"][:2], 0.167
    found = {o.country["id"]: o.face for o in origins(read(doc))}
    assert found["country.chn"] == 0.121
    assert found["country.deu"] is None
    tier["other_share"] = 0.0
    assert {o.country["id"]: o.face for o in origins(read(doc))}["country.deu"] == 0.0


def test_the_industry_at_home_has_a_mark_of_its_own(page: str) -> None:
    row = sheet(page, "first").split("Rare earths and magnets from China")[1].split("</tr>")[0]
    assert row.count('class="mark-home"') == 1
    assert row.count('class="mark-first"') == 2  # the third rival of the document loses nothing
    assert "at home 14%, South Korea 11%, Germany 9.0%" in row
    assert "国内14%、韓国11%、ドイツ9.0%" in row


def test_a_product_is_called_by_its_name_wherever_it_stands(page: str) -> None:
    assert "magnets-for-motors" not in page
    assert "<b>" in sheet(page, "second").split("Magnets for motors")[0][-40:]


def test_stocks_of_which_some_are_not_given_show_no_range(page: str) -> None:
    row = sheet(page, "second").split("Rare-earth exports stop")[1].split("</tr>")[0]
    assert "<b>28</b>" in row
    assert "some not given" in row


def test_a_measure_shows_the_scenario_that_it_was_chosen_for(doc: Document) -> None:
    doc["measures"][0]["scenario"] = "china-exports"
    row = sheet(render_firm(doc), "second").split("A second source of magnets outside China")[1]
    proof = row.split("</tr>")[0]
    assert "¥43 m → ¥31 m" in proof
    assert "¥23 m → ¥9.0 m" not in proof


def test_a_measure_judged_by_a_chokepoint_names_it(doc: Document) -> None:
    row = doc["measures"][2]
    row["scenario"] = "firm.sup-014"
    row["by_scenario"] = [{"id": "firm.sup-014", "loss_before": 1.2e7, "loss_after": 0.0}]
    told = sheet(render_firm(doc), "second").split("Qualify a second maker of linear guides")[1]
    assert '<span lang="en">C4</span>' in told.split("</tr>")[0]
    assert "¥12 m → ¥0" in told.split("</tr>")[0]


def test_sources_named_on_the_sheets_come_first(doc: Document) -> None:
    extra = [{"id": f"source.x{n}", "title": f"Unused {n}"} for n in range(20)]
    doc["sources"] = [*extra, *doc["sources"]]
    page = render_firm(doc)
    listed = sheet(page, "second").split('class="cited"')[1].split("</ol>")[0]
    assert "Inter-Country Input-Output tables" in listed.split("</li>")[0]
    assert "17 more in firm.json" in page
    assert page.count('id="source-') == 23


@pytest.mark.parametrize(
    ("said", "first"),
    [
        ("No chip leaves for months; nothing else happens. Outer check: 5 %.", "No chip leaves for months"),
        ("At 0.5 of the usual level. More.", "At 0.5 of the usual level."),
        ("半導体が止まる。それ以外は起きない。", "半導体が止まる。"),
        ("", ""),
    ],
)
def test_a_scenario_is_told_on_paper_by_its_first_sentence(said: str, first: str) -> None:
    assert opening({"en": said}) == {"en": first}


def test_words_are_held_short_only_where_the_sheet_would_overflow(doc: Document) -> None:
    classes = re.findall(r'class="(sheet[^"]*)"', render_firm(doc))
    assert not any("assumes" in name or "said" in name for name in classes)
    for row in doc["scenarios"]:
        row["assumes"] = {lang: words * 4 for lang, words in row["assumes"].items()}
    for row in doc["measures"]:
        row["pays_if"] = {lang: words * 4 for lang, words in row["pays_if"].items()}
    classes = re.findall(r'class="(sheet[^"]*)"', render_firm(doc))
    assert "en-close" in classes[1]
    assert "ja-close" in classes[1]


def test_a_figure_that_needs_a_rate_is_left_out(doc: Document) -> None:
    """Without a rate there is no amount, but the row and its reason stand on the page."""
    for row in doc["indispensability"]:
        row["figure"], row["why"] = (
            None,
            {"en": "No figure: a rate is needed", "ja": "金額なし：換算率が必要"},
        )
    page = render_firm(doc)
    assert "No figure: a rate is needed" in page
    assert "金額なし：換算率が必要" in page
    outline(page)


def test_a_measure_that_does_harm_says_so_and_is_drawn_from_below_zero(doc: Document) -> None:
    row = doc["measures"][0]
    row["caution"] = {"en": "Makes worse: strait (at worst)", "ja": "悪化：海峡（悲観）"}
    row["loss_avoided_per_day"] = {**row["loss_avoided_per_day"], "low": -5e6}
    page = render_firm(doc)
    assert "Makes worse: strait (at worst)" in page
    assert "悪化：海峡（悲観）" in page
    low, high = -5e6, row["loss_avoided_per_day"]["high"]
    assert money.ends(low, high, "JPY", "en") in page
    assert " to " in money.ends(low, high, "JPY", "en")  # never a dash after a minus
