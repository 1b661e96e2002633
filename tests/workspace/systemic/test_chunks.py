"""The index in chunks is the index at once, bit for bit."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tensen.engine.esri.cascade import cascades
from tensen.engine.esri.converged import bounds, exact
from tensen.engine.esri.economy import Economy, economy
from tensen.engine.esri.shocks import Shocks
from tensen.engine.esri.totals import totals
from tensen.jobs import Processes, Threads, ranges, run_chunks
from tensen.workspace.systemic.chunks import VERSION, AnyLimit, Limit, Steps, bounds_of, esri_chunk, risk_of

N = 120
PARTS = [range(0, 1), range(1, 50), range(50, 57), range(57, N)]
DOCS = Path(__file__).parents[3] / "docs"


@pytest.fixture(scope="module")
def net() -> Economy:
    """A few sectors, some of them essential, final demand everywhere, and firms that sell to themselves."""
    random = np.random.default_rng(5)
    source, target = random.integers(0, N, (2, 5 * N))
    levels = random.integers(0, 3, (6, 6))
    weight, final = random.lognormal(size=5 * N), random.lognormal(size=N)
    return economy(source, target, weight, random.integers(0, 6, N), levels, final_demand=final)


def same(one: Any, two: Any, names: tuple[str, ...]) -> bool:
    return all(np.array_equal(getattr(one, name), getattr(two, name)) for name in names)


RISK = ("esri", "down", "up", "rounds", "settled")
BOUNDS = ("firms", "up_low", "up_high", "down_low", "down_high", "low", "high", "iterations")


@pytest.mark.parametrize("where", [Threads(1), Threads(3)])
def test_published_steps(net: Economy, where: Threads) -> None:
    shocks = Shocks.groups([np.arange(i % 7 + 1) * 3 for i in range(N)], loss=0.7)
    weights = np.random.default_rng(1).random((N, 2))
    work = Steps.of(net, shocks, weights=weights, eps=1e-4)
    found = risk_of(run_chunks(esri_chunk, work, PARTS, where=where))
    assert same(found, cascades(net, shocks, weights=weights, eps=1e-4), RISK)


def test_the_limit_with_its_global_part_solved_once(net: Economy, monkeypatch: pytest.MonkeyPatch) -> None:
    work = Limit.of(net, tol=1e-7)
    monkeypatch.setattr("tensen.engine.esri.converged.whole_demand", None)
    monkeypatch.setattr("tensen.engine.esri.upstream.whole_demand", None)
    monkeypatch.setattr("tensen.engine.esri.downstream.whole_dual", None)
    results = run_chunks(esri_chunk, work, PARTS, where=Threads(2))
    monkeypatch.undo()
    assert same(bounds_of(work, results), bounds(net, tol=1e-7), BOUNDS)


def test_the_limit_of_any_shocks(net: Economy, monkeypatch: pytest.MonkeyPatch) -> None:
    shocks = Shocks.groups([np.arange(i % 5 + 1) * 7 for i in range(N)], loss=0.6)
    work = AnyLimit.of(net, shocks)
    monkeypatch.setattr("tensen.engine.esri.totals.whole_dual", None)
    monkeypatch.setattr("tensen.engine.esri.totals.numerators", None)
    results = run_chunks(esri_chunk, work, PARTS, where=Threads(2))
    monkeypatch.undo()
    assert same(bounds_of(work, results), totals(net, shocks), BOUNDS)


def test_totals_of_chosen_firms(net: Economy) -> None:
    firms = np.arange(0, N, 3)
    work = Limit.of(net, firms, totals=True)
    chunks = [range(0, 9), range(9, firms.size)]
    found = bounds_of(work, run_chunks(esri_chunk, work, chunks))
    low, high = exact(net, bounds(net, firms), np.arange(firms.size))
    assert np.array_equal(found.low, low)
    assert np.array_equal(found.high, high)


def test_processes_and_a_folder_give_the_same(net: Economy, tmp_path: Path) -> None:
    work = Steps.of(net, Shocks.closures(np.arange(N)))
    chunks = ranges(esri_chunk, work, N, keep=tmp_path / "keep", version=VERSION)
    alone = cascades(net, Shocks.closures(np.arange(N)))
    for where in (Processes(1), Threads(1)):  # the second reads what the first kept
        results = run_chunks(esri_chunk, work, chunks, where=where, keep=tmp_path / "keep", version=VERSION)
        assert same(risk_of(results), alone, RISK)


def test_the_example_of_the_guide_runs(tmp_path: Path) -> None:
    block = re.findall(r"```python\n(.*?)```", (DOCS / "scale.md").read_text(encoding="utf-8"), re.DOTALL)[0]
    script = tmp_path / "example.py"
    script.write_text(block + "print(risk.esri.shape, bool(risk.settled.all()))\n", encoding="utf-8")
    done = subprocess.run([sys.executable, "-W", "error", script], capture_output=True, check=False)
    assert done.stdout.decode("utf-8").split() == ["(500,", "1)", "True"], done.stderr.decode("utf-8")
