"""Runs of BoARIO 0.7.2 (GPL, a tool for tests only) for `test_boario.py`; prints JSON. Not imported by it.

    python tests/against/boario_runs.py TABLE EVERY

    python tests/against/boario_runs.py TABLE clock DAYS

The first runs the cases of `boario_cases.json` and prints every EVERY-th day, the second
says how long a day takes. TABLE is `pymrio` (the table bundled with
pymrio), `small` (made here from a seed), or an .npz file with `flow` (a year), `final`, `regions` and
`sectors`, industries sorted by region and sector. BoARIO's wheel declares no dependencies: it needs pymrio,
progressbar2 and pandas below 3 beside it. What this harness changes in BoARIO, and why, stands at `mended`.
"""

import json
import logging
import resource
import sys
import tempfile
import time
import warnings
from pathlib import Path

import numpy as np
import pandas as pd

warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)

import boario.model_base  # noqa: E402
import pymrio  # noqa: E402
from boario.event import from_series  # noqa: E402
from boario.extended_models import ARIOPsiModel  # noqa: E402
from boario.model_base import ARIOBaseModel  # noqa: E402
from boario.simulation import Simulation  # noqa: E402

DAYS = 150
FACTOR = 10**6


class ExactNumpy:
    """numpy, but `allclose` means equal: BoARIO leaves stocks as they are where a change is within 1e-5."""

    def __getattr__(self, name):
        return getattr(np, name)

    @staticmethod
    def allclose(a, b, **loosely):
        # with a tolerance of its own it is a check of the input, which stays
        return bool(np.allclose(a, b, **loosely) if loosely else np.array_equal(a, b))


def mended(kind):
    """A BoARIO model whose order goal is the best output of the step in which it produced.

    BoARIO takes it anew after the rebuilding demand of the step was already served, so that goal and output
    belong to different demands.
    """

    class Mended(kind):
        held = None

        @property
        def production_opt(self):
            return super().production_opt if self.held is None else self.held

        def calc_production(self, now):
            self.held = None
            self.held = self.production_opt.copy()
            return super().calc_production(now)

        def calc_orders(self):
            super().calc_orders()
            self.held = None

    return Mended


def small():
    """A table of 3 regions and 4 sectors."""
    rng = np.random.default_rng(20261122)
    index = pd.MultiIndex.from_product(
        [["ra", "rb", "rc"], ["s1", "s2", "s3", "s4"]], names=["region", "sector"]
    )
    flow = np.round(rng.uniform(1, 100, (12, 12)) * rng.choice([0.1, 1.0, 3.0], (12, 12)), 3)
    final = np.round(rng.uniform(100, 900, (12, 3)), 3)
    columns = pd.MultiIndex.from_product([["ra", "rb", "rc"], ["final"]], names=["region", "category"])
    return system(pd.DataFrame(flow, index, index), pd.DataFrame(final, index, columns))


def system(flow, final):
    made = pymrio.IOSystem(Z=flow, Y=final)
    made.calc_all()
    return made


def from_file(path):
    held = np.load(path, allow_pickle=False)
    index = pd.MultiIndex.from_arrays([held["regions"], held["sectors"]], names=["region", "sector"])
    regions = sorted(set(held["regions"].tolist()))
    columns = pd.MultiIndex.from_product([regions, ["final"]], names=["region", "category"])
    final = np.zeros((index.size, len(regions)))
    final[:, 0] = held["final"]
    return system(pd.DataFrame(held["flow"], index, index), pd.DataFrame(final, index, columns))


def table(name):
    if name == "pymrio":
        made = pymrio.load_test()
        made.calc_all()
        return made
    return small() if name == "small" else from_file(name)


def model(case, io):
    common = {"order_type": case["orders"], "monetary_factor": FACTOR, "main_inv_dur": case["stock"]}
    common["alpha_tau"] = case["alpha_tau"]
    if case["psi"] is None:
        return mended(ARIOBaseModel)(io, **common)
    return mended(ARIOPsiModel)(
        io, psi_param=case["psi"], inventory_restoration_tau=case["restock"], **common
    )


def impact(m, hit):
    """Amounts per industry: shares of the industries' capital (or of capacity) by their number."""
    return pd.Series(list(hit.values()), index=m.industries[[int(i) for i in hit]], dtype=float)


def event(m, spec):
    hit = {int(i): float(v) for i, v in spec["hit"].items()}
    common = {"occurrence": spec["start"], "duration": spec["duration"]}
    if spec["kind"] == "arbitrary":
        return from_series(
            impact(m, hit),
            event_type="arbitrary",
            recovery_tau=spec["tau"],
            recovery_function="linear",
            **common,
        )
    money = {i: v * float(m.productive_capital[i]) for i, v in hit.items()}
    common["event_monetary_factor"] = FACTOR
    if spec["kind"] == "recover":
        return from_series(
            impact(m, money),
            event_type="recovery",
            recovery_tau=spec["tau"],
            recovery_function="linear",
            **common,
        )
    return from_series(
        impact(m, money),
        event_type="rebuild",
        rebuild_tau=spec["tau"],
        rebuilding_sectors={m.sectors[0]: 0.4, m.sectors[2]: 0.6},
        rebuilding_factor=1.0,
        **common,
    )


def run(io, case, every):
    m = model(case, io)
    with tempfile.TemporaryDirectory() as folder:
        sim = Simulation(m, n_temporal_units_to_sim=DAYS, boario_output_dir=folder)
        sim.add_events([event(m, spec) for spec in case["events"]])
        asked = np.asarray(sim._event_tracking[0]._distributed_reb_dem_indus, dtype=object).tolist()
        production, unmet = [], []
        for _ in range(DAYS):
            if sim.next_step():
                raise RuntimeError("BoARIO stopped")
            production.append(m.production.tolist())
            unmet.append(m.final_demand_not_distributed.tolist())
    found = {"capital": np.asarray(m.productive_capital, dtype=float).tolist()}
    found["production"], found["final_unmet"] = production[::every], unmet[::every]
    if any(spec["kind"] == "rebuild" for spec in case["events"]):
        found["rebuilding"] = asked
    return found


def daily(io, cases):
    """The table as BoARIO orders it, in money per day."""
    m = model(next(iter(cases.values())), io)
    return {
        "flow": (m.mriot.Z.to_numpy() / 365).tolist(),
        "final": (m.mriot.Y.to_numpy().sum(axis=1) / 365).tolist(),
        "product": [int(m.sectors.get_loc(s)) for s in m.industries.get_level_values(1)],
    }


def clock(io, days):
    """Seconds of a day (median), of the processor and by the wall, and gigabytes at most, as it comes."""
    m = ARIOPsiModel(io, monetary_factor=FACTOR)
    sim = Simulation(m, boario_output_dir=tempfile.mkdtemp())
    hit = pd.Series([0.5 * float(m.productive_capital[1])], index=m.industries[[1]], dtype=float)
    sim.add_event(from_series(hit, event_type="recovery", recovery_tau=30, event_monetary_factor=FACTOR))
    wall, cpu = [], []
    for _ in range(days):
        began = time.perf_counter(), time.process_time()
        sim.next_step()
        wall.append(time.perf_counter() - began[0])
        cpu.append(time.process_time() - began[1])
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    return {"wall": float(np.median(wall)), "processor": float(np.median(cpu)), "gigabytes": most}


if __name__ == "__main__":
    if sys.argv[2] == "clock":
        json.dump(clock(table(sys.argv[1]), int(sys.argv[3])), sys.stdout)
        sys.exit()
    boario.model_base.np = ExactNumpy()
    given = json.loads(Path(__file__).with_name("boario_cases.json").read_text(encoding="utf-8"))
    held, stride = table(sys.argv[1]), int(sys.argv[2])
    runs = {case: run(held, spec, stride) for case, spec in given.items()}
    shown = {"made_by": "BoARIO 0.7.2", "command": " ".join(["python", *sys.argv]), "every": stride}
    json.dump({**shown, "days": DAYS, "table": daily(held, given), "runs": runs}, sys.stdout)
