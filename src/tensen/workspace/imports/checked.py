"""Matched rows held against the layer, the base and the whole network."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from tensen.messages import Finding, TensenError
from tensen.model import Network
from tensen.model.coerce import coerce, placed
from tensen.model.schema import TABLES, tables
from tensen.workspace.imports.alike import alike
from tensen.workspace.imports.compare import compared
from tensen.workspace.imports.fill import filled_in, own_source
from tensen.workspace.imports.given import Given, Prepared, Step
from tensen.workspace.imports.kinds import told_at_kind
from tensen.workspace.imports.matched import Matched
from tensen.workspace.imports.pending import pending_rows
from tensen.workspace.imports.places import mended
from tensen.workspace.imports.resolve import Resolved
from tensen.workspace.imports.shape import relocated
from tensen.workspace.joined import base_rows, joined_network, typed_layer, typed_rows
from tensen.workspace.layers import Layer

Frames = dict[str, pd.DataFrame]


@dataclass
class _Rows:
    """Rows on their way: as the files bring them, as the layer would hold them, and what was found."""

    typed: Frames = field(default_factory=dict)
    after: Frames = field(default_factory=dict)
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def checked(given: Given, names: Matched, step: Step) -> Prepared:
    """Type, compare and join the matched rows; those that wait are kept apart."""
    layer = replace(given.layer, matches=names.decisions, pending=_pending(given, names))
    filled, cells, made = filled_in(_settled(names.resolved), layer, given.today)
    step("check", sum(map(len, filled.values())))
    rows = _Rows(findings=[*given.found.findings, *names.said.findings, *alike(filled.get("nodes"))])
    _type(filled, rows)
    _compare(given, layer, made, rows)
    _count_waiting(layer, rows)
    if any(len(frame) for frame in rows.after.values()):
        rows.after["sources"] = _sourced(rows.after.get("sources"), layer, given.today)
    step("join", sum(map(len, rows.after.values())))
    findings = [relocated(finding, given.found) for finding in rows.findings]
    network, more = _joined(given, layer, rows, findings)
    findings += more
    return Prepared(
        workspace=given.workspace,
        state=given.state,
        base=given.base,
        publishes=given.publishes,
        layer=layer,
        rows=rows.after,
        network=network,
        counts={table: rows.counts[table] for table in TABLES if any(rows.counts.get(table, {}).values())},
        filled={name: count for name, count in cells.items() if count},
        matched=names.resolved.matched,
        near=names.resolved.near,
        faults=[f for f in findings if f.severity == "error"],
        warnings=[f for f in findings if f.severity != "error"],
        skipped=given.found.skipped,
    )


def _pending(given: Given, names: Matched) -> pd.DataFrame:
    """The rows that wait; those that waited before keep the place that they first stood in."""
    pending = pending_rows(names.rows, names.resolved.unmatched, given.found)
    held = given.layer.pending
    before = held[held["pending"].isin(pending["pending"].tolist())]
    place = before.drop_duplicates("pending").set_index("pending")[["file", "sheet", "row"]]
    changed = pending.set_index("pending")
    changed.update(place)
    return changed.reset_index()[list(pending.columns)]


def _settled(resolved: Resolved) -> Frames:
    """The rows of which every cell was matched."""
    waiting: dict[str, set[int]] = {}
    for cell in resolved.unmatched:
        waiting.setdefault(cell.table, set()).add(cell.position)
    kept = {t: f.drop(index=f.index[sorted(waiting.get(t, ()))]) for t, f in resolved.tables.items()}
    return {table: frame.reset_index(drop=True) for table, frame in kept.items()}


def _type(filled: Mapping[str, pd.DataFrame], rows: _Rows) -> None:
    for table, frame in filled.items():
        rows.typed[table], faults = coerce(tables()[table], placed(frame, ""))
        rows.findings += told_at_kind(faults, frame) if table == "nodes" else faults


def _compare(given: Given, layer: Layer, made: Mapping[str, pd.DataFrame], rows: _Rows) -> None:
    """What the layer would hold by table, and how many rows are new, same and changed."""
    held = typed_layer(layer)
    rows.after |= held
    for table, frame in rows.typed.items():
        below, name = base_rows(given.base, table), given.base.about.id
        result = compared(table, frame, made.get(table), below, held.get(table), name, layer.replaces)
        rows.findings += result.findings
        rows.after[table] = result.rows
        rows.counts[table] = {
            "new": result.new,
            "same": result.same,
            "changed": result.changed,
            "waiting": 0,
        }


def _count_waiting(layer: Layer, rows: _Rows) -> None:
    for table, count in layer.pending["table"].value_counts().items():
        empty = {"new": 0, "same": 0, "changed": 0}
        rows.counts[str(table)] = {**rows.counts.get(str(table), empty), "waiting": int(count)}


def _sourced(sources: pd.DataFrame | None, layer: Layer, today: str) -> pd.DataFrame:
    """The sources with the layer's own."""
    own = typed_rows("sources", pd.DataFrame([own_source(layer, today)]), f"{layer.name}/sources")
    rest = [] if sources is None else [sources[sources["id"] != layer.source]]
    return pd.concat([*rest, own], ignore_index=True)


def _joined(
    given: Given, layer: Layer, rows: _Rows, findings: Sequence[Finding]
) -> tuple[Network | None, list[Finding]]:
    """The whole network, unless something is wrong already; its faults, placed in the user's files."""
    if any(f.severity == "error" for f in findings):
        return None, []
    layers = sorted([*given.others, layer], key=lambda one: one.name)  # as they are joined when loaded
    parts = [(rows.after if one is layer else typed_layer(one), one.replaces) for one in layers]
    try:
        network = joined_network(given.base, layers, parts)
    except TensenError as problem:
        if not problem.findings:
            raise
        faults = [mended(f, rows.typed, given.base.about.id) for f in problem.findings]
        return None, [relocated(f, given.found) for f in faults]
    return network, [relocated(f, given.found) for f in network.warnings]
