"""A country's input-output table and matrix of essential inputs, as a network holds them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tensen.analysis.places import COUNTRY_KINDS
from tensen.analysis.synthetic import Table
from tensen.engine.arrays import FloatArray, IntArray
from tensen.messages import TensenError
from tensen.model import Network

LEVEL = {"critical": 2, "linear": 1}
Levels = NDArray[np.int8]


@dataclass(frozen=True, eq=False)
class Country:
    """A country's sectors in a network.

    Attributes:
        id, name: the country.
        table: flows per day between its sectors; what is sold to anyone else, at home or abroad, is final
            demand (gross output less these flows; the node's final demand where its output is not known);
            imports are not in it.
        levels: (m, m), 2, 1 or 0 for input sector (row) and buyer's sector (column).
        home: (m, m), the part of what a sector spends on an input that stays in the country; 1 where nothing
            is spent.
        currency: of the flows.
        sources: rows of the network's table of sources.
        clipped: codes of sectors whose sales to sectors exceed their output; their final demand is 0.
    """

    id: str
    name: Mapping[str, str]
    table: Table
    levels: Levels
    home: FloatArray
    currency: str
    sources: pd.DataFrame
    clipped: tuple[str, ...]


def country(network: Network, name: str) -> Country:
    """The sectors of the country called ``name``.

    Raises:
        TensenError: no such country, or the network has no flows between its sectors.
    """
    identifier = network.find(name)
    if network.kind_of[identifier] not in COUNTRY_KINDS:
        raise TensenError("not_a_country", exit_code=2, name=name)
    sectors = _sectors(network, identifier)
    edges = network.edges
    inside = edges["source"].isin(sectors["id"]) & edges["target"].isin(sectors["id"]) & (edges["flow"] > 0)
    edges = edges[inside]
    if not len(edges):
        raise TensenError("generate_no_flows", exit_code=2, name=name, network=network.about.id)
    place = pd.Index(sectors["id"])
    m = len(place)
    flows = np.zeros((m, m))
    seller, buyer = place.get_indexer(edges["source"]), place.get_indexer(edges["target"])
    np.add.at(flows, (seller, buyer), edges["flow"].to_numpy(dtype=np.float64))
    left = sectors["gross_output"].to_numpy(dtype=np.float64) - flows.sum(axis=1)
    told = np.nan_to_num(sectors["final_demand"].to_numpy(dtype=np.float64))
    codes = _codes(sectors)
    added = sectors["value"].to_numpy(dtype=np.float64)
    sellers = _carriers(edges, seller)
    needs = _needs(network, place, sellers)
    return Country(
        id=identifier,
        name=network.names[identifier],
        table=Table(
            codes,
            flows,
            np.where(np.isnan(left), told, np.maximum(left, 0.0)),
            None if np.isnan(added).any() else added,
        ),
        levels=_levels(needs, place, sellers),
        home=_home(network, place, sellers),
        currency=" ".join(sorted(set(sectors["currency"].dropna().astype(str)))),
        sources=_sources(network, sectors, edges, needs),
        clipped=tuple(code for code, rest in zip(codes, left, strict=True) if rest < 0),
    )


def _sectors(network: Network, identifier: str) -> pd.DataFrame:
    held = network.memberships
    members = held["member"][(held["group"] == identifier) & (held["role"] == "located_in")]
    nodes = network.nodes
    return nodes[(nodes["kind"] == "sector") & nodes["id"].isin(members)].reset_index(drop=True)


def _codes(sectors: pd.DataFrame) -> tuple[str, ...]:
    """The industry where that is unique, else the last part of the id."""
    named = sectors["industry"]
    if named.notna().all() and named.is_unique:
        return tuple(named.astype(str))
    return tuple(str(i).rsplit(".", 1)[-1] for i in sectors["id"])


def _carriers(edges: pd.DataFrame, seller: IntArray) -> dict[str, set[int]]:
    """Which sectors sell each carrier at home."""
    found: dict[str, set[int]] = {}
    pairs = pd.DataFrame({"seller": seller, "carrier": edges["carrier"].astype(str).to_numpy()})
    for k, carrier in pairs.drop_duplicates().itertuples(index=False):
        found.setdefault(carrier, set()).add(int(k))
    return found


def _needs(network: Network, place: "pd.Index[str]", carriers: Collection[str]) -> pd.DataFrame:
    needs = network.requirements
    return needs[needs["target"].isin(place) & needs["carrier"].isin(carriers)]


def _levels(needs: pd.DataFrame, place: "pd.Index[str]", sellers: dict[str, set[int]]) -> Levels:
    """2 where a sector requires what another sells as critical, 1 where in proportion, 0 where not at all."""
    levels = np.zeros((len(place), len(place)), dtype=np.int8)
    columns = needs["target"], needs["carrier"], needs["mode"]
    for target, carrier, mode in zip(*(c.astype(str) for c in columns), strict=True):
        buyer = int(place.get_indexer(pd.Index([target]))[0])
        for seller in sellers.get(carrier, ()):
            levels[seller, buyer] = max(int(levels[seller, buyer]), LEVEL[mode])
    return levels


def _home(network: Network, place: "pd.Index[str]", sellers: dict[str, set[int]]) -> FloatArray:
    edges = network.edges
    bought = edges[edges["target"].isin(place) & edges["carrier"].isin(list(sellers)) & (edges["flow"] > 0)]
    inside = bought["source"].isin(place)
    home = np.ones((len(place), len(place)))
    for carrier, rows in bought.groupby(bought["carrier"].astype(str), observed=True):
        buyer = place.get_indexer(pd.Index(rows["target"]))
        flow = rows["flow"].to_numpy(dtype=np.float64)
        spent = np.bincount(buyer, flow, len(place))
        kept = np.bincount(buyer, flow * inside[rows.index].to_numpy(dtype=bool), len(place))
        share = np.divide(kept, spent, out=np.ones(len(place)), where=spent > 0)
        home[sorted(sellers[str(carrier)])] = share
    return home


def _sources(network: Network, *tables: pd.DataFrame) -> pd.DataFrame:
    cited: set[str] = set()
    for frame in tables:
        cited |= set(frame["source_id"].dropna().astype(str))
    known = network.sources
    for _ in range(len(known)):  # and what these were derived from
        behind = known["derived_from"][known["id"].isin(cited)].dropna()
        more = {name for cell in behind for name in str(cell).split("|")} - cited
        if not more:
            break
        cited |= more
    return known[known["id"].isin(cited)]
