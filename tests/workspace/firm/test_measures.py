"""Measures, stocks and money without a rate: what is printed is what was worked out."""

import math
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from tensen.analysis.interval import Interval
from tensen.workspace.firm import measures
from tensen.workspace.firm.autonomy import indispensability_rows
from tensen.workspace.firm.case import Case
from tensen.workspace.firm.declared import assumption, table
from tensen.workspace.firm.layer import FOLLOWS, _central
from tensen.workspace.firm.purchases import Line
from tensen.workspace.firm.scenarios import first_short

Doc = dict[str, Any]


def _line(weight: float, stock: float) -> Line:
    return Line("supplier.x", 1.0, weight, stock, math.nan, (2,))


def test_a_small_supplier_does_not_set_the_days_of_stock() -> None:
    """1 % with 3 days beside 99 % with 60 days, 45 % lost: short on day 60 / 0.45, not on day 3."""
    small, large = _line(0.01, 3), _line(0.99, 60)
    assert first_short([small, large], [0.45, 0.45]) == (pytest.approx(60 / 0.45), 0)
    assert first_short([small, large], [1.0, 0.0]) == (None, 0)  # the product is hardly short
    assert first_short([_line(0.5, 5), _line(0.5, 60)], [1.0, 1.0]) == (5.0, 0)
    # an unknown stock is counted, and the known one alone may never leave out enough
    assert first_short([_line(0.05, 5), _line(0.95, math.nan)], [1.0, 1.0]) == (None, 1)


def test_no_rate_no_figure(case: Case) -> None:
    """A firm in another currency without a rate gets no dollars under its own currency's name."""
    known = indispensability_rows(case)[0]["figure"]
    profile = replace(case.profile, currency="SEK", rates={})
    other = replace(case, profile=profile)
    other.__dict__.update(frame=case.frame)
    assert other.usd is None
    for row in indispensability_rows(other):
        assert row["figure"] is None
        assert "SEK" in row["why"]["en"]
        assert "SEK" in row["why"]["ja"]
    assert known["unit"] == "currency_per_day"
    assert known["central"] > 0


def test_a_title_says_what_is_moved(case: Case, firm_doc: Doc) -> None:
    """30 % is the rule; of a supplier with 12.8 % no more than 12.8 % can be moved."""
    product = replace(case.purchases.products[0], lines=(_line(0.128, 1), _line(0.1, 1)))
    assert measures.moved_share(product) == 0.128
    moving = [row for row in firm_doc["measures"] if row["moved"]]
    assert moving
    for row in moving:
        largest = max(
            line.weight
            for p in case.purchases.products
            if p.carrier == f"carrier.firm.{row['product']}"
            for line in p.lines
        )
        assert row["moved"] == pytest.approx(min(0.3, largest))
        assert measures.percent(row["moved"]) in row["title"]["en"]
        assert measures.percent(row["moved"]) in row["title"]["ja"]


def test_harm_keeps_its_sign() -> None:
    found = measures.avoided_loss(Interval(0.1, 0.3, 0.5), Interval(0.2, 0.2, 0.6))
    assert measures.worse_ends(Interval(0.1, 0.3, 0.5), Interval(0.2, 0.2, 0.6)) == ["low", "high"]
    assert measures.worse_ends(Interval(0.0, 0.0, 0.5), Interval(0.0, 0.00001, 0.5)) == []
    assert measures.avoided_loss(Interval(0, 0, 0.5), Interval(1e-10, 1e-10, 0.5)) == Interval(0, 0, 0)
    assert (found.low, found.central, found.high) == pytest.approx((-0.1, 0.1, 0.1))
    row = {"title": {"en": "Strait", "ja": "海峡"}, "worse_at": ["high"]}
    caution = measures._caution([row])
    assert caution == {"en": "Makes worse: Strait (at worst)", "ja": "悪化：海峡（悲観）"}
    assert measures._caution([{**row, "worse_at": []}]) is None


def test_days_of_the_yardstick_are_data_and_bounded(case: Case) -> None:
    rows = {r["horizon"]: r for r in table("assumptions") if r["id"] == "assumption.firm.event"}
    assert float(rows["days"]["high"]) <= 30
    assert float(rows["months"]["high"]) <= 180
    for row in rows.values():
        assert row["confidence"] == "assumed"
        assert row["source_id"]
    said = measures.pays_if(case, "redesign", "months", Interval(-1e6, 1e7, 2e7))
    # 1 % x 90 days x 10 million; nothing at the end that does harm; 1 % x 180 x 20 million
    assert "at most ¥9.0 m a year (¥0–36 m)" in said["en"]
    assert "30–180 days" in said["en"]
    assert "900万円" in said["ja"]
    # a stock of 90 days bridges 90 days
    assert "30–90 days" in measures.pays_if(case, "stock", "months", Interval(0, 1, 2))["en"]


def test_suppliers_follow_their_industry_within_an_interval(case: Case) -> None:
    ends = assumption(FOLLOWS)
    assert 0 < ends["low"] < ends["central"] <= ends["high"] <= 1
    rows = [r for r in case.layer.rows["requirements"] if r["target"].startswith("supplier.")]
    assert rows
    assert all(r["criticality_assumption"] == FOLLOWS and "criticality" not in r for r in rows)


def test_assumed_weights_count_at_their_centre() -> None:
    rows = pd.DataFrame({"weight": [0.4, math.nan], "weight_assumption": [None, "assumption.x"]})
    known = pd.DataFrame({"id": ["assumption.x"], "central": [0.6]})
    assert _central(rows, "weight", known).tolist() == [0.4, 0.6]


def test_a_second_source_that_another_event_hits_stands_below_one_that_none_does(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three countries are tried: the first avoids most but is hit elsewhere, the second is named."""
    avoided = {"a": (9.0, ["strait"]), "b": (5.0, []), "c": (4.0, [])}

    def tried(*_: object) -> list[SimpleNamespace]:
        return [SimpleNamespace(kind="second source", id=name) for name in avoided]

    def row(_: Case, measure: SimpleNamespace, *__: object) -> Doc:
        gain, hit = avoided[measure.id]
        loss = {"central": gain}
        said = {"id": measure.id, "kind": measure.kind, "scenario": "chips", "loss_avoided_per_day": loss}
        return {**said, "hit_in": hit, "worse_in": []}

    monkeypatch.setattr(measures, "products_that_bind", lambda *_: [0])
    monkeypatch.setattr(measures, "_measures", tried)
    monkeypatch.setattr(measures, "_row", row)
    assert [r["id"] for r in measures.measure_rows(case, [])] == ["b"]
    avoided["b"] = avoided["c"] = (5.0, ["strait"])
    assert [r["id"] for r in measures.measure_rows(case, [])] == ["a"]
