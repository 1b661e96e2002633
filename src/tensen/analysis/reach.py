"""Two scenarios on one network: which clauses differ, and which nodes and edges each of them hits."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from tensen.analysis.compiled import Frame
from tensen.analysis.game import clause_words, clauses_of
from tensen.analysis.hits import Hit, hit_of
from tensen.analysis.scenario import Change, Scenario
from tensen.engine.arrays import FloatArray, IntArray


@dataclass(frozen=True, eq=False)
class Reach:
    """What is hit by both, only by A, only by B, as rows of a table; ``harder`` are hit by both to another
    level.
    """

    both: IntArray
    only_a: IntArray
    only_b: IntArray
    harder: IntArray


@dataclass(frozen=True, eq=False)
class ScenarioDifference:
    """Clauses in words by where they stand (``both``, ``a``, ``b``), changed assumptions, and what is hit."""

    a: Scenario
    b: Scenario
    clauses: dict[str, tuple[str, ...]]
    changes: tuple[tuple[str, Change | None, Change | None], ...]
    nodes: Reach
    edges: Reach
    frame: Frame

    @property
    def empty(self) -> bool:
        """Both say the same, at the same horizon."""
        same = not (self.clauses["a"] or self.clauses["b"] or self.changes)
        return same and self.a.horizon == self.b.horizon

    def to_frame(self) -> pd.DataFrame:
        """All nodes and edges that are hit, with ``hit`` = both, a or b."""
        network, parts = self.frame.network, []
        for table, reach, columns in (
            ("nodes", self.nodes, ["id"]),
            ("edges", self.edges, ["source", "target", "carrier"]),
        ):
            for name, rows in (("both", reach.both), ("a", reach.only_a), ("b", reach.only_b)):
                cells = network.tables[table].iloc[rows][columns].astype(object)
                parts.append(cells.assign(table=table, hit=name))
        return pd.concat(parts, ignore_index=True)[["table", "hit", "id", "source", "target", "carrier"]]

    def families(self, rows: IntArray) -> dict[str, int]:
        """Edges per family of carriers, most first."""
        network = self.frame.network
        family = network.carriers["family"].to_numpy(dtype=object)[self.frame.edge_carrier[rows]]
        return {str(k): int(v) for k, v in pd.Series(family).value_counts().items()}


def scenario_difference(frame: Frame, a: Scenario, b: Scenario) -> ScenarioDifference:
    """What scenario ``b`` does that ``a`` does not, and the reverse.

    Raises:
        TensenError: a selector of either is wrong in this network.
    """
    left, right = clauses_of(a), clauses_of(b)
    clauses = {
        "both": tuple(clause_words(c) for c in left if c in right),
        "a": tuple(clause_words(c) for c in left if c not in right),
        "b": tuple(clause_words(c) for c in right if c not in left),
    }
    first, second = hit_of(frame, a), hit_of(frame, b)
    return ScenarioDifference(
        a, b, clauses, _changes(a, b), _nodes(first, second), _edges(first, second), frame
    )


def _changes(a: Scenario, b: Scenario) -> tuple[tuple[str, Change | None, Change | None], ...]:
    left, right = ({c.id: c for c in s.changes} for s in (a, b))
    every: Sequence[str] = list(dict.fromkeys([*left, *right]))
    return tuple((n, left.get(n), right.get(n)) for n in every if left.get(n) != right.get(n))


def _nodes(a: Hit, b: Hit) -> Reach:
    return _reach((a.nodes, a.node_loss), (b.nodes, b.node_loss))


def _edges(a: Hit, b: Hit) -> Reach:
    return _reach((a.edges, a.edge_loss), (b.edges, b.edge_loss))


def _reach(a: tuple[IntArray, FloatArray], b: tuple[IntArray, FloatArray]) -> Reach:
    left, right = _worst(*a), _worst(*b)
    both = np.array(sorted(left.keys() & right.keys()), dtype=np.intp)
    harder = np.array([i for i in both.tolist() if left[i] != right[i]], dtype=np.intp)
    return Reach(both, _rest(left, right), _rest(right, left), harder)


def _rest(mine: dict[int, float], other: dict[int, float]) -> IntArray:
    return np.array(sorted(mine.keys() - other.keys()), dtype=np.intp)


def _worst(rows: IntArray, loss: FloatArray) -> dict[int, float]:
    found: dict[int, float] = {}
    for row, lost in zip(rows.tolist(), loss.tolist(), strict=True):
        found[row] = max(found.get(row, 0.0), lost)
    return found
