"""Dependence sets: how much of a sector stops when a service is away, as a named set of assumptions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import numpy as np

from tensen.analysis.scenario import Words

SHARES: Final = (
    "adoption",
    "dependence",
    "workaround",
    "provider_share",
    "region_share",
    "fallback",
    "take_up",
    "covered",
)
HOURS: Final = ("holdover", "waiting")
QUANTITIES: Final = (*SHARES, *HOURS)
OF_A_NODE: Final = ("provider_share", "region_share", "fallback")
PER_SECTOR: Final = ("adoption", "dependence", "workaround")


@dataclass(frozen=True)
class Span:
    """Low, central and high of one figure (p5, centre and p95 where a row does not say otherwise)."""

    low: float
    central: float
    high: float


@dataclass(frozen=True)
class DependenceRow:
    """One figure of a set.

    Attributes:
        service: what is away: ``cloud``, ``mobile``, ``positioning`` or another name.
        sector: a code among the network's industries; empty for every sector without a row of its own.
        subject: the node (a provider, a region) that a share belongs to; empty where there is none.
        quantity: one of :data:`QUANTITIES`; see :class:`DependenceSet`.
        hours: time since the service went away for which the figure holds, None for any.
        span: the figure, a share from 0 to 1 or hours.
        source_id, as_of, confidence, note: where it comes from.
        row: row of the file, for messages.
    """

    service: str
    sector: str
    subject: str
    quantity: str
    hours: float | None
    span: Span
    source_id: str
    as_of: str
    confidence: str
    note: str = ""
    row: int = field(default=0, compare=False)


@dataclass(frozen=True)
class DependenceSet:
    """A named set of assumptions on how sectors depend on a service.

    ``adoption``: share of a sector's output made by users of the service. ``dependence``: share of a user's
    output that stops in the hour that lies ``hours`` after the service went away, before any workaround.
    ``workaround``: share of that which is done by hand, by another way, or made up later. ``holdover``: hours
    for which nothing stops. ``provider_share``: share of the use that is with ``subject``. ``region_share``:
    share of its provider's use that is in the region ``subject``. ``fallback``: share of the need that the
    node ``subject`` meets by itself where all else is away. ``waiting``: hours that an insurance leaves
    out at the beginning. ``take_up``: share of the loss (by amount) that falls on firms with such a cover.
    ``covered``: share of an insured firm's loss after the waiting period that is paid (limits, wording).

    Attributes:
        seen: which published results the authors knew when they wrote the set.
    """

    id: str
    title: Words
    note: Words
    seen: Words
    rows: tuple[DependenceRow, ...]
    sources: tuple[str, ...] = ()
    file: str = field(default="", compare=False)

    @property
    def services(self) -> tuple[str, ...]:
        """The services that the set speaks of, in the order of its rows."""
        return tuple(dict.fromkeys(row.service for row in self.rows))

    def sectors(self, service: str) -> tuple[str, ...]:
        """The sectors that have rows of their own for ``service``."""
        return tuple(dict.fromkeys(r.sector for r in self.rows if r.service == service and r.sector))

    def subjects(self, service: str, quantity: str) -> tuple[str, ...]:
        """The nodes that have a figure of this quantity."""
        found = (r.subject for r in self.rows if (r.service, r.quantity) == (service, quantity))
        return tuple(dict.fromkeys(subject for subject in found if subject))

    def rows_of(
        self, service: str, quantity: str, sector: str = "", subject: str = ""
    ) -> tuple[DependenceRow, ...]:
        """The rows in force, by rising hours: a sector's own, else those of every sector; empty if none."""
        own = self._index.get((service, quantity, sector, subject), ())
        return own or self._index.get((service, quantity, "", subject), ())

    def span(
        self, service: str, quantity: str, sector: str = "", hours: float = 0.0, subject: str = ""
    ) -> Span | None:
        """The figure at ``hours``: straight between the duration points, the end points' value outside them.

        None where the set has no row for it.
        """
        rows = self.rows_of(service, quantity, sector, subject)
        if not rows:
            return None
        at = [row.hours or 0.0 for row in rows]
        ends = ([getattr(row.span, end) for row in rows] for end in ("low", "central", "high"))
        low, central, high = (float(np.interp(hours, at, values)) for values in ends)
        return Span(low, central, high)

    @cached_property
    def _index(self) -> Mapping[tuple[str, str, str, str], tuple[DependenceRow, ...]]:
        found: dict[tuple[str, str, str, str], list[DependenceRow]] = {}
        for row in self.rows:
            found.setdefault((row.service, row.quantity, row.sector, row.subject), []).append(row)
        return {key: tuple(sorted(rows, key=lambda r: r.hours or 0.0)) for key, rows in found.items()}
