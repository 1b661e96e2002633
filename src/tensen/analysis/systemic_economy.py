"""A network of ours as an economy of the published index of systemic risk (ESRI).

Nodes are firms, carriers are kinds of input, requirements give the level (critical: essential, linear:
non-essential, none: negligible), weights the downstream impact, flows and final demand the upstream one: the
same shares as the demand channel of the loss equation, of carriers that propagate demand only.

How the index on such a network differs from the loss equation: it always reads both channels, counts the
larger loss of each node and weighs them into one figure. Without spare capacity and caps on what is replaced,
and with nobody replaced by the published rule (sigma), its downstream losses are those of the loss equation,
its upstream losses those of the demand channel, and the total those of demand `decoupled`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, get_args

import numpy as np
import pandas as pd

from tensen.analysis.compiled import Compiled, Frame, Quantile, compile_network, worst_unknowns
from tensen.analysis.systemic_links import Links, Replace, links_of, with_relays
from tensen.engine.arrays import FloatArray, IntArray
from tensen.engine.esri.economy import Economy
from tensen.messages import Key, TensenError

Weights = Literal["value", "sales"]


@dataclass(frozen=True, eq=False)
class Networked:
    """An economy whose first `len(nodes)` firms are the network's nodes; then a relay for each edge of `cut`.

    `weights[n]` of the index; 0 for relays. `notes` say what the index leaves out or overstates.
    """

    economy: Economy
    compiled: Compiled
    links: Links
    cut: IntArray
    weights: FloatArray
    notes: tuple[Key, ...]

    @cached_property
    def nodes(self) -> tuple[str, ...]:
        """The network's node ids, in the economy's order."""
        return tuple(self.compiled.frame.network.nodes["id"].tolist())

    def relay(self, edges: IntArray) -> IntArray:
        """The firms that stand for cut edges; every one of `edges` must be among `cut`."""
        return np.asarray(len(self.nodes) + np.searchsorted(self.cut, edges), dtype=np.intp)

    @cached_property
    def edges(self) -> pd.DataFrame:
        """Who supplies whom with which part of what a node can lose: `source, target, carrier, weight`."""
        links, frame = self.links, self.compiled.frame
        mine = np.flatnonzero((links.down > 0) & (links.edge >= 0) & (links.edge < len(frame.edge_carrier)))
        ids, carriers = np.array(self.nodes, dtype=object), frame.network.carriers["id"].to_numpy()
        return pd.DataFrame(
            {
                "source": ids[links.seller[mine]],
                "target": ids[links.buyer[mine]],
                "carrier": carriers[frame.edge_carrier[links.edge[mine]]],
                "weight": links.down[mine],
            }
        )


def economy_of(
    frame: Frame,
    horizon: str = "months",
    *,
    replace: Replace = "assumed",
    weights: Weights = "value",
    quantile: Quantile = 0.5,
    worst: bool = False,
    cut: Sequence[int] | IntArray = (),
) -> Networked:
    """The economy of a network at one horizon and one point of its assumptions.

    Args:
        replace: who replaces a lost supplier. ``assumed``: the replaceability (rho) of each requirement at
            the horizon; ``market``: the other suppliers of the carrier that a node sells most of, by the
            published rule, and no rho; ``none``: nobody.
        weights: of the index: value added, or all sales (to others and to final demand).
        quantile: how pessimistic the assumptions are, 0.5 is central.
        worst: whether unknown suppliers are as bad as the worst supplier they might be; else they never fail.
        cut: edges that some shock will cut: each gets a relay, see :meth:`Networked.relay`.

    Raises:
        TensenError: an unknown horizon or choice, or no node with any weight.
    """
    _known(replace, weights)
    compiled = compile_network(frame, horizon, quantile)
    compiled = worst_unknowns(compiled) if worst else compiled
    system = compiled.system
    extra = system.needs - len(frame.need_carrier)
    kind = np.append(frame.need_carrier, len(frame.network.carriers) + np.arange(extra))
    flow = np.append(_flow(frame), np.zeros(system.edges - len(frame.edge_source)))
    plain = links_of(system, kind, flow, replace=replace)
    chosen = np.unique(np.asarray(cut, dtype=np.intp))
    links = with_relays(plain, chosen) if chosen.size else plain
    relays = np.zeros(chosen.size)
    final = frame.network.nodes["final_demand"].fillna(0.0).to_numpy(dtype=float)
    market = _market(frame, chosen.size) if replace == "market" else None
    economy = links.economy(market, np.append(final, relays))
    worth = frame.value if weights == "value" else _sales(frame)
    if not worth.any():
        raise TensenError("systemic_weightless", exit_code=2, name=frame.network.about.id)
    found = _notes(frame, plain, worth, replace=replace, worst=worst)
    return Networked(economy, compiled, plain, chosen, np.append(worth, relays), found)


def _known(replace: str, weights: str) -> None:
    for name, value, known in (
        ("replace", replace, get_args(Replace)),
        ("weights", weights, get_args(Weights)),
    ):
        if value not in known:
            raise TensenError("systemic_choice", exit_code=2, name=name, value=value, near=", ".join(known))


def _flow(frame: Frame) -> FloatArray:
    """Money per day over each edge whose carrier propagates demand, else 0; shape (E,)."""
    flow = np.zeros(len(frame.edge_source))
    sold = frame.sales.edge
    flow[sold] = frame.network.edges["flow"].to_numpy(dtype=float)[sold]
    return flow


def _sales(frame: Frame) -> FloatArray:
    """What each node sells per day, to others and to final demand; shape (nodes,)."""
    final = frame.network.nodes["final_demand"].fillna(0.0).to_numpy(dtype=float)
    return np.asarray(np.bincount(frame.edge_source, _flow(frame), len(final)) + final)


def _market(frame: Frame, relays: int) -> IntArray:
    """The carrier that each node sells most of, for those with sales; everybody else has a market apart."""
    nodes, carriers, flow = len(frame.network.nodes), len(frame.network.carriers), _flow(frame)
    sold = np.flatnonzero(flow > 0)
    pair, number = np.unique(
        frame.edge_source[sold] * carriers + frame.edge_carrier[sold], return_inverse=True
    )
    total = np.bincount(number, flow[sold], pair.size)
    market = carriers + np.arange(nodes + relays, dtype=np.intp)
    order = np.argsort(total, kind="stable")  # the last that is written is the largest
    market[pair[order] // carriers] = pair[order] % carriers
    return market


def _notes(frame: Frame, links: Links, worth: FloatArray, *, replace: str, worst: bool) -> tuple[Key, ...]:
    """What a reader of the index has to know, each with its count."""
    unknown = 0 if worst else int((frame.network.nodes["kind"] == "unknown").sum())
    capped = links.capped.size
    counts = {
        "spare": links.spare.size,
        "capped": capped,
        "unknown": unknown,
        "weightless": int(np.count_nonzero(worth == 0)),
        "moneyless": int(np.count_nonzero(_flow(frame) == 0)),
    }
    said = [Key(f"systemic.note_{name}", {"count": count}) for name, count in counts.items() if count]
    return (Key(f"systemic.note_replace_{replace}"), *said)
