"""Assumptions: in order, for every horizon, in the right unit."""

from collections.abc import Iterator, Mapping

import pandas as pd

from tensen.messages import Finding
from tensen.model.checks.place import finding, rows
from tensen.model.schema import HORIZONS, assumption_column, tables

Tables = Mapping[str, pd.DataFrame]


def order(joined: Tables) -> Iterator[Finding]:
    """low ≤ central ≤ high."""
    frame = joined["assumptions"]
    bad = (frame["low"] > frame["central"]) | (frame["central"] > frame["high"])
    yield from rows("assumption_order", "assumptions", frame, bad, "central")


def horizons(joined: Tables) -> Iterator[Finding]:
    """Every assumption has either one row for all horizons or one for each."""
    frame = joined["assumptions"]
    held: dict[str, dict[str, int]] = {}
    for place, (identifier, horizon) in enumerate(
        zip(frame["id"].tolist(), frame["horizon"].tolist(), strict=True)
    ):
        held.setdefault(identifier, {}).setdefault(horizon, place)
    for identifier, places in held.items():
        absent = ", ".join(h for h in HORIZONS if h not in places)
        if "all" not in places and absent:
            first = frame.iloc[min(places.values())]
            yield finding("horizon_missing", "assumptions", first, "horizon", id=identifier, absent=absent)


def rising_replaceability(joined: Tables) -> Iterator[Finding]:
    """What can be replaced in days can be replaced in months: ρ must not fall with the horizon."""
    used = set(joined["requirements"][assumption_column("replaceability")].dropna())
    frame = joined["assumptions"]
    frame = frame[frame["id"].isin(used) & frame["horizon"].isin(HORIZONS)]
    place = frame["horizon"].map({h: n for n, h in enumerate(HORIZONS)})
    frame = frame.assign(_place=place).sort_values(["id", "_place"])
    for column in ("low", "central", "high"):
        fell = frame.groupby("id", sort=False)[column].diff() < 0
        yield from rows("replaceability_falls", "assumptions", frame, fell, column)


def units(joined: Tables) -> Iterator[Finding]:
    """A share must lie in [0, 1]; a time must be in days; one assumption may not stand for two units."""
    frame = joined["assumptions"]
    unit_of: dict[str, str] = {}
    for name, table in tables().items():
        for column in (c for c in table.columns.values() if c.assumable):
            used = joined[name][assumption_column(column.name)].dropna().unique()
            here = frame[frame["id"].isin(used)]
            if here.empty:
                continue
            least, most = column.bounds
            bad = (here["low"] < least) if least is not None else pd.Series(False, index=here.index)
            if most is not None:
                bad |= here["high"] > most
            if column.unit == "day":
                bad |= ~here["unit"].isin(["day", "days"])
            else:
                bad |= here["unit"].isin(["day", "days"])
            yield from rows("assumption_unit", "assumptions", here, bad, "unit", used_by=column.name)
            meaning = column.unit or "share"
            clash = [i for i in used if unit_of.setdefault(i, meaning) != meaning]
            yield from rows("assumption_two_units", "assumptions", frame, frame["id"].isin(clash), "id")
