"""A changed supply of one node, solved: a share moved to another supplier, a stock, a faster switch.

The node's own needs are taken out of the solved network with everything else held at its solved loss. That is
exact where the node supplies nobody, as a firm over the atlas: nothing that it does comes back to it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from tensen.analysis.interval import Interval
from tensen.analysis.solve import TOLERANCE, Solved
from tensen.analysis.struck import Struck
from tensen.engine.arrays import FloatArray, IntArray
from tensen.engine.equilibrium import equilibrium
from tensen.engine.restrict import Part, part_of
from tensen.engine.shock import Batch
from tensen.engine.system import System


@dataclass(frozen=True)
class Remedy:
    """What changes at one need of the node (``need`` as in the frame).

    ``moved``: share of the need taken from the edge ``taken`` and given to the edge ``onto``, or on a new
    edge to the node ``to``. ``met``: the need is never short (it is met from stock). ``replaced``: by
    horizon, the replaceable part at the optimistic corner, the centre and the pessimistic one instead of
    the present one.
    """

    need: int
    moved: float = 0.0
    taken: int = -1
    to: int = -1
    onto: int = -1
    met: bool = False
    replaced: dict[str, tuple[float, float, float]] | None = None


def remedied(
    found: Sequence[Struck], node: int, remedy: Remedy | None, cuts: Sequence[float] = ()
) -> list[Interval]:
    """The loss of ``node`` (share of output) under solved scenarios with the remedy in place, in their order.

    Args:
        found: solved scenarios; those solved together are solved together again.
        node: which supplies nobody.
        remedy: what changes; None for nothing.
        cuts: what each scenario cuts of the new edge of the remedy (default: nothing).
    """
    losses: dict[int, Interval] = {}
    for corners in {id(s.corners): s.corners for s in found}.values():
        mine = [k for k, s in enumerate(found) if s.corners is corners]
        columns = np.array([found[k].column for k in mine], dtype=np.intp)
        cut = np.array([cuts[k] if cuts else 0.0 for k in mine])
        solved = (corners.low, corners.central, corners.high)
        ends = [_losses(s, columns, node, remedy, cut, end) for end, s in enumerate(solved)]
        for place, k in enumerate(mine):
            losses[k] = Interval(*(float(end[place]) for end in ends))
    return [losses[k] for k in range(len(found))]


def _losses(
    solved: Solved, columns: IntArray, node: int, remedy: Remedy | None, cut: FloatArray, end: int
) -> FloatArray:
    part = _own(solved, node)
    system, added = part.system, -1
    if remedy is not None:
        system, added = _changed(solved, part, remedy, end)
    s = np.array((solved.result.upper if end == 2 else solved.loss)[:, columns])
    s[node] = solved.batch.s[node, columns]
    batch = part.batch(_columns_of(solved.batch, columns, s))
    if added >= 0:
        batch = replace(
            batch,
            cut_edge=np.append(batch.cut_edge, np.full(len(columns), added, dtype=np.intp)),
            cut_column=np.append(batch.cut_column, np.arange(len(columns), dtype=np.intp)),
            cut_level_loss=np.append(batch.cut_level_loss, cut),
        )
    result = equilibrium(system, batch, tol=TOLERANCE)
    return np.asarray((result.upper if end == 2 else result.loss)[node])


def _columns_of(batch: Batch, columns: IntArray, s: FloatArray) -> Batch:
    """The cuts of some columns, renumbered, with other losses of nodes."""
    place = np.full(batch.columns, -1, dtype=np.intp)
    place[columns] = np.arange(len(columns))
    mine = place[batch.cut_column] >= 0
    return Batch(
        s=s,
        cut_edge=batch.cut_edge[mine],
        cut_column=place[batch.cut_column[mine]],
        cut_level_loss=batch.cut_level_loss[mine],
    )


def _changed(solved: Solved, part: Part, remedy: Remedy, end: int) -> tuple[System, int]:
    """The part with the remedy, and the number of the edge that it brings (-1: none)."""
    system = part.system
    need = int(np.flatnonzero(_needs(solved, part) == remedy.need)[0])
    mine = system.term_need == need
    if remedy.met:
        return system.with_terms(term_coef=np.where(mine, 0.0, system.term_coef)), -1
    if remedy.replaced is not None:
        rho = remedy.replaced[solved.compiled.horizon][end]
        return system.with_terms(term_rho=np.where(mine, rho, system.term_rho)), -1
    weight = np.array(system.edge_weight)
    taken = int(np.flatnonzero(part.edge == remedy.taken)[0])
    moved = min(remedy.moved, float(weight[taken]))
    weight[taken] -= moved
    if remedy.onto >= 0:
        weight[np.flatnonzero(part.edge == remedy.onto)] += moved
        return system.with_weights(weight, system.need_slack), -1
    return _grown(system, need, remedy.to, np.append(weight, moved)), system.edges


def _grown(system: System, need: int, source: int, weight: FloatArray) -> System:
    """The system with one more edge, the last."""
    return System(
        n=system.n,
        need_target=system.need_target,
        need_slack=system.need_slack,
        edge_source=np.append(system.edge_source, source),
        edge_need=np.append(system.edge_need, need),
        edge_weight=weight,
        term_need=system.term_need,
        term_critical=system.term_critical,
        term_coef=system.term_coef,
        term_rho=system.term_rho,
        term_replace_max=system.term_replace_max,
    )


def _own(solved: Solved, node: int) -> Part:
    """The node's own needs; worked out once for a system."""
    held: dict[int, Part] = solved.compiled.__dict__.setdefault("_own", {})
    if node not in held:
        mask = np.zeros(solved.compiled.system.n, dtype=bool)
        mask[node] = True
        held[node] = part_of(solved.compiled.system, mask)
    return held[node]


def _needs(solved: Solved, part: Part) -> IntArray:
    """The numbers in the whole of the part's needs."""
    node = part.system.need_target[0]
    return np.flatnonzero(solved.compiled.system.need_target == node)
