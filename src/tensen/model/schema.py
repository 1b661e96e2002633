"""What a network's tables, kinds and carrier families are, read from the declarations beside this module."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal

ColumnType = Literal["id", "text", "number", "count", "share", "flag", "date", "list", "choice"]
NUMERIC: frozenset[str] = frozenset({"number", "count", "share"})
PROVENANCE = ("source_id", "as_of", "confidence")
TABLES = ("nodes", "carriers", "edges", "requirements", "memberships", "assumptions", "sources")
HORIZONS = ("days", "months", "years")
ROLES = ("controlled_by", "operated_by", "located_in", "part_of", "subject_to")


@dataclass(frozen=True)
class Column:
    """One column: its type, unit, limits, and whether a cell may name an assumption instead."""

    name: str
    type: ColumnType
    unit: str = ""
    required: bool = False
    assumable: bool = False
    choices: tuple[str, ...] = ()
    min: float | None = None
    max: float | None = None

    @property
    def numeric(self) -> bool:
        """Stored as float64, missing as NaN."""
        return self.type in NUMERIC

    @property
    def bounds(self) -> tuple[float | None, float | None]:
        """Least and largest value allowed."""
        return (0.0, 1.0) if self.type == "share" else (self.min, self.max)


@dataclass(frozen=True)
class Table:
    """One table: the columns that make a row unique, and all columns by name."""

    name: str
    key: tuple[str, ...]
    columns: Mapping[str, Column]


@dataclass(frozen=True)
class Label:
    """A declared kind or family with its words."""

    id: str
    en: str
    ja: str
    properties: tuple[str, ...] = ()
    ranks_with: str = ""


def assumption_column(column: str) -> str:
    """The column that holds the assumption's id where a cell names one."""
    return f"{column}_assumption"


@cache
def tables() -> Mapping[str, Table]:
    """All tables by name; ``nodes`` includes the property columns of every kind."""
    declared = _read("tables")
    provenance = _columns(declared["provenance"])
    found = {}
    for name in TABLES:
        columns = _columns(declared[name]["columns"])
        if name == "nodes":
            columns |= _columns(_read("kinds")["properties"])
        if name != "sources":
            columns |= provenance
        found[name] = Table(name, tuple(declared[name]["key"]), columns)
    return found


@cache
def suppliers() -> Table:
    """A firm's list of suppliers: a form that people fill in, no table of a network."""
    declared = _read("suppliers")
    return Table("suppliers", tuple(declared["key"]), _columns(declared["columns"]))


def column_names(table: str) -> list[str]:
    """The columns of a built network's table, in order."""
    names: list[str] = []
    for column in tables()[table].columns.values():
        names += [column.name, assumption_column(column.name)] if column.assumable else [column.name]
    return names


@cache
def kinds() -> Mapping[str, Label]:
    """Kinds of node by name."""
    return {
        name: Label(name, kind["en"], kind["ja"], tuple(kind.get("properties", ())))
        for name, kind in _read("kinds")["kinds"].items()
    }


@cache
def families() -> Mapping[str, Label]:
    """Families of carriers by name."""
    return {
        name: Label(name, words["en"], words["ja"], ranks_with=words.get("ranks_with", ""))
        for name, words in _read("families").items()
    }


def _columns(declared: Mapping[str, Mapping[str, Any]]) -> dict[str, Column]:
    return {
        name: Column(name, **{**settings, "choices": tuple(settings.get("choices", ()))})
        for name, settings in declared.items()
    }


def _read(name: str) -> dict[str, Any]:
    file = resources.files(__package__).joinpath("declared", f"{name}.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"))
