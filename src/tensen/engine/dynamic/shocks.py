"""Shocks in time: who is hit, how deep, from when, for how long, and how it recovers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from tensen.engine.arrays import BoolArray, FloatArray, IntArray, floats, ints, no_floats, no_ints
from tensen.engine.dynamic.profile import STEP, Profile
from tensen.engine.layout import by_group

Combine = Literal["largest", "independent", "sum"]
Reading = Literal["mean", "start"]
SOON = 1e-9


@dataclass(frozen=True, eq=False, kw_only=True)
class Shocks:
    """K shocks in B scenarios (columns) on n nodes and any number of edges. Times in days.

    Shock k hits column `column[K]` with `depth[K]` (1 = all is lost) from `start[K]`, holds for
    `duration[K]` (infinite: for ever) and then recovers along `profiles[profile[K]]`.
    Targets: shock `node_shock[.]` takes its depth from node `node[.]`; shock `edge_shock[.]` from edge
    `edge[.]` (which then delivers that much less).
    `combine`: where shocks of a column meet on one target, the `largest` counts (the default, as in the loss
    equation); `independent`: what they leave multiplies; `sum`: they add up, to at most 1.
    `reading`: a step sees the `mean` of a shock over the step (the default: the direct loss is then the same
    at every step), or its value at the `start` of the step.
    """

    columns: int
    depth: FloatArray
    column: IntArray = field(default_factory=no_ints)
    start: FloatArray = field(default_factory=no_floats)
    duration: FloatArray = field(default_factory=no_floats)
    profile: IntArray = field(default_factory=no_ints)
    profiles: tuple[Profile, ...] = (STEP,)
    node_shock: IntArray = field(default_factory=no_ints)
    node: IntArray = field(default_factory=no_ints)
    edge_shock: IntArray = field(default_factory=no_ints)
    edge: IntArray = field(default_factory=no_ints)
    combine: Combine = "largest"
    reading: Reading = "mean"

    def __post_init__(self) -> None:
        count = np.size(self.depth)
        whole = {"column": 0, "profile": 0}
        numbers = {"start": 0.0, "duration": np.inf}
        object.__setattr__(self, "depth", floats(self.depth))
        for name, blank in whole.items():
            object.__setattr__(self, name, ints(_filled(getattr(self, name), count, blank)))
        for name, value in numbers.items():
            object.__setattr__(self, name, floats(_filled(getattr(self, name), count, value)))
        for name in ("node_shock", "node", "edge_shock", "edge"):
            object.__setattr__(self, name, ints(getattr(self, name)))

    def take(self, columns: IntArray) -> Shocks:
        """The shocks of the chosen columns, renumbered 0, 1, ..."""
        new = np.full(self.columns, -1, dtype=np.intp)
        new[columns] = np.arange(columns.size)
        kept = np.flatnonzero(new[self.column] >= 0)
        row = np.full(self.depth.size, -1, dtype=np.intp)
        row[kept] = np.arange(kept.size)
        nodes, edges = row[self.node_shock] >= 0, row[self.edge_shock] >= 0
        return Shocks(
            columns=columns.size,
            depth=self.depth[kept],
            column=new[self.column[kept]],
            start=self.start[kept],
            duration=self.duration[kept],
            profile=self.profile[kept],
            profiles=self.profiles,
            node_shock=row[self.node_shock[nodes]],
            node=self.node[nodes],
            edge_shock=row[self.edge_shock[edges]],
            edge=self.edge[edges],
            combine=self.combine,
            reading=self.reading,
        )

    def magnitude(self, begin: float, step: float) -> FloatArray:
        """What each shock takes in the step from day `begin`, `[K]`: its depth times the part in force."""
        since = begin - self.start
        if self.reading == "start":
            return self.depth * self._part(since + SOON)
        part = (self._area(since + step) - self._area(since)) / step
        # rounded, so that a shock in full force is exactly 1 in every step, whatever the day
        return self.depth * np.clip(np.round(part, 12), 0.0, 1.0)

    def _part(self, since: FloatArray) -> FloatArray:
        after = since - self.duration
        part = ((since >= 0) & (after < 0)).astype(np.float64)
        for p, mine in self._recovering(after >= 0):
            part[mine] = self.profiles[p].remaining(after[mine])
        return part

    def _area(self, since: FloatArray) -> FloatArray:
        """The integral of the part in force from the start of each shock."""
        area = np.clip(since, 0.0, self.duration)
        after = since - self.duration
        for p, mine in self._recovering(after > 0):
            area[mine] += self.profiles[p].area(after[mine])
        return area

    def _recovering(self, which: BoolArray) -> list[tuple[int, IntArray]]:
        rows = np.flatnonzero(which)
        return [(int(p), rows[self.profile[rows] == p]) for p in np.unique(self.profile[rows])]


def validate_shocks(shocks: Shocks, nodes: int, edges: int) -> None:
    """Raise `ValueError` naming what does not fit: lengths, indices, a depth outside [0, 1], a time."""
    count = shocks.depth.size
    for name in ("column", "start", "duration", "profile"):
        if getattr(shocks, name).shape != (count,):
            raise ValueError(f"{name} must have {count} entries like depth")
    if shocks.combine not in ("largest", "independent", "sum") or shocks.reading not in ("mean", "start"):
        raise ValueError(f"combine {shocks.combine!r} or reading {shocks.reading!r} is not known")
    if not ((shocks.depth >= 0) & (shocks.depth <= 1)).all():
        raise ValueError("depth must be within 0 and 1")
    if not np.isfinite(shocks.start).all() or not (shocks.duration >= 0).all():
        raise ValueError("start must be finite and duration 0 or more")
    if shocks.node_shock.shape != shocks.node.shape or shocks.edge_shock.shape != shocks.edge.shape:
        raise ValueError("each target needs the shock that hits it")
    limits = (
        ("column", shocks.columns),
        ("profile", len(shocks.profiles)),
        ("node_shock", count),
        ("node", nodes),
        ("edge_shock", count),
        ("edge", edges),
    )
    for name, limit in limits:
        index = getattr(shocks, name)
        if index.size and (index.min() < 0 or index.max() >= limit):
            raise ValueError(f"{name} must be from 0 to {limit - 1}")


class Levels:
    """What all shocks together take in one step: `node[n, B]`, and `edge[C]` of the pairs (edge, column).

    `edge_id[C]` and `edge_column[C]` name the pairs, sorted by column and edge.
    """

    def __init__(self, shocks: Shocks, nodes: int) -> None:
        self.shocks, self.nodes = shocks, nodes
        self._node = _Meeting(shocks.node * shocks.columns + shocks.column[shocks.node_shock])
        span = int(shocks.edge.max(initial=0)) + 1
        self._edge = _Meeting(shocks.column[shocks.edge_shock] * span + shocks.edge)
        self.edge_column, self.edge_id = self._edge.key // span, self._edge.key % span
        self.node: FloatArray = np.zeros((nodes, shocks.columns))
        self.edge: FloatArray = np.zeros(self.edge_id.size)
        self._last: FloatArray | None = None

    def at(self, begin: float, step: float) -> bool:
        """Read the step from day `begin`; whether anything differs from the step read before."""
        magnitude = self.shocks.magnitude(begin, step)
        if self._last is not None and np.array_equal(magnitude, self._last):
            return False
        self._last = magnitude
        combine = self.shocks.combine
        self.node.reshape(-1)[self._node.key] = self._node.meet(magnitude[self.shocks.node_shock], combine)
        self.edge[:] = self._edge.meet(magnitude[self.shocks.edge_shock], combine)
        return True


class _Meeting:
    """Targets that several shocks hit, gathered by target."""

    def __init__(self, target: IntArray) -> None:
        self.key, inverse = np.unique(target, return_inverse=True)
        self.order, start = by_group(inverse.reshape(-1).astype(np.intp), self.key.size)
        self.first = start[:-1]

    def meet(self, magnitude: FloatArray, combine: Combine) -> FloatArray:
        if not self.key.size:
            return np.empty(0)
        sorted_ = magnitude[self.order]
        if combine == "largest":
            return np.maximum.reduceat(sorted_, self.first)
        if combine == "independent":
            return 1.0 - np.multiply.reduceat(1.0 - sorted_, self.first)
        return np.minimum(1.0, np.add.reduceat(sorted_, self.first))


def _filled(values: FloatArray | IntArray, count: int, blank: float) -> FloatArray | IntArray:
    return values if np.size(values) or not count else np.full(count, blank, dtype=np.asarray(blank).dtype)
