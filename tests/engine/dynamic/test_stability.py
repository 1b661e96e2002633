"""Steps that are too long, and demand peaks that the step makes."""

import numpy as np
import pytest

from tensen.engine.dynamic.ario import Ario, ArioParameters
from tensen.engine.dynamic.firms import Firms
from tensen.engine.dynamic.shocks import Shocks
from tensen.engine.dynamic.simulate import simulate
from tensen.engine.dynamic.stability import spurious_peaks, stability
from tensen.engine.dynamic.table import Table


def table():
    """A maker of parts that also sells to final users, and a maker of goods."""
    return Table.of([[0.0, 10.0], [0.0, 0.0]], [10.0, 40.0], [0, 1])


def two_columns():
    """Column 0: the maker of parts loses half for 20 days; column 1: nothing."""
    return Shocks(columns=2, depth=[0.5], duration=[20.0], node_shock=[0], node=[0])


def test_restocking_in_one_step_is_told_from_a_finding():
    one_step = Ario(table(), ArioParameters(stock_days=30.0, restock_days=1.0))
    found = simulate(one_step, two_columns(), days=60)
    assert found.sums["demand_peak"][0, 0] > 3.0
    assert spurious_peaks(one_step, found).tolist() == [True, False]
    usual = Ario(table(), ArioParameters(stock_days=30.0, restock_days=30.0))
    found = simulate(usual, two_columns(), days=60)
    assert spurious_peaks(usual, found).tolist() == [False, False]


def test_such_a_peak_is_made_by_the_step():
    """With restocking in one step, a shorter step means a higher peak; with a time of its own it does not."""
    at_once, usual = [], []
    for step in (1.0, 0.5):
        for days, peaks in ((step, at_once), (30.0, usual)):
            model = Ario(table(), ArioParameters(stock_days=30.0, restock_days=days))
            peaks.append(simulate(model, two_columns(), days=60, step=step).sums["demand_peak"][0, 0])
    assert at_once[1] > 1.3 * at_once[0]
    assert usual[1] == pytest.approx(usual[0], rel=0.05)


def test_how_near_the_step_comes():
    near = stability(Ario(table(), ArioParameters(stock_days=10.0, psi=0.8, restock_days=5.0)), 2.0)
    assert (near.of_stock, near.of_restock, near.at_once) == (0.25, 0.4, False)
    firms = Firms([0], [1], [1.0], [1.0, 1.0], [0, 1])
    assert stability(firms, 6.0).at_once
    assert not stability(firms, 1.0).at_once
    assert stability(Ario(table(), ArioParameters(psi=0.0)), 1.0).of_stock == 0.0


def test_infinite_stocks_set_no_limit():
    near = stability(Ario(table(), ArioParameters(stock_days=np.inf)), 1.0)
    assert near.of_stock == 0.0
