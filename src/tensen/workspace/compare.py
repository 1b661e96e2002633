"""Compare: two scenarios, two horizons or two networks; rows, answers, and which row moved which answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum
from pathlib import Path
from typing import Any, get_args

import pandas as pd

from tensen.analysis.attribution import Attribution, By, attribute
from tensen.analysis.chokepoints import rank_chokepoints
from tensen.analysis.difference import NetworkDifference, difference
from tensen.analysis.game import Question, game_of
from tensen.analysis.moved import Moved, moved
from tensen.analysis.paired import LEAST, Asked, Pair, pair_up
from tensen.analysis.places import Places, places_of
from tensen.analysis.reach import ScenarioDifference, scenario_difference
from tensen.analysis.stress import Step, no_step
from tensen.analysis.switches import switches_of
from tensen.analysis.union import union_of
from tensen.messages import TensenError
from tensen.model import Network
from tensen.workspace.answers import REFERENCE, frame_for, place_for
from tensen.workspace.compare_sides import Given, Kind, Side, Sides, sides_of

THRESHOLD = 1e-3  # of the larger answer: a smaller move is shown, but not taken apart
TOP = 20


@dataclass(frozen=True)
class Total:
    """What a country or region earns per day on either side; None where the side does not have it."""

    id: str
    a: float | None
    b: float | None


@dataclass(frozen=True, eq=False)
class Comparison:
    """What differs between A and B. Money is value added per day of ``country`` with stocks exhausted.

    ``rows`` is None where both sides are one network; ``clauses`` is None for networks; ``attributions`` are
    by the pair's ``id``.
    """

    kind: Kind
    a: Side
    b: Side
    country: str
    threshold: float
    rows: NetworkDifference | None
    clauses: ScenarioDifference | None
    pairs: tuple[Pair, ...]
    attributions: dict[str, Attribution]
    chokepoints: tuple[Moved, ...]
    totals: tuple[Total, ...]
    only_a: tuple[str, ...] = ()
    only_b: tuple[str, ...] = ()

    @property
    def equal(self) -> bool:
        """No row, no clause and no horizon differs."""
        rows = self.rows is None or self.rows.empty
        clauses = self.clauses is None or self.clauses.empty
        return rows and clauses and self.a.horizon == self.b.horizon

    @property
    def names(self) -> dict[str, dict[str, str]]:
        """Names of nodes and carriers of both sides by id; B's where they differ."""
        return {**self.a.network.names, **self.b.network.names}

    def to_frames(self) -> dict[str, pd.DataFrame]:
        """By name: ``answers``, ``rows_<table>``, ``hits``, ``chokepoints``, ``moved_by``, ``totals``."""
        frames = {"answers": self.to_frame()}
        if self.rows is not None:
            frames |= {f"rows_{name}": held.to_frame() for name, held in self.rows.tables.items()}
        if self.clauses is not None:
            frames["hits"] = self.clauses.to_frame()
        frames["moved_by"] = pd.DataFrame(
            [
                {"answer": name, "table": p.table, "name": p.name, "rows": sum(len(x.rows) for x in p.pieces)}
                | {"first": p.first, "last": p.last, "share": p.share}
                for name, found in self.attributions.items()
                for p in found.parts
            ],
            columns=["answer", "table", "name", "rows", "first", "last", "share"],
        )
        frames["chokepoints"] = pd.DataFrame([{**vars(m), "status": m.status} for m in self.chokepoints])
        frames["totals"] = pd.DataFrame([vars(t) for t in self.totals], columns=["id", "a", "b"])
        return frames

    def to_frame(self) -> pd.DataFrame:
        """One row per answer: both intervals and the difference at equal assumptions."""
        rows = []
        for pair in self.pairs:
            if pair.a is None or pair.b is None or pair.change is None:
                continue
            sides = {"a": pair.a.loss.to_dict(), "b": pair.b.loss.to_dict(), "change": pair.change.to_dict()}
            cells = {f"{side}_{end}": value for side, ends in sides.items() for end, value in ends.items()}
            rows.append({"answer": pair.id, **cells, "overlap": pair.overlap, "certain": pair.change.certain})
        return pd.DataFrame(rows)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON, words in both languages."""
        from tensen.workspace.compare_document import comparison_document

        return comparison_document(self)

    def to_html(self, lang: str = "en") -> str:
        """A self-contained page with the waterfalls."""
        from tensen.reports.comparison import render_comparison

        return render_comparison(self.to_dict(), "ja" if lang == "ja" else "en")

    def _repr_html_(self) -> str:
        return self.to_frame()._repr_html_()  # type: ignore[operator, no-any-return]


def compare(
    a: Given,
    b: Given | None = None,
    *,
    net: str | Path | Network | None = None,
    country: str = REFERENCE,
    horizon: str | Sequence[str] | None = None,
    scenario: str | Sequence[str] | None = None,
    draws: int = 32,
    seed: int = 0,
    by: By = "auto",
    threshold: float = THRESHOLD,
    answers: bool = True,
    chokepoints: bool = True,
    step: Step = no_step,
) -> Comparison:
    """What changed from ``a`` to ``b`` in the rows and the answers, and which row moved which answer.

    Args:
        a: before: a scenario or a network; ``name@days`` sets its horizon.
        b: after; None where two horizons are given.
        net: the network of two scenarios; by default the one here, else ``japan``.
        country: whose loss counts.
        horizon: one for both sides, or two: ``"days,months"``.
        scenario: for networks, only these scenarios; by default all that both have.
        draws: paired draws of the assumptions (a power of two; 0 for the corners alone).
        seed: of the draws and of sampled orders.
        by: how changed rows are grouped: ``auto``, ``row``, ``need``, ``family``, ``table``, ``source``.
        threshold: share of the larger answer by which the centre must move to be taken apart.
        answers: False compares the rows (or clauses) alone.
        chokepoints: whether the rankings of two networks are compared.
        step: called after each piece of work; may raise to cancel.

    Raises:
        TensenError: a name, horizon or country that there is none of, or a scenario beside a network.
    """
    if by not in get_args(By):
        raise TensenError("compare_by", exit_code=2, name=by, names=", ".join(get_args(By)))
    sides = sides_of(a, b, net=net, horizon=horizon, scenario=scenario)
    step()
    left, right = sides.a, sides.b
    rows = None if left.network is right.network else difference(left.network, right.network)
    clauses = None
    if sides.kind != "networks":
        pair = left.scenarios[0], right.scenarios[0]
        clauses = scenario_difference(frame_for(left.network), *pair)
    step()
    place = place_for(left.network, country)
    made = Comparison(sides.kind, left, right, place.id, threshold, rows, clauses, (), {}, (), ())
    if made.equal or not answers:
        return _with(made, sides)
    exponent = draws.bit_length() - 1
    pairs = _pairs(sides, country, exponent, seed, step)
    _refuse(sides, pairs, scenario)
    moving = [p for p in pairs if p.moved(threshold) and not p.closed]
    attributions = _attributions(made, moving, by, seed, step)
    ranks = _ranks(sides, country, step) if chokepoints and sides.kind == "networks" else ()
    totals = _totals(left.network, right.network) if rows is not None else ()
    return _with(made, sides, tuple(pairs), attributions, ranks, totals)


def _with(
    made: Comparison,
    sides: Sides,
    pairs: tuple[Pair, ...] = (),
    attributions: dict[str, Attribution] | None = None,
    ranks: tuple[Moved, ...] = (),
    totals: tuple[Total, ...] = (),
) -> Comparison:
    head = made.kind, made.a, made.b, made.country, made.threshold, made.rows, made.clauses
    return Comparison(*head, pairs, attributions or {}, ranks, totals, sides.only_a, sides.only_b)


def _pairs(sides: Sides, country: str, exponent: int, seed: int, step: Step) -> list[Pair]:
    asked = [
        Asked(frame_for(s.network), place_for(s.network, country), s.scenarios) for s in (sides.a, sides.b)
    ]
    return pair_up(asked[0], asked[1], exponent=exponent, seed=seed, step=step)


def _refuse(sides: Sides, pairs: Sequence[Pair], scenario: object) -> None:
    """A scenario that was asked for by name and cannot be asked of a side is an error, not a gap."""
    problem = next((p.problem for p in pairs if p.problem is not None), None)
    if problem is not None and (scenario is not None or sides.kind != "networks"):
        raise problem


def _attributions(
    made: Comparison, moving: Sequence[Pair], by: By, seed: int, step: Step
) -> dict[str, Attribution]:
    if not moving:
        return {}
    found = made.rows or difference(made.a.network, made.b.network)
    switches = switches_of(union_of(found))
    step()
    attributions = {}
    for pair in moving:
        if pair.a is None or pair.b is None:
            continue
        question = Question(pair.id, pair.a.scenario, pair.b.scenario)
        attributions[pair.id] = attribute(
            game_of(switches, made.country, question), by=by, seed=seed, step=step
        )
    return attributions


def _ranks(sides: Sides, country: str, step: Step) -> tuple[Moved, ...]:
    rankings = []
    for side in (sides.a, sides.b):
        frame, place = frame_for(side.network), place_for(side.network, country)
        horizon = side.horizon or "months"
        rankings.append(rank_chokepoints(frame, place, horizon, top=TOP, exponent=-1, step=step))
    return moved(rankings[0], rankings[1], LEAST * rankings[0].reference.value)


def _totals(a: Network, b: Network) -> tuple[Total, ...]:
    """Value per day of the countries and regions where it differs, the largest difference first."""
    left, right = (_values(places_of(frame_for(net))) for net in (a, b))
    found = [Total(n, left.get(n), right.get(n)) for n in dict.fromkeys([*left, *right])]
    apart = [t for t in found if t.a != t.b]
    return tuple(sorted(apart, key=lambda t: (-abs((t.b or 0.0) - (t.a or 0.0)), t.id)))


def _values(places: Places) -> dict[str, float]:
    """Value per day by country; summed exactly, so that the order of rows cannot make a difference."""
    held: dict[str, list[float]] = {}
    for country, value in zip(places.country_of, places.frame.value.tolist(), strict=True):
        if country and value > 0:
            held.setdefault(country, []).append(value)
    return {country: fsum(values) for country, values in held.items()}
