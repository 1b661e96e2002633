"""Names of tables, columns and choices for people, and what people wrote as the declared names again."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from tensen.messages import LANGUAGES, Language, text
from tensen.messages.catalogue import entries
from tensen.model.ids import fold
from tensen.model.schema import (
    PROVENANCE,
    TABLES,
    Column,
    Table,
    assumption_column,
    families,
    kinds,
    suppliers,
    tables,
)

_LINK: Final = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_BESIDE: Final = re.compile(r"\s*[(\[*].*$")  # a unit in brackets or a star behind a label
_FLAGS: Final = ("true", "false")


def forms() -> Mapping[str, Table]:
    """Every table that people fill in: those of a network, and the list of suppliers."""
    return {**tables(), "suppliers": suppliers()}


def label(table: str, column: str, lang: Language = "en") -> str:
    """The column's short name.

    >>> label("edges", "source"), label("nodes", "as_of", "ja")
    ('supplier', '時点')
    """
    return _said(f"column.{_topic(table, column)}_{column}", lang) or column.replace("_", " ")


def note(table: str, column: str, lang: Language = "en") -> str:
    """What the column means, in a sentence of Markdown."""
    return _said(f"note.{_topic(table, column)}_{column}", lang)


def plain(markdown: str) -> str:
    """Markdown as a cell shows it.

    >>> plain("One of the [declared kinds](kinds.md), such as `law`.")
    'One of the declared kinds, such as law.'
    """
    return _LINK.sub(r"\1", markdown).replace("`", "").replace("*", "")


def unit(column: Column, lang: Language = "en") -> str:
    """The column's unit in words; empty where it has none.

    >>> unit(tables()["nodes"].columns["value"])
    'currency per day'
    """
    name = column.unit or ("share" if column.type == "share" else "")
    return _said(f"template.unit_{re.sub('[^a-z]', '_', name.lower())}", lang) or name


def choices(column: Column, lang: Language = "en") -> dict[str, str]:
    """What a cell of the column may hold, each with its words; empty where anything may stand.

    >>> choices(tables()["requirements"].columns["mode"], "ja")
    {'critical': '必須', 'linear': '比例'}
    """
    if column.name in ("kind", "family"):
        declared = kinds() if column.name == "kind" else families()
        return {name: words.ja if lang == "ja" else words.en for name, words in declared.items()}
    if column.type == "flag":
        return {value: text(f"choice.flag_{value}", lang) for value in _FLAGS}
    return {value: text(f"choice.{column.name}_{value}", lang) for value in column.choices}


def table_called(title: str) -> str | None:
    """The table that a sheet, file or array means by its title: the declared name or a label.

    >>> table_called("ノード"), table_called("Nodes"), table_called("Sheet1")
    ('nodes', 'nodes', None)
    """
    return _tables().get(fold(title))


def column_called(table: str, header: str) -> str | None:
    """The column that a header means: the declared name or a label, with or without a unit in brackets.

    >>> [column_called("edges", header) for header in ("供給者", "Flow per day (USD)", "colour")]
    ['source', 'flow', None]
    """
    known, word = _headers(table), fold(header)
    return known.get(word) or known.get(_BESIDE.sub("", word))


def choice_called(column: Column, word: str) -> str:
    """The declared choice that ``word`` means; ``word`` itself where it means none.

    >>> choice_called(tables()["memberships"].columns["role"], "所在")
    'located_in'
    """
    return _choices(column).get(fold(word), word)


def _said(key: str, lang: Language) -> str:
    """Words of the catalogue; none for a column that was only just declared (a test asks for them)."""
    return text(key, lang) if key in entries() else ""


def _topic(table: str, column: str) -> str:
    return "provenance" if column in PROVENANCE and table != "sources" else table


@cache
def _tables() -> Mapping[str, str]:
    names = (*TABLES, "suppliers")
    said = {fold(text(f"table.{name}", lang)): name for lang in LANGUAGES for name in names}
    return said | {name: name for name in names}


@cache
def _headers(table: str) -> Mapping[str, str]:
    columns = forms()[table].columns
    said = {fold(label(table, name, lang)): name for lang in LANGUAGES for name in columns}
    apart = [assumption_column(c.name) for c in columns.values() if c.assumable]
    return said | {name: name for name in (*columns, *apart)}


@cache
def _choices(column: Column) -> Mapping[str, str]:
    said = {fold(words): value for lang in LANGUAGES for value, words in choices(column, lang).items()}
    if column.type == "flag" or column.choices == ("yes", "no"):
        yes, no = ("true", "false") if column.type == "flag" else ("yes", "no")
        said |= {"yes": yes, "no": no, "true": yes, "false": no}
    return said | {fold(value): value for value in choices(column)}
