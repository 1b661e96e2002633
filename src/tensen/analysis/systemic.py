"""Systemic risk (ESRI) on any network of ours: what is lost when a node, a group or a scenario hits it.

The index is that of Diem, Borsos, Reisch, Kertész and Thurner (2022) on the economy that
``tensen.analysis.systemic_economy`` makes of a network, in the published steps (`reference`) or in the limit
with certified bounds (`converged`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

import numpy as np
import pandas as pd

from tensen.analysis.compiled import Frame, Quantile, with_assumptions
from tensen.analysis.hits import Hit, hit_of
from tensen.analysis.scenario import Scenario
from tensen.analysis.stress import changed, no_step
from tensen.analysis.systemic_economy import Networked, Weights, economy_of
from tensen.analysis.systemic_groups import By, Group, groups_of
from tensen.analysis.systemic_links import Replace
from tensen.engine.arrays import BoolArray, FloatArray, IntArray
from tensen.engine.esri.cascade import cascades
from tensen.engine.esri.converged import largest
from tensen.engine.esri.economy import Economy
from tensen.engine.esri.shocks import Shocks
from tensen.engine.esri.totals import totals
from tensen.messages import Key, TensenError
from tensen.model import Network

Mode = Literal["converged", "reference"]
COLUMNS = (
    "node",
    "name_en",
    "name_ja",
    "kind",
    "members",
    "esri",
    "esri_down",
    "esri_up",
    "bound",
    "iterations",
)


@dataclass(frozen=True, eq=False)
class Systemic:
    """The index by node, group or scenario, largest first.

    ``table``: ``node`` (id of a node, group or scenario), ``name_en``, ``name_ja``, ``kind``, ``members``
    (nodes and edges hit), ``esri``, ``esri_down``, ``esri_up`` (shares of all weight, 0 to 1), ``bound`` and
    ``iterations``. Converged: the index lies between ``esri`` and ``esri + bound``; reference: where the
    steps ended, ``bound`` NaN. ``proven`` says that nobody left out of a ``top`` has more than the last row.
    """

    table: pd.DataFrame
    networked: Networked
    mode: Mode
    notes: tuple[Key, ...] = ()
    proven: bool = True

    @property
    def economy(self) -> Economy:
        """The arrays that the kernels read."""
        return self.networked.economy

    @property
    def nodes(self) -> tuple[str, ...]:
        """The ids of the economy's firms that are nodes, in its order."""
        return self.networked.nodes

    @property
    def edges(self) -> pd.DataFrame:
        """Who supplies whom: ``source, target, carrier, weight``, the weight being the impact downstream."""
        return self.networked.edges

    def to_frame(self) -> pd.DataFrame:
        """The table."""
        return self.table

    def _repr_html_(self) -> str:
        return self.table._repr_html_()  # type: ignore[operator, no-any-return]


@dataclass(frozen=True)
class _Settings:
    """How an economy is made and how its cascades are run."""

    replace: Replace
    weights: Weights
    quantile: Quantile
    mode: Mode
    eps: float
    tol: float
    workers: int | None

    def economy(self, frame: Frame, horizon: str, cut: IntArray | Sequence[int] = ()) -> Networked:
        return economy_of(
            frame, horizon, replace=self.replace, weights=self.weights, quantile=self.quantile, cut=cut
        )


def systemic_of(
    frame: Frame,
    *,
    by: By = "node",
    scenarios: Sequence[Scenario] = (),
    horizon: str | None = None,
    mode: Mode = "converged",
    top: int | None = None,
    loss: float = 1.0,
    held: bool = False,
    replace: Replace = "assumed",
    weights: Weights = "value",
    quantile: Quantile = 0.5,
    eps: float = 1e-2,
    tol: float = 1e-6,
    workers: int | None = None,
    step: Callable[[], None] = no_step,
) -> Systemic:
    """The index of every node or group (``by``), or of every scenario where some are given.

    Args:
        horizon: default ``months``, or each scenario's own.
        top: only the largest; nodes that cannot be among them are then not solved.
        loss: the part of its output that every member of a group loses.
        held: members are lost by the share of them that the group has, where one is known; else wholly.
        replace, weights, quantile: see :func:`tensen.analysis.systemic_economy.economy_of`.
        eps: reference mode: the steps end when no loss grows by more.
        tol: converged mode: about how wide the bounds of the two halves may be.
        step: called after each piece of work, for progress.

    Raises:
        TensenError: an unknown choice, a loss or share outside 0 to 1, or a scenario that takes nothing.
    """
    if mode not in ("converged", "reference"):
        raise TensenError(
            "systemic_choice", exit_code=2, name="mode", value=mode, near="converged, reference"
        )
    if not 0 < loss <= 1:
        raise TensenError("systemic_loss", exit_code=2, value=loss)
    settings = _Settings(replace, weights, quantile, mode, eps, tol, workers)
    if scenarios:
        return _of_scenarios(frame, scenarios, horizon, settings, top, step)
    network = settings.economy(frame, horizon or "months")
    step()
    groups = groups_of(frame.network, by, _connected(network))
    if by == "node" and mode == "converged" and loss == 1.0 and top is not None and top < len(groups):
        return _largest(network, groups, settings, top)
    shocks = _shocks([(g.members, loss * (g.held if held else np.ones(g.members.size))) for g in groups])
    found = _solved(network, shocks, settings)
    step()
    rows = _named(
        frame.network, [g.id for g in groups], found.assign(members=[g.members.size for g in groups])
    )
    notes = network.notes if held else (*network.notes, *_partial(groups))
    return Systemic(_sorted(rows, top), network, mode, notes)


def shocks_of(network: Networked, hits: Sequence[Hit]) -> Shocks:
    """A column per hit: nodes lose what they lose, cut edges are lost through their relays."""
    parts = []
    for hit in hits:
        firms = np.append(hit.nodes, network.relay(hit.edges))
        parts.append((firms, np.append(hit.node_loss, hit.edge_loss)))
    return _shocks(parts)


def _shocks(parts: Sequence[tuple[IntArray, FloatArray]]) -> Shocks:
    """A column per part; the larger loss where a firm is named twice."""
    each = [_once(*part) for part in parts]
    start = np.concatenate(([0], np.cumsum([firms.size for firms, _ in each]))).astype(np.intp)
    node = np.concatenate([np.empty(0, np.intp), *(firms for firms, _ in each)])
    level = np.concatenate([np.empty(0), *(losses for _, losses in each)])
    return Shocks(start, node, level, level)


def _once(firms: IntArray, losses: FloatArray) -> tuple[IntArray, FloatArray]:
    named, place = np.unique(firms, return_inverse=True)
    level = np.zeros(named.size)
    np.maximum.at(level, place, losses)
    return named.astype(np.intp), level


def _connected(network: Networked) -> BoolArray:
    """Nodes that supply, need or are worth anything; shape (nodes,)."""
    count = len(network.nodes)
    linked = np.zeros(network.links.n, dtype=bool)
    linked[network.links.seller] = linked[network.links.buyer] = True
    return np.asarray((linked | (network.weights[: network.links.n] > 0))[:count])


def _solved(network: Networked, shocks: Shocks, settings: _Settings) -> pd.DataFrame:
    """The figures of every column: esri, esri_down, esri_up, bound, iterations."""
    economy, weights, workers = network.economy, network.weights, settings.workers
    if settings.mode == "reference":
        # the published rule for an empty market depends on the unit of money; sigma is 1 there instead
        risk = cascades(economy, shocks, weights=weights, eps=settings.eps, workers=workers, floor=0.0)
        esri, down, up = (held[:, 0] for held in (risk.esri, risk.down, risk.up))
        return _figures(esri, down, up, np.full(esri.size, np.nan), risk.rounds)
    found = totals(economy, shocks, weights=weights, tol=settings.tol, workers=workers)
    return _figures(found.low, found.down_low, found.up_low, found.high - found.low, found.iterations)


def _figures(
    esri: FloatArray, down: FloatArray, up: FloatArray, bound: FloatArray, iterations: IntArray
) -> pd.DataFrame:
    return pd.DataFrame(
        {"esri": esri, "esri_down": down, "esri_up": up, "bound": bound, "iterations": iterations}
    )


def _largest(network: Networked, groups: Sequence[Group], settings: _Settings, top: int) -> Systemic:
    """The nodes with the largest index, solving only those that can be among them."""
    table = network.compiled.frame.network
    best = largest(network.economy, top, weights=network.weights, tol=settings.tol, workers=settings.workers)
    ids = [network.nodes[i] for i in best.firms]
    found = _solved(network, Shocks.closures(best.firms), settings)
    rows = _sorted(_named(table, ids, found.assign(members=1)), top)
    said = Key("systemic.note_solved", {"solved": best.solved, "count": len(groups)})
    return Systemic(rows, network, settings.mode, (*network.notes, said), best.proven)


def _of_scenarios(
    frame: Frame,
    scenarios: Sequence[Scenario],
    horizon: str | None,
    settings: _Settings,
    top: int | None,
    step: Callable[[], None],
) -> Systemic:
    """Scenarios of one horizon and the same assumptions share an economy."""
    rows, network = [], None

    def setting(scenario: Scenario) -> str:
        return repr((horizon or scenario.horizon, scenario.changes))

    for _, some in groupby(sorted(scenarios, key=setting), setting):
        chosen = list(some)
        table = changed(frame.network.assumptions, chosen[0])
        moved = with_assumptions(frame, table) if chosen[0].changes else frame
        hits = [hit_of(moved, scenario) for scenario in chosen]
        cut = np.concatenate([hit.edges for hit in hits])
        network = settings.economy(moved, horizon or chosen[0].horizon, cut)
        found = _solved(network, shocks_of(network, hits), settings)
        named = found.assign(
            node=[s.id for s in chosen],
            name_en=[s.title["en"] for s in chosen],
            name_ja=[s.title["ja"] for s in chosen],
            kind="scenario",
            members=[hit.nodes.size + hit.edges.size for hit in hits],
        )
        rows.append(named)
        step()
    assert network is not None
    return Systemic(_sorted(pd.concat(rows), top), network, settings.mode, network.notes)


def _named(network: Network, ids: Sequence[str], found: pd.DataFrame) -> pd.DataFrame:
    names, kinds = network.names, network.kind_of
    return found.assign(
        node=list(ids),
        name_en=[names[i]["en"] for i in ids],
        name_ja=[names[i]["ja"] for i in ids],
        kind=[kinds[i] for i in ids],
    )


def _sorted(rows: pd.DataFrame, top: int | None) -> pd.DataFrame:
    """Largest first, ties by id."""
    ordered = rows.sort_values(["esri", "node"], ascending=[False, True], kind="stable")
    return ordered.head(top if top is not None else len(rows)).reset_index(drop=True)[list(COLUMNS)]


def _partial(groups: Sequence[Group]) -> tuple[Key, ...]:
    count = sum(group.partial for group in groups)
    return (Key("systemic.note_partial", {"count": count}),) if count else ()
