"""How long the systemic risk of every firm takes, and what it grows with.

    python benchmarks/systemic_risk.py [--sizes 1000 10000 100000] [--closures 2000] [--all] [--table]

Networks: directed, out-degree a power law (exponent 2.3, at most 128) filled up to a mean of 8, no firm its
own customer, weights 0.1 ... 1.1, firms spread evenly over 616 sectors: the recipe published with
ESRIcascade.jl (Devetak and Klimek 2026). `--essential FILE.npz` takes the published 616 x 616 survey matrix
(array `essentiality`); without it a random matrix with the survey's shares stands in. Reference mode closes
`--closures` firms drawn at random (`--all`: every firm) and scales to all; the limit is computed for every
firm, with final demand of 30 % of sales on average. Every time is the wall clock with the processor time
beside it: where the two differ from the number of workers, the machine was busy with something else.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from tensen.engine.esri.cascade import cascades
from tensen.engine.esri.converged import bounds, largest
from tensen.engine.esri.economy import Economy, economy
from tensen.engine.esri.plain import plain_cascades
from tensen.engine.esri.shocks import Shocks

T = TypeVar("T")
SECTORS, MEAN, EXPONENT, CAP = 616, 8, 2.3, 128
LANES = 8
KIBI = 1024
PUBLISHED = {  # seconds for all closures: one worker, four workers (ESRIcascade.jl, its own machine)
    10_000: (7.8, 3.0),
    100_000: (988.0, 422.0),
}


@dataclass(frozen=True)
class Timed:
    """Seconds by the wall clock and of the processor."""

    wall: float
    cpu: float

    def __str__(self) -> str:
        return f"{self.wall:9.2f} s ({self.cpu:.2f} s of processor)"


def timed(action: Callable[[], T]) -> tuple[T, Timed]:
    wall, cpu = time.perf_counter(), time.process_time()
    found = action()
    return found, Timed(time.perf_counter() - wall, time.process_time() - cpu)


def memory() -> float:
    """Peak of the process so far, MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KIBI


def power_law(n: int, seed: int = 42) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Seller, buyer and weight of each of 8 n edges (a few pairs may come twice and are then added up)."""
    rng = np.random.default_rng(seed)
    cap = min(CAP, n - 1)
    chance = np.cumsum(np.arange(1, cap + 1) ** -EXPONENT)
    degree = np.searchsorted(chance / chance[-1], rng.random(n)) + 1
    while (short := n * MEAN - int(degree.sum())) > 0:
        degree = np.minimum(degree + np.bincount(rng.integers(0, n, short), minlength=n), cap)
    seller = np.repeat(np.arange(n), degree)
    buyer = rng.integers(0, n - 1, seller.size)
    return seller, buyer + (buyer >= seller), 0.1 + rng.random(seller.size)


def firms(n: int, levels: np.ndarray, final_share: float = 0.0) -> Economy:
    """The power-law network of n firms; `final_share` of sales goes to final users on average."""
    sector = np.sort(np.arange(n) % len(levels))
    edges = power_law(n)
    if not final_share:
        return economy(*edges, sector, levels)
    share = np.random.default_rng(3).beta(2, 2 / final_share - 2, n)
    sold = np.bincount(edges[0], edges[2], n)
    return economy(*edges, sector, levels, final_demand=sold * share / (1 - share))


def table(seed: int = 1) -> Economy:
    """An input-output table: 80 sectors of 50 countries, 240,000 edges, every input essential."""
    rng = np.random.default_rng(seed)
    n, edges = 4000, 240_000
    key = rng.choice(n * n, edges, replace=False)
    size = rng.lognormal(0, 2, n)
    seller, buyer = key // n, key % n
    weight = size[seller] * size[buyer] * rng.lognormal(0, 1, edges)
    return economy(seller, buyer, weight, seller_sector(n), np.full((80, 80), 2))


def seller_sector(n: int) -> np.ndarray:
    return np.arange(n) % 80


def matrix(path: str | None) -> np.ndarray:
    if path:
        return np.asarray(np.load(path)["essentiality"])
    return np.random.default_rng(7).choice([0, 1, 2], (SECTORS, SECTORS), p=[0.77, 0.14, 0.09])


def stream() -> float:
    """Bytes a second of a triad over arrays far larger than the caches, one thread."""
    a, b, c = (np.ones(20_000_000) for _ in range(3))
    best = 0.0
    for _ in range(5):
        _, took = timed(lambda: np.add(a, b, out=c))
        best = max(best, 3 * a.nbytes / took.wall)
    return best


def reference_mode(net: Economy, count: int, workers: int) -> float:
    """Returns processor seconds for one closure."""
    chosen = np.random.default_rng(1).permutation(net.n)[:count]
    risk, took = timed(lambda: cascades(net, Shocks.closures(chosen), workers=workers))
    each, whole = took.wall / chosen.size, took.wall / chosen.size * net.n
    best = PUBLISHED.get(net.n)
    beside = f", published {best[0]:g} s on one worker, {best[1]:g} s on four" if best else ""
    print(f"  reference mode, {chosen.size} closures: {took}; {1e3 * each:.3f} ms a closure,")
    print(
        f"    {whole:.2f} s for all{beside};\n"
        f"    {risk.rounds.mean():.2f} rounds, mean index {risk.esri.mean():.3e}"
    )
    return took.cpu / chosen.size


def peers(net: Economy, count: int) -> None:
    chosen = Shocks.closures(np.random.default_rng(1).permutation(net.n)[:count])
    ours, fast = timed(lambda: cascades(net, chosen, workers=1))
    for width, name in (
        (1, "plain reference, one closure at a time"),
        (16, "scipy sparse products, 16 columns"),
    ):
        parts = [np.arange(a, min(a + width, count)) for a in range(0, count, width)]
        found, took = timed(lambda parts=parts: [plain_cascades(net, chosen.take(p)).esri for p in parts])
        gap = np.abs(np.vstack(found) - ours.esri).max()
        ratio = took.cpu / fast.cpu
        print(
            f"  {name}: {1e3 * took.cpu / count:.2f} ms a closure, "
            f"{ratio:.0f} times ours; differs by {gap:.1e}"
        )


def dense_share(net: Economy, count: int, bandwidth: float) -> None:
    """What the dense step alone takes, against the memory that it must at least read and write."""
    chosen = Shocks.closures(np.random.default_rng(1).permutation(net.n)[:count])
    risk, took = timed(lambda: cascades(net, chosen, workers=1, crowd=0.0))
    passes = risk.rounds.sum() / LANES
    used = int(np.count_nonzero(net.out_slot >= 0))
    least = 12 * net.edges + 12 * used + 6 * LANES * 8 * net.n
    seconds = took.cpu / passes
    touched = (net.edges + used) * LANES
    print(
        f"  dense step alone: {1e9 * seconds / touched:.2f} ns an edge and lane, "
        f"{100 * least / bandwidth / seconds:.0f} % of the stream limit (each byte once a round)"
    )


def the_limit(n: int, levels: np.ndarray, tol: float, workers: int) -> None:
    net = firms(n, levels, 0.3)
    held, took = timed(lambda: bounds(net, tol=tol, workers=workers))
    up, down = held.up_high - held.up_low, held.down_high - held.down_low
    print(
        f"  limit of every firm to {tol:g}: {took};\n"
        f"    widest bound upstream {up.max():.1e}, downstream {down.max():.1e}"
    )
    print(f"    bracket of the total {np.mean(held.high - held.low):.1e} wide on average")
    top, took = timed(lambda: largest(net, 10, held=held, tol=tol, workers=workers))
    print(
        f"    ten largest: {took}; {top.solved} of {n} cascades solved, "
        f"proven {top.proven} (slack {top.slack:.1e})"
    )


def run(arguments: argparse.Namespace) -> None:
    levels = matrix(arguments.essential)
    workers = arguments.workers or os.cpu_count() or 1
    print(
        f"{platform.processor() or platform.machine()}, {os.cpu_count()} processors, "
        f"load {os.getloadavg()[0]:.1f}"
    )
    small = firms(SECTORS, levels, 0.3)
    _, took = timed(lambda: (cascades(small, Shocks.closures([0])), bounds(small, [0])))
    print(f"first call, compiling or reading what was compiled before: {took}")
    bandwidth = stream()
    print(f"stream: {bandwidth / 1e9:.1f} GB/s")
    each = []
    for n in arguments.sizes:
        net, took = timed(lambda n=n: firms(n, levels))
        print(
            f"\n{n} firms, {net.edges} edges: laid out in {took}, {net.bytes / net.edges:.0f} bytes an edge"
        )
        each.append(reference_mode(net, n if arguments.all else min(n, arguments.closures), workers))
        if n <= 20_000:
            peers(net, 64)
        if n <= 100_000:
            dense_share(net, 64, bandwidth)
        the_limit(n, levels, arguments.tol, workers)
        print(f"  peak memory so far {memory():.0f} MiB")
    if len(each) > 1:
        growth = np.polyfit(np.log(arguments.sizes), np.log(each), 1)[0]
        print(f"\ntime for one closure grows with firms^{growth:.2f} (for all closures ^{growth + 1:.2f})")
    if arguments.table:
        net = table()
        print(f"\ninput-output table: {net.n} nodes, {net.edges} edges, all essential (fastcascade: 480 s)")
        reference_mode(net, net.n if arguments.all else min(net.n, arguments.closures), workers)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10_000, 100_000])
    parser.add_argument(
        "--closures", type=int, default=2000, help="how many firms to close in reference mode"
    )
    parser.add_argument("--all", action="store_true", help="close every firm")
    parser.add_argument("--table", action="store_true", help="also the input-output table")
    parser.add_argument("--essential", help="file with the published matrix, array essentiality")
    parser.add_argument("--tol", type=float, default=1e-6)
    parser.add_argument("--workers", type=int, help="threads (default: all processors)")
    run(parser.parse_args())
