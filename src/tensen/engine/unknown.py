"""Unknown suppliers: between never failing and failing with the worst of those they might be.

An unknown supplier is an ordinary node without needs: left alone it loses nothing, which is the best case.
In the worst case it takes, inside the fixed point, the loss of the worst node that it might be. That is one
more critical requirement per admissible node (k = 1, rho = 0, one need each), so the worst case is just
another system, and every completion of the unknown lies between the two.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from tensen.engine.arrays import IntArray, ints
from tensen.engine.system import System


def with_worst_unknowns(system: System, unknowns: Mapping[int, ArrayLike]) -> System:
    """The worst case of `unknowns`: for each unknown node the nodes it might be.

    New needs, edges and terms come after the old ones, whose indices stay. Cuts are the caller's: where an
    edge of an admissible supplier would be cut, the unknown's own edge of that need counts as cut too.
    Raises `ValueError` for a node out of range or an unknown that is admissible for itself.
    """
    node, admissible = _pairs(system.n, unknowns)
    if not node.size:
        return system
    ones = np.ones(node.size)
    needs = system.needs + np.arange(node.size)
    slack = None if system.need_slack is None else np.append(system.need_slack, np.zeros(node.size))
    return replace(
        system,
        need_target=np.append(system.need_target, node),
        need_slack=slack,
        edge_source=np.append(system.edge_source, admissible),
        edge_need=np.append(system.edge_need, needs),
        edge_weight=np.append(system.edge_weight, ones),
        term_need=np.append(system.term_need, needs),
        term_critical=np.append(system.term_critical, ones > 0),
        term_coef=np.append(system.term_coef, ones),
        term_rho=np.append(system.term_rho, np.zeros(node.size)),
        term_replace_max=np.append(system.term_replace_max, np.full(node.size, np.inf)),
    )


def _pairs(n: int, unknowns: Mapping[int, ArrayLike]) -> tuple[IntArray, IntArray]:
    sets = {int(node): np.unique(ints(members)) for node, members in unknowns.items()}
    for node, members in sets.items():
        if not 0 <= node < n or (members.size and (members[0] < 0 or members[-1] >= n)):
            raise ValueError(f"unknowns[{node}] names a node out of 0 to {n - 1}")
        if node in members:
            raise ValueError(f"unknowns[{node}] cannot be admissible for itself")
    nodes = np.repeat(ints(list(sets) or np.empty(0, np.intp)), [members.size for members in sets.values()])
    return nodes, np.concatenate([np.empty(0, np.intp), *sets.values()])
