"""Time and memory of simulations: ARIO on large tables, firms with many links, the loss equation.

    python benchmarks/simulate.py ario --industries 2000 --columns 64 [--boario INTERPRETER]
    python benchmarks/simulate.py firms --links 1000000 --columns 1
    python benchmarks/simulate.py loss --nodes 2000 --columns 16

Tables and networks are made from a seed. Each line says seconds of the processor and by the wall for one step
and one shock, after a warm-up, and the most memory held so far. `--boario` runs BoARIO 0.7.2 on the same
table with the same shock and step, one shock at a time, by an interpreter that can import it.
"""

import argparse
import json
import os
import resource
import subprocess
import tempfile
import time
from pathlib import Path

# threads that wait for each other would count as time of the processor; BoARIO gets the same
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from tensen.engine.dynamic.ario import Ario
from tensen.engine.dynamic.buffers import Buffers, LossEquation
from tensen.engine.dynamic.firms import Firms
from tensen.engine.dynamic.profile import linear
from tensen.engine.dynamic.shocks import Shocks
from tensen.engine.dynamic.simulate import Model, simulate
from tensen.engine.dynamic.table import Table
from tensen.engine.system import System

HARNESS = Path(__file__).parent.parent / "tests" / "against" / "boario_runs.py"


def shocks(nodes: int, columns: int) -> Shocks:
    """One node a column loses half for 10 days and recovers within 30."""
    return Shocks(
        columns=columns,
        depth=np.full(columns, 0.5),
        column=np.arange(columns),
        duration=np.full(columns, 10.0),
        profiles=(linear(30.0),),
        node_shock=np.arange(columns),
        node=(np.arange(columns) * 7 + 1) % nodes,
    )


def measure(name: str, model: Model, columns: int, days: int) -> float:
    """Print and return the seconds of the processor for one step and one shock."""
    told = shocks(model.nodes, columns)
    simulate(model, told, days=2, chunk=columns)
    wall, cpu = time.perf_counter(), time.process_time()
    simulate(model, told, days=days, chunk=columns)
    wall, cpu = (
        (now - then) / days / columns
        for now, then in zip((time.perf_counter(), time.process_time()), (wall, cpu), strict=True)
    )
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"{name}, {columns} shocks: {1e3 * cpu:.3f} ms of processor, {1e3 * wall:.3f} ms, {most:.2f} GB")
    return cpu


def table(industries: int) -> tuple[np.ndarray, np.ndarray]:
    """Flows in which all buy of all, and final demand of as much again."""
    rng = np.random.default_rng(industries)
    flow = np.empty((industries, industries))
    for row in flow:
        row[:] = rng.lognormal(0.0, 2.0, industries)
    return flow, flow.sum(axis=1)


def ario(told: argparse.Namespace) -> None:
    flow, final = table(told.industries)
    product = np.arange(told.industries) % told.sectors
    model = Ario(Table.of(flow / 365, final / 365, product))
    if not told.boario:
        del flow
    ours = measure(f"ARIO, {told.industries} industries", model, told.columns, told.days)
    if told.boario:
        theirs = run_boario(flow, final, told)
        print(f"BoARIO 0.7.2, the same table, one shock: {theirs}")
        print(f"processor time of BoARIO over ours: {theirs['processor'] / ours:.0f}")


def run_boario(flow: np.ndarray, final: np.ndarray, told: argparse.Namespace) -> dict[str, float]:
    place, kind = np.divmod(np.arange(told.industries), told.sectors)
    regions = np.array([f"r{i:04d}" for i in place])
    sectors = np.array([f"s{i:04d}" for i in kind])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.npz"
        np.savez(path, flow=flow, final=final, regions=regions, sectors=sectors)
        command = [told.boario, str(HARNESS), str(path), "clock", str(min(told.days, 6))]
        done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True)  # noqa: S603
    found: dict[str, float] = json.loads(done.stdout)
    return found


def firms(told: argparse.Namespace) -> None:
    rng = np.random.default_rng(told.links)
    n = told.links // 10
    seller, buyer = rng.integers(0, n, told.links), rng.integers(0, n, told.links)
    flow = rng.lognormal(0.0, 1.0, told.links)
    sold, bought = np.bincount(seller, flow, n), np.bincount(buyer, flow, n)
    final = np.maximum(0.2 * sold, 1.3 * bought - sold)
    model = Firms(seller, buyer, flow, final, rng.integers(0, 200, n))
    measure(f"firms, {told.links} links", model, told.columns, told.days)


def loss(told: argparse.Namespace) -> None:
    rng = np.random.default_rng(told.nodes)
    n, each, suppliers = told.nodes, 10, 15
    needs = n * each
    weight = rng.dirichlet(np.ones(suppliers), needs).reshape(-1)
    critical = rng.random(needs) < 0.3
    system = System(
        n=n,
        need_target=np.repeat(np.arange(n), each),
        edge_source=rng.integers(0, n, needs * suppliers),
        edge_need=np.repeat(np.arange(needs), suppliers),
        edge_weight=weight,
        term_need=np.arange(needs),
        term_critical=critical,
        term_coef=np.where(critical, 0.6, 0.05),
        term_rho=np.full(needs, 0.3),
    )
    model = LossEquation(system, Buffers(survive=rng.choice([0.0, 5.0, 30.0], needs)))
    measure(f"loss equation, {needs * suppliers} edges", model, told.columns, told.days)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("what", choices=["ario", "firms", "loss"])
    parser.add_argument("--industries", type=int, default=2000)
    parser.add_argument("--sectors", type=int, default=50)
    parser.add_argument("--links", type=int, default=1_000_000)
    parser.add_argument("--nodes", type=int, default=2000)
    parser.add_argument("--columns", type=int, default=16)
    parser.add_argument("--days", type=int, default=10)
    parser.add_argument("--boario", default="")
    told = parser.parse_args()
    {"ario": ario, "firms": firms, "loss": loss}[told.what](told)


if __name__ == "__main__":
    main()
