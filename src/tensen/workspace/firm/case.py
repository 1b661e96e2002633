"""A firm's case: its list joined to the atlas, compiled, with what its edges stand for and what it is
worth.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import cast

import numpy as np

from tensen.analysis.compiled import Frame, frame_of
from tensen.analysis.places import Place, places_of
from tensen.analysis.standins import Standins
from tensen.matching.matcher import Matcher
from tensen.messages import LANGUAGES, TensenError, text
from tensen.model import Network
from tensen.workspace.firm.alike import alike
from tensen.workspace.firm.cells import Words
from tensen.workspace.firm.coverage import coverage_findings
from tensen.workspace.firm.joining import alone, over
from tensen.workspace.firm.layer import Layer, Standin, layer_of
from tensen.workspace.firm.lookup import Lookup
from tensen.workspace.firm.profile import Profile
from tensen.workspace.firm.purchases import Purchases, purchases_of, rate_of
from tensen.workspace.firm.rows import SupplierList

DAYS = 365


@dataclass(frozen=True)
class Worth:
    """The firm's value added per day in its currency, and how it is known."""

    per_day: float
    basis: Words
    given: bool
    source: str


@dataclass(frozen=True, eq=False)
class Case:
    """Everything that the answers are computed from."""

    base: Network
    profile: Profile
    supplier_list: SupplierList
    purchases: Purchases
    layer: Layer
    network: Network
    small: Network
    worth: Worth
    lookup: Lookup

    @cached_property
    def frame(self) -> Frame:
        """The network with the layer, indexed."""
        return frame_of(self.network)

    @cached_property
    def node(self) -> int:
        """The firm's position among the nodes."""
        return self.at(self.layer.firm)

    def at(self, node: str) -> int:
        """A node's position."""
        held: dict[str, int] = self.__dict__.setdefault("_at", {})
        if not held:
            held.update({name: k for k, name in enumerate(self.network.position.tolist())})
        return held[node]

    @cached_property
    def place(self) -> Place:
        """The firm as a reference: supplies are withheld from its country, its own value counts."""
        mask = places_of(self.frame).mask(self.layer.country)
        weights = np.zeros(len(mask))
        weights[self.node] = self.worth.per_day
        return Place(self.layer.country, mask, self.worth.per_day, math.nan, weights)

    @cached_property
    def rivals(self) -> list[str]:
        """The same industry in other countries, largest first."""
        code = self.layer.sector.split(".")[-1]
        nodes = self.network.nodes
        countries = [c for c, kind in self.network.kind_of.items() if kind == "country"]
        held = self.network.memberships
        inside = held["member"][(held["role"] == "located_in") & held["group"].isin(countries)]
        same = nodes[
            (nodes["industry"] == code) & (nodes["id"] != self.layer.sector) & nodes["id"].isin(inside)
        ]
        return same.sort_values(["value", "id"], ascending=[False, True])["id"].head(6).tolist()

    @cached_property
    def usd(self) -> float | None:
        """Units of the firm's currency for one dollar."""
        return rate_of(self.profile, "USD", self.lookup)

    @cached_property
    def standins(self) -> Standins:
        """What the layer's edges stand for, as indices."""
        return standins_of(self.frame, self.layer.standins, self.layer.firm, self.layer.sector)


def case_of(base: Network, profile: Profile, found: SupplierList) -> Case:
    """Join a list to the atlas.

    Raises:
        TensenError: the country or industry is not in the atlas, a currency without a rate, a list that
        cannot
            be used.
    """
    lookup = Lookup(base)
    matcher = Matcher(base)
    country = matcher.match(profile.country, kinds=("country",))
    if country.id is None:
        near = ", ".join(s.name for s in country.suggestions) or "–"
        raise TensenError("firm_country", name=profile.country, near=near, exit_code=2)
    if not profile.industry:
        raise TensenError("firm_industry_missing", exit_code=2)
    sector = matcher.match_sector(profile.industry, country.id)
    if sector.id is None:
        near = ", ".join(f"{s.id} ({s.name})" for s in sector.suggestions) or "–"
        raise TensenError("firm_industry", name=profile.industry, near=near, exit_code=2)
    purchases = purchases_of(found, profile, lookup)
    more = (*coverage_findings(profile, purchases, found.file), *alike(found))
    purchases = replace(purchases, findings=(*purchases.findings, *more))
    layer = layer_of(purchases, profile, lookup, country.id, sector.id, found.file)
    small, stubs = alone(base, layer, profile)
    network = over(base, small, stubs)
    worth = worth_of(base, profile, purchases, sector.id)
    return Case(base, profile, found, purchases, layer, network, small, worth, lookup)


def worth_of(base: Network, profile: Profile, purchases: Purchases, sector: str) -> Worth:
    """Value added per day: given, else sales times the ratio of the industry, else from the list's spend.

    The last reads the list as all that the firm buys: value = spend · r / (1 − r), r the industry's value
    added per unit of output.
    """
    row = base.nodes.iloc[base.position.get_loc(sector)]
    ratio = float(cast(float, row["value"])) / float(cast(float, row["gross_output"]))
    source = str(row["source_id"])
    percent = f"{100 * ratio:.1f}"
    if not math.isnan(profile.value_added):
        return Worth(profile.value_added / DAYS, _both("firm.worth_given"), True, "source.firm-list")
    if math.isnan(ratio):
        raise TensenError("firm_value_unknown", name=sector, exit_code=2)
    if not math.isnan(profile.sales):
        return Worth(profile.sales * ratio / DAYS, _both("firm.worth_sales", ratio=percent), False, source)
    value = purchases.spend * ratio / (1 - ratio)
    return Worth(value / DAYS, _both("firm.worth_spend", ratio=percent), False, source)


def standins_of(frame: Frame, rows: Sequence[Standin], firm: str, sector: str) -> Standins:
    """The layer's stand-ins as indices; an edge without known makers might stand for any of its admissible
    ones.
    """
    position = frame.network.position
    carriers = {name: k for k, name in enumerate(frame.network.carriers["id"].tolist())}
    nodes = {name: k for k, name in enumerate(position.tolist())}
    target = int(cast(int, position.get_loc(firm)))
    edge_of = {
        (int(frame.edge_source[e]), int(frame.edge_carrier[e])): int(e)
        for e in np.flatnonzero(frame.edge_target == target)
    }
    made: list[tuple[int, int, int, float, bool]] = []
    for row in rows:
        source = nodes[row.source]
        edge = edge_of[source, carriers[row.carrier]]
        carrier = carriers[row.stands_for] if row.stands_for else -1
        if row.nodes:
            made += [(edge, nodes[n], carrier, w, False) for n, w in row.nodes.items()]
        else:
            might = frame.unknown_admissible.get(source, np.array([source]))
            made += [(edge, int(n), carrier, 1.0, True) for n in might]
    columns = list(zip(*made, strict=True)) if made else [()] * 5
    return Standins(
        np.array(columns[0], dtype=np.intp),
        np.array(columns[1], dtype=np.intp),
        np.array(columns[2], dtype=np.intp),
        np.array(columns[3], dtype=float),
        np.array(columns[4], dtype=bool),
        int(cast(int, position.get_loc(sector))),
    )


def _both(key: str, **params: object) -> Words:
    return {lang: text(key, lang, **params) for lang in LANGUAGES}
