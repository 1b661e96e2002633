"""Firms that stand in for firms: a table in, a network of firms out, with how it was made."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tensen.analysis.synthetic import Firms, Recipe, Table, allot, generate
from tensen.analysis.synthetic.moments import Moments, measure
from tensen.messages import Language, TensenError
from tensen.workspace.networks import DEFAULT, load
from tensen.workspace.synthetic import declared
from tensen.workspace.synthetic.atlas import Country, country
from tensen.workspace.synthetic.reading import MOST_FIRMS, read_counts, read_table
from tensen.workspace.systemic.matrix import read_matrix

FIRMS, SEED, SWEEPS = 10_000, 1, 20
WHOLE = {"all": 2, "linear": 1}
ASSUMED = {"size": "exponent", "growth": "growth", "degree": "mean_degree", "home": "home_share"}
RANGES = {"exponent": (0.3, 20), "growth": (0, 1), "mean_degree": (0.1, 10_000), "home_share": (0, 1)}
MOST_LINKS = 500_000_000
METHODS = ("source.ialongo-2022", "source.fessina-2026")
Told = float | str | None
Levels = NDArray[np.int8]


@dataclass(frozen=True, eq=False)
class Made:
    """A network of firms.

    Attributes:
        firms: sectors, sizes, links.
        levels: (m, m), 2 where the row's sector is essential for the column's, 1 in proportion, 0 negligible.
        moments: what the network looks like, measured.
        about: how it was made, for JSON; the same call gives the same.
    """

    firms: Firms
    levels: Levels
    moments: Moments
    about: Mapping[str, Any]

    @property
    def edges(self) -> pd.DataFrame:
        """`source` sells `weight` to `target`."""
        return self.firms.edges()

    @property
    def sectors(self) -> pd.DataFrame:
        """`node`, `sector`."""
        return self.firms.sectors()

    @property
    def essential(self) -> pd.DataFrame:
        """2, 1 or 0: input sector (row) for buyer's sector (column), both by code."""
        codes = list(self.firms.table.codes)
        return pd.DataFrame(self.levels, index=pd.Index(codes, name="sector"), columns=pd.Index(codes))

    @property
    def final_demand(self) -> pd.DataFrame:
        """`node`, `final_demand`."""
        return self.firms.final_demand()

    @property
    def value_added(self) -> pd.DataFrame | None:
        """`node`, `value_added`; None where the table does not say."""
        return self.firms.value_added()

    def write(self, folder: str | Path, format: str = "csv", lang: Language = "en") -> list[Path]:  # noqa: A002
        """The tables that ``tensen esri`` reads, with README.md and made.json; all of them or nothing.

        Raises:
            TensenError: no such format, the folder holds other files, or the disk refuses.
        """
        from tensen.workspace.synthetic.write import write

        return write(self, Path(folder), format, lang)


def generate_firms(
    table: str | Path | Table | None = None,
    *,
    net: str | Path | None = None,
    country: str | None = None,
    firms: int | None = None,
    counts: str | Path | None = None,
    essential: Any = None,
    seed: int = SEED,
    mean_degree: Told = None,
    exponent: Told = None,
    growth: Told = None,
    home_share: Told = None,
    sweeps: int = SWEEPS,
) -> Made:
    """A network of firms whose trade between sectors adds up to an input-output table.

    Args:
        table: a file (see :func:`tensen.workspace.synthetic.reading.read_table`) or a table; None takes the
            country's from the network.
        net, country: the network and the country in it; without a table the country is needed.
        firms: how many (10,000), shared out in proportion to output; not together with ``counts``.
        counts: a file of sectors and their number of firms.
        essential: a file, frame or array of 2, 1 and 0; ``all`` or ``linear`` for one level everywhere; None
            takes the country's requirements in the network.
        seed: of chance; the same seed gives the same network.
        mean_degree, exponent, growth: a number, or low, central or high of the assumption.
        home_share: an input that the network calls essential is taken as one in proportion where less than
            this part of it comes from the country itself: the rest, from abroad, is not among the firms.
        sweeps: passes that fit weights to firms' sizes; 0 for none.

    Raises:
        TensenError: what is given does not fit; with file, row and column.
    """
    told = _told(
        {"exponent": exponent, "growth": growth, "mean_degree": mean_degree, "home_share": home_share}
    )
    place = _country(net, country, needed=table is None or essential is None)
    held = _table(table, place)
    levels, levels_from, lowered = _levels(essential, held, place, told["home_share"])
    recipe = Recipe(told["exponent"], told["growth"], told["mean_degree"], sweeps)
    per_sector = _counts(held, firms, counts)
    _enough(round(int(per_sector.sum()) * recipe.mean_degree), held)
    made = generate(held, per_sector, recipe, np.random.default_rng(seed))
    moments = measure(made)
    about = {
        "table": _origin(table, place, held),
        "essential": levels_from,
        "lowered": lowered,
        "firms_per_sector": "file" if counts is not None else "output",
        "asked": {"firms": made.n, **told, "seed": seed, "sweeps": sweeps},
        "sectors": [
            {"sector": code, "firms": int(number), "output": float(output)}
            for code, number, output in zip(held.codes, per_sector, held.output, strict=True)
        ],
        "measured": moments.to_dict(),
        "assumptions": [dict(declared.assumption(name)) for name in ASSUMED],
        "sources": _sources(place),
        "numpy": np.__version__,
    }
    return Made(made, levels, moments, about)


def _table(given: str | Path | Table | None, place: Country | None) -> Table:
    if isinstance(given, Table):
        return given
    if given is not None:
        return read_table(given)
    if place is None:
        raise TensenError("generate_nothing", exit_code=2)
    return place.table


def _country(net: str | Path | None, name: str | None, needed: bool) -> Country | None:
    if name is None or not needed:
        return None
    return country(load(net or DEFAULT), name)


def _levels(
    essential: Any, held: Table, place: Country | None, least: float
) -> tuple[Levels, str, list[list[str]]]:
    """The matrix in the order of the table, where it comes from, and which of its 2s were lowered to 1."""
    m = len(held.codes)
    if isinstance(essential, str) and essential in WHOLE:
        return np.full((m, m), WHOLE[essential], dtype=np.int8), essential, []
    if essential is not None:
        given = read_matrix(essential)
        return _ordered(given.levels, given.codes, held.codes, given.name), "file", []
    if place is None:
        raise TensenError("generate_no_matrix", exit_code=2)
    codes = place.table.codes
    abroad = (place.levels == 2) & (place.home < least)
    levels = np.where(abroad, 1, place.levels).astype(np.int8)
    pairs = [[codes[k], codes[b]] for k, b in np.argwhere(abroad & (place.table.flows > 0))]
    return _ordered(levels, codes, held.codes, place.id), "network", pairs


def _ordered(levels: Levels, codes: tuple[str, ...], wanted: tuple[str, ...], name: str) -> Levels:
    """Rows and columns by code; by position where the matrix has no codes."""
    if not codes and len(levels) == len(wanted):
        return levels
    missing = [code for code in wanted if code not in set(codes)]
    if missing:
        shown = ", ".join(missing[:9])
        raise TensenError("generate_matrix_codes", file=name, count=len(missing), names=shown)
    place = {code: k for k, code in enumerate(codes)}
    order = [place[code] for code in wanted]
    return levels[np.ix_(order, order)]


def _told(told: Mapping[str, Told]) -> dict[str, float]:
    """The assumptions by the name of their parameter, as told or central."""
    found: dict[str, float] = {}
    for name, parameter in ASSUMED.items():
        try:
            number = declared.value(name, told[parameter])
        except ValueError:
            number = np.nan
        least, most = RANGES[parameter]
        if not least <= number <= most:
            raise TensenError(
                "generate_range",
                exit_code=2,
                name=parameter,
                value=told[parameter],
                least=f"{least:g}",
                most=f"{most:g}",
            )
        found[parameter] = number
    return found


def _counts(held: Table, firms: int | None, counts: str | Path | None) -> NDArray[np.intp]:
    if counts is not None:
        if firms is not None:
            raise TensenError("generate_twice", exit_code=2)
        return read_counts(counts, held)
    wanted = FIRMS if firms is None else firms
    active = int(np.count_nonzero(held.active))
    if not active:
        raise TensenError("generate_no_trade")
    if not active <= wanted <= MOST_FIRMS:
        raise TensenError(
            "generate_firms_count",
            exit_code=2,
            firms=f"{wanted:,}",
            least=f"{active:,}",
            most=f"{MOST_FIRMS:,}",
        )
    return allot(held.worth, wanted)


def _enough(links: int, held: Table) -> None:
    """A link for each flow, and no more than memory holds."""
    if links < held.blocks:
        raise TensenError("generate_few_links", exit_code=2, links=f"{links:,}", blocks=f"{held.blocks:,}")
    if links > MOST_LINKS:
        raise TensenError("generate_many_links", exit_code=2, links=f"{links:,}", most=f"{MOST_LINKS:,}")


def _origin(table: Any, place: Country | None, held: Table) -> dict[str, Any]:
    found: dict[str, Any] = {
        "sectors": len(held.codes),
        "pairs": held.blocks,
        "flows": float(held.flows.sum()),
    }
    if table is None and place is not None:
        found |= {"country": place.id, "unit": f"{place.currency}/day", "clipped": list(place.clipped)}
    elif not isinstance(table, Table):
        found["file"] = Path(table).name
    return found


def _sources(place: Country | None) -> list[dict[str, str]]:
    """Of the table and the matrix where a network gave them, of the assumptions, of the method."""
    cited = {*METHODS}
    for key in ASSUMED:
        cited |= set(declared.assumption(key)["source_id"].split("|"))
    rows = [dict(row) for row in declared.table("sources") if row["id"] in cited]
    if place is not None:
        columns = [c for c in rows[0] if c in place.sources.columns]
        held = place.sources[columns].astype(object).where(place.sources[columns].notna(), "")
        rows = [{str(k): str(v) for k, v in row.items()} for row in held.to_dict("records")] + rows
    return rows
