"""What the engine asks of a system and of a batch before it computes."""

from __future__ import annotations

import numpy as np

from tensen.engine.arrays import BoolArray, FloatArray, IntArray, sum_by
from tensen.engine.shock import Batch
from tensen.engine.system import SLACK_TOLERANCE, System

SUM_TOLERANCE = 1e-9


def validate(system: System) -> None:
    """Raise `ValueError` naming the field and the first index at fault.

    Checks lengths, indices, weights >= 0, spare capacity >= 0 (a need supplied below 1 needs an explicit
    unknown supplier), k, a and rho in [0, 1], replace_max >= 0, the sum of a over a target's linear terms
    <= 1, and for sales shares >= 0 with a sum of at most 1 per supplier including final demand.
    """
    _lengths(system)
    _indices(system)
    _weights(system)
    _terms(system)
    _sales(system)


def validate_batch(system: System, batch: Batch) -> None:
    """Raise `ValueError` where a batch does not fit the system or a loss is not within [0, 1]."""
    if batch.s.ndim != 2 or batch.s.shape[0] != system.n:
        raise ValueError(f"s must have shape ({system.n}, B), not {batch.s.shape}")
    _unit("s", batch.s)
    _same_length("cut_edge", batch.cut_edge, cut_column=batch.cut_column, cut_level_loss=batch.cut_level_loss)
    _within("cut_edge", batch.cut_edge, system.edges)
    _within("cut_column", batch.cut_column, batch.columns)
    _unit("cut_level_loss", batch.cut_level_loss)
    if batch.final_loss is not None:
        if batch.final_loss.shape != batch.s.shape:
            raise ValueError(f"final_loss must have shape {batch.s.shape}, not {batch.final_loss.shape}")
        _unit("final_loss", batch.final_loss)


def _lengths(system: System) -> None:
    _same_length(
        "edge_source", system.edge_source, edge_need=system.edge_need, edge_weight=system.edge_weight
    )
    _same_length(
        "term_need",
        system.term_need,
        term_critical=system.term_critical,
        term_coef=system.term_coef,
        term_rho=system.term_rho,
        term_replace_max=system.term_replace_max,
    )
    _same_length(
        "sale_supplier",
        system.sale_supplier,
        sale_customer=system.sale_customer,
        sale_share=system.sale_share,
        sale_edge=system.sale_edge,
    )
    if system.final_share.shape != (system.n,):
        raise ValueError(f"final_share must have {system.n} entries, not {system.final_share.size}")
    if system.need_slack is not None and system.need_slack.shape != (system.needs,):
        raise ValueError(f"need_slack must have {system.needs} entries, not {system.need_slack.size}")


def _indices(system: System) -> None:
    for name in ("need_target", "edge_source", "sale_supplier", "sale_customer"):
        _within(name, getattr(system, name), system.n)
    for name in ("edge_need", "term_need"):
        _within(name, getattr(system, name), system.needs)
    _within("sale_edge", system.sale_edge, system.edges, lowest=-1)


def _weights(system: System) -> None:
    _refuse("edge_weight", system.edge_weight, ~(system.edge_weight >= 0), "must be 0 or more")
    raw = system.capacity - 1.0 if system.need_slack is None else system.need_slack
    supplied = "must be 0 or more: give what is missing to an explicit unknown supplier"
    _refuse("need_slack", raw, ~(raw >= -SLACK_TOLERANCE), supplied)


def _terms(system: System) -> None:
    _unit("term_coef", system.term_coef)
    _unit("term_rho", system.term_rho)
    _refuse("term_replace_max", system.term_replace_max, ~(system.term_replace_max >= 0), "must be 0 or more")
    linear = ~system.term_critical
    total = sum_by(system.term_target[linear], system.term_coef[linear], system.n)
    over = "is the sum of a over the linear terms of the target with this index; it must be at most 1"
    _refuse("term_coef", total, total > 1 + SUM_TOLERANCE, over)


def _sales(system: System) -> None:
    _refuse("sale_share", system.sale_share, ~(system.sale_share >= 0), "must be 0 or more")
    _refuse("final_share", system.final_share, ~(system.final_share >= 0), "must be 0 or more")
    sold = np.flatnonzero(system.sale_edge >= 0)
    edge = system.sale_edge[sold]
    astray = system.edge_source[edge] != system.sale_supplier[sold]
    astray |= system.need_target[system.edge_need[edge]] != system.sale_customer[sold]
    elsewhere = _at(sold[astray], system.sale_edge.size)
    _refuse("sale_edge", system.sale_edge, elsewhere, "joins other nodes than the sale")
    total = sum_by(system.sale_supplier, system.sale_share, system.n) + system.final_share
    over = "is what the supplier with this index sells, final demand included; it must be at most 1"
    _refuse("sale_share", total, total > 1 + SUM_TOLERANCE, over)


def _at(index: IntArray, size: int) -> BoolArray:
    mask = np.zeros(size, dtype=np.bool_)
    mask[index] = True
    return mask


def _same_length(name: str, array: IntArray, **others: FloatArray | IntArray | BoolArray) -> None:
    for other, values in others.items():
        if values.shape != array.shape:
            raise ValueError(f"{other} must have {array.size} entries like {name}, not {values.size}")


def _within(name: str, array: IntArray, count: int, lowest: int = 0) -> None:
    _refuse(name, array, (array < lowest) | (array >= count), f"must be from {lowest} to {count - 1}")


def _unit(name: str, array: FloatArray) -> None:
    _refuse(name, array, ~((array >= 0) & (array <= 1)), "must be within 0 and 1")


def _refuse(name: str, values: FloatArray | IntArray, bad: BoolArray, rule: str) -> None:
    if bad.any():
        where = tuple(int(i) for i in np.argwhere(bad)[0])
        raise ValueError(f"{name}[{', '.join(map(str, where))}] = {values[where]} {rule}")
