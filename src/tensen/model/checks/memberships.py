"""Memberships that go round in a circle."""

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from tensen.messages import Finding
from tensen.model.checks.place import rows


def cycles(joined: Mapping[str, pd.DataFrame]) -> Iterator[Finding]:
    """``part_of`` and ``located_in`` must be free of cycles: nothing is part of itself."""
    for role in ("part_of", "located_in"):
        frame = joined["memberships"]
        frame = frame[frame["role"] == role]
        codes, names = pd.factorize(pd.concat([frame["member"], frame["group"]]))
        if not len(names):
            continue
        member, group = np.split(codes, 2)
        graph = coo_array((np.ones(len(member)), (member, group)), shape=(len(names), len(names)))
        _, component = connected_components(graph, directed=True, connection="strong")
        yield from rows(
            "cycle", "memberships", frame, component[member] == component[group], "group", role=role
        )
