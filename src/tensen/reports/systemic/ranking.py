"""From the indices of all closures to what a picture needs: ranked, the plateau found, thinned."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from tensen.reports.systemic.plateau import Floats, plateau
from tensen.reports.systemic.thinning import Ranks, envelope, kept, spread

ONE_PERCENT = 0.01


def ranked(
    esri: ArrayLike,
    *,
    down: ArrayLike | None = None,
    up: ArrayLike | None = None,
    low: ArrayLike | None = None,
    high: ArrayLike | None = None,
    points: int = 500,
) -> dict[str, Any]:
    """The part `ranked` of `tensen.systemic/1`, from `[n]` values of the closures in any order.

    `esri` is ranked; `down` and `up` are ranked each by itself; `low` and `high` (together) bound `esri`.
    Each line keeps at most `points` points, its ends and the edge of the plateau among them, chosen so that
    the picture stays the same on a logarithmic and on an even axis. Raises `ValueError` for an empty array,
    other lengths, or values that are not numbers.
    """
    index = _values("esri", esri, None)
    order = np.argsort(-index, kind="stable")
    index = index[order]
    ends = _ends(low, high, order)
    found = plateau(index, *ends)
    edge = (found["count"], found["count"] + 1, 2 * found["count"])
    made: dict[str, Any] = {
        "closures": int(index.size),
        "largest": _short(index[0]),
        "above_one_percent": int(np.count_nonzero(index > ONE_PERCENT)),
        "plateau": {k: _short(v) if isinstance(v, float) else v for k, v in found.items()},
        "esri": _line(index, points, edge),
    }
    for name, given in (("down", down), ("up", up)):
        if given is not None:
            made[name] = _line(-np.sort(-_values(name, given, index.size)), points)
    if ends:
        made["band"] = _band(spread(index.size, points), *ends)
    return made


def _ends(low: ArrayLike | None, high: ArrayLike | None, order: Ranks) -> tuple[Floats, Floats] | tuple[()]:
    if low is None and high is None:
        return ()
    if low is None or high is None:
        raise ValueError("low and high are given together or not at all")
    return _values("low", low, order.size)[order], _values("high", high, order.size)[order]


def _values(name: str, given: ArrayLike, size: int | None) -> Floats:
    found = np.asarray(given, dtype=np.float64)
    if found.ndim != 1 or not found.size or (size is not None and found.size != size):
        raise ValueError(f"{name} must be one row of {size or '1 or more'} values, not {found.shape}")
    if not np.isfinite(found).all():
        raise ValueError(f"{name}[{int(np.flatnonzero(~np.isfinite(found))[0])}] is not a number")
    return found


def _short(value: float) -> float:
    """Six digits are more than a picture can show."""
    return float(f"{value:.6g}")


def _line(values: Floats, points: int, edge: tuple[int, ...] = ()) -> dict[str, list[Any]]:
    chosen = kept(values, points, edge)
    return {"rank": (chosen + 1).tolist(), "value": [_short(v) for v in values[chosen]]}


def _band(chosen: Ranks, low: Floats, high: Floats) -> dict[str, list[Any]]:
    """The widest bounds from each rank kept to the next, so that thinning never narrows what is shown."""
    lowest, highest = envelope(chosen, low, high)
    return {
        "rank": (chosen + 1).tolist(),
        "low": [_short(v) for v in lowest],
        "high": [_short(v) for v in highest],
    }
