"""The cascade as it is written down, in numpy and scipy: slow, short and meant to be read."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse import csr_array

from tensen.engine.arrays import BoolArray, FloatArray, IntArray
from tensen.engine.esri.checks import weight_columns
from tensen.engine.esri.network import Economy
from tensen.engine.esri.shocks import Shocks

NOTHING_LEFT = 1e-10


@dataclass(frozen=True, eq=False)
class Risk:
    """`esri`, `down`, `up` are `[B, q]` (one column per weight vector), `rounds[B]`, `settled[B]`."""

    esri: FloatArray
    down: FloatArray
    up: FloatArray
    rounds: IntArray
    settled: BoolArray


@dataclass(frozen=True, eq=False)
class Plain:
    """The operators of an economy: `up[n, n]` is Lu, `inputs[slots, n]` is Ld by slot of the buyer.

    A market of which `floor` or less is left divides by 1 as published; with a floor of 0 sigma is 1 there.
    """

    economy: Economy
    up: csr_array
    inputs: csr_array
    floor: float = NOTHING_LEFT

    @staticmethod
    def of(economy: Economy, floor: float = NOTHING_LEFT) -> Plain:
        """The operators of `economy` as sparse matrices."""
        n, edges = economy.n, economy.slot_last - economy.slot_first
        up = csr_array((economy.out_up, economy.out_buyer, economy.out_start), shape=(n, n))
        used = economy.out_slot >= 0
        where = (economy.out_slot[used], economy.seller[used])
        inputs = csr_array((economy.out_down[used], where), shape=(edges.size, n))
        return Plain(economy, up, inputs, floor)

    def sigma(self, x: FloatArray) -> FloatArray:
        """How far each firm is missed, `[n, B]`: 1 where nobody can replace it."""
        economy = self.economy
        if not economy.replaceable:
            return np.ones_like(x)
        total = np.zeros((economy.markets, x.shape[1]))
        np.add.at(total, economy.market, economy.out[:, None] * (1.0 - x))
        none = total <= self.floor
        total[none] = 1.0
        share: FloatArray = np.minimum(1.0, economy.out[:, None] / total[economy.market])
        if self.floor == 0:
            share[none[economy.market]] = 1.0
        return share

    def downstream(self, x: FloatArray, s: FloatArray) -> FloatArray:
        """One step of the losses `x[n, B]` from missing inputs, `s[n, B]` the shock."""
        slots = self.inputs @ (self.sigma(x) * x)
        new = s.copy()
        buyer = np.repeat(np.arange(self.economy.n), np.diff(self.economy.slot_start))
        np.maximum.at(new, buyer, slots)
        return np.minimum(1.0, new, out=new)

    def upstream(self, u: FloatArray, s: FloatArray) -> FloatArray:
        """One step of the losses `u[n, B]` from missing customers."""
        new: FloatArray = np.maximum(s, self.up @ u)
        return np.minimum(1.0, new, out=new)


def plain_cascades(
    economy: Economy,
    shocks: Shocks,
    *,
    weights: ArrayLike | None = None,
    eps: float = 1e-2,
    max_rounds: int = 100_000,
    floor: float = NOTHING_LEFT,
) -> Risk:
    """The published index: synchronous steps until no loss of a column grows by more than `eps`."""
    s_down, s_up = shocks.check(economy.n).dense(economy.n)
    x, u, rounds, settled = plain_states(Plain.of(economy, floor), s_down, s_up, eps, max_rounds)
    columns = weight_columns(weights, economy.out)
    index = [(columns.T @ loss / columns.sum(axis=0)[:, None]).T for loss in (np.maximum(x, u), x, u)]
    return Risk(index[0], index[1], index[2], rounds, settled)


def plain_states(
    plain: Plain, s_down: FloatArray, s_up: FloatArray, eps: float, max_rounds: int = 100_000
) -> tuple[FloatArray, FloatArray, IntArray, BoolArray]:
    """Losses `x`, `u` `[n, B]` of each column when it stops, its rounds, and whether it stopped by itself."""
    x, u = s_down.copy(), s_up.copy()
    live = np.arange(x.shape[1])
    rounds = np.zeros(live.size, dtype=np.intp)
    for _ in range(max_rounds):
        if not live.size:
            break
        new_x = plain.downstream(x[:, live], s_down[:, live])
        new_u = plain.upstream(u[:, live], s_up[:, live])
        grown = np.maximum((new_x - x[:, live]).max(axis=0), (new_u - u[:, live]).max(axis=0))
        x[:, live], u[:, live] = new_x, new_u
        rounds[live] += 1
        live = live[grown > eps]
    settled = np.ones(rounds.size, dtype=np.bool_)
    settled[live] = False
    return x, u, rounds, settled
