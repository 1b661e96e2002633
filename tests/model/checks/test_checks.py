"""Every check fires where it should, with table, row, column and repair in both languages, and only there."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from tensen.messages import LANGUAGES, Finding, TensenError, text
from tensen.model import Network, NetworkBuilder

Rows = dict[str, list[dict[str, Any]]]
Build = Callable[[Rows], NetworkBuilder]
ORE = {"target": "sector.aaa.c26", "carrier": "carrier.ore"}


@dataclass(frozen=True)
class Fault:
    """A change to the small network and the finding that it must bring."""

    key: str
    table: str
    row: int | None
    column: str
    change: Callable[[Rows], Any]


def cell(table: str, row: int, **cells: Any) -> Callable[[Rows], None]:
    return lambda rows: rows[table][row].update(cells)


def added(table: str, like: int, **cells: Any) -> Callable[[Rows], None]:
    return lambda rows: rows[table].append({**rows[table][like], **cells})


def cut(table: str, row: int) -> Callable[[Rows], Any]:
    return lambda rows: rows[table].pop(row)


FAULTS = (
    Fault("missing", "nodes", 3, "name_ja", cell("nodes", 1, name_ja=" ")),
    Fault("missing", "edges", 2, "weight", cell("edges", 0, weight=None)),
    Fault("missing", "edges", 3, "source_id", cell("edges", 1, source_id="")),
    Fault("out_of_range", "edges", 2, "weight", cell("edges", 0, weight=-0.1)),
    Fault("out_of_range", "requirements", 2, "criticality", cell("requirements", 0, criticality=1.5)),
    Fault("out_of_range", "nodes", 2, "lat", cell("nodes", 0, lat=91)),
    Fault("duplicate", "nodes", 7, "id", added("nodes", 1)),
    Fault("duplicate", "nodes", 7, "id", added("nodes", 1, id="Country.BBB")),
    Fault("duplicate", "nodes", 7, "id", added("nodes", 1, id="ｃｏｕｎｔｒｙ．ｂｂｂ")),
    Fault("duplicate", "edges", 4, "source", added("edges", 0)),
    Fault("duplicate", "assumptions", 6, "id", added("assumptions", 0)),
    Fault("alias_taken", "nodes", 3, "aliases", cell("nodes", 1, aliases="ａ国")),
    Fault("alias_taken", "nodes", 3, "aliases", cell("nodes", 1, aliases="Material.Ore")),
    Fault("unknown_kind", "nodes", 6, "kind", cell("nodes", 4, kind="materail")),
    Fault("unknown_family", "carriers", 2, "family", cell("carriers", 0, family="oars")),
    Fault("strange_property", "nodes", 6, "gdp", cell("nodes", 4, gdp=5)),
    Fault("dangling", "edges", 2, "source", cell("edges", 0, source="material.or")),
    Fault("dangling", "edges", 2, "carrier", cell("edges", 0, carrier="carrier.oar")),
    Fault("dangling", "memberships", 2, "group", cell("memberships", 0, group="country.aab")),
    Fault("source_absent", "nodes", 2, "source_id", cell("nodes", 0, source_id="source.t")),
    Fault("dangling", "edges", 3, "weight_assumption", cell("edges", 1, weight="assumption.v")),
    Fault("cycle", "memberships", 5, "group", lambda rows: circle(rows)),
    Fault("edge_without_need", "edges", 2, "carrier", cut("requirements", 0)),
    Fault("need_without_edge", "requirements", 3, "carrier", cut("edges", 1)),
    Fault("shares_above_one", "requirements", 2, "carrier", cell("edges", 0, weight=1.1)),
    Fault("capacity_below_one", "requirements", 3, "carrier", cell("edges", 1, weight=0.9)),
    Fault(
        "two_supplies",
        "requirements",
        2,
        "carrier",
        added("requirements", 0, mode="linear", supply="capacity"),
    ),
    Fault(
        "validity_reversed",
        "edges",
        2,
        "valid_to",
        cell("edges", 0, valid_from="2024-03", valid_to="2024-02-28"),
    ),
    Fault("capacity_below_one_at", "requirements", 3, "carrier", cell("assumptions", 3, low=0.95)),
    Fault(
        "capacity_below_one_at",
        "requirements",
        3,
        "carrier",
        lambda rows: per_horizon(rows, "w", 1.0, low=0.95),
    ),
    Fault("linear_above_one_at", "requirements", 3, "target", lambda rows: heavy_at_the_end(rows)),
    Fault("linear_above_one", "requirements", 3, "target", lambda rows: heavy(rows)),
    Fault("assumption_order", "assumptions", 2, "central", cell("assumptions", 0, low=0.15)),
    Fault("horizon_missing", "assumptions", 2, "horizon", cut("assumptions", 1)),
    Fault("replaceability_falls", "assumptions", 3, "central", cell("assumptions", 1, low=0.0, central=0.05)),
    Fault("assumption_unit", "assumptions", 4, "unit", cell("assumptions", 2, high=1.2)),
    Fault(
        "assumption_unit", "assumptions", 2, "unit", cell("requirements", 1, time_to_survive="assumption.rho")
    ),
    Fault(
        "assumption_two_units", "assumptions", 5, "id", cell("requirements", 1, restart_time="assumption.w")
    ),
    Fault("value_outside_economy", "nodes", 4, "value", cell("nodes", 2, partition=None)),
    Fault("value_without_currency", "nodes", 4, "value", cell("nodes", 2, price_year=None)),
    Fault("currency_mismatch", "nodes", 5, "currency", cell("nodes", 3, currency="JPY")),
    Fault("currency_mismatch", "nodes", 5, "currency", cell("nodes", 3, price_year=2021)),
    Fault("value_above_gdp", "nodes", 2, "gdp", cell("nodes", 0, gdp=600 * 365 - 1)),
    Fault("unknown_column", "edges", None, "wieght", cell("edges", 0, wieght=0.5)),
    Fault("two_values", "edges", 2, "weight", cell("edges", 0, weight_assumption="assumption.w")),
    Fault("not_id", "nodes", 2, "id", cell("nodes", 0, id="aaa")),
    Fault("not_number", "nodes", 2, "lon", cell("nodes", 0, lon="135,0")),
    Fault("not_number", "edges", 2, "weight", cell("edges", 0, weight="70%")),
    Fault("not_share", "nodes", 6, "world_share", cell("nodes", 4, world_share="25 %")),
    Fault("not_count", "nodes", 4, "price_year", cell("nodes", 2, price_year=2022.5)),
    Fault("not_flag", "carriers", 2, "propagates_demand", cell("carriers", 0, propagates_demand="yes")),
    Fault("not_date", "sources", 2, "date", cell("sources", 0, date="2024-13")),
    Fault("not_choice", "requirements", 2, "mode", cell("requirements", 0, mode="hard")),
    Fault("not_text", "nodes", 2, "name_en", cell("nodes", 0, name_en="a\0b")),
    Fault("not_list", "nodes", 2, "aliases", cell("nodes", 0, aliases="a\0b")),
)


def circle(rows: Rows) -> None:
    like = {**rows["memberships"][0], "role": "part_of"}
    rows["memberships"] += [
        {**like, "member": "sector.bbb.c26", "group": "material.ore"},
        {**like, "member": "material.ore", "group": "country.bbb"},
        {**like, "member": "country.bbb", "group": "material.ore"},
    ]


def per_horizon(rows: Rows, name: str, central: float, **cells: float) -> None:
    """An assumption of its own that goes astray in the last horizon only."""
    like = {**rows["assumptions"][3], "id": f"assumption.{name}"}
    fine = {"low": central, "central": central, "high": central}
    rows["assumptions"][:] = [r for r in rows["assumptions"] if r["id"] != f"assumption.{name}"]
    for horizon in ("days", "months", "years"):
        rows["assumptions"].append({**like, **fine, "horizon": horizon})
    rows["assumptions"][-1].update(cells)


def heavy_at_the_end(rows: Rows) -> None:
    per_horizon(rows, "a", 0.5, high=0.8)
    rows["requirements"][1]["criticality"] = "assumption.a"
    rows["requirements"].append({**rows["requirements"][0], "mode": "linear", "criticality": 0.5})


def heavy(rows: Rows) -> None:
    rows["requirements"][1]["criticality"] = 0.6
    rows["requirements"].append({**rows["requirements"][0], "mode": "linear", "criticality": 0.6})


def found(rows: Rows, build: Build) -> list[Finding]:
    return build(rows).check()[1]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda f: f"{f.key}-{f.table}-{f.column}")
def test_a_fault_is_found_with_its_place_and_repair(
    fault: Fault, small_rows: Rows, builder_of: Build
) -> None:
    fault.change(small_rows)
    findings = [f for f in found(small_rows, builder_of) if f.key == fault.key]
    assert findings
    place = {"file": f"{fault.table}.csv", "table": fault.table, "row": fault.row, "column": fault.column}
    place = {name: where for name, where in place.items() if where is not None}
    assert place in [dict(f.where) for f in findings]
    for lang in LANGUAGES:
        words = next(f for f in findings if dict(f.where) == place).words(lang)
        for name, where in place.items():
            assert f"{text(f'place.{name}', lang)} {where}" in words
        assert "→" in words
        assert words.split("→", 1)[1].strip()
    with pytest.raises(TensenError) as caught:
        builder_of(small_rows).freeze()
    assert caught.value.key == "network_faults"
    assert caught.value.findings


def test_a_network_that_is_right_has_no_finding(small_rows: Rows, builder_of: Build) -> None:
    assert found(small_rows, builder_of) == []


NO_FAULTS = (
    cell("edges", 0, valid_from="2024", valid_to="2024"),  # all of the year
    cell("edges", 0, valid_from="2024-02-29", valid_to="2024-02"),  # from its last day
    lambda rows: per_horizon(rows, "w", 1.0, high=1.5),
    lambda rows: per_horizon(rows, "w", 1.0, low=1 - 1e-9),
    cell("nodes", 2, partition="economy", value=1000.0),  # exactly GDP / 365
    cell("nodes", 1, aliases="country.bbb|BBB"),  # its own id
    cell("edges", 0, weight=1.0),
    cell("edges", 0, weight=1 + 1e-9),  # rounding
    cell("edges", 1, weight=1.0),
    cell("nodes", 0, lon=180, lat=-90),
    cell("requirements", 1, criticality=1.0),
    cell("requirements", 1, restart_time=0),
    cell("assumptions", 0, low=0.1, high=0.1),  # low = central = high
    cell("assumptions", 1, low=0.0, central=0.1, high=0.2),  # as in days
    cell("nodes", 0, price_year=2021),  # no currency: no money
    added("edges", 0, valid_from="2030", weight=0.3),
    added("requirements", 0, mode="linear", criticality=0.7),
    cell("carriers", 0, propagates_demand="TRUE"),
    cell("nodes", 0, id=" Country.AAA　"),
    cell("edges", 1, weight="Assumption.W"),
    cell("sources", 0, date="2024-02-29"),
    cell("sources", 0, date=2024),
    cell("edges", 0, weight=None, weight_assumption="assumption.w0"),
    added("memberships", 0, role="part_of"),
)


@pytest.mark.parametrize("change", NO_FAULTS, ids=range(len(NO_FAULTS)))
def test_the_edge_of_what_is_right_is_right(
    change: Callable[[Rows], Any], small_rows: Rows, builder_of: Build
) -> None:
    low = {"low": 0.7, "central": 0.7, "high": 0.7}
    added("assumptions", 3, id="assumption.w0", **low)(small_rows)
    change(small_rows)
    assert found(small_rows, builder_of) == []


def test_what_fails_at_the_centre_is_told_once(small_rows: Rows, builder_of: Build) -> None:
    cell("assumptions", 3, low=0.5, central=0.9)(small_rows)
    assert [f.key for f in found(small_rows, builder_of)] == ["capacity_below_one"]


def test_an_assumed_share_is_a_warning_told_once_for_each_assumption(
    small_rows: Rows, builder_of: Build
) -> None:
    per_horizon(small_rows, "share", 0.3, high=0.4)
    small_rows["edges"][0]["weight"] = "assumption.share"
    added("edges", 0, source="sector.bbb.c26")(small_rows)
    (finding,) = found(small_rows, builder_of)
    assert (finding.key, finding.severity) == ("shares_assumed", "warning")
    assert finding.where == {"file": "edges.csv", "table": "edges", "row": 2, "column": "weight"}
    assert dict(finding.params) == {"value": "assumption.share", "count": 2}
    assert finding.words("en") != finding.words("ja")
    assert builder_of(small_rows).freeze().warnings == (finding,)


def test_many_faults_are_told_once_for_each_row_up_to_fifty(small_rows: Rows, builder_of: Build) -> None:
    for number in range(200):
        added("nodes", 4, id=f"material.m{number}", lat=95)(small_rows)
    findings = found(small_rows, builder_of)
    assert len(findings) == 50
    with pytest.raises(TensenError) as caught:
        builder_of(small_rows).freeze()
    assert "30 more" in caught.value.words("en")
    assert "ほか 30 件" in caught.value.words("ja")


def test_a_network_without_rows_is_a_network(small: Network, builder_of: Build) -> None:
    empty = builder_of({}).freeze()
    assert [list(frame.columns) for frame in empty.tables.values()] == [
        list(frame.columns) for frame in small.tables.values()
    ]


def test_a_missing_source_is_told_once_with_how_many_rows_cite_it(small_rows: Rows, builder_of: Any) -> None:
    for row in small_rows["edges"]:
        row["source_id"] = "source.gone"
    _, findings = builder_of(small_rows).check()
    (fault,) = [f for f in findings if f.key == "source_absent"]
    assert (fault.params["count"], fault.where["row"], fault.where["file"]) == (2, 2, "edges.csv")


def test_a_missing_table_of_sources_is_one_fault(small_rows: Rows, builder_of: Any) -> None:
    del small_rows["sources"]
    _, findings = builder_of(small_rows).check()
    (fault,) = [f for f in findings if f.severity == "error"]
    assert fault.key == "sources_missing"
    assert fault.params["count"] == sum(len(rows) for rows in small_rows.values())
