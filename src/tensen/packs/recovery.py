"""Recovery profiles of a pack: ``recovery/<profile>.toml`` says what was counted, its CSV the points."""

from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Final

from tensen.analysis.recovery import RecoveryPoint, RecoveryProfile
from tensen.messages import Finding, nearest
from tensen.packs.dependence import files_of
from tensen.packs.form import Form
from tensen.packs.pack import Pack, read_toml
from tensen.packs.sheet import PROVENANCE, Field, Line, read_lines, refuse

FOLDER: Final = "recovery"
ERROR: Final = "recovery_invalid"
FIELDS: Final = (
    Field("hours", "number", required=True, low=0.0, high=876_000.0),
    Field("restored_share", "number", required=True, low=0.0, high=1.0),
    *PROVENANCE,
)


def recovery_profiles_of(packs: Sequence[Pack]) -> dict[str, RecoveryProfile]:
    """All profiles of the packs by id; a later pack may replace an earlier one's.

    Raises:
        TensenError: a file is broken.
    """
    return {path.stem: read_recovery(path) for pack in packs for path in files_of(pack, FOLDER)}


def read_recovery(path: Path) -> RecoveryProfile:
    """The profile that ``path`` and the CSV file beside it describe; its id is the file's name.

    Raises:
        TensenError: one of the two is missing or broken; with file, row or key, and repair.
    """
    form = Form(read_toml(path), path.name, ERROR)
    form.only("profile")
    head = form.form("profile")
    head.only("title", "counted", "note", "sources")
    table = path.with_suffix(".csv")
    lines = read_lines(table, f"{FOLDER}/{table.name}", FIELDS, ERROR)
    refuse([*_faults(lines)], f"{FOLDER}/{table.name}", ERROR)
    return RecoveryProfile(
        id=path.stem,
        title=head.words("title"),
        counted=head.words("counted"),
        note=head.words("note"),
        points=tuple(RecoveryPoint(**line.values) for line in lines),
        sources=head.texts("sources"),
        file=f"{FOLDER}/{path.name}",
    )


def uncited(found: RecoveryProfile, sources: Collection[str]) -> Iterator[Finding]:
    """A finding for each source that there is none of."""
    file = found.file.replace(".toml", ".csv")
    cited: list[tuple[dict[str, object], str]] = [
        ({"file": found.file, "key": "profile.sources"}, source) for source in found.sources
    ]
    cited += [
        ({"file": file, "row": row, "column": "source_id"}, point.source_id)
        for row, point in enumerate(found.points, start=2)
    ]
    for where, source in cited:
        if source not in sources:
            near = ", ".join(nearest(source, sources)) or "–"
            yield Finding("dangling", where, {"value": source, "target": "sources", "near": near})


def _faults(lines: Sequence[Line]) -> Iterator[Finding]:
    """A curve begins at hour 0, its hours rise, and what was back stays back."""
    if lines[0]["hours"] != 0.0:
        yield lines[0].wrong("curve_start", "hours", value=f"{lines[0]['hours']:g}")
    for before, line in pairwise(lines):
        if line["hours"] <= before["hours"]:
            yield line.wrong("curve_hours", "hours", value=f"{line['hours']:g}")
        if line["restored_share"] < before["restored_share"]:
            yield line.wrong("curve_falls", "restored_share", value=f"{line['restored_share']:g}")
