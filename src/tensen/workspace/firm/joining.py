"""The layer joined to the atlas: checked on its own with the rows that it names, then laid over.

Nothing of the layer supplies anything of the atlas, so the checks of the atlas's rows hold as they were; only
the layer's rows, with stubs of what they name, go through the builder.
"""

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from tensen.model import Network, NetworkBuilder
from tensen.model.schema import TABLES, assumption_column, tables
from tensen.workspace.firm.layer import Layer
from tensen.workspace.firm.profile import Profile


def alone(base: Network, layer: Layer, profile: Profile) -> tuple[Network, Mapping[str, int]]:
    """The layer with stubs of the atlas's rows that it names, and how many rows of each table are stubs.

    A stub node keeps its groups but not its needs: here it is a boundary whose loss must be given.

    Raises:
        TensenError: the layer does not pass the builder's checks.
    """
    about = replace(base.about, id="firm", title_en=profile.name["en"], title_ja=profile.name["ja"])
    builder = NetworkBuilder(about)
    stubs = _stubs(base, layer)
    for name, frame in stubs.items():
        builder.add(name, frame, base.about.id)
    for name, rows in layer.rows.items():
        builder.add(name, pd.DataFrame(rows), "firm")
    return builder.freeze(), {name: len(frame) for name, frame in stubs.items()}


def over(base: Network, small: Network, stubs: Mapping[str, int]) -> Network:
    """The atlas with the layer's own rows after its own."""
    held = {name: small.tables[name].iloc[stubs[name] :] for name in TABLES}
    held["sources"] = held["sources"][~held["sources"]["id"].isin(base.sources["id"])]
    frames = {}
    for name, frame in base.tables.items():
        more = held[name].reindex(columns=frame.columns).astype(frame.dtypes.to_dict())
        frames[name] = pd.concat([frame, more], ignore_index=True) if len(more) else frame
    return Network(small.about, frames, (*base.warnings, *small.warnings))


def _stubs(base: Network, layer: Layer) -> dict[str, pd.DataFrame]:
    rows = layer.rows
    nodes = {row["source"] for row in rows["edges"]} | {row["group"] for row in rows["memberships"]}
    nodes = (nodes | {layer.sector}) & set(base.position)
    memberships = base.memberships
    groups: set[str] = set()
    fresh = nodes
    while fresh:  # up to the end of every chain of groups
        found = set(memberships["group"][memberships["member"].isin(fresh)])
        groups, fresh = groups | found, found - groups - nodes
    kept = nodes | groups
    carriers = {row["carrier"] for name in ("edges", "requirements") for row in rows[name]}
    held = {
        "nodes": base.nodes[base.nodes["id"].isin(kept)],
        "carriers": base.carriers[base.carriers["id"].isin(carriers)],
        "edges": base.edges.iloc[:0],
        "requirements": base.requirements.iloc[:0],
        "memberships": memberships[memberships["member"].isin(kept) & memberships["group"].isin(kept)],
        "assumptions": base.assumptions[base.assumptions["id"].isin(_assumed(layer))],
    }
    cited = {s for frame in held.values() for s in frame["source_id"]} | _cited(layer)
    return {**held, "sources": base.sources[base.sources["id"].isin(cited)]}


def _assumed(layer: Layer) -> set[str]:
    columns = {
        assumption_column(c.name)
        for table in tables().values()
        for c in table.columns.values()
        if c.assumable
    }
    return {str(row[c]) for rows in layer.rows.values() for row in rows for c in columns if c in row}


def _cited(layer: Layer) -> set[str]:
    return {str(row["source_id"]) for rows in layer.rows.values() for row in rows if "source_id" in row}
