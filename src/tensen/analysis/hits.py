"""What a scenario or a group hits, as indices: nodes and edges with the loss that each takes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from tensen.analysis.compiled import Frame
from tensen.analysis.scenario import Cut, Place, Scenario, Selector
from tensen.analysis.selectors import Mask, carrier_faults, node_faults, select_carriers, select_nodes
from tensen.engine.arrays import FloatArray, IntArray
from tensen.engine.shock import Batch
from tensen.messages import Finding, TensenError


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
        TensenError: a selector is wrong, or takes nothing: a scenario that changes nothing is a mistake, not
            an answer.
    """
    if faults := faults_of(frame, scenario):
        name = scenario.file or scenario.id
        raise TensenError("scenario_invalid", exit_code=2, file=name, findings=faults)
    nodes, node_loss = nothing()
    edges, edge_loss = nothing()
    for shock in scenario.shocks:
        chosen = np.flatnonzero(select_nodes(frame.network, shock.target))
        nodes, node_loss = (
            np.append(nodes, chosen),
            np.append(node_loss, np.full(len(chosen), 1 - shock.level)),
        )
    for cut in scenario.cuts:
        chosen = cut_edges(frame, cut, worst=worst)
        edges, edge_loss = np.append(edges, chosen), np.append(edge_loss, np.full(len(chosen), 1 - cut.level))
    return Hit(nodes.astype(np.intp), node_loss, edges.astype(np.intp), edge_loss)


def faults_of(frame: Frame, scenario: Scenario) -> list[Finding]:
    """All that is wrong with a scenario's selectors in this network, with file, key and nearest values."""
    held: dict[int, tuple[Scenario, list[Finding]]] = frame.__dict__.setdefault("_faults", {})
    kept = held.get(id(scenario))
    if kept is None or kept[0] is not scenario:
        held[id(scenario)] = kept = (scenario, [*_faults(frame, scenario)])
    return kept[1]


def _faults(frame: Frame, scenario: Scenario) -> Iterator[Finding]:
    for shock in scenario.shocks:
        wrong = _placed(node_faults(frame.network, shock.target), shock.place, "target")
        yield from wrong
        if not wrong and not select_nodes(frame.network, shock.target).any():
            yield _empty(shock.place, {"target": shock.target})
    for cut in scenario.cuts:
        wrong = []
        for end, wanted in cut.ends.items():
            check = carrier_faults if end == "carrier" else node_faults
            wrong += _placed(check(frame.network, wanted), cut.place, end)
        yield from wrong
        if not wrong and not len(cut_edges(frame, cut)):
            yield _empty(cut.place, cut.ends)


def _placed(faults: Sequence[Finding], place: Place, end: str) -> list[Finding]:
    """The faults with the file and the keys that lead to the selector."""
    file, key = place
    return [replace(f, where={"file": file, "key": f"{key}.{end}.{f.where['key']}"}) for f in faults]


def _empty(place: Place, ends: Mapping[str, Selector]) -> Finding:
    said = {f"{end}.{key}": values for end, wanted in ends.items() for key, values in wanted.items()}
    words = ", ".join(f"{key} = {' | '.join(values)}" for key, values in said.items()) or "{}"
    return Finding("selector_empty", {"file": place[0], "key": place[1]}, {"value": words})


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
