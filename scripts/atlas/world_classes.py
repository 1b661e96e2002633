"""The regions and sectors of the world-economy pack, read from world_economy.toml."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Classes:
    """24 regions and 28 sectors, and what each joins.

    ``regions`` and ``sectors`` are in the order of the pack; node = region · 28 + sector.
    """

    regions: tuple[str, ...]
    european: frozenset[str]
    groups: dict[str, dict[str, Any]]
    sectors: dict[str, dict[str, Any]]

    @property
    def codes(self) -> tuple[str, ...]:
        """The sectors' codes."""
        return tuple(self.sectors)

    def region_of(self, iso3: str) -> str:
        """The region that a country of the table belongs to."""
        code = iso3.lower()
        if code in self.regions:
            return code
        return "eur" if code in self.european else "row"

    def sector_of(self) -> dict[str, str]:
        """Sector of each OECD code."""
        return {icio: code for code, sector in self.sectors.items() for icio in sector["icio"]}

    def icio_of_nace(self, nace: str) -> str | None:
        """The OECD code that holds a four-digit NACE code such as ``24.51``; None for what no code holds."""
        found = [
            (len(prefix), icio)
            for sector in self.sectors.values()
            for icio, prefixes in sector["icio"].items()
            for prefix in prefixes
            if nace.startswith(prefix)
        ]
        return max(found)[1] if found else None

    def region_id(self, region: str) -> str:
        """Node id of a region."""
        return f"region.{region}" if region in self.groups else f"country.{region}"

    def node_ids(self) -> list[str]:
        """Ids of the 672 sector nodes in order."""
        return [f"sector.{region}.{code}" for region in self.regions for code in self.codes]


def read_classes(path: Path = HERE / "world_economy.toml") -> Classes:
    """The declared classes."""
    declared = tomllib.loads(path.read_text(encoding="utf-8"))
    regions = declared["regions"]
    return Classes(
        (*regions["apart"], "eur", "row"), frozenset(regions["eur"]), declared["groups"], declared["sectors"]
    )
