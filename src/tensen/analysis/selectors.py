"""Selectors: plain key and value filters over nodes and carriers; nothing is ever evaluated as code."""

import numpy as np
import numpy.typing as npt

from tensen.analysis.scenario import Selector
from tensen.messages import TensenError, nearest
from tensen.model import Network
from tensen.model.groups import groups_of
from tensen.model.schema import ROLES, families

Mask = npt.NDArray[np.bool_]
NODE_COLUMNS = ("id", "kind", "industry", "partition", "stage")
CARRIER_COLUMNS = ("id", "family")


def select_nodes(network: Network, wanted: Selector) -> Mask:
    """Which nodes the selector takes, in table order; shape ``(nodes,)``. An empty one takes all.

    Raises:
        TensenError: an unknown key, or an id that the network does not have.
    """
    mask: Mask = np.ones(len(network.nodes), dtype=bool)
    for key, values in wanted.items():
        if key in ROLES:
            _known(network, key, values)
            held = groups_of(network, key)
            inside = {member for member, groups in held.items() if not groups.isdisjoint(values)}
            mask &= network.nodes["id"].isin(inside).to_numpy()
        elif key in NODE_COLUMNS:
            if key == "id":
                _known(network, key, values)
            mask &= network.nodes[key].isin(values).to_numpy()
        else:
            raise TensenError("selector_key", exit_code=2, key=key, names=", ".join((*NODE_COLUMNS, *ROLES)))
    return mask


def select_carriers(network: Network, wanted: Selector) -> Mask:
    """Which carriers the selector takes, in table order; shape ``(carriers,)``. An empty one takes all.

    Raises:
        TensenError: an unknown key, a carrier that the network does not have, or an undeclared family.
    """
    mask: Mask = np.ones(len(network.carriers), dtype=bool)
    for key, values in wanted.items():
        if key not in CARRIER_COLUMNS:
            raise TensenError("selector_key", exit_code=2, key=key, names=", ".join(CARRIER_COLUMNS))
        # a declared family may be absent from this network: a scenario serves networks of several sizes
        there = set(network.carriers["id"]) if key == "id" else set(families())
        for value in values:
            if value not in there:
                raise TensenError(
                    "unknown_node", exit_code=2, name=value, near=", ".join(nearest(value, there)) or "–"
                )
        mask &= network.carriers[key].isin(values).to_numpy()
    return mask


def _known(network: Network, key: str, values: tuple[str, ...]) -> None:
    ids = set(network.position)
    for value in values:
        if value not in ids:
            near = ", ".join(nearest(value, ids)) or "–"
            raise TensenError("unknown_node", exit_code=2, name=f"{key} = {value}", near=near)
