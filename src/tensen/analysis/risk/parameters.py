"""What is not known of the hazards, drawn: rates at stratified quantiles, one stream per hazard."""

from collections.abc import Sequence
from hashlib import blake2b

import numpy as np
from numpy.random import PCG64, Generator, SeedSequence

from tensen.analysis.risk.perils import Peril
from tensen.engine.arrays import FloatArray

_RATES, _EVENTS = 0, 1


def stream(seed: int, name: str, *place: int) -> Generator:
    """Random numbers of a name: whatever else is drawn, they stay the same."""
    key = int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "little")
    return Generator(PCG64(SeedSequence(seed, spawn_key=(key, *place))))


def events_stream(seed: int, name: str, draw: int, block: int) -> Generator:
    """Random numbers of a hazard's events in a block of years under one draw of the parameters."""
    return stream(seed, name, _EVENTS, draw, block)


def quantiles(names: Sequence[str], draws: int, seed: int) -> FloatArray:
    """`[draws, names]`: for each name one number from each of `draws` equal parts of (0, 1), shuffled.

    A Latin hypercube (McKay, Beckman, Conover 1979): means over draws scatter less than with free draws.
    """
    found = np.empty((draws, len(names)))
    for k, name in enumerate(names):
        random = stream(seed, name, _RATES)
        # never 0 nor 1: there a rate would be 0 or infinite
        within = np.clip(random.random(draws), 1e-9, 1 - 1e-9)
        found[:, k] = (random.permutation(draws) + within) / draws
    return found


def rates_of(perils: Sequence[Peril], draws: int, seed: int) -> FloatArray:
    """Events per year `[draws, perils]`; with one draw the expected rates, nothing drawn."""
    if draws == 1:
        return np.array([[peril.rate.mean for peril in perils]])
    u = quantiles([peril.id for peril in perils], draws, seed)
    columns = [peril.rate.quantile(u[:, k]) for k, peril in enumerate(perils)]
    return np.stack(columns, axis=1) if columns else np.empty((draws, 0))
