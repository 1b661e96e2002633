"""Hazards: rates follow from counts, counts from listed events; faults are told with row and column."""

from collections.abc import Callable
from pathlib import Path

import pytest
from scipy.stats import gamma

from tensen.analysis.hazards import jeffreys
from tensen.messages import LANGUAGES, TensenError
from tensen.packs.hazards import (
    EVENT_FIELDS,
    FIELDS,
    hazards_of,
    parse_footprint,
    read_events,
    read_hazards,
    unknown_names,
)
from tensen.packs.registry import find_pack

MakePack = Callable[..., Path]
RATE = jeffreys(3, 10)
ROW = {
    "id": "hazard.fire",
    "title_en": "Fire",
    "title_ja": "火災",
    "kind": "fire",
    "basis": "counted",
    "events": "3",
    "years": "5",
    "exposure": "2",
    "exposure_unit": "site-year",
    "rate_low": f"{RATE.low:.4g}",
    "rate_central": f"{RATE.central:.4g}",
    "rate_high": f"{RATE.high:.4g}",
    "units_here": "4",
    "hits": "each",
    "severity_low": "0.1",
    "severity_central": "0.5",
    "severity_high": "1",
    "duration_median_days": "2",
    "duration_p90_days": "9",
    "footprint": "kind=material",
    "scenario": "",
    "recovery": "",
    "source_id": "source.s",
    "as_of": "2024",
    "confidence": "reported",
    "note": "",
}
EVENT = {
    "hazard": "hazard.fire",
    "date": "2021-03",
    "title": "A",
    "duration_hours": "5",
    "counted": "true",
    "source_id": "source.s",
    "note": "",
}


def sheet(*rows: dict[str, str]) -> str:
    return "\n".join([",".join(rows[0]), *(",".join(row.values()) for row in rows)]) + "\n"


def test_the_rows_of_these_tests_have_all_columns() -> None:
    assert list(ROW) == [f.name for f in FIELDS]
    assert list(EVENT) == [f.name for f in EVENT_FIELDS]


def test_a_whole_row(make_pack: MakePack) -> None:
    pack = find_pack(make_pack(files={"hazards/hazards.csv": sheet(ROW)}))
    (found,) = read_hazards(pack)
    assert hazards_of([pack]) == {"hazard.fire": found}
    assert (found.events, found.years, found.title["ja"], found.hits) == (3, 5, "火災", "each")
    assert found.yearly.central == pytest.approx(4 * 3.5 / 10)
    assert found.footprint == {"kind": ("material",)}
    assert read_events(pack) == ()


def test_a_pack_without_hazards(make_pack: MakePack) -> None:
    assert read_hazards(find_pack(make_pack())) == ()


def test_rates_from_counts_are_quantiles_of_the_posterior() -> None:
    for events, exposure in ((0, 10.0), (3, 10.0), (175, 1.7e6)):
        found = jeffreys(events, exposure)
        posterior = gamma(events + 0.5, scale=1 / exposure)
        assert found.central == pytest.approx(posterior.mean())
        assert posterior.cdf(found.low) == pytest.approx(0.05)
        assert posterior.cdf(found.high) == pytest.approx(0.95)


WRONG = (
    ("rate_not_counted", "rate_central", {"rate_central": "0.3"}),
    ("rate_not_counted", "rate_high", {"rate_high": "0.9"}),
    ("missing", "events", {"events": ""}),
    ("not_choice", "basis", {"basis": "guess"}),
    ("not_choice", "hits", {"hits": "all"}),
    ("assumption_order", "severity_central", {"severity_low": "0.7"}),
    ("limits_crossed", "duration_p90_days", {"duration_p90_days": "1"}),
    ("out_of_range", "severity_high", {"severity_high": "1.5"}),
    ("out_of_range", "years", {"years": "0"}),
    ("missing", "footprint", {"footprint": ""}),
)


@pytest.mark.parametrize(("fault", "column", "cells"), WRONG, ids=[f"{w[0]}-{w[1]}" for w in WRONG])
def test_a_fault_is_told(fault: str, column: str, cells: dict[str, str], make_pack: MakePack) -> None:
    pack = find_pack(make_pack(files={"hazards/hazards.csv": sheet({**ROW, **cells})}))
    with pytest.raises(TensenError) as caught:
        read_hazards(pack)
    assert caught.value.key == "hazards_invalid"
    (finding,) = caught.value.findings
    assert (finding.key, finding.where["column"], finding.where["row"]) == (fault, column, 2)
    assert all("→" in caught.value.words(lang) for lang in LANGUAGES)


def test_a_forecast_needs_no_count(make_pack: MakePack) -> None:
    cells = {"basis": "forecast", "events": "", "rate_low": "0", "rate_central": "1", "rate_high": "2"}
    (found,) = read_hazards(find_pack(make_pack(files={"hazards/hazards.csv": sheet({**ROW, **cells})})))
    assert (found.rate.high, found.events != found.events) == (2.0, True)


def test_events_are_as_many_as_the_row_counts(make_pack: MakePack) -> None:
    left_out = {**EVENT, "date": "1999", "counted": "false"}
    listed = [{**EVENT, "date": day} for day in ("2021-03", "2022", "2023-01-31")]
    files = {"hazards/hazards.csv": sheet(ROW), "hazards/events.csv": sheet(*listed, left_out)}
    found = read_events(find_pack(make_pack(files=files)))
    assert [event.counted for event in found] == [True, True, True, False]
    assert found[0].duration_hours == 5.0


@pytest.mark.parametrize(
    ("rows", "key"),
    [
        ([EVENT], "events_miscounted"),
        ([{**EVENT, "hazard": "hazard.fyre"}], "dangling"),
        ([{**EVENT, "counted": "yes"}], "not_choice"),
        ([{**EVENT, "date": "March 2021"}], "not_date"),
    ],
)
def test_faults_of_events(rows: list[dict[str, str]], key: str, make_pack: MakePack) -> None:
    files = {"hazards/hazards.csv": sheet(ROW), "hazards/events.csv": sheet(*rows)}
    with pytest.raises(TensenError) as caught:
        read_events(find_pack(make_pack(files=files)))
    assert [f.key for f in caught.value.findings] == [key]


def test_names_that_there_are_none_of(make_pack: MakePack) -> None:
    row = {**ROW, "scenario": "fire", "recovery": "slow"}
    pack = find_pack(make_pack(files={"hazards/hazards.csv": sheet(row)}))
    found = read_hazards(pack)
    whole = {"sources": {"source.s"}, "scenarios": {"fire"}, "recovery": {"slow"}}
    assert [*unknown_names(pack, found, (), whole)] == []
    told = [*unknown_names(pack, found, (), {key: set[str]() for key in whole})]
    assert [f.where["column"] for f in told] == ["source_id", "scenario", "recovery"]
    assert {f.where["file"] for f in told} == {"made/hazards/hazards.csv"}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a.b", {"id": ("a.b",)}),
        ("a.b | c.d", {"id": ("a.b", "c.d")}),
        ("kind = cable ; part_of=x.y|z.w ;", {"kind": ("cable",), "part_of": ("x.y", "z.w")}),
    ],
)
def test_footprints(text: str, wanted: dict[str, tuple[str, ...]]) -> None:
    assert parse_footprint(text) == wanted
