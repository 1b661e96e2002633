"""The figures of a dependence set for one service, as arrays: adoption, dependence, workaround, cover.

Dependence and workaround are read between their duration points in straight lines and stay where they are
before the first and after the last. Low, central and high are the 5th percentile, the centre and the 95th.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from tensen.analysis.dependence import DependenceSet, Span
from tensen.engine.arrays import FloatArray
from tensen.messages import Finding, TensenError

TAIL = 0.05


def blend(quantile: float, tail: float = TAIL) -> FloatArray:
    """Shares of (low, central, high) that make the value at a quantile; shape (3,).

    Piecewise linear between the three, which stand at ``tail``, one half and ``1 - tail``.

    >>> blend(0.5).tolist(), blend(0.75, tail=0.0).tolist(), blend(0.02).tolist()
    ([0.0, 1.0, 0.0], [0.0, 0.5, 0.5], [1.0, 0.0, 0.0])
    """
    part = float(np.clip((quantile - tail) / (0.5 - tail), 0.0, 1.0))
    rest = float(np.clip((quantile - 0.5) / (0.5 - tail), 0.0, 1.0))
    return np.array([1.0 - part, part - rest, rest])


@dataclass(frozen=True, eq=False)
class Band:
    """A quantity of each sector over the hours of an outage: ``hours`` (P,), ``values`` (3, sectors, P)."""

    hours: FloatArray
    values: FloatArray

    def at(self, hours: FloatArray, quantile: float) -> FloatArray:
        """Values at some hours and a quantile of the number itself; shape (sectors, hours)."""
        values = np.tensordot(blend(quantile), self.values, axes=1)
        return np.stack([np.interp(hours, self.hours, row) for row in values])

    def level(self, quantile: float) -> FloatArray:
        """Values of a quantity that does not depend on the hours; shape (sectors,)."""
        return np.asarray(blend(quantile) @ self.values[:, :, 0])


@dataclass(frozen=True, eq=False)
class Cover:
    """What of a loss is insured, by sector: hours of waiting, take-up and the share that is paid."""

    waiting: Band
    take_up: Band
    covered: Band


@dataclass(frozen=True, eq=False)
class Assumed:
    """What one set assumes of ``sectors`` and one service; ``missing`` are sectors it says nothing about.

    Shapes of what the methods return: (sectors,) or (sectors, hours), in the order of ``sectors``.
    """

    source: DependenceSet
    service: str
    sectors: tuple[str, ...]
    missing: tuple[str, ...]
    adoption: Band
    dependence: Band
    workaround: Band
    holdover: Band
    cover: Cover | None

    def lost(
        self, hours: FloatArray, dependence: float, workaround: float, holdover: float = 0.5
    ) -> FloatArray:
        """Share of a user's output lost at some hours, after workarounds; shape (sectors, hours).

        The three are pessimism from 0 to 1: 1 depends most, works around least and holds over shortest.
        """
        helped = self.workaround.at(hours, 1.0 - workaround)
        begun = hours[None, :] >= self.holdover.level(1.0 - holdover)[:, None]
        return np.asarray(self.dependence.at(hours, dependence) * (1.0 - helped) * begun)

    def knots(self, holdover: float = 0.5) -> FloatArray:
        """Hours at which a line bends or begins."""
        begins = self.holdover.level(1.0 - holdover)
        return np.unique(np.concatenate([self.dependence.hours, self.workaround.hours, begins]))


def assumed_of(made: DependenceSet, service: str, sectors: Sequence[str]) -> Assumed:
    """The figures of ``made`` for ``service``; sectors without adoption or dependence stand in ``missing``.

    Raises:
        TensenError: a dependence falls with the hours of an outage.
    """
    found = tuple(
        s for s in sectors if all(made.span(service, q, s) is not None for q in ("adoption", "dependence"))
    )

    def band(quantity: str, otherwise: float = 0.0) -> Band:
        return _band(made, service, quantity, found, otherwise)

    dependence = band("dependence")
    _rising(made, found, dependence)
    insured = made.span(service, "take_up") or any(made.span(service, "take_up", s) for s in found)
    cover = Cover(band("waiting"), band("take_up"), band("covered", 1.0)) if insured else None
    return Assumed(
        source=made,
        service=service,
        sectors=found,
        missing=tuple(s for s in sectors if s not in found),
        adoption=band("adoption"),
        dependence=dependence,
        workaround=band("workaround"),
        holdover=band("holdover"),
        cover=cover,
    )


def share_of(
    made: DependenceSet, service: str, quantity: str, subject: str
) -> Callable[[float], float] | None:
    """A share of ``subject`` as a function of pessimism, or None where the set does not give it."""
    span = made.span(service, quantity, subject=subject)
    if span is None:
        return None
    ends = _ends(span)
    return lambda quantile: float(blend(quantile) @ ends)


def _band(made: DependenceSet, service: str, quantity: str, sectors: Sequence[str], otherwise: float) -> Band:
    """A quantity at all duration points that any sector has."""
    rows = [row for s in sectors for row in made.rows_of(service, quantity, s)]
    hours = np.unique([row.hours or 0.0 for row in rows]) if rows else np.zeros(1)
    values = np.full((3, len(sectors), hours.size), otherwise)
    for s, sector in enumerate(sectors):
        for h, hour in enumerate(hours):
            span = made.span(service, quantity, sector, float(hour))
            if span is not None:
                values[:, s, h] = _ends(span)
    return Band(np.asarray(hours, dtype=float), values)


def _ends(span: Span) -> FloatArray:
    return np.array([span.low, span.central, span.high])


def _rising(made: DependenceSet, sectors: Sequence[str], band: Band) -> None:
    falls = np.asarray((np.diff(band.values, axis=2) < -1e-12).any(axis=(0, 2)))
    if falls.any():
        names = ", ".join(s for s, wrong in zip(sectors, falls, strict=True) if wrong)
        fault = Finding("outage_falls", {"file": made.file}, {"value": names})
        raise TensenError("outage_set_invalid", name=made.id, findings=[fault])
