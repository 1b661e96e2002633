"""Parts of a network in which losses run apart: the services below the economy, or one country's economy."""

from dataclasses import dataclass, replace

import numpy as np

from tensen.analysis.compiled import Frame, frame_of
from tensen.analysis.hits import Hit
from tensen.engine.arrays import BoolArray, IntArray
from tensen.model import views
from tensen.model.assumed import values_at


@dataclass(frozen=True, eq=False)
class Part:
    """A frame without some needs; ``edges`` (E,) gives the place of each old edge in it, -1 where gone."""

    frame: Frame
    edges: IntArray

    def hit(self, hit: Hit) -> Hit:
        """The hit on the edges that are left."""
        place = self.edges[hit.edges]
        return replace(hit, edges=place[place >= 0], edge_loss=hit.edge_loss[place >= 0])


def without(frame: Frame, gone: BoolArray) -> Part:
    """The frame without the needs ``gone`` (needs,): neither their requirements nor their edges.

    Nodes stay, so that indices of nodes mean the same. What needs nothing more never loses by others.
    """
    edges, terms = ~gone[frame.edge_need], ~gone[frame.term_need]
    network = frame.network
    part = views.replace(
        network, {"edges": network.edges[edges], "requirements": network.requirements[terms]}
    )
    return Part(frame_of(part), np.where(edges, np.cumsum(edges) - 1, -1))


def economy(frame: Frame) -> BoolArray:
    """Nodes of the economy, which carry value; shape (nodes,)."""
    mask = (frame.network.nodes["partition"] == "economy").fillna(False)
    return np.asarray(mask.to_numpy(dtype=bool))


def carried(frame: Frame, carriers: tuple[str, ...]) -> BoolArray:
    """Needs of some carriers; shape (needs,)."""
    wanted = frame.network.carriers["id"].isin(carriers).to_numpy()
    return np.asarray(wanted[frame.need_carrier])


def outlasting(frame: Frame, horizon: str, hours: float) -> BoolArray:
    """Needs whose stated stock lasts at least so many hours; shape (needs,)."""
    rows = frame.rows_at(horizon)
    days = frame.cells("requirements", "time_to_survive").filled(values_at(rows, 0.5), 0.0)
    least = np.full(len(frame.need_target), np.inf)
    np.minimum.at(least, frame.term_need, days)
    return np.asarray(least * 24.0 >= hours)
