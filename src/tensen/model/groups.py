"""Groups: who is located in, run by, controlled by, part of or subject to what, followed to the end."""

from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from weakref import WeakKeyDictionary

from tensen.model.network import Network

Upward = Mapping[str, frozenset[str]]

# How a chain goes on: a node lies where the thing lies that it is part of, is controlled by whoever controls
# its operator, and is subject to the laws that its controller, operator and place are subject to.
_STEPS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "located_in": (("located_in",), ("part_of", "located_in"), ("located_in", "part_of")),
    "operated_by": (("operated_by",),),
    "controlled_by": (
        ("controlled_by",),
        ("operated_by", "controlled_by"),
        ("controlled_by", "controlled_by"),
        ("controlled_by", "located_in"),
        ("operated_by", "located_in"),
    ),
    "part_of": (("part_of",), ("part_of", "part_of")),
    "subject_to": (
        ("subject_to",),
        ("controlled_by", "subject_to"),
        ("operated_by", "subject_to"),
        ("located_in", "subject_to"),
        ("part_of", "subject_to"),
    ),
}
_closures: WeakKeyDictionary[Network, dict[str, Upward]] = WeakKeyDictionary()
_directs: WeakKeyDictionary[Network, Mapping[str, Mapping[str, set[str]]]] = WeakKeyDictionary()


def groups_of(network: Network, role: str) -> Upward:
    """For each member, every group that it belongs to by ``role``, directly or along a chain.

    Chains follow ``_STEPS`` until nothing new is found, so a cloud region operated by a firm that lies in a
    country is controlled from that country.
    """
    cached = _closures.setdefault(network, {})
    if not cached:
        direct = direct_groups(network)
        cached.update({r: _close(r, direct) for r in _STEPS})
    return cached[role]


def members_of(network: Network, group: str, role: str) -> frozenset[str]:
    """All nodes that belong to ``group`` by ``role``."""
    return frozenset(member for member, groups in groups_of(network, role).items() if group in groups)


def direct_groups(network: Network) -> Mapping[str, Mapping[str, set[str]]]:
    """Groups by role and member as the rows say, without following chains."""
    if network not in _directs:
        found: dict[str, dict[str, set[str]]] = {role: defaultdict(set) for role in _STEPS}
        rows = (network.memberships[c].tolist() for c in ("member", "group", "role"))
        for member, group, role in zip(*rows, strict=True):
            found[role][member].add(group)
        _directs[network] = found
    return _directs[network]


def _close(role: str, direct: Mapping[str, Mapping[str, set[str]]]) -> Upward:
    members = {member for held in direct.values() for member in held}

    @cache
    def up(member: str, wanted: str, trail: frozenset[str]) -> frozenset[str]:
        if member in trail:
            return frozenset()
        below = trail | {member}
        found: set[str] = set(direct[wanted].get(member, ()))
        for path in _STEPS[wanted]:
            if len(path) == 2:
                for middle in direct[path[0]].get(member, ()):
                    found |= up(middle, path[1], below)
                if path[0] == wanted:
                    for middle in direct[wanted].get(member, ()):
                        found |= up(middle, path[1], below)
        return frozenset(found)

    return {m: groups for m in members if (groups := up(m, role, frozenset()))}
