"""Who holds a node: who controls it, else who operates it, else the place where it lies."""

from dataclasses import dataclass

from tensen.analysis.places import COUNTRY_KINDS
from tensen.model import Network
from tensen.model.groups import direct_groups, groups_of

HOLDING_ROLES = ("controlled_by", "operated_by", "located_in")


@dataclass(frozen=True)
class Holder:
    """A holder and the role in which it holds; ``country`` is where the holder itself lies, if known."""

    id: str
    role: str
    country: str | None


def holder_of(network: Network, node: str) -> Holder | None:
    """The holder of ``node``; None where nobody is named."""
    kinds, direct = network.kind_of, direct_groups(network)
    for role in HOLDING_ROLES:
        named = sorted(direct[role].get(node, ()))
        if role == "located_in":
            every = sorted(groups_of(network, role).get(node, ()))
            named = [g for g in named if kinds[g] in COUNTRY_KINDS] or [
                g for g in every if kinds[g] in COUNTRY_KINDS
            ]
        if named:
            return Holder(named[0], role, country_behind(network, named[0]))
    return None


def country_behind(network: Network, node: str) -> str | None:
    """The country from which ``node`` is controlled, else the one where it lies."""
    kinds = network.kind_of
    if kinds[node] in COUNTRY_KINDS:
        return node
    for role in ("controlled_by", "located_in"):
        places = [g for g in groups_of(network, role).get(node, ()) if kinds[g] in COUNTRY_KINDS]
        if places:
            return min(places, key=lambda g: (kinds[g] != "country", g))
    return None
