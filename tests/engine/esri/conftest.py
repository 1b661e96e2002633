"""Random networks for the tests of systemic risk."""

from typing import Any

import numpy as np
from hypothesis import strategies as st

from tensen.engine.esri.economy import Economy, economy


def random_network(seed: int, most: int = 30) -> dict[str, Any]:
    """Arguments of `economy`: few firms and sectors, with duplicates, self-loops and firms without edges."""
    rng = np.random.default_rng(seed)
    n, sectors = int(rng.integers(1, most)), int(rng.integers(1, 6))
    edges = int(rng.integers(0, 5 * n))
    weight = rng.choice([1.0, 2.0, 0.25, 1e-6, 1e5], edges) * rng.uniform(0.5, 1.5, edges)
    if rng.random() < 0.4:
        weight = rng.choice([0.1, 0.4], edges)
    found: dict[str, Any] = {
        "source": rng.integers(0, n, edges),
        "target": rng.integers(0, n, edges),
        "weight": np.append(weight, 1.0),
        "sector": rng.integers(0, sectors, n),
        "essentiality": rng.choice([0, 1, 2], (sectors, sectors), p=[0.2, 0.4, 0.4]),
        "replaceable": bool(rng.random() < 0.8),
    }
    found["source"] = np.append(found["source"], 0)
    found["target"] = np.append(found["target"], n - 1)
    if rng.random() < 0.3:
        found["market"] = rng.integers(0, 3, n)
    if rng.random() < 0.4:
        found["final_demand"] = rng.choice([0.0, 1.0, 5.0], n)
    if rng.random() < 0.2:
        found["revenue"], found["costs"] = rng.uniform(0, 9, n), rng.uniform(0, 9, n)
    return found


def build(seed: int, most: int = 30, **change: Any) -> Economy:
    return economy(**{**random_network(seed, most), **change})


def leaking(seed: int, most: int = 30, **change: Any) -> Economy:
    """A network in which every firm sells something to final users, so that brute force ends."""
    net = build(seed, most)
    rng = np.random.default_rng(seed)
    return build(seed, most, final_demand=rng.uniform(0.02, 2.0, net.n) * (net.out + 1e-3), **change)


def small_markets(seed: int, least: int = 60, most: int = 300) -> Economy:
    """About as many sectors as firms: sole suppliers, circles of them, markets that one closure empties."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(least, most))
    edges, sectors = int(rng.integers(2, 9)) * n, max(1, int(n * rng.choice([0.3, 0.6, 1.0])))
    source, weight = (
        rng.integers(0, n, edges),
        rng.choice([1.0, 0.25, 3.0], edges) * rng.uniform(0.9, 1.1, edges),
    )
    levels = rng.choice([0, 1, 2], (sectors, sectors), p=rng.choice([[0.8, 0.1, 0.1], [0.5, 0.3, 0.2]]))
    final = rng.uniform(0.1, 1.0, n) * (np.bincount(source, weight, n) + 1e-3)
    target = (source + rng.integers(1, n, edges)) % n
    return economy(source, target, weight, np.arange(n) % sectors, levels, final_demand=final)


seeds = st.integers(0, 2**32 - 1)
