"""Linear terms that need no hinge, folded to one row per target.

Without spare capacity and without a cap that can bind, `sum a (1 - rho) W d` is itself a row of weights.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array

from tensen.engine.arrays import NO_INTS, FloatArray, IntArray
from tensen.engine.blocks import Block, Matrix
from tensen.engine.pieces import (
    Piece,
    TermKinds,
    by_layer,
    incidence_of,
    layers_of,
    piece_of,
    rows_of,
    scaled,
)
from tensen.engine.system import System


def folded(system: System, pure: list[tuple[Block, IntArray]], of: TermKinds) -> list[Piece]:
    """The given linear terms of each block, one row per target; dense blocks are folded together."""
    pieces = []
    dense = [(block, terms) for block, terms in pure if isinstance(block.matrix, np.ndarray)]
    for cluster in _clusters(system, dense):
        pieces.append(_fold(system, cluster, of))
    for block, terms in pure:
        if not isinstance(block.matrix, np.ndarray):
            pieces.append(_fold(system, [(block, terms)], of))
    return pieces


def _clusters(system: System, pure: list[tuple[Block, IntArray]]) -> list[list[tuple[Block, IntArray]]]:
    """Blocks that may share one dense folded matrix without it becoming mostly empty."""
    clusters: list[list[tuple[Block, IntArray]]] = []
    area, targets, sources = 0, NO_INTS, NO_INTS
    for block, terms in pure:
        mine = np.unique(system.term_target[terms])
        filled = mine.size * block.sources.size
        more_targets, more_sources = np.union1d(targets, mine), np.union1d(sources, block.sources)
        if not clusters or more_targets.size * more_sources.size > 2 * (area + filled):
            clusters.append([])
            area, more_targets, more_sources = 0, mine, block.sources
        clusters[-1].append((block, terms))
        area, targets, sources = area + filled, more_targets, more_sources
    return clusters


def _fold(system: System, cluster: list[tuple[Block, IntArray]], of: TermKinds) -> Piece:
    terms = np.concatenate([terms for _, terms in cluster])
    targets = np.unique(system.term_target[terms])
    row = np.searchsorted(targets, system.term_target[terms])
    sources = cluster[0][0].sources
    for block, _ in cluster[1:]:
        sources = np.union1d(sources, block.sources)
    if isinstance(cluster[0][0].matrix, np.ndarray):
        folded = np.zeros((targets.size, sources.size))
        for block, own in cluster:
            _add_rows(folded, targets, sources, system, block, own, of)
        matrix: Matrix = folded
    else:
        block = cluster[0][0]
        where = (row, np.searchsorted(block.rows, system.term_need[terms]))
        matrix = csr_array((of.slope[terms], where), shape=(targets.size, block.rows.size)) @ block.matrix
    incidence = incidence_of(system.term_need[terms], row, of.slope[terms])
    return piece_of(targets, sources, matrix, None, incidence)


def _add_rows(
    matrix: FloatArray,
    targets: IntArray,
    sources: IntArray,
    system: System,
    block: Block,
    terms: IntArray,
    of: TermKinds,
) -> None:
    """Add the rows of a dense block's linear terms to the folded matrix."""
    terms = terms[by_layer(system.term_target[terms])]
    values = np.asarray(scaled(rows_of(block, system.term_need[terms]), of.slope[terms]))
    columns = np.searchsorted(sources, block.sources)
    for layer in layers_of(system.term_target[terms]):
        matrix[np.ix_(np.searchsorted(targets, layer.target), columns)] += values[layer.rows]
