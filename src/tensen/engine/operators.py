"""The two channels of the loss equation, ready to be applied to many columns at once.

A critical term is `max(0, f (W d - slack))` with `f = k (1 - rho)`, and, where its replacement is capped,
also `k (W d - slack - cap)`: both are affine rows of which the target takes the largest. Linear terms
without spare capacity or cap are affine too and fold into one row per target. Only linear terms with spare
capacity or a binding cap keep a hinge of their own before they are summed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from tensen.engine.arrays import NO_FLOATS, NO_INTS, IntArray, span
from tensen.engine.blocks import Block, dense_blocks, partition
from tensen.engine.folding import folded
from tensen.engine.pieces import (
    Hinge,
    Incidence,
    Piece,
    TermKinds,
    by_layer,
    incidence_of,
    piece_of,
    placed,
    rows_of,
    scaled,
)
from tensen.engine.system import System


@dataclass(frozen=True, eq=False)
class Operator:
    """One channel of the loss equation: `largest` pieces are maximised, `summed` pieces added per target."""

    system: System
    largest: tuple[Piece, ...]
    summed: tuple[Piece, ...]
    summed_target: IntArray
    place: slice | IntArray


def supply_operator(system: System) -> Operator:
    """The pieces of the supply channel (shortages travel from supplier to customer), made once per system."""
    held: dict[str, Operator] = system.__dict__
    if "_supply" not in held:
        held["_supply"] = _supply_operator(system)
    return held["_supply"]


def _supply_operator(system: System) -> Operator:
    from_terms = TermKinds.of(system)
    largest: list[Piece] = []
    summed: list[Piece] = []
    pure: list[tuple[Block, IntArray]] = []
    for block in system.blocks:
        inside = _terms_of(system, block)
        critical = inside[system.term_critical[inside]]
        linear = inside[~system.term_critical[inside]]
        hinged = from_terms.hinged[linear]
        largest.extend(_critical(system, block, critical, from_terms))
        if hinged.any():
            summed.append(_hinged(system, block, linear[hinged], from_terms))
        if not hinged.all():
            pure.append((block, linear[~hinged]))
    summed.extend(folded(system, pure, from_terms))
    written = [layer.target for piece in summed for layer in piece.layers]
    targets = np.unique(np.concatenate([NO_INTS, *written]))
    summed_pieces = tuple(placed(piece, targets) for piece in summed)
    return Operator(system, tuple(largest), summed_pieces, targets, span(targets))


def demand_operator(system: System) -> Operator:
    """The pieces of the demand channel (lost sales travel from customer to supplier), made once."""
    held: dict[str, Operator] = system.__dict__
    if "_demand" not in held:
        held["_demand"] = _demand_operator(system)
    return held["_demand"]


def _demand_operator(system: System) -> Operator:
    layout = partition(system.n, system.n, system.sale_supplier, system.sale_customer)
    pieces = []
    for block in dense_blocks(layout, system.n, system.sale_share):
        row = np.searchsorted(block.rows, system.sale_supplier)
        mine = np.isin(system.sale_supplier, block.rows) & (system.sale_edge >= 0)
        keys = np.flatnonzero(mine)
        order = keys[np.argsort(system.sale_edge[keys], kind="stable")]
        incidence = Incidence(system.sale_edge[order], row[order], system.sale_share[order])
        pieces.append(piece_of(block.rows, block.sources, block.matrix, None, incidence, sold=True))
    covered = np.unique(system.sale_supplier)
    only_final = np.setdiff1d(np.flatnonzero(system.final_share), covered)
    if only_final.size:
        empty = csr_array((only_final.size, system.n), dtype=np.float64)
        none = Incidence(NO_INTS, NO_INTS, NO_FLOATS)
        pieces.append(piece_of(only_final, np.arange(system.n, dtype=np.intp), empty, None, none, sold=True))
    return Operator(system, tuple(pieces), (), NO_INTS, NO_INTS)


def _terms_of(system: System, block: Block) -> IntArray:
    """The terms on the needs of a block."""
    mine = np.zeros(system.needs, dtype=np.bool_)
    mine[block.rows] = True
    return np.flatnonzero(mine[system.term_need])


def _critical(system: System, block: Block, terms: IntArray, of: TermKinds) -> list[Piece]:
    """The affine rows of critical terms; rows that can never lose anything are left out."""
    plain = terms[of.slope[terms] > 0]
    capped = terms[of.capped[terms] & (system.term_coef[terms] > 0)]
    if not plain.size + capped.size:
        return []
    both = np.concatenate([plain, capped])
    factor = np.concatenate([of.slope[plain], system.term_coef[capped]])
    extra = np.concatenate([np.zeros(plain.size), system.term_replace_max[capped]])
    offset = factor * (system.slack[system.term_need[both]] + extra)
    order = by_layer(system.term_target[both])
    both, factor, offset = both[order], factor[order], offset[order]
    matrix = scaled(rows_of(block, system.term_need[both]), factor)
    incidence = incidence_of(system.term_need[both], np.arange(both.size), factor)
    return [piece_of(system.term_target[both], block.sources, matrix, offset, incidence)]


def _hinged(system: System, block: Block, terms: IntArray, of: TermKinds) -> Piece:
    terms = terms[by_layer(system.term_target[terms])]
    need = system.term_need[terms]
    cap = np.where(of.capped[terms], system.term_replace_max[terms], np.finfo(np.float64).max / 4)
    hinge = Hinge(of.slope[terms][:, None], system.term_coef[terms][:, None], cap[:, None])
    incidence = incidence_of(need, np.arange(terms.size), np.ones(terms.size))
    matrix = rows_of(block, need)
    return piece_of(
        system.term_target[terms], block.sources, matrix, system.slack[need], incidence, hinge=hinge
    )
