"""A network compiled to arrays for one horizon: which row stands behind which number."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from tensen.engine.arrays import FloatArray, IntArray, ranges
from tensen.engine.system import System
from tensen.engine.unknown import with_worst_unknowns
from tensen.engine.validate import validate
from tensen.messages import TensenError
from tensen.model import Network, views
from tensen.model.assumed import for_horizon, values_at
from tensen.model.checks import needs
from tensen.model.groups import members_of
from tensen.model.schema import assumption_column

Quantile = float | Mapping[str, float]


@dataclass(frozen=True, eq=False)
class Cells:
    """A column of numbers (NaN where blank) and, where a cell names an assumption, its code (else -1)."""

    number: FloatArray
    code: IntArray

    @cached_property
    def varies(self) -> bool:
        """Whether any cell names an assumption."""
        return bool((self.code >= 0).any())

    def filled(self, values: FloatArray, blank: float) -> FloatArray:
        """The numbers with assumptions at ``values`` and ``blank`` where nothing stands."""
        numbers = self.number
        if self.varies:
            numbers = np.where(self.code >= 0, values[np.maximum(self.code, 0)], numbers)
        return np.where(np.isnan(numbers), blank, numbers)


@dataclass(frozen=True, eq=False)
class Sales:
    """The demand channel's shares; shapes (K,) but ``final_share`` (nodes,)."""

    supplier: IntArray
    customer: IntArray
    share: FloatArray
    edge: IntArray
    final_share: FloatArray


@dataclass(frozen=True, eq=False)
class Frame:
    """What does not change with the assumptions' values: indices of nodes, needs, edges and terms.

    Shapes: ``edge_*`` (E,), rows of ``network.edges``; ``term_*`` (T,), rows of ``network.requirements``;
    ``need_*`` (N,), one per (target, carrier).
    """

    network: Network
    edge_source: IntArray
    edge_need: IntArray
    edge_target: IntArray
    edge_carrier: IntArray
    need_target: IntArray
    need_carrier: IntArray
    need_shares: npt.NDArray[np.bool_]
    term_need: IntArray
    term_critical: npt.NDArray[np.bool_]

    def cells(self, table: str, column: str) -> Cells:
        """A column whose cells are numbers or name assumptions, as numbers and codes."""
        held = self.__dict__.setdefault("_cells", {})
        if (table, column) not in held:
            rows = self.network.tables[table]
            ids = pd.Index(self.network.assumptions["id"].unique())
            code = ids.get_indexer(rows[assumption_column(column)].astype("object"))
            held[table, column] = Cells(rows[column].to_numpy(dtype=float), np.asarray(code, dtype=np.intp))
        found: Cells = held[table, column]
        return found

    def rows_at(self, horizon: str) -> pd.DataFrame:
        """The assumptions of one horizon, in the order that the codes of :meth:`cells` refer to."""
        held = self.__dict__.setdefault("_rows_at", {})
        if horizon not in held:
            ids = pd.Index(self.network.assumptions["id"].unique())
            held[horizon] = for_horizon(self.network.assumptions, horizon).reindex(ids)
        rows: pd.DataFrame = held[horizon]
        return rows

    @cached_property
    def value(self) -> FloatArray:
        """Value added per day of each node, 0 where it has none."""
        return self.network.nodes["value"].fillna(0.0).to_numpy(dtype=float)

    @cached_property
    def central_weight(self) -> FloatArray:
        """Weights of the edges with assumptions at their centre; shape (E,)."""
        return needs.filled(self.network.tables, "edges", "weight").to_numpy(dtype=float)

    @cached_property
    def _by_need(self) -> tuple[IntArray, IntArray]:
        order = np.argsort(self.edge_need, kind="stable")
        return order, np.searchsorted(self.edge_need[order], np.arange(len(self.need_target) + 1))

    def edges_of_needs(self, wanted: IntArray) -> IntArray:
        """Indices of all edges that supply the needs ``wanted``."""
        order, starts = self._by_need
        return order[ranges(starts[wanted], starts[wanted + 1])]

    @cached_property
    def sales(self) -> Sales:
        """Who sells what share of its output to whom, from the edges' flows and final demand."""
        edges, nodes = self.network.edges, self.network.nodes
        flow = edges["flow"].fillna(0.0).to_numpy(dtype=float)
        carries = self.network.carriers["propagates_demand"].fillna(False).to_numpy(dtype=bool)
        sold = np.flatnonzero((flow > 0) & carries[self.edge_carrier])
        final = nodes["final_demand"].fillna(0.0).to_numpy(dtype=float)
        total = np.bincount(self.edge_source[sold], flow[sold], len(nodes)) + final
        with np.errstate(invalid="ignore", divide="ignore"):
            share = flow[sold] / total[self.edge_source[sold]]
            final_share = np.where(total > 0, final / total, 0.0)
        return Sales(self.edge_source[sold], self.edge_target[sold], share, sold, final_share)

    @cached_property
    def unknown_admissible(self) -> dict[int, IntArray]:
        """For each unknown supplier the nodes it might be: whoever supplies the same carrier anywhere.

        Where its row says who is ``admissible``, those: suppliers of a carrier, nodes of the economy that lie
        in a country or region, or (``economy``) all of these.
        """
        nodes = self.network.nodes
        is_unknown = (nodes["kind"] == "unknown").to_numpy()
        said = nodes["admissible"].tolist()
        found = {}
        for node in np.flatnonzero(is_unknown):
            if isinstance(said[node], str):
                peers = np.unique(np.concatenate([self._admitted(word) for word in said[node].split("|")]))
            else:
                carriers = np.unique(self.edge_carrier[self.edge_source == node])
                peers = np.unique(self.edge_source[np.isin(self.edge_carrier, carriers)])
            found[int(node)] = peers[~is_unknown[peers]]
        return found

    def _admitted(self, word: str) -> IntArray:
        """Indices of the nodes that one word of ``admissible`` lets an unknown supplier be."""
        network = self.network
        carrier = pd.Index(network.carriers["id"]).get_indexer([word])[0]
        if carrier >= 0:
            return np.unique(self.edge_source[self.edge_carrier == carrier])
        economy = (network.nodes["partition"] == "economy").fillna(False).to_numpy(dtype=bool)
        if word != "economy":
            here = network.nodes["id"].isin(list(members_of(network, word, "located_in"))).to_numpy()
            economy = economy & here  # what a frame hands out may not be written to
        return np.flatnonzero(economy)


@dataclass(frozen=True, eq=False)
class Compiled:
    """A frame with numbers: the engine's system at one horizon and one point of the assumptions."""

    frame: Frame
    horizon: str
    quantile: Quantile
    system: System


def frame_of(network: Network) -> Frame:
    """Index the rows of ``network``; a few tenths of a second for half a million edges."""
    node = network.position
    carrier = pd.Index(network.carriers["id"])
    edges, rows = network.edges, network.requirements
    term_target, term_carrier = (
        node.get_indexer(pd.Index(rows["target"])),
        carrier.get_indexer(pd.Index(rows["carrier"])),
    )
    edge_target, edge_carrier = (
        node.get_indexer(pd.Index(edges["target"])),
        carrier.get_indexer(pd.Index(edges["carrier"])),
    )
    keys = term_target.astype(np.int64) * len(carrier) + term_carrier
    wanted, first, term_need = np.unique(keys, return_index=True, return_inverse=True)
    return Frame(
        network,
        edge_source=node.get_indexer(pd.Index(edges["source"])),
        edge_need=np.searchsorted(wanted, edge_target.astype(np.int64) * len(carrier) + edge_carrier),
        edge_target=edge_target,
        edge_carrier=edge_carrier,
        need_target=(wanted // len(carrier)).astype(np.intp),
        need_carrier=(wanted % len(carrier)).astype(np.intp),
        need_shares=(rows["supply"] == "shares").to_numpy()[first],
        term_need=term_need.astype(np.intp),
        term_critical=(rows["mode"] == "critical").to_numpy(),
    )


def with_assumptions(frame: Frame, assumptions: pd.DataFrame) -> Frame:
    """The same rows under another table of assumptions."""
    return replace(frame, network=views.replace(frame.network, {"assumptions": assumptions}))


def compile_network(frame: Frame, horizon: str, quantile: Quantile = 0.5) -> Compiled:
    """The system at ``horizon`` with every assumption at a pessimism ``quantile`` (0.5 is central).

    Raises:
        TensenError: an unknown horizon.
    """
    held: dict[tuple[str, float], Compiled] = frame.__dict__.setdefault("_compiled", {})
    if not isinstance(quantile, float):
        return _compile(frame, horizon, quantile)
    if (horizon, quantile) not in held:
        like = next(iter(held.values()), None)
        made = _compile(frame, horizon, quantile) if like is None else _moved(like, horizon, quantile)
        held[horizon, quantile] = made
    return held[horizon, quantile]


def system_of(frame: Frame, figures: "Figures", *, sales: bool = True) -> System:
    """The engine's system with these figures on the rows of ``frame``; without ``sales`` shortages alone."""
    system = System(
        n=len(frame.network.nodes),
        need_target=frame.need_target,
        edge_source=frame.edge_source,
        edge_need=frame.edge_need,
        edge_weight=figures.weight,
        term_need=frame.term_need,
        term_critical=frame.term_critical,
        term_coef=figures.coef,
        term_rho=figures.rho,
        term_replace_max=figures.replace_max,
    )
    if not sales:
        return system
    sold = frame.sales
    return replace(
        system,
        sale_supplier=sold.supplier,
        sale_customer=sold.customer,
        sale_share=sold.share,
        sale_edge=sold.edge,
        final_share=sold.final_share,
    )


def _compile(frame: Frame, horizon: str, quantile: Quantile) -> Compiled:
    system = system_of(frame, figures_at(frame, horizon, quantile))
    _valid(system, frame)
    return Compiled(frame, horizon, quantile, system)


def _valid(system: System, frame: Frame) -> None:
    try:
        validate(system)
    except ValueError as problem:
        raise TensenError("system_invalid", name=frame.network.about.id, problem=problem) from problem


def shift(compiled: Compiled, quantile: Quantile) -> Compiled:
    """The same system at another point of the assumptions; shares the prepared structure.

    Raises:
        TensenError: at this point the requirements of a target exceed the whole, or its supply falls short.
    """
    if isinstance(quantile, float):
        return compile_network(compiled.frame, compiled.horizon, quantile)
    return _moved(compiled, compiled.horizon, quantile)


def _moved(compiled: Compiled, horizon: str, quantile: Quantile) -> Compiled:
    figures = figures_at(compiled.frame, horizon, quantile)
    system = compiled.system
    if compiled.frame.cells("edges", "weight").varies:
        system = system.with_weights(figures.weight)
    system = system.with_terms(
        term_coef=figures.coef, term_rho=figures.rho, term_replace_max=figures.replace_max
    )
    _valid(system, compiled.frame)
    return Compiled(compiled.frame, horizon, quantile, system)


def worst_unknowns(compiled: Compiled) -> Compiled:
    """The same system with every unknown supplier as bad as the worst supplier it might be."""
    admissible = compiled.frame.unknown_admissible
    if not admissible:
        return compiled
    held: dict[str, Compiled] = compiled.__dict__
    if "_worst" not in held:
        system = with_worst_unknowns(compiled.system, admissible)
        held["_worst"] = Compiled(compiled.frame, compiled.horizon, compiled.quantile, system)
    return held["_worst"]


@dataclass(frozen=True, eq=False)
class Figures:
    """The numbers of one point: ``weight`` (E,), the others (T,)."""

    weight: FloatArray
    coef: FloatArray
    rho: FloatArray
    replace_max: FloatArray


def figures_at(frame: Frame, horizon: str, quantile: Quantile) -> Figures:
    """What the cells stand for at one horizon and one point of the assumptions."""
    values = values_at(frame.rows_at(horizon), quantile)
    return Figures(
        _normalised(frame, frame.cells("edges", "weight").filled(values, 0.0)),
        np.clip(frame.cells("requirements", "criticality").filled(values, 0.0), 0.0, 1.0),
        np.clip(frame.cells("requirements", "replaceability").filled(values, 0.0), 0.0, 1.0),
        frame.cells("requirements", "replace_max").filled(values, np.inf),
    )


def _normalised(frame: Frame, weight: FloatArray) -> FloatArray:
    """Shares are made to add up to 1: rounding in the source, or assumed shares that no longer do."""
    total = np.bincount(frame.edge_need, weight, len(frame.need_target))
    scale = np.where(frame.need_shares & (total > 0), 1.0 / np.where(total > 0, total, 1.0), 1.0)
    return np.asarray(weight * scale[frame.edge_need])
