"""The verb: systemic risk of firms, from three tables or a network of ours."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from tensen.analysis.scenario import Scenario
from tensen.analysis.systemic_groups import By
from tensen.engine.arrays import FloatArray
from tensen.engine.esri.network import Economy
from tensen.engine.esri.upstream import closed_classes
from tensen.jobs import Cluster, Flag, Processes, Progress, Threads, Where
from tensen.messages import Key, Language, TensenError
from tensen.model import Network
from tensen.workspace.systemic.asked import Asked
from tensen.workspace.systemic.compute import SALES, Found, Mode, Way, compute
from tensen.workspace.systemic.firms import Firms
from tensen.workspace.systemic.given import given
from tensen.workspace.systemic.inputs import Extras, Notes, read_inputs
from tensen.workspace.systemic.networks import of_network, of_scenarios
from tensen.workspace.systemic.result import Systemic, unsettled_of
from tensen.workspace.systemic.shocked import Shocked, read_closures, read_groups, read_shocks

SHOWN = 10  # names of cascades that did not settle, in a sentence


def systemic_risk(
    edges: Any,
    sectors: Any = None,
    essential: Any = None,
    closures: Any = "all",
    *,
    mode: Mode = "reference",
    eps: float | None = None,
    tol: float | None = None,
    exact: bool | None = None,
    final_demand: Any = None,
    weights: Any = None,
    market: Any = None,
    replaceability: bool = True,
    revenue: Any = None,
    costs: Any = None,
    groups: Any = None,
    shocks: Any = None,
    sectors_from: int = 0,
    by: By | None = None,
    horizon: str | None = None,
    scenarios: Any = None,
    max_rounds: int | None = None,
    workers: int | None = None,
    processes: int | None = None,
    cluster: str | None = None,
    keep: str | Path | None = None,
    progress: Progress | None = None,
    cancel: Flag | None = None,
    lang: Language = "en",
) -> Systemic:
    """The economic systemic risk index (ESRI) of firms, groups or shocks.

    Diem, Borsos, Reisch, Kertész and Thurner (2022), Scientific Reports 12, 7719. Tables are paths (``.csv``,
    ``.parquet``), frames or mappings of columns; values per firm may be arrays in the order of the firms.

    Args:
        edges: ``source, target, weight`` (a table, three arrays, or a sparse matrix), or a network of ours,
            of which the rest of the tables is then known.
        sectors: ``node, sector``, one row per firm; or the sectors alone, of firms 0 ... n - 1.
        essential: matrix of 2 (essential), 1 and 0 (negligible); row: input sector, column: buyer's sector.
            With codes sectors are matched by code; without they are row numbers from ``sectors_from``.
        closures: ``all``, ``top:K``, a table with the column ``node``, or names of firms.
        mode: ``reference`` stops as published when no loss grows by more than ``eps`` (default 0.01);
            ``converged`` gives the limit with a bound, to about ``tol`` (default 1e-6).
        exact: converged: whether the total of every closure is solved, not its bracket alone; by itself it is
            for up to 20,000 closures, and for chosen ones always.
        final_demand: sales to final users (``node, final_demand``), through which demand leaves the network.
        weights: further weights of the index beside sales: a column each. For a network of ours: ``value``
            (value added, the default) or ``sales``.
        market: among whom a supplier is replaced (``node, market``); default the sector.
        replaceability: whether rivals replace a supplier at all.
        revenue, costs: the published corrections, where larger than what the edges show.
        groups: ``group, node[, share]``: members hit together. shocks: ``shock, node, down[, up]``.
        sectors_from: the number of the matrix's first row where it carries no codes: 0 or 1.
        by, horizon: only for a network of ours: ``node`` (default), ``jurisdiction``, ``operator``,
            ``holder`` or ``corridor``; ``days``, ``months`` (default; each scenario's own), ``years``.
        scenarios: only for a network of ours: names, files or scenarios, a row for each in place of closures.
        max_rounds: reference: after how many steps a cascade that does not settle is stopped (1,000).
        workers, processes, cluster: threads here (default: all processors), processes here, or the address of
            a Dask scheduler.
        keep: a folder for finished chunks: the same call goes on where it was stopped.
        progress: called with (done, total, seconds left or None).
        cancel: once set, no chunk is begun any more.

    Raises:
        TensenError: anything that cannot be used, with file, row, column and how to repair it.
    """
    began = time.perf_counter()
    hit = {"closures": None if _is_all(closures) else closures, "groups": groups, "shocks": shocks}
    _one_of(**hit, scenario=scenarios)
    where = place(workers, processes, cluster)
    kept = None if keep is None else Path(keep)
    told = {"closures": closures, "groups": groups, "shocks": shocks}
    steps = {"eps": eps, "max_rounds": max_rounds}
    limit = {"tol": tol, "exact": exact}
    way = Way(mode=mode, where=where, keep=kept, progress=progress, cancel=cancel)
    asked_for: dict[str, Any] = {k: value for k, value in (steps | limit).items() if value is not None}
    way = replace(way, **asked_for)
    way.check()
    _of_mode(mode, limit if mode == "reference" else steps)
    extras = Extras(
        market=market,
        final_demand=final_demand,
        revenue=revenue,
        costs=costs,
        weights=weights,
        replaceability=replaceability,
        sectors_from=sectors_from,
    )
    try:
        if isinstance(edges, Network):
            _tables_apart(sectors, essential, extras)
            way = replace(way, floor=0.0)
            if scenarios is not None:
                _one_of(by=by, scenario=scenarios)
                some = [scenarios] if isinstance(scenarios, str | Scenario) else list(scenarios)
                asked, found = of_scenarios(edges, some, horizon, weights, way, lang)
            else:
                asked = of_network(edges, told, by, horizon, weights, lang)
                found = compute(asked.economy, asked.shocked, asked.weights, way)
        else:
            _net_only(by=by, horizon=horizon, scenario=scenarios)
            asked = _of_tables(edges, sectors, essential, told, extras)
            found = compute(asked.economy, asked.shocked, asked.weights, way)
        return _result(asked, found, way, time.perf_counter() - began)
    except (ValueError, OverflowError) as problem:
        # what the checks before the engine did not foresee still reaches nobody raw
        raise TensenError("esri_engine", problem=str(problem)[:300]) from problem


def _of_mode(mode: str, other: Mapping[str, Any]) -> None:
    """Refuse options that the mode does not read."""
    named = [f"--{name.replace('_', '-')}" for name, value in other.items() if value is not None]
    if named:
        instead = "converged" if mode == "reference" else "reference"
        raise TensenError("esri_mode_only", exit_code=2, names=", ".join(named), mode=mode, other=instead)


def _tables_apart(sectors: Any, essential: Any, extras: Extras) -> None:
    """Refuse tables beside a network, which has its own."""
    told = {"sectors": sectors, "essential": essential}
    told |= {name: getattr(extras, name) for name in ("market", "final_demand", "revenue", "costs")}
    told["no-replaceability"] = None if extras.replaceability is True else True
    told["sectors-from"] = extras.sectors_from or None
    named = [name for name, value in told.items() if value is not None]
    if named:
        names = ", ".join(f"--{name.replace('_', '-')}" for name in ("net", *named))
        raise TensenError("esri_together", exit_code=2, names=names)


def _net_only(**given_: Any) -> None:
    """Refuse what only a network of ours knows."""
    named = [f"--{name}" for name, value in given_.items() if value is not None]
    if named:
        raise TensenError("esri_net_only", exit_code=2, names=", ".join(named))


def _of_tables(edges: Any, sectors: Any, essential: Any, told: Mapping[str, Any], extras: Extras) -> Asked:
    for name, value in (("edges", edges), ("sectors", sectors), ("essential", essential)):
        if value is None:
            raise TensenError("esri_needed", exit_code=2, what=Key(f"esri.what_{name}"), name=name)
    if not isinstance(extras.replaceability, bool):
        told_ = {"name": "replaceability", "value": extras.replaceability, "names": "True, False"}
        raise TensenError("esri_switch", exit_code=2, **told_)
    if extras.sectors_from not in (0, 1):
        raise TensenError("esri_sectors_from", exit_code=2, value=extras.sectors_from)
    inputs = read_inputs(edges, sectors, essential, extras)
    if not inputs.economy.out.any():
        raise TensenError("esri_no_sales")
    shocked = _shocked(told, inputs.firms)
    notes = inputs.notes + shocked.notes
    if not extras.replaceability:
        notes += (Key("esri.note_not_replaced"),)
    elif extras.market is not None:
        notes += (Key("esri.note_market"),)
    weights: dict[str | None, FloatArray] = {SALES: inputs.economy.out}
    weights.update(inputs.weights.items())
    unit = "firm" if shocked.closed else "group"
    return Asked(inputs.economy, inputs.firms, shocked, weights, notes, unit)


def _shocked(told: Mapping[str, Any], firms: Firms) -> Shocked:
    if told["groups"] is not None:
        return read_groups(given(told["groups"], "groups"), firms)
    if told["shocks"] is not None:
        return read_shocks(given(told["shocks"], "shocks"), firms)
    return read_closures(told["closures"], firms)


def _is_all(closures: Any) -> bool:
    return isinstance(closures, str) and closures == "all"


def _one_of(**given_: Any) -> None:
    named = [f"--{name}" for name, value in given_.items() if value is not None]
    if len(named) > 1:
        raise TensenError("esri_together", exit_code=2, names=", ".join(named))


def place(workers: int | None, processes: int | None, cluster: str | None) -> Where:
    """Where to compute; raises :class:`TensenError` where more than one place is named."""
    _one_of(workers=workers, processes=processes, cluster=cluster)
    for name, count in (("--workers", workers), ("--processes", processes)):
        if count is not None and (not isinstance(count, int) or count < 1):
            raise TensenError("esri_count", exit_code=2, name=name, value=count)
    if cluster is not None:
        return Cluster(cluster)
    if processes is not None:
        return Processes(processes)
    return Threads(workers) if workers is not None else Threads()


def _result(asked: Asked, found: Found, way: Way, seconds: float) -> Systemic:
    firms = asked.firms
    if not all(np.isfinite(part).all() for part in found.esri.values()):
        raise TensenError("esri_engine", problem=Key("esri.problem_not_finite"))
    return Systemic(
        economy=asked.economy,
        names=firms.names.typed(),
        titles=None if firms.title is None else pd.Series(pd.array(firms.title, dtype="str")),
        labels=pd.Series(pd.array(firms.label, dtype="str")),
        shocked=asked.shocked,
        found=found,
        way=way,
        weights=asked.weights,
        lead=next(iter(asked.weights)),
        notes=asked.notes,
        warnings=warnings_of(asked.economy, found, way, asked.shocked),
        sources=asked.sources,
        called=asked.called,
        title=asked.title,
        unit=asked.unit,
        seconds=seconds,
    )


def warnings_of(net: Economy, found: Found, way: Way, shocked: Shocked) -> Notes:
    """What to beware of when reading the figures."""
    leaks = bool((net.sales > net.out).any())
    if way.mode == "reference":
        kind = "warn_reference" if leaks else "warn_reference_open"
        warnings: Notes = (Key(f"esri.{kind}", {"eps": f"{way.eps:g}"}),)
        names = unsettled_of(found, shocked)
        if not names:
            return warnings
        first = ", ".join(names[:SHOWN]) + (", …" if len(names) > SHOWN else "")
        told = {"count": f"{len(names):,}", "names": first, "rounds": f"{way.max_rounds:,}"}
        return (*warnings, Key("esri.warn_unsettled", told))
    closed = closed_classes(net)
    circles = np.unique(closed[closed >= 0]).size
    if not circles:
        return ()
    params = {"firms": f"{int(np.count_nonzero(closed >= 0)):,}", "circles": f"{circles:,}"}
    return (Key("esri.warn_circles" if leaks else "esri.warn_circles_no_demand", params),)
