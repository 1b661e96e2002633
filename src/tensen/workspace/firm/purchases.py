"""What the firm buys: rows of the list matched to countries and carriers, joined to products and
suppliers.
"""

import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tensen.messages import LANGUAGES, Finding, TensenError, text
from tensen.workspace.firm.cells import Words
from tensen.workspace.firm.lookup import Looked, Lookup
from tensen.workspace.firm.profile import Profile
from tensen.workspace.firm.rows import Row, SupplierList
from tensen.workspace.firm.shares import Shares, folded, numbers, shares_of

UNSORTED = "unsorted"


@dataclass(frozen=True)
class Supplier:
    """A supplier's plant in one country making one kind of thing; ``carrier`` of the atlas, None unknown."""

    node: str
    name: Words
    country: str
    carrier: str | None
    lat: float
    lon: float
    corporate_number: str = ""


@dataclass(frozen=True)
class Line:
    """What one supplier sells of one product: ``spend`` per year, ``weight`` its share of the product.

    ``node`` is the supplier's, or an unknown supplier's where the country is not known. ``rows``: numbers of
    the list's rows.
    """

    node: str
    spend: float
    weight: float
    stock_days: float
    months_to_switch: float
    rows: tuple[int, ...]


@dataclass(frozen=True)
class Product:
    """Something that the firm buys. ``carrier`` is the firm's own, ``stands_for`` the atlas's (None unknown).

    ``critical``: None not said, NaN yes, else the share of output that stops. ``stock_days`` the shortest
    stock of its lines, ``months_to_switch`` the longest time, NaN where no line says.
    """

    carrier: str
    name: Words
    stands_for: str | None
    family: str
    spend: float
    share: float
    critical: float | None
    stock_days: float
    months_to_switch: float
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Purchases:
    """All products and suppliers; what could not be matched; how many cells had to be assumed."""

    products: tuple[Product, ...]
    suppliers: tuple[Supplier, ...]
    unmatched: tuple[Mapping[str, Any], ...]
    assumed_cells: int
    findings: tuple[Finding, ...]

    @property
    def spend(self) -> float:
        """Per year, in the firm's currency."""
        return math.fsum(p.spend for p in self.products)


@dataclass(frozen=True)
class _Matched:
    row: Row
    country: str | None
    carrier: str | None
    spend: float
    said: Words | None = None


def slug(name: str) -> str:
    """A name as a part of an id; empty where nothing of it can stand in one.

    >>> slug("Kazahaya Castings"), slug("風早鋳造")
    ('kazahaya-castings', '')
    """
    ascii_only = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", ascii_only))[:60]


def purchases_of(found: SupplierList, profile: Profile, lookup: Lookup) -> Purchases:
    """Match, convert, join.

    Raises:
        TensenError: a currency without a rate, no row with an amount, or shares of a product above its whole.
    """
    spends = _in_own_currency(found, profile, lookup)
    known = [s for s in spends if not math.isnan(s)]
    if not known or math.fsum(known) <= 0:
        raise TensenError("firm_no_spend", file=found.file)
    unmatched: list[dict[str, Any]] = []
    matched = [_match(row, spend, lookup, unmatched) for row, spend in zip(found.rows, spends, strict=True)]
    assumed = sum(math.isnan(m.spend) for m in matched)
    matched = _with_assumed_spend(matched)
    nodes, suppliers = _suppliers(matched, set(lookup.network.position))
    where = {"file": found.file, "sheet": found.sheet}
    shares, findings = shares_of([m.row for m in matched], where)
    products = _products(matched, nodes, lookup, shares)
    findings += [
        *_approximate(matched, where),
        *_contradictions(matched, where),
        *_duplicates(found, matched),
    ]
    if all(p.critical is None or p.critical == 0 for p in products):
        findings.append(Finding("firm_nothing_critical", {"file": found.file}, {}, "warning"))
    return Purchases(tuple(products), tuple(suppliers), tuple(unmatched), assumed, tuple(findings))


def rate_of(profile: Profile, currency: str, lookup: Lookup) -> float | None:
    """Units of the firm's currency for one unit of ``currency``; None where neither the profile nor the
    atlas says.
    """
    if currency == profile.currency:
        return 1.0
    if currency in profile.rates:
        return profile.rates[currency]
    jpy = lookup.yen_per_dollar
    if jpy is None:
        return None
    return {("JPY", "USD"): jpy, ("USD", "JPY"): 1 / jpy}.get((profile.currency, currency))


def _in_own_currency(found: SupplierList, profile: Profile, lookup: Lookup) -> list[float]:
    rates: dict[str, float | None] = {}
    faults = []
    spends = []
    for row in found.rows:
        currency = row.currency or profile.currency
        rate = rates.setdefault(currency, rate_of(profile, currency, lookup))
        if rate is None:
            where = {"file": found.file, "sheet": found.sheet, "row": row.number, "column": "currency"}
            faults.append(Finding("firm_currency", where, {"value": currency, "own": profile.currency}))
        spends.append(row.spend * (rate or math.nan))
    if faults:
        raise TensenError("firm_list_invalid", file=found.file, findings=faults)
    return spends


def _match(row: Row, spend: float, lookup: Lookup, unmatched: list[dict[str, Any]]) -> _Matched:
    country, carrier = lookup.country(row.country), lookup.carrier(row.code, row.product)
    for column, value, looked in (("country", row.country, country), ("code", row.code, carrier)):
        if looked.id is None:
            unmatched.append(_unmatched(row, column, value, looked))
    if math.isnan(spend):
        words: Words = {lang: text("firm.spend_unknown", lang) for lang in LANGUAGES}
        unmatched.append(_unmatched(row, "annual_spend", "", Looked(None, words)))
    return _Matched(row, country.id, carrier.id, spend, carrier.reason if carrier.id else None)


def _unmatched(row: Row, column: str, value: str, looked: Looked) -> dict[str, Any]:
    return {
        "row": row.number,
        "supplier": row.supplier["en"],
        "column": column,
        "value": value,
        "reason": looked.reason,
        "suggestions": [{"id": i, "name": name} for i, name in looked.suggestions],
    }


def _with_assumed_spend(matched: Sequence[_Matched]) -> list[_Matched]:
    """A row without an amount is taken at the mean of its product, else of the list: never dropped, and
    counted.
    """

    def mean(spends: Sequence[float]) -> float:
        known = [s for s in spends if not math.isnan(s)]
        return math.fsum(known) / len(known) if known else math.nan

    every = mean([m.spend for m in matched])
    by_product: dict[str, list[float]] = {}
    for m in matched:
        by_product.setdefault(m.row.product["en"], []).append(m.spend)
    means = {name: mean(spends) for name, spends in by_product.items()}

    def assumed(name: str) -> float:
        return every if math.isnan(means[name]) else means[name]

    return [replace(m, spend=assumed(m.row.product["en"])) if math.isnan(m.spend) else m for m in matched]


def _suppliers(matched: Sequence[_Matched], taken: set[str]) -> tuple[list[str], list[Supplier]]:
    """For each row the node that supplies it (empty: not known), and the suppliers, by ids not ``taken``."""
    made: dict[tuple[str, str, str], Supplier] = {}
    nodes = []
    for m in matched:
        if m.country is None:
            nodes.append("")
            continue
        key = (folded(m.row.supplier), m.country, m.carrier or "")
        if key not in made:
            node = fresh_id(f"supplier.{_local(m.row.supplier, m.row.number)}", taken)
            lat, lon = (m.row.lat, m.row.lon)
            made[key] = Supplier(node, m.row.supplier, m.country, m.carrier, lat, lon, m.row.corporate_number)
        nodes.append(made[key].node)
    return nodes, list(made.values())


def _products(
    matched: Sequence[_Matched], nodes: Sequence[str], lookup: Lookup, shares: Shares
) -> list[Product]:
    total = math.fsum(m.spend for m in matched)
    groups: dict[tuple[str, str], list[int]] = {}
    for place, m in enumerate(matched):
        groups.setdefault((folded(m.row.product), m.carrier or ""), []).append(place)
    taken = set(lookup.network.carriers["id"])
    families = dict(zip(lookup.network.carriers["id"], lookup.network.carriers["family"], strict=True))
    products = []
    for (_, stands_for), places in groups.items():
        mine = [matched[p] for p in places]
        first = mine[0].row
        carrier = fresh_id(f"carrier.firm.{_local(first.product, first.number)}", taken)
        spend = math.fsum(m.spend for m in mine)
        said = [m.row.critical for m in mine if m.row.critical is not None]
        products.append(
            Product(
                carrier=carrier,
                name=first.product,
                stands_for=stands_for or None,
                family=families.get(stands_for, UNSORTED),
                spend=spend,
                share=spend / total,
                critical=_most_critical(said),
                stock_days=min(_known(m.row.stock_days for m in mine), default=math.nan),
                months_to_switch=max(_known(m.row.months_to_switch for m in mine), default=math.nan),
                lines=tuple(
                    _lines(mine, [nodes[p] for p in places], carrier, shares.get(folded(first.product)))
                ),
            )
        )
    return sorted(products, key=lambda p: (-p.spend, p.carrier))


def _lines(mine: Sequence[_Matched], nodes: Sequence[str], carrier: str, told: float | None) -> list[Line]:
    """One line per supplier; weights from the column ``share`` where these are ``told``, else from spend.

    ``told`` is the sum of the shares that the list gives of the product: what is missing to the whole comes
    from a supplier that is not known.
    """
    whole = told if told is not None and math.fsum(m.row.share for m in mine) > 0 else None
    sizes = [m.spend if whole is None else m.row.share for m in mine]
    scale = (1.0 if whole is None else whole) / (math.fsum(sizes) or 1.0)
    unknown = f"unknown.firm.{carrier.removeprefix('carrier.firm.')}"
    joined: dict[str, list[int]] = {}
    for place, node in enumerate(nodes):
        joined.setdefault(node or unknown, []).append(place)
    rest = 0.0 if whole is None else 1 - whole
    if rest:
        joined.setdefault(unknown, [])
    return [
        Line(
            node=node,
            spend=math.fsum(mine[p].spend for p in places),
            weight=math.fsum(sizes[p] for p in places) * scale + (rest if node == unknown else 0.0),
            stock_days=min(_known(mine[p].row.stock_days for p in places), default=math.nan),
            months_to_switch=max(_known(mine[p].row.months_to_switch for p in places), default=math.nan),
            rows=tuple(mine[p].row.number for p in places),
        )
        for node, places in joined.items()
    ]


def _most_critical(said: Sequence[float]) -> float | None:
    """One row's yes makes the product critical; among shares the largest counts; nothing said stays so."""
    if not said:
        return None
    return math.nan if any(math.isnan(s) for s in said) else max(said)


def _approximate(matched: Sequence[_Matched], where: Mapping[str, Any]) -> list[Finding]:
    """Codes of which only the larger part is what they were read as, each said once."""
    first = {m.row.code: m for m in reversed(matched) if m.said}
    return [
        Finding(
            "firm_code_mostly",
            {**where, "row": m.row.number, "column": "code"},
            {"value": code, "id": m.carrier, **(m.said or {})},
            "warning",
        )
        for code, m in sorted(first.items(), key=lambda item: item[1].row.number)
    ]


def _contradictions(matched: Sequence[_Matched], where: Mapping[str, Any]) -> list[Finding]:
    """Products that one row calls critical and another not: the stricter is taken, and said."""
    said: dict[tuple[str, str], list[Row]] = {}
    for m in matched:
        if m.row.critical is not None:
            said.setdefault((folded(m.row.product), m.carrier or ""), []).append(m.row)
    found = []
    for rows in said.values():
        no = [row.number for row in rows if row.critical == 0]
        yes = [row.number for row in rows if row.critical != 0]
        if yes and no:
            params = {"value": rows[0].product["en"], "yes": numbers(yes), "no": numbers(no)}
            place = {**where, "row": no[0], "column": "critical"}
            found.append(Finding("firm_critical_both", place, params, "warning"))
    return found


def _duplicates(found: SupplierList, matched: Sequence[_Matched]) -> list[Finding]:
    """The same supplier, country and product on several rows: joined, and said."""
    seen: dict[tuple[str, str, str], int] = {}
    findings = []
    for m in matched:
        key = (folded(m.row.supplier), m.country or "", folded(m.row.product))
        if key in seen:
            where = {"file": found.file, "sheet": found.sheet, "row": m.row.number, "column": "supplier"}
            params = {"value": m.row.supplier["en"], "other": seen[key]}
            findings.append(Finding("firm_twice", where, params, "warning"))
        else:
            seen[key] = m.row.number
    return findings


def _known(values: Any) -> list[float]:
    return [v for v in values if not math.isnan(v)]


def _local(name: Words, number: int) -> str:
    """What an id says: the name, else the row's number."""
    return slug(name["en"]) or f"row-{number}"


def fresh_id(base: str, taken: set[str]) -> str:
    """``base``, else with the first number behind it that is not taken yet; it is taken from then on."""
    found, count = base, 1
    while found in taken:
        count += 1
        found = f"{base}-{count}"
    taken.add(found)
    return found
