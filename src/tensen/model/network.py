"""The network: seven frozen tables and a little about itself. It knows its tables and nothing above them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from types import MappingProxyType

import pandas as pd

from tensen.messages import Finding, TensenError, nearest
from tensen.model.ids import fold
from tensen.model.schema import TABLES


@dataclass(frozen=True)
class About:
    """What a network is called, what it covers and which packs it came from.

    ``folders`` tells where those packs lie that are not installed, by id: for this machine only, never for an
    export.
    """

    id: str
    title_en: str
    title_ja: str
    packs: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    folders: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, eq=False)
class Network:
    """Who depends on whom. Made only by :class:`tensen.model.builder.NetworkBuilder`.

    Attributes:
        about: name and origin.
        tables: the frames by name (see ``tensen.model.schema.TABLES``); treat them as read-only.
        warnings: what the checks found worth saying but not worth refusing.
    """

    about: About
    tables: Mapping[str, pd.DataFrame]
    warnings: tuple[Finding, ...] = field(default=(), repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "tables", MappingProxyType({name: self.tables[name] for name in TABLES}))

    @property
    def nodes(self) -> pd.DataFrame:
        """Nodes; one row each, key ``id``."""
        return self.tables["nodes"]

    @property
    def carriers(self) -> pd.DataFrame:
        """Carriers: the things that flow."""
        return self.tables["carriers"]

    @property
    def edges(self) -> pd.DataFrame:
        """Edges: source supplies target with carrier."""
        return self.tables["edges"]

    @property
    def requirements(self) -> pd.DataFrame:
        """How much a target needs a carrier."""
        return self.tables["requirements"]

    @property
    def memberships(self) -> pd.DataFrame:
        """Which node lies in, is run by, is part of or is subject to which group."""
        return self.tables["memberships"]

    @property
    def assumptions(self) -> pd.DataFrame:
        """Assumptions per horizon with low, central and high."""
        return self.tables["assumptions"]

    @property
    def sources(self) -> pd.DataFrame:
        """Where every row comes from."""
        return self.tables["sources"]

    @cached_property
    def position(self) -> "pd.Index[str]":
        """Node ids in table order, for ``get_indexer``."""
        index: pd.Index[str] = pd.Index(self.nodes["id"])
        return index

    @cached_property
    def kind_of(self) -> dict[str, str]:
        """The kind of each node."""
        return dict(zip(self.nodes["id"].tolist(), self.nodes["kind"].tolist(), strict=True))

    @cached_property
    def names(self) -> dict[str, dict[str, str]]:
        """The names of nodes and carriers in both languages, by id."""
        found = {}
        for frame in (self.nodes, self.carriers):
            columns = (frame[c].tolist() for c in ("id", "name_en", "name_ja"))
            found.update({i: {"en": en, "ja": ja} for i, en, ja in zip(*columns, strict=True)})
        return found

    @cached_property
    def _spellings(self) -> dict[str, str]:
        found = {fold(name): i for i, name in zip(self.nodes["id"], self.nodes["name_en"], strict=True)}
        found |= {fold(name): i for i, name in zip(self.nodes["id"], self.nodes["name_ja"], strict=True)}
        for identifier, aliases in zip(self.nodes["id"], self.nodes["aliases"], strict=True):
            if isinstance(aliases, str):
                found |= {fold(alias): identifier for alias in aliases.split("|")}
        return found | {identifier: identifier for identifier in self.nodes["id"]}

    def find(self, name: str) -> str:
        """The id of the node that is called ``name`` (id, alias, or name in either language).

        Raises:
            TensenError: no such node; the nearest names are suggested.
        """
        word = fold(name)
        spellings = self._spellings
        for candidate in (word, f"country.{word}"):
            if candidate in spellings:
                return spellings[candidate]
        near = ", ".join(nearest(word, spellings)) or "–"
        raise TensenError("unknown_node", exit_code=2, name=name, near=near)

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><th>{name}</th><td>{len(frame):,}</td></tr>" for name, frame in self.tables.items()
        )
        return f"<table><caption>{escape(self.about.title_en)}</caption>{rows}</table>"
