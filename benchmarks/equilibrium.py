"""How long an equilibrium takes, and what it grows with: ratios side by side, never an assertion.

    python benchmarks/equilibrium.py [--workers N] [--columns B]

The network is made up but shaped like the atlas: sectors of countries that buy every carrier from every
country, and a sparse rest.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tensen.engine.equilibrium import Equilibrium, equilibrium
from tensen.engine.loops import closed_loops
from tensen.engine.reference import reference
from tensen.engine.shock import Batch
from tensen.engine.system import System
from tensen.engine.trace import binding_terms
from tensen.engine.validate import validate

KIBI = 1024
DOMESTIC = 0.6


@dataclass(frozen=True)
class Parts:
    """Needs with their edges: target[N], source[E], need[E] (from 0), weight[E]."""

    target: np.ndarray
    source: np.ndarray
    need: np.ndarray
    weight: np.ndarray


def table(rng: np.random.Generator, sectors: int, countries: int) -> Parts:
    """Every sector of every country buys every carrier, most of it at home; one edge in twenty is missing."""
    nodes = sectors * countries
    target = np.repeat(np.arange(nodes), sectors)
    carrier = np.tile(np.arange(sectors), nodes)
    share = rng.dirichlet(np.full(countries, 0.3), target.size) * (1 - DOMESTIC)
    share[np.arange(target.size), target % countries] += DOMESTIC
    share[(share < 0.01) & (rng.random(share.shape) < 0.1)] = 0.0
    need, country = np.nonzero(share)
    weight = share[need, country] / share.sum(axis=1)[need]
    return Parts(target, carrier[need] * countries + country, need, weight)


def sparse(rng: np.random.Generator, targets: np.ndarray, sources: np.ndarray, degree: int) -> Parts:
    """A few needs with a few suppliers each, three in ten of them with a third of spare capacity."""
    target = np.repeat(targets, 3)
    need = np.repeat(np.arange(target.size), degree)
    total = rng.choice([1.0, 1.3], target.size, p=[0.7, 0.3])
    weight = (rng.dirichlet(np.ones(degree), target.size) * total[:, None]).ravel()
    return Parts(target, rng.choice(sources, need.size), need, weight)


def network(seed: int, sectors: int, countries: int, rest: int) -> System:
    """The made-up atlas with plausible coefficients; it converges in some thirty rounds."""
    rng = np.random.default_rng(seed)
    inside, outside = np.arange(sectors * countries), sectors * countries + np.arange(rest)
    everyone = np.append(inside, outside)
    parts = [
        table(rng, sectors, countries),
        sparse(rng, outside, everyone, 4),
        sparse(rng, inside, outside, 3),
    ]
    before = np.cumsum([0, *(part.target.size for part in parts)])
    bought = parts[0].target.size
    cost = (
        rng.dirichlet(np.full(sectors, 0.3), inside.size) * rng.uniform(0.3, 0.6, (inside.size, 1))
    ).ravel()
    k = np.where(cost > 0.02, rng.choice([0.5, 1.0], bought), rng.choice([0.0, 0.5], bought, p=[0.8, 0.2]))
    others = int(before[-1]) - bought
    coef = np.concatenate([k, cost, rng.choice([0.2, 0.5, 1.0], others)])
    return System(
        n=everyone.size,
        need_target=np.concatenate([part.target for part in parts]),
        edge_source=np.concatenate([part.source for part in parts]),
        edge_need=np.concatenate([part.need + start for part, start in zip(parts, before, strict=False)]),
        edge_weight=np.concatenate([part.weight for part in parts]),
        term_need=np.concatenate([np.arange(bought), np.arange(before[-1])]),
        term_critical=np.arange(bought + before[-1]) // bought != 1,
        term_coef=coef,
        term_rho=rng.uniform(0.3, 0.6, coef.size),
    )


def shocks(system: System, columns: int, cuts: int = 0) -> Batch:
    """One stopped node and `cuts` removed edges per column."""
    rng = np.random.default_rng(columns)
    s = np.zeros((system.n, columns))
    s[rng.integers(0, system.n, columns), np.arange(columns)] = 1.0
    edges = rng.integers(0, system.edges, cuts * columns)
    return Batch(s=s, cut_edge=edges, cut_column=np.repeat(np.arange(columns), cuts))


def timed(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def memory() -> float:
    """Peak of the process so far, MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KIBI


def against_the_reference() -> None:
    print("\nplain loops against the vectorised equation, seconds per column")
    print(
        f"{'nodes':>6} {'edges':>8} {'loops':>9} {'vectorised':>11} {'ratio':>8} {'largest difference':>19}"
    )
    for sectors, countries in ((3, 4), (5, 8), (8, 12)):
        system = network(1, sectors, countries, 40)
        batch = shocks(system, 64)
        plain = timed(lambda system=system, batch=batch: reference(system, batch, 0, tol=1e-10))
        fast = timed(lambda system=system, batch=batch: equilibrium(system, batch)) / batch.columns
        gap = np.abs(reference(system, batch, 0, tol=1e-10) - equilibrium(system, batch).loss[:, 0]).max()
        print(f"{system.n:6d} {system.edges:8d} {plain:9.3f} {fast:11.6f} {plain / fast:8.0f} {gap:19.1e}")


def growth(columns: int, workers: int | None) -> None:
    print("\ngrowth with the table (sectors x countries) and the batch")
    head = f"{'table':>8} {'nodes':>6} {'edges':>8} {'B':>5} {'cuts':>5} {'rounds':>7} {'seconds':>8}"
    print(head + f" {'ms/column':>10} {'ns/edge/round':>14} {'peak MiB':>9}")
    for sectors, countries, rest in ((14, 12, 375), (28, 12, 750), (28, 24, 1500)):
        system = network(1, sectors, countries, rest)
        for batch, cuts in ((1, 0), (32, 0), (columns // 4, 0), (columns, 0), (columns, 300)):
            solved, seconds = solve(system, shocks(system, batch, cuts), workers)
            rounds = int(np.median(solved.rounds))
            each = seconds / batch
            line = (
                f"{sectors}x{countries:<3} {system.n:6d} {system.edges:8d} {batch:5d} {cuts:5d} {rounds:7d}"
            )
            speed = 1e9 * each / system.edges / rounds
            print(f"{line:>44} {seconds:8.2f} {1e3 * each:10.2f} {speed:14.2f} {memory():9.0f}")


def solve(system: System, batch: Batch, workers: int | None) -> tuple[Equilibrium, float]:
    start = time.perf_counter()
    return equilibrium(system, batch, workers=workers), time.perf_counter() - start


def stages(columns: int, workers: int | None) -> None:
    print("\nstages on 28 x 24 and 1,500 other nodes, seconds")
    system = network(1, 28, 24, 1500)
    batch = shocks(system, columns)
    print(f"{'validate':>28} {timed(lambda: validate(system)):8.3f}")
    print(f"{'sorting (once)':>28} {timed(lambda: system.layout):8.3f}")
    solved, seconds = solve(system, batch, workers)
    print(f"{f'equilibrium, {columns} columns':>28} {seconds:8.3f}")
    print(f"{'closed loops, all columns':>28} {timed(lambda: closed_loops(system, solved, batch)):8.3f}")
    print(f"{'binding terms, one column':>28} {timed(lambda: binding_terms(system, solved, batch, 0)):8.3f}")
    draw = system.with_terms(term_rho=0.9 * system.term_rho)
    few = shocks(system, 25)
    print(f"{'one draw of 25 scenarios':>28} {timed(lambda: equilibrium(draw, few)):8.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--workers", type=int, default=None)
    parser.add_argument("--columns", type=int, default=1000)
    options = parser.parse_args()
    against_the_reference()
    growth(options.columns, options.workers)
    stages(options.columns, options.workers)


if __name__ == "__main__":
    main()
