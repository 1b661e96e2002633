"""Points of the assumptions: draws with one quantile per family, and one family moved at a time.

What is wrong together is wrong together: all assumptions of a family share one quantile (comonotone), or
independent errors would cancel and the interval would be far too narrow.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tensen.analysis.compiled import Compiled, Quantile, figures_at, shift, worst_unknowns
from tensen.analysis.hits import Hit, batch_of
from tensen.engine.arrays import BoolArray, FloatArray
from tensen.engine.loops import CLOSED, closed_loops
from tensen.engine.equilibrium import equilibrium
from tensen.engine.suspects import suspects
from tensen.engine.sweep import Points, sweep
from tensen.engine.system import System

UNKNOWN = "unknown-suppliers"
TOLERANCE = 1e-7  # of a node's output: far below what an interval shows
WORKERS = 2


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


def drawn_points(compiled: Compiled, exponent: int, seed: int) -> list[Point]:
    """``2**exponent`` points of a scrambled Sobol sequence over the families.

    One more coordinate stands for unknown suppliers: in half of the draws they are the worst they might be.
    """
    from scipy.stats import qmc  # slow to import; only draws need it

    families = families_of(compiled)
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
    system, pointed = _pointed(central, points)
    hits = {False: list(hits_of(False)), True: list(hits_of(True))}
    count = len(hits[False])
    wanted = [(p, h) for p in range(len(points)) for h in (range(count) if chosen is None else chosen.get(p, ()))]
    batch = batch_of(central.frame, [hits[points[p].worst][h] for p, h in wanted])
    at = np.array([p for p, _ in wanted], dtype=np.intp)
    swept = sweep(system, batch, pointed, at, tol=TOLERANCE, workers=WORKERS)
    loss = np.full((len(points), system.n, count), np.nan)
    identified = np.zeros((len(points), count), dtype=bool)
    for column, (p, h) in enumerate(wanted):
        loss[p, :, h] = swept.loss[:, column]
        identified[p, h] = swept.converged[column]
    if suspects(_steepest(system, pointed), supply=True, demand=False, closed=CLOSED).mask.any():
        identified &= _open(central, points, hits)
    return PointLosses(loss, identified)


def _pointed(central: Compiled, points: Sequence[Point]) -> tuple[System, Points]:
    """The system with room for unknown suppliers at their worst, and the figures of every point in it."""
    frame = central.frame
    system = worst_unknowns(central).system
    extra = system.terms - len(frame.term_need)
    figures = [figures_at(frame, central.horizon, point.quantile) for point in points]
    # at a point where unknown suppliers are well, the terms that tie them to others are worth nothing
    ties = [np.full(extra, 1.0 if point.worst else 0.0) for point in points]
    coef = np.stack([np.concatenate([f.coef, tie]) for f, tie in zip(figures, ties, strict=True)], axis=1)
    rho = np.stack([np.concatenate([f.rho, np.zeros(extra)]) for f in figures], axis=1)
    weights = np.stack([f.weight for f in figures])
    varied = np.flatnonzero((weights != system.edge_weight[: weights.shape[1]]).any(axis=0))
    return system, Points(
        term_coef=coef, term_rho=rho, varied_edge=varied, varied_weight=np.ascontiguousarray(weights[:, varied].T)
    )


def _steepest(system: System, points: Points) -> System:
    """Every term at its steepest over the points: what cannot hold a closed loop here can nowhere."""
    return system.with_terms(
        term_coef=points.term_coef.max(axis=1), term_rho=points.term_rho.min(axis=1)
    )


def _open(central: Compiled, points: Sequence[Point], hits: Mapping[bool, Sequence[Hit]]) -> BoolArray:
    """The slow way, where a closed loop could not be ruled out: look at every point."""
    rows = []
    for point in points:
        moved = shift(central, point.quantile)
        system = (worst_unknowns(moved) if point.worst else moved).system
        batch = batch_of(central.frame, hits[point.worst])
        found = closed_loops(system, equilibrium(system, batch), batch)
        rows.append([not loops for loops in found])
    return np.array(rows, dtype=bool)
