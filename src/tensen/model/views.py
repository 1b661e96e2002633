"""Views: a part of a network, or a layer on it, as a new network."""

from collections.abc import Collection, Mapping

import pandas as pd

from tensen.model.network import Network


def keep(network: Network, ids: Collection[str]) -> Network:
    """The network with only the nodes in ``ids``, their edges among each other and what those need.

    A supplier that is left out leaves its weight missing; the builder's rule for missing shares does not run
    again, so use this to look at a part, not to compute losses on it.
    """
    wanted = pd.Index(sorted(ids))
    edges = network.edges
    edges = edges[edges["source"].isin(wanted) & edges["target"].isin(wanted)]
    needs = pd.MultiIndex.from_frame(edges[["target", "carrier"]])
    requirements = network.requirements
    requirements = requirements[pd.MultiIndex.from_frame(requirements[["target", "carrier"]]).isin(needs)]
    memberships = network.memberships
    memberships = memberships[memberships["member"].isin(wanted) & memberships["group"].isin(wanted)]
    nodes = network.nodes[network.nodes["id"].isin(wanted)]
    return replace(
        network, {"nodes": nodes, "edges": edges, "requirements": requirements, "memberships": memberships}
    )


def layer(network: Network, families: Collection[str]) -> Network:
    """The network of the carriers of some families, with the nodes that those connect."""
    carriers = network.carriers[network.carriers["family"].isin(list(families))]
    edges = network.edges[network.edges["carrier"].isin(carriers["id"])]
    requirements = network.requirements[network.requirements["carrier"].isin(carriers["id"])]
    touched = set(edges["source"]) | set(edges["target"])
    groups = network.memberships[network.memberships["member"].isin(touched)]
    nodes = network.nodes[network.nodes["id"].isin(touched | set(groups["group"]))]
    return replace(
        network,
        {
            "nodes": nodes,
            "carriers": carriers,
            "edges": edges,
            "requirements": requirements,
            "memberships": groups,
        },
    )


def aggregate(network: Network, group_of: Mapping[str, str]) -> pd.DataFrame:
    """Flows between groups: a table ``source, target, carrier, flow`` summed over the members.

    Only flows are summed. Weights and criticality change their meaning with the level of detail, so they are
    set at full detail and an aggregate is a table to look at, not a network to compute with.
    """
    edges = network.edges[network.edges["flow"].notna()]
    table = pd.DataFrame(
        {
            "source": edges["source"].map(group_of),
            "target": edges["target"].map(group_of),
            "carrier": edges["carrier"],
            "flow": edges["flow"],
        }
    ).dropna(subset=["source", "target"])
    return table.groupby(["source", "target", "carrier"], sort=True)[["flow"]].sum().reset_index()


def replace(network: Network, changed: Mapping[str, pd.DataFrame]) -> Network:
    """The network with some tables exchanged; row numbers start afresh."""
    fresh = {name: frame.reset_index(drop=True) for name, frame in changed.items()}
    return Network(network.about, {**network.tables, **fresh}, network.warnings)
