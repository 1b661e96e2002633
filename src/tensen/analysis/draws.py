"""Points of the assumptions: draws with one quantile per family, and one family moved at a time.

What is wrong together is wrong together: all assumptions of a family share one quantile (comonotone), or
independent errors would cancel and the interval would be far too narrow.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from threading import Thread

import numpy as np

from tensen.analysis.compiled import Compiled, Quantile, shift, worst_unknowns
from tensen.analysis.figures import figures_over
from tensen.analysis.hits import Hit, batch_of
from tensen.analysis.solve import solve
from tensen.engine.arrays import BoolArray, FloatArray
from tensen.engine.equilibrium import Equilibrium
from tensen.engine.loops import CLOSED, closed_loops
from tensen.engine.restrict import part_of
from tensen.engine.shock import Batch
from tensen.engine.suspects import suspects
from tensen.engine.sweep import Points, sweep
from tensen.engine.system import System

UNKNOWN = "unknown-suppliers"
TOLERANCE = 1e-8  # of a node's output: far below what an interval shows


@dataclass(frozen=True)
class Point:
    """A point of the assumptions; with ``worst`` the unknown suppliers are as bad as they might be."""

    quantile: Quantile
    worst: bool = False


@dataclass(frozen=True, eq=False)
class PointLosses:
    """``loss[p]`` is (nodes, hits) at point p; ``identified[p, hit]`` tells where it may be used."""

    loss: FloatArray
    identified: BoolArray

    def money(self, worth: FloatArray) -> FloatArray:
        """Value lost per day, shape (points, hits), with ``worth`` (nodes,) or (nodes, hits)."""
        if worth.ndim == 1:
            return np.asarray(np.einsum("n,pnh->ph", worth, self.loss))
        return np.asarray(np.einsum("nh,pnh->ph", worth, self.loss))


def families_of(compiled: Compiled) -> tuple[str, ...]:
    """The families of assumptions, in order of their names."""
    return tuple(sorted(compiled.frame.network.assumptions["family"].unique()))


def prepare() -> None:
    """Import the library of the sequence beside other work: a second that nobody need wait for."""
    Thread(target=import_module, args=("scipy.stats",)).start()


def drawn_points(compiled: Compiled, exponent: int, seed: int) -> list[Point]:
    """:func:`points_over` the families of a compiled network."""
    return points_over(families_of(compiled), exponent, seed)


def points_over(families: Sequence[str], exponent: int, seed: int) -> list[Point]:
    """``2**exponent`` points of a scrambled Sobol sequence over the families.

    One more coordinate stands for unknown suppliers: in half of the draws they are the worst they might be.
    """
    from scipy.stats import qmc  # slow to import; only draws need it

    sequence = qmc.Sobol(len(families) + 1, scramble=True, rng=np.random.default_rng(seed))
    rows = sequence.random_base2(exponent)
    return [Point(dict(zip(families, row[:-1].tolist(), strict=True)), bool(row[-1] > 0.5)) for row in rows]


def losses_at(
    central: Compiled,
    points: Sequence[Point],
    hits_of: Callable[[bool], Sequence[Hit]],
    chosen: Mapping[int, Sequence[int]] | None = None,
) -> PointLosses:
    """Losses of every hit at every point.

    With ``chosen`` only the hits named for a point are solved; the others stay NaN.
    """
    hits = {False: list(hits_of(False)), True: list(hits_of(True))}
    if central.frame.cells("requirements", "replace_max").varies:
        return _one_by_one(central, points, hits, chosen)  # rare; a sweep holds caps fixed
    system, pointed = _pointed(central, points)
    count = len(hits[False])
    wanted = [
        (p, h) for p in range(len(points)) for h in (range(count) if chosen is None else chosen.get(p, ()))
    ]
    # one hit takes about as many rounds at every point: side by side few columns wait for a slow one
    wanted.sort(key=lambda pair: pair[1])
    batch = batch_of(central.frame, [hits[points[p].worst][h] for p, h in wanted])
    at = np.array([p for p, _ in wanted], dtype=np.intp)
    swept = sweep(system, batch, pointed, at, tol=TOLERANCE)
    suspect = {worst: _suspect(system, pointed, points, worst) for worst in (False, True)}
    loss = np.full((len(points), system.n, count), np.nan)
    identified = np.zeros((len(points), count), dtype=bool)
    doubtful: dict[int, list[int]] = {}
    for column, (p, h) in enumerate(wanted):
        loss[p, :, h] = swept.loss[:, column]
        identified[p, h] = swept.converged[column]
        if swept.loss[suspect[points[p].worst], column].any():
            doubtful.setdefault(p, []).append(h)
    parts = {worst: part_of(system, mask) for worst, mask in suspect.items()}
    for p, some in doubtful.items():
        part = parts[points[p].worst]
        weight = np.array(system.edge_weight)
        weight[pointed.varied_edge] = pointed.varied_weight[:, p]
        moved = part.at(pointed.term_coef[:, p], pointed.term_rho[:, p], weight)
        batch = batch_of(central.frame, [hits[points[p].worst][h] for h in some])
        identified[p, some] &= _open(moved, part.batch(batch), loss[p][:, some])
    return PointLosses(loss, identified)


def _one_by_one(
    central: Compiled,
    points: Sequence[Point],
    hits: Mapping[bool, Sequence[Hit]],
    chosen: Mapping[int, Sequence[int]] | None,
) -> PointLosses:
    """:func:`losses_at` with a system of its own for each point."""
    count = len(hits[False])
    loss = np.full((len(points), len(central.frame.network.nodes), count), np.nan)
    identified = np.zeros((len(points), count), dtype=bool)
    for p, point in enumerate(points):
        some = list(range(count) if chosen is None else chosen.get(p, ()))
        if some:
            moved = shift(central, point.quantile)
            moved = worst_unknowns(moved) if point.worst else moved
            solved = solve(moved, [hits[point.worst][h] for h in some], tol=TOLERANCE)
            loss[p][:, some], identified[p, some] = solved.loss, solved.identified
    return PointLosses(loss, identified)


def _pointed(central: Compiled, points: Sequence[Point]) -> tuple[System, Points]:
    """The system with room for unknown suppliers at their worst, and the figures of every point in it.

    Rankings and scenarios of one horizon are drawn at the same points: these are worked out once.
    """
    held: dict[object, tuple[System, Points]] = central.__dict__.setdefault("_pointed", {})
    key = tuple((_key(point.quantile), point.worst) for point in points)
    if key not in held:
        held[key] = _worked_out(central, points)
    return held[key]


def _key(quantile: Quantile) -> object:
    return tuple(sorted(quantile.items())) if isinstance(quantile, Mapping) else quantile


def _worked_out(central: Compiled, points: Sequence[Point]) -> tuple[System, Points]:
    frame = central.frame
    system = worst_unknowns(central).system
    extra = system.terms - len(frame.term_need)
    figures = figures_over(frame, central.horizon, [p.quantile for p in points], central.system.edge_weight)
    # at a point where unknown suppliers are well, the terms that tie them to others are worth nothing
    ties = np.tile([1.0 if point.worst else 0.0 for point in points], (extra, 1))
    return system, replace(
        figures,
        term_coef=np.concatenate([figures.term_coef, ties]),
        term_rho=np.concatenate([figures.term_rho, np.zeros(ties.shape)]),
    )


def _suspect(system: System, pointed: Points, points: Sequence[Point], worst: bool) -> BoolArray:
    """Nodes on which some point of this kind might hold a closed loop, judged with all at its steepest."""
    mine = [p for p, point in enumerate(points) if point.worst == worst]
    if not mine:
        return np.zeros(system.n, dtype=bool)
    weight = np.array(system.edge_weight)
    if pointed.varied_edge.size:
        weight[pointed.varied_edge] = pointed.varied_weight[:, mine].max(axis=1)
    steepest = system.with_weights(weight).with_terms(
        term_coef=pointed.term_coef[:, mine].max(axis=1), term_rho=pointed.term_rho[:, mine].min(axis=1)
    )
    return suspects(steepest, supply=True, demand=False, closed=CLOSED).mask


def _open(system: System, batch: Batch, loss: FloatArray) -> BoolArray:
    """Which columns hold no closed loop, where the proof for all points at once could not rule one out."""
    columns = batch.columns
    solved = Equilibrium(
        loss=loss,
        upper=loss,
        first_round=loss,
        rounds=np.zeros(columns, dtype=np.intp),
        residual=np.zeros(columns),
        converged=np.ones(columns, dtype=bool),
        demand="off",
    )
    return np.array([not loops for loops in closed_loops(system, solved, batch)], dtype=bool)
