"""Names, in both languages, of the rows and changes that a comparison speaks of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from tensen.analysis.attribution import Part
from tensen.analysis.switches import Piece
from tensen.messages import LANGUAGES
from tensen.model import Network
from tensen.model.schema import families, kinds
from tensen.workspace.brief.words import both, family_words

Words = Mapping[str, str]


@dataclass(frozen=True, eq=False)
class Names:
    """Words for ids of two networks; B's where they differ."""

    a: Network
    b: Network

    @cached_property
    def _known(self) -> dict[str, Words]:
        found: dict[str, Words] = {**self.a.names, **self.b.names}
        for network in (self.a, self.b):
            rows = (network.assumptions[c].tolist() for c in ("id", "name_en", "name_ja"))
            found |= {i: {"en": en, "ja": ja} for i, en, ja in zip(*rows, strict=True)}
        return found

    def of(self, identifier: str) -> Words:
        """The names of a node, carrier or assumption; an id without one names itself."""
        return self._known.get(identifier, dict.fromkeys(LANGUAGES, identifier))

    def piece(self, piece: Piece) -> Words:
        """What a piece is, such as ``supplier → target: carrier``."""
        if piece.table == "edges" and len(piece.key) == 3:
            source, target, carrier = (self.of(k) for k in piece.key)
            return both("compare.edge", source=source, target=target, carrier=carrier)
        if piece.table in ("edges", "requirements", "needs"):
            target, carrier = (self.of(k) for k in piece.key[-2:])
            key = "compare.edges_of" if piece.table == "edges" else "compare.need"
            return both(key, target=target, carrier=carrier)
        if piece.table == "scenario":
            kind, words = piece.key
            return both("compare.clause", kind=both(f"compare.kind_{kind}"), words=words)
        name = self.of(piece.key[0])
        if piece.table == "memberships":
            return {lang: f"{name[lang]} ({piece.key[1]})" for lang in LANGUAGES}
        return name

    def part(self, part: Part) -> Words:
        """What a change is: its piece, or the table and family of a group."""
        if len(part.pieces) == 1:
            return self.piece(part.pieces[0])
        return self._group(part.table, part.name)

    def _group(self, table: str, name: str) -> Words:
        if table == "scenario":
            return both(f"compare.group_scenario_{name}")
        held = table_words(table) if table else None
        ids: Sequence[str] = [w for w in name.split(" ") if w]
        words = belonging(table, name) if len(ids) < 2 else self._joined(ids)
        if held is None or not name:
            return held or words
        return both("compare.group", table=held, name=words)

    def _joined(self, ids: Sequence[str]) -> Words:
        return {lang: " ← ".join(self.of(i)[lang] for i in ids) for lang in LANGUAGES}


def table_words(table: str) -> Words:
    """The name of a table, or of the needs that join two of them."""
    return both("compare.group_needs") if table == "needs" else both(f"table.{table}")


def belonging(table: str, name: str) -> Words:
    """The words of a family of carriers or assumptions, a kind, or a role."""
    if table == "assumptions":
        return family_words(name)
    label = (kinds() if table == "nodes" else families()).get(name)
    if label is not None:
        return {"en": label.en, "ja": label.ja}
    try:
        return both(f"cli.role_{name}")
    except KeyError:
        return dict.fromkeys(LANGUAGES, name)
