"""Scenarios in the firm's money: loss per day, which products and suppliers, how long stocks last, rivals."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from tensen.analysis.compiled import Frame
from tensen.analysis.explain import Explanation, Step, explanation
from tensen.analysis.struck import Struck, shortages
from tensen.engine.arrays import FloatArray
from tensen.workspace.firm.case import Case
from tensen.workspace.firm.cells import Words
from tensen.workspace.firm.declared import rule, table
from tensen.workspace.firm.layer import MAKING, PRODUCTION
from tensen.workspace.firm.purchases import Line
from tensen.workspace.firm.words import interval

MOST_PRODUCTS = 8
DEPTH = 8


def scenario_rows(case: Case, struck: Sequence[Struck]) -> list[dict[str, Any]]:
    """Scenarios for JSON, the worst at the centre first."""
    rows = [scenario_row(case, s) for s in struck]
    return sorted(rows, key=lambda r: (-(r["loss_per_day"]["central"] or 0.0), r["id"]))


def scenario_row(case: Case, found: Struck) -> dict[str, Any]:
    """One scenario for JSON."""
    loss = found.loss(case.node)
    lost = found.lost_edges()
    suppliers = hit_suppliers(case, lost)
    scenario = found.scenario
    return {
        "id": scenario.id,
        "title": dict(scenario.title),
        "horizon": scenario.horizon,
        "assumes": dict(scenario.assumes),
        "resembles": dict(scenario.resembles),
        "loss_per_day": interval(loss, found.sampled, case.worth.per_day),
        "share_of_firm": interval(loss, found.sampled),
        "buffer_days": buffer_days(case, found),
        "products_hit": product_rows(case, lost),
        "suppliers_hit": len(suppliers),
        "spend_hit_per_year": math.fsum(suppliers.values()),
        "path": path_of(case, explanation(found.corners.central, found.column)),
        "rivals": rival_rows(case, found.corners.central.loss[:, found.column]),
        "closed_loop": not found.identified,
        "sources": list(scenario.sources),
    }


def lines_of(case: Case) -> list[tuple[int, int]]:
    """For each line of each product the edge in the network; in the order of the purchases."""
    held: list[tuple[int, int]] = case.__dict__.setdefault("_lines", [])
    if not held:
        frame = case.frame
        carriers = {c: k for k, c in enumerate(case.network.carriers["id"].tolist())}
        edges = {
            (int(frame.edge_source[e]), int(frame.edge_carrier[e])): int(e)
            for e in np.flatnonzero(frame.edge_target == case.node)
        }
        for p, product in enumerate(case.purchases.products):
            held += [(p, edges[case.at(line.node), carriers[product.carrier]]) for line in product.lines]
    return held


def needs_of(case: Case) -> np.ndarray:
    """For each product the need of the firm in the network; shape (products,)."""
    first: dict[int, int] = {}
    for p, edge in lines_of(case):
        first.setdefault(p, int(case.frame.edge_need[edge]))
    return np.array([first[p] for p in range(len(case.purchases.products))], dtype=np.intp)


def hit_suppliers(case: Case, lost: FloatArray) -> dict[str, float]:
    """Suppliers that deliver less than before, with the spend that does not arrive per year."""
    flat = [line for product in case.purchases.products for line in product.lines]
    found: dict[str, float] = {}
    least = rule("hit")
    for line, (_, edge) in zip(flat, lines_of(case), strict=True):
        if lost[edge] >= least:
            found[line.node] = found.get(line.node, 0.0) + line.spend * float(lost[edge])
    return found


def product_rows(case: Case, lost: FloatArray) -> list[dict[str, Any]]:
    """Products that arrive short, before anything is replaced, the largest shortage first."""
    short, least = shortages(case.frame, lost, needs_of(case)), rule("hit")
    rows = [
        {
            "name": dict(product.name),
            "carrier": product.carrier,
            "loss_share": float(short[p]),
            "critical": is_critical(case, p),
            "spend_per_year": product.spend,
        }
        for p, product in enumerate(case.purchases.products)
        if short[p] >= least
    ]
    return sorted(rows, key=lambda r: (not r["critical"], -float(str(r["loss_share"])), str(r["carrier"])))[
        :MOST_PRODUCTS
    ]


def is_critical(case: Case, p: int) -> bool:
    """Whether a product has a critical row, by the list or by the atlas."""
    carrier = case.purchases.products[p].carrier
    return carrier in critical_carriers(case)


def critical_carriers(case: Case) -> frozenset[str]:
    """The firm's carriers with a critical requirement."""
    held: dict[str, frozenset[str]] = case.__dict__.setdefault("_critical", {})
    if not held:
        rows = case.layer.rows["requirements"]
        held["own"] = frozenset(
            row["carrier"] for row in rows if row["target"] == case.layer.firm and row["mode"] == "critical"
        )
    return held["own"]


def buffer_days(case: Case, found: Struck) -> dict[str, float | int | None] | None:
    """Days until the first critical product is short, by the list's rows; None where none will be.

    A stock of D days of a supplier's goods lasts D / x days where the part x does not arrive. A product is
    short once the lines whose stock is used up leave out the part ``buffer_hit`` of it. Low reads the
    pessimistic corner. Services have no stock and do not count. A row that is hit and whose stock is not
    known is counted in ``unknown_rows``: it may be used up at once.
    """
    days: dict[str, list[float]] = {"low": [], "central": [], "high": []}
    unknown = 0
    counts = [is_critical(case, p) and storable(case, p) for p in range(len(case.purchases.products))]
    for end, corner in (("low", "high"), ("central", "central"), ("high", "low")):
        lost = found.lost_edges(corner)
        by_product: dict[int, list[float]] = {}
        for p, edge in lines_of(case):
            by_product.setdefault(p, []).append(float(lost[edge]))
        for p, parts in by_product.items():
            if counts[p]:
                first, blank = first_short(case.purchases.products[p].lines, parts)
                days[end] += [] if first is None else [first]
                unknown += blank if end == "central" else 0
    if not days["low"] and not unknown:
        return None
    ends: dict[str, float | int | None] = {end: min(values, default=None) for end, values in days.items()}
    return {**ends, "unknown_rows": unknown}


def first_short(lines: Sequence[Line], lost: Sequence[float]) -> tuple[float | None, int]:
    """When a product is short, and how many lines that are hit have an unknown stock.

    None where the lines with a known stock never leave out enough. Where the product as a whole stays below
    ``buffer_hit`` no line counts.
    """
    least = rule("buffer_hit")
    parts = [line.weight * x for line, x in zip(lines, lost, strict=True)]
    if math.fsum(parts) < least:
        return None, 0
    known = [
        (line.stock_days / x, part)
        for line, x, part in zip(lines, lost, parts, strict=True)
        if x > 0 and not math.isnan(line.stock_days)
    ]
    blank = sum(math.isnan(line.stock_days) and x >= rule("hit") for line, x in zip(lines, lost, strict=True))
    short = 0.0
    for day, part in sorted(known):
        short += part
        if short >= least - 1e-12:
            return day, blank
    return None, blank


def storable(case: Case, p: int) -> bool:
    """Whether a product can be put in store: goods can, services and power cannot; what is not known
    might.
    """
    product = case.purchases.products[p]
    code = case.lookup.sector_code(product.stands_for) if product.stands_for else ""
    return not code or code[0] in {row["letter"] for row in table("storable")}


def rival_rows(case: Case, loss: FloatArray) -> list[dict[str, Any]]:
    """The firm's own industry at home, then in other countries: share of value lost in the same event."""
    names = case.network.names
    return [
        {"id": node, "name": dict(names[node]), "share_of_value": float(loss[case.at(node)])}
        for node in (case.layer.sector, *case.rivals)
    ]


def path_of(case: Case, why: Explanation) -> list[Words]:
    """Names from what was hit to the firm along the heaviest path, with the product before the firm."""
    steps = heaviest(case, why)
    names = case.network.names
    found = [dict(names[step.node]) for step in reversed(steps[1:])]
    if len(steps) > 1 and steps[1].carrier:
        found.append(dict(names[steps[1].carrier]))
    return [*found, dict(names[case.layer.firm])] if found else []


def heaviest(case: Case, why: Explanation) -> tuple[Step, ...]:
    """The chain through the largest share at each step, the firm first; the firm alone where nothing is
    lost.
    """
    return why.tree(case.layer.firm, depth=DEPTH, width=2).heaviest()


def tier_of(steps: Sequence[Step]) -> int:
    """How far up the hit lies: 0 at a direct supplier. A supplier and its industry at home are one step."""
    links = [step.carrier for step in steps[1:]]
    return max(0, len(links) - 1 - sum(carrier in (PRODUCTION, MAKING) for carrier in links))


def frame_rows(frame: Frame) -> int:
    """Edges and requirements of the network: what an answer rests on."""
    return len(frame.network.edges) + len(frame.network.requirements)
