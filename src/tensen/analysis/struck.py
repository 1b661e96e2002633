"""What a scenario does to one node and to whatever supplies it: corners, draws, and the edges behind them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tensen.analysis.compiled import Frame, compile_network, with_assumptions
from tensen.analysis.corners import Corners, corners_of
from tensen.analysis.draws import drawn_points, losses_at
from tensen.analysis.interval import Interval, Sampled, summarise
from tensen.analysis.scenario import Scenario
from tensen.analysis.solve import Solved
from tensen.analysis.standins import Standins, scenario_hit
from tensen.analysis.stress import Step, changed, no_step
from tensen.engine.arrays import FloatArray, IntArray


@dataclass(frozen=True, eq=False)
class Struck:
    """One scenario solved at its horizon: column ``column`` of ``corners``; ``sampled`` is of the node
    asked for.
    """

    scenario: Scenario
    frame: Frame
    corners: Corners
    column: int
    sampled: Sampled | None

    def loss(self, node: int) -> Interval:
        """Share of its output that a node loses; the high end from the certificate."""
        k, found = self.column, self.corners
        ends = (found.low.loss, found.central.loss, found.high.result.upper)
        return Interval(*(float(end[node, k]) for end in ends))

    @property
    def identified(self) -> bool:
        """Whether neither the centre nor the high corner holds a closed loop."""
        return all(bool(s.identified[self.column]) for s in (self.corners.central, self.corners.high))

    def lost_edges(self, end: str = "central") -> FloatArray:
        """Per edge of the network the part that does not arrive: the supplier's loss, or the cut if
        larger; (E,).
        """
        return lost_edges(getattr(self.corners, end), self.column)


def lost_edges(solved: Solved, column: int) -> FloatArray:
    """Per edge the part that does not arrive in one column of a solution; shape (edges of the network,)."""
    frame, batch = solved.compiled.frame, solved.batch
    lost = np.array(solved.loss[frame.edge_source, column])
    mine = batch.cut_column == column
    np.maximum.at(lost, batch.cut_edge[mine], batch.cut_level_loss[mine])
    return lost


def shortages(frame: Frame, lost: FloatArray, needs: IntArray) -> FloatArray:
    """Part of each need that is short before anything is replaced: max(0, Σ w·lost − spare); shape
    (needs,).
    """
    weight = frame.central_weight
    total = len(frame.need_target)
    short = np.bincount(frame.edge_need, weight * lost, total) - np.maximum(
        np.bincount(frame.edge_need, weight, total) - 1.0, 0.0
    )
    return np.asarray(np.clip(short, 0.0, 1.0)[needs])


def strike(
    frame: Frame,
    scenarios: Sequence[Scenario],
    standins: Standins,
    node: int,
    *,
    exponent: int = 5,
    seed: int = 0,
    step: Step = no_step,
) -> list[Struck]:
    """Every scenario at its own horizon, those of one horizon side by side, in the order given.

    Args:
        node: whose loss is drawn.
        exponent: 2**exponent draws of the assumptions; negative for none.
        seed: of the scrambled sequence.
        step: called after each piece of work, for progress.

    Raises:
        TensenError: a selector that is wrong or takes nothing, an unknown assumption.
    """
    found: dict[str, Struck] = {}
    for horizon in dict.fromkeys(s.horizon for s in scenarios):
        plain = [s for s in scenarios if s.horizon == horizon and not s.changes]
        if plain:
            found |= _together(frame, plain, standins, node, exponent, seed)
            step()
    for scenario in scenarios:
        if scenario.changes:
            moved = with_assumptions(frame, changed(frame.network.assumptions, scenario))
            found |= _together(moved, [scenario], standins, node, exponent, seed)
            step()
    return [found[s.id] for s in scenarios]


def _together(
    frame: Frame, scenarios: Sequence[Scenario], standins: Standins, node: int, exponent: int, seed: int
) -> dict[str, Struck]:
    central = compile_network(frame, scenarios[0].horizon)

    def hits(worst: bool) -> list:  # type: ignore[type-arg]
        return [scenario_hit(frame, s, standins, worst=worst) for s in scenarios]

    solved = corners_of(central, hits)
    sampled: list[Sampled | None] = [None] * len(scenarios)
    if exponent >= 0:
        drawn = losses_at(central, drawn_points(central, exponent, seed), hits)
        sampled = [summarise(drawn.loss[:, node, k], drawn.identified[:, k]) for k in range(len(scenarios))]
    return {s.id: Struck(s, frame, solved, k, sampled[k]) for k, s in enumerate(scenarios)}
