"""What cannot be used is told in words, never as a raw error or a figure that is wrong."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from scipy.sparse import coo_array

from tensen.messages import TensenError
from tensen.workspace.systemic import Systemic, systemic_risk
from tensen.workspace.systemic.example import write_example

MATRIX = np.full((1, 1), 2)
SECTORS = {"node": ["a", "b", "c"], "sector": [0, 0, 0]}
EDGES = {"source": ["a", "b"], "target": ["b", "c"], "weight": [1.0, 2.0]}


def risk(edges: Any = EDGES, sectors: Any = SECTORS, **told: Any) -> Systemic:
    return systemic_risk(edges, sectors, MATRIX, **told)


def refused(**told: Any) -> TensenError:
    with pytest.raises(TensenError) as caught:
        risk(**told)
    assert caught.value.words("en") != caught.value.words("ja")
    return caught.value


def test_a_weights_file_with_a_nameless_column_does_not_replace_the_sales(tmp_path: Path) -> None:
    file = tmp_path / "w.csv"
    file.write_text("node,\na,1\nb,5\nc,0\n", encoding="utf-8")
    fault = refused(weights=file)
    assert (fault.key, fault.findings[0].key) == ("esri_headers", "esri_header_blank")
    assert fault.findings[0].where == {"file": "w.csv", "column": 2}
    twice = pd.DataFrame([["a", 1, 2]], columns=["node", "jobs", " jobs"])
    assert refused(weights=twice).findings[0].key == "esri_header_twice"
    named = risk(weights=pd.DataFrame({"node": ["a"], "jobs ": [1.0]})).to_frame()
    assert next(name for name in named if "jobs" in name) == "esri.jobs"


@pytest.mark.parametrize("mode", ["reference", "converged"])
def test_sums_that_overflow_name_the_firm(mode: str) -> None:
    edges = {"source": ["a", "a"], "target": ["b", "c"], "weight": [1e308, 1e308]}
    fault = refused(edges=edges, mode=mode)
    assert fault.findings[0].key == "esri_sum_source"
    assert "“a”" in fault.words("en")
    edges = {"source": ["a", "b"], "target": ["c", "c"], "weight": [1e308, 1e308]}
    assert refused(edges=edges, mode=mode).findings[0].key == "esri_sum_target"
    edges = {"source": ["a", "b"], "target": ["b", "c"], "weight": [1e308, 1e308]}
    assert refused(edges=edges, mode=mode).key == "esri_sum"
    assert refused(final_demand=[1e308, 1e308, 0], mode=mode).key == "esri_sum"
    assert refused(weights=[1e308, 1e308, 0], mode=mode).key == "esri_sum"


def test_amounts_too_small_to_hold_are_refused() -> None:
    fault = refused(edges={**EDGES, "weight": [1e-320, 1.0]})
    assert fault.findings[0].key == "esri_tiny"


def test_what_the_engine_refuses_is_told_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ValueError("weights[:, 0] sum to 0")

    monkeypatch.setattr("tensen.workspace.systemic.risk.compute", broken)
    assert "sum to 0" in refused().words("ja")


@pytest.mark.parametrize(
    ("told", "key"),
    [
        ({"edges": {**EDGES, "weight": np.array([1j, 2])}}, "esri_cells"),
        ({"edges": {**EDGES, "weight": np.ones((2, 2))}}, "esri_cells"),
        ({"edges": {**EDGES, "source": [["a"], ["b"]]}}, "esri_cells"),
        ({"edges": {**EDGES, "source": [b"a", b"b"]}}, "esri_cells"),
        ({"edges": {**EDGES, "weight": 3}}, "esri_cells"),
        ({"edges": {**EDGES, "source": [1e300, 2.0]}}, "esri_rows"),
        ({"edges": coo_array(np.eye(4))}, "esri_sparse"),
        ({"closures": 2}, "esri_kind"),
        ({"closures": None}, "esri_kind"),
        ({"exact": "x", "mode": "converged"}, "esri_switch"),
        ({"eps": "a"}, "esri_eps"),
        ({"eps": float("inf")}, "esri_eps"),
        ({"max_rounds": 0}, "esri_count"),
        ({"workers": "two"}, "esri_count"),
        ({"replaceability": "no"}, "esri_switch"),
        ({"by": "node"}, "esri_net_only"),
        ({"horizon": "days"}, "esri_net_only"),
        ({"scenarios": ["x"]}, "esri_net_only"),
        ({"tol": 1e-3}, "esri_mode_only"),
        ({"exact": True}, "esri_mode_only"),
        ({"mode": "converged", "eps": 0.1}, "esri_mode_only"),
        ({"mode": "converged", "max_rounds": 9}, "esri_mode_only"),
    ],
)
def test_python_values_of_another_kind(told: dict[str, Any], key: str) -> None:
    assert refused(**told).key == key


def test_decimals_of_a_database_are_numbers_and_ids(tmp_path: Path) -> None:
    file = tmp_path / "edges.parquet"
    weight = pa.array([Decimal("1.50"), Decimal("2.00")], pa.decimal128(10, 2))
    pq.write_table(pa.table({"source": ["a", "b"], "target": ["b", "c"], "weight": weight}), file)
    plain = risk({**EDGES, "weight": [1.5, 2.0]}).to_frame()
    pd.testing.assert_frame_equal(risk(file).to_frame(), plain)
    ids = pa.array([Decimal("1.00"), Decimal("10.00")], pa.decimal128(10, 2))
    pq.write_table(pa.table({"source": ids, "target": ids.take([1, 0]), "weight": weight}), file)
    assert risk(file, {"node": [1, 10], "sector": [0, 0]}).to_frame()["node"].tolist() == [1, 10]


def test_what_did_not_settle_is_named_and_marked() -> None:
    found = risk(max_rounds=1, eps=0.0)
    assert found.unsettled
    assert list(found.to_frame()) == ["node", "esri", "esri_down", "esri_up", "bound", "iterations"]
    assert found.unsettled[0] in " ".join(found.said("en"))
    assert found.document()["unsettled"] == found.unsettled
    assert "振動" in " ".join(found.said("ja"))
    assert risk().unsettled == []
    assert "unsettled" not in risk().document()


def test_the_example_replaces_nothing_of_others(tmp_path: Path) -> None:
    write_example(tmp_path)
    write_example(tmp_path)  # its own files may be written again
    (tmp_path / "edges.csv").write_text("mine", encoding="utf-8")
    with pytest.raises(TensenError) as caught:
        write_example(tmp_path)
    assert caught.value.key == "esri_example_other"
    assert (tmp_path / "edges.csv").read_text(encoding="utf-8") == "mine"
