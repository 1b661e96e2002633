"""Values of assumptions: at their centre, at the ends, or at a quantile, for one horizon."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from tensen.messages import TensenError
from tensen.model.schema import HORIZONS

FloatArray = npt.NDArray[np.float64]


def for_horizon(assumptions: pd.DataFrame, horizon: str) -> pd.DataFrame:
    """One row per assumption: the row of ``horizon``, else the row that holds for all.

    Raises:
        TensenError: no such horizon, or an assumption that has no row for it.
    """
    if horizon not in HORIZONS:
        raise TensenError("unknown_horizon", exit_code=2, name=horizon, names=", ".join(HORIZONS))
    chosen = assumptions[assumptions["horizon"].isin([horizon, "all"])]
    chosen = chosen.sort_values("horizon", key=lambda h: h == "all", kind="stable").drop_duplicates("id")
    return chosen.set_index("id")


def at_quantile(rows: pd.DataFrame, quantile: float | Mapping[str, float]) -> dict[str, float]:
    """:func:`values_at` by id."""
    return dict(zip(rows.index, values_at(rows, quantile).tolist(), strict=True))


def values_at(rows: pd.DataFrame, quantile: float | Mapping[str, float]) -> FloatArray:
    """Values in the order of ``rows`` at a *pessimism* quantile: 0 = least loss, 0.5 central, 1 = most loss.

    Between the stated low, central and high the quantile function is piecewise linear; low and high stand at
    the 5th and 95th percentile where ``range`` says so (what lies beyond is not known and stays there), else
    at the ends.

    Args:
        rows: from :func:`for_horizon`.
        quantile: one for all, or one per family (a family without one stays central).
    """
    if isinstance(quantile, Mapping):
        q = rows["family"].map(lambda family: quantile.get(family, 0.5)).to_numpy(dtype=float)
    else:
        q = np.full(len(rows), float(quantile))
    up = (rows["direction"] == "up").to_numpy()
    q = np.where(up, q, 1.0 - q)  # from pessimism to the number's own order
    low, mid, high = (rows[c].to_numpy(dtype=float) for c in ("low", "central", "high"))
    tail = np.where((rows["range"] == "p5-p95").to_numpy(), 0.05, 0.0)
    below = low + (mid - low) * np.clip((q - tail) / (0.5 - tail), 0.0, 1.0)
    above = mid + (high - mid) * np.clip((q - 0.5) / (0.5 - tail), 0.0, 1.0)
    values: FloatArray = np.where(q <= 0.5, below, above)
    return values


def central_values(assumptions: pd.DataFrame) -> dict[str, float]:
    """The central value by id, whatever the horizon: for checks that need a number."""
    return dict(zip(assumptions["id"], assumptions["central"], strict=True))
