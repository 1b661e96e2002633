"""A scenario is a change to a network: nodes shocked, edges cut, assumptions changed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Selector = Mapping[str, tuple[str, ...]]
Words = Mapping[str, str]
Place = tuple[str, str]  # a file and the keys that lead to a table in it, such as cut[2]: for messages
Horizon = Literal["days", "months", "years"]


@dataclass(frozen=True)
class Shock:
    """Nodes that ``target`` selects fall to ``level`` (1 is a normal day) on day ``start`` for ``days``.

    ``recovery`` names the profile by which they come back after that; empty: at once. Only what runs in time
    looks at the three; the equilibrium does not.
    """

    target: Selector
    level: float = 0.0
    days: float | None = None
    place: Place = field(default=("", "shock"), compare=False)
    start: float = 0.0
    recovery: str = ""


@dataclass(frozen=True)
class Cut:
    """Edges from ``source`` to ``target`` with ``carrier`` fall to ``level``; an empty selector takes all."""

    source: Selector = field(default_factory=dict)
    carrier: Selector = field(default_factory=dict)
    target: Selector = field(default_factory=dict)
    level: float = 0.0
    place: Place = field(default=("", "cut"), compare=False)

    @property
    def ends(self) -> Mapping[str, Selector]:
        """The three selectors under the keys that a file gives them."""
        return {"from": self.source, "carrier": self.carrier, "to": self.target}


@dataclass(frozen=True)
class Change:
    """An assumption with other values in this scenario."""

    id: str
    low: float
    central: float
    high: float
    place: Place = field(default=("", "assume"), compare=False)


@dataclass(frozen=True)
class Scenario:
    """What happens, at which horizon, what it assumes and which real event it resembles.

    ``file`` is where it stands, for messages; empty where it was made in Python.
    """

    id: str
    title: Words
    horizon: str
    shocks: tuple[Shock, ...] = ()
    cuts: tuple[Cut, ...] = ()
    changes: tuple[Change, ...] = ()
    resembles: Words = field(default_factory=dict)
    assumes: Words = field(default_factory=dict)
    sources: tuple[str, ...] = ()
    file: str = field(default="", compare=False)


def selector(**wanted: Any) -> Selector:
    """A selector from plain values.

    >>> selector(located_in="country.chn", family=["rare-earths", "graphite"])
    {'located_in': ('country.chn',), 'family': ('rare-earths', 'graphite')}
    """
    return {key: (value,) if isinstance(value, str) else tuple(value) for key, value in wanted.items()}
