"""What the generator takes as given: assumptions with low, central, high, and the sources behind them."""

import csv
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources


@cache
def table(name: str) -> Sequence[Mapping[str, str]]:
    """The rows of ``<name>.csv`` beside this module, cells as text."""
    text = resources.files(__package__).joinpath(f"{name}.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


def assumption(name: str) -> Mapping[str, str]:
    """The row of ``assumption.synthetic.<name>``."""
    return next(row for row in table("assumptions") if row["id"] == f"assumption.synthetic.{name}")


def value(name: str, told: float | str | None) -> float:
    """A number as told, or one end of the assumption: ``low``, ``central`` (where nothing is told), ``high``.

    >>> value("degree", None), value("degree", 5), value("size", "central")
    (8.0, 5.0, 1.0)
    """
    if told is None or told in ("low", "central", "high"):
        return float(assumption(name)[str(told or "central")])
    return float(told)
