"""A changed supply of one node, solved: a share moved to another supplier, a stock, a faster switch.

The node's own needs are taken out of the solved network with everything else held at its solved loss. That is
exact where the node supplies nobody, as a firm over the atlas: nothing that it does comes back to it.
"""

from dataclasses import dataclass, replace

import numpy as np

from tensen.analysis.interval import Interval
from tensen.analysis.solve import TOLERANCE, Solved
from tensen.analysis.struck import Struck
from tensen.engine.equilibrium import equilibrium
from tensen.engine.restrict import Part, part_of
from tensen.engine.shock import Batch
from tensen.engine.system import System


@dataclass(frozen=True)
class Remedy:
    """What changes at one need of the node (``need`` as in the frame).

    ``moved``: share of the need taken from the edge ``taken`` and given to the edge ``onto``, or on a new
    edge to the node ``to``, ``cut`` of which the scenario cuts. ``met``: the need is never short (it is met
    from stock). ``replaced``: the replaceable part at the optimistic corner, the centre and the pessimistic
    one instead of the present one.
    """

    need: int
    moved: float = 0.0
    taken: int = -1
    to: int = -1
    onto: int = -1
    cut: float = 0.0
    met: bool = False
    replaced: tuple[float, float, float] | None = None


def remedied(found: Struck, node: int, remedy: Remedy | None) -> Interval:
    """The loss of ``node`` (share of output) under a scenario that was solved, with the remedy in place."""
    corners = found.corners
    solved = (corners.low, corners.central, corners.high)
    return Interval(*(_loss(s, found.column, node, remedy, end) for end, s in enumerate(solved)))


def _loss(solved: Solved, column: int, node: int, remedy: Remedy | None, end: int) -> float:
    part = _own(solved, node)
    system, extra = part.system, np.empty(0, dtype=np.intp)
    if remedy is not None:
        system, extra = _changed(solved, part, remedy, end)
    lost = (solved.result.upper if end == 2 else solved.loss)[:, column]
    s = np.array(lost)
    s[node] = solved.batch.s[node, column]
    mine = np.flatnonzero(solved.batch.cut_column == column)
    cuts = part.batch(
        Batch(
            s=s[:, None],
            cut_edge=solved.batch.cut_edge[mine],
            cut_column=np.zeros(len(mine), dtype=np.intp),
            cut_level_loss=solved.batch.cut_level_loss[mine],
        )
    )
    level = np.full(len(extra), remedy.cut if remedy else 0.0)
    batch = replace(
        cuts,
        cut_edge=np.append(cuts.cut_edge, extra),
        cut_column=np.append(cuts.cut_column, np.zeros(len(extra), dtype=np.intp)),
        cut_level_loss=np.append(cuts.cut_level_loss, level),
    )
    result = equilibrium(system, batch, tol=TOLERANCE)
    return float((result.upper if end == 2 else result.loss)[node, 0])


def _changed(solved: Solved, part: Part, remedy: Remedy, end: int) -> tuple[System, np.ndarray]:
    """The part with the remedy, and the numbers of edges that it brings."""
    system = part.system
    need = int(np.flatnonzero(_needs(solved, part) == remedy.need)[0])
    mine = system.term_need == need
    if remedy.met:
        return system.with_terms(term_coef=np.where(mine, 0.0, system.term_coef)), np.empty(0, np.intp)
    if remedy.replaced is not None:
        rho = np.where(mine, remedy.replaced[end], system.term_rho)
        return system.with_terms(term_rho=rho), np.empty(0, np.intp)
    weight = np.array(system.edge_weight)
    taken = int(np.flatnonzero(part.edge == remedy.taken)[0])
    moved = min(remedy.moved, float(weight[taken]))
    weight[taken] -= moved
    if remedy.onto >= 0:
        weight[np.flatnonzero(part.edge == remedy.onto)] += moved
        return system.with_weights(weight, system.need_slack), np.empty(0, np.intp)
    grown = System(
        n=system.n,
        need_target=system.need_target,
        need_slack=system.need_slack,
        edge_source=np.append(system.edge_source, remedy.to),
        edge_need=np.append(system.edge_need, need),
        edge_weight=np.append(weight, moved),
        term_need=system.term_need,
        term_critical=system.term_critical,
        term_coef=system.term_coef,
        term_rho=system.term_rho,
        term_replace_max=system.term_replace_max,
    )
    return grown, np.array([system.edges], dtype=np.intp)


def _own(solved: Solved, node: int) -> Part:
    """The node's own needs; worked out once for a system."""
    held: dict[int, Part] = solved.compiled.__dict__.setdefault("_own", {})
    if node not in held:
        mask = np.zeros(solved.compiled.system.n, dtype=bool)
        mask[node] = True
        held[node] = part_of(solved.compiled.system, mask)
    return held[node]


def _needs(solved: Solved, part: Part) -> np.ndarray:
    """The numbers in the whole of the part's needs."""
    node = part.system.need_target[0]
    return np.flatnonzero(solved.compiled.system.need_target == node)
