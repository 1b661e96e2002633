"""The OECD inter-country input-output table, and its aggregate to the pack's regions and sectors."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from world_classes import Classes

Array = np.ndarray


@dataclass(frozen=True)
class Table:
    """Flows ``Z`` (row sells, column buys), ``output`` and ``final`` use, all in USD million per year.

    ``final`` is what is left of output after intermediate sales inside the table: final demand *and* sales
    to the rest of the world, which the published extract drops.
    """

    Z: Array
    output: Array
    final: Array

    @property
    def value(self) -> Array:
        """Output less inputs bought inside the table: value added, product taxes and dropped imports."""
        value: Array = self.output - self.Z.sum(axis=0)
        return value


@dataclass(frozen=True)
class Full:
    """The table as published: node number = sector number · countries + country number."""

    table: Table
    countries: tuple[str, ...]
    sectors: tuple[str, ...]


def read_icio(path: Path) -> Full:
    """Read the extract of the OECD table (``icio2022_80x50.npz``).

    Raises:
        ValueError: the arrays do not have the shapes that the names of countries and sectors imply.
    """
    with np.load(path, allow_pickle=False) as held:
        countries, sectors = tuple(map(str, held["countries"])), tuple(map(str, held["sectors"]))
        Z = held["Z"].astype(np.float64)
        table = Table(Z, held["gross_output"].astype(np.float64), held["resid_row"].astype(np.float64))
    n = len(countries) * len(sectors)
    if table.Z.shape != (n, n) or table.output.shape != (n,) or table.final.shape != (n,):
        raise ValueError(f"{path}: expected {n} x {n}, found {table.Z.shape} and {table.output.shape}")
    return Full(table, countries, sectors)


def labels(full: Full, classes: Classes) -> Array:
    """Aggregate node number of each node of the full table."""
    sector = classes.sector_of()
    place = {region: i for i, region in enumerate(classes.regions)}
    codes = {code: i for i, code in enumerate(classes.codes)}
    region_of = np.array([place[classes.region_of(c)] for c in full.countries])
    sector_of = np.array([codes[sector[s]] for s in full.sectors])
    number: Array = (region_of[None, :] * len(codes) + sector_of[:, None]).ravel()
    return number


def aggregate(full: Full, classes: Classes) -> Table:
    """The table of the pack: sums over the countries and sectors that are joined."""
    n = len(classes.regions) * len(classes.codes)
    member = np.zeros((len(full.table.output), n))
    member[np.arange(len(member)), labels(full, classes)] = 1.0
    table = full.table
    return Table(member.T @ table.Z @ member, member.T @ table.output, member.T @ table.final)


def purchases(full: Full) -> Array:
    """What the world's buyers of each OECD sector (columns) spend on each OECD sector (rows), USD million."""
    c, s = len(full.countries), len(full.sectors)
    bought: Array = full.table.Z.reshape(s, c, s, c).sum(axis=(1, 3))
    return bought
