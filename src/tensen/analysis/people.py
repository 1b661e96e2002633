"""People affected: a range from the largest service to all of them together, never a sum on its own."""

from dataclasses import dataclass

import numpy as np

from tensen.analysis.compiled import Frame
from tensen.analysis.places import Place
from tensen.engine.arrays import FloatArray


@dataclass(frozen=True)
class People:
    """Persons without service: the same people use several services, so only a range is known.

    ``low`` is the largest single service; ``high`` the smaller of the population and the sum.
    """

    low: float
    high: float
    largest: str


def people_affected(frame: Frame, place: Place, loss: FloatArray) -> People | None:
    """Persons without service at the losses ``loss`` (nodes,) in ``place``; None where no one is counted."""
    served = frame.network.nodes["people"].fillna(0.0).to_numpy(dtype=float) * place.mask
    lost = served * loss
    if not (lost > 0.5).any():
        return None
    top = int(np.argmax(lost))
    limit = place.population if not np.isnan(place.population) else np.inf
    low = min(float(lost[top]), limit)
    return People(low, max(low, min(limit, float(lost.sum()))), str(frame.network.position[top]))
