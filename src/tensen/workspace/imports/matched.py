"""The rows of an import with ids in place of names, and what is then decided about spellings."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from tensen.matching.decisions import Decisions, Verdict
from tensen.matching.matcher import Matcher
from tensen.model.ids import fold
from tensen.model.schema import TABLES
from tensen.workspace.imports.decide import Decided, decided
from tensen.workspace.imports.given import Ask, Given
from tensen.workspace.imports.pending import still_waiting, waiting_tables
from tensen.workspace.imports.resolve import OWNERS, Resolved, Resolver
from tensen.workspace.imports.shape import Shaped

Rows = Mapping[str, pd.DataFrame]


@dataclass(frozen=True)
class Matched:
    """What came of the names: rows as they stood, the same with ids, and the decisions to remember."""

    rows: Rows
    said: Decided
    resolved: Resolved
    decisions: Decisions


def matched(given: Given, ask: Ask | None) -> Matched:
    """Match every name; ``ask`` is asked about the suggestions for those that are not known."""
    said = decided(given.found.rejects, given.network, _brought(given.found))
    rows = _rows(given, said)
    decisions = _accepted(said, given.layer.matches, given.today)
    decisions = _rejected(said, _resolver(given, decisions, said), decisions, given.today)
    resolved = _resolver(given, decisions, said).resolve(rows)
    if ask is not None and resolved.unmatched:
        decisions = _asked(ask, resolved, decisions, given.today)
        resolved = _resolver(given, decisions, said).resolve(rows)
    return Matched(rows, said, resolved, _remembered(said, resolved, rows, decisions, given.today))


def _resolver(given: Given, decisions: Decisions, said: Decided) -> Resolver:
    return Resolver(given.network, Matcher(given.network, decisions), said.fresh)


def _rows(given: Given, said: Decided) -> Rows:
    """All rows by table: of the files, of mended rejects, made by decisions, and those that waited."""
    waited = waiting_tables(still_waiting(given.layer.pending, said.superseded, given.found))
    made = [pd.DataFrame(list(said.made.values()))] if said.made else []
    found = {}
    for table in TABLES:
        parts = [*given.found.tables.get(table, []), *said.tables.get(table, [])]
        parts += made if table == "nodes" else []
        parts += [waited[table]] if table in waited else []
        if parts:
            found[table] = pd.concat(parts, ignore_index=True) if len(parts) > 1 else parts[0]
    return found


def _brought(found: Shaped) -> set[str]:
    frames = [f for table in OWNERS for f in found.tables.get(table, []) if "id" in f]
    return {fold(str(cell)) for frame in frames for cell in frame["id"].dropna()}


def _accepted(said: Decided, decisions: Decisions, today: str) -> Decisions:
    for (domain, spelling), identifier in said.accepted.items():
        decisions = decisions.with_decision(domain, spelling, identifier, "accepted", today)
    return decisions


def _rejected(said: Decided, resolver: Resolver, decisions: Decisions, today: str) -> Decisions:
    for domain, spelling in sorted(said.rejected):
        for suggestion in resolver.reference(domain, spelling).suggestions:
            decisions = decisions.with_decision(domain, spelling, suggestion.id, "rejected", today)
    return decisions


def _asked(ask: Ask, resolved: Resolved, decisions: Decisions, today: str) -> Decisions:
    """Ask for each spelling once, suggestion by suggestion, until one is right."""
    seen: set[tuple[str, str]] = set()
    for cell in resolved.unmatched:
        domain = "carrier" if cell.column == "carrier" or cell.table == "carriers" else "node"
        key = (domain, fold(cell.match.spelling))
        if key in seen:
            continue
        seen.add(key)
        for suggestion in cell.match.suggestions:
            answer = ask(cell.match.spelling, suggestion)
            if answer is None:
                break
            verdict: Verdict = "accepted" if answer else "rejected"
            decisions = decisions.with_decision(domain, cell.match.spelling, suggestion.id, verdict, today)
            if answer:
                break
    return decisions


def _remembered(said: Decided, resolved: Resolved, rows: Rows, decisions: Decisions, today: str) -> Decisions:
    """Names that a person called new keep their new ids."""
    for table, domain in OWNERS.items():
        if table not in rows or not any(t == table for t, _ in said.fresh):
            continue
        for column in ("name_en", "name_ja"):
            if column not in rows[table]:
                continue
            for name, identifier in zip(rows[table][column], resolved.tables[table]["id"], strict=True):
                if pd.isna(name) or pd.isna(identifier) or (table, fold(str(name))) not in said.fresh:
                    continue
                decisions = decisions.with_decision(domain, str(name), identifier, "accepted", today)
    return decisions
