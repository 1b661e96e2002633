"""Who holds a node: who controls it, else who operates it, else the place where it lies."""

from dataclasses import dataclass

from tensen.analysis.places import COUNTRY_KINDS
from tensen.model import Network
from tensen.model.groups import groups_of

HOLDING_ROLES = ("controlled_by", "operated_by", "located_in")


@dataclass(frozen=True)
class Holder:
    """A holder and the role in which it holds; ``country`` is where the holder itself lies, if known."""

    id: str
    role: str
    country: str | None


def holder_of(network: Network, node: str) -> Holder | None:
    """The holder of ``node``; None where nobody is named."""
    kinds = dict(zip(network.nodes["id"], network.nodes["kind"], strict=True))
    rows = network.memberships
    mine = rows[rows["member"] == node]
    for role in HOLDING_ROLES:
        direct = sorted(mine.loc[mine["role"] == role, "group"])
        if role == "located_in":
            direct = [g for g in direct if kinds[g] in COUNTRY_KINDS] or [
                g for g in sorted(groups_of(network, role).get(node, ())) if kinds[g] in COUNTRY_KINDS
            ]
        if direct:
            return Holder(direct[0], role, country_behind(network, direct[0]))
    return None


def country_behind(network: Network, node: str) -> str | None:
    """The country from which ``node`` is controlled, else the one where it lies."""
    kinds = dict(zip(network.nodes["id"], network.nodes["kind"], strict=True))
    if kinds[node] in COUNTRY_KINDS:
        return node
    for role in ("controlled_by", "located_in"):
        places = [g for g in groups_of(network, role).get(node, ()) if kinds[g] in COUNTRY_KINDS]
        if places:
            return min(places, key=lambda g: (kinds[g] != "country", g))
    return None
