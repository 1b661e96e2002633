"""A system's rows as the kernel reads them: nodes, their needs, the edges and terms of each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tensen.engine.arrays import IntArray, ranges


@dataclass(frozen=True, eq=False)
class Layout:
    """Needs sorted by target, edges and terms by need; "place" counts needs in this order.

    `place[N]` of each need; needs of node i are the places `need_start[i]` to `need_start[i + 1]`; edges of
    place k are `edge[edge_start[k]:edge_start[k + 1]]`, its terms `term[term_start[k]:term_start[k + 1]]`.
    """

    place: IntArray
    need: IntArray
    need_start: IntArray
    edge: IntArray
    edge_start: IntArray
    term: IntArray
    term_start: IntArray

    def edges_of(self, needs: IntArray) -> tuple[IntArray, IntArray]:
        """All edges of the given needs: for each the position in `needs`, and its index in the system."""
        place = self.place[needs]
        first, last = self.edge_start[place], self.edge_start[place + 1]
        return np.repeat(np.arange(needs.size), last - first), self.edge[ranges(first, last)]


def layout(n: int, need_target: IntArray, edge_need: IntArray, term_need: IntArray) -> Layout:
    """Sort the rows of a system of `n` nodes; ties keep their order."""
    need, need_start = by_group(need_target, n)
    place = np.empty_like(need)
    place[need] = np.arange(need.size)
    edge, edge_start = by_group(place[edge_need], need.size)
    term, term_start = by_group(place[term_need], need.size)
    return Layout(place, need, need_start, edge, edge_start, term, term_start)


def by_group(group: IntArray, groups: int) -> tuple[IntArray, IntArray]:
    """The order that sorts rows by group, and where each group starts, `[groups + 1]`."""
    order = np.argsort(group, kind="stable")
    return order, np.searchsorted(group[order], np.arange(groups + 1))
