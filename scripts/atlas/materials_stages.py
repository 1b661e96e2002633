"""A material of the catalogue with its stages: what is mined, what is refined, who makes how much."""

from dataclasses import dataclass, field
from pathlib import Path

import materials_data as data
from materials_names import ore_name


@dataclass
class Stage:
    """One carrier of one material: ore or refined, with the producers' shares."""

    stem: str
    label: str
    en: str
    ja: str
    shares: data.Shares | None
    nodes: set[str] = field(default_factory=set)

    def node(self, code: str) -> str:
        """Id of the supplier in a country."""
        return f"material.{self.stem}.{code}"

    @property
    def carrier(self) -> str:
        """Id of what flows."""
        return f"carrier.{self.stem}"


@dataclass
class Material:
    """A row of the catalogue with its stages read."""

    row: dict[str, str]
    ore: Stage | None
    refined: Stage | None

    @property
    def final(self) -> Stage:
        """The stage that is sold to industry."""
        stage = self.refined or self.ore
        if stage is None:
            raise ValueError(f"no stage: {self.row['stuff']}")
        return stage

    def stage(self, name: str) -> Stage:
        """The stage that an exposure means (``ore`` of a material of one stage is that stage)."""
        return (self.ore or self.final) if name == "ore" else self.final

    @property
    def stock(self) -> tuple[str, str]:
        """Days that Japan's stock is meant to last, and the source that says so; empty where none does."""
        return self.row["stock"], self.row["stock_source"]

    def forced(self, stage: Stage, rule: str) -> set[str]:
        """Countries set by hand: ``hub`` (sells on) or ``producer`` (makes it, not counted)."""
        return {o["iso3"] for o in self._told(rule)} if stage is self.final else set()

    def mines(self, code: str) -> bool:
        """Whether a country mines enough (0.2 % of the world) to refine its own."""
        return bool(self.ore and self.ore.shares and self.ore.shares.by_country.get(code, 0.0) >= 2e-3)

    def told_feed(self, code: str) -> dict[str, float]:
        """Feed of a country's refineries where it is set by hand."""
        told = [o["value"] for o in self._told("feed") if o["iso3"] == code]
        pairs = (pair.split(":") for pair in told[0].split("|")) if told else ()
        return {c: float(w) for c, w in pairs}

    def _told(self, rule: str) -> list[dict[str, str]]:
        found = data.rows("materials_overrides.csv")
        return [o for o in found if (o["stuff"], o["rule"]) == (self.row["stuff"], rule)]


def read_material(row: dict[str, str], shared: Path) -> Material:
    """The material of one catalogue row."""
    stuff, both = row["stuff"], bool(row["ore"] and row["refined"])
    ore = refined = None
    if row["ore"]:
        en, ja = ore_name(stuff, row["name_en"], row["name_ja"]) if both else (row["name_en"], row["name_ja"])
        ore = Stage(f"{stuff}-ore" if both else stuff, "mined", en, ja, read_shares(row, "ore", shared))
    if row["refined"]:
        refined = Stage(stuff, "refined", row["name_en"], row["name_ja"], read_shares(row, "refined", shared))
    return Material(row, ore, refined)


def read_shares(row: dict[str, str], stage: str, shared: Path) -> data.Shares | None:
    """World shares by the source that the catalogue names; None where only Japan's origins are known."""
    kind, _, spec = row[stage].partition(":")
    if kind == "wmd":
        return data.wmd(shared, spec)
    if kind == "eu":
        return data.eu_crm(shared, spec)
    if kind == "usgs":
        rows = data.rows("materials_withheld.csv")
        held = [w for w in rows if (w["stuff"], w["stage"]) == (row["stuff"], stage)]
        return data.usgs(shared, spec, sum(float(w["share"]) for w in held))
    found = [m for m in manual(row["stuff"], "world") if kind == "manual"]
    if not found:
        return None
    shares = {m["iso3"]: float(m["share"]) for m in found}
    return data.Shares(shares, found[0]["source_id"], found[0]["as_of"], found[0]["confidence"])


def manual(stuff: str, scope: str) -> list[dict[str, str]]:
    """Hand-carried shares of a material."""
    return [m for m in data.rows("materials_manual.csv") if (m["stuff"], m["scope"]) == (stuff, scope)]
