"""Tables that the firm's view takes as given: each row says why, and assumptions have low, central, high."""

import csv
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources


@cache
def table(name: str) -> Sequence[Mapping[str, str]]:
    """The rows of ``<name>.csv`` beside this module, cells as text."""
    text = resources.files(__package__).joinpath(f"{name}.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


def rule(name: str) -> float:
    """A threshold that sorts answers and changes none of them, from ``rules.csv``."""
    return next(float(row["value"]) for row in table("rules") if row["id"] == name)


def assumption(name: str, horizon: str = "all") -> dict[str, float]:
    """Low, central and high of an assumption at a horizon, from ``assumptions.csv``."""
    row = next(row for row in table("assumptions") if row["id"] == name and row["horizon"] == horizon)
    return {end: float(row[end]) for end in ("low", "central", "high")}
