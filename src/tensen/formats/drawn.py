"""Nodes and edges as other tools draw them: labels in one language, weights at the centre, places.

The tools know no assumptions and no requirements: this is the part of a network that they can show.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from tensen.messages import Language
from tensen.model import Network
from tensen.model.assumed import central_values, for_horizon
from tensen.model.schema import column_names, families, kinds, tables

HORIZON: Final = "months"  # where an assumption differs by horizon, the one in the middle
_STEPS: Final = 5  # a place within a place within a place
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Drawn:
    """What is drawn.

    Attributes:
        nodes: ``id``, ``label``, ``kind_label``, the declared columns that hold anything, and
            ``placed_at``: the node whose position it has (itself, or where it lies).
        edges: ``source``, ``target``, ``label`` (the carrier's), ``family``, ``family_label``, ``weight`` at
            its centre, then the other declared columns that hold anything.
        position: shape (nodes, 2), degrees east and north, NaN where nothing is known.
        ends: shape (edges, 2), the rows in ``nodes`` of source and target.
    """

    nodes: pd.DataFrame
    edges: pd.DataFrame
    position: Floats
    ends: npt.NDArray[np.intp]


def drawn(network: Network, lang: Language) -> Drawn:
    """Nodes and edges with labels in ``lang``."""
    nodes, edges = network.nodes, network.edges
    names = nodes[f"name_{lang}"].where(nodes[f"name_{lang}"].notna(), nodes["id"])
    kind = {name: getattr(label, lang) for name, label in kinds().items()}
    position, placed = places(network)
    shown = pd.DataFrame(
        {"id": nodes["id"], "label": names, "kind_label": nodes["kind"].map(kind).fillna(nodes["kind"])}
    )
    held = _held("nodes", nodes, shown)
    shown = pd.concat([shown, nodes[held]], axis=1).assign(placed_at=placed)
    ends = np.column_stack([network.position.get_indexer(pd.Index(edges[c])) for c in ("source", "target")])
    return Drawn(shown, _edges(network, lang), position, ends)


def _edges(network: Network, lang: Language) -> pd.DataFrame:
    edges = network.edges
    carriers = network.carriers.set_index("id")
    family = edges["carrier"].map(carriers["family"])
    words = {name: getattr(label, lang) for name, label in families().items()}
    shown = pd.DataFrame(
        {
            "source": edges["source"],
            "target": edges["target"],
            "label": edges["carrier"].map(carriers[f"name_{lang}"]),
            "family": family,
            "family_label": family.map(words).fillna(family),
            "weight": central_weights(network),
        }
    )
    held = _held("edges", edges, shown)
    return pd.concat([shown, edges[held]], axis=1)


def _held(table: str, frame: pd.DataFrame, shown: pd.DataFrame) -> list[str]:
    """The other columns that hold anything, and those that every row must have."""
    required = {name for name, column in tables()[table].columns.items() if column.required}
    others = [name for name in column_names(table) if name not in shown]
    return [name for name in others if name in required or frame[name].notna().any()]


def central_weights(network: Network) -> pd.Series:
    """The weight of each edge, an assumption at its centre (of :data:`HORIZON` where it has one)."""
    edges = network.edges
    values = central_values(network.assumptions)
    rows = for_horizon(network.assumptions, HORIZON)["central"]
    values |= dict(zip(rows.index.astype(str), rows.tolist(), strict=True))
    return edges["weight"].where(edges["weight_assumption"].isna(), edges["weight_assumption"].map(values))


def places(network: Network) -> tuple[Floats, pd.Series]:
    """Position by node, and the node that it was taken from: its own, else of where it lies."""
    nodes = network.nodes
    own = nodes[["lon", "lat"]].to_numpy(dtype=np.float64)
    at = np.where(np.isfinite(own).all(axis=1), np.arange(len(nodes)), -1)
    lies = network.memberships[network.memberships["role"] == "located_in"].drop_duplicates("member")
    inside = np.full(len(nodes), -1, dtype=np.intp)
    member, group = (network.position.get_indexer(pd.Index(lies[c])) for c in ("member", "group"))
    inside[member] = group
    for _ in range(_STEPS):
        open_ = (at < 0) & (inside >= 0)
        at[open_] = at[inside[open_]]
    known = at >= 0
    position = np.full((len(nodes), 2), np.nan)
    position[known] = own[at[known]]
    names = [*nodes["id"], None]  # the last one is for -1
    return position, pd.Series([names[n] for n in at], dtype="str")
