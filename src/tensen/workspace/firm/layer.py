"""The list as rows of a network: a layer of suppliers, products and the firm over the atlas."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import pandas as pd

from tensen.messages import LANGUAGES, text
from tensen.model.assumed import central_values
from tensen.model.groups import groups_of
from tensen.model.schema import assumption_column
from tensen.workspace.firm.cells import Words
from tensen.workspace.firm.declared import table
from tensen.workspace.firm.lookup import Lookup
from tensen.workspace.firm.profile import Profile
from tensen.workspace.firm.purchases import Product, Purchases, Supplier, fresh_id, rate_of, slug
from tensen.workspace.firm.switching import switching_rows

LIST: Final = "source.firm-list"
RULES: Final = "source.firm-judgement"
PRODUCTION: Final = "carrier.firm-production"
MAKING: Final = "carrier.firm-making"
FOLLOWS: Final = "assumption.firm.follows"
INHERITED: Final = frozenset(row["family"] for row in table("inherited"))
Rows = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True)
class Standin:
    """An edge of the firm's layer stands for edges of the atlas: from these nodes, with this carrier.

    A scenario that would cut those edges to the firm's industry cuts this one by their share.
    """

    source: str
    carrier: str
    nodes: Mapping[str, float]
    stands_for: str | None


@dataclass(frozen=True, eq=False)
class Layer:
    """The firm's rows by table, the node of the firm, and what its edges stand for."""

    firm: str
    country: str
    sector: str
    rows: Rows
    standins: tuple[Standin, ...]
    purchases: Purchases = field(repr=False)


def layer_of(
    purchases: Purchases, profile: Profile, lookup: Lookup, country: str, sector: str, file: str
) -> Layer:
    """The layer of a firm in ``country`` and in the industry of the node ``sector``."""
    return _Maker(purchases, profile, lookup, country, sector, file).layer()


class _Maker:
    """Collects the rows of one layer."""

    def __init__(
        self, purchases: Purchases, profile: Profile, lookup: Lookup, country: str, sector: str, file: str
    ) -> None:
        self.purchases, self.profile, self.lookup = purchases, profile, lookup
        self.country, self.sector, self.file = country, sector, file
        self.network = lookup.network
        self.firm = fresh_id(f"firm.{slug(profile.name['en']) or 'own'}", set(self.network.position))
        self.stamp = {"source_id": LIST, "as_of": profile.as_of, "confidence": "reported"}
        self.judged = {"source_id": RULES, "as_of": "2026", "confidence": "assumed"}
        self.rows: Rows = {name: [] for name in ("nodes", "carriers", "edges", "requirements", "memberships")}
        self.assumptions: dict[tuple[str, str], dict[str, Any]] = {}
        self.standins: list[Standin] = []
        self.unknown_sectors: set[str] = set()

    def layer(self) -> Layer:
        self._firm()
        for carrier, key in ((PRODUCTION, "firm.carrier_production"), (MAKING, "firm.carrier_making")):
            self._carrier(carrier, "production", {lang: text(key, lang) for lang in LANGUAGES}, self.judged)
        for supplier in self.purchases.suppliers:
            self._supplier(supplier)
        for product in self.purchases.products:
            self._product(product)
        self._inherit()
        self.rows["assumptions"] = list(self.assumptions.values())
        self.rows["sources"] = self._sources()
        found = {name: rows for name, rows in self.rows.items() if rows}
        return Layer(self.firm, self.country, self.sector, found, tuple(self.standins), self.purchases)

    def _firm(self) -> None:
        self._node(self.firm, "firm", self.profile.name, self.stamp)
        self._member(self.firm, self.country, "located_in", self.stamp)
        if self.profile.corporate_number:
            self.rows["nodes"][-1]["corporate_number"] = self.profile.corporate_number

    def _supplier(self, supplier: Supplier) -> None:
        self._node(supplier.node, "supplier", supplier.name, self.stamp)
        if not math.isnan(supplier.lat) and not math.isnan(supplier.lon):
            self.rows["nodes"][-1] |= {"lat": supplier.lat, "lon": supplier.lon}
        if supplier.corporate_number:
            self.rows["nodes"][-1]["corporate_number"] = supplier.corporate_number
        self._member(supplier.node, supplier.country, "located_in", self.stamp)
        code = self.lookup.sector_code(supplier.carrier) if supplier.carrier else ""
        sector = self.lookup.sector(supplier.country, code)
        if not sector:
            sector = self._unknown_sector(supplier.country)
        self._needs(supplier.node, PRODUCTION, {sector: 1.0})
        makers = self.makers(supplier)
        if makers:
            self._needs(supplier.node, MAKING, makers)

    def makers(self, supplier: Supplier) -> Mapping[str, float]:
        """:meth:`_makers` of a supplier's product in its country, looked up once."""
        held: dict[tuple[str, str | None], Mapping[str, float]] = self.__dict__.setdefault("_made", {})
        key = (supplier.country, supplier.carrier)
        if key not in held:
            held[key] = self._makers(supplier)
        return held[key]

    def _makers(self, supplier: Supplier) -> dict[str, float]:
        """The atlas's own makers of a supplier's product in its country, by their share; none for a
        sector's goods.
        """
        if supplier.carrier is None or self.lookup.sector_code(
            supplier.carrier
        ) == supplier.carrier.removeprefix("carrier."):
            return {}
        weights = self._supply(supplier.carrier)
        kinds = self.network.kind_of
        located, held = (groups_of(self.network, role) for role in ("located_in", "controlled_by"))

        def places(node: str, of: Mapping[str, frozenset[str]]) -> set[str]:
            return {g for g in of.get(node, ()) if kinds[g] == "country"}

        here = supplier.country
        by = [
            [n for n in weights if here in places(n, located) and places(n, held) <= {here}],
            [n for n in weights if here in places(n, held)],
            [n for n in weights if here in places(n, located)],
        ]
        chosen = next((nodes for nodes in by if nodes), [])
        total = math.fsum(weights[n] for n in chosen)
        return {n: weights[n] / total for n in chosen} if total > 0 else {}

    def _supply(self, carrier: str) -> dict[str, float]:
        """Who supplies a carrier, by the sum of their weights over those who need it; assumed ones at the
        centre.
        """
        held: dict[str, dict[str, float]] = self.__dict__.setdefault("_supplies", {})
        if carrier not in held:
            edges = self.network.edges
            edges = edges[edges["carrier"] == carrier]
            kinds = self.network.kind_of
            weight = _central(edges, "weight", self.network.assumptions)
            total = weight.groupby(edges["source"], observed=True).sum()
            held[carrier] = {
                str(n): float(w)
                for n, w in total.items()
                if w > 0 and kinds[str(n)] not in ("unknown", "supplier")
            }
        return held[carrier]

    def _product(self, product: Product) -> None:
        self._carrier(product.carrier, product.family, product.name, self.stamp)
        for line in product.lines:
            if line.node.startswith("unknown."):
                self._unknown(line.node, product.name, product.stands_for or "economy")
            usd = self._usd_per_day(line.spend)
            edge = {
                "source": line.node,
                "target": self.firm,
                "carrier": product.carrier,
                "weight": line.weight,
            }
            self.rows["edges"].append({**edge, "flow": usd, **self.stamp})
            self._stand_in(line.node, product)
        self._requirements(product)

    def _stand_in(self, node: str, product: Product) -> None:
        supplier = next((s for s in self._by_node.get(node, ())), None)
        nodes: Mapping[str, float] = {}
        if supplier is not None and product.stands_for:
            nodes = self.makers(supplier)
            code = self.lookup.sector_code(product.stands_for)
            sector = self.lookup.sector(supplier.country, code)
            if not nodes and sector:
                nodes = {sector: 1.0}
        self.standins.append(Standin(node, product.carrier, nodes, product.stands_for))

    @property
    def _by_node(self) -> Mapping[str, Sequence[Supplier]]:
        held: dict[str, list[Supplier]] = self.__dict__.setdefault("_suppliers_by_node", {})
        if not held:
            for supplier in self.purchases.suppliers:
                held.setdefault(supplier.node, []).append(supplier)
        return held

    def _requirements(self, product: Product) -> None:
        common = {
            "target": self.firm,
            "carrier": product.carrier,
            "supply": "shares",
            **self._replaced(product),
        }
        linear = {"mode": "linear", "criticality": product.share}
        self.rows["requirements"].append({**common, **linear, **self.stamp})
        critical = self._criticality(product)
        if critical is not None:
            days = {} if math.isnan(product.stock_days) else {"time_to_survive": product.stock_days}
            self.rows["requirements"].append({**common, "mode": "critical", **critical, **days, **self.stamp})

    def _criticality(self, product: Product) -> dict[str, Any] | None:
        """What the list says, else what the atlas says of the firm's industry; None where neither calls it
        critical.
        """
        if product.critical is not None:
            if math.isnan(product.critical):
                self._assume("assumption.firm.critical")
                return {"criticality_assumption": "assumption.firm.critical"}
            return {"criticality": product.critical} if product.critical > 0 else None
        # an industry's exposure to a good of its own tells how many of its firms use it; a buyer is one of
        # them, so for goods the industry's need of the whole sector counts, for services its need of the
        # service
        code = self.lookup.sector_code(product.stands_for) if product.stands_for else ""
        carrier = product.stands_for if product.family in INHERITED else f"carrier.{code}"
        rows = self._needs_of_industry(str(carrier), "critical")
        if rows.empty:
            return None
        named = rows[assumption_column("criticality")].iloc[0]
        if isinstance(named, str):
            return {"criticality_assumption": named}
        return {"criticality": float(rows["criticality"].iloc[0])}

    def _replaced(self, product: Product) -> dict[str, Any]:
        """From the months to switch, else from the atlas: the product's own carrier before its sector's."""
        if not math.isnan(product.months_to_switch):
            made = switching_rows(product.months_to_switch)
            self.assumptions |= {(row["id"], row["horizon"]): row for row in made}
            return {"replaceability_assumption": made[0]["id"]}
        own = product.stands_for or ""
        code = self.lookup.sector_code(own) if own else ""
        for carrier in (own, f"carrier.{code}"):
            named = self._usual_replaceability(carrier)
            if named:
                return {"replaceability_assumption": named}
        return {}

    def _usual_replaceability(self, carrier: str) -> str:
        """The firm's industry's where it needs the carrier, else the one most often used for it."""
        rows = self.network.requirements
        rows = rows[(rows["carrier"] == carrier)]
        column = assumption_column("replaceability")
        own = rows[rows["target"] == self.sector][column].dropna()
        every = own if len(own) else rows[column].dropna()
        return str(every.astype(str).mode().iloc[0]) if len(every) else ""

    def _needs_of_industry(self, carrier: str, mode: str) -> pd.DataFrame:
        rows = self.network.requirements
        return rows[(rows["target"] == self.sector) & (rows["carrier"] == carrier) & (rows["mode"] == mode)]

    def _inherit(self) -> None:
        """Power, telecoms, data centres, cloud: what a list of purchases does not show, as the industry
        needs it.
        """
        network = self.network
        families = dict(
            zip(network.carriers["id"].tolist(), network.carriers["family"].tolist(), strict=True)
        )
        listed = {p.stands_for for p in self.purchases.products}
        rows = network.requirements
        rows = rows[(rows["target"] == self.sector) & (rows["mode"] == "critical")]
        wanted = [c for c in rows["carrier"] if families[c] in INHERITED and c not in listed]
        edges = network.edges
        edges = edges[(edges["target"] == self.sector) & edges["carrier"].isin(wanted)]
        for name, frame in (("requirements", rows[rows["carrier"].isin(wanted)]), ("edges", edges)):
            cells = frame.assign(target=self.firm).to_dict("records")
            self.rows[name] += [{str(k): v for k, v in row.items() if not _missing(v)} for row in cells]
        for source, carrier in zip(edges["source"], edges["carrier"], strict=True):
            self.standins.append(Standin(str(source), str(carrier), {str(source): 1.0}, str(carrier)))

    def _unknown_sector(self, country: str) -> str:
        node = f"unknown.firm.sector-{country.split('.')[-1]}"
        if node not in self.unknown_sectors:
            self.unknown_sectors.add(node)
            self._unknown(node, self.network.names[country], self.lookup.economy(country) or country)
        return node

    def _unknown(self, node: str, name: Mapping[str, str], admissible: str) -> None:
        words: Words = {lang: text("model.unknown_supplier", lang, name=name[lang]) for lang in LANGUAGES}
        self._node(node, "unknown", words, self.stamp)
        self.rows["nodes"][-1]["admissible"] = admissible

    def _needs(self, target: str, carrier: str, supply: Mapping[str, float]) -> None:
        stands = {"target": target, "carrier": carrier}
        self._assume(FOLLOWS)
        self.rows["requirements"].append(
            {
                **stands,
                "supply": "shares",
                "mode": "critical",
                "criticality_assumption": FOLLOWS,
                **self.judged,
            }
        )
        for source, weight in supply.items():
            self.rows["edges"].append({**stands, "source": source, "weight": weight, **self.judged})

    def _node(self, node: str, kind: str, name: Mapping[str, str], stamp: Mapping[str, str]) -> None:
        row = {
            "id": node,
            "kind": kind,
            "name_en": name["en"] or node,
            "name_ja": name["ja"] or node,
            **stamp,
        }
        self.rows["nodes"].append(row)

    def _carrier(self, carrier: str, family: str, name: Mapping[str, str], stamp: Mapping[str, str]) -> None:
        words = {"name_en": name["en"] or carrier, "name_ja": name["ja"] or carrier}
        row = {
            "id": carrier,
            "family": family,
            **words,
            "unit": "share of need",
            "propagates_demand": "false",
        }
        self.rows["carriers"].append({**row, **stamp})

    def _member(self, member: str, group: str, role: str, stamp: Mapping[str, str]) -> None:
        self.rows["memberships"].append({"member": member, "group": group, "role": role, **stamp})

    def _assume(self, identifier: str) -> None:
        for row in table("assumptions"):
            if row["id"] == identifier:
                self.assumptions[row["id"], row["horizon"]] = dict(row)

    def _usd_per_day(self, spend: float) -> float | None:
        rate = rate_of(self.profile, "USD", self.lookup)
        return None if rate is None else spend / rate / 365

    def _sources(self) -> list[dict[str, Any]]:
        held = set(self.network.sources["id"])
        made = [
            {
                "id": LIST,
                "title": text("firm.source_list", "en", file=self.file),
                "publisher": self.profile.name["en"],
                "licence": text("firm.licence_private", "en"),
                "date": self.profile.as_of,
                "method": text("firm.source_list_method", "en"),
            },
            {
                "id": RULES,
                "title": text("firm.source_rules", "en"),
                "publisher": "Tensen",
                "licence": "CC BY 4.0",
                "date": "2026",
                "method": text("firm.source_rules_method", "en"),
            },
        ]
        return [row for row in made if row["id"] not in held]


def _central(rows: pd.DataFrame, column: str, assumptions: pd.DataFrame) -> pd.Series:
    """A column with the central value where a row names an assumption."""
    central: pd.Series = rows[assumption_column(column)].map(central_values(assumptions)).astype(float)
    return rows[column].astype(float).fillna(central)


def _missing(value: Any) -> bool:
    return bool(value is None or (not isinstance(value, str) and pd.isna(value)))
