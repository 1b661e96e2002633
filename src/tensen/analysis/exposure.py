"""Where a buyer's money ends up: face value, tier by tier, and look-through to where value is added.

With A[i, j] the purchases from sector i per unit of output of sector j (flows of the economy table over
output), x the buyer's spend by the sector that sells to it, and v = value added per unit of output:

    tier 1   x                              face value: whom the buyer pays
    tier k   A^(k-1) x                      what the suppliers of tier k-1 buy for it
    all      v ∘ (I − A)^(-1) x             look-through: where the money becomes income

Each tier passes on what it does not keep: Σ A x + v·x + u·x = Σ x with u = 1 − Σ_i A[i, ·] − v what the table
does not tell (taxes, imports from outside the table, scaling), so look-through and unknown add up to Σ x.
Method: Leontief inverse; look-through as in Baldwin, Freeman and Theodorakopoulos (2023), for all sectors.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.sparse import csc_array, eye_array
from scipy.sparse.linalg import splu

from tensen.analysis.compiled import Frame
from tensen.engine.arrays import FloatArray, IntArray


@dataclass(frozen=True, eq=False)
class Economy:
    """The economy table of a network: ``nodes`` (S,) sectors with output, ``A`` (S, S), ``v`` (S,), ``u``
    (S,).
    """

    nodes: IntArray
    A: csc_array
    v: FloatArray
    u: FloatArray

    @cached_property
    def _solver(self):  # type: ignore[no-untyped-def]
        return splu(csc_array(eye_array(len(self.nodes), format="csc") - self.A))

    def tier(self, spend: FloatArray, k: int) -> FloatArray:
        """Purchases of tier ``k`` (1 is face value) by sector; shape (S,)."""
        found = np.array(spend)
        for _ in range(k - 1):
            found = np.asarray(self.A @ found)
        return found

    def output(self, spend: FloatArray) -> FloatArray:
        """Output that the spend calls for in all tiers together, (I − A)^(-1) x; shape (S,)."""
        if not len(self.nodes):
            return np.zeros(0)
        return np.asarray(self._solver.solve(np.asarray(spend, dtype=float)))

    def look_through(self, spend: FloatArray) -> tuple[FloatArray, float]:
        """Value added by sector, and what the table does not tell; together they are the spend."""
        output = self.output(spend)
        return self.v * output, float(self.u @ output)


def economy_of(frame: Frame) -> Economy:
    """The table of the nodes that carry value, from the flows between them and their gross output.

    A node whose purchases and value exceed its output (rounding of the table) has u = 0 and its value cut to
    fit, so that no more is found than was spent.
    """
    network = frame.network
    output = network.nodes["gross_output"].fillna(0.0).to_numpy(dtype=float)
    inside = (network.nodes["partition"] == "economy").fillna(False).to_numpy(dtype=bool) & (output > 0)
    nodes = np.flatnonzero(inside)
    place = np.full(len(output), -1, dtype=np.intp)
    place[nodes] = np.arange(len(nodes))
    flow = network.edges["flow"].fillna(0.0).to_numpy(dtype=float)
    edges = np.flatnonzero((flow > 0) & inside[frame.edge_source] & inside[frame.edge_target])
    row, column = place[frame.edge_source[edges]], place[frame.edge_target[edges]]
    shape = (len(nodes), len(nodes))
    A = csc_array((flow[edges] / output[nodes][column], (row, column)), shape=shape)
    bought = np.asarray(A.sum(axis=0)).ravel()
    v = np.minimum(frame.value[nodes] / output[nodes], np.maximum(1.0 - bought, 0.0))
    return Economy(nodes, A, v, 1.0 - bought - v)
