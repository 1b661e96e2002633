"""Names for people: every column has words, and what people write leads back to one column."""

import pytest

from tensen.messages import LANGUAGES
from tensen.messages.catalogue import entries
from tensen.model.labels import (
    choice_called,
    choices,
    column_called,
    forms,
    label,
    note,
    plain,
    table_called,
    unit,
)
from tensen.model.schema import tables

EVERY = [(t.name, c) for t in forms().values() for c in t.columns]


@pytest.mark.parametrize(("table", "column"), EVERY)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_column_has_words_that_lead_back_to_it(table: str, column: str, lang: str) -> None:
    topics = [t for t in (table, "provenance") if f"column.{t}_{column}" in entries()]
    assert topics, f"add {table}_{column} to words/column.toml and words/note.toml"
    said = label(table, column, lang)
    assert note(table, column, lang)
    measured = unit(forms()[table].columns[column], lang)
    for header in (column, said, f" {said} ", f"{said} ({measured}) *", said.upper()):
        assert column_called(table, header) == column


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_unit_and_choice_has_words(lang: str) -> None:
    for table in forms().values():
        for column in table.columns.values():
            assert not column.unit or any(k.startswith("template.unit_") for k in entries())
            for value, words in choices(column, lang).items():
                assert words
                assert choice_called(column, words) == value
                assert choice_called(column, value.upper()) == value


def test_no_label_means_two_columns() -> None:
    for table in forms().values():
        for lang in LANGUAGES:
            said = [label(table.name, c, lang) for c in table.columns]
            assert len(set(said)) == len(said)


def test_tables_by_both_names() -> None:
    assert {table_called(n) for n in ("Nodes", "ノード", "ﾉｰﾄﾞ")} == {"nodes"}
    assert table_called("Sheet1") is None


def test_an_unknown_word_stays_for_the_check_to_refuse() -> None:
    role = tables()["memberships"].columns["role"]
    assert choice_called(role, "owned by") == "owned by"


def test_markdown_is_taken_off() -> None:
    assert plain("See [kinds](kinds.md#a) and `law`, *now*.") == "See kinds and law, now."
