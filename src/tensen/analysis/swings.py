"""Which family of assumptions moves a loss: each alone at its optimistic and its pessimistic end."""

from collections.abc import Callable, Sequence

import numpy as np

from tensen.analysis.compiled import Compiled
from tensen.analysis.corners import Corners
from tensen.analysis.draws import UNKNOWN, Point, families_of, losses_at
from tensen.analysis.hits import Hit
from tensen.engine.arrays import FloatArray, IntArray

Swing = tuple[str, float, float]


def family_swings(
    central: Compiled, hits_of: Callable[[bool], Sequence[Hit]], found: Corners, worth: FloatArray
) -> list[tuple[Swing, ...]]:
    """Per hit ``(family, low, high)``: the loss in money with this family at either end, the others central.

    A family is solved for a hit only if one of its terms is short of something in that hit's pessimistic
    corner: no other term can ever bind.
    """
    reach = _reach(central, found)
    points: list[Point] = []
    chosen: dict[int, list[int]] = {}
    owner: list[tuple[str, int]] = []
    for family in (*families_of(central), UNKNOWN):
        for end, quantile in enumerate((0.0, 1.0)):
            point = Point(0.5, worst=end == 1) if family == UNKNOWN else Point({family: quantile})
            chosen[len(points)] = [h for h in range(len(reach)) if family in reach[h]]
            points.append(point)
            owner.append((family, end))
    money = losses_at(central, points, hits_of, chosen).money(worth)
    middle = found.central.money((worth > 0).astype(float))
    swings: list[tuple[Swing, ...]] = []
    for h, families in enumerate(reach):
        ends = {(f, e): float(money[p, h]) for p, (f, e) in enumerate(owner)}
        centre = float(middle[h])
        swings.append(tuple((f, min(ends[f, 0], centre), max(ends[f, 1], centre)) for f in sorted(families)))
    return swings


def _reach(central: Compiled, found: Corners) -> list[set[str]]:
    """Per hit the families that can matter to it at all."""
    frame = central.frame
    high = found.high
    system = high.compiled.system
    family = frame.rows_at(central.horizon)["family"].to_numpy(dtype=object)
    felt = _weighted(central)
    reach = []
    for h in range(high.loss.shape[1]):
        lost = high.result.upper[:, h].copy()
        effective = lost[system.edge_source]
        cut = high.batch.cut_column == h
        np.maximum.at(effective, high.batch.cut_edge[cut], high.batch.cut_level_loss[cut])
        short = np.bincount(system.edge_need, system.edge_weight * effective, system.needs) - system.slack
        needs = short > 1e-12
        here = {str(f) for code, need in felt for f in family[code[needs[need] & (code >= 0)]]}
        touched = np.isin(system.edge_need, np.flatnonzero(needs[: len(frame.need_target)]))
        unknown = list(frame.unknown_admissible)
        if np.isin(system.edge_source[touched], unknown).any():
            here.add(UNKNOWN)
        reach.append(here)
    return reach


def _weighted(central: Compiled) -> list[tuple[IntArray, IntArray]]:
    """Codes of assumptions with the need that each stands for."""
    frame = central.frame
    columns = ("criticality", "replaceability", "replace_max")
    terms = [(frame.cells("requirements", c).code, frame.term_need) for c in columns]
    return [*terms, (frame.cells("edges", "weight").code, frame.edge_need)]
