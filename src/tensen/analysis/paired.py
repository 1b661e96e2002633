"""The same questions asked of two sides, at equal points of the assumptions.

Assumptions that are wrong are wrong on both sides at once: whoever is less replaceable than we think before a
change is so after it. So the difference of two answers is taken point by point, at the optimistic corner, the
centre, the pessimistic corner and at paired draws (the same quantile per family in A and in B), and the
interval of the *difference* is the range of those differences. Subtracting the ends of two intervals
crosswise would treat the two sides as independent and give a range several times too wide; two intervals that
overlap may still differ in one direction at every point. (Common random numbers: Glasserman and Yao 1992,
"Some guidelines and guarantees for common random numbers", Management Science 38.) The difference need not be
monotone in the assumptions, so its range is over the points that were looked at, not a proof.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tensen.analysis.compiled import Frame, compile_network, with_assumptions
from tensen.analysis.corners import Corners, corners_of
from tensen.analysis.draws import Point, families_of, losses_at, points_over
from tensen.analysis.explain import explanation
from tensen.analysis.hits import Hit, hit_of
from tensen.analysis.interval import Interval, Sampled, summarise
from tensen.analysis.people import People, people_affected
from tensen.analysis.places import Place, places_of
from tensen.analysis.scenario import Scenario
from tensen.analysis.stress import Step, changed, no_step
from tensen.engine.arrays import BoolArray, FloatArray
from tensen.messages import TensenError

LEAST = 1e-9  # of the reference's value: a smaller difference is the solver's rounding


@dataclass(frozen=True)
class Change:
    """A difference, B − A. ``low``, ``central`` and ``high`` stand at the optimistic corner, the centre and
    the pessimistic corner of the assumptions (so ``low`` may exceed ``high``); ``least`` and ``most`` bound
    all points looked at, draws included; NaN where an end is not identified.
    """

    low: float
    central: float
    high: float
    least: float
    most: float
    sampled: Sampled | None = None

    @property
    def certain(self) -> bool:
        """It has the same sign at every point that was looked at."""
        return self.least > 0 or self.most < 0

    def to_dict(self) -> dict[str, float | None]:
        """For JSON: NaN becomes null."""
        names = ("low", "central", "high", "least", "most")
        values = (self.low, self.central, self.high, self.least, self.most)
        return {n: None if np.isnan(v) else float(v) for n, v in zip(names, values, strict=True)}


@dataclass(frozen=True, eq=False)
class Answer:
    """One scenario on one side: ``loss`` in value added per day of the reference.

    ``nodes`` holds losses as money at the three points by node id; ``path`` leads from the node that loses
    most back to the shock; ``draws`` are the losses at the shared points; ``identified`` tells which count.
    """

    scenario: Scenario
    loss: Interval
    share: Interval
    people: People | None
    nodes: Mapping[str, tuple[float, float, float]]
    countries: Mapping[str, tuple[float, float, float]]
    path: tuple[str, ...]
    closed: bool
    draws: FloatArray
    identified: BoolArray

    @property
    def sampled(self) -> Sampled | None:
        """Quantiles over the draws; None without draws."""
        return summarise(self.draws, self.identified) if len(self.draws) else None


@dataclass(frozen=True)
class Item:
    """A sector or country on both sides; money per day."""

    id: str
    a: Interval
    b: Interval
    change: Change


@dataclass(frozen=True, eq=False)
class Pair:
    """One question answered by both sides. ``a`` or ``b`` is None where that side could not be asked, and
    ``problem`` says why.
    """

    id: str
    a: Answer | None
    b: Answer | None
    change: Change | None
    share: Change | None
    sectors: tuple[Item, ...] = ()
    countries: tuple[Item, ...] = ()
    problem: TensenError | None = None

    @property
    def overlap(self) -> bool:
        """The two intervals overlap: their ends alone do not tell which side is worse."""
        if self.a is None or self.b is None:
            return False
        return self.a.loss.low <= self.b.loss.high and self.b.loss.low <= self.a.loss.high

    @property
    def closed(self) -> bool:
        """A loss is not identified on one side."""
        return any(side is not None and side.closed for side in (self.a, self.b))

    def moved(self, threshold: float) -> bool:
        """The central loss moved by more than ``threshold`` of the larger of the two."""
        if self.a is None or self.b is None or self.change is None:
            return False
        return abs(self.change.central) > threshold * max(self.a.loss.central, self.b.loss.central)


@dataclass(frozen=True, eq=False)
class Asked:
    """One side: a network's frame, the reference, and its scenarios (each at its horizon)."""

    frame: Frame
    place: Place
    scenarios: Sequence[Scenario]


def pair_up(a: Asked, b: Asked, *, exponent: int = 5, seed: int = 0, step: Step = no_step) -> list[Pair]:
    """Ask both sides their scenarios, which go together in the order given.

    Args:
        exponent: 2**exponent paired draws; below 0 none.
        seed: of the scrambled sequence that both sides share.
        step: called after each piece of work; may raise to cancel.
    """
    families = sorted({*a.frame.network.assumptions["family"], *b.frame.network.assumptions["family"]})
    points = points_over(families, exponent, seed) if exponent >= 0 else []
    same = a.frame is b.frame and list(a.scenarios) == list(b.scenarios)
    left = _ask(a, points, step)
    right = left if same else _ask(b, points, step)
    pairs = []
    for sa, sb, x, y in zip(a.scenarios, b.scenarios, left, right, strict=True):
        name = sa.id if sa.id == sb.id else f"{sa.id} → {sb.id}"
        pairs.append(_pair(name, x, y, (a.place, b.place)))
    return pairs


def change_between(
    a: Interval,
    b: Interval,
    draws: tuple[Answer, Answer] | None = None,
    scale: tuple[float, float] = (1.0, 1.0),
    floor: float = 0.0,
) -> Change:
    """B − A at equal points of the assumptions; see the head of this module.

    Args:
        draws: the answers whose paired draws count too.
        scale: divides the draws of either side (their values per day).
        floor: differences up to it are rounding and become 0.
    """
    low, central, high = (_snapped(d, floor) for d in (b.low - a.low, b.central - a.central, b.high - a.high))
    points = [v for v in (low, central, high) if not np.isnan(v)]
    sampled = None
    if draws is not None and len(draws[0].draws):
        both = draws[0].identified & draws[1].identified
        apart = draws[1].draws / scale[1] - draws[0].draws / scale[0]
        apart[np.abs(apart) <= floor] = 0.0
        sampled = summarise(apart, both)
        points += apart[both].tolist()
    ends = (min(points), max(points)) if points else (np.nan, np.nan)
    return Change(low, central, high, *ends, sampled)


def _snapped(value: float, floor: float) -> float:
    return 0.0 if abs(value) <= floor else value


def _pair(
    name: str, a: "Answer | TensenError", b: "Answer | TensenError", places: tuple[Place, Place]
) -> Pair:
    if isinstance(a, TensenError) or isinstance(b, TensenError):
        sides = [None if isinstance(side, TensenError) else side for side in (a, b)]
        problem = a if isinstance(a, TensenError) else b
        assert isinstance(problem, TensenError)
        return Pair(name, sides[0], sides[1], None, None, problem=problem)
    floor = LEAST * max(place.value for place in places)
    return Pair(
        name,
        a,
        b,
        change_between(a.loss, b.loss, (a, b), floor=floor),
        change_between(a.share, b.share, (a, b), (places[0].value, places[1].value), LEAST),
        _items(a.nodes, b.nodes, floor),
        _items(a.countries, b.countries, floor),
    )


def _items(
    a: Mapping[str, tuple[float, ...]], b: Mapping[str, tuple[float, ...]], floor: float
) -> tuple[Item, ...]:
    """What is lost on either side, the largest change first; ties by id."""
    none = (0.0, 0.0, 0.0)
    found = []
    for name in sorted(a.keys() | b.keys()):
        x, y = Interval(*a.get(name, none)), Interval(*b.get(name, none))
        change = change_between(x, y, floor=floor)
        if max(abs(change.least), abs(change.most)) > floor:
            found.append(Item(name, x, y, change))
    return tuple(sorted(found, key=lambda item: -abs(item.change.central)))


def _ask(side: Asked, points: Sequence[Point], step: Step) -> list["Answer | TensenError"]:
    """Answers in the order of the scenarios; a scenario that the network cannot be asked gives its error."""
    found: dict[int, Answer | TensenError] = {}
    plain: dict[str, list[int]] = {}
    for k, scenario in enumerate(side.scenarios):
        try:
            if scenario.changes:
                moved = with_assumptions(side.frame, changed(side.frame.network.assumptions, scenario))
                hit_of(moved, scenario)
                found |= _solve(Asked(moved, side.place, [scenario]), [k], points, step)
            else:
                hit_of(side.frame, scenario)
                plain.setdefault(scenario.horizon, []).append(k)
        except TensenError as problem:
            found[k] = problem
    for some in plain.values():
        part = Asked(side.frame, side.place, [side.scenarios[k] for k in some])
        found |= _solve(part, some, points, step)
    return [found[k] for k in range(len(side.scenarios))]


def _solve(side: Asked, numbers: Sequence[int], points: Sequence[Point], step: Step) -> dict[int, Answer]:
    """Scenarios of one horizon and one table of assumptions, solved side by side."""
    frame, hits_of = side.frame, _hits(side)
    central = compile_network(frame, side.scenarios[0].horizon)
    found = corners_of(central, hits_of)
    step()
    drawn, good = np.empty((0, len(numbers))), np.empty((0, len(numbers)), dtype=bool)
    if points:
        known = families_of(central)
        mine = [Point(_of(p.quantile, known), p.worst) for p in points]
        losses = losses_at(central, mine, hits_of)
        drawn, good = losses.money(frame.value * side.place.mask), losses.identified
        step()
    return {n: _answer(side, found, k, drawn[:, k], good[:, k]) for k, n in enumerate(numbers)}


def _of(quantile: object, families: Sequence[str]) -> dict[str, float]:
    assert isinstance(quantile, Mapping)
    return {family: quantile[family] for family in families}


def _hits(side: Asked) -> Callable[[bool], list[Hit]]:
    return lambda worst: [hit_of(side.frame, s, worst=worst) for s in side.scenarios]


def _answer(side: Asked, found: Corners, k: int, drawn: FloatArray, good: BoolArray) -> Answer:
    frame, place = side.frame, side.place
    loss = found.money(place.mask)[k]
    why = explanation(found.central, k)
    worst = why.worst(place.mask)
    steps = () if worst is None else why.tree(worst, depth=6, width=1).heaviest()
    return Answer(
        scenario=side.scenarios[k],
        loss=loss,
        share=loss.scaled(1 / place.value),
        people=people_affected(frame, place, found.central.loss[:, k]),
        nodes=_money(frame, frame.value * place.mask, found, k),
        countries=_by_country(frame, found, k),
        path=tuple(step.node for step in steps),
        closed=not (found.central.identified[k] and found.high.identified[k]),
        draws=drawn,
        identified=good,
    )


def _ends(found: Corners, k: int) -> FloatArray:
    return np.stack([found.low.loss[:, k], found.central.loss[:, k], found.high.result.upper[:, k]])


def _money(frame: Frame, worth: FloatArray, found: Corners, k: int) -> dict[str, tuple[float, float, float]]:
    money = _ends(found, k) * worth
    ids = frame.network.position
    low, mid, high = money.tolist()
    return {str(ids[i]): (low[i], mid[i], high[i]) for i in np.flatnonzero(money.max(axis=0) > 0).tolist()}


def _by_country(frame: Frame, found: Corners, k: int) -> dict[str, tuple[float, float, float]]:
    index = places_of(frame).country_index
    here = index >= 0
    money = _ends(found, k) * frame.value
    total = np.stack([np.bincount(index[here], row[here], len(frame.network.position)) for row in money])
    ids = frame.network.position
    low, mid, high = total.tolist()
    return {str(ids[i]): (low[i], mid[i], high[i]) for i in np.flatnonzero(total.max(axis=0) > 0).tolist()}
