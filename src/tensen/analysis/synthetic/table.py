"""An input-output table of one economy, as arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tensen.engine.arrays import BoolArray, FloatArray


@dataclass(frozen=True, eq=False)
class Table:
    """Flows between m sectors in one unit of money per time; row sells, column buys.

    Attributes:
        codes: the sectors' codes, m of them, each once.
        flows: (m, m), from seller to buyer.
        final: (m,), sales to whoever is not a firm of the network: households, state, investment, exports.
        value_added: (m,), or None where it is not known.

    Raises:
        ValueError: a shape that does not fit, a code twice, or a cell that is no number of 0 or more.
    """

    codes: tuple[str, ...]
    flows: FloatArray
    final: FloatArray
    value_added: FloatArray | None = None

    def __post_init__(self) -> None:
        m = len(self.codes)
        if len(set(self.codes)) < m:
            raise ValueError("codes must be different")
        for name, cells, shape in (
            ("flows", self.flows, (m, m)),
            ("final", self.final, (m,)),
            ("value_added", self.value_added, (m,)),
        ):
            if cells is None:
                continue
            if cells.shape != shape:
                raise ValueError(f"{name} must have shape {shape}, not {cells.shape}")
            bad = np.argwhere(~(np.isfinite(cells) & (cells >= 0)))
            if bad.size:
                where = tuple(int(i) for i in bad[0])
                raise ValueError(f"{name}{list(where)} = {cells[where]} must be a finite number of 0 or more")

    @property
    def output(self) -> FloatArray:
        """Sales of each sector, to firms and to final users; (m,)."""
        return np.asarray(self.flows.sum(axis=1) + self.final)

    @property
    def bought(self) -> FloatArray:
        """Purchases of each sector from the table's sectors; (m,)."""
        return np.asarray(self.flows.sum(axis=0))

    @property
    def worth(self) -> FloatArray:
        """What a sector's firms share out among them: its output, or its purchases where it sells nothing."""
        return np.where(self.output > 0, self.output, self.bought)

    @property
    def active(self) -> BoolArray:
        """Sectors that sell or buy anything, and so need a firm; (m,)."""
        return np.asarray(self.worth > 0)

    @property
    def blocks(self) -> int:
        """How many pairs of sectors trade: each needs an edge."""
        return int(np.count_nonzero(self.flows))
