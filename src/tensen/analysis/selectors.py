"""Selectors: plain key and value filters over nodes and carriers; nothing is ever evaluated as code."""

from collections.abc import Collection, Iterator, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from tensen.analysis.scenario import Selector
from tensen.messages import Finding, TensenError, nearest
from tensen.model import Network
from tensen.model.groups import groups_of
from tensen.model.schema import ROLES, families, kinds

Mask = npt.NDArray[np.bool_]
NODE_COLUMNS = ("id", "kind", "industry", "partition", "stage")
CARRIER_COLUMNS = ("id", "family")
_SHOWN: Final = 8  # names told where none is near


def select_nodes(network: Network, wanted: Selector) -> Mask:
    """Which nodes the selector takes, in table order; shape ``(nodes,)``. An empty one takes all.

    Raises:
        TensenError: an unknown key, or a value that is no node, kind or the like of this network.
    """
    _refuse(node_faults(network, wanted))
    mask: Mask = np.ones(len(network.nodes), dtype=bool)
    for key, values in wanted.items():
        if key in ROLES:
            held = groups_of(network, key)
            inside = {member for member, groups in held.items() if not groups.isdisjoint(values)}
            mask &= network.nodes["id"].isin(inside).to_numpy()
        else:
            mask &= network.nodes[key].isin(values).to_numpy()
    return mask


def select_carriers(network: Network, wanted: Selector) -> Mask:
    """Which carriers the selector takes, in table order; shape ``(carriers,)``. An empty one takes all.

    Raises:
        TensenError: an unknown key, a carrier that the network does not have, or an undeclared family.
    """
    _refuse(carrier_faults(network, wanted))
    mask: Mask = np.ones(len(network.carriers), dtype=bool)
    for key, values in wanted.items():
        mask &= network.carriers[key].isin(values).to_numpy()
    return mask


def node_faults(network: Network, wanted: Selector) -> list[Finding]:
    """What is wrong with a selector of nodes, each fault with its key and the nearest valid values."""
    return [fault for key, values in wanted.items() for fault in _node_faults(network, key, values)]


def carrier_faults(network: Network, wanted: Selector) -> list[Finding]:
    """What is wrong with a selector of carriers; a declared family may be absent from this network.

    A scenario serves networks of several sizes, so that only what is declared nowhere is a fault.
    """
    found: list[Finding] = []
    for key, values in wanted.items():
        if key not in CARRIER_COLUMNS:
            found.append(_no_key(key, CARRIER_COLUMNS))
        elif key == "id":
            ids = network.carriers["id"]
            found += _strange("selector_carrier", key, values, set(ids), ids.tolist())
        else:
            used = network.carriers["family"].unique().tolist()
            found += _strange("selector_family", key, values, families(), used)
    return found


def _node_faults(network: Network, key: str, values: Sequence[str]) -> Iterator[Finding]:
    if key not in (*NODE_COLUMNS, *ROLES):
        yield _no_key(key, (*NODE_COLUMNS, *ROLES))
    elif key == "id":
        yield from _strange("selector_node", key, values, network.kind_of, ())
    elif key in ROLES:
        groups = _groups(network, key)
        yield from _strange("selector_node", key, values, network.kind_of, groups)
    elif key == "kind":
        yield from _strange("selector_kind", key, values, kinds(), network.nodes["kind"].unique().tolist())
    else:
        there = set(network.nodes[key].dropna().unique())
        if there.isdisjoint(values):  # one that is there is enough: the others may be of a larger network
            yield from _strange("selector_cell", key, values, there, sorted(there))


def _groups(network: Network, role: str) -> list[str]:
    """What the members of a role belong to, most members first: what may stand in the selector."""
    rows = network.memberships
    counts: list[str] = rows.loc[rows["role"] == role, "group"].value_counts().index.tolist()
    return counts


def _strange(
    fault: str, key: str, values: Sequence[str], known: Collection[str], usual: Sequence[str]
) -> Iterator[Finding]:
    """A finding for each value that is not ``known``; ``usual`` are told where no name is near."""
    for value in values:
        if value not in known:
            near = ", ".join(nearest(value, known) or usual[:_SHOWN]) or "–"
            yield Finding(fault, {"key": key}, {"value": value, "name": key, "near": near})


def _no_key(key: str, keys: Sequence[str]) -> Finding:
    near = ", ".join(dict.fromkeys((*nearest(key, keys), *keys)))
    return Finding("selector_key", {"key": key}, {"value": key, "near": near})


def _refuse(faults: Sequence[Finding]) -> None:
    if faults:
        raise TensenError("selector_invalid", exit_code=2, findings=faults)
