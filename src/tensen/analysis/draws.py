"""Points of the assumptions: draws with one quantile per family, and one family moved at a time.

What is wrong together is wrong together: all assumptions of a family share one quantile (comonotone), or
independent errors would cancel and the interval would be far too narrow.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tensen.analysis.compiled import Compiled, Quantile, figures_at, worst_unknowns
from tensen.analysis.hits import Hit, batch_of
from tensen.engine.arrays import BoolArray, FloatArray
from tensen.engine.loops import CLOSED, closed_loops
from tensen.engine.equilibrium import Equilibrium
from tensen.engine.restrict import part_of
from tensen.engine.shock import Batch
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


def _suspect(system: System, pointed: Points, points: Sequence[Point], worst: bool) -> BoolArray:
    """Nodes on which some point of this kind might hold a closed loop, judged with every term at its steepest."""
    mine = [p for p, point in enumerate(points) if point.worst == worst]
    if not mine:
        return np.zeros(system.n, dtype=bool)
    steepest = system.with_terms(
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
