"""An import from its files to a checked network; :func:`commit` alone writes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Final

import pandas as pd

from tensen.matching.decisions import Decisions, Verdict
from tensen.matching.match import Suggestion
from tensen.matching.matcher import Matcher
from tensen.messages import Finding, TensenError, text
from tensen.model import About, Network, NetworkBuilder
from tensen.model.coerce import coerce, placed
from tensen.model.ids import fold
from tensen.model.schema import TABLES, tables
from tensen.store import read, save
from tensen.workspace.imports.alike import alike
from tensen.workspace.imports.compare import compared
from tensen.workspace.imports.decide import Decided, decided
from tensen.workspace.imports.fill import filled_in, own_source
from tensen.workspace.imports.gather import gather
from tensen.workspace.imports.kinds import told_at_kind
from tensen.workspace.imports.pending import pending_rows, still_waiting, waiting_tables
from tensen.workspace.imports.places import mended
from tensen.workspace.imports.resolve import OWNERS, Resolved, Resolver
from tensen.workspace.imports.shape import Shaped, relocated, shaped
from tensen.workspace.joined import (
    NETWORK,
    base_rows,
    is_workspace,
    join,
    joined_network,
    keep_joined,
    typed_layer,
    typed_rows,
)
from tensen.workspace.layers import OWN, Layer, layer_names, layer_path, read_layer, write_layer

EMPTY: Final = "none"
Ask = Callable[[str, Suggestion], bool | None]
Step = Callable[[], None]


@dataclass(frozen=True)
class Prepared:
    """What an import would do.

    Attributes:
        workspace: the folder.
        base: the network below all layers; ``publishes`` says that it is not there yet.
        layer: the layer as it would be.
        rows: its rows by table, typed.
        network: the whole network as it would be; None where ``faults`` forbid it.
        counts: by table: how many rows are new, same, changed and waiting.
        filled: how many cells were filled in, by column.
        matched: how many cells were matched by name, alias, crosswalk or a decision.
        near: new names that resemble known ones.
        faults: what must be repaired first.
        warnings: what is worth a word.
        skipped: rows of templates that only explain.
    """

    workspace: Path
    base: Network
    publishes: bool
    layer: Layer
    rows: Mapping[str, pd.DataFrame]
    network: Network | None
    counts: Mapping[str, Mapping[str, int]]
    filled: Mapping[str, int] = field(default_factory=dict)
    matched: Mapping[str, int] = field(default_factory=dict)
    near: Sequence[tuple[str, str, Suggestion]] = ()
    faults: Sequence[Finding] = ()
    warnings: Sequence[Finding] = ()
    skipped: int = 0

    @property
    def waiting(self) -> int:
        """Rows of the layer that wait for a match."""
        return len(self.layer.pending)


def import_rows(
    path: str | Path,
    into: str | Path = ".tensen",
    *,
    base: str | None = None,
    layer: str = OWN,
    replaces: bool = False,
) -> Prepared:
    """Take in a file or folder in one step, as ``tensen import --yes`` does.

    Args:
        path: a workbook, CSV, Parquet or JSON file, or a folder of such.
        into: the workspace; made where there is none.
        base: the pack below (``japan`` unless told), or ``none``.
        layer: the layer that the rows go to.
        replaces: whether rows may take the place of the base's rows with the same key.

    Raises:
        TensenError: something must be repaired first; nothing was changed.
    """
    prepared = prepare(path, into, base=base, layer=layer, replaces=replaces)
    commit(prepared)
    return prepared


def prepare(
    path: str | Path,
    into: str | Path,
    *,
    base: str | None = None,
    layer: str = OWN,
    title: str | None = None,
    licence: str | None = None,
    replaces: bool = False,
    ask: Ask | None = None,
    today: str | None = None,
    step: Step = lambda: None,
) -> Prepared:
    """Read, match and check; nothing is written.

    Args:
        path: see :func:`import_rows`, as ``into``, ``base``, ``layer`` and ``replaces``.
        title: what the layer is called; default: its name.
        licence: makes the layer public under these terms; None leaves it as it is, private at first.
        ask: asked for each spelling whether a suggestion is right: yes, no, or None for neither.
        today: the date of the import, YYYY-MM-DD.

    Raises:
        TensenError: a file, the workspace or a layer cannot be read, or the call makes no sense.
    """
    workspace, day = Path(into), today or date.today().isoformat()
    layer_path(workspace, layer)
    found = shaped(gather(Path(path), step))
    if not found.rejects and not found.findings and all(f.empty for t in found.tables.values() for f in t):
        raise TensenError("import_nothing", file=str(path))
    step()
    ground, publishes = _ground(workspace, base)
    layers = [read_layer(workspace, name) for name in layer_names(workspace)]
    mine = next((one for one in layers if one.name == layer), None)
    mine = mine or Layer(layer, title or text("layer.source_title", name=layer), day)
    mine = replace(mine, title=title or mine.title, date=day, replaces=mine.replaces or replaces)
    if licence is not None:
        mine = replace(mine, private=False, licence=licence)
    others = [one for one in layers if one.name != layer]
    network = join(ground, layers) if layers else ground
    step()
    return _Import(workspace, ground, publishes, mine, others, network, found, day).prepared(ask, step)


def commit(prepared: Prepared) -> None:
    """Write what was prepared, in one step.

    Raises:
        TensenError: there are faults, or nothing could be written; everything is as it was.
    """
    if prepared.network is None:
        faults = prepared.faults
        raise TensenError("import_faults", findings=faults, count=len(faults), name=prepared.layer.name)
    write_layer(prepared.workspace, prepared.layer, prepared.rows)
    if prepared.publishes:  # last: without it the folder is no workspace yet
        save(prepared.base, prepared.workspace, NETWORK)
    keep_joined(prepared.workspace, prepared.network)


def _ground(workspace: Path, base: str | None) -> tuple[Network, bool]:
    """The network below all layers, and whether it has to be published first."""
    from tensen.workspace.networks import DEFAULT, load

    if is_workspace(workspace):
        ground = read(workspace, NETWORK)
        if base is not None and base != (ground.about.id if len(ground.nodes) else EMPTY):
            raise TensenError(
                "base_differs", exit_code=2, folder=str(workspace), name=ground.about.id, wanted=base
            )
        return ground, False
    if base == EMPTY:
        return NetworkBuilder(
            About(EMPTY, text("import.empty_base"), text("import.empty_base", "ja"))
        ).freeze(), True
    return load(base or DEFAULT, private=False), True


@dataclass
class _Import:
    workspace: Path
    base: Network
    publishes: bool
    layer: Layer
    others: list[Layer]
    network: Network
    found: Shaped
    today: str

    def prepared(self, ask: Ask | None, step: Step) -> Prepared:
        mended_rows = decided(self.found.rejects, self.network, self._brought())
        rows = self._rows(mended_rows)
        decisions = self._decisions(mended_rows)
        resolver = Resolver(self.network, Matcher(self.network, decisions), mended_rows.fresh)
        decisions = self._rejected(mended_rows, resolver, decisions)
        resolved = Resolver(self.network, Matcher(self.network, decisions), mended_rows.fresh).resolve(rows)
        step()
        if ask is not None and resolved.unmatched:
            decisions = self._asked(ask, resolved, decisions)
            resolved = Resolver(self.network, Matcher(self.network, decisions), mended_rows.fresh).resolve(
                rows
            )
        decisions = self._remembered(mended_rows, resolved, rows, decisions)
        return self._checked(rows, resolved, decisions, mended_rows, step)

    def _rows(self, said: Decided) -> dict[str, pd.DataFrame]:
        """All rows by table: of the files, of mended rejects, made by decisions, and those that waited."""
        waited = waiting_tables(still_waiting(self.layer.pending, said.superseded, self.found))
        made = [pd.DataFrame(list(said.made.values()))] if said.made else []
        found = {}
        for table in TABLES:
            parts = [*self.found.tables.get(table, []), *said.tables.get(table, [])]
            parts += made if table == "nodes" else []
            parts += [waited[table]] if table in waited else []
            if parts:
                found[table] = pd.concat(parts, ignore_index=True) if len(parts) > 1 else parts[0]
        return found

    def _brought(self) -> set[str]:
        frames = [f for table in OWNERS for f in self.found.tables.get(table, []) if "id" in f]
        return {fold(str(cell)) for frame in frames for cell in frame["id"].dropna()}

    def _decisions(self, said: Decided) -> Decisions:
        decisions = self.layer.matches
        for (domain, spelling), identifier in said.accepted.items():
            decisions = decisions.with_decision(domain, spelling, identifier, "accepted", self.today)
        return decisions

    def _rejected(self, said: Decided, resolver: Resolver, decisions: Decisions) -> Decisions:
        for domain, spelling in sorted(said.rejected):
            for suggestion in resolver.reference(domain, spelling).suggestions:
                decisions = decisions.with_decision(domain, spelling, suggestion.id, "rejected", self.today)
        return decisions

    def _asked(self, ask: Ask, resolved: Resolved, decisions: Decisions) -> Decisions:
        """Ask for each spelling once, suggestion by suggestion, until one is right."""
        seen: set[tuple[str, str]] = set()
        for cell in resolved.unmatched:
            domain = "carrier" if cell.column == "carrier" or cell.table == "carriers" else "node"
            key = (domain, fold(cell.match.spelling))
            if key in seen:
                continue
            seen.add(key)
            for suggestion in cell.match.suggestions:
                answer = ask(cell.match.spelling, suggestion)
                if answer is None:
                    break
                verdict: Verdict = "accepted" if answer else "rejected"
                decisions = decisions.with_decision(
                    *(domain, cell.match.spelling, suggestion.id), verdict, self.today
                )
                if answer:
                    break
        return decisions

    def _remembered(
        self, said: Decided, resolved: Resolved, rows: Mapping[str, pd.DataFrame], decisions: Decisions
    ) -> Decisions:
        """Names that a person called new keep their new ids."""
        for table, domain in OWNERS.items():
            if table not in rows or not any(t == table for t, _ in said.fresh):
                continue
            for column in ("name_en", "name_ja"):
                if column not in rows[table]:
                    continue
                for name, identifier in zip(rows[table][column], resolved.tables[table]["id"], strict=True):
                    if (
                        not pd.isna(name)
                        and not pd.isna(identifier)
                        and (table, fold(str(name))) in said.fresh
                    ):
                        decisions = decisions.with_decision(
                            domain, str(name), identifier, "accepted", self.today
                        )
        return decisions

    def _checked(
        self,
        rows: Mapping[str, pd.DataFrame],
        resolved: Resolved,
        decisions: Decisions,
        said: Decided,
        step: Step,
    ) -> Prepared:
        pending = pending_rows(rows, resolved.unmatched, self.found)
        layer = replace(self.layer, matches=decisions, pending=self._placed_first(pending))
        waiting: dict[str, set[int]] = {}
        for cell in resolved.unmatched:
            waiting.setdefault(cell.table, set()).add(cell.position)
        matched = {t: f.drop(index=f.index[sorted(waiting.get(t, ()))]) for t, f in resolved.tables.items()}
        matched = {table: frame.reset_index(drop=True) for table, frame in matched.items()}
        filled, cells, made = filled_in(matched, layer, self.today)
        findings = [*self.found.findings, *said.findings, *alike(filled.get("nodes"))]
        typed: dict[str, pd.DataFrame] = {}
        for table, frame in filled.items():
            typed[table], faults = coerce(tables()[table], placed(frame, ""))
            findings += told_at_kind(faults, frame) if table == "nodes" else faults
        step()
        held = typed_layer(layer)
        counts, after = {}, dict(held)
        for table, frame in typed.items():
            kept = held.get(table)
            result = compared(
                table,
                frame,
                made.get(table),
                base_rows(self.base, table),
                kept,
                self.base.about.id,
                layer.replaces,
            )
            findings += result.findings
            after[table] = result.rows
            counts[table] = {"new": result.new, "same": result.same, "changed": result.changed, "waiting": 0}
        for waits, count in pending["table"].value_counts().items():
            empty = {"new": 0, "same": 0, "changed": 0}
            counts[str(waits)] = {**counts.get(str(waits), empty), "waiting": int(count)}
        if any(len(frame) for frame in after.values()):
            after["sources"] = self._sourced(after.get("sources"), layer)
        step()
        findings = [relocated(finding, self.found) for finding in findings]
        network, more = self._joined(layer, after, typed, findings)
        findings += more
        step()
        return Prepared(
            workspace=self.workspace,
            base=self.base,
            publishes=self.publishes,
            layer=layer,
            rows=after,
            network=network,
            counts={table: counts[table] for table in TABLES if any(counts.get(table, {}).values())},
            filled={name: count for name, count in cells.items() if count},
            matched=resolved.matched,
            near=resolved.near,
            faults=[f for f in findings if f.severity == "error"],
            warnings=[f for f in findings if f.severity != "error"],
            skipped=self.found.skipped,
        )

    def _placed_first(self, pending: pd.DataFrame) -> pd.DataFrame:
        """Rows that waited before keep the place that they first stood in."""
        before = self.layer.pending[self.layer.pending["pending"].isin(pending["pending"].tolist())]
        place = before.drop_duplicates("pending").set_index("pending")[["file", "sheet", "row"]]
        changed = pending.set_index("pending")
        changed.update(place)
        return changed.reset_index()[list(pending.columns)]

    def _sourced(self, sources: pd.DataFrame | None, layer: Layer) -> pd.DataFrame:
        own = typed_rows("sources", pd.DataFrame([own_source(layer, self.today)]), f"{layer.name}/sources")
        rest = [] if sources is None else [sources[sources["id"] != layer.source]]
        return pd.concat([*rest, own], ignore_index=True)

    def _joined(
        self,
        layer: Layer,
        after: Mapping[str, pd.DataFrame],
        typed: Mapping[str, pd.DataFrame],
        findings: Sequence[Finding],
    ) -> tuple[Network | None, list[Finding]]:
        """The whole network, unless something is wrong already; its faults, placed in the user's files."""
        if any(f.severity == "error" for f in findings):
            return None, []
        layers = sorted([*self.others, layer], key=lambda one: one.name)  # as they are joined when loaded
        parts = [(after if one is layer else typed_layer(one), one.replaces) for one in layers]
        try:
            network = joined_network(self.base, layers, parts)
        except TensenError as problem:
            if not problem.findings:
                raise
            return None, [
                relocated(mended(f, typed, self.base.about.id), self.found) for f in problem.findings
            ]
        return network, [relocated(f, self.found) for f in network.warnings]
