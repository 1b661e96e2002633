"""Rows of the pack's tables, collected by file and written as plain CSV."""

import csv
from pathlib import Path

Row = dict[str, object]
COLUMNS = {
    "nodes": "id kind name_en name_ja aliases stage world_share production production_unit "
    "specified_critical",
    "carriers": "id family name_en name_ja unit propagates_demand",
    "edges": "source target carrier weight share_by_weight",
    "requirements": "target carrier supply mode criticality replaceability time_to_survive",
    "memberships": "member group role share",
    "assumptions": "id family horizon low central high unit direction range name_en name_ja note",
}
STAMP = ["source_id", "as_of", "confidence"]
SOURCE_COLUMNS = ["id", "title", "publisher", "licence", "address", "date", "method", "derived_from"]
KEYS = {
    "nodes": ["id"],
    "carriers": ["id"],
    "edges": ["source", "target", "carrier"],
    "requirements": ["target", "carrier", "mode"],
    "memberships": ["member", "group", "role"],
    "assumptions": ["id", "horizon"],
}


class Tables:
    """Rows by table and part; a key met twice is an error unless the row is the same kind of thing."""

    def __init__(self) -> None:
        self.parts: dict[tuple[str, str], list[Row]] = {}
        self.seen: dict[tuple[str, ...], Row] = {}

    def add(self, table: str, part: str, row: Row, stamp: tuple[str, str, str]) -> None:
        """Add a row with its (source, as_of, confidence); ``source`` without its prefix.

        Raises:
            ValueError: another row has the same key.
        """
        key = (table, *(str(row[column]) for column in KEYS[table]))
        if key in self.seen:
            raise ValueError(f"twice: {key}")
        self.seen[key] = row
        full = row | {"source_id": f"source.{stamp[0]}", "as_of": stamp[1], "confidence": stamp[2]}
        self.parts.setdefault((table, part), []).append(full)

    def has(self, table: str, *key: str) -> bool:
        """Whether a row with this key was added."""
        return (table, *key) in self.seen

    def sources_used(self) -> set[str]:
        """Ids of the sources that some row cites."""
        return {str(row["source_id"]) for part in self.parts.values() for row in part}

    def write(self, folder: Path) -> dict[str, int]:
        """Write every part as ``<table>.<part>.csv``; gives the number of rows by file."""
        folder.mkdir(parents=True, exist_ok=True)
        counts = {}
        for (table, part), found in sorted(self.parts.items()):
            name = f"{table}.{part}.csv" if part else f"{table}.csv"
            write_csv(folder / name, [*COLUMNS[table].split(), *STAMP], found)
            counts[name] = len(found)
        return counts


def joining(tables: Path) -> Path:
    """The tables of the pack that joins this one to others, given this one's tables."""
    return tables.parents[1] / "japan" / "tables"


def write_csv(path: Path, columns: list[str], found: list[Row]) -> None:
    """UTF-8, comma, LF; columns without a single value are left out unless they are needed."""
    used = [c for c in columns if any(row.get(c) not in (None, "") for row in found)]
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, used, lineterminator="\n", extrasaction="ignore")
        writer.writeheader()
        writer.writerows([{c: _cell(row.get(c)) for c in used} for row in found])


def _cell(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:.6g}" if isinstance(value, float) else value
