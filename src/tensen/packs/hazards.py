"""Hazards of a pack: ``hazards/hazards.csv``, and ``hazards/events.csv`` with the events behind counts."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from math import isclose, isnan
from typing import Final

from tensen.analysis.dependence import Span
from tensen.analysis.hazards import BASES, HITS, CountedEvent, Hazard, jeffreys
from tensen.analysis.scenario import Selector
from tensen.messages import Finding, nearest
from tensen.packs.pack import Pack
from tensen.packs.sheet import PROVENANCE, Field, Line, disordered, read_lines, refuse, twice

FOLDER: Final = "hazards"
FILE: Final = "hazards/hazards.csv"
EVENTS: Final = "hazards/events.csv"
ERROR: Final = "hazards_invalid"
_NEAR: Final = 0.01  # rates are written with three digits or so
_MOST: Final = 1e12
FIELDS: Final = (
    Field("id", "name", required=True),
    Field("title_en", required=True),
    Field("title_ja", required=True),
    Field("kind", "name", required=True),
    Field("basis", "choice", required=True, choices=BASES),
    Field("events", "number", low=0.0, high=_MOST),
    Field("years", "number", required=True, low=1e-6, high=100_000.0),
    Field("exposure", "number", required=True, low=1e-6, high=_MOST),
    Field("exposure_unit", "name", required=True),
    Field("rate_low", "number", required=True, low=0.0, high=1e6),
    Field("rate_central", "number", required=True, low=0.0, high=1e6),
    Field("rate_high", "number", required=True, low=0.0, high=1e6),
    Field("units_here", "number", required=True, low=0.0, high=_MOST),
    Field("hits", "choice", required=True, choices=HITS),
    Field("severity_low", "number", required=True, low=0.0, high=1.0),
    Field("severity_central", "number", required=True, low=0.0, high=1.0),
    Field("severity_high", "number", required=True, low=0.0, high=1.0),
    Field("duration_median_days", "number", required=True, low=0.0, high=36_500.0),
    Field("duration_p90_days", "number", required=True, low=0.0, high=36_500.0),
    Field("footprint", required=True),
    Field("scenario", "name"),
    Field("recovery", "name"),
    *PROVENANCE,
)
EVENT_FIELDS: Final = (
    Field("hazard", "name", required=True),
    Field("date", "date", required=True),
    Field("title", required=True),
    Field("duration_hours", "number", low=0.0, high=876_000.0),
    Field("counted", "choice", required=True, choices=("true", "false")),
    Field("source_id", "name", required=True),
    Field("note"),
)


def hazards_of(packs: Sequence[Pack]) -> dict[str, Hazard]:
    """All hazards of the packs by id; a later pack may replace an earlier one's.

    Raises:
        TensenError: a file is broken.
    """
    return {hazard.id: hazard for pack in packs for hazard in read_hazards(pack)}


def read_hazards(pack: Pack) -> tuple[Hazard, ...]:
    """The hazards of one pack, none where it declares none.

    Raises:
        TensenError: the file is broken; with row, column and repair.
    """
    path = pack.path / FILE
    if not path.exists():
        return ()
    file = f"{pack.id}/{FILE}"
    lines = read_lines(path, file, FIELDS, ERROR)
    refuse([*_faults(lines)], file, ERROR)
    return tuple(_hazard(line) for line in lines)


def read_events(pack: Pack) -> tuple[CountedEvent, ...]:
    """The events behind the counts, none where the pack lists none.

    Raises:
        TensenError: the file is broken, or the number of events of a hazard is not the one that it counts.
    """
    path = pack.path / EVENTS
    if not path.exists():
        return ()
    file = f"{pack.id}/{EVENTS}"
    lines = read_lines(path, file, EVENT_FIELDS, ERROR)
    refuse([*_miscounted(lines, {h.id: h for h in read_hazards(pack)})], file, ERROR)
    return tuple(
        CountedEvent(**{**line.values, "counted": line["counted"] == "true"}, row=line.row) for line in lines
    )


def parse_footprint(text: str) -> Selector:
    """A selector from ``id`` or from ``key=value|value; key=value``.

    >>> parse_footprint("corridor.boso")
    {'id': ('corridor.boso',)}
    >>> parse_footprint("kind=cable; part_of=corridor.boso|corridor.shima")
    {'kind': ('cable',), 'part_of': ('corridor.boso', 'corridor.shima')}
    """
    if "=" not in text:
        return {"id": tuple(value.strip() for value in text.split("|"))}
    pairs = (part.partition("=") for part in text.split(";") if part.strip())
    return {key.strip(): tuple(v.strip() for v in values.split("|")) for key, _, values in pairs}


def unknown_names(
    pack: Pack,
    found: Sequence[Hazard],
    events: Sequence[CountedEvent],
    known: Mapping[str, Collection[str]],
) -> Iterator[Finding]:
    """Sources, scenarios and recovery profiles that there are none of; ``known`` has these three keys."""
    for hazard in found:
        cells = (("source_id", "sources", hazard.source_id), ("scenario", "scenarios", hazard.scenario))
        for column, target, value in (*cells, ("recovery", "recovery", hazard.recovery)):
            if value and value not in known[target]:
                yield _dangling(f"{pack.id}/{FILE}", hazard.row, column, value, target, known[target])
    for event in events:
        if event.source_id not in known["sources"]:
            file, row = f"{pack.id}/{EVENTS}", event.row
            yield _dangling(file, row, "source_id", event.source_id, "sources", known["sources"])


def _dangling(file: str, row: int, column: str, value: str, target: str, known: Collection[str]) -> Finding:
    near = ", ".join(nearest(value, known)) or "–"
    where = {"file": file, "row": row, "column": column}
    return Finding("dangling", where, {"value": value, "target": target, "near": near})


def _faults(lines: Sequence[Line]) -> Iterator[Finding]:
    for line in lines:
        yield from disordered(line, "rate_low", "rate_central", "rate_high")
        yield from disordered(line, "severity_low", "severity_central", "severity_high")
        if line["duration_p90_days"] < line["duration_median_days"]:
            params = {"low": f"{line['duration_median_days']:g}", "high": f"{line['duration_p90_days']:g}"}
            yield line.wrong("limits_crossed", "duration_p90_days", **params)
        yield from _rates(line)
    yield from twice(lines, lambda line: line["id"], "id")


def _rates(line: Line) -> Iterator[Finding]:
    """What was counted must give the rates that the row states."""
    if line["basis"] != "counted":
        return
    if isnan(line["events"]):
        yield line.wrong("missing", "events", name="events")
        return
    rate = jeffreys(line["events"], line["years"] * line["exposure"])
    for column, wanted in (("rate_low", rate.low), ("rate_central", rate.central), ("rate_high", rate.high)):
        if not isclose(line[column], wanted, rel_tol=_NEAR):
            yield line.wrong("rate_not_counted", column, value=f"{line[column]:g}", wanted=f"{wanted:.4g}")


def _miscounted(lines: Sequence[Line], hazards: Mapping[str, Hazard]) -> Iterator[Finding]:
    """Where events of a hazard are listed, those counted are as many as the hazard says."""
    counted = Counter(line["hazard"] for line in lines if line["counted"] == "true")
    first: dict[str, Line] = {}
    for line in lines:
        first.setdefault(line["hazard"], line)
    for name, line in first.items():
        if name not in hazards:
            near = ", ".join(nearest(name, hazards)) or "–"
            yield line.wrong("dangling", "hazard", value=name, target="hazards", near=near)
        elif hazards[name].basis == "counted" and counted[name] != hazards[name].events:
            params = {"value": name, "found": counted[name], "wanted": f"{hazards[name].events:g}"}
            yield line.wrong("events_miscounted", "hazard", **params)


def _span(line: Line, name: str) -> Span:
    return Span(line[f"{name}_low"], line[f"{name}_central"], line[f"{name}_high"])


def _hazard(line: Line) -> Hazard:
    same = (
        "id", "kind", "basis", "events", "years", "exposure", "exposure_unit", "units_here", "hits",
        "duration_median_days", "duration_p90_days", "scenario", "recovery",
        "source_id", "as_of", "confidence", "note",
    )  # fmt: skip
    return Hazard(
        **{name: line[name] for name in same},
        title={"en": line["title_en"], "ja": line["title_ja"]},
        rate=_span(line, "rate"),
        severity=_span(line, "severity"),
        footprint=parse_footprint(line["footprint"]),
        row=line.row,
    )
