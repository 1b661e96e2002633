"""The figures of many points of the assumptions at once: what moves is worked out, the rest stays."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from tensen.analysis.compiled import Cells, Frame, Quantile
from tensen.engine.arrays import FloatArray
from tensen.engine.points import Points
from tensen.model.assumed import values_at


def figures_over(frame: Frame, horizon: str, quantiles: Sequence[Quantile], weight: FloatArray) -> Points:
    """What the cells stand for at each point; ``weight`` (edges,) at any one of them tells what stays.

    Same numbers as ``figures_at`` point by point. Weights are worked out only on needs with an edge whose
    weight is assumed.
    """
    rows = frame.rows_at(horizon)
    values = np.stack([values_at(rows, q) for q in quantiles], axis=1)
    coef = np.clip(_filled(frame.cells("requirements", "criticality"), values, 0.0), 0.0, 1.0)
    rho = np.clip(_filled(frame.cells("requirements", "replaceability"), values, 0.0), 0.0, 1.0)
    weights = frame.cells("edges", "weight")
    needs = np.unique(frame.edge_need[weights.code >= 0])
    edges = np.sort(frame.edges_of_needs(needs))
    some = Cells(weights.number[edges], weights.code[edges])
    moved = _normalised(frame, _filled(some, values, 0.0), edges)
    varied = (moved != weight[edges][:, None]).any(axis=1)
    moved = np.ascontiguousarray(moved[varied])
    return Points(term_coef=coef, term_rho=rho, varied_edge=edges[varied], varied_weight=moved)


def _filled(cells: Cells, values: FloatArray, blank: float) -> FloatArray:
    """``Cells.filled`` at every point; shape (rows, points)."""
    plain = np.where(np.isnan(cells.number), blank, cells.number)
    filled = np.repeat(plain[:, None], values.shape[1], axis=1)
    coded = np.flatnonzero(cells.code >= 0)
    named = values[cells.code[coded]]
    filled[coded] = np.where(np.isnan(named), blank, named)
    return filled


def _normalised(frame: Frame, weight: FloatArray, edges: npt.NDArray[np.intp]) -> FloatArray:
    """Shares of each need add up to 1 at every point; ``weight`` is (edges, points)."""
    needs, of = np.unique(frame.edge_need[edges], return_inverse=True)
    total = np.zeros((needs.size, weight.shape[1]))
    np.add.at(total, of, weight)
    shares = frame.need_shares[needs][:, None] & (total > 0)
    scale = np.where(shares, 1.0 / np.where(total > 0, total, 1.0), 1.0)
    return np.asarray(weight * scale[of])
