"""Measures as investment: what each would take off the loss, from the changed network solved anew."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tensen.analysis.interval import Interval
from tensen.analysis.remedy import Remedy, remedied
from tensen.analysis.scenario import Scenario, Shock, selector
from tensen.analysis.solve import TOLERANCE
from tensen.analysis.standins import cut_masks
from tensen.analysis.struck import Struck, shortages
from tensen.messages import LANGUAGES
from tensen.reports.firm.money import ends
from tensen.reports.firm.money import words as money_words
from tensen.workspace.firm.case import DAYS, Case
from tensen.workspace.firm.cells import Words
from tensen.workspace.firm.chokepoints import same_supplier
from tensen.workspace.firm.declared import assumption, rule
from tensen.workspace.firm.purchases import Product, Supplier
from tensen.workspace.firm.scenarios import critical_carriers, lines_of, needs_of, storable
from tensen.workspace.firm.switching import switching_rows
from tensen.workspace.firm.words import both, interval, joined
from tensen.workspace.firm.world import supplier_in, world_shares

MOST_PRODUCTS = 6
MOST_STOPS = 3
MOST_MEASURES = 12
MOST_PLACES = 3  # countries tried for a second source
LEAST = 0.01  # a loss that grows by more than this part is worth a word
SOLVED = 10 * TOLERANCE  # a gap between two solutions below this is none
ENDS = ("low", "central", "high")


@dataclass(frozen=True)
class Measure:
    """A measure for one product: its kind, words, what changes, and what each scenario cuts of a new edge."""

    id: str
    kind: str
    product: int
    title: Words
    ask: Words
    remedy: Remedy
    cuts: tuple[float, ...] = ()
    cost: dict[str, float] | None = None


def measure_rows(case: Case, struck: Sequence[Struck]) -> list[dict[str, Any]]:
    """Measures for JSON, the best of each kind first; one that avoids nothing in any scenario is left out.

    Of several places for a second source (and several suppliers to buy more from) one that no other event
    hits stays before one that is hit, then the one that avoids most.
    """
    best: dict[tuple[int, str], dict[str, Any]] = {}
    before = [found.loss(case.node) for found in struck]
    for p in products_that_bind(case, struck):
        for measure in _measures(case, p, struck):
            row = _row(case, measure, struck, before)
            held = best.get((p, measure.kind))
            if row is not None and (held is None or standing(row) < standing(held)):
                best[p, measure.kind] = row
    return by_kind(sorted(best.values(), key=lambda r: (*standing(r), r["id"])))[:MOST_MEASURES]


def standing(row: Mapping[str, Any]) -> tuple[bool, float]:
    """What a measure is sorted by within its kind: not hit by another event, then the loss avoided.

    >>> gain = {"scenario": "a", "loss_avoided_per_day": {"central": 5.0}, "worse_in": []}
    >>> standing({**gain, "hit_in": ["a"]}), standing({**gain, "hit_in": ["b"]})
    ((False, -5.0), (True, -5.0))
    """
    others = {*row["hit_in"], *row["worse_in"]} - {row["scenario"]}
    return bool(others), -float(row["loss_avoided_per_day"]["central"])


def by_kind(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The best measure of each kind first, then the second of each: a stock lasts days, a second source
    years.

    Sorted by loss avoided alone, stocks would hide all else, for while they last nothing is short.
    """
    place: dict[str, int] = {}
    ranked = []
    for row in rows:
        place[row["kind"]] = place.get(row["kind"], 0) + 1
        ranked.append((place[row["kind"]], row))
    return [row for _, row in sorted(ranked, key=lambda item: item[0])]


def supplier_stops(case: Case, chokepoints: Sequence[Mapping[str, Any]]) -> list[Scenario]:
    """The stop of each of the suppliers that could cost most on their own, as scenarios: against these too
    measures count.
    """
    alone = [row for row in chokepoints if row["kind"] == "supplier"][:MOST_STOPS]
    same = same_supplier(case)
    return [
        Scenario(
            id=row["key"],
            title=both("supplier_stops", name=row["name"]),
            horizon=row["horizon"],
            shocks=tuple(
                Shock(selector(id=node))
                for node in sorted({row["key"]} | {n for n in same if same[n] == same.get(row["key"])})
            ),
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
        yield _stock(product, p, need)
    yield from _second_sources(case, p, need, struck)
    yield from _more_from_others(case, p, need)
    if not math.isnan(product.months_to_switch) and product.months_to_switch > 1:
        yield _sooner(product, p, need)


def _stock(product: Product, p: int, need: int) -> Measure:
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
        remedy=Remedy(need, met=True),
        cost={end: value * carrying[end] for end in ENDS},
    )


def _second_sources(case: Case, p: int, need: int, struck: Sequence[Struck]) -> Iterator[Measure]:
    """Move a share from the largest supplier to one of the largest countries that the firm does not buy
    from.
    """
    product = case.purchases.products[p]
    if product.stands_for is None:
        return
    moved = moved_share(product)
    for country in alternatives(case, product):
        to = supplier_in(case, country, product.stands_for)
        if to < 0:
            continue
        cuts = tuple(_cut_share(case, found, to, product.stands_for) for found in struck)
        remedy = Remedy(need, moved=moved, taken=_largest(case, p), to=to)
        words = {
            "product": product.name,
            "country": case.network.names[country],
            "share": percent(moved),
        }
        title, ask = both("measure_second_source", **words), both("ask_second_source", **words)
        yield Measure(f"second-source-{_local(product)}", "second source", p, title, ask, remedy, cuts)


def _more_from_others(case: Case, p: int, need: int) -> Iterator[Measure]:
    """Move a share from the largest supplier to the largest that the firm has already in another country.

    The same edge as before carries more, so whatever cuts it cuts what is moved.
    """
    product = case.purchases.products[p]
    moved = moved_share(product)
    edges = [edge for q, edge in lines_of(case) if q == p]
    for country, k in others(case, product).items():
        supplier = suppliers_by_node(case)[product.lines[k].node]
        remedy = Remedy(need, moved=moved, taken=_largest(case, p), onto=edges[k])
        words = {
            "product": product.name,
            "country": case.network.names[country],
            "share": percent(moved),
            "supplier": supplier.name,
        }
        title, ask = both("measure_move", **words), both("ask_move", **words)
        yield Measure(f"switch-country-{_local(product)}", "switch country", p, title, ask, remedy)


def moved_share(product: Product) -> float:
    """The share of a product that moves: that of the rule, or all that the largest supplier has."""
    return min(rule("second_source_share"), max(line.weight for line in product.lines))


def others(case: Case, product: Product) -> dict[str, int]:
    """The largest line of each country but that of the largest line; at most a few, by size."""
    home = suppliers_by_node(case)
    lines = product.lines
    order = sorted(range(len(lines)), key=lambda k: (-lines[k].weight, lines[k].node))
    if lines[order[0]].node not in home:
        return {}
    found: dict[str, int] = {}
    for k in order[1:]:
        supplier = home.get(lines[k].node)
        if supplier is not None and supplier.country != home[lines[order[0]].node].country:
            found.setdefault(supplier.country, k)
    return dict(list(found.items())[:MOST_PLACES])


def suppliers_by_node(case: Case) -> dict[str, Supplier]:
    """The list's suppliers by their node."""
    held: dict[str, Supplier] = case.__dict__.setdefault("_suppliers", {})
    if not held:
        held.update({s.node: s for s in case.purchases.suppliers})
    return held


def alternatives(case: Case, product: Product) -> list[str]:
    """The largest makers in the world among countries that the firm does not buy this product from."""
    home = suppliers_by_node(case)
    now = {home[line.node].country for line in product.lines if line.node in home}
    shares = world_shares(case, product.stands_for)
    return [c for c, s in shares.items() if c not in now and s >= rule("least_alternative")][:MOST_PLACES]


def _largest(case: Case, p: int) -> int:
    """The edge of a product's largest supplier."""
    edges = [edge for q, edge in lines_of(case) if q == p]
    lines = case.purchases.products[p].lines
    return edges[max(range(len(lines)), key=lambda k: lines[k].weight)]


def _cut_share(case: Case, found: Struck, node: int, carrier: str) -> float:
    """What the scenario would cut of a new edge: what it cuts from the same maker to the firm's industry."""
    number = case.network.carriers["id"].tolist().index(carrier)
    lost = 0.0
    for cut in found.scenario.cuts:
        sources, carriers, targets = cut_masks(found.frame, cut)
        if targets[case.standins.target] and sources[node] and carriers[number]:
            lost = max(lost, 1 - cut.level)
    return lost


def _sooner(product: Product, p: int, need: int) -> Measure:
    """Qualify another maker or design beforehand: switching takes half as long."""
    months = product.months_to_switch / 2
    rows = {row["horizon"]: row for row in switching_rows(months)}
    # what is replaceable is largest at the optimistic corner
    rho = {h: (row["high"], row["central"], row["low"]) for h, row in rows.items()}
    before, after = f"{product.months_to_switch:g}", f"{months:g}"
    title = both("measure_redesign", product=product.name, before=before, after=after)
    ask = both("ask_redesign", product=product.name)
    return Measure(f"redesign-{_local(product)}", "redesign", p, title, ask, Remedy(need, replaced=rho))


def _row(
    case: Case, measure: Measure, struck: Sequence[Struck], before: Sequence[Interval]
) -> dict[str, Any] | None:
    """A measure with its losses before and after, scenario by scenario; None where it avoids next to
    nothing.

    An event that costs next to nothing now has a row only where the measure makes it worse.
    """
    product = case.purchases.products[measure.product]
    per = case.worth.per_day
    rows: list[dict[str, Any]] = []
    avoided: list[Interval] = []
    horizons: list[str] = []
    felt = {k for k, was in enumerate(before) if was.central >= rule("least_loss")}
    # a stock and a faster switch only help; what is moved may be hit by an event that was not felt before
    asked = list(range(len(before))) if measure.remedy.moved else sorted(felt)
    cuts = [measure.cuts[k] for k in asked] if measure.cuts else ()
    after_all = remedied([struck[k] for k in asked], case.node, measure.remedy, cuts)
    for k, after in zip(asked, after_all, strict=True):
        if k not in felt and not worse_ends(before[k], after):
            continue
        found = struck[k]
        avoided.append(avoided_loss(before[k], after).scaled(per))
        horizons.append(found.scenario.horizon)
        rows.append(
            {
                "id": found.scenario.id,
                "title": dict(found.scenario.title),
                "loss_before": interval(before[k], None, per),
                "loss_after": interval(after, None, per),
                "avoided": interval(avoided[-1]),
                "worse_at": worse_ends(before[k], after),
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
        "moved": measure.remedy.moved or None,
        "worse_in": [r["id"] for r in rows if r["worse_at"]],
        "hit_in": [struck[k].scenario.id for k, cut in enumerate(measure.cuts) if cut > 0],
        "caution": _caution(rows),
        "cost": measure.cost and {**measure.cost, "p5": None, "p95": None},
        "cost_basis": both("cost_stock") if measure.cost else both("cost_unknown"),
        "pays_if": pays_if(case, measure.kind, horizons[best], avoided[best]),
        "pays_basis": both("pays_basis"),
        "ask": measure.ask,
    }


def avoided_loss(before: Interval, after: Interval) -> Interval:
    """Loss before less loss after, corner by corner, put in order; below zero where the measure does harm."""
    gaps = [b - a for b, a in zip(vars(before).values(), vars(after).values(), strict=True)]
    gaps = [0.0 if abs(gap) < SOLVED else gap for gap in gaps]
    return Interval(min(gaps), gaps[1], max(gaps))


def worse_ends(before: Interval, after: Interval) -> list[str]:
    """The ends of a loss (share of the firm's value) that a measure makes worse by more than a trifle."""
    was, now, trifle = vars(before), vars(after), LEAST * rule("least_loss")
    return [end for end in ENDS if now[end] > (1 + LEAST) * was[end] + trifle]


def _caution(rows: Sequence[Mapping[str, Any]]) -> Words | None:
    """Which events the measure makes worse, and at which end; None where it only helps."""
    made = []
    for row in rows:
        if row["worse_at"]:
            which = joined([both(f"worse_{end}") for end in row["worse_at"]])
            made.append(both("worse_event", name=row["title"], ends=which))
    return both("worse", events=joined(made)) if made else None


def pays_if(case: Case, kind: str, horizon: str, avoided: Interval) -> Words:
    """An upper yardstick for a measure's yearly cost: chance per year × days × loss avoided per day.

    Said for each 1 % of yearly chance: how likely an event is, the reader judges. The rate is that with
    stocks used up, so the product is the most that can be avoided, while the measure bridges the event: days
    are those of ``assumption.firm.event`` at the horizon, and for a stock no more than it lasts. Where a
    measure does harm nothing is paid for it.
    """
    days = assumption("assumption.firm.event", horizon)
    if kind == "stock":
        days = {end: min(value, rule("stock_days")) for end, value in days.items()}
    worth = {end: 0.01 * days[end] * max(0.0, value) for end, value in vars(avoided).items()}
    return both(
        "pays_if",
        most=money_words(worth["central"], case.profile.currency),
        between=money_ends(worth["low"], worth["high"], case.profile.currency),
        days={"en": f"{days['low']:g}–{days['high']:g}", "ja": f"{days['low']:g}〜{days['high']:g}"},
    )


def money_ends(low: float, high: float, currency: str) -> Words:
    """Both ends of a range of money in both languages."""
    return {lang: ends(low, high, currency, lang) for lang in LANGUAGES}


def percent(share: float) -> str:
    """A share for a title, without a sign.

    >>> percent(0.3), percent(0.128), percent(0.004)
    ('30', '13', '0.4')
    """
    return f"{100 * share:.0f}" if share >= 0.0995 else f"{100 * share:.2g}"


def _local(product: Product) -> str:
    return product.carrier.removeprefix("carrier.firm.")
