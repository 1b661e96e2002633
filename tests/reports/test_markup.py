import pytest

from tensen.reports.markup import EMPTY, anchor, escape, join, tag


def test_text_is_escaped_and_markup_is_not() -> None:
    assert tag("p", "<b> & 'x'", tag("b", "y")) == "<p>&lt;b&gt; &amp; &#x27;x&#x27;<b>y</b></p>"


def test_attributes_are_escaped_and_named() -> None:
    made = tag("td", class_="a", data_en='"><script>', hidden=None, open=True)
    assert made == '<td class="a" data-en="&quot;&gt;&lt;script&gt;" open=""></td>'


def test_void_and_drawn_elements() -> None:
    assert tag("br") == "<br>"
    assert tag("path", d="M0 0") == '<path d="M0 0"/>'
    assert tag("path", tag("title", "x"), d="M0 0") == '<path d="M0 0"><title>x</title></path>'


def test_characters_that_xml_forbids_are_dropped() -> None:
    assert escape("a\x00b\x0bc\ud800d") == "abcd"


def test_join_skips_none_and_escapes() -> None:
    assert join("<", None, EMPTY, tag("b"), by=" ") == "&lt;  <b></b>"


def test_markup_stays_markup_when_added_to() -> None:
    assert tag("b") + "<" == "<b></b>&lt;"


@pytest.mark.parametrize("hostile", ['"><script>', "a b", "国・地域", "x'onclick='"])
def test_anchors_hold_only_safe_characters(hostile: str) -> None:
    assert set(anchor("source", hostile)) <= set(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-"
    )
