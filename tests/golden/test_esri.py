"""The published index of systemic risk, against results of the authors' implementation and of ESRIcascade.jl.

The golden files hold runs of GLcascade 0.9.3.1 with fastcascade at eps = 1e-2 with replaceability; they are
found by `TENSEN_SHARED`. The hand cases run anywhere and use both the plain reference and the kernels.
"""

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tensen.engine.esri.cascade import cascades
from tensen.engine.esri.economy import Economy, economy
from tensen.engine.esri.plain import Risk, plain_cascades
from tensen.engine.esri.shocks import Shocks

SAME = 1e-12
Solve = Callable[..., Risk]
each_solver = pytest.mark.parametrize("solve", [plain_cascades, cascades], ids=["plain", "kernels"])
PUBLISHED = """.87837245554794330 .83928173885048851 .84026525189212131 .010491619358180508 .83938875684430192
.83919913726570627 .83871134521356561 .83862604469123081 .83842687824673123 .14782516685618610
.013224577635286240 .0064115243633385468 .0046717737458951943 .83930463691132073 .011700530446422091
.0086842594773570356"""


@pytest.fixture(scope="module")
def golden() -> Path:
    folder = os.environ.get("TENSEN_SHARED")
    if not folder:
        pytest.skip("needs the golden results: set TENSEN_SHARED")
    return Path(folder) / "golden" / "cascade"


def chain() -> Economy:
    return economy([0, 1], [1, 2], [4.0, 2.0], [0, 1, 2], np.full((3, 3), 2))


def two_of_a_sector(replaceable: bool = True) -> Economy:
    return economy([0, 1], [2, 2], [6.0, 4.0], [0, 0, 1], np.full((2, 2), 2), replaceable=replaceable)


def mixed_inputs() -> Economy:
    """Firms 0 and 1 sell an essential input to firm 3, firm 2 a linear one; firm 3 sells to firm 4."""
    levels = np.full((4, 4), 2)
    levels[1, 2] = 1
    return economy([0, 1, 2, 3], [3, 3, 3, 4], [5.0, 3.0, 2.0, 10.0], [0, 0, 1, 2, 3], levels)


@each_solver
def test_chain(solve: Solve) -> None:
    risk = solve(chain(), Shocks.closures([0, 1, 2]))
    np.testing.assert_allclose(risk.esri[:, 0], [1, 1, 1], atol=SAME)
    np.testing.assert_allclose(risk.down[:, 0], [1, 1 / 3, 0], atol=SAME)
    np.testing.assert_allclose(risk.up[:, 0], [2 / 3, 1, 1], atol=SAME)


@each_solver
def test_suppliers_of_a_sector_replace_each_other(solve: Solve) -> None:
    buyer = np.array([0.0, 0.0, 1.0])
    risk = solve(two_of_a_sector(), Shocks.closures([0, 1]), weights=buyer)
    np.testing.assert_allclose(risk.down[:, 0], [0.6, 0.4 * 4 / 6], atol=SAME)
    fixed = solve(two_of_a_sector(replaceable=False), Shocks.closures([0, 1]), weights=buyer)
    np.testing.assert_allclose(fixed.down[:, 0], [0.6, 0.4], atol=SAME)


@each_solver
def test_essential_and_linear_inputs(solve: Solve) -> None:
    risk = solve(mixed_inputs(), Shocks.closures(range(5)))
    np.testing.assert_allclose(risk.esri[:, 0], [0.5625, 0.2625, 0.2, 1, 1], atol=SAME)
    np.testing.assert_allclose(risk.down[:, 0], [0.5625, 0.2625, 0.2, 0.5, 0], atol=SAME)
    np.testing.assert_allclose(risk.up[:, 0], [0.25, 0.15, 0.1, 1, 1], atol=SAME)


@each_solver
def test_mixed_network_of_1000_firms(golden: Path, solve: Solve) -> None:
    held = np.load(golden / "net1k_mixed.npz")
    net = economy(held["source"], held["target"], held["weight"], held["sector"], held["essentiality"])
    _same(solve(net, Shocks.closures(held["closures"])), held["esri"])


@each_solver
def test_power_law_network_of_10000_firms(golden: Path, solve: Solve) -> None:
    held = np.load(golden / "powerlaw10k.npz")
    levels = np.load(golden / "essentiality_616.npz")["essentiality"]
    net = economy(held["source"], held["target"], held["weight"], held["sector"], levels)
    _same(solve(net, Shocks.closures(held["closures"])), held["esri"])


@each_solver
def test_case_published_with_esricascade(golden: Path, solve: Solve) -> None:
    firm = np.repeat(np.arange(1, 1233), 8)
    buyer = (firm + np.tile([1, 37, 91, 173, 311, 509, 701, 997], 1232) - 1) % 1232 + 1
    levels = np.load(golden / "essentiality_616.npz")["essentiality"]
    net = economy(firm - 1, buyer - 1, 1 + (13 * firm + 7 * buyer) % 17, np.arange(1232) // 2, levels)
    closed = 2 * (np.round(1 + 615 * np.arange(16) / 15).astype(int) - 1)
    risk = solve(net, Shocks.closures(closed))
    np.testing.assert_allclose(risk.esri[:, 0], np.array(PUBLISHED.split(), float), atol=SAME, rtol=0)


def _same(risk: Risk, expected: np.ndarray) -> None:
    found = np.hstack([risk.esri, risk.down, risk.up])
    np.testing.assert_allclose(found, expected, atol=SAME, rtol=0)
