"""The loss equation with stocks and clocks in plain loops, one scenario at a time: meant to be read."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tensen.engine.arrays import FloatArray
from tensen.engine.dynamic.buffers import Buffers
from tensen.engine.system import System


@dataclass(eq=False)
class PlainState:
    """What is carried from step to step, per requirement: stock and clock in days, the loss kept down."""

    stock: FloatArray
    clock: FloatArray
    kept: FloatArray

    @staticmethod
    def normal(system: System, buffers: Buffers) -> PlainState:
        """Full stocks, no clock running."""
        survive = buffers.of(system.terms)[0]
        return PlainState(np.array(survive), np.zeros(system.terms), np.zeros(system.terms))


def plain_step(
    system: System,
    buffers: Buffers,
    state: PlainState,
    s: FloatArray,
    cut: dict[int, float],
    step: float,
    tol: float = 1e-13,
) -> FloatArray:
    """Losses `[n]` of one step under the shock `s[n]` and `cut` (edge -> level); moves `state` on."""
    survive, restart, restock, surge = buffers.of(system.terms)
    cover = np.minimum(1.0, state.stock / step)
    nothing = np.zeros(system.terms)
    cause = _solve(system, s, cut, cover, nothing, tol)
    own = [_part(system, t, _short(system, cut, cause), cover[t]) for t in range(system.terms)]
    held = np.array([_hold(state, t, own[t], restart[t], step) for t in range(system.terms)])
    loss = _solve(system, s, cut, cover, held, tol)
    short = _short(system, cut, loss)
    for t in range(system.terms):
        if not 0 < survive[t] < np.inf:
            continue
        target, need = system.term_target[t], system.term_need[t]
        lacking = _missing(system, t, short) - loss[target]
        if lacking > 0:
            state.stock[t] -= min(state.stock[t], step * lacking)
        else:
            spare = surge[t] + max(0.0, -short[need]) if short[need] <= 1e-12 else 0.0
            gap = survive[t] - state.stock[t]
            state.stock[t] += min(gap, step * min(gap / restock[t], spare - lacking))
    return loss


def _solve(
    system: System, s: FloatArray, cut: dict[int, float], cover: FloatArray, held: FloatArray, tol: float
) -> FloatArray:
    d = np.array(s)
    while True:
        short = _short(system, cut, d)
        critical, linear = np.zeros(system.n), np.zeros(system.n)
        for t in range(system.terms):
            felt, i = max(_part(system, t, short, cover[t]), held[t]), system.term_target[t]
            if system.term_critical[t]:
                critical[i] = max(critical[i], felt)
            else:
                linear[i] += felt
        new = np.minimum(1.0, np.maximum(d, np.maximum(s, np.maximum(critical, linear))))
        if (new - d).max(initial=0.0) <= tol:
            return new
        d = new


def _short(system: System, cut: dict[int, float], d: FloatArray) -> FloatArray:
    """Weighted losses of the suppliers of each need less its spare capacity."""
    short = -np.array(system.slack)
    for e in range(system.edges):
        supplier = max(float(d[system.edge_source[e]]), cut.get(e, 0.0))
        short[system.edge_need[e]] += system.edge_weight[e] * supplier
    return short


def _missing(system: System, t: int, short: FloatArray) -> float:
    lack = max(0.0, float(short[system.term_need[t]]))
    return lack - min(float(system.term_rho[t]) * lack, float(system.term_replace_max[t]))


def _part(system: System, t: int, short: FloatArray, cover: float) -> float:
    return float(system.term_coef[t]) * max(0.0, _missing(system, t, short) - cover)


def _hold(state: PlainState, t: int, cause: float, wait: float, step: float) -> float:
    """What the restart of requirement t keeps down in this step; its clock runs on."""
    if wait <= 0:
        return 0.0
    if cause >= state.kept[t]:
        state.kept[t], state.clock[t] = cause, wait
        return cause
    part = min(1.0, state.clock[t] / step)
    held = state.kept[t] * part + cause * (1.0 - part)
    state.clock[t] -= step
    if state.clock[t] <= 1e-12:
        state.kept[t], state.clock[t] = cause, wait
    return float(held)
