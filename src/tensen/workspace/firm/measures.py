"""Measures as investment: what each would take off the loss, from the changed network solved anew."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tensen.analysis.interval import Interval
from tensen.analysis.remedy import Remedy, remedied
from tensen.analysis.scenario import Scenario, Shock, selector
from tensen.analysis.selectors import select_carriers, select_nodes
from tensen.analysis.struck import Struck, shortages
from tensen.reports.firm.money import words as money_words
from tensen.workspace.firm.case import DAYS, Case
from tensen.workspace.firm.cells import Words
from tensen.workspace.firm.declared import assumption, rule
from tensen.workspace.firm.purchases import Product
from tensen.workspace.firm.scenarios import critical_carriers, lines_of, needs_of, storable
from tensen.workspace.firm.switching import switching_rows
from tensen.workspace.firm.words import both, interval
from tensen.workspace.firm.world import supplier_in, world_shares

MOST_PRODUCTS = 6
MOST_STOPS = 3
MOST_MEASURES = 12
MOST_PLACES = 3  # countries tried for a second source
LEAST = 0.01  # a loss that grows by more than this part is worth a word
PER_EVENT = 30.0  # days of an event in the sentence about when a measure pays
ENDS = ("low", "central", "high")


@dataclass(frozen=True)
class Measure:
    """A measure for one product: its kind, words, and the remedy under each scenario."""

    id: str
    kind: str
    product: int
    title: Words
    ask: Words
    remedies: tuple[Remedy, ...]
    cost: dict[str, float] | None = None


def measure_rows(case: Case, struck: Sequence[Struck]) -> list[dict[str, Any]]:
    """Measures for JSON, those that avoid most first; one that avoids nothing in any scenario is left out.

    Of several places for a second source (and several suppliers to buy more from) the one that avoids most
    stays.
    """
    best: dict[tuple[int, str], dict[str, Any]] = {}
    before = [found.loss(case.node) for found in struck]
    for p in products_that_bind(case, struck):
        for measure in _measures(case, p, struck):
            row = _row(case, measure, struck, before)
            held = best.get((p, measure.kind))
            if row is not None and (held is None or _avoided(row) > _avoided(held)):
                best[p, measure.kind] = row
    return sorted(best.values(), key=lambda r: (-_avoided(r), r["id"]))[:MOST_MEASURES]


def supplier_stops(chokepoints: Sequence[Mapping[str, Any]]) -> list[Scenario]:
    """The stop of each of the suppliers that could cost most on their own, as scenarios: against these too
    measures count.
    """
    alone = [row for row in chokepoints if row["kind"] == "supplier"][:MOST_STOPS]
    return [
        Scenario(
            id=row["key"],
            title=both("supplier_stops", name=row["name"]),
            horizon=row["horizon"],
            shocks=(Shock(selector(id=row["key"])),),
        )
        for row in alone
    ]


def products_that_bind(case: Case, struck: Sequence[Struck]) -> list[int]:
    """Critical products by the largest loss that their shortage alone would make in any scenario."""
    critical = critical_carriers(case)
    needs = needs_of(case)
    worst = np.zeros(len(needs))
    for found in struck:
        system = found.corners.central.compiled.system
        factor = np.zeros(len(case.frame.need_target))
        own = system.term_critical
        np.maximum.at(factor, system.term_need[own], (system.term_coef * (1 - system.term_rho))[own])
        worst = np.maximum(worst, factor[needs] * shortages(case.frame, found.lost_edges(), needs))
    order = sorted(range(len(needs)), key=lambda p: (-worst[p], p))
    products = case.purchases.products
    return [p for p in order if products[p].carrier in critical and worst[p] > rule("least_loss")][
        :MOST_PRODUCTS
    ]


def _measures(case: Case, p: int, struck: Sequence[Struck]) -> Iterator[Measure]:
    product = case.purchases.products[p]
    need = int(needs_of(case)[p])
    if storable(case, p):
        yield _stock(product, p, need, len(struck))
    yield from _second_sources(case, p, need, struck)
    yield from _more_from_others(case, p, need, len(struck))
    if not math.isnan(product.months_to_switch) and product.months_to_switch > 1:
        yield _sooner(product, p, need, struck)


def _stock(product: Product, p: int, need: int, count: int) -> Measure:
    """While the stock lasts the product is not short: what is avoided is avoided for those days."""
    days = rule("stock_days")
    value = product.spend * days / DAYS
    carrying = assumption("assumption.firm.carrying")
    return Measure(
        id=f"stock-{_local(product)}",
        kind="stock",
        product=p,
        title=both("measure_stock", product=product.name, days=f"{days:g}"),
        ask=both("ask_stock", product=product.name),
        remedies=(Remedy(need, met=True),) * count,
        cost={end: value * carrying[end] for end in ENDS},
    )


def _second_sources(case: Case, p: int, need: int, struck: Sequence[Struck]) -> Iterator[Measure]:
    """Move a share from the largest supplier to one of the largest countries that the firm does not buy
    from.
    """
    product = case.purchases.products[p]
    if product.stands_for is None:
        return
    moved = assumption("assumption.firm.second-source")["central"]
    for country in alternatives(case, product):
        to = supplier_in(case, country, product.stands_for)
        if to < 0:
            continue
        cuts = [_cut_share(case, found, to, product.stands_for) for found in struck]
        remedies = tuple(Remedy(need, moved=moved, taken=_largest(case, p), to=to, cut=cut) for cut in cuts)
        words = {
            "product": product.name,
            "country": case.network.names[country],
            "share": f"{100 * moved:.0f}",
        }
        title, ask = both("measure_second_source", **words), both("ask_second_source", **words)
        yield Measure(f"second-source-{_local(product)}", "second source", p, title, ask, remedies)


def _more_from_others(case: Case, p: int, need: int, count: int) -> Iterator[Measure]:
    """Move a share from the largest supplier to one that the firm has already in another country."""
    product = case.purchases.products[p]
    home = {s.node: s for s in case.purchases.suppliers}
    largest = max(product.lines, key=lambda line: line.weight)
    moved = assumption("assumption.firm.second-source")["central"]
    edges = [edge for q, edge in lines_of(case) if q == p]
    for line, edge in zip(product.lines, edges, strict=True):
        supplier, first = home.get(line.node), home.get(largest.node)
        if supplier is None or first is None or supplier.country == first.country:
            continue
        # the same edge as before carries more, so whatever cuts it cuts what is moved
        remedy = Remedy(need, moved=moved, taken=_largest(case, p), onto=edge)
        names = case.network.names[supplier.country]
        words = {
            "product": product.name,
            "country": names,
            "share": f"{100 * moved:.0f}",
            "supplier": supplier.name,
        }
        title, ask = both("measure_move", **words), both("ask_move", **words)
        yield Measure(f"switch-country-{_local(product)}", "switch country", p, title, ask, (remedy,) * count)


def alternatives(case: Case, product: Product) -> list[str]:
    """The largest makers in the world among countries that the firm does not buy this product from."""
    home = {s.node: s.country for s in case.purchases.suppliers}
    now = {home.get(line.node, "") for line in product.lines}
    shares = world_shares(case, product.stands_for)
    return [c for c, s in shares.items() if c not in now and s >= rule("least_alternative")][:MOST_PLACES]


def _largest(case: Case, p: int) -> int:
    """The edge of a product's largest supplier."""
    edges = [edge for q, edge in lines_of(case) if q == p]
    lines = case.purchases.products[p].lines
    return edges[max(range(len(lines)), key=lambda k: lines[k].weight)]


def _cut_share(case: Case, found: Struck, node: int, carrier: str) -> float:
    """What the scenario would cut of a new edge: what it cuts from the same maker to the firm's industry."""
    network = case.network
    number = network.carriers["id"].tolist().index(carrier)
    lost = 0.0
    for cut in found.scenario.cuts:
        if (
            select_nodes(network, cut.target)[case.standins.target]
            and select_nodes(network, cut.source)[node]
            and select_carriers(network, cut.carrier)[number]
        ):
            lost = max(lost, 1 - cut.level)
    return lost


def _sooner(product: Product, p: int, need: int, struck: Sequence[Struck]) -> Measure:
    """Qualify another maker or design beforehand: switching takes half as long."""
    months = product.months_to_switch / 2
    rows = {row["horizon"]: row for row in switching_rows(months)}
    # what is replaceable is largest at the optimistic corner
    rho = {h: (row["high"], row["central"], row["low"]) for h, row in rows.items()}
    remedies = tuple(Remedy(need, replaced=rho[s.scenario.horizon]) for s in struck)
    before, after = f"{product.months_to_switch:g}", f"{months:g}"
    title = both("measure_redesign", product=product.name, before=before, after=after)
    ask = both("ask_redesign", product=product.name)
    return Measure(f"redesign-{_local(product)}", "redesign", p, title, ask, remedies)


def _row(
    case: Case, measure: Measure, struck: Sequence[Struck], before: Sequence[Interval]
) -> dict[str, Any] | None:
    """A measure with its losses before and after, scenario by scenario; None where it avoids next to
    nothing.
    """
    product = case.purchases.products[measure.product]
    per = case.worth.per_day
    rows: list[dict[str, Any]] = []
    avoided: list[Interval] = []
    for found, remedy, was in zip(struck, measure.remedies, before, strict=True):
        if was.central < rule("least_loss"):
            continue
        after = remedied(found, case.node, remedy)
        avoided.append(avoided_loss(was, after).scaled(per))
        rows.append(
            {
                "id": found.scenario.id,
                "title": dict(found.scenario.title),
                "loss_before": interval(was, None, per),
                "loss_after": interval(after, None, per),
                "avoided": interval(avoided[-1]),
            }
        )
    best = max(range(len(rows)), key=lambda k: avoided[k].central, default=-1)
    if best < 0 or avoided[best].central < rule("least_loss") * per:
        return None
    order = sorted(range(len(rows)), key=lambda k: -avoided[k].central)
    return {
        "id": measure.id,
        "kind": measure.kind,
        "title": measure.title,
        "product": _local(product),
        "product_name": dict(product.name),
        "scenario": rows[best]["id"],
        "loss_avoided_per_day": interval(avoided[best]),
        "by_scenario": [rows[k] for k in order],
        "worse_in": [
            r["id"] for r in rows if r["loss_after"]["central"] > (1 + LEAST) * r["loss_before"]["central"]
        ],
        "cost": measure.cost and {**measure.cost, "p5": None, "p95": None},
        "cost_basis": both("cost_stock") if measure.cost else both("cost_unknown"),
        "pays_if": pays_if(case, measure.kind, avoided[best].central),
        "ask": measure.ask,
    }


def avoided_loss(before: Interval, after: Interval) -> Interval:
    """Loss before less loss after, corner by corner, put in order."""
    gaps = [max(0.0, b - a) for b, a in zip(vars(before).values(), vars(after).values(), strict=True)]
    return Interval(min(gaps), gaps[1], max(gaps))


def pays_if(case: Case, kind: str, avoided: float) -> Words:
    """The yearly cost below which a measure pays: chance per year × days × loss avoided per day.

    Said for each 1 % of yearly chance of an event of so many days: how likely it is, the reader judges.
    """
    days = rule("stock_days") if kind == "stock" else PER_EVENT
    unit, daily = (money_words(value, case.profile.currency) for value in (0.01 * days * avoided, avoided))
    return both("pays_if", days=f"{days:g}", unit=unit, daily=daily)


def _avoided(row: dict[str, Any]) -> float:
    return float(row["loss_avoided_per_day"]["central"])


def _local(product: Product) -> str:
    return product.carrier.removeprefix("carrier.firm.")
