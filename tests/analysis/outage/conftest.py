"""A dependence set of round figures, and outages in the made-up world."""

from collections.abc import Callable, Mapping

import pytest

from tensen.analysis.compiled import Frame
from tensen.analysis.dependence import DependenceRow, DependenceSet, Span
from tensen.analysis.hits import hit_of
from tensen.analysis.outage.event import Outage
from tensen.analysis.outage.recovery import Recovery, step
from tensen.analysis.scenario import Scenario, Shock, selector

Rows = Mapping[tuple[str, str, str, float | None], tuple[float, float, float]]
MakeSet = Callable[..., DependenceSet]
MakeOutage = Callable[..., Outage]


def made(rows: Rows, name: str = "round", service: str = "cloud") -> DependenceSet:
    """A set from ``(quantity, sector, subject, hours) -> (low, central, high)``."""
    stamp = ("source.s", "2024", "assumed")
    held = tuple(
        DependenceRow(service, sector, subject, quantity, hours, Span(*span), *stamp)
        for (quantity, sector, subject, hours), span in rows.items()
    )
    return DependenceSet(name, {"en": name, "ja": name}, {}, {}, held)


BASE: Rows = {
    ("adoption", "", "", None): (0.25, 0.5, 0.75),
    ("dependence", "", "", None): (0.1, 0.2, 0.4),
}


@pytest.fixture
def make_set() -> MakeSet:
    """Half adopt and a fifth depends, with rows put to it or exchanged."""

    def make(more: Rows | None = None, name: str = "round") -> DependenceSet:
        return made({**BASE, **(more or {})}, name)

    return make


@pytest.fixture
def make_outage(frame: Frame) -> MakeOutage:
    """Nodes of the made-up world that are away; computing is the service."""

    def make(*ids: str, recovery: Recovery | None = None, **more: object) -> Outage:
        event = Scenario("x", {}, "days", shocks=(Shock(selector(id=list(ids))),))
        hits = hit_of(frame, event), hit_of(frame, event, worst=True)
        return Outage(hits, "cloud", ("carrier.compute",), recovery or step(24.0), **more)  # type: ignore[arg-type]

    return make
