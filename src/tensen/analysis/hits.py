"""What a scenario or a group hits, as indices: nodes and edges with the loss that each takes."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tensen.analysis.compiled import Frame
from tensen.analysis.scenario import Cut, Scenario, Selector
from tensen.analysis.selectors import Mask, select_carriers, select_nodes
from tensen.engine.arrays import FloatArray, IntArray
from tensen.engine.shock import Batch
from tensen.messages import TensenError


@dataclass(frozen=True, eq=False)
class Hit:
    """Indices of nodes and edges and the loss (0 to 1) that each takes from outside."""

    nodes: IntArray
    node_loss: FloatArray
    edges: IntArray
    edge_loss: FloatArray


def nothing() -> tuple[IntArray, FloatArray]:
    """No indices, no losses."""
    return np.empty(0, dtype=np.intp), np.empty(0)


def hit_of(frame: Frame, scenario: Scenario, *, worst: bool = False) -> Hit:
    """The nodes and edges that a scenario hits; with ``worst``, also unknown suppliers that might be hit.

    Raises:
        TensenError: a selector takes nothing: a scenario that changes nothing is a mistake, not an answer.
    """
    nodes, node_loss = nothing()
    edges, edge_loss = nothing()
    for shock in scenario.shocks:
        chosen = np.flatnonzero(select_nodes(frame.network, shock.target))
        _refuse_empty(chosen, scenario, shock.target)
        nodes, node_loss = (
            np.append(nodes, chosen),
            np.append(node_loss, np.full(len(chosen), 1 - shock.level)),
        )
    for cut in scenario.cuts:
        chosen = cut_edges(frame, cut, worst=worst)
        _refuse_empty(chosen, scenario, {**cut.source, **cut.carrier, **cut.target})
        edges, edge_loss = np.append(edges, chosen), np.append(edge_loss, np.full(len(chosen), 1 - cut.level))
    return Hit(nodes.astype(np.intp), node_loss, edges.astype(np.intp), edge_loss)


def cut_edges(frame: Frame, cut: Cut, *, worst: bool = False) -> IntArray:
    """Indices of the edges that ``cut`` takes, whether or not they still exist at the centre.

    They do not depend on the assumptions' values, so each cut is looked up once for a frame.
    """
    held: dict[object, IntArray] = frame.__dict__.setdefault("_cut_edges", {})
    wanted = (cut.source, cut.carrier, cut.target)
    key = (*(tuple(selector.items()) for selector in wanted), worst)
    if key not in held:
        held[key] = _cut_edges(frame, cut, worst)
    return held[key]


def _cut_edges(frame: Frame, cut: Cut, worst: bool) -> IntArray:
    source = select_nodes(frame.network, cut.source)
    if worst:
        source = _might_be(frame, source)
    target = select_nodes(frame.network, cut.target)
    carrier = select_carriers(frame.network, cut.carrier)
    return np.flatnonzero(source[frame.edge_source] & target[frame.edge_target] & carrier[frame.edge_carrier])


def batch_of(frame: Frame, hits: Sequence[Hit]) -> Batch:
    """One column per hit."""
    s = np.zeros((len(frame.network.nodes), len(hits)))
    for column, hit in enumerate(hits):
        np.maximum.at(s[:, column], hit.nodes, hit.node_loss)
    counts = [len(hit.edges) for hit in hits]
    return Batch(
        s=s,
        cut_edge=np.concatenate([np.empty(0, np.intp), *(hit.edges for hit in hits)]),
        cut_column=np.repeat(np.arange(len(hits), dtype=np.intp), counts),
        cut_level_loss=np.concatenate([np.empty(0), *(hit.edge_loss for hit in hits)]),
    )


def _might_be(frame: Frame, source: Mask) -> Mask:
    wide: npt.NDArray[np.bool_] = source.copy()
    for unknown, admissible in frame.unknown_admissible.items():
        wide[unknown] |= bool(source[admissible].any())
    return wide


def _refuse_empty(chosen: IntArray, scenario: Scenario, wanted: Selector) -> None:
    if not len(chosen):
        words = ", ".join(f"{key} = {' | '.join(values)}" for key, values in wanted.items()) or "{}"
        raise TensenError("selector_empty", scenario=scenario.id, selector=words, near="–")
