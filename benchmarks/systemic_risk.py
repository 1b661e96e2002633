"""How long the systemic risk of every firm takes, how much memory, and what it grows with.

    python benchmarks/systemic_risk.py              # everything: minutes on two idle processors
    python benchmarks/systemic_risk.py --quick      # small sizes and samples
    python benchmarks/systemic_risk.py --markdown --json out.json --essential essentiality_616.npz

Networks: directed, out-degree a power law (exponent 2.3, at most 128) filled up to a mean of 8, no firm its
own customer, weights 0.1 ... 1.1, firms spread evenly over 616 sectors: the recipe published with
ESRIcascade.jl (Devetak and Klimek 2026). `--essential FILE.npz` takes the published 616 x 616 survey matrix
(array `essentiality`); without it a random matrix with the survey's shares stands in. In the limit, final
demand is 30 % of sales on average.

Each case runs in a process of its own, so that its peak of memory is its own. Every time is the wall clock
with the processor time beside it: where the two differ from the number of workers, the machine was busy with
something else. Compiling (or reading what was compiled before) is timed apart on a network of 12,320 firms.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from tensen.engine.esri.cascade import cascades
from tensen.engine.esri.converged import bounds, largest
from tensen.engine.esri.economy import Economy, economy
from tensen.engine.esri.plain import plain_cascades
from tensen.engine.esri.shocks import Shocks

T = TypeVar("T")
Figures = dict[str, Any]
SECTORS, MEAN, EXPONENT, CAP = 616, 8, 2.3, 128
LANES = 8
KIBI = 1024
# large enough that every kernel is called
WARM = 20 * SECTORS
# a thousand firms over 616 sectors leave markets of one firm, in which some published cascades swing for ever
MOST_ROUNDS = 500
# among a million firms the largest totals are apart by less than the tolerance: too many would be solved
LARGEST_UP_TO = 100_000


@dataclass(frozen=True)
class Case:
    """What is timed, with the `published` seconds for all closures on the authors' one worker and the target.

    `closures` firms drawn at random are closed and the time is scaled to all; 0 closes every firm.
    """

    name: str
    title: str
    kind: str
    firms: int
    closures: int = 0
    published: float | None = None
    target: float | None = None


CASES = (
    Case("reference-1k", "1,000 firms, all closures, reference mode", "reference", 1000),
    Case("reference-10k", "10,000 firms, all closures, reference mode", "reference", 10_000, 0, 7.8, 0.8),
    Case("reference-100k", "100,000 firms, all closures, reference mode", "reference", 100_000, 0, 988, 90),
    Case("reference-1m", "1,000,000 firms, reference mode", "reference", 1_000_000, 1000),
    Case("limit-1k", "1,000 firms, limit to 1e-6, all", "limit", 1000),
    Case("limit-10k", "10,000 firms, limit to 1e-6, all", "limit", 10_000),
    Case("limit-100k", "100,000 firms, limit to 1e-6, all", "limit", 100_000, 0, None, 15),
    Case("limit-1m", "1,000,000 firms, limit to 1e-6, all", "limit", 1_000_000, 0, None, 300),
    Case("table", "input-output table, 4,000 nodes, all essential", "table", 4000, 0, 480, 15),
    Case("peers", "10,000 firms, one closure: others in the same run", "peers", 10_000, 64),
)
QUICK = {"reference-1k": 0, "reference-10k": 1000, "limit-10k": 0, "table": 200, "peers": 16}


@dataclass(frozen=True)
class Timed:
    """Seconds by the wall clock and of the processor."""

    wall: float
    cpu: float


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
    return laid(n, levels, final_share)[0]


def laid(n: int, levels: np.ndarray, final_share: float) -> tuple[Economy, Timed]:
    """The same, and how long laying it out took."""
    sector, edges = np.sort(np.arange(n) % len(levels)), power_law(n)
    final = None
    if final_share:
        share = np.random.default_rng(3).beta(2, 2 / final_share - 2, n)
        final = np.bincount(edges[0], edges[2], n) * share / (1 - share)
    return timed(lambda: economy(*edges, sector, levels, final_demand=final))


def table(seed: int = 1) -> Economy:
    """An input-output table: 80 sectors of 50 countries, 240,000 edges, every input essential."""
    rng = np.random.default_rng(seed)
    n, edges = 4000, 240_000
    key = rng.choice(n * n, edges, replace=False)
    size = rng.lognormal(0, 2, n)
    seller, buyer = key // n, key % n
    weight = size[seller] * size[buyer] * rng.lognormal(0, 1, edges)
    return economy(seller, buyer, weight, np.arange(n) % 80, np.full((80, 80), 2))


def matrix(path: str | None) -> np.ndarray:
    if path:
        return np.asarray(np.load(path)["essentiality"])
    return np.random.default_rng(7).choice([0, 1, 2], (SECTORS, SECTORS), p=[0.77, 0.14, 0.09])


def stream() -> float:
    """Bytes a second that one thread reads and writes adding up arrays larger than the caches."""
    a, b, c = (np.ones(8_000_000) for _ in range(3))
    return max(3 * a.nbytes / timed(lambda: np.add(a, b, out=c))[1].wall for _ in range(5))


def dense_share(net: Economy) -> Figures:
    """What the dense step alone takes, against the memory that it must at least read and write."""
    chosen = Shocks.closures(np.random.default_rng(1).permutation(net.n)[:64])
    risk, took = timed(lambda: cascades(net, chosen, workers=1, crowd=0.0))
    used = int(np.count_nonzero(net.out_slot >= 0))
    least = 12 * net.edges + 12 * used + 6 * LANES * 8 * net.n
    seconds, bandwidth = took.cpu / (risk.rounds.sum() / LANES), stream()
    return {
        "stream_gb": bandwidth / 1e9,
        "dense_ns": 1e9 * seconds / ((net.edges + used) * LANES),
        "stream_share": least / bandwidth / seconds,
    }


def reference(net: Economy, closures: int, workers: int) -> Figures:
    """Reference mode at the published eps."""
    drawn = np.random.default_rng(1).permutation(net.n)
    shocks = Shocks.closures(drawn[:closures] if closures else np.arange(net.n))
    risk, took = timed(lambda: cascades(net, shocks, workers=workers, max_rounds=MOST_ROUNDS))
    scale = net.n / shocks.columns
    return {
        **asdict(took),
        "closures": shocks.columns,
        "whole_wall": took.wall * scale,
        "whole_cpu": took.cpu * scale,
        "rounds": float(risk.rounds.mean()),
        "index": float(risk.esri.mean()),
        "unsettled": int(np.count_nonzero(~risk.settled)),
    }


def single(net: Economy, count: int = 400) -> Figures:
    """Single against double precision, all rounds in lanes: largest error of the index, times faster."""
    chosen = Shocks.closures(np.random.default_rng(2).permutation(net.n)[:count])
    told = {"workers": 1, "crowd": 0.0, "max_rounds": MOST_ROUNDS}
    cascades(net, chosen.take(np.arange(LANES)), lanes="float32", **told)
    double, slow = timed(lambda: cascades(net, chosen, **told))
    half, fast = timed(lambda: cascades(net, chosen, lanes="float32", **told))
    return {
        "single_gap": float(np.abs(half.esri - double.esri).max()),
        "single_apart": int(np.count_nonzero(half.rounds != double.rounds)),
        "single_faster": slow.cpu / fast.cpu,
    }


def limit(net: Economy, workers: int) -> Figures:
    """The limit of every firm, and the ten largest totals."""
    held, took = timed(lambda: bounds(net, workers=workers))
    found: Figures = {}
    if net.n <= LARGEST_UP_TO:
        top, again = timed(lambda: largest(net, 10, held=held, workers=workers))
        found = {"top_wall": again.wall, "top_solved": top.solved, "top_proven": top.proven}
    return {
        **found,
        **asdict(took),
        "closures": net.n,
        "whole_wall": took.wall,
        "whole_cpu": took.cpu,
        "rounds": float(held.iterations.mean()),
        "index": float(held.low.mean()),
        "widest": float(max((held.up_high - held.up_low).max(), (held.down_high - held.down_low).max())),
        "bracket": float((held.high - held.low).mean()),
    }


def peers(net: Economy, count: int) -> Figures:
    """Milliseconds of processor for one closure: ours, the plain reference, scipy with 16 columns at once."""
    chosen = Shocks.closures(np.random.default_rng(1).permutation(net.n)[:count])
    ours, fast = timed(lambda: cascades(net, chosen, workers=1))
    found: Figures = {"closures": count, **asdict(fast), "ours_ms": 1e3 * fast.cpu / count}
    for name, width in (("plain", 1), ("scipy", 16)):
        parts = [np.arange(a, min(a + width, count)) for a in range(0, count, width)]
        index, took = timed(lambda parts=parts: [plain_cascades(net, chosen.take(p)).esri for p in parts])
        found[f"{name}_ms"] = 1e3 * took.cpu / count
        found[f"{name}_gap"] = float(np.abs(np.vstack(index) - ours.esri).max())
    return found


def measure(case: Case, essential: str | None, workers: int) -> Figures:
    """One case, alone in this process."""
    levels = matrix(essential)
    small = firms(WARM, levels, 0.3)
    firm = np.zeros(1, int)
    _, compiling = timed(lambda: cascades(small, Shocks.closures(firm)))
    if case.kind == "limit":
        _, more = timed(lambda: bounds(small, firm))
        compiling = Timed(compiling.wall + more.wall, compiling.cpu + more.cpu)
    if case.kind == "table":
        net, layout = timed(table)
    else:
        net, layout = laid(case.firms, levels, 0.3 if case.kind == "limit" else 0.0)
    if case.kind == "peers":
        found = peers(net, case.closures)
    else:
        found = limit(net, workers) if case.kind == "limit" else reference(net, case.closures, workers)
    if case.name == "reference-10k":
        found |= single(net)
    found |= {
        "case": case.name,
        "firms": net.n,
        "edges": net.edges,
        "bytes_edge": net.bytes / net.edges,
        "layout_wall": layout.wall,
        "layout_cpu": layout.cpu,
        "compile_wall": compiling.wall,
        "compile_cpu": compiling.cpu,
        "peak_mib": memory(),
    }
    return found | (dense_share(net) if case.kind == "reference" and case.firms <= 100_000 else {})


def alone(case: Case, arguments: argparse.Namespace, workers: int) -> Figures:
    """The same in a process of its own."""
    told = [sys.executable, __file__, "--case", case.name, "--workers", str(workers)]
    told += ["--closures", str(case.closures)]
    told += ["--essential", arguments.essential] if arguments.essential else []
    load = os.getloadavg()[0]
    done = subprocess.run(told, check=True, capture_output=True, encoding="utf-8")  # noqa: S603  ourselves
    return {"load": load, **json.loads(done.stdout)}


def machine(workers: int) -> Figures:
    """What the figures were taken on."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    named = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    memory_bytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "processor": named[0] if named else platform.processor() or platform.machine(),
        "processors": os.cpu_count(),
        "memory_gib": round(memory_bytes / KIBI**3, 1),
        "workers": workers,
        "load": os.getloadavg()[0],
        "date": time.strftime("%Y-%m-%d %H:%M %Z"),
        "python": platform.python_version(),
        **{name: version(name) for name in ("tensen", "numpy", "scipy", "numba")},
    }


HEAD = (
    "case", "published", "target", "wall clock", "processor", "times faster", "ms a closure", "peak memory",
    "laid out", "load",
)  # fmt: skip


def row(case: Case, found: Figures) -> list[str]:
    """One line of the table; seconds for all closures."""
    sample = "" if found["closures"] == found["firms"] else f" ({found['closures']:,} closed, scaled)"
    faster = f"{case.published / found['whole_wall']:.0f}" if case.published else "–"
    return [
        case.title + sample,
        f"{case.published:g} s" if case.published else "none",
        f"{case.target:g} s" if case.target else "–",
        f"{found['whole_wall']:.2f} s",
        f"{found['whole_cpu']:.2f} s",
        faster,
        f"{1e3 * found['wall'] / found['closures']:.3f}",
        f"{found['peak_mib']:.0f} MiB",
        f"{found['layout_wall']:.2f} s",
        f"{found['load']:.1f}",
    ]


def printed(rows: list[list[str]], markdown: bool) -> str:
    """The table as text, or as Markdown."""
    lines = [list(HEAD), *rows]
    if markdown:
        lines.insert(1, ["---"] * len(HEAD))
        return "\n".join("| " + " | ".join(line) + " |" for line in lines)
    width = [max(len(line[c]) for line in lines) for c in range(len(HEAD))]
    return "\n".join("  ".join(line[c].ljust(width[c]) for c in range(len(HEAD))).rstrip() for line in lines)


def notes(found: dict[str, Figures]) -> list[str]:
    """What else was measured, one line each."""
    lines = []
    grown = [found[name] for name in found if name.startswith("reference") and found[name]["firms"] >= 10_000]
    if len(grown) > 1:
        sizes = np.log([held["firms"] for held in grown])
        slope = np.polyfit(sizes, np.log([held["cpu"] / held["closures"] for held in grown]), 1)[0]
        lines.append(f"Time for one closure grows with firms^{slope:.2f}, for all closures ^{slope + 1:.2f}.")
    for held in found.values():
        if "stream_share" in held:
            lines.append(
                f"{held['case']}: dense step {held['dense_ns']:.2f} ns an edge and lane, "
                f"{100 * held['stream_share']:.0f} % of the stream limit ({held['stream_gb']:.1f} GB/s, "
                f"one thread); {held['rounds']:.2f} rounds a closure, {held['unsettled']} closures not "
                f"settled after {MOST_ROUNDS}; {held['bytes_edge']:.0f} bytes an edge."
            )
        if "single_gap" in held:
            lines.append(
                f"{held['case']}: lanes in single precision {held['single_faster']:.2f} times as fast, the "
                f"index errs by at most {held['single_gap']:.0e}, "
                f"{held['single_apart']} columns stop a step apart."
            )
        if "widest" in held:
            lines.append(
                f"{held['case']}: widest bound {held['widest']:.1e}, bracket of the total "
                f"{held['bracket']:.1e} on average."
            )
        if "top_wall" in held:
            lines.append(
                f"{held['case']}: ten largest totals in {held['top_wall']:.2f} s after "
                f"{held['top_solved']} cascades, proven {held['top_proven']}."
            )
        if "ours_ms" in held:
            lines.append(
                f"One closure of {held['firms']:,} firms, processor: ours {held['ours_ms']:.3f} ms, plain "
                f"reference {held['plain_ms']:.1f} ms, scipy with 16 columns {held['scipy_ms']:.1f} ms; the "
                f"index differs by at most {max(held['plain_gap'], held['scipy_gap']):.0e}."
            )
    first = next(iter(found.values()))
    lines.append(f"First call, compiling or reading from disk: {first['compile_wall']:.1f} s.")
    return lines


def run(arguments: argparse.Namespace) -> None:
    workers = arguments.workers or os.cpu_count() or 1
    cases = [case for case in CASES if not arguments.quick or case.name in QUICK]
    cases = [case for case in cases if not arguments.cases or case.name in arguments.cases]
    if arguments.quick:
        cases = [Case(**{**asdict(case), "closures": QUICK[case.name]}) for case in cases]
    about = machine(workers)
    print(", ".join(f"{name} {value}" for name, value in about.items()))
    found: dict[str, Figures] = {}
    for case in cases:
        found[case.name] = alone(case, arguments, workers)
        took = found[case.name]
        print(f"  {case.name}: {took['wall']:.2f} s ({took['cpu']:.2f} s of processor)", flush=True)
    timed_cases = [case for case in cases if case.kind != "peers"]
    print("\n" + printed([row(case, found[case.name]) for case in timed_cases], arguments.markdown) + "\n")
    print("\n".join(("- " if arguments.markdown else "") + line for line in notes(found)))
    if arguments.json:
        text = json.dumps({"machine": about, "cases": found}, indent=1)
        Path(arguments.json).write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="small sizes and samples of the closures")
    parser.add_argument("--cases", nargs="+", choices=[case.name for case in CASES], help="only these")
    parser.add_argument("--markdown", action="store_true", help="print the table in Markdown")
    parser.add_argument("--json", help="write all figures, the machine and the versions to this file")
    parser.add_argument("--essential", help="file with the published matrix, array essentiality")
    parser.add_argument("--workers", type=int, help="threads (default: all processors)")
    parser.add_argument("--case", choices=[case.name for case in CASES], help=argparse.SUPPRESS)
    parser.add_argument("--closures", type=int, default=0, help=argparse.SUPPRESS)
    told = parser.parse_args()
    if told.case:
        one = next(case for case in CASES if case.name == told.case)
        one = Case(**{**asdict(one), "closures": told.closures})
        print(json.dumps(measure(one, told.essential, told.workers)))
    else:
        run(told)
