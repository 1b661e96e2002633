"""Explain: the binding requirement at each step back to the shock, with the share of each supplier.

Follows the binding side of the loss equation at the solution backwards, the largest share first, ties by id.
A supplier that is already on the way is left out, so cycles end. (Following only suppliers whose loss came
in an earlier round also ends, but in a table where everybody buys a little from everybody it names the trifle
that arrived first instead of the need that binds.)
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np

from tensen.analysis.compiled import Compiled, Frame
from tensen.analysis.hits import Hit
from tensen.analysis.solve import Solved, solve
from tensen.engine.equilibrium import Demand
from tensen.engine.trace import Binding, Kind, binding_terms

LEAST_SHARE = 0.02
DIGITS = 12  # shares that differ by less are rounding: a tie


@dataclass(frozen=True)
class Step:
    """A node's loss, what binds it, and the suppliers through which it came.

    ``share`` is the part of the parent's loss that came through this node, ``carrier`` what it supplies to
    the parent; ``edge`` and ``requirement`` are row numbers in the network's tables (-1 where there is none).
    """

    node: str
    loss: float
    binding: str
    share: float
    carrier: str | None
    edge: int
    requirement: int
    children: tuple["Step", ...] = ()

    def heaviest(self) -> tuple["Step", ...]:
        """The chain through the largest share at each step, this node first."""
        if not self.children:
            return (self,)
        return (self, *min(self.children, key=lambda c: (-round(c.share, DIGITS), c.node)).heaviest())


@dataclass(frozen=True, eq=False)
class Explanation:
    """A solved hit ready to be asked about any of its nodes."""

    frame: Frame
    solved: Solved
    binding: Binding
    column: int

    def tree(self, node: str, *, depth: int = 5, width: int = 4) -> Step:
        """Why ``node`` loses what it loses, down to the shock or to ``depth``."""
        index = int(cast(int, self.frame.network.position.get_loc(node)))
        return self._step(index, 1.0, -1, -1, depth, width, frozenset({index}))

    def worst(self, mask: np.ndarray) -> str | None:
        """The node of ``mask`` with the largest loss in money; None where none is lost."""
        money = self.frame.value * mask * self.solved.loss[:, self.column]
        return str(self.frame.network.position[int(np.argmax(money))]) if money.max() > 0 else None

    def _step(
        self, index: int, share: float, edge: int, term: int, depth: int, width: int, path: frozenset[int]
    ) -> Step:
        frame = self.frame
        kind = Kind(int(self.binding.kind[index]))
        carriers = frame.network.carriers["id"]
        return Step(
            node=str(frame.network.position[index]),
            loss=float(self.solved.loss[index, self.column]),
            binding=kind.name.lower(),
            share=share,
            carrier=str(carriers.iloc[frame.edge_carrier[edge]])
            if 0 <= edge < len(frame.edge_carrier)
            else None,
            edge=edge,
            requirement=term if term < len(frame.term_need) else -1,
            children=self._children(index, depth, width, path) if depth > 0 and kind != Kind.SHOCK else (),
        )

    def _children(self, index: int, depth: int, width: int, path: frozenset[int]) -> tuple[Step, ...]:
        links = self.binding.links
        run = links.of(index)
        ids = self.frame.network.position
        order = sorted(
            range(run.start, run.stop),
            key=lambda i: (-round(float(links.share[i]), DIGITS), ids[links.supplier[i]]),
        )
        children: list[Step] = []
        for i in order:
            supplier, share = int(links.supplier[i]), float(links.share[i])
            if supplier < 0 or share < LEAST_SHARE or supplier in path or len(children) == width:
                continue
            edge, term = int(links.edge[i]), int(links.term[i])
            if self._removed(edge):
                children.append(self._removed_step(supplier, share, edge, term))
            else:
                children.append(self._step(supplier, share, edge, term, depth - 1, width, path | {supplier}))
        return tuple(children)

    def _removed(self, edge: int) -> bool:
        batch = self.solved.batch
        cut = batch.cut_edge[batch.cut_column == self.column]
        return bool(np.isin(edge, cut))

    def _removed_step(self, index: int, share: float, edge: int, term: int) -> Step:
        """The edge itself was removed: the supplier is well, the line is cut."""
        frame = self.frame
        return Step(
            node=str(frame.network.position[index]),
            loss=float(self.solved.loss[index, self.column]),
            binding="cut",
            share=share,
            carrier=str(frame.network.carriers["id"].iloc[frame.edge_carrier[edge]]),
            edge=edge,
            requirement=term if term < len(frame.term_need) else -1,
        )


def explain_hit(compiled: Compiled, hit: Hit, *, demand: Demand = "off") -> Explanation:
    """Solve one hit and make it ready to explain."""
    solved = solve(compiled, [hit], demand=demand)
    return explanation(solved, 0)


def explain_hits(compiled: Compiled, hits: Sequence[Hit]) -> list[Explanation]:
    """:func:`explain_hit` for several hits, solved side by side."""
    solved = solve(compiled, hits)
    return [explanation(solved, column) for column in range(len(hits))]


def explanation(solved: Solved, column: int) -> Explanation:
    """Make one column of a solution ready to explain."""
    binding = binding_terms(solved.compiled.system, solved.result, solved.batch, column)
    return Explanation(solved.compiled.frame, solved, binding, column)
