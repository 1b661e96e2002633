"""Read the public figures behind the materials pack; a changed source fails, it does not lose rows.

Each reader returns plain numbers by lower-case ISO 3166 alpha-3 code. Nothing is written here.
"""

import csv
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

HERE = Path(__file__).parent
WMD_YEAR = 2024
EU_COMPLETE = 0.995
JAPAN = 392  # BACI's code
TAIWAN = "s19"  # BACI: "Other Asia, not elsewhere specified", in fact Taiwan


class SourceChangedError(ValueError):
    """A source no longer has the shape that the script was written for."""


@dataclass(frozen=True)
class Shares:
    """Shares of one stage of one material by country, 0..1; what is missing below 1 is not known."""

    by_country: dict[str, float]
    source_id: str
    as_of: str
    confidence: str
    production: dict[str, float] = field(default_factory=dict)

    @property
    def hhi(self) -> float:
        """Herfindahl-Hirschman index, sum of squared shares (0..1)."""
        return sum(share**2 for share in self.by_country.values())


def rows(name: str) -> list[dict[str, str]]:
    """Rows of a hand-written table beside this script."""
    with (HERE / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def country_names() -> dict[str, dict[str, str]]:
    """Country rows by ISO code."""
    return {row["iso3"]: row for row in rows("materials_countries.csv")}


def codes_by_name() -> dict[str, str]:
    """ISO code by every English spelling that the sources use."""
    found = {}
    for row in rows("materials_countries.csv"):
        for name in [row["en"], *filter(None, row["other_names"].split("|"))]:
            found[name.casefold()] = row["iso3"]
    return found


def quantity(text: object) -> float | None:
    """A figure as printed by the USGS: ``W`` (withheld), ``E``, ``NA``, dashes and blanks are None.

    >>> quantity("1,250"), quantity(">95"), quantity("W"), quantity("1-3")
    (1250.0, 95.0, None, 2.0)
    """
    cleaned = str(text).strip().lstrip("><~").replace(",", "")
    parts = [part for part in cleaned.split("-") if part]
    try:
        numbers = [float(part) for part in parts]
    except ValueError:
        return None
    if not numbers or any(number != number for number in numbers):
        return None
    return sum(numbers) / len(numbers)


def wmd(shared: Path, material: str) -> Shares:
    """World Mining Data 2024. 'Total' rows (DELETE) would make the leader's share exactly one half."""
    path = shared / "data/trade/baci_minerals/world_mining_data_2018_2024.csv"
    frame = pd.read_csv(path, encoding="utf-8")
    keep = (frame["material"] == material) & (frame["year"] == WMD_YEAR)
    totals = frame["Country"].isin(["Total", "DELETE"]) | (frame["data_source"] == "DELETE")
    picked = frame.loc[keep & ~totals]
    output = picked.dropna(subset=["production"]).groupby("Country_ISO")["production"].sum()
    return _from_output({str(c).lower(): float(v) for c, v in output.items()}, "wmd-2026", "2024", material)


def usgs(shared: Path, spec: str, withheld: float = 0.0) -> Shares:
    """USGS Mineral Commodity Summaries 2026, production of 2024; ``withheld`` is the share left unknown."""
    commodity, detail = spec.split("|")
    path = shared / "data/trade/usgs/MCS2026_Commodities_Data.csv"
    frame = pd.read_csv(path, dtype=str, encoding="cp1252", encoding_errors="replace")
    world = frame["Section"].str.contains("World", na=False) & (frame["Statistics"] == "Production")
    keep = world & (frame["Commodity"] == commodity) & (frame["Year"] == "2024")
    picked = frame[keep & (frame["Statistics_detail"] == detail)]
    output: dict[str, float] = {}
    names = codes_by_name()
    for country, value in zip(picked["Country"], picked["Value"], strict=True):
        amount = quantity(value)
        if amount and not str(country).startswith("World"):
            code = "row" if str(country).startswith("Other") else names[_plain(country)]
            output[code] = output.get(code, 0.0) + amount
    shares = _from_output(output, "usgs-mcs-2026", "2024", spec)
    scaled = {code: share * (1 - withheld) for code, share in shares.by_country.items()}
    return Shares(scaled, shares.source_id, shares.as_of, "reported", shares.production)


def eu_crm(shared: Path, spec: str) -> Shares:
    """EU study on critical raw materials 2023, global supply shares; E extraction, P processing."""
    material, stage = spec.split("/")
    path = shared / "data/materials/element_supply_risk/eu_crm_reports/fact_GlobalSupplyShares_t.csv"
    frame = pd.read_csv(path, dtype=str, encoding="latin-1")
    picked = frame[(frame["Material"] == material) & (frame["Stage"] == stage)]
    names = codes_by_name()
    shares: dict[str, float] = {}
    for country, text in zip(picked["Country"], picked["Share"], strict=True):
        # "<0.1%" carries no share that would be seen at one per cent
        share = 0.0 if str(text).startswith("<") else (quantity(str(text).rstrip("% ")) or 0.0) / 100
        code = names.get(_plain(country), "row")
        if share:
            shares[code] = shares.get(code, 0.0) + share
    if not shares:
        raise SourceChangedError(f"EU CRM 2023: no shares for {spec}")
    total = sum(shares.values())
    # printed shares are rounded: a sum close to 1 is 1, a lower one leaves the rest unknown
    total = total if total > EU_COMPLETE else 1.0
    scaled = {code: share / total for code, share in shares.items()}
    return Shares(scaled, "eu-crm-2023", "2020", "reported")


def baci(shared: Path, codes: list[str], year: int = 2024) -> pd.DataFrame:
    """Japan's imports by origin, columns ``value`` (thousand USD) and ``weight`` (t), index ISO code.

    HS 1992 codes of minerals mix ores and chemicals; ``q`` holds blanks, which count as no weight.
    """
    folder = shared / "data/trade/baci_minerals"
    frame = pd.read_parquet(folder / "baci_rawmaterials_hs92.parquet", filters=[("j", "==", JAPAN)])
    iso = pd.read_csv(folder / "baci_country_codes.csv").set_index("country_code")["country_iso3"]
    picked = frame[(frame["t"] == year) & frame["k"].isin(codes)]
    if picked.empty:
        raise SourceChangedError(f"BACI {year}: no imports of {codes}")
    origin = picked["i"].map(iso).str.lower().replace(TAIWAN, "twn")
    sums = picked.assign(origin=origin).groupby("origin")[["v", "q"]].sum()
    return sums.set_axis(["value", "weight"], axis="columns").astype("float64")


def import_shares(imports: pd.DataFrame) -> dict[str, tuple[float, float]]:
    """Shares by value and by weight: they can differ by tens of points, so both are kept."""
    total = imports.sum()
    shares = imports / total.where(total > 0, 1)
    return {str(code): (float(v), float(w)) for code, v, w in shares.itertuples()}


def _from_output(output: dict[str, float], source_id: str, as_of: str, what: str) -> Shares:
    total = sum(output.values())
    if total <= 0:
        raise SourceChangedError(f"{source_id}: no production of {what}")
    shares = {code: amount / total for code, amount in output.items() if amount > 0}
    return Shares(shares, source_id, as_of, "reported", output)


def _plain(name: object) -> str:
    return str(name).replace("’", "'").strip().casefold()
