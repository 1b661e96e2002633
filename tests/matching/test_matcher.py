"""The matcher: what is certain is matched, all else is only suggested, and people have the last word."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tensen.matching import Decisions, Matcher

SURE = {"id", "name", "alias", "crosswalk", "accepted"}


def ids(match):
    return [suggestion.id for suggestion in match.suggestions]


@pytest.mark.parametrize(
    ("spelling", "identifier", "how"),
    [
        ("organisation.canon", "organisation.canon", "id"),
        ("ＯＲＧＡＮＩＳＡＴＩＯＮ．canon", "organisation.canon", "id"),
        ("hitachi, ltd.", "organisation.hitachi", "name"),
        ("株式会社日立製作所", "organisation.hitachi", "name"),
        ("日立建機", "organisation.hitachi-kenki", "name"),
        ("7010001008844", "organisation.hitachi", "alias"),
        ("T7010001008844", "organisation.hitachi", "crosswalk"),
        ("7-0100-0100-8844", "organisation.hitachi", "crosswalk"),
        ("hwupkr0mpou8fgxbt394", "organisation.canon", "alias"),
        ("AS4713", "network_operator.net", "alias"),
        ("asn 2914", "network_operator.net", "crosswalk"),
        ("IND", "country.ind", "crosswalk"),
        ("Republic of India", "country.ind", "crosswalk"),
    ],
)
def test_what_is_certain_matches(matcher_of, spelling, identifier, how):
    match = matcher_of().match(spelling)
    assert (match.id, match.how) == (identifier, how)


@pytest.mark.parametrize(
    ("spelling", "reason"),
    [
        ("日立製作所", "match.unknown"),
        ("Hitachi", "match.unknown"),
        ("Canonn", "match.unknown"),
        ("高島屋", "match.unknown"),
        ("富士工業", "match.two_names"),
        ("8010001008844", "match.check_digit"),
        ("HWUPKR0MPOU8FGXBT395", "match.check_digit"),
        ("AS64512", "match.asn_private"),
        ("AS15169", "match.number_absent"),
        ("JPN", "match.not_in_network"),
        ("Korea", "match.unknown"),
        ("ind", "match.unknown"),
        ("356", "match.unknown"),
        ("", "match.empty"),
        ("  ", "match.empty"),
    ],
)
def test_what_is_not_certain_does_not(matcher_of, spelling, reason):
    match = matcher_of().match(spelling)
    assert match.id is None
    assert match.reason in (reason, "match.country_ambiguous")
    for lang in ("en", "ja"):
        assert match.words(lang)
        assert "{" not in match.words(lang)


def test_a_score_of_100_is_still_only_a_suggestion(matcher_of):
    match = matcher_of().match("日立製作所（株）")
    assert match.id is None
    assert match.suggestions[0].id == "organisation.hitachi"
    assert match.suggestions[0].score == 100.0
    assert ids(matcher_of().match("高島屋")) == ["organisation.takashimaya"]
    assert ids(matcher_of().match("キャノン株式会社")) == ["organisation.canon"]


def test_two_nodes_of_one_name_are_both_suggested(matcher_of):
    match = matcher_of().match("富士工業")
    assert match.how == "ambiguous"
    assert ids(match) == ["organisation.fuji-a", "organisation.fuji-b"]


def test_kinds_narrow_what_may_match(matcher_of):
    matcher = matcher_of()
    assert matcher.match("IND", kinds=("organisation",)).id is None
    assert matcher.match("ind", kinds=("country",)).id == "country.ind"
    assert matcher.match("356.0", kinds=("country",)).id == "country.ind"
    assert matcher.match("organisation.canon", kinds=("country",)).id is None
    assert matcher.match("4713", kinds=("network_operator",)).id == "network_operator.net"
    near = matcher.match("Canonn", kinds=("country",))
    assert "organisation.canon" not in ids(near)


def test_an_accepted_decision_matches(matcher_of):
    held = Decisions().with_decision("node", "日立", "organisation.hitachi", "accepted")
    match = matcher_of(held).match("日立")
    assert (match.id, match.how) == ("organisation.hitachi", "accepted")
    assert matcher_of(held).match("日立", kinds=("country",)).id is None


def test_a_decision_overrides_a_name(matcher_of):
    held = Decisions().with_decision("node", "日立建機", "organisation.hitachi", "accepted")
    assert matcher_of(held).match("日立建機").id == "organisation.hitachi"


def test_a_decision_settles_what_was_ambiguous(matcher_of):
    held = Decisions().with_decision("node", "富士工業", "organisation.fuji-b", "accepted")
    assert matcher_of(held).match("富士工業").id == "organisation.fuji-b"


def test_what_was_rejected_is_neither_matched_nor_suggested(matcher_of):
    held = Decisions().with_decision("node", "日立建機", "organisation.hitachi-kenki", "rejected")
    match = matcher_of(held).match("日立建機")
    assert (match.id, match.how, match.reason) == (None, "rejected", "match.rejected")
    held = Decisions().with_decision("node", "日立製作所", "organisation.hitachi", "rejected")
    assert "organisation.hitachi" not in ids(matcher_of(held).match("日立製作所"))
    assert "organisation.hitachi" in ids(matcher_of(held).match("日立製作"))


def test_a_decision_for_an_id_that_is_gone_does_nothing(matcher_of):
    held = Decisions().with_decision("node", "Canonn", "organisation.gone", "accepted")
    assert matcher_of(held).match("Canonn").how == "none"


def test_decisions_that_contradict_each_other_match_nothing(matcher_of):
    held = Decisions().with_decision("node", "Fuji", "organisation.fuji-a", "accepted")
    held = held.with_decision("node", "Fuji", "organisation.fuji-b", "accepted")
    match = matcher_of(held).match("Fuji")
    assert (match.how, match.reason) == ("ambiguous", "match.decisions_differ")
    assert set(ids(match)) == {"organisation.fuji-a", "organisation.fuji-b"}


@settings(deadline=None, max_examples=30)
@given(st.permutations(["日立製作所", "富士工業", "IND", "Canonn", "", "hitachi, ltd.", "Canonn"]))
def test_the_order_of_spellings_does_not_matter(firms, order):
    matcher = Matcher(firms)
    assert matcher.match_all(order) == [matcher.match(spelling) for spelling in order]


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=12))
def test_any_text_gives_a_match_with_a_reason(firms, text):
    match = Matcher(firms).match(text)
    assert match.spelling == text
    assert (match.id is not None) == (match.how in SURE)
    assert match.id is not None or match.reason
    assert all(0 <= s.score <= 100 for s in match.suggestions)


NOT_THE_SAME = [
    ("Nigera", "country.ner"),
    ("Austrila", "country.aut"),
    ("Guinea Equatorial", "country.gin"),
    ("Republic of Guinea Bissau and others", "country.gnb"),
    ("Dominica Republic", "country.dma"),
    ("Slovekia", "country.svk"),
    ("Irak", "country.irn"),
    ("Korea", "country.kor"),
    ("Congo", "country.cog"),
    ("中", "country.chn"),
    ("America", "country.usa"),
    ("us", "country.usa"),
    ("日立製作所", "organisation.hitachi"),
    ("三菱電機", "organisation.mitsubishi"),
    ("富士電機", "organisation.fujifilm"),
    ("キヤノンメディカルシステムズ", "organisation.canon"),
    ("ソニー生命保険", "organisation.sony"),
    ("日本電気硝子", "organisation.nec"),
    ("Intel Security", "organisation.intel"),
    ("Samsung", "organisation.samsung-electronics"),
    ("SK Telecom", "organisation.sk-hynix"),
    ("Nikon Metrology Europe", "organisation.nikon"),
    ("Tokyo Electric", "organisation.tokyo-electron"),
]


@pytest.mark.parametrize(("spelling", "wrong"), NOT_THE_SAME)
def test_no_wrong_match_in_the_atlas(atlas, spelling, wrong):
    match = atlas.match(spelling)
    assert match.id is None, match
    assert match.how in ("none", "ambiguous")
    assert match.id != wrong


def test_every_node_of_the_atlas_is_found_by_its_id_and_by_each_unique_name(atlas, japan):
    for column in ("name_en", "name_ja"):
        names = japan.nodes[column]
        unique = ~names.str.casefold().duplicated(keep=False)
        found = atlas.match_all(names[unique].tolist())
        wrong = [
            (m.spelling, m.id) for m, i in zip(found, japan.nodes["id"][unique], strict=True) if m.id != i
        ]
        assert [w for w in wrong if w[1] is not None] == []
        assert len(wrong) < 60, wrong  # names that another node bears in the other language
    assert [m.how for m in atlas.match_all(japan.nodes["id"].tolist())] == ["id"] * len(japan.nodes)


@pytest.mark.parametrize(
    ("spelling", "identifier"),
    [
        ("carrier.dram", "carrier.dram"),
        ("DRAM", "carrier.dram"),
        ("化学", "carrier.c20"),
        ("hs:8544", "carrier.c27"),
        ("hs:280530", "carrier.rare-earths"),
        ("HS2017:8803", "carrier.aircraft-parts"),
        ("8544.49", "carrier.c27"),
        ("280530", "carrier.rare-earths"),
        ("isic:2610", "carrier.c26"),
        ("jsic:28", "carrier.c26"),
        ("jsic:165", "carrier.c21"),
        ("26.11", "carrier.c26"),
        ("電子部品・デバイス・電子回路製造業", "carrier.c26"),
    ],
)
def test_carriers(atlas, spelling, identifier):
    assert atlas.match_carrier(spelling).id == identifier


@pytest.mark.parametrize(
    ("spelling", "suggested"),
    [
        ("28", {"carrier.c28", "carrier.c26", "carrier.c20"}),
        ("hs:8542", {"carrier.dram", "carrier.c26"}),
        ("hs:811292", {"carrier.gallium", "carrier.germanium", "carrier.c24_25"}),
        ("jsic:16", {"carrier.c20", "carrier.c21"}),
        ("hs:84", {"carrier.c28"}),
        ("hs:8485", {"carrier.c28"}),
        ("DRAMs", {"carrier.dram"}),
        ("rare earth", {"carrier.rare-earths"}),
    ],
)
def test_carriers_that_are_only_suggested(atlas, spelling, suggested):
    match = atlas.match_carrier(spelling)
    assert match.id is None
    assert suggested & set(ids(match)) or spelling == "rare earth"
    assert match.how == "none" or suggested <= set(ids(match))
    assert "{" not in match.words("ja") + match.words("en")


def test_a_system_for_the_column(atlas):
    assert atlas.match_carrier("28", system="isic").id == "carrier.c28"
    assert atlas.match_carrier("28", system="jsic").id == "carrier.c26"
    assert atlas.match_carrier("2805.30", system="hs").id == "carrier.rare-earths"


@pytest.mark.parametrize(
    ("spelling", "country", "identifier"),
    [
        ("jsic:28", "日本", "sector.jpn.c26"),
        ("化学", "ドイツ", "sector.deu.c20"),
        ("isic:29", "Austria", "sector.eur.c29"),
        ("hs:8542", "台湾", "sector.twn.c26"),
        ("c26", "country.kor", "sector.kor.c26"),
        ("sector.jpn.c26", "anywhere", "sector.jpn.c26"),
    ],
)
def test_sectors(atlas, spelling, country, identifier):
    assert atlas.match_sector(spelling, country).id == identifier


@pytest.mark.parametrize(
    ("spelling", "country", "reason"),
    [
        ("化学", "Korea", "match.sector_country"),
        ("化学", "", "match.sector_country"),
        ("DRAM", "Japan", "match.sector_absent"),
        ("jsic:16", "Japan", "match.industry_spans"),
        ("jsic:99", "Japan", "match.industry_outside"),
    ],
)
def test_sectors_that_are_not_found(atlas, spelling, country, reason):
    match = atlas.match_sector(spelling, country)
    assert (match.id, match.reason) == (None, reason)
    assert all(i.startswith("sector.jpn.") for i in ids(match))
    assert "{" not in match.words("ja")


def test_decisions_for_carriers_and_sectors(japan):
    held = Decisions().with_decision("carrier", "28", "carrier.c28", "accepted")
    held = held.with_decision("sector", "jsic:16", "sector.jpn.c20", "accepted")
    held = held.with_decision("carrier", "hs:8544", "carrier.c27", "rejected")
    matcher = Matcher(japan, held)
    assert matcher.match_carrier("28").how == "accepted"
    assert matcher.match_sector("jsic:16", "Japan").id == "sector.jpn.c20"
    assert matcher.match_carrier("hs:8544").how == "rejected"


def test_a_remark_in_brackets_does_not_hide_a_name(atlas):
    first = atlas.match("日本電気株式会社").suggestions[0]
    assert (first.id, first.score) == ("organisation.nec", 100.0)


def test_an_industry_written_freely_is_suggested(atlas):
    assert "carrier.c26" in ids(atlas.match_carrier("電子部品・デバイス製造業"))
    assert atlas.match_carrier("電子部品・デバイス製造業").reason == "match.unknown_carrier"


def test_a_sector_by_hs_code_says_that_it_is_approximate(atlas):
    assert atlas.match_carrier("hs:8544").reason == "match.hs_sector"


def test_other_decisions_keep_the_index_and_nothing_else(atlas):
    held = Decisions().with_decision("node", "Canonn", "organisation.canon", "accepted")
    assert atlas.match("Canonn").id is None
    other = atlas.with_decisions(held)
    assert other.match("Canonn").id == "organisation.canon"
    assert atlas.match("Canonn").id is None
    assert other._nodes is atlas._nodes


def test_many_spellings_are_looked_up_once_each(atlas):
    """The speed promised in docs/matching.md, with a wide margin for a busy machine."""
    spellings = [f"Supplier {n % 2_000} Manufacturing Co., Ltd." for n in range(20_000)]
    start = time.perf_counter()
    found = atlas.match_all(spellings)
    assert time.perf_counter() - start < 30
    assert len(found) == 20_000
    assert found[0] is found[2_000]
