"""Rows that differ: by key, exactly, whatever their order."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from tensen.analysis.difference import difference
from tensen.analysis.relevance import counted, largest
from tensen.messages import TensenError
from tensen.model import views


def changed(toy, table, **edits):
    """The toy with a frame of one table edited by functions of the frame."""
    frame = toy.tables[table].copy()
    for column, (mask, value) in edits.items():
        frame.loc[mask(frame), column] = value
    return views.replace(toy, {table: frame})


def test_a_network_and_itself_do_not_differ(toy):
    found = difference(toy, toy)
    assert found.empty
    assert found.renames == ()
    assert found.to_frame()[["added", "removed", "changed", "recited"]].to_numpy().sum() == 0


def test_order_and_the_kind_of_blank_do_not_count(toy):
    nodes = toy.nodes.sample(frac=1, random_state=3).astype({"aliases": object})
    nodes["aliases"] = nodes["aliases"].where(nodes["aliases"].notna(), None)
    other = views.replace(
        toy,
        {
            "nodes": nodes,
            "edges": toy.edges[::-1],
            "memberships": toy.memberships.sample(frac=1, random_state=1),
        },
    )
    assert difference(toy, other).empty
    assert difference(other, toy).empty


def test_the_smallest_change_of_a_number_is_found(toy):
    old = float(toy.edges["weight"].iloc[0])
    other = changed(toy, "edges", weight=(lambda f: f.index == 0, np.nextafter(old, 1)))
    cells = difference(toy, other).tables["edges"].cells()
    assert cells[["source", "column", "old", "new"]].values.tolist() == [
        ["material.bbb-ore", "weight", old, float(np.nextafter(old, 1))]
    ]
    assert cells[["source_id_a", "as_of_b"]].values.tolist() == [["source.s", "2024"]]


def test_a_number_in_place_of_an_assumption_is_one_cell(toy):
    mask = toy.requirements["criticality_assumption"] == "assumption.k-ore"
    frame = toy.requirements.copy()
    frame.loc[mask, "criticality"] = 0.7
    frame.loc[mask, "criticality_assumption"] = None
    cells = difference(toy, views.replace(toy, {"requirements": frame})).tables["requirements"].cells()
    assert cells[["column", "old", "new"]].values.tolist() == [["criticality", "assumption.k-ore", 0.7]]


def test_rows_come_and_go_by_their_key(toy, rows, freeze, parts):
    rows["edges"] = [e for e in rows["edges"] if e["source"] != "material.ccc-ore"]
    rows["nodes"].append(parts["node"]("material.ddd-ore"))
    held = difference(toy, freeze(rows))
    assert held.tables["nodes"].counts() == {"added": 1, "removed": 0, "changed": 0, "recited": 0}
    edges = held.tables["edges"]
    # the share of the removed supplier goes to the unknown one
    assert edges.counts() == {"added": 0, "removed": 1, "changed": 1, "recited": 0}
    frame = edges.to_frame().set_index("change")
    assert frame.loc["removed", "source"] == "material.ccc-ore"
    assert frame.loc["removed", "old"] == 0.3
    assert frame.loc["changed", "source"] == "unknown.ore"
    assert frame.loc["changed", "new"] == pytest.approx(0.4)


def test_a_row_that_only_cites_another_source_is_told_apart(toy):
    other = changed(toy, "edges", as_of=(lambda f: f["source"] == "material.ccc-ore", "2025"))
    held = difference(toy, other).tables["edges"]
    assert held.counts() == {"added": 0, "removed": 0, "changed": 0, "recited": 1}
    assert largest(difference(toy, other), "edges").empty


def test_antisymmetric(toy, rows, freeze):
    rows["edges"][0]["weight"] = 0.5
    del rows["memberships"][-1]
    other = freeze(rows)
    there, back = difference(toy, other), difference(other, toy)
    for name, held in there.tables.items():
        mirror = back.tables[name]
        assert held.counts()["added"] == mirror.counts()["removed"]
        assert held.counts()["changed"] == mirror.counts()["changed"]
        swapped = mirror.cells().rename(columns={"old": "new", "new": "old"})
        swapped = swapped.rename(columns=lambda c: {"_a": c[:-2] + "_b", "_b": c[:-2] + "_a"}.get(c[-2:], c))
        pd.testing.assert_frame_equal(held.cells(), swapped[held.cells().columns], check_dtype=False)


def test_a_renamed_node_is_suggested_not_assumed(toy, rows, freeze):
    for table in rows.values():
        for row in table:
            row.update({k: "material.b-ore" for k, v in row.items() if v == "material.bbb-ore"})
    found = difference(toy, freeze(rows))
    assert [(r.table, r.old, r.new) for r in found.renames] == [
        ("nodes", "material.bbb-ore", "material.b-ore")
    ]
    assert found.tables["nodes"].counts()["removed"] == 1


def test_two_rows_of_one_name_suggest_nothing(toy, rows, freeze, parts):
    rows["nodes"] = [n for n in rows["nodes"] if n["id"] != "organisation.big"]
    rows["memberships"] = [
        m for m in rows["memberships"] if "organisation.big" not in (m["member"], m["group"])
    ]
    for name in ("one", "two"):
        rows["nodes"].append({**parts["node"](f"organisation.{name}"), "name_en": "organisation big"})
    assert difference(toy, freeze(rows)).renames == ()


def test_another_schema_is_refused(toy):
    tables = {**toy.tables, "edges": toy.edges.drop(columns=["flow"])}
    with pytest.raises(TensenError, match="another version") as caught:
        difference(toy, replace(toy, tables=tables))
    assert caught.value.params["table"] == "edges"


def test_a_key_that_stands_twice_is_refused(toy):
    twice = views.replace(toy, {"edges": pd.concat([toy.edges, toy.edges.iloc[:1]])})
    with pytest.raises(TensenError, match="twice") as caught:
        difference(toy, twice)
    assert caught.value.findings[0].where["row"] == len(toy.edges) + 1


def test_rows_with_more_value_behind_them_come_first(toy):
    edges = toy.edges.copy()
    edges["weight"] = np.where(
        edges["source"].str.startswith("material"), edges["weight"] * 0.9, edges["weight"]
    )
    found = difference(toy, views.replace(toy, {"edges": edges}))
    rows = largest(found, "edges", most=2)
    # 0.06 × 600 and 0.1 × 500 a day: the larger product first
    assert rows["target"].tolist() == ["sector.bbb.c26", "sector.aaa.c26"]
    assert rows["relevance"].tolist() == pytest.approx([50.0, 36.0])
    assert counted(found, "edges") == {"ores": {"added": 0, "removed": 0, "changed": 4}}
