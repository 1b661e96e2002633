"""The least fixed point of the loss equation for a batch of shocks, bounded from both sides."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from tensen.engine.arrays import BoolArray, FloatArray, IntArray
from tensen.engine.certificate import upper_bound
from tensen.engine.climb import Climb, climb
from tensen.engine.columns import Channels, Columns
from tensen.engine.shock import Batch, Cuts, cuts_of
from tensen.engine.system import System
from tensen.engine.validate import validate_batch

Demand = Literal["off", "decoupled", "coupled"]
Solved = TypeVar("Solved")
# columns side by side: many share one pass over the edges, as long as their losses stay in the near caches
CHUNK, WIDEST = 48, 128
NEAR = 320_000
SMALLEST_CHUNK = 8


@dataclass(frozen=True, eq=False)
class Equilibrium:
    """Losses of n nodes under B shocks; all are shares of a normal day's output.

    `loss[n, B]` lies below and `upper[n, B]` above the exact least fixed point; `first_round[n, B]` is the
    loss after one application of the equation to the shock. `rounds[B]`, `residual[B]` (the largest last
    step) and `converged[B]` tell how each column ended: one that did not converge has a valid but wide
    range. `when[n, B]`: the round in which a loss first became positive (0 the shock, -1 never), or None.
    With demand decoupled, `supply_loss` and `demand_loss` are the two channels whose larger value is `loss`.
    """

    loss: FloatArray
    upper: FloatArray
    first_round: FloatArray
    rounds: IntArray
    residual: FloatArray
    converged: BoolArray
    demand: Demand
    when: NDArray[np.int16] | None = None
    supply_loss: FloatArray | None = None
    demand_loss: FloatArray | None = None


def equilibrium(
    system: System,
    batch: Batch,
    *,
    demand: Demand = "off",
    tol: float = 1e-10,
    max_rounds: int = 2000,
    when: bool = False,
    workers: int | None = None,
) -> Equilibrium:
    """Solve the loss equation for every column of `batch`.

    `demand`: "off" follows shortages only; "decoupled" runs lost demand apart and reads the larger loss (as
    ESRI does, Diem et al. 2022); "coupled" takes the larger inside the fixed point. `tol` is the largest
    step at which a column counts as settled. `workers` threads share the columns (default: one per
    processor); the result does not depend on them. The system is taken as valid (`validate` checks it
    once); raises `ValueError` where the batch does not fit it or where `demand` is not one of the three.
    """
    if demand not in ("off", "decoupled", "coupled"):
        raise ValueError(f"demand must be off, decoupled or coupled, not {demand!r}")
    if max_rounds < 1:
        raise ValueError(f"max_rounds must be 1 or more, not {max_rounds}")
    validate_batch(system, batch)
    settings = _Settings(tol, max_rounds, when, workers or os.cpu_count() or 1)
    if demand == "decoupled":
        alone = (Channels.of(system, supply=not lost, demand=lost) for lost in (False, True))
        return _larger(*(_single(channels, batch, settings, demand) for channels in alone))
    channels = Channels.of(system, supply=True, demand=demand == "coupled")
    return _single(channels, batch, settings, demand)


def losses_from_below(
    system: System, batch: Batch, *, tol: float = 1e-10, max_rounds: int = 2000
) -> FloatArray:
    """The `loss[n, B]` of an `equilibrium` with demand off, without its upper bound."""
    validate_batch(system, batch)
    settings = _Settings(tol, max_rounds, False, os.cpu_count() or 1, bounded=False)
    return _single(Channels.of(system, supply=True, demand=False), batch, settings, "off").loss


def lost_demand(system: System, batch: Batch, *, tol: float = 1e-10, max_rounds: int = 2000) -> FloatArray:
    """The demand channel alone: the `demand_loss[n, B]` of a decoupled `equilibrium`."""
    validate_batch(system, batch)
    settings = _Settings(tol, max_rounds, False, os.cpu_count() or 1, bounded=False)
    return _single(Channels.of(system, supply=False, demand=True), batch, settings, "decoupled").loss


@dataclass(frozen=True)
class _Settings:
    tol: float
    max_rounds: int
    when: bool
    workers: int
    bounded: bool = True


def _single(channels: Channels, batch: Batch, settings: _Settings, demand: Demand) -> Equilibrium:
    cuts = cuts_of(batch)
    shares = None
    if batch.final_loss is not None:
        shares = channels.system.final_share[:, None] * batch.final_loss

    def solve(part: IntArray) -> tuple[Climb, FloatArray]:
        return _solve(channels, batch.s, shares, cuts, part, settings)

    solved = side_by_side(solve, batch.columns, settings.workers, channels.system.n)
    return _joined(solved, batch, demand, settings.when)


def side_by_side(
    solve: Callable[[IntArray], Solved], columns: int, workers: int, n: int = NEAR
) -> list[Solved]:
    """`solve` for chunks of columns, shared among threads; the chunks' results in order."""
    parts = _chunks(columns, workers, min(WIDEST, max(CHUNK, NEAR // max(n, 1))))
    if workers == 1 or len(parts) <= 1:
        return [solve(part) for part in parts]
    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(solve, parts))


def _chunks(columns: int, workers: int, widest: int) -> list[IntArray]:
    """Chunks of about the same size, as many for each thread, none wider than `widest`."""
    rounds = -(-columns // (workers * widest))
    size = max(SMALLEST_CHUNK, -(-columns // max(workers * rounds, 1)))
    return [np.arange(a, min(a + size, columns), dtype=np.intp) for a in range(0, columns, size)]


def _solve(
    channels: Channels,
    s: FloatArray,
    shares: FloatArray | None,
    cuts: Cuts,
    part: IntArray,
    settings: _Settings,
) -> tuple[Climb, FloatArray]:
    final = None if shares is None else shares[:, part]
    chunk = Columns(channels, s[:, part], cuts.take(part), final, np.zeros(part.size, dtype=np.intp))
    climbed = climb(chunk, settings.tol, settings.max_rounds, settings.when)
    if not settings.bounded:
        return climbed, climbed.loss
    return climbed, upper_bound(chunk, climbed.loss, climbed.converged, settings.tol)


def _joined(parts: list[tuple[Climb, FloatArray]], batch: Batch, demand: Demand, when: bool) -> Equilibrium:
    n = batch.s.shape[0]
    climbs = [climbed for climbed, _ in parts]
    seen = [c.when for c in climbs if c.when is not None]
    return Equilibrium(
        loss=_beside((c.loss for c in climbs), n),
        upper=_beside((upper for _, upper in parts), n),
        first_round=_beside((c.first for c in climbs), n),
        rounds=np.concatenate([np.empty(0, np.intp), *(c.rounds for c in climbs)]),
        residual=np.concatenate([np.empty(0), *(c.residual for c in climbs)]),
        converged=np.concatenate([np.empty(0, np.bool_), *(c.converged for c in climbs)]),
        demand=demand,
        when=np.hstack([np.empty((n, 0), np.int16), *seen]) if when else None,
    )


def _beside(arrays: Iterable[FloatArray], n: int) -> FloatArray:
    return np.hstack([np.empty((n, 0)), *arrays])


def _larger(supply: Equilibrium, demand: Equilibrium) -> Equilibrium:
    when = None
    if supply.when is not None and demand.when is not None:
        never = np.iinfo(np.int16).max
        earliest = np.minimum(*(np.where(w < 0, never, w) for w in (supply.when, demand.when)))
        when = np.where((supply.when < 0) & (demand.when < 0), -1, earliest).astype(np.int16)
    return Equilibrium(
        loss=np.maximum(supply.loss, demand.loss),
        upper=np.maximum(supply.upper, demand.upper),
        first_round=np.maximum(supply.first_round, demand.first_round),
        rounds=np.maximum(supply.rounds, demand.rounds),
        residual=np.maximum(supply.residual, demand.residual),
        converged=supply.converged & demand.converged,
        demand="decoupled",
        when=when,
        supply_loss=supply.loss,
        demand_loss=demand.loss,
    )
