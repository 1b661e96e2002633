"""A batch of shocks: one column each."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from tensen.engine.arrays import NO_INTS, FloatArray, IntArray, floats, ints, no_floats, no_ints


@dataclass(frozen=True, eq=False, kw_only=True)
class Batch:
    """B shocks on a system of n nodes and E edges.

    `s[n, B]`: loss that the shock takes from the node itself, 0 to 1.
    Cuts C: in column `cut_column[C]` edge `cut_edge[C]` loses `cut_level_loss[C]` (1 = removed, 0.9 =
    90 % withheld, the default is 1): its supplier counts as lost by at least that much.
    `final_loss[n, B]`: lost share of final demand, 0 to 1 (demand channel only); None = none.
    Where a column cuts an edge twice the larger cut counts.
    """

    s: FloatArray
    cut_edge: IntArray = field(default_factory=no_ints)
    cut_column: IntArray = field(default_factory=no_ints)
    cut_level_loss: FloatArray = field(default_factory=no_floats)
    final_loss: FloatArray | None = None

    def __post_init__(self) -> None:
        edge, column = ints(self.cut_edge), ints(self.cut_column)
        level = floats(self.cut_level_loss)
        if edge.size and not level.size:
            level = floats(np.ones(edge.size))
        object.__setattr__(self, "s", floats(self.s))
        object.__setattr__(self, "cut_edge", edge)
        object.__setattr__(self, "cut_column", column)
        object.__setattr__(self, "cut_level_loss", level)
        if self.final_loss is not None:
            object.__setattr__(self, "final_loss", floats(self.final_loss))

    @property
    def columns(self) -> int:
        return int(self.s.shape[1])


@dataclass(frozen=True, eq=False)
class Cuts:
    """Cuts without repetition, sorted by column."""

    edge: IntArray
    column: IntArray
    level: FloatArray

    def take(self, columns: IntArray) -> Cuts:
        """The cuts of the chosen columns, renumbered 0, 1, ... in the order given."""
        first = np.searchsorted(self.column, columns)
        last = np.searchsorted(self.column, columns, side="right")
        chosen = np.concatenate([np.arange(a, b) for a, b in zip(first, last, strict=True)] or [NO_INTS])
        renumbered = np.repeat(np.arange(columns.size, dtype=np.intp), last - first)
        return Cuts(self.edge[chosen], renumbered, self.level[chosen])


def cuts_of(batch: Batch) -> Cuts:
    """The cuts of a batch; an edge that a column cuts twice keeps the larger cut."""
    order = np.lexsort((-batch.cut_level_loss, batch.cut_edge, batch.cut_column))
    edge, column = batch.cut_edge[order], batch.cut_column[order]
    fresh = np.ones(edge.size, dtype=np.bool_)
    fresh[1:] = (np.diff(edge) != 0) | (np.diff(column) != 0)
    return Cuts(edge[fresh], column[fresh], batch.cut_level_loss[order][fresh])
