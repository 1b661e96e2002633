"""Rows of the loss equation as matrices, and the order in which they reach their targets."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace

import numpy as np

from tensen.engine.arrays import BoolArray, FloatArray, IntArray, span
from tensen.engine.blocks import Block, Matrix
from tensen.engine.system import System


@dataclass(frozen=True, eq=False)
class Incidence:
    """Which rows of a piece a key (a need, or a sold edge) enters, and with what factor; sorted by key."""

    key: IntArray
    row: IntArray
    factor: FloatArray


@dataclass(frozen=True, eq=False)
class Hinge:
    """Per row of a linear piece: `a (1 - rho)`, `a`, `replace_max`; each of shape (rows, 1)."""

    slope: FloatArray
    coef: FloatArray
    cap: FloatArray


@dataclass(frozen=True, eq=False)
class Layer:
    """A run of rows whose targets all differ; `place` is where they are written."""

    rows: slice
    target: IntArray
    place: slice | IntArray


@dataclass(frozen=True, eq=False)
class Piece:
    """Rows `matrix @ d[source] - offset`; a target with several rows has them in several layers."""

    layers: tuple[Layer, ...]
    source: slice | IntArray
    matrix: Matrix
    offset: FloatArray | None
    incidence: Incidence
    hinge: Hinge | None = None
    sold: bool = False

    @property
    def rows(self) -> int:
        return int(self.matrix.shape[0])


@dataclass(frozen=True, eq=False)
class TermKinds:
    """Per term: the slope `coef (1 - rho)`, whether its cap can bind, whether it needs a hinge, its order."""

    slope: FloatArray
    capped: BoolArray
    hinged: BoolArray

    @staticmethod
    def of(system: System) -> TermKinds:
        """Sort the terms of a system by what they need of the kernel."""
        most = np.maximum(system.capacity - system.slack, 0.0)[system.term_need]
        capped = system.term_replace_max < system.term_rho * most
        spare = system.slack[system.term_need] > 0
        return TermKinds(system.term_coef * (1 - system.term_rho), capped, spare | capped)


def rows_of(block: Block, need: IntArray) -> Matrix:
    """The rows of a block that belong to the given needs, in their order."""
    local = np.searchsorted(block.rows, need)
    rows: Matrix = block.matrix[local]
    return rows


def scaled(matrix: Matrix, factor: FloatArray) -> Matrix:
    """Each row of a matrix times its factor."""
    if isinstance(matrix, np.ndarray):
        return matrix * factor[:, None]
    scaled = matrix.copy()
    scaled.data *= np.repeat(factor, np.diff(scaled.indptr))
    return scaled


def incidence_of(key: IntArray, row: IntArray, factor: FloatArray) -> Incidence:
    """Which row each need or edge stands in, sorted by key."""
    order = np.argsort(key, kind="stable")
    return Incidence(key[order], row[order], factor[order])


def piece_of(
    target: IntArray,
    sources: IntArray,
    matrix: Matrix,
    offset: FloatArray | None,
    incidence: Incidence,
    *,
    hinge: Hinge | None = None,
    sold: bool = False,
) -> Piece:
    """`target[r]` is the node that row r of `matrix` writes to; see `by_layer` for the order of rows."""
    shift = offset[:, None] if offset is not None and offset.any() else None
    return Piece(layers_of(target), span(sources), matrix, shift, incidence, hinge, sold)


def by_layer(target: IntArray) -> IntArray:
    """The order that puts the first row of every target first, then every second row, and so on."""
    order = np.argsort(target, kind="stable")
    ordered = target[order]
    first = np.searchsorted(ordered, ordered)
    rank = np.arange(target.size) - first
    return order[np.argsort(rank, kind="stable")]


def layers_of(target: IntArray) -> tuple[Layer, ...]:
    """Cut rows in the order of `by_layer` into runs of ascending targets."""
    bounds = [0, *(np.flatnonzero(np.diff(target) <= 0) + 1), target.size]
    runs = (slice(int(a), int(b)) for a, b in itertools.pairwise(bounds) if a < b)
    return tuple(Layer(run, target[run], span(target[run])) for run in runs)


def placed(piece: Piece, targets: IntArray) -> Piece:
    """The same piece writing into the array of summed targets instead of the array of nodes."""
    layers = (replace(layer, place=span(np.searchsorted(targets, layer.target))) for layer in piece.layers)
    return replace(piece, layers=tuple(layers))
