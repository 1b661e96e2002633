"""Decisions: remembered, the later one holds, contradictions are findings."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tensen.matching import Decisions
from tensen.matching.decisions import COLUMNS, DOMAINS, Decision
from tensen.messages import TensenError

DECISION = st.builds(
    Decision,
    st.sampled_from(DOMAINS),
    st.text(min_size=1).filter(lambda t: t == t.strip() and t and "\0" not in t),
    st.sampled_from(["country.jpn", "organisation.a", "carrier.c26"]),
    st.sampled_from(["accepted", "rejected"]),
    st.sampled_from(["", "2026-11-22"]),
    st.sampled_from(["", "asked them"]),
)


@settings(deadline=None)
@given(st.lists(DECISION, max_size=8))
def test_to_frame_and_back(rows):
    held = Decisions().joined(rows)
    assert Decisions.from_frame(held.to_frame()) == held


def test_an_empty_table_has_all_columns():
    assert list(Decisions().to_frame().columns) == list(COLUMNS)
    assert Decisions.from_frame(Decisions().to_frame()) == Decisions()


def test_it_is_not_changed_but_copied():
    first = Decisions()
    second = first.with_decision("node", "Jpn Steel", "organisation.a", "accepted", "2026-11-22", "called")
    assert first.rows == ()
    assert second.rows == (
        Decision("node", "Jpn Steel", "organisation.a", "accepted", "2026-11-22", "called"),
    )


def test_the_later_decision_for_a_pair_holds():
    held = Decisions().with_decision("node", "X", "organisation.a", "accepted")
    held = held.with_decision("node", "ｘ ", "organisation.a", "rejected")  # the same spelling once folded
    assert held.accepted("node", "x") == ()
    assert held.rejected("node", "X") == ("organisation.a",)
    assert len(held.rows) == 1


def test_domains_are_apart():
    held = Decisions().with_decision("carrier", "X", "carrier.c26", "accepted")
    assert held.accepted("node", "X") == ()


def test_one_spelling_accepted_for_two_ids_is_a_finding():
    held = Decisions().with_decision("node", "X", "organisation.a", "accepted")
    assert held.findings() == ()
    held = held.with_decision("node", "X", "organisation.b", "accepted")
    (finding,) = held.findings()
    assert finding.key == "decision_conflict"
    assert "organisation.a, organisation.b" in finding.words("en")
    assert "X" in finding.words("ja").upper()


@pytest.mark.parametrize(
    ("change", "column", "key"),
    [
        ({"domain": "town"}, "domain", "not_choice"),
        ({"decision": "maybe"}, "decision", "not_choice"),
        ({"spelling": ""}, "spelling", "missing"),
        ({"id": " "}, "id", "missing"),
        ({"decided_on": "yesterday"}, "decided_on", "not_date"),
    ],
)
def test_a_row_that_is_no_decision_is_named(change, column, key):
    good = {"domain": "node", "spelling": "X", "id": "a.b", "decision": "accepted"}
    frame = pd.DataFrame([good, good | change])
    with pytest.raises(TensenError) as told:
        Decisions.from_frame(frame, "matches.csv")
    (finding,) = told.value.findings
    assert finding.key == key
    assert finding.where == {"file": "matches.csv", "row": 3, "column": column}
    assert "matches.csv" in told.value.words("ja")


def test_a_missing_column_is_named():
    with pytest.raises(TensenError) as told:
        Decisions.from_frame(pd.DataFrame({"domain": ["node"], "spelling": ["X"]}))
    assert [f.where["column"] for f in told.value.findings] == ["id", "decision"]


def test_blank_cells_of_a_file_are_empty():
    row = {"domain": "node", "spelling": "X", "id": "A.B", "decision": "accepted", "note": float("nan")}
    (held,) = Decisions.from_frame(pd.DataFrame([row])).rows
    assert (held.id, held.note) == ("a.b", "")
