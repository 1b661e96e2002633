"""The catalogue is complete: both languages, the same blanks, nothing missing, nothing left over."""

import re
from importlib import resources
from pathlib import Path
from string import Formatter

import pytest

from tensen.messages import LANGUAGES, text
from tensen.messages.catalogue import entries
from tensen.model.schema import NUMERIC, kinds, tables

SOURCE = Path(str(resources.files("tensen")))
# keys that code puts together: topic, and the values that the last part may take
_TYPES = {column.type for table in tables().values() for column in table.columns.values()}
MADE = {f"not_{t}" for t in _TYPES | NUMERIC | {"text"}} | {
    "shares_above_one",
    "capacity_below_one",
    "two_supplies",
}


def blanks(words: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(words) if name is not None}


def code(*parts: str) -> str:
    paths = [path for part in parts or (".",) for path in sorted((SOURCE / part).rglob("*.py"))]
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


@pytest.mark.parametrize("key", sorted(entries()))
def test_an_entry_has_both_languages_with_the_same_blanks(key: str) -> None:
    entry = entries()[key]
    assert set(entry) == set(LANGUAGES)
    assert all(words.strip() for words in entry.values())
    if not key.startswith("check."):  # a sentence may leave out what the other language needs
        assert blanks(entry["en"]) == blanks(entry["ja"])


def test_a_finding_has_words_for_fault_and_repair() -> None:
    by_topic = {
        topic: {k.split(".", 1)[1] for k in entries() if k.startswith(topic)} for topic in ("check", "repair")
    }
    assert by_topic["check"] == by_topic["repair"]


def test_every_key_that_the_code_names_exists() -> None:
    errors = re.findall(r'TensenError\(\s*"([a-z_0-9]+)"', code())
    findings = re.findall(r'Finding\(\s*"([a-z_0-9]+)"', code())
    findings += re.findall(r'\b(?:rows|finding|wrong)\(\s*"([a-z_0-9]+)"', code("model", "packs"))
    findings += MADE
    assert {f"error.{key}" for key in errors} <= set(entries())
    assert {f"check.{key}" for key in findings} <= set(entries())


def test_every_error_and_finding_of_the_catalogue_is_used() -> None:
    named = set(re.findall(r'"([a-z_0-9.]+)"', code())) | MADE
    wanted = {key for key in entries() if key.split(".")[0] in ("error", "check")}
    unused = {key for key in wanted if key not in named and key.split(".", 1)[1] not in named}
    assert unused == set()


def test_words_with_parameters() -> None:
    assert text("error.file_missing", "en", file="a.csv") == "a.csv does not exist."
    assert text("error.file_missing", "ja", file="a.csv") == "a.csv がありません。"


def test_an_unknown_key_is_a_fault_of_the_caller() -> None:
    with pytest.raises(KeyError):
        text("error.no_such_key")


def test_kinds_have_words_in_both_languages() -> None:
    assert all(kind.en and kind.ja for kind in kinds().values())
