"""Producers, refineries and consumers of each material, as rows of the pack."""

from pathlib import Path

import materials_data as data
from materials_names import REGIONS, SECTORS, place, supplier
from materials_rules import REST, feed, rounded, scaled, shown, world_mix
from materials_stages import Material, Stage, manual
from materials_tables import Row, Tables

JUDGEMENT = ("tensen-judgement", "2026", "assumed")
FEED = ("tensen-feed-rule", "2024", "estimated")
HUB = ("tensen-hub-rule", "2024", "estimated")
WORLD = ("tensen-world-share", "2024", "estimated")
BACI = ("baci-2024", "2024", "reported")
Stamp = tuple[str, str, str]
Origins = dict[str, tuple[float, float | None]]


class Builder:
    """Emits rows material by material."""

    def __init__(self, shared: Path, tables: Tables) -> None:
        self.shared = shared
        self.tables = tables
        self.materials: dict[str, Material] = {}

    def material(self, mat: Material, exposures: list[dict[str, str]]) -> None:
        """All rows of one material."""
        if mat.refined:
            self.carrier(mat.refined, mat.row)
            self.producers(mat, mat.refined)
            self.origins_as_nodes(mat, mat.refined)
        if mat.ore:
            self.carrier(mat.ore, mat.row)
            self.producers(mat, mat.ore)
        if mat.ore and mat.refined:
            for code in sorted(mat.refined.nodes):
                self.feed(mat, code)
        for name in ("ore", "refined"):
            needs = [e for e in exposures if e["stage"] == name]
            if needs:
                self.japan(mat, mat.stage(name), needs)
                self.world(mat, mat.stage(name), [e for e in needs if e["world"]])

    def carrier(self, stage: Stage, row: dict[str, str]) -> None:
        """What flows. Money flows of goods are in the economy's layer, so demand is not passed on here."""
        cells = {"id": stage.carrier, "family": row["family"], "name_en": stage.en, "name_ja": stage.ja}
        stamp = (stage.shares.source_id, stage.shares.as_of, "reported") if stage.shares else JUDGEMENT
        self.tables.add("carriers", "", cells | {"unit": "share of need", "propagates_demand": False}, stamp)

    def producers(self, mat: Material, stage: Stage) -> None:
        """A node for each country of one per cent or more, or relied on; one for the rest."""
        if stage.shares is None:
            return
        output = stage.shares.production
        for code, share in self.visible(mat, stage).items():
            made = output.get(code) if code != REST else None
            stamp = (stage.shares.source_id, stage.shares.as_of, stage.shares.confidence)
            unit = mat.row["unit"] if made else None
            extra: Row = {"world_share": round(share, 5), "production": made, "production_unit": unit}
            self.node(stage, code, stage.label, stamp, extra)

    def visible(self, mat: Material, stage: Stage) -> dict[str, float]:
        """World shares as the pack shows them."""
        if stage.shares is None:
            return {}
        row, keep = mat.row, set[str]()
        codes = row["jpn_ore_hs"] if stage is mat.ore and mat.refined else row["jpn_hs"]
        if codes:
            keep |= set(self.baci(codes))
        if stage is mat.ore and mat.refined:
            keep |= mat.refined.nodes
        keep |= {m["iso3"] for m in manual(row["stuff"], "jpn") if stage is mat.final}
        return shown(stage.shares.by_country, keep - mat.forced(stage, "hub"))

    def node(self, stage: Stage, code: str, label: str, stamp: Stamp, extra: Row | None = None) -> None:
        """A supplier and where it lies."""
        en, ja = supplier(stage.en, stage.ja, code)
        cells = {"id": stage.node(code), "kind": "material", "name_en": en, "name_ja": ja, "stage": label}
        self.tables.add("nodes", "", cells | (extra or {}), stamp)
        self.tables.add(
            "memberships", "", {"member": stage.node(code), "group": place(code), "role": "located_in"}, stamp
        )
        stage.nodes.add(code)

    def feed(self, mat: Material, code: str) -> None:
        """Ore that the refineries of a country need: all of it, k = 1."""
        ore, refined = mat.ore, mat.refined
        if not (ore and refined and ore.shares):
            return
        mix = feed(code, self.visible(mat, ore), self.visible(mat, refined))
        stamp = FEED
        told = mat.told_feed(code)
        if told:
            mix, stamp = told, (FEED[0], FEED[1], "assumed")
        elif code == "jpn" and mat.row["jpn_ore_hs"]:
            mix, stamp = {o: v for o, (v, _) in self.baci(mat.row["jpn_ore_hs"]).items()}, BACI
        self.ensure(mat, ore, mix)
        self.need(refined.node(code), ore, mix, 1.0, "assumption.rho.ore-feed", stamp, "feed")

    def need(
        self,
        target: str,
        stage: Stage,
        mix: dict[str, float],
        criticality: object,
        rho: str,
        stamp: Stamp,
        part: str,
        by_weight: dict[str, float | None] | None = None,
        survive: tuple[str, str] = ("", ""),
    ) -> None:
        """A requirement in shares with its edges."""
        for code, weight in rounded(mix).items():
            cells: Row = {
                "source": stage.node(code),
                "target": target,
                "carrier": stage.carrier,
                "weight": weight,
            }
            mass = (by_weight or {}).get(code)
            cells["share_by_weight"] = None if mass is None else round(mass, 5)
            self.tables.add("edges", part, cells, stamp)
        cells = {"target": target, "carrier": stage.carrier, "supply": "shares", "mode": "critical"}
        cells |= {"criticality": criticality, "replaceability": rho, "time_to_survive": survive[0] or None}
        self.tables.add(
            "requirements", part, cells, (survive[1], "2023", "reported") if survive[0] else stamp
        )

    def baci(self, codes: str) -> Origins:
        """Japan's origins of some HS codes, at one per cent or more, by value and by weight."""
        shares = data.import_shares(data.baci(self.shared, codes.split("|")))
        kept = shown({code: value for code, (value, _) in shares.items()})
        named = {code: shares[code][1] for code in kept if code != REST}
        return {c: (v, named.get(c, 1 - sum(named.values()))) for c, v in kept.items()}

    def origins(self, mat: Material, stage: Stage) -> tuple[Origins, Stamp]:
        """Who meets Japan's need of a stage, own production included, and where the figures are from."""
        row = mat.row
        own = 0.0 if stage is mat.ore and mat.refined else float(row["domestic"])
        codes = row["jpn_ore_hs"] if stage is mat.ore and mat.refined else row["jpn_hs"]
        if codes:
            imports = {c: pair for c, pair in self.baci(codes).items() if c != "jpn"}
            return self.with_own(imports, own), BACI
        found = manual(row["stuff"], "jpn")
        if found:
            imports = {m["iso3"]: (float(m["share"]), None) for m in found}
            said = {m["confidence"] for m in found}
            worst = next((c for c in ("assumed", "estimated") if c in said), "reported")
            return self.with_own(imports, own), (found[0]["source_id"], found[0]["as_of"], worst)
        return self.with_own(self.by_world(stage, row["basis"]), own), WORLD

    def by_world(self, stage: Stage, basis: str) -> Origins:
        """Imports in proportion to world output, without Japan (and without China where it keeps its own)."""
        if stage.shares is None:
            raise ValueError(f"no world shares: {stage.stem}")
        left_out = {"jpn", "chn"} if basis == "world-ex-chn" else {"jpn"}
        known = sum(stage.shares.by_country.values())
        kept = {c: s for c, s in shown(stage.shares.by_country, stage.nodes).items() if c not in left_out}
        return {c: (s, None) for c, s in scaled(kept, min(1.0, known)).items()}

    @staticmethod
    def with_own(imports: Origins, own: float) -> Origins:
        """Imports scaled to what own production leaves."""
        mix: Origins = {
            c: (v * (1 - own), None if w is None else w * (1 - own)) for c, (v, w) in imports.items()
        }
        return ({"jpn": (own, None)} if own > 0 else {}) | mix

    def origins_as_nodes(self, mat: Material, stage: Stage) -> None:
        """Before the feed is worked out, the origins of Japan's imports become nodes of the stage."""
        if mat.row["basis"] == "none":
            return
        self.ensure(mat, stage, {c: v for c, (v, _) in self.origins(mat, stage)[0].items()})

    def ensure(self, mat: Material, stage: Stage, mix: dict[str, float]) -> None:
        """Nodes for origins that are no known producers: processors if they mine, else hubs."""
        for code in sorted(c for c in mix if not self.tables.has("nodes", stage.node(c))):
            mines = stage is mat.refined and code not in mat.forced(stage, "hub") and mat.mines(code)
            made = code in mat.forced(stage, "producer")
            if code in (REST, "jpn") or mines or made or stage.shares is None:
                self.node(stage, code, stage.label, BACI if mat.row["jpn_hs"] else JUDGEMENT)
            else:
                self.node(stage, code, "transit", BACI)
                self.hub(mat, stage, code)

    def hub(self, mat: Material, stage: Stage, code: str) -> None:
        """A hub buys the same carrier from the producers; it is no source of its own."""
        if stage.shares is None:
            return
        stage.nodes.discard(code)  # hubs are fed by the carrier itself, not by ore
        rho = f"assumption.rho.{mat.row['rho']}"
        self.need(stage.node(code), stage, self.visible(mat, stage), 1.0, rho, HUB, "hubs")

    def japan(self, mat: Material, stage: Stage, needs: list[dict[str, str]]) -> None:
        """What Japan's sectors need."""
        origins, stamp = self.origins(mat, stage)
        self.ensure(mat, stage, {c: v for c, (v, _) in origins.items()})
        mix, mass = {c: v for c, (v, _) in origins.items()}, {c: w for c, (_, w) in origins.items()}
        for need in needs:
            exposure = self.exposure(stage.stem, stage.en, stage.ja, need)
            target, rho = f"sector.jpn.{need['code']}", f"assumption.rho.{mat.row['rho']}"
            self.need(target, stage, mix, exposure, rho, stamp, "japan", mass, mat.stock)

    def world(self, mat: Material, stage: Stage, needs: list[dict[str, str]]) -> None:
        """What the same sectors elsewhere need, by world output: a producer that is gone starves them too."""
        if stage.shares is None:
            return
        mix = world_mix(self.visible(mat, stage))
        self.ensure(mat, stage, {c: w for c, w in mix.items() if c == REST})
        for need in needs:
            exposure = f"assumption.exposure.{stage.stem}.{need['code']}"
            for region in REGIONS[1:]:
                target, rho = f"sector.{region}.{need['code']}", f"assumption.rho.{mat.row['rho']}"
                self.need(target, stage, mix, exposure, rho, WORLD, "world")

    def exposure(self, stem: str, en: str, ja: str, need: dict[str, str]) -> str:
        """The assumption: the part of a sector's output that stops when the material is gone."""
        name = f"assumption.exposure.{stem}.{need['code']}"
        sector_en, sector_ja = SECTORS[need["code"]]
        cells: dict[str, object] = {"id": name, "family": "material-exposure", "horizon": "all"}
        cells |= {k: float(need[k]) for k in ("low", "central", "high")}
        cells |= {"unit": "share of output", "direction": "up", "range": "range", "note": need["note"]}
        cells |= {"name_en": f"Exposure of {sector_en}: {en}", "name_ja": f"{sector_ja}の依存度：{ja}"}
        self.tables.add("assumptions", "exposures", cells, JUDGEMENT)
        return name
