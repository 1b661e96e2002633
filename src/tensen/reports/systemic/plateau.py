"""The plateau of the ranked indices: how many are at least half as risky as the riskiest, before the fall.

Diem et al. (2022) name it by its look: firms above a characteristic rank have very similar indices, below it
the ranking decays. The rule here is ours, needs no parameter of the data and can be checked by hand:

1. `count` closures have at least half of the largest index;
2. they are a plateau if they are two or more and the fall behind them is steep: going twice as far down the
   ranking the index is again at most halved (it falls at least like 1/rank);
3. one closure alone stands out and is none; with fewer than `2 count` closures nothing can be said.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

HALF = 0.5
Floats = NDArray[np.float64]


def plateau(esri: Floats, low: Floats | None = None, high: Floats | None = None) -> dict[str, Any]:
    """The plateau of indices `[n]` in descending order, `low` and `high` their bounds in the same order.

    `state` is "found", "none", "alone" (`count` is 1) or "open" (too few closures to say), `count` the
    closures with at least half of the largest index, `floor` that half, `last` the index of the last of them,
    `after` the index at rank `2 count` (None where there is none). With bounds, `low` and `high` are the
    fewest and the most closures that can belong to it, else `count`.

    >>> found = plateau(np.array([0.8, 0.78, 0.5, 0.2, 0.1, 0.1]))
    >>> found["state"], found["count"], found["floor"], found["after"]
    ('found', 3, 0.4, 0.1)
    """
    floor = HALF * float(esri[0])
    count = int(np.count_nonzero(esri >= floor))
    after = float(esri[2 * count - 1]) if 2 * count <= esri.size else None
    fewest = most = count
    if low is not None and high is not None:
        fewest = int(np.count_nonzero(low >= HALF * high.max()))
        most = int(np.count_nonzero(high >= HALF * low.max()))
    state = _state(count, float(esri[count - 1]), after)
    return {
        "state": state,
        "count": count,
        "low": min(fewest, count),
        "high": max(most, count),
        "floor": floor,
        "last": float(esri[count - 1]),
        "after": after,
    }


def _state(count: int, last: float, after: float | None) -> str:
    if after is None:
        return "open"
    if count == 1:
        return "alone"
    return "found" if after <= HALF * last else "none"
