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
from tensen.analysis.scenario import Cut, Scenario
from tensen.analysis.selectors import Mask, select_carriers, select_nodes
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
        return self.losses(self.taken(nodes, carriers).astype(float), worst=worst)

    def taken(self, nodes: np.ndarray, carriers: np.ndarray) -> Mask:
        """Whether each row stands for an edge from ``nodes`` with ``carriers`` (masks); shape (K,)."""
        named = np.append(carriers, carriers.any())  # what is not known may be any of them
        return np.asarray(nodes[self.node] & named[self.carrier])

    def losses(self, lost: FloatArray, *, worst: bool) -> tuple[IntArray, FloatArray]:
        """Edges hit and the loss of each, where what row k stands for loses ``lost[k]``; shape (K,).

        Losses of several makers behind one edge add up by their shares; of all that a doubtful edge might
        stand for the largest counts.
        """
        sure = (lost > 0) & ~self.doubtful
        edges, place = np.unique(self.edge[sure], return_inverse=True)
        loss = np.bincount(place, self.share[sure] * lost[sure], len(edges))
        if worst:
            might = (lost > 0) & self.doubtful
            more, place = np.unique(self.edge[might], return_inverse=True)
            most = np.zeros(len(more))
            np.maximum.at(most, place, lost[might])
            edges, loss = np.append(edges, more), np.append(loss, most)
        return edges.astype(np.intp), np.minimum(loss, 1.0)


def scenario_hit(frame: Frame, scenario: Scenario, standins: Standins, *, worst: bool = False) -> Hit:
    """The hit of a scenario on the network with its layer.

    Where a maker behind an edge is cut twice the larger cut counts; cuts of different makers behind it add
    up by their shares.

    Raises:
        TensenError: a selector is wrong or takes nothing.
    """
    hit = hit_of(frame, scenario, worst=worst)
    lost = np.zeros(len(standins.edge))
    for cut in scenario.cuts:
        nodes, carriers, targets = cut_masks(frame, cut)
        if targets[standins.target]:
            lost = np.maximum(lost, standins.taken(nodes, carriers) * (1 - cut.level))
    edges, loss = standins.losses(lost, worst=worst)
    return replace(hit, edges=np.append(hit.edges, edges), edge_loss=np.append(hit.edge_loss, loss))


def cut_masks(frame: Frame, cut: Cut) -> tuple[Mask, Mask, Mask]:
    """What a cut selects: sources (nodes,), carriers (carriers,), targets (nodes,); looked up once for a
    frame.
    """
    held: dict[object, tuple[Mask, Mask, Mask]] = frame.__dict__.setdefault("_cut_masks", {})
    key = tuple(tuple(selector.items()) for selector in (cut.source, cut.carrier, cut.target))
    if key not in held:
        network = frame.network
        held[key] = (
            select_nodes(network, cut.source),
            select_carriers(network, cut.carrier),
            select_nodes(network, cut.target),
        )
    return held[key]


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
