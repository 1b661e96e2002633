"""Which change moved an answer: the difference of an answer shared out among the changes behind it.

Each change is applied to A alone (``first``), reverted from B alone (``last``), and given its Shapley value
(``share``): the mean of its effect over all orders in which the changes could be made (Shapley 1953, "A value
for n-person games"; as a way to share out the change of a model's result: Shorrocks 2013, Journal of Economic
Inequality 11). Shapley values add up to the whole difference; what the ``first`` effects leave of it is how
much the changes act on each other. Up to eight changes are shared out exactly, more by sampled orders (each
with its reverse), which add up to the whole as well. All of it is at the centre of the assumptions.

Many changes are put into groups first (of one table and one family, kind or role); the groups that move most
are then taken apart, row by row, each row with its effect first and last within everything else.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from math import factorial
from typing import Literal

import numpy as np

from tensen.analysis.game import Game
from tensen.analysis.stress import Step, no_step
from tensen.analysis.switches import Piece
from tensen.engine.arrays import BoolArray, FloatArray, IntArray

By = Literal["auto", "row", "family", "table", "source", "need"]
EXACT = 8  # changes whose every mixture is solved
SAMPLED = 16  # changes of which orders are sampled; the least of more go together
ORDERS = 16
WIDE_EXACT = 4  # where each mixture is a system of its own
ROWS = 5  # rows shown of a group
LOOKED_AT = 48  # parts of a group that are tried at a time
DESCENT = 3  # groups taken apart
LITTLE = 1e-3  # of the largest effect: of more than eight changes those below go together
SMALL = 1e-7  # of the larger answer: an effect that is the solver's rounding


@dataclass(frozen=True)
class Part:
    """One change, or a group of them, and what it did to the answer; money per day, B − A.

    ``pieces`` are what it consists of; ``parts`` single rows of a group that move most (their effects act on
    each other too, so they need not add up to the group's).
    """

    table: str
    name: str
    pieces: tuple[Piece, ...]
    first: float
    last: float
    share: float
    parts: tuple["Part", ...] = ()

    @property
    def mean(self) -> float:
        """The mean of the effect applied first and the effect reverted last."""
        return (self.first + self.last) / 2


@dataclass(frozen=True)
class Attribution:
    """How the difference ``b − a`` of an answer came about; all shares and ``together`` add up to it.

    ``method`` is ``exact`` or ``sampled``; ``together`` is what the parts leave: groups too many to be looked
    into singly, else rounding.
    """

    id: str
    a: float
    b: float
    parts: tuple[Part, ...]
    together: float
    method: Literal["exact", "sampled", "none"]
    orders: int

    @property
    def total(self) -> float:
        """The difference of the answer at the centre."""
        return self.b - self.a

    @property
    def interaction(self) -> float:
        """What the changes do only with each other: the difference without all ``first`` effects."""
        return self.total - sum(part.first for part in self.parts)


@dataclass(frozen=True)
class _Group:
    table: str
    name: str
    members: tuple[int, ...]


def attribute(
    game: Game, *, by: By = "auto", seed: int = 0, orders: int = ORDERS, step: Step = no_step
) -> Attribution:
    """Share out the difference of the game's answer.

    Args:
        by: how changes are grouped; ``auto`` takes rows where at most eight differ, else table and family.
        seed: of the sampled orders.
        orders: how many of them, rounded up to an even number.
    """
    count = len(game.pieces)
    a, b = game.losses(np.array([[False] * count, [True] * count]), step).tolist()
    if not count:
        return Attribution(game.question.id, a, b, (), b - a, "none", 0)
    groups = grouped(game.pieces, by, game.wide)
    value = _Valued(game, step)
    singles = [frozenset({k}) for k in range(len(groups))]
    everybody = frozenset(range(len(groups)))
    value.prepare(groups, [*singles, *(everybody - s for s in singles)])
    first = [value(groups, s) - a for s in singles]
    last = [b - value(groups, everybody - s) for s in singles]
    floor = SMALL * max(abs(a), abs(b))
    effect = [max(abs(x), abs(y)) for x, y in zip(first, last, strict=True)]
    chosen, rest = _chosen(len(groups), effect, floor, game.wide)
    players = [_Group(groups[k].table, groups[k].name, groups[k].members) for k in chosen]
    if rest:
        players.append(_Group("", "", tuple(m for k in rest for m in groups[k].members)))
    shares, method, used = _shares(players, value, seed, orders)
    parts = []
    for place, k in enumerate(chosen):
        within = _rows(game, groups[k], value, (a, b), floor) if place < DESCENT else ()
        pieces = tuple(game.pieces[m] for m in groups[k].members)
        parts.append(Part(groups[k].table, groups[k].name, pieces, first[k], last[k], shares[place], within))
    parts.sort(key=lambda part: (-abs(part.share), part.table, part.name))
    together = (b - a) - sum(part.share for part in parts)
    return Attribution(game.question.id, a, b, tuple(parts), together, method, used)


def _chosen(count: int, effect: list[float], floor: float, wide: bool) -> tuple[list[int], list[int]]:
    """Those looked into singly, and those that go together: what does nothing alone, the least of too many.

    What does nothing alone may still do something beside others, so it is never left out.
    """
    moving = sorted((k for k in range(count) if effect[k] > floor), key=lambda k: -effect[k])
    least = LITTLE * max(effect, default=0.0) if len(moving) > EXACT else 0.0
    kept = [k for k in moving if effect[k] > least][: WIDE_EXACT if wide else SAMPLED]
    return kept, [k for k in range(count) if k not in kept]


def grouped(pieces: Sequence[Piece], by: By, wide: bool = False) -> list[_Group]:
    """Pieces in groups, in the order of their first piece."""
    single = by == "row" or (by == "auto" and len(pieces) <= (WIDE_EXACT if wide else EXACT))
    names: Mapping[str, Callable[[Piece], tuple[str, str]]] = {
        "table": lambda p: (p.table, ""),
        "source": lambda p: ("", "|".join(p.sources)),
        "need": lambda p: (p.table, " ".join(p.key[-2:])),
        "family": lambda p: (p.table, p.belongs),
    }
    name = names["family" if by in ("auto", "row") else by]
    found: dict[tuple[str, str], list[int]] = {}
    for number, piece in enumerate(pieces):
        key = (piece.table, " ← ".join(reversed(piece.key)) + f"#{number}") if single else name(piece)
        found.setdefault(key, []).append(number)
    return [_Group(*key, tuple(members)) for key, members in found.items()]


class _Valued:
    """The answer when some groups are as in B; mixtures are solved many at a time."""

    def __init__(self, game: Game, step: Step) -> None:
        self._game, self._step = game, step

    def _row(self, groups: Sequence[_Group], chosen: frozenset[int]) -> BoolArray:
        row = np.zeros(len(self._game.pieces), dtype=bool)
        for k in chosen:
            row[list(groups[k].members)] = True
        return row

    def prepare(self, groups: Sequence[_Group], wanted: Sequence[frozenset[int]]) -> FloatArray:
        return self._game.losses(np.array([self._row(groups, chosen) for chosen in wanted]), self._step)

    def __call__(self, groups: Sequence[_Group], chosen: frozenset[int]) -> float:
        return float(self.prepare(groups, [chosen])[0])

    def rows(self, on: BoolArray) -> FloatArray:
        return self._game.losses(on, self._step)


def _shares(
    players: Sequence[_Group], value: _Valued, seed: int, orders: int
) -> tuple[list[float], Literal["exact", "sampled", "none"], int]:
    if not players:
        return [], "none", 0
    if len(players) <= EXACT:
        return _exact(players, value), "exact", factorial(len(players))
    sampled = _orders(len(players), seed, orders)
    return _sampled(players, value, sampled), "sampled", len(sampled)


def _exact(players: Sequence[_Group], value: _Valued) -> list[float]:
    """Shapley values from all mixtures of the players."""
    n = len(players)
    sets = [frozenset(some) for size in range(n + 1) for some in combinations(range(n), size)]
    worth = dict(zip(sets, value.prepare(players, sets).tolist(), strict=True))
    shares = []
    for k in range(n):
        share = 0.0
        for some in sets:
            if k not in some:
                weight = factorial(len(some)) * factorial(n - 1 - len(some)) / factorial(n)
                share += weight * (worth[some | {k}] - worth[some])
        shares.append(share)
    return shares


def _orders(n: int, seed: int, count: int) -> list[IntArray]:
    """Orders at random, each followed by its reverse, which halves the error for effects that only pair."""
    rng = np.random.default_rng(seed)
    half = [rng.permutation(n) for _ in range(max(1, (count + 1) // 2))]
    return [order for drawn in half for order in (drawn, drawn[::-1])]


def _sampled(players: Sequence[_Group], value: _Valued, orders: Sequence[IntArray]) -> list[float]:
    chains = [[frozenset(order[:k].tolist()) for k in range(len(players) + 1)] for order in orders]
    flat = [some for chain in chains for some in chain]
    worth = value.prepare(players, flat).reshape(len(chains), -1)
    shares = np.zeros(len(players))
    for order, run in zip(orders, worth, strict=True):
        shares[order] += np.diff(run)
    return [float(share) / len(orders) for share in shares]


def _rows(
    game: Game, group: _Group, value: _Valued, ends: tuple[float, float], floor: float
) -> tuple[Part, ...]:
    """The rows of a group that move most, each alone."""
    if len(group.members) < 2:
        return ()
    some = _searched(group.members, 4 if game.wide else LOOKED_AT, game, value, ends)
    first, last = _effects([(member,) for member in some], game, value, ends)
    parts = []
    for k, member in enumerate(some):
        piece = game.pieces[member]
        if max(abs(first[k]), abs(last[k])) > floor:
            name = " ← ".join(reversed(piece.key))
            parts.append(Part(piece.table, name, (piece,), first[k], last[k], (first[k] + last[k]) / 2))
    return tuple(sorted(parts, key=lambda p: (-abs(p.share), p.name))[:ROWS])


def _searched(
    members: Sequence[int], width: int, game: Game, value: _Valued, ends: tuple[float, float]
) -> list[int]:
    """The single rows reached by taking apart, again and again, the parts of a group that move most.

    A group is cut into ``width`` runs; those with the largest effect are cut again until rows are left. A row
    that its neighbours cancel out exactly can be passed over.
    """
    runs = _cut(members, width)
    while any(len(run) > 1 for run in runs):
        effect = np.maximum(*(np.abs(e) for e in _effects(runs, game, value, ends)))
        best = [runs[k] for k in np.argsort(-effect, kind="stable")[: max(1, width // 8)]]
        runs = [part for run in best for part in _cut(run, max(2, width // len(best)))]
    return [run[0] for run in runs]


def _cut(members: Sequence[int], count: int) -> list[Sequence[int]]:
    """At most ``count`` runs of nearly equal length."""
    ends = np.linspace(0, len(members), min(count, len(members)) + 1).astype(int).tolist()
    return [members[a:b] for a, b in pairwise(ends)]


def _effects(
    runs: Sequence[Sequence[int]], game: Game, value: _Valued, ends: tuple[float, float]
) -> tuple[FloatArray, FloatArray]:
    """Of each run of rows: what it does to A alone, and what reverting it takes off B."""
    on = np.zeros((2 * len(runs), len(game.pieces)), dtype=bool)
    on[len(runs) :] = True
    for k, run in enumerate(runs):
        on[k, list(run)], on[len(runs) + k, list(run)] = True, False
    found = np.asarray(value.rows(on))
    return found[: len(runs)] - ends[0], ends[1] - found[len(runs) :]
