"""Hazards that the tests of event sets share."""

from dataclasses import dataclass

import numpy as np

from tensen.analysis.risk.events import Events
from tensen.analysis.risk.losses import LossTable
from tensen.analysis.risk.model import Model, model_of
from tensen.analysis.risk.perils import Footprint, Peril, each, together
from tensen.analysis.risk.rates import FixedRate, counted
from tensen.analysis.risk.shapes import Constant, Lognormal, Shape
from tensen.engine.arrays import FloatArray, IntArray


def one(rate: float, severity: Shape | None = None, years: int = 200_000, seed: int = 0) -> Model:
    """One hazard at a known rate; its severity is its loss."""
    peril = Peril("one", FixedRate(rate), together("all", ["a"]), severity=severity or Constant(1.0))
    return model_of([peril], years=years, seed=seed)


def mixed(**told: object) -> Model:
    """Three hazards, four footprints, two items, losses by duration that differ from draw to draw."""
    rate, nodes = each(counted(4, 10), ["a", "b"])
    perils = [
        Peril("cable", rate, nodes, duration=Lognormal.of(18, 79)),
        Peril("quake", counted(1, 10), together("area", ["a", "b", "c"]), severity=Lognormal.of(1, 4)),
        Peril(
            "cloud", counted(9, 10), (Footprint("east", ("d",)),), duration=Lognormal.of(0.2, 0.9), size=2.0
        ),
    ]
    draws = int(told.get("draws", 3))  # type: ignore[call-overload]
    loss = np.random.default_rng(7).random((draws, 4, 3, 2)).cumsum(axis=2)
    kept = {"years": 2500, "draws": draws, "seed": 5, **told}
    return model_of(perils, LossTable.of([0.5, 5, 50], loss), **kept)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Worst:
    """Of events that overlap only the longest counts, `daily` a day, nothing for the others."""

    daily: float = 1.0

    def losses(self, draw: int, events: Events, group: IntArray, groups: int) -> FloatArray:
        assert draw >= 0
        worst = np.zeros(groups)
        np.maximum.at(worst, group, events.duration)
        return self.daily * worst[:, None]
