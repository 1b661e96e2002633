"""Dependence sets of a pack: ``dependence/<set>.toml`` says what the set is, ``<set>.csv`` holds its rows."""

from collections.abc import Collection, Iterator, Sequence
from math import isnan
from pathlib import Path
from typing import Final

from tensen.analysis.dependence import (
    HOURS,
    OF_A_NODE,
    PER_SECTOR,
    QUANTITIES,
    DependenceRow,
    DependenceSet,
    Span,
)
from tensen.messages import Finding, nearest
from tensen.packs.form import Form
from tensen.packs.pack import Pack, read_toml
from tensen.packs.sheet import PROVENANCE, Field, Line, disordered, read_lines, refuse, twice

FOLDER: Final = "dependence"
ERROR: Final = "dependence_invalid"
_MOST_HOURS: Final = 8760.0
FIELDS: Final = (
    Field("service", "name", required=True),
    Field("sector", "name"),
    Field("subject", "name"),
    Field("quantity", "choice", required=True, choices=QUANTITIES),
    Field("hours", "number", low=0.0, high=_MOST_HOURS),
    Field("low", "number", required=True, low=0.0, high=_MOST_HOURS),
    Field("central", "number", required=True, low=0.0, high=_MOST_HOURS),
    Field("high", "number", required=True, low=0.0, high=_MOST_HOURS),
    *PROVENANCE,
)


def dependence_sets_of(packs: Sequence[Pack]) -> dict[str, DependenceSet]:
    """All sets of the packs by id; a later pack may replace an earlier one's.

    Raises:
        TensenError: a file is broken.
    """
    return {path.stem: read_dependence(path) for pack in packs for path in files_of(pack, FOLDER)}


def files_of(pack: Pack, folder: str) -> list[Path]:
    """The TOML files in ``folder`` of the pack; one for each name, also where only the rows are there."""
    found = {
        path.with_suffix(".toml") for end in ("toml", "csv") for path in (pack.path / folder).glob(f"*.{end}")
    }
    return sorted(found)


def read_dependence(path: Path) -> DependenceSet:
    """The set that ``path`` and the CSV file beside it describe; its id is the file's name.

    Raises:
        TensenError: one of the two is missing or broken; with file, row or key, and repair.
    """
    form = Form(read_toml(path), path.name, ERROR)
    form.only("set")
    head = form.form("set")
    head.only("title", "note", "seen", "sources")
    table = path.with_suffix(".csv")
    lines = read_lines(table, f"{FOLDER}/{table.name}", FIELDS, ERROR)
    refuse([*_faults(lines)], f"{FOLDER}/{table.name}", ERROR)
    return DependenceSet(
        id=path.stem,
        title=head.words("title"),
        note=head.words("note"),
        seen=head.words("seen"),
        rows=tuple(_row(line) for line in lines),
        sources=head.texts("sources"),
        file=f"{FOLDER}/{path.name}",
    )


def unknown_names(
    found: DependenceSet, sources: Collection[str], sectors: Collection[str], nodes: Collection[str]
) -> Iterator[Finding]:
    """Sources, sectors and subjects that the network does not have."""
    for source in found.sources:
        yield from _dangling({"file": found.file, "key": "set.sources"}, source, sources, "sources")
    file = found.file.replace(".toml", ".csv")
    for row in found.rows:
        where = {"file": file, "row": row.row}
        yield from _dangling({**where, "column": "source_id"}, row.source_id, sources, "sources")
        if row.subject:
            yield from _dangling({**where, "column": "subject"}, row.subject, nodes, "nodes")
        if row.sector and row.sector not in sectors:
            near = ", ".join(nearest(row.sector, sectors)) or "–"
            yield Finding(
                "sector_unknown", {**where, "column": "sector"}, {"value": row.sector, "near": near}
            )


def _dangling(where: dict[str, object], value: str, known: Collection[str], target: str) -> Iterator[Finding]:
    if value not in known:
        near = ", ".join(nearest(value, known)) or "–"
        yield Finding("dangling", where, {"value": value, "target": target, "near": near})


def _faults(lines: Sequence[Line]) -> Iterator[Finding]:
    """What no single cell shows: order, limits by quantity, rows that stand twice, sectors half told."""
    for line in lines:
        yield from disordered(line, "low", "central", "high")
        if line["quantity"] not in HOURS and line["high"] > 1.0:
            yield line.wrong("not_share", "high", value=f"{line['high']:g}")
        if line["quantity"] in OF_A_NODE and not line["subject"]:
            yield line.wrong("missing", "subject", name="subject")
    yield from twice(lines, _key, "quantity")
    yield from _any_and_some(lines)
    yield from _half_told(lines)


def _key(line: Line) -> tuple[str, ...]:
    return (*_group(line), "" if isnan(line["hours"]) else f"{line['hours']:g}")


def _group(line: Line) -> tuple[str, ...]:
    return tuple(line[name] for name in ("service", "sector", "subject", "quantity"))


def _any_and_some(lines: Sequence[Line]) -> Iterator[Finding]:
    """A figure for any time beside figures for some times: which holds cannot be told."""
    anytime = {_group(line) for line in lines if isnan(line["hours"])}
    for line in lines:
        if not isnan(line["hours"]) and _group(line) in anytime:
            yield line.wrong("hours_any_and_some", "hours", value=line["quantity"])


def _half_told(lines: Sequence[Line]) -> Iterator[Finding]:
    """A sector needs all three figures, its own or those of every sector."""
    told: dict[tuple[str, str], set[str]] = {}
    first: dict[tuple[str, str], Line] = {}
    for line in lines:
        key = (line["service"], line["sector"])
        told.setdefault(key, set()).add(line["quantity"])
        first.setdefault(key, line)
    for (service, sector), quantities in told.items():
        whole = quantities | told.get((service, ""), set())
        absent = [name for name in PER_SECTOR if name not in whole]
        if sector and absent:
            yield first[service, sector].wrong(
                "sector_half_told", "sector", value=sector, absent=", ".join(absent)
            )


def _row(line: Line) -> DependenceRow:
    return DependenceRow(
        service=line["service"],
        sector=line["sector"],
        subject=line["subject"],
        quantity=line["quantity"],
        hours=None if isnan(line["hours"]) else line["hours"],
        span=Span(line["low"], line["central"], line["high"]),
        source_id=line["source_id"],
        as_of=line["as_of"],
        confidence=line["confidence"],
        note=line["note"],
        row=line.row,
    )
