"""Countries: all 249 by every code and name; what is shared by several is never guessed."""

import csv
import os
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tensen.matching import country_of, read_country
from tensen.matching.countries import _key, countries_of, is_code, names_of_countries
from tensen.matching.packaged import rows, several

COUNTRIES = rows("countries")
ATLAS = "packs/atlas/world-economy/tables/nodes.countries.csv"


def atlas_rows():
    with resources.files("tensen").joinpath(ATLAS).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_there_are_249_with_distinct_codes():
    assert len(COUNTRIES) == 249
    for column, form in (("iso2", 2), ("iso3", 3), ("numeric", 3)):
        codes = [row[column] for row in COUNTRIES]
        assert len(set(codes)) == 249
        assert {len(code) for code in codes} == {form}


@pytest.mark.parametrize("row", COUNTRIES, ids=lambda row: row["iso3"])
def test_every_country_by_codes_and_names(row):
    wanted = f"country.{row['iso3'].lower()}"
    number = int(row["numeric"])
    spellings = [
        row["iso2"],
        row["iso3"],
        row["iso2"].lower(),
        row["numeric"],
        str(number),
        f"{number}.0",
        row["name_en"],
        row["name_ja"],
    ]
    assert {country_of(s) for s in spellings} == {wanted}


@pytest.mark.parametrize("row", atlas_rows(), ids=lambda row: row["id"])
def test_every_country_by_the_names_of_the_atlas(row):
    assert country_of(row["name_en"]) == row["id"]
    assert country_of(row["name_ja"]) == row["id"]
    assert country_of(row["iso2"]) == row["id"]


@pytest.mark.parametrize(
    ("spelling", "code"),
    [
        ("USA", "usa"),
        ("U.S.", "usa"),
        ("アメリカ合衆国", "usa"),
        ("米", "usa"),
        ("842", "usa"),
        ("Korea (Rep.)", "kor"),
        ("Korea, Republic of", "kor"),
        ("大韓民国", "kor"),
        ("Viet Nam", "vnm"),
        ("ヴェトナム", "vnm"),
        ("Turkey", "tur"),
        ("TÜRKIYE", "tur"),
        ("Chinese Taipei", "twn"),
        ("台灣", "twn"),
        ("Hong Kong, China", "hkg"),
        ("Cote d'Ivoire", "civ"),
        ("Côte d’Ivoire", "civ"),
        ("中華人民共和国", "chn"),
        ("イギリス", "gbr"),
        ("England", "gbr"),
        ("豪州", "aus"),
        ("独", "deu"),
        ("ドイツ連邦共和国", "deu"),
        ("印", "ind"),
        ("仏", "fra"),
        ("英", "gbr"),
        ("台", "twn"),
        ("ＪＡＰＡＮ", "jpn"),
        ("  the   Netherlands ", "nld"),
        ("St. Lucia", "lca"),
        ("Iran (Islamic Republic of)", "irn"),
        ("Czech Republic", "cze"),
        ("Congo, Dem. Rep.", "cod"),
        ("Republic of the Congo", "cog"),
        ("Myanmar (Burma)", "mmr"),
        ("EL", "grc"),
        ("UK", "gbr"),
    ],
)
def test_usual_spellings(spelling, code):
    assert country_of(spelling) == f"country.{code}"


@pytest.mark.parametrize(
    ("spelling", "suggested"),
    [
        ("Korea", {"kor", "prk"}),
        ("Congo", {"cog", "cod"}),
        ("中", {"chn"}),
        ("朝鮮", {"kor", "prk"}),
        ("Virgin Islands", {"vgb", "vir"}),
        ("ドミニカ", {"dma", "dom"}),
        ("Yugoslavia", {"srb", "hrv", "svn", "bih", "mkd", "mne"}),
        ("490", {"twn"}),
        ("America", {"usa"}),
        ("Republic of China", {"chn", "twn"}),
    ],
)
def test_shared_names_are_only_suggested(spelling, suggested):
    reading = read_country(spelling)
    assert country_of(spelling) is None
    assert not reading.sure
    assert {i.removeprefix("country.") for i in reading.ids} == suggested


NEIGHBOURS = [
    ("Niger", "Nigeria"),
    ("Guinea", "Guinea-Bissau"),
    ("Guinea", "Papua New Guinea"),
    ("Guinea", "Equatorial Guinea"),
    ("Austria", "Australia"),
    ("Dominica", "Dominican Republic"),
    ("Slovakia", "Slovenia"),
    ("Iran", "Iraq"),
    ("Mali", "Malawi"),
    ("Mauritius", "Mauritania"),
    ("Gambia", "Zambia"),
    ("Sudan", "South Sudan"),
    ("Samoa", "American Samoa"),
    ("Ireland", "Iceland"),
    ("Switzerland", "Eswatini"),
    ("オーストリア", "オーストラリア"),
    ("ニジェール", "ナイジェリア"),
    ("ドミニカ国", "ドミニカ共和国"),
    ("ギニア", "ギニアビサウ"),
    ("スロバキア", "スロベニア"),
    ("韓国", "北朝鮮"),
    ("中国", "中央アフリカ共和国"),
    ("インド", "インドネシア"),
    ("CH", "CN"),
    ("AU", "AT"),
    ("KP", "KR"),
]


@pytest.mark.parametrize(("one", "other"), NEIGHBOURS)
def test_neighbours_are_kept_apart(one, other):
    found = country_of(one), country_of(other)
    assert None not in found
    assert found[0] != found[1]


@pytest.mark.parametrize(
    "text",
    ["", " ", "Nigerr", "Atlantis", "N/A", "na n", "Austr", "Guinea-", "zz", "999", "000", "1000", "ギ", "-"],
)
def test_what_is_nothing_stays_nothing(text):
    expected = "country.gin" if text == "Guinea-" else None  # punctuation at the end changes no name
    assert country_of(text) == expected


def test_no_spelling_of_the_table_contradicts_another():
    """Two rows of one key, or a row and a code, would make the later one win in silence."""
    seen: dict[str, set[tuple[str, ...]]] = {}
    for row in rows("country_names"):
        ids = tuple(f"country.{code}" for code in several(row["ids"]))
        seen.setdefault(_key(row["spelling"]), set()).add(ids)
    for row in COUNTRIES:
        for column in ("iso2", "iso3", "numeric", "name_en", "name_ja"):
            seen.setdefault(_key(row[column]), set()).add((f"country.{row['iso3'].lower()}",))
    assert {key: ids for key, ids in seen.items() if len(ids) > 1} == {}


def test_every_row_has_a_known_country_and_a_source():
    known = {row["iso3"].lower() for row in COUNTRIES}
    sources = {row["id"] for row in rows("sources")}
    for row in rows("country_names"):
        assert set(several(row["ids"])) <= known
        assert row["source_id"] in sources


def test_codes_are_told_from_names():
    assert is_code("JPN")
    assert is_code("392")
    assert not is_code("Japan")
    assert not any(is_code(name) for name in names_of_countries())


def test_doubtful_spellings_do_not_count_as_found():
    assert countries_of("中") == ()
    assert countries_of("Korea") == ("country.kor", "country.prk")


@settings(deadline=None)
@given(st.text())
def test_any_text_is_read(text):
    reading = read_country(text)
    assert reading.sure <= (len(reading.ids) == 1)


@settings(deadline=None)
@given(st.sampled_from(COUNTRIES), st.sampled_from([str.upper, str.lower, str.title]))
def test_case_does_not_matter(row, change):
    name = row["name_en"]
    if change(name).casefold() == name.casefold():
        assert country_of(change(name)) == country_of(name)


def test_names_and_codes_of_baci_are_never_read_wrongly():
    """Of its 238 countries all but those that ended, groups, and names that are shared are found."""
    root = os.environ.get("TENSEN_SHARED")
    if not root:
        pytest.skip("TENSEN_SHARED is not set: BACI's list of countries is elsewhere")
    file = Path(root) / "data" / "trade" / "baci_minerals" / "baci_country_codes.csv"
    with file.open(encoding="utf-8-sig") as lines:
        listed = list(csv.DictReader(lines))
    read = [
        (row["country_iso3"], country_of(row[c])) for row in listed for c in ("country_name", "country_code")
    ]
    assert [(iso, found) for iso, found in read if found and found != f"country.{iso.lower()}"] == []
    assert sum(found is None for _, found in read) < 35
