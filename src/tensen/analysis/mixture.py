"""The figures of mixtures of A and B: some pieces as in B, the others as in A."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from tensen.analysis.switches import Switches
from tensen.engine.arrays import BoolArray, FloatArray, IntArray


@dataclass(frozen=True, eq=False)
class Mixed:
    """Figures of S mixtures: ``coef``, ``rho``, ``cap`` (terms, S); ``weight`` (edges, S) of ``edge``; all
    other edges have ``base`` (all edges,) in every mixture.
    """

    coef: FloatArray
    rho: FloatArray
    cap: FloatArray
    edge: IntArray
    weight: FloatArray
    base: FloatArray

    @property
    def capped(self) -> bool:
        """Whether a cap on replacement differs between the mixtures."""
        return bool((self.cap != self.cap[:, :1]).any())


@dataclass(frozen=True, eq=False)
class Mixer:
    """Makes :class:`Mixed`. ``values`` are the central values of the assumptions on either side, (ids,), and
    ``code`` the piece that switches each of them.
    """

    switches: Switches
    values: tuple[FloatArray, FloatArray]
    code: IntArray

    def mix(self, on: BoolArray) -> Mixed:
        """``on[s, p]``: mixture s has piece p as in B. The end mixtures are A and B exactly."""
        held = np.append(on, np.zeros((len(on), 1), dtype=bool), axis=1).T  # the last row is NOBODY
        a, b = (v[:, None] for v in self.values)
        either = np.where(np.isnan(a), b, a)
        values = np.where(held[self.code], b, either)
        coef, rho, cap = (self._term(j, held, values) for j in range(3))
        weight = self._weights(held, values)
        moved = (weight != weight[:, :1]).any(axis=1)
        base = self.base.copy()
        base[self._edges] = weight[:, 0]
        return Mixed(coef, rho, cap, self._edges[moved], np.ascontiguousarray(weight[moved]), base)

    @cached_property
    def base(self) -> FloatArray:
        """Weights of side A as the compiler makes them; an edge that A lacks has 0."""
        frame, values = self.switches.union.frame, self._first
        weight = self.switches.weight.values(values, 0.0)[0]
        total = np.bincount(frame.edge_need, weight, len(frame.need_target))
        scaled = self.switches.shares[0] & (total > 0)
        return np.asarray(
            weight * np.where(scaled, 1.0 / np.where(total > 0, total, 1.0), 1.0)[frame.edge_need]
        )

    @cached_property
    def _first(self) -> FloatArray:
        return np.where(np.isnan(self.values[0]), self.values[1], self.values[0])

    @cached_property
    def _switched(self) -> BoolArray:
        """Assumptions that a piece switches."""
        return np.asarray(self.code >= 0)

    def _term(self, column: int, held: BoolArray, values: FloatArray) -> FloatArray:
        cells, piece = self.switches.terms[column], self.switches.term
        blank = np.inf if column == 2 else 0.0
        first = cells.values(self._first, blank)[0]
        if column < 2:
            first = np.clip(first, 0.0, 1.0)
        found = np.repeat(first[:, None], held.shape[1], axis=1)
        codes = [
            np.where(c >= 0, self._switched[np.maximum(c, 0)], False) if len(self._switched) else c >= 0
            for c in cells.code
        ]
        some = np.flatnonzero((piece >= 0) | codes[0] | codes[1])
        mixed = _chosen(cells, some, held[piece[some]], values, blank)
        found[some] = np.clip(mixed, 0.0, 1.0) if column < 2 else mixed
        return found

    @cached_property
    def _edges(self) -> IntArray:
        """Edges of all needs in which a weight may differ between mixtures."""
        s = self.switches
        moved = (s.edge >= 0) | s.remainder
        for code in s.weight.code:
            moved |= (code >= 0) & self._switched[np.maximum(code, 0)] if len(self._switched) else False
        frame = s.union.frame
        needs = np.unique(np.append(frame.edge_need[moved], np.flatnonzero(s.need >= 0)))
        return np.sort(frame.edges_of_needs(needs.astype(np.intp)))

    def _weights(self, held: BoolArray, values: FloatArray) -> FloatArray:
        """Weights of ``_edges``, (edges, S): chosen cells, the rest to an unknown supplier, shares to 1."""
        s, edges = self.switches, self._edges
        needs, of = np.unique(s.union.frame.edge_need[edges], return_inverse=True)
        piece = s.edge[edges]
        weight = _chosen(s.weight, edges, held[piece], values, 0.0)
        switched = held[piece] & (piece >= 0)[:, None]
        count = np.bincount(of[piece >= 0], minlength=len(needs))[:, None]
        done = _summed(of, switched.astype(float), len(needs))
        rest = np.flatnonzero(s.remainder[edges])
        if len(rest):
            named = weight.copy()
            named[rest] = 0.0
            left = np.maximum(0.0, 1.0 - _summed(of, named, len(needs)))[of[rest]]
            second = s.weight.values(np.where(np.isnan(self.values[1]), self.values[0], self.values[1]), 0.0)[
                1
            ]
            whole, none = (done == count)[of[rest]], (done == 0)[of[rest]]
            ends = np.where(whole, second[edges[rest]][:, None], weight[rest])
            weight[rest] = np.where(whole | none, ends, left)
        shares = np.where(held[s.need[needs]], s.shares[1][needs][:, None], s.shares[0][needs][:, None])
        total = _summed(of, weight, len(needs))
        scale = np.where(shares & (total > 0), 1.0 / np.where(total > 0, total, 1.0), 1.0)
        return np.asarray(weight * scale[of])


def _chosen(cells: object, rows: IntArray, on: BoolArray, values: FloatArray, blank: float) -> FloatArray:
    """The cells ``rows`` of either side, each as ``on`` says, at each mixture's values; (rows, S)."""
    sides = []
    for number, code in zip(cells.number, cells.code, strict=True):  # type: ignore[attr-defined]
        plain = np.repeat(number[rows][:, None], on.shape[1], axis=1)
        named = np.flatnonzero(code[rows] >= 0)
        plain[named] = values[code[rows][named]]
        sides.append(plain)
    mixed = np.where(on, sides[1], sides[0])
    return np.where(np.isnan(mixed), blank, mixed)


def _summed(of: IntArray, rows: FloatArray, count: int) -> FloatArray:
    total = np.zeros((count, rows.shape[1]))
    np.add.at(total, of, rows)
    return total
