import re
import tomllib
from importlib.resources import files

import pytest

from tensen.reports.catalogue import both, entries, label, pick, text

MAY_BE_EMPTY = {"per_day.before", "per_day.after"}
LITERAL = re.compile(r"""(?<![\w.])(?:say|text|word|Column)\(\s*"([^"{}]+)\"""")
PREFIX = re.compile(r'f"([a-z_.]+\.)\{')
GROUP = re.compile(r"""label\(\s*"([^"]+)\"""")
ANY_STRING = re.compile(r'"([a-z_0-9.]+)"')


def sources() -> str:
    folder = files("tensen.reports")
    modules = [f for part in (".", "firm", "systemic") for f in folder.joinpath(part).iterdir()]
    return "\n".join(
        f.read_text(encoding="utf-8")
        for f in modules
        if f.name.endswith(".py") and f.name != "comparison.py"  # its words are in tensen.messages
    )


def test_no_file_of_words_takes_a_key_of_another() -> None:
    folder = files("tensen.reports")
    names = ("catalogue.toml", "firm/words.toml", "systemic/words.toml")
    own = [tomllib.loads(folder.joinpath(name).read_text(encoding="utf-8")) for name in names]
    assert sum(map(len, own)) == len(entries())
    assert all(key.startswith("firm.") for key in own[1])
    assert all(key.startswith("systemic.") for key in own[2])


@pytest.mark.parametrize("key", sorted(entries()))
def test_every_entry_has_both_languages_and_the_same_parameters(key: str) -> None:
    entry = entries()[key]
    assert set(entry) == {"en", "ja"}
    if key not in MAY_BE_EMPTY:
        assert all(entry.values())
    fields = [set(re.findall(r"\{(\w+)\}", value)) for value in entry.values()]
    assert fields[0] == fields[1]


def test_every_used_key_exists() -> None:
    assert set(LITERAL.findall(sources())) <= set(entries())


def test_every_used_group_has_entries() -> None:
    prefixes = {*PREFIX.findall(sources()), *(f"{group}." for group in GROUP.findall(sources()))}
    assert prefixes
    for prefix in prefixes:
        assert any(key.startswith(prefix) for key in entries()), prefix


def test_every_entry_is_used() -> None:
    found = sources()
    named = set(ANY_STRING.findall(found))
    prefixes = tuple({*PREFIX.findall(found), *(f"{group}." for group in GROUP.findall(found))})
    assert {key for key in entries() if key not in named and not key.startswith(prefixes)} == set()


def test_a_missing_language_falls_back_to_the_other() -> None:
    assert pick({"en": "x", "ja": ""}, "ja") == "x"
    assert both({"ja": "点"}) == "点"


def test_a_value_outside_a_closed_list_names_itself() -> None:
    assert label("mode", "dimmed") == {"en": "dimmed", "ja": "dimmed"}


def test_bilingual_parameters_are_read_per_language() -> None:
    assert text("map.title", name={"en": "Japan", "ja": "日本"})["ja"].startswith("日本")


def test_japanese_uses_its_own_marks() -> None:
    for key, entry in entries().items():
        assert "~" not in entry["ja"], key
        assert not re.search(r"[ぁ-んァ-ン一-龥][,.?!]", entry["ja"]), key
