"""Names in cells to ids: of rows that the same file brings, else of the network as the matcher knows it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from tensen.matching.match import Match, Suggestion
from tensen.matching.matcher import Matcher
from tensen.model import Network
from tensen.model.ids import fold, is_id
from tensen.model.words import Words, words_of
from tensen.workspace.imports.names import made_id, marked_id

Frames = Mapping[str, pd.DataFrame]
REFERENCES: Final[Mapping[str, Mapping[str, str]]] = {
    "edges": {"source": "node", "target": "node", "carrier": "carrier"},
    "requirements": {"target": "node", "carrier": "carrier"},
    "memberships": {"member": "node", "group": "node"},
}
_TELLING: Final = ("id", "kind", "name_en", "name_ja", "aliases", "corporate_number")
OWNERS: Final[Mapping[str, str]] = {"nodes": "node", "carriers": "carrier"}


@dataclass(frozen=True)
class Unmatched:
    """A cell that could not be matched: table, position of its row, column, and what was found."""

    table: str
    position: int
    column: str
    match: Match


@dataclass
class Resolved:
    """The rows with ids in place of names.

    Attributes:
        tables: rows by table; those of ``unmatched`` are still in them.
        unmatched: the cells that could not be matched.
        matched: cells that were matched other than by an id, by how.
        near: new names that resemble one that is known: (spelling, new id, suggestion).
    """

    tables: dict[str, pd.DataFrame]
    unmatched: list[Unmatched] = field(default_factory=list)
    matched: dict[str, int] = field(default_factory=dict)
    near: list[tuple[str, str, Suggestion]] = field(default_factory=list)


@dataclass
class Resolver:
    """Matches the cells of one import.

    Attributes:
        network: what is known: the base with all its layers.
        fresh: ``(table, folded spelling)`` that a person decided to be something new.
    """

    network: Network
    matcher: Matcher
    fresh: Collection[tuple[str, str]] = ()
    _own: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=lambda: {"node": {}, "carrier": {}})
    _known: dict[tuple[str, str], Match] = field(default_factory=dict)

    def resolve(self, tables: Frames) -> Resolved:
        """Ids for new rows first, then every reference."""
        found = Resolved(dict(tables))
        for table, domain in OWNERS.items():
            if table in tables:
                found.tables[table] = self._owners(table, domain, tables[table], found)
        for table, columns in REFERENCES.items():
            if table in tables:
                for column, domain in columns.items():
                    if column in tables[table]:
                        self._column(table, column, domain, found)
        return found

    def _owners(self, table: str, domain: str, frame: pd.DataFrame, found: Resolved) -> pd.DataFrame:
        """The frame with ids as far as names allow; its names are then known to references."""
        names = {n: _cells(frame, n) for n in _TELLING}
        ids = [fold(cell) for cell in names["id"]]
        if domain == "node":
            bare = [at for at, identifier in enumerate(ids) if not identifier]
            for kind in {names["kind"][at] for at in bare}:
                here = [at for at in bare if names["kind"][at] == kind]
                spelled = [names[n][at] for n in ("name_en", "name_ja") for at in here]
                self._learn([s for s in spelled if s], frozenset({kind}))
        taken = set(self.network.tables[table]["id"]) | set(ids)
        for at, identifier in enumerate(ids):
            name = names["name_en"][at] or names["name_ja"][at]
            if not identifier and name:
                row = {n: cells[at] for n, cells in names.items()}
                ids[at] = self._named(table, domain, at, row, taken, found)
        for at, identifier in enumerate(ids):
            if identifier:
                spellings = (names["name_en"][at], names["name_ja"][at], *names["aliases"][at].split("|"))
                for spelling in {fold(s) for s in spellings if s.strip()}:
                    held = self._own[domain].get(spelling, ())
                    self._own[domain][spelling] = tuple(dict.fromkeys((*held, identifier)))
                self._own[domain][identifier] = (identifier,)
        return frame.assign(id=pd.array([i or None for i in ids], dtype="str"))

    def _named(
        self, table: str, domain: str, at: int, row: Mapping[str, str], taken: set[str], found: Resolved
    ) -> str:
        """The id of a row that gives only names: of what is known by them, else a new one."""
        kind = row["kind"] if table == "nodes" else "carrier"
        spellings = [s for s in (row["name_en"], row["name_ja"]) if s]
        matches = [self._match(domain, s, frozenset({kind}) if domain == "node" else None) for s in spellings]
        ids = {m.id for m in matches if m.id}
        new = any((table, fold(s)) in self.fresh for s in spellings)
        if not new and len(ids) == 1 and all(m.id or m.how == "none" for m in matches):
            return next(iter(ids))
        if not new and (ids or any(m.how == "ambiguous" for m in matches)):
            worst = next((m for m in matches if m.how == "ambiguous"), matches[0])
            column = "name_en" if row["name_en"] else "name_ja"
            found.unmatched.append(Unmatched(table, at, column, worst))
            return ""
        made = made_id(kind or "node", spellings[0], f"{row['corporate_number']}|{row['aliases']}")
        if made in taken:
            made = marked_id(kind or "node", spellings[0])
        if matches[0].suggestions and not new:
            found.near.append((spellings[0], made, matches[0].suggestions[0]))
        return made

    def _column(self, table: str, column: str, domain: str, found: Resolved) -> None:
        frame = found.tables[table]
        words = words_of(frame[column])
        if domain == "node":
            self._learn([w for w in words.spellings if fold(w) not in self._own[domain]])
        matches = [self.reference(domain, word) for word in words.spellings]
        ids = words.texts([match.id for match in matches])
        found.tables[table] = frame.assign(**{column: ids.to_numpy()})
        absent = np.array([match.id is None for match in matches] + [False], dtype=bool)[words.codes]
        for at in np.flatnonzero(absent):
            found.unmatched.append(Unmatched(table, int(at), column, matches[words.codes[at]]))
        for how, count in _counted(words, matches).items():
            found.matched[how] = found.matched.get(how, 0) + count

    def reference(self, domain: str, spelling: str) -> Match:
        """What one cell means: a row of the file itself, else what the matcher says."""
        word = fold(spelling)
        own = self._own[domain].get(word, ())
        if len(own) == 1:
            return Match(spelling, own[0], "id" if own[0] == word else "name")
        if len(own) > 1:
            near = tuple(Suggestion(identifier, spelling, 100.0) for identifier in own)
            return Match(spelling, None, "ambiguous", near, "import.reason_own", {"value": spelling})
        match = self._match(domain, spelling)
        if match.id is None and match.how != "ambiguous" and domain == "node" and "/" in spelling:
            country, industry = (part.strip() for part in spelling.split("/", 1))
            sector = self.matcher.match_sector(industry, country)
            return match if sector.id is None else sector
        return match

    def _learn(self, spellings: list[str], kinds: frozenset[str] | None = None) -> None:
        """Look many spellings up at once, which is much faster than one by one."""
        prefix = "node" if kinds is None else f"node:{','.join(kinds)}"
        known = self.network.position
        asked = [s for s in spellings if (prefix, fold(s)) not in self._known and fold(s) not in known]
        for match in self.matcher.match_all(asked, kinds=kinds):
            self._known[prefix, fold(match.spelling)] = match

    def _match(self, domain: str, spelling: str, kinds: frozenset[str] | None = None) -> Match:
        key = (domain, fold(spelling)) if kinds is None else (f"{domain}:{','.join(kinds)}", fold(spelling))
        if key not in self._known:
            known = self.network.position if domain == "node" else self._carriers
            if is_id(key[1]) and key[1] in known and kinds is None:
                self._known[key] = Match(spelling, key[1], "id")
            elif domain == "node":
                self._known[key] = self.matcher.match(spelling, kinds=kinds)
            else:
                self._known[key] = self.matcher.match_carrier(spelling)
        return self._known[key]

    @cached_property
    def _carriers(self) -> Collection[str]:
        return frozenset(self.network.carriers["id"])


def _cells(frame: pd.DataFrame, column: str) -> list[str]:
    if column not in frame:
        return [""] * len(frame)
    return ["" if pd.isna(cell) else str(cell).strip() for cell in frame[column]]


def _counted(words: Words, matches: list[Match]) -> dict[str, int]:
    rows: npt.NDArray[np.int64] = np.bincount(words.codes[words.codes >= 0], minlength=len(matches))
    counts: dict[str, int] = {}
    for match, count in zip(matches, rows.tolist(), strict=True):
        if match.id is not None:
            counts[match.how] = counts.get(match.how, 0) + count
    return counts
