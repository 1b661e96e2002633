"""Edges of a private layer that stand for edges of the network below it.

A firm's supplier of power chips in Germany stands for Germany's maker of power chips in the atlas: a scenario
that cuts the maker's edge to the firm's industry cuts the supplier's edge to the firm as well. So scenarios
written for the atlas, whichever selector they use, apply to the firm's list as they stand.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from tensen.analysis.candidates import Candidate, Mode
from tensen.analysis.compiled import Frame
from tensen.analysis.hits import Hit, hit_of
from tensen.analysis.scenario import Scenario
from tensen.analysis.selectors import select_carriers, select_nodes
from tensen.engine.arrays import FloatArray, IntArray
from tensen.model.schema import families


@dataclass(frozen=True, eq=False)
class Standins:
    """Row k: edge ``edge[k]`` stands by ``share[k]`` for one from ``node[k]`` with ``carrier[k]`` to
    ``target``.

    Shapes (K,); ``carrier`` is -1 where it is not known which. ``doubtful[k]``: only might stand for it (an
    unknown supplier, an unknown product), so it counts where the worst is asked for.
    """

    edge: IntArray
    node: IntArray
    carrier: IntArray
    share: FloatArray
    doubtful: np.ndarray
    target: int

    def cut(self, nodes: np.ndarray, carriers: np.ndarray, *, worst: bool) -> tuple[IntArray, FloatArray]:
        """Edges hit and the share of each, where edges from ``nodes`` with ``carriers`` (masks) are cut.

        A doubtful edge is cut whole if anything that it might stand for is.
        """
        named = np.append(carriers, carriers.any())  # what is not known may be any of them
        taken = nodes[self.node] & named[self.carrier]
        sure = taken & ~self.doubtful
        edges, place = np.unique(self.edge[sure], return_inverse=True)
        share = np.bincount(place, self.share[sure], len(edges))
        if worst:
            more = np.unique(self.edge[taken & self.doubtful])
            edges, share = np.append(edges, more), np.append(share, np.ones(len(more)))
        return edges.astype(np.intp), np.minimum(share, 1.0)


def scenario_hit(frame: Frame, scenario: Scenario, standins: Standins, *, worst: bool = False) -> Hit:
    """The hit of a scenario on the network with its layer; where an edge is cut twice the larger cut counts.

    Raises:
        TensenError: a selector is wrong or takes nothing.
    """
    hit = hit_of(frame, scenario, worst=worst)
    edges, losses = [hit.edges], [hit.edge_loss]
    for cut in scenario.cuts:
        if select_nodes(frame.network, cut.target)[standins.target]:
            nodes = select_nodes(frame.network, cut.source)
            carriers = select_carriers(frame.network, cut.carrier)
            more, share = standins.cut(nodes, carriers, worst=worst)
            edges.append(more)
            losses.append(share * (1 - cut.level))
    return replace(hit, edges=np.concatenate(edges), edge_loss=np.concatenate(losses))


@dataclass(frozen=True, eq=False)
class Reaching(Candidate):
    """A candidate that, withheld, takes with it the edges that stand for its own."""

    standins: Standins | None = None

    def hit(self, mode: Mode, reference: np.ndarray, frame: Frame, *, worst: bool = False) -> Hit:
        """As for any candidate, and the edges of the layer that stand for the withheld ones."""
        hit = super().hit(mode, reference, frame, worst=worst)
        if mode != "withheld" or self.standins is None or reference[self.standins.target] <= 0:
            return hit
        nodes = np.zeros(len(frame.network.nodes), dtype=bool)
        nodes[self.members] = True
        edges, share = self.standins.cut(nodes, self._carriers(frame), worst=worst)
        return replace(hit, edges=np.append(hit.edges, edges), edge_loss=np.append(hit.edge_loss, share))

    def _carriers(self, frame: Frame) -> np.ndarray:
        if self.family is None:
            return np.ones(len(frame.network.carriers), dtype=bool)
        broad = [families()[f].ranks_with or f for f in frame.network.carriers["family"].tolist()]
        return np.array([name == self.family for name in broad])


def reaching(found: Sequence[Candidate], standins: Standins) -> list[Candidate]:
    """The candidates with what stands for them."""
    return [
        Reaching(c.id, c.members, c.edges, c.holder, c.foreign, c.family, c.unknown_edges, standins)
        for c in found
    ]
