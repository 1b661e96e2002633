"""T20: the loss equation on the full inter-country input-output table of 2022 (OECD, 80 x 50).

A carrier is a supplying sector of any country; w are the country shares of a consumer's purchases of it. A
need is critical (k, rho) where it costs at least the threshold of the consumer's gross output, else linear
with a = its share of that output and rho = 0. Value added is gross output less the column sum of Z. The
shock removes every edge from China to Japan; demand is off. The last row of T20 is the collapse trap: its
losses creep upwards for thousands of rounds, so it is read after 300 (the table's own rounds are not
known; between round 250 and round 800 the world's loss moves from .9970 to .9973).
"""

import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from tensen.engine.equilibrium import equilibrium
from tensen.engine.loops import closed_loops
from tensen.engine.reference import reference
from tensen.engine.shock import Batch
from tensen.engine.system import System
from tensen.engine.validate import validate

ALL_LINEAR = 9.0
ROWS = [  # k, rho, threshold; Japan's value added, Japan's output, the world's value added
    (0.0, 0.0, ALL_LINEAR, 0.021, 0.025, 0.0011),
    (0.5, 0.5, 0.01, 0.030, 0.032, 0.0016),
    (0.5, 0.3, 0.02, 0.042, 0.046, 0.0023),
    (1.0, 0.5, 0.02, 0.082, 0.087, 0.0052),
    (1.0, 0.5, 0.01, 0.100, 0.104, 0.0075),
    (0.5, 0.0, 0.01, 0.100, 0.104, 0.0075),
    (1.0, 0.3, 0.01, 0.210, 0.213, 0.0262),
    (1.0, 0.0, 0.01, 1.000, 1.000, 0.9971),
]


@dataclass(frozen=True)
class Table:
    """A table of sectors by countries as a system; node = sector * countries + country."""

    system: System
    share: np.ndarray
    cut: np.ndarray
    home: np.ndarray
    output: np.ndarray
    value_added: np.ndarray

    def with_rule(self, k, rho, threshold):
        critical = self.share >= threshold
        return self.system.with_terms(
            term_critical=critical,
            term_coef=np.where(critical, k, self.share),
            term_rho=np.where(critical, rho, 0.0),
        )

    def batch(self):
        return Batch(
            s=np.zeros((self.system.n, 1)), cut_edge=self.cut, cut_column=np.zeros(self.cut.size, int)
        )

    def summary(self, d):
        """Japan's loss of value added and of output, and the world's loss of value added."""
        value, output, home = self.value_added, self.output, self.home
        at_home = [d[home] @ what[home] / what[home].sum() for what in (value, output)]
        return np.array([*at_home, d @ value / value.sum()])


def as_table(Z, output, sectors, countries, giver, taker):
    """Compile flows `Z` (row sells, column buys; node = sector * countries + country)."""
    n = sectors * countries
    value_added = output - Z.sum(axis=0)
    flows = Z.reshape(sectors, countries, n).transpose(2, 0, 1).reshape(n * sectors, countries)
    bought = flows.sum(axis=1)
    need = np.flatnonzero(bought > 0)
    target, carrier = np.divmod(need, sectors)
    edge_need, country = np.nonzero(flows[need])
    weight = flows[need[edge_need], country] / bought[need[edge_need]]
    cost = np.divide(bought[need], output[target], out=np.zeros(need.size), where=output[target] > 0)
    system = System(
        n=n,
        need_target=target,
        edge_source=carrier[edge_need] * countries + country,
        edge_need=edge_need,
        edge_weight=weight,
        term_need=np.arange(need.size),
        term_critical=np.zeros(need.size, dtype=bool),
        term_coef=cost,
        term_rho=np.zeros(need.size),
    )
    cut = np.flatnonzero((country == giver) & (target[edge_need] % countries == taker))
    return Table(system, cost, cut, np.arange(n) % countries == taker, output, value_added)


@pytest.fixture(scope="module")
def icio():
    shared = os.environ.get("TENSEN_SHARED")
    path = Path(shared or "", "data", "trade", "oecd_icio_2022", "icio2022_80x50.npz")
    if not shared or not path.is_file():
        pytest.skip("needs the shared ICIO table: set TENSEN_SHARED to the folder that holds data/")
    with np.load(path) as table:
        countries = table["countries"].tolist()
        Z, output = table["Z"].astype(np.float64), table["gross_output"].astype(np.float64)
    return as_table(Z, output, 50, 80, countries.index("CHN"), countries.index("JPN"))


@pytest.mark.parametrize("row", ROWS, ids=[f"k={k}-rho={rho}-threshold={t}" for k, rho, t, *_ in ROWS])
def test_every_row_of_t20(icio, row):
    k, rho, threshold, *expected = row
    solved = equilibrium(icio.with_rule(k, rho, threshold), icio.batch(), tol=1e-7, max_rounds=300)
    np.testing.assert_allclose(icio.summary(solved.loss[:, 0]), expected, atol=0.001)
    assert solved.converged[0] == (expected[0] < 1)


@pytest.fixture(scope="module")
def twin():
    """Three sectors, four countries, made-up flows: country 0 sells to country 1."""
    rng = np.random.default_rng(20)
    Z = rng.random((12, 12)) ** 3 * (rng.random((12, 12)) < 0.8)
    return as_table(Z, Z.sum(axis=0) * 1.9 + 0.1, 3, 4, 0, 1)


@pytest.mark.parametrize("row", ROWS[:-1])
def test_the_small_twin_agrees_with_plain_loops(twin, row):
    system, batch = twin.with_rule(*row[:3]), twin.batch()
    validate(system)
    solved = equilibrium(system, batch, tol=1e-12)
    np.testing.assert_allclose(solved.loss[:, 0], reference(system, batch), atol=1e-9)
    assert solved.converged[0]
    assert closed_loops(system, solved, batch) == ((),)


def test_the_small_twin_falls_into_the_collapse_trap(twin):
    """With k = 1, rho = 0 and every input critical, a cut between two countries stops the whole world."""
    system, batch = twin.with_rule(1.0, 0.0, 0.0), twin.batch()
    solved = equilibrium(system, batch, tol=1e-13, max_rounds=5000)
    np.testing.assert_allclose(twin.summary(solved.loss[:, 0]), 1.0, atol=1e-6)
    assert twin.summary(solved.first_round[:, 0])[2] < 0.3
