"""The crosswalks that come with the package: CSV files beside this module, one source on each row."""

import csv
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources


@cache
def rows(name: str) -> Sequence[Mapping[str, str]]:
    """The rows of ``data/<name>.csv``, cells as text."""
    file = resources.files(__package__).joinpath("data", f"{name}.csv")
    return tuple(csv.DictReader(file.read_text(encoding="utf-8").splitlines(keepends=True)))


def several(cell: str) -> tuple[str, ...]:
    """The parts of a cell that holds several, separated by ``|``.

    >>> several("c20|c21"), several("")
    (('c20', 'c21'), ())
    """
    return tuple(part for part in cell.split("|") if part)
