"""What a person decided about a spelling, remembered: accepted for an id, or rejected for it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final, Literal

import pandas as pd

from tensen.messages import Finding, TensenError
from tensen.model.ids import fold

Verdict = Literal["accepted", "rejected"]
COLUMNS: Final = ("domain", "spelling", "id", "decision", "decided_on", "note")
DOMAINS: Final = ("node", "carrier", "sector")
_VERDICTS: Final[Mapping[str, Verdict]] = {"accepted": "accepted", "rejected": "rejected"}


@dataclass(frozen=True)
class Decision:
    """One decision. ``domain`` is node, carrier or sector; ``decided_on`` a date YYYY-MM-DD or empty."""

    domain: str
    spelling: str
    id: str
    decision: Verdict
    decided_on: str = ""
    note: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes it unique: domain, folded spelling, id."""
        return self.domain, fold(self.spelling), self.id


@dataclass(frozen=True)
class Decisions:
    """An immutable table of decisions, one for each domain, spelling and id; the later one holds."""

    rows: tuple[Decision, ...] = ()

    def with_decision(
        self,
        domain: str,
        spelling: str,
        identifier: str,
        decision: Verdict,
        decided_on: str = "",
        note: str = "",
    ) -> "Decisions":
        """A table that also holds this decision, in place of an earlier one for the same pair."""
        return self.joined([Decision(domain, spelling, fold(identifier), decision, decided_on, note)])

    def joined(self, others: Iterable[Decision]) -> "Decisions":
        """A table that also holds ``others``; the later of two for the same pair holds."""
        held = {row.key: row for row in self.rows}
        for row in others:
            held.pop(row.key, None)
            held[row.key] = row
        return Decisions(tuple(held.values()))

    def accepted(self, domain: str, spelling: str) -> tuple[str, ...]:
        """The ids that a spelling was accepted for: one, or more where decisions contradict each other."""
        return self._ids.get((domain, fold(spelling), "accepted"), ())

    def rejected(self, domain: str, spelling: str) -> tuple[str, ...]:
        """The ids that must never again be suggested for a spelling."""
        return self._ids.get((domain, fold(spelling), "rejected"), ())

    @cached_property
    def _ids(self) -> Mapping[tuple[str, str, str], tuple[str, ...]]:
        found: dict[tuple[str, str, str], tuple[str, ...]] = {}
        for row in self.rows:
            key = (row.domain, fold(row.spelling), row.decision)
            found[key] = (*found.get(key, ()), row.id)
        return found

    def findings(self) -> tuple[Finding, ...]:
        """Spellings that were accepted for more than one id."""
        return tuple(
            Finding("decision_conflict", {"table": "matches"}, {"value": spelling, "ids": ", ".join(ids)})
            for (_, spelling, verdict), ids in self._ids.items()
            if verdict == "accepted" and len(ids) > 1
        )

    def to_frame(self) -> pd.DataFrame:
        """A frame of text with the columns of ``COLUMNS``, one row for each decision."""
        return pd.DataFrame(
            [[getattr(row, column) for column in COLUMNS] for row in self.rows],
            columns=list(COLUMNS),
            dtype=str,
        )

    @staticmethod
    def from_frame(frame: pd.DataFrame, name: str = "matches.csv") -> "Decisions":
        """The decisions of a frame as :meth:`to_frame` gives it; columns other than those may be left out.

        Raises:
            TensenError: a needed column is absent, or a row is no decision (each named with its row).
        """
        absent = [column for column in COLUMNS[:4] if column not in frame.columns]
        if absent:
            raise TensenError("decisions_invalid", file=name, findings=[_absent(name, c) for c in absent])
        cells = frame.reindex(columns=list(COLUMNS)).astype(object)
        read = [
            tuple("" if pd.isna(cell) else str(cell).strip() for cell in row)
            for row in cells.itertuples(index=False, name=None)
        ]
        faults = [fault for number, row in enumerate(read) for fault in _faults(row, number + 2, name)]
        if faults:
            raise TensenError("decisions_invalid", file=name, findings=faults)
        made = [Decision(d, s, fold(i), _VERDICTS[v], on, note) for d, s, i, v, on, note in read]
        return Decisions().joined(made)


def _absent(name: str, column: str) -> Finding:
    return Finding("missing", {"file": name, "column": column}, {"name": column})


def _faults(row: tuple[str, ...], number: int, name: str) -> Iterable[Finding]:
    domain, spelling, identifier, verdict, decided_on, _ = row
    for column, value, choices in (("domain", domain, DOMAINS), ("decision", verdict, tuple(_VERDICTS))):
        if value not in choices:
            where = {"file": name, "row": number, "column": column}
            yield Finding("not_choice", where, {"value": value, "choices": ", ".join(choices)})
    for column, value in (("spelling", spelling), ("id", identifier)):
        if not value:
            yield Finding("missing", {"file": name, "row": number, "column": column}, {"name": column})
    if decided_on and not _is_date(decided_on):
        yield Finding(
            "not_date", {"file": name, "row": number, "column": "decided_on"}, {"value": decided_on}
        )


def _is_date(word: str) -> bool:
    try:
        date.fromisoformat(word)
    except ValueError:
        return False
    return True
