"""The index of every shock: by the published steps, or in the limit with a bound."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from numbers import Real
from pathlib import Path
from typing import Final, Literal, get_args

import numpy as np

from tensen.engine.arrays import BoolArray, FloatArray, IntArray
from tensen.engine.esri.converged import Bounds, largest
from tensen.engine.esri.network import Economy
from tensen.engine.esri.plain import NOTHING_LEFT
from tensen.jobs import Flag, Progress, Threads, Where, ranges, run_chunks, workers_of
from tensen.messages import TensenError
from tensen.workspace.systemic.chunks import (
    MOST_ROUNDS,
    VERSION,
    AnyLimit,
    Limit,
    Steps,
    Work,
    bounds_of,
    esri_chunk,
    risk_of,
)
from tensen.workspace.systemic.shocked import Shocked

Mode = Literal["reference", "converged"]
# the name of the weights by sales, which no column of a file can have
SALES: Final = None
MOST_EXACT = 20_000


@dataclass(frozen=True, kw_only=True)
class Way:
    """How to compute: ``eps`` for the published steps, ``tol`` for the limit, where, and what is kept.

    ``exact``: whether the total of every closure is solved in the limit, not its bracket alone; told nothing,
    it is where there are at most ``MOST_EXACT``. ``floor``: at which rest of its sales a market counts as
    empty (published: 1e-10 in the network's own unit). ``max_rounds``: after how many steps a cascade that
    has not settled is stopped.
    """

    mode: Mode = "reference"
    eps: float = 1e-2
    tol: float = 1e-6
    exact: bool | None = None
    floor: float = NOTHING_LEFT
    max_rounds: int = MOST_ROUNDS
    where: Where | None = None
    keep: Path | None = None
    progress: Progress | None = None
    cancel: Flag | None = None

    def check(self) -> None:
        """Raise :class:`TensenError` where a value cannot be used."""
        if self.mode not in get_args(Mode):
            raise TensenError("esri_mode", exit_code=2, value=self.mode, names=", ".join(get_args(Mode)))
        if not _is_number(self.eps) or not 0 <= self.eps < 1:
            raise TensenError("esri_eps", exit_code=2, value=self.eps)
        if not _is_number(self.tol) or not 1e-12 <= self.tol < 1:
            raise TensenError("esri_tol", exit_code=2, value=self.tol)
        if self.exact not in (None, True, False):
            names = "True, False, None"
            raise TensenError("esri_switch", exit_code=2, name="exact", value=self.exact, names=names)
        if not isinstance(self.max_rounds, int) or self.max_rounds < 1:
            raise TensenError("esri_count", exit_code=2, name="--max-rounds", value=self.max_rounds)


def _is_number(value: object) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool)


@dataclass(frozen=True, eq=False)
class Found:
    """Per shock: ``esri, down, up, bound`` for each name of weights, ``iterations`` and ``settled``.

    ``bound`` says by how much the three may be too low at most; NaN where nothing bounds them. ``order``:
    which shocks are told, in which order. ``solved`` cascades were computed whole; in a search for the
    largest, ``proven`` says that no other can have more by more than ``slack``.
    """

    esri: Mapping[str | None, FloatArray]
    down: Mapping[str | None, FloatArray]
    up: Mapping[str | None, FloatArray]
    bound: Mapping[str | None, FloatArray]
    iterations: IntArray
    settled: BoolArray
    order: IntArray
    solved: int
    proven: bool = True
    slack: float = 0.0


def compute(net: Economy, shocked: Shocked, weights: Mapping[str | None, FloatArray], way: Way) -> Found:
    """The index for each vector of ``weights`` (``SALES``: sales to firms, or another that leads).

    Raises:
        TensenError: stopped, or the place to compute in fails; finished chunks are kept where asked for.
    """
    way.check()
    if way.mode == "reference":
        return _published(net, shocked, weights, way)
    parts = {name: _limit(net, shocked, w, way, k) for k, (name, w) in enumerate(weights.items())}
    first = parts[next(iter(parts))]
    if shocked.top:
        # the search is for the first weights; the others are told of the same closures
        parts = {name: part if part is first else part.take(first.order) for name, part in parts.items()}
    return Found(
        {name: part.low for name, part in parts.items()},
        {name: part.down for name, part in parts.items()},
        {name: part.up for name, part in parts.items()},
        {name: part.bound for name, part in parts.items()},
        first.iterations,
        np.ones(first.iterations.size, np.bool_),
        first.order,
        first.solved,
        first.proven,
        first.slack,
    )


def joined_found(parts: Sequence[Found], place: IntArray) -> Found:
    """Shocks that were solved apart as one; ``place[k]``: where the k-th of all was asked for."""
    order = np.argsort(place, kind="stable").astype(np.intp)

    def rows(name: str) -> Mapping[str | None, FloatArray]:
        held = [getattr(part, name) for part in parts]
        return {key: np.concatenate([one[key] for one in held])[order] for key in held[0]}

    return Found(
        rows("esri"),
        rows("down"),
        rows("up"),
        rows("bound"),
        np.concatenate([part.iterations for part in parts])[order],
        np.concatenate([part.settled for part in parts])[order],
        order,
        sum(part.solved for part in parts),
    )


def ranked(esri: FloatArray, top: int) -> IntArray:
    """Places of the ``top`` largest, ties by place."""
    return np.argsort(-esri, kind="stable")[:top].astype(np.intp)


def _published(net: Economy, shocked: Shocked, weights: Mapping[str | None, FloatArray], way: Way) -> Found:
    columns = np.column_stack(list(weights.values()))
    steps = {"eps": way.eps, "floor": way.floor}
    shared = Steps.of(net, shocked.shocks, weights=columns, max_rounds=way.max_rounds, **steps)
    risk = risk_of(_run(shared, way, way.keep))
    size = shared.items
    order = ranked(risk.esri[:, 0], shocked.top) if shocked.top else np.arange(size, dtype=np.intp)
    none = np.full(order.size, np.nan)
    return Found(
        {name: risk.esri[order, k] for k, name in enumerate(weights)},
        {name: risk.down[order, k] for k, name in enumerate(weights)},
        {name: risk.up[order, k] for k, name in enumerate(weights)},
        dict.fromkeys(weights, none),
        risk.rounds[order],
        risk.settled[order],
        order,
        size,
    )


@dataclass(frozen=True, eq=False)
class _Part:
    """The limit for one vector of weights; arrays over the shocks that ``order`` names."""

    low: FloatArray
    down: FloatArray
    up: FloatArray
    bound: FloatArray
    iterations: IntArray
    order: IntArray
    solved: int
    proven: bool = True
    slack: float = 0.0

    @staticmethod
    def of(held: Bounds, order: IntArray, solved: int, proven: bool = True, slack: float = 0.0) -> _Part:
        gaps = (held.high - held.low, held.down_high - held.down_low, held.up_high - held.up_low)
        bound = np.maximum.reduce(gaps)[order]
        low, down, up = held.low[order], held.down_low[order], held.up_low[order]
        return _Part(low, down, up, bound, held.iterations[order], order, solved, proven, slack)

    def take(self, order: IntArray) -> _Part:
        """Some of the shocks, where all are held."""
        low, down, up, bound = (part[order] for part in (self.low, self.down, self.up, self.bound))
        return _Part(low, down, up, bound, self.iterations[order], order, self.solved)


def _limit(net: Economy, shocked: Shocked, weights: FloatArray, way: Way, number: int) -> _Part:
    keep = way.keep if way.keep is None or number == 0 else way.keep / f"weights-{number + 1}"
    size = shocked.shocks.columns
    every = np.arange(size, dtype=np.intp)
    if not shocked.closed:
        any_shock = AnyLimit.of(net, shocked.shocks, weights=weights, tol=way.tol)
        held = bounds_of(any_shock, _run(any_shock, way, keep))
        search = shocked.top and not number
        return _chosen(held, shocked.top, way.tol) if search else _Part.of(held, every, size)
    whole = size <= MOST_EXACT if way.exact is None else way.exact
    whole = not shocked.top and (whole or not shocked.every)
    shared = Limit.of(net, shocked.firms, weights=weights, tol=way.tol, totals=whole)
    held = bounds_of(shared, _run(shared, way, keep))
    if not shocked.top or number:
        return _Part.of(held, every, size if whole else 0)
    best = largest(net, shocked.top, held=held, weights=weights, tol=way.tol, workers=_threads(way))
    place = np.full(net.n, -1, dtype=np.intp)
    place[shocked.firms] = every
    order = place[best.firms]
    held.low[order], held.high[order] = best.low, best.high
    return _Part.of(held, order, best.solved, best.proven, best.slack)


def _chosen(held: Bounds, top: int, tol: float) -> _Part:
    """The largest of shocks that were all solved."""
    order = ranked(held.low, top)
    others = np.delete(held.high, order)
    slack = max(0.0, float(others.max(initial=0.0) - held.low[order[-1]]))
    return _Part.of(held, order, held.low.size, slack <= 2 * tol, slack)


def _run(shared: Work, way: Way, keep: Path | None) -> list[dict[str, np.ndarray]]:
    place = way.where if way.where is not None else Threads()
    workers = workers_of(place)
    chunks = ranges(esri_chunk, shared, shared.items, workers=workers, keep=keep, version=VERSION)
    return run_chunks(
        esri_chunk,
        shared,
        chunks,
        where=place,
        keep=keep,
        progress=way.progress,
        cancel=way.cancel,
        version=VERSION,
    )


def _threads(way: Way) -> int:
    """Threads of this process, for what is not cut into chunks."""
    return way.where.count if isinstance(way.where, Threads) else Threads().count
