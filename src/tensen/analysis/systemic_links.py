"""Any system of the loss equation as edges of the published index of systemic risk (ESRI).

The index knows levels (essential, linear, negligible) and shares, nothing else. What a requirement of ours
says beyond that goes into the impact of its edges: a supplier that stops takes `k (1 - rho)` (critical) or
`a (1 - rho)` (linear) of what it weighs. Where weights add up to 1 and no cap binds that is the loss equation
itself. Spare capacity and a cap on what can be replaced bend the equation; the index is straight, so it takes
the straight line from no shortage to a complete one, the lowest that lies nowhere below the loss equation:
there it overstates, and says on how many needs.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from tensen.engine.arrays import FloatArray, IntArray, sum_by
from tensen.engine.esri.economy import Economy
from tensen.engine.esri.layout import laid_out
from tensen.engine.system import System

Replace = Literal["assumed", "market", "none"]
ESSENTIAL, LINEAR, NEGLIGIBLE = 2, 1, 0


@dataclass(frozen=True, eq=False)
class Links:
    """Rows `[L]` for `laid_out`, between nodes 0 ... n - 1; `edge` is the system's edge behind each, or -1.

    `spare[N]`, `capped[N]`: needs where the index overstates, because of spare capacity or of a cap.
    """

    n: int
    seller: IntArray
    buyer: IntArray
    flow: FloatArray
    kind: IntArray
    level: IntArray
    up: FloatArray
    down: FloatArray
    edge: IntArray
    spare: IntArray
    capped: IntArray

    def economy(self, market: IntArray | None, final_demand: FloatArray) -> Economy:
        """The rows laid out for the kernels; `market[n]` or None where nobody is replaced."""
        return laid_out(
            self.seller,
            self.buyer,
            self.flow,
            self.kind,
            self.level,
            n=self.n,
            market=market,
            final_demand=final_demand,
            up=self.up,
            down=self.down,
        )


def links_of(system: System, kind: IntArray, flow: FloatArray, *, replace: Replace = "assumed") -> Links:
    """The rows of `system`; `kind[N]` of each need, `flow[E]` of each edge.

    With `replace` other than "assumed" the replaceable part rho of the requirements is left out: rivals
    replace suppliers by the published rule ("market"), or nobody does ("none"). An edge whose need has a
    critical and a linear term stands in two rows; sales without an edge are negligible rows.
    """
    felt, spare, capped = _felt(system, replace == "assumed")
    critical, linear = felt[0][system.edge_need], felt[1][system.edge_need]
    buyer, kinds = system.need_target[system.edge_need], kind[system.edge_need]
    level = np.where(critical > 0, ESSENTIAL, np.where(linear > 0, LINEAR, NEGLIGIBLE))
    down = system.edge_weight * np.where(critical > 0, critical, linear)
    on_edge = system.sale_edge >= 0
    up = sum_by(system.sale_edge[on_edge], system.sale_share[on_edge], system.edges)
    twice = np.flatnonzero((critical > 0) & (linear > 0))
    loose = np.flatnonzero(~on_edge)
    none, zero = np.full(loose.size, -1, dtype=np.intp), np.zeros(loose.size)
    return Links(
        n=system.n,
        seller=np.concatenate([system.edge_source, system.edge_source[twice], system.sale_supplier[loose]]),
        buyer=np.concatenate([buyer, buyer[twice], system.sale_customer[loose]]),
        flow=np.concatenate([flow, np.zeros(twice.size), zero]),
        kind=np.concatenate([kinds, kinds[twice], none + 1]),
        level=np.concatenate([level, np.full(twice.size, LINEAR), none + 1]),
        up=np.concatenate([up, np.zeros(twice.size), system.sale_share[loose]]),
        down=np.concatenate([down, (system.edge_weight * linear)[twice], zero]),
        edge=np.concatenate([np.arange(system.edges), twice, none]),
        spare=spare,
        capped=capped,
    )


def with_relays(links: Links, cut: IntArray) -> Links:
    """The rows with a relay, node n + c, in the middle of the system's edge `cut[c]`.

    A relay passes on what its supplier and its customer lose, so that a shock of l on it makes the edge count
    as lost by at least l in both directions: exactly what a cut does in the loss equation.
    """
    place = np.full(int(max(links.edge.max(initial=-1), cut.max(initial=-1))) + 1, -1, dtype=np.intp)
    place[cut] = np.arange(cut.size)
    relay = np.where(links.edge >= 0, place[links.edge], -1)
    behind = np.flatnonzero(relay >= 0)
    # an edge in two rows has its demand and its flow in the first: one row leads to the relay
    first = behind[np.unique(relay[behind], return_index=True)[1]]
    seller, up = links.seller.copy(), links.up.copy()
    seller[behind] = links.n + relay[behind]
    up[behind] = np.where(up[behind] > 0, 1.0, 0.0)
    return Links(
        n=links.n + cut.size,
        seller=np.append(seller, links.seller[first]),
        buyer=np.append(links.buyer, links.n + relay[first]),
        flow=np.append(links.flow, links.flow[first]),
        kind=np.append(links.kind, links.kind[first]),
        level=np.append(links.level, np.full(first.size, ESSENTIAL)),
        up=np.append(up, links.up[first]),
        down=np.append(links.down, np.ones(first.size)),
        edge=np.append(links.edge, links.edge[first]),
        spare=links.spare,
        capped=links.capped,
    )


def _felt(system: System, assumed: bool) -> tuple[FloatArray, IntArray, IntArray]:
    """What a unit of lost capacity takes, `[2, N]`: largest critical, sum of linear; spare, capped needs."""
    need, cap = system.term_need, system.term_replace_max
    capacity, slack = system.capacity, system.slack
    # at a complete loss of all suppliers, per unit of their capacity
    short = np.where(slack > 0, np.maximum(capacity - slack, 0.0), capacity)
    left = np.where(capacity > 0, short / np.where(capacity > 0, capacity, 1.0), 0.0)[need]
    full = short[need]
    replaced = np.where(full > 0, np.minimum(system.term_rho, cap / np.where(full > 0, full, 1.0)), 0.0)
    slope = system.term_coef * left * (1.0 - replaced if assumed else 1.0)
    critical, linear = np.zeros(system.needs), np.zeros(system.needs)
    np.maximum.at(critical, need[system.term_critical], slope[system.term_critical])
    np.add.at(linear, need[~system.term_critical], slope[~system.term_critical])
    live = slope > 0
    binds = live & assumed & (replaced < system.term_rho)
    spare = np.unique(need[live & (slack[need] > 0)])
    return np.array([critical, linear]), spare, np.unique(need[binds])
