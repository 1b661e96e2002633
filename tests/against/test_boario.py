"""The inventory model against BoARIO 0.7.2: the same table, the same shock, trajectory by trajectory.

BoARIO is under the GPL and only a tool of these tests. It runs in a process of its own, by the interpreter
named in TENSEN_BOARIO_PYTHON or by this one where it can import boario. Without it the runs stored in
`boario_small.json` stand in; the command that made them is written there.

Known differences of BoARIO 0.7.2, met here or in `boario_runs.py`, never in the engine:
- an impact in table units is divided by the monetary factor: the harness passes the factor;
- capacity lost without capital acts one step late: our shock begins one step later;
- a recovery begins one step after the event's duration: our shock lasts one step longer;
- stocks stay as they are where a change is within 1e-5: the harness makes the comparison exact;
- after rebuilding demand was served, orders aim at what is left of demand: the harness keeps the demand of
  the step; a stock of at most a day becomes two: no case has one;
- overproduction compares the demand that comes in with the last output: our option `scarcity="coming"`.
"""

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tensen.engine.dynamic.ario import Ario, ArioParameters
from tensen.engine.dynamic.profile import linear
from tensen.engine.dynamic.rebuild import NO_REBUILDING, Rebuilding
from tensen.engine.dynamic.shocks import Shocks
from tensen.engine.dynamic.simulate import Record, simulate
from tensen.engine.dynamic.table import Table

HERE = Path(__file__).parent
CASES = json.loads((HERE / "boario_cases.json").read_text(encoding="utf-8"))
SAME = 1e-5
each_case = pytest.mark.parametrize("case", list(CASES))


def parameters(case):
    basic = case["psi"] is None
    return ArioParameters(
        stock_days=float(case["stock"]),
        psi=1.0 if basic else case["psi"],
        restock_days=float(case["restock"]),
        overproduction_days=float(case["alpha_tau"]),
        orders="capacity" if case["orders"] == "alt" else "base",
        scarcity="coming",
    )


def shocks(case):
    events = [e for e in case["events"] if e["kind"] != "rebuild"]
    late = any(e["kind"] == "arbitrary" for e in events)
    rows = [(k, int(i), share) for k, e in enumerate(events) for i, share in e["hit"].items()]
    return Shocks(
        columns=1,
        depth=[share for _, _, share in rows],
        start=[events[k]["start"] + float(late) for k, _, _ in rows],
        duration=[events[k]["duration"] + 1.0 for k, _, _ in rows],
        profile=np.array([k for k, _, _ in rows], dtype=int),
        profiles=tuple(linear(float(e["tau"])) for e in events) or (linear(1.0),),
        node_shock=np.arange(len(rows)),
        node=np.array([i for _, i, _ in rows], dtype=int),
        combine="largest" if late else "sum",
        reading="start",
    )


def rebuilding(case, run):
    if "rebuilding" not in run:
        return NO_REBUILDING
    event, asked = case["events"][0], np.array(run["rebuilding"], dtype=float)
    builder, victim = np.nonzero(asked)
    amount = asked[builder, victim]
    return Rebuilding(
        builder=builder,
        victim=victim,
        column=np.zeros(builder.size, dtype=int),
        amount=amount,
        capacity=amount / np.array(run["capital"])[victim],
        start=np.full(builder.size, float(event["start"])),
        begin=np.full(builder.size, float(event["start"] + event["duration"])),
        days=np.full(builder.size, float(event["tau"])),
    )


def compare(found, name):
    """Our output and unmet final demand are BoARIO's on every day shown, to 1e-5 relative."""
    case, run, held = CASES[name], found["runs"][name], found["table"]
    table = Table.of(np.array(held["flow"]), np.array(held["final"]), np.array(held["product"]))
    model = Ario(table, parameters(case), rebuilding(case, run))
    record = Record(every=found["every"])
    ours = simulate(model, shocks(case), days=found["days"], record=record)
    output = (1.0 - ours.trajectory[:, :, 0]) * table.output
    theirs = np.array(run["production"])
    assert (theirs.min(axis=0) < 0.9 * theirs[0]).any(), "the case moves nothing"
    np.testing.assert_allclose(output, theirs, rtol=SAME)
    if found["every"] == 1:
        unmet = np.array(run["final_unmet"]).sum(axis=0)
        np.testing.assert_allclose(
            ours.sums["final_unmet"][:, 0], unmet, rtol=SAME, atol=1e-6 * table.final.sum()
        )


@each_case
def test_stored_runs(case):
    compare(json.loads((HERE / "boario_small.json").read_text(encoding="utf-8")), case)


def boario(table, every=1):
    told = os.environ.get("TENSEN_BOARIO_PYTHON")
    if not told and importlib.util.find_spec("boario") is None:
        pytest.skip(
            "needs BoARIO 0.7.2: install it, or set TENSEN_BOARIO_PYTHON to an interpreter that has it"
        )
    command = [told or sys.executable, str(HERE / "boario_runs.py"), str(table), str(every)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=300, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def pymrio_runs():
    return boario("pymrio")


@each_case
def test_the_table_bundled_with_pymrio(pymrio_runs, case):
    compare(pymrio_runs, case)


def test_the_stored_runs_are_what_boario_says_today():
    stored = json.loads((HERE / "boario_small.json").read_text(encoding="utf-8"))
    today = boario("small", stored["every"])
    for name, run in stored["runs"].items():
        np.testing.assert_allclose(today["runs"][name]["production"], run["production"], rtol=1e-9)


@pytest.fixture(scope="module")
def icio_runs(tmp_path_factory):
    """The OECD table of 80 countries and 50 sectors, aggregated to 10 by 10."""
    folder = os.environ.get("TENSEN_SHARED")
    if not folder:
        pytest.skip("needs the OECD table: set TENSEN_SHARED")
    with np.load(Path(folder) / "data" / "trade" / "oecd_icio_2022" / "icio2022_80x50.npz") as held:
        countries, sectors = len(held["countries"]), len(held["sectors"])
        flow = held["Z"].astype(float).reshape(sectors, countries, sectors, countries)
        final = held["resid_row"].astype(float).reshape(sectors, countries)
    flow = flow.reshape(10, sectors // 10, 10, countries // 10, 10, sectors // 10, 10, countries // 10)
    flow = flow.sum(axis=(1, 3, 5, 7)).transpose(1, 0, 3, 2).reshape(100, 100)
    final = final.reshape(10, sectors // 10, 10, countries // 10).sum(axis=(1, 3)).T.reshape(100)
    path = tmp_path_factory.mktemp("icio") / "icio.npz"
    regions, kinds = np.divmod(np.arange(100), 10)
    np.savez(
        path,
        flow=flow,
        final=np.maximum(final, 0.0),
        regions=regions.astype("U2"),
        sectors=kinds.astype("U2"),
    )
    return boario(path)


@each_case
def test_an_aggregated_icio_table(icio_runs, case):
    compare(icio_runs, case)
