"""Two rankings of chokepoints side by side: who entered, who left, who moved."""

from dataclasses import dataclass
from typing import Literal

from tensen.analysis.chokepoints import Chokepoint, Ranking
from tensen.analysis.interval import Interval
from tensen.analysis.paired import Change, change_between

Status = Literal["entered", "left", "up", "down", "same"]


@dataclass(frozen=True)
class Moved:
    """A chokepoint on both sides; ranks count from 1, None where it is not in that side's list."""

    id: str
    foreign: bool
    rank_a: int | None
    rank_b: int | None
    loss_a: Interval | None
    loss_b: Interval | None
    change: Change | None

    @property
    def status(self) -> Status:
        """``up`` is towards the first rank: worse."""
        if self.rank_a is None:
            return "entered"
        if self.rank_b is None:
            return "left"
        if self.rank_a == self.rank_b:
            return "same"
        return "up" if self.rank_b < self.rank_a else "down"

    @property
    def moved(self) -> bool:
        """Its rank or its loss differs."""
        return self.status != "same" or (self.change is not None and self.change.central != 0)


def moved(a: Ranking, b: Ranking, floor: float = 0.0) -> tuple[Moved, ...]:
    """All chokepoints of two rankings in the order of B, those that left last; foreign before domestic.

    ``floor`` is what counts as rounding (money per day). A list is cut at its length: whoever left may stand
    just below its end.
    """
    return (*_list(a.foreign, b.foreign, True, floor), *_list(a.domestic, b.domestic, False, floor))


def _list(a: tuple[Chokepoint, ...], b: tuple[Chokepoint, ...], foreign: bool, floor: float) -> list[Moved]:
    old = {c.candidate.key: c for c in a}
    new = {c.candidate.key: c for c in b}
    return [_moved(key, foreign, old.get(key), new.get(key), floor) for key in dict.fromkeys([*new, *old])]


def _moved(key: str, foreign: bool, a: Chokepoint | None, b: Chokepoint | None, floor: float) -> Moved:
    change = change_between(a.loss, b.loss, floor=floor) if a and b else None
    return Moved(
        key,
        foreign,
        a.rank if a else None,
        b.rank if b else None,
        a.loss if a else None,
        b.loss if b else None,
        change,
    )
