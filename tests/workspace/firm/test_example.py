"""The shipped example through the whole path, with figures that can be worked out by hand."""

import json
import math
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tensen.analysis.places import places_of
from tensen.analysis.remedy import Remedy, remedied
from tensen.analysis.struck import strike
from tensen.model.schema import tables
from tensen.workspace.firm.answer import FirmView
from tensen.workspace.firm.case import Case
from tensen.workspace.firm.example import write_example
from tensen.workspace.firm.scenarios import needs_of
from tensen.workspace.firm.tables import tables_of
from tensen.workspace.networks import scenarios

Doc = dict[str, Any]
PAGE = Path(__file__).parents[3] / "docs" / "reference" / "firm-json.md"


def _row(doc: Doc, part: str, key: str, value: str) -> Doc:
    found: Doc = next(r for r in doc[part] if r[key] == value)
    return found


def test_the_list_adds_up(case: Case, firm_doc: Doc) -> None:
    assert firm_doc["list"]["suppliers"] == len(case.supplier_list.rows) == 60
    assert firm_doc["list"]["spend_per_year"] == 26.31e9
    assert firm_doc["made_from"]["supplier_list"]["rows"] == 60
    assert firm_doc["list"]["unmatched"][0]["row"] == 31
    assert firm_doc["firm"]["value_added_per_day"] == pytest.approx(18.6e9 / 365)
    assert firm_doc["notice"]["ja"] == "架空の例"


def test_taiwan_by_hand(firm_doc: Doc) -> None:
    """All FPGAs come from Taiwan, 18 months to switch: k 0.9 · (1 − 0.9 · 6/18), the ends likewise."""
    share = _row(firm_doc, "scenarios", "id", "taiwan-chips")["share_of_firm"]
    assert share["central"] == pytest.approx(0.9 * (1 - 0.9 * 6 / 18))
    assert share["low"] == pytest.approx(0.6 * (1 - 12 / 18))
    assert share["high"] == pytest.approx(1.0 * (1 - 0.8 * 3 / 18), rel=1e-6)


def test_one_supplier_by_hand(firm_doc: Doc) -> None:
    """Asagiri Gear makes 1,980 of 2,450 million yen of reducers; 18 months to switch, and no other loss."""
    share = _row(firm_doc, "chokepoints", "key", "supplier.asagiri-gear")["share_of_firm"]
    assert share["central"] == pytest.approx(0.9 * 0.7 * 1980 / 2450)


def test_exposure_against_a_dense_inverse(case: Case, firm_doc: Doc) -> None:
    """The same look-through with numpy's inverse of the table's own flows."""
    network = case.base
    sectors = network.nodes[(network.nodes["partition"] == "economy") & (network.nodes["gross_output"] > 0)]
    place = {s: k for k, s in enumerate(sectors["id"])}
    edges = network.edges[network.edges["flow"] > 0]
    rows = [place.get(s, -1) for s in edges["source"]]
    columns = [place.get(s, -1) for s in edges["target"]]
    A = np.zeros((len(place), len(place)))
    for i, j, flow in zip(rows, columns, edges["flow"].to_numpy(), strict=True):
        if i >= 0 and j >= 0:
            A[i, j] += flow
    output = sectors["gross_output"].to_numpy(dtype=float)
    A /= output
    spend = np.zeros(len(place))
    for edge in case.layer.rows["edges"]:
        if edge["carrier"] == "carrier.firm-production" and edge["source"] in place:
            lines = [x for p in case.purchases.products for x in p.lines if x.node == edge["target"]]
            spend[place[edge["source"]]] += math.fsum(x.spend for x in lines)
    total = np.linalg.solve(np.eye(len(place)) - A, spend)
    v = np.minimum(sectors["value"].to_numpy(dtype=float) / output, 1 - A.sum(axis=0))
    china = math.fsum(
        a for s, a in zip(sectors["id"], (v * total).tolist(), strict=True) if s.startswith("sector.chn")
    )
    tier = next(t for t in firm_doc["exposure"]["tiers"] if t["tier"] == "all")
    shown = next(r for r in tier["by_country"] if r["country"]["id"] == "country.chn")
    assert shown["spend_per_year"] == pytest.approx(china, rel=1e-9)


def test_tiers_add_up(firm_doc: Doc) -> None:
    for tier in firm_doc["exposure"]["tiers"]:
        shares = math.fsum(row["share"] for row in tier["by_country"])
        assert shares + tier["other_share"] + tier["unknown_share"] == pytest.approx(1.0)
    first, *_, last = firm_doc["exposure"]["tiers"]
    assert first["spend_per_year"] == pytest.approx(last["spend_per_year"]) == pytest.approx(26.31e9)
    assert first["unknown_share"] == pytest.approx(150 / 26310)


def test_the_layer_changes_nothing_of_the_atlas(case: Case) -> None:
    """The same rows, the same unknown suppliers; and the firm carries no value of the economy."""
    for name in tables():
        base, joined = case.base.tables[name], case.network.tables[name]
        assert joined.iloc[: len(base)]["source_id" if name != "sources" else "id"].equals(
            base["source_id" if name != "sources" else "id"]
        )
    assert case.frame.value[case.node] == 0
    assert case.frame.value.sum() == pytest.approx(case.base.nodes["value"].sum())
    unknown = case.network.position.get_loc("unknown.permanent-magnets")
    kinds = [case.network.kind_of[case.network.position[i]] for i in case.frame.unknown_admissible[unknown]]
    assert "supplier" not in kinds
    assert places_of(case.frame).country_of[case.node] == "country.jpn"


def test_no_remedy_changes_nothing_and_full_stock_frees(case: Case) -> None:
    chosen = [scenarios(case.network)["rare-earths"]]
    (found,) = strike(case.frame, chosen, case.standins, case.node, exponent=-1)
    before = found.loss(case.node)
    (same,) = remedied([found], case.node, None)
    assert (same.low, same.central, same.high) == pytest.approx(
        (before.low, before.central, before.high), abs=1e-7
    )
    magnets = [p.carrier for p in case.purchases.products].index("carrier.firm.rare-earth-magnets")
    need = int(needs_of(case)[magnets])
    assert remedied([found], case.node, Remedy(need, met=True))[0].central < 0.05 < before.central
    # half the switching time: six months to switch at six months are over, a tenth is never replaced
    faster = Remedy(need, replaced={"months": (1.0, 0.9, 0.4)})
    (half,) = remedied([found], case.node, faster)
    assert half.central == pytest.approx(before.central * 0.1 / 0.55, rel=1e-6)


def test_chokepoints_are_ranked_and_told_apart(firm_doc: Doc) -> None:
    rows = firm_doc["chokepoints"]
    losses = [r["loss_per_day"]["central"] for r in rows]
    assert losses == sorted(losses, reverse=True)
    first = rows[0]
    assert first["key"] == "country.twn/semiconductors"
    assert {a["key"] for a in first["also"]} >= {"supplier.fairlane-logic", "organisation.tsmc"}
    assert first["tier"] == 0
    assert _row(firm_doc, "chokepoints", "key", "organisation.stella-chemifa")["tier"] == 1
    assert _row(firm_doc, "chokepoints", "key", "power_area.tokyo")["shared"] == "home industry"
    assert _row(firm_doc, "chokepoints", "key", "supplier.asagiri-gear")["shared"] == "alone"


def test_every_interval_is_in_order_and_every_source_exists(firm_doc: Doc) -> None:
    known = {s["id"] for s in firm_doc["sources"]}
    for part in ("chokepoints", "scenarios"):
        for row in firm_doc[part]:
            ends = row["loss_per_day"]
            assert 0 <= ends["low"] <= ends["central"] <= ends["high"]
            assert set(row["sources"]) <= known
    for row in firm_doc["assumptions"]:
        assert row["source_id"] in known
        assert row["low"] <= row["central"] <= row["high"]
    for row in firm_doc["measures"]:
        for step in row["by_scenario"]:
            pairs = [(step["loss_after"][e], step["loss_before"][e]) for e in ("low", "central", "high")]
            trifle = 1e-4 * firm_doc["firm"]["value_added_per_day"]
            grew = any(after > 1.01 * before + trifle for after, before in pairs)
            assert not grew or step["avoided"]["low"] < 0
            # a stock and a faster switch only help; another source may be worse elsewhere, and that is told
            assert grew == (step["id"] in row["worse_in"])
            assert not grew or row["kind"] in ("second source", "switch country")


def test_days_of_stock_by_hand(firm_doc: Doc) -> None:
    """Chinese magnets stop whole with 45 days in store; 30 days last longer where half still comes."""
    days = _row(firm_doc, "scenarios", "id", "rare-earths")["buffer_days"]
    assert days["central"] == pytest.approx(45.0)
    assert days["unknown_rows"] == 0


def test_written_and_read_again(firm_doc: Doc, tmp_path: Path) -> None:
    page = FirmView(firm_doc).write(tmp_path / "out", "ja")
    assert json.loads(page.with_suffix(".json").read_text(encoding="utf-8")) == json.loads(
        json.dumps(firm_doc)
    )
    first = page.with_suffix(".xlsx").read_bytes()
    FirmView(firm_doc).write(tmp_path / "out", "ja")
    assert page.with_suffix(".xlsx").read_bytes() == first
    assert "架空" in page.read_text(encoding="utf-8")
    assert "<table" in FirmView(firm_doc)._repr_html_()
    for lang in ("en", "ja"):
        for name, frame in tables_of(firm_doc, lang).items():  # type: ignore[arg-type]
            assert len(frame.columns) or name == "unmatched"


def test_the_example_is_written(tmp_path: Path) -> None:
    assert {p.name for p in write_example(tmp_path)} == {"firm.toml", "suppliers.csv"}
    text = (tmp_path / "suppliers.csv").read_text(encoding="utf-8")
    assert all("架空" in line for line in text.splitlines()[1:])


def _keys(value: Any) -> set[str]:
    if isinstance(value, dict):
        return set(value) | {key for held in value.values() for key in _keys(held)}
    return {key for held in value for key in _keys(held)} if isinstance(value, list) else set()


@pytest.mark.skipif(not PAGE.exists(), reason="without the documentation beside the package")
def test_the_reference_page_names_every_key_and_no_other(firm_doc: Doc) -> None:
    page = PAGE.read_text(encoding="utf-8")
    told = {word for span in re.findall("`([^`]+)`", page) for word in re.findall("[a-z_0-9]+", span)}
    written = set(firm_doc) | _keys([v for k, v in firm_doc.items() if k not in ("places", "sources")])
    of_tables = set(tables()["assumptions"].columns)
    assert written - told - of_tables == set()
    first = re.findall(r"^\| (`[^|]+`) \|", page, re.MULTILINE)
    assert {key for cell in first for key in re.findall("`([a-z_0-9]+)`", cell)} <= written
