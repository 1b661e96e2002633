"""Who can be hit together: the nodes of a jurisdiction, an operator, a holder or a corridor."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import pandas as pd

from tensen.analysis.holders import holder_of
from tensen.analysis.places import COUNTRY_KINDS
from tensen.engine.arrays import BoolArray, FloatArray, IntArray
from tensen.messages import TensenError
from tensen.model import Network
from tensen.model import groups as memberships

By = Literal["node", "jurisdiction", "operator", "holder", "corridor"]
# the roles by which a node belongs to a group, and the kinds of group that count (none named: all)
GROUPINGS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "jurisdiction": (("located_in",), COUNTRY_KINDS),
    "operator": (("operated_by",), ()),
    "corridor": (("located_in", "part_of"), ("corridor",)),
}
HOLDING = ("controlled_by", "operated_by", "located_in")


@dataclass(frozen=True, eq=False)
class Group:
    """Nodes that are hit together: ``members[m]`` and the part ``held[m]`` of each that the group has."""

    id: str
    members: IntArray
    held: FloatArray

    @property
    def partial(self) -> int:
        """How many members the group has only a part of."""
        return int(np.count_nonzero(self.held < 1))


def groups_of(network: Network, by: By, among: BoolArray | None = None) -> list[Group]:
    """The groups that have any node ``among[nodes]`` (default: all nodes), by id.

    A node belongs to every group that its memberships lead to, nested ones followed to the end: to its
    country and to the region that this is part of. ``node`` gives each node as a group of its own, ``holder``
    each node to whoever controls it, else operates it, else to the country where it lies. A share stands on
    a direct membership; where none is said a group has the whole node.

    Raises:
        TensenError: no such way of grouping.
    """
    if by not in get_args(By):
        near = ", ".join(get_args(By))
        raise TensenError("systemic_choice", exit_code=2, name="by", value=by, near=near)
    wanted = np.ones(len(network.nodes), dtype=bool) if among is None else among
    ids = network.nodes["id"].tolist()
    if by == "node":
        return [Group(ids[i], np.array([i]), np.ones(1)) for i in np.flatnonzero(wanted)]
    pairs = [*(_held(network) if by == "holder" else _members(network, *GROUPINGS[by]))]
    table = pd.DataFrame(pairs, columns=["group", "member"]).drop_duplicates()
    table["at"] = network.position.get_indexer(pd.Index(table["member"]))
    table = table[wanted[table["at"].to_numpy(dtype=np.intp)]].sort_values(["group", "at"], kind="stable")
    part = _shares(network, HOLDING if by == "holder" else GROUPINGS[by][0])
    found = []
    for group, rows in table.groupby("group", sort=True):
        held = [part.get((member, str(group)), 1.0) for member in rows["member"]]
        found.append(Group(str(group), rows["at"].to_numpy(dtype=np.intp), np.array(held)))
    return found


def _members(network: Network, roles: Sequence[str], wanted: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Group and member by any of the roles; what is itself a country is no member of one."""
    kinds = network.kind_of
    for role in roles:
        for member, held in memberships.groups_of(network, role).items():
            if kinds[member] not in COUNTRY_KINDS:
                yield from ((group, member) for group in held if not wanted or kinds[group] in wanted)


def _held(network: Network) -> Iterator[tuple[str, str]]:
    """Holder and node."""
    for node, kind in network.kind_of.items():
        holder = None if kind in COUNTRY_KINDS else holder_of(network, node)
        if holder is not None:
            yield holder.id, node


def _shares(network: Network, roles: Sequence[str]) -> dict[tuple[str, str], float]:
    """The share of each direct membership that says one, by member and group; the largest of several."""
    rows = network.memberships
    rows = rows[rows["role"].isin(list(roles)) & rows["share"].notna()]
    found: dict[tuple[str, str], float] = {}
    for member, group, share in zip(rows["member"], rows["group"], rows["share"], strict=True):
        found[str(member), str(group)] = max(float(share), found.get((str(member), str(group)), 0.0))
    return found
