"""Odd input: a clear error with the exact place, or a rule with a count; never a silent drop."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_array

from tensen.messages import TensenError, text
from tensen.workspace.systemic.inputs import Extras, read_inputs

EDGES = "source,target,weight\na,b,4\nb,c,2\n"
SECTORS = "node,sector\na,x\nb,y\nc,z\n"
MATRIX = ",x,y,z\nx,2,2,2\ny,2,2,2\nz,2,2,2\n"


def read(folder: Path, edges: str = EDGES, sectors: str = SECTORS, matrix: str = MATRIX, **extras):
    paths = []
    for name, content in (("edges", edges), ("sectors", sectors), ("matrix", matrix)):
        paths.append(folder / f"{name}.csv")
        paths[-1].write_text(content, encoding="utf-8")
    told = {}
    for name, content in extras.items():
        told[name] = content
        if isinstance(content, str):
            told[name] = folder / f"{name}.csv"
            told[name].write_text(content, encoding="utf-8")
    return read_inputs(*paths, Extras(**told))


def faults(folder: Path, **files) -> list[tuple]:
    with pytest.raises(TensenError) as caught:
        read(folder, **files)
    assert caught.value.key == "esri_rows"
    assert all(f.words("en") != f.words("ja") for f in caught.value.findings)
    return [(f.key, f.where["file"], f.where["row"], f.where["column"]) for f in caught.value.findings]


def notes(inputs) -> dict[str, str]:
    assert all(text(note.name, lang, **note.params) for note in inputs.notes for lang in ("en", "ja"))
    return {note.name.removeprefix("esri.note_"): str(note.params.get("count", "")) for note in inputs.notes}


@pytest.mark.parametrize(
    ("line", "key", "column"),
    [
        ("a,b,-1", "esri_negative", "weight"),
        ("a,b,-0.5e-3", "esri_negative", "weight"),
        ("a,b,", "esri_blank", "weight"),
        ("a,b,NaN", "esri_not_finite", "weight"),
        ("a,b,inf", "esri_not_finite", "weight"),
        ("a,b,1e400", "esri_not_finite", "weight"),
        ("a,b,NA", "esri_not_number", "weight"),
        ('a,b,"1,000"', "esri_not_number", "weight"),
        ("a,b,12 kg", "esri_not_number", "weight"),
        (",b,1", "esri_blank", "source"),
        ("a, ,1", "esri_blank", "target"),
        ("a,q,1", "esri_unknown_node", "target"),
        ("A,b,1", "esri_unknown_node", "source"),
    ],
)
def test_a_wrong_cell_of_the_edges(tmp_path: Path, line: str, key: str, column: str) -> None:
    assert faults(tmp_path, edges=EDGES + line + "\n") == [(key, "edges.csv", 4, column)]


@pytest.mark.parametrize("weight", ["4", " 4", "+4", "4.", "4e0", "04.00"])
def test_ways_to_write_a_number(tmp_path: Path, weight: str) -> None:
    net = read(tmp_path, edges=f"source,target,weight\na,b,{weight}\nb,c,2\nb,c,0\n").economy
    assert net.out.tolist() == [4, 2, 0]


@pytest.mark.parametrize(
    ("line", "key", "column"),
    [
        ("a,y", "esri_node_twice", "node"),
        (",y", "esri_blank", "node"),
        ("d,", "esri_blank", "sector"),
        ("d,w", "esri_sector_unknown", "sector"),
    ],
)
def test_a_wrong_cell_of_the_sectors(tmp_path: Path, line: str, key: str, column: str) -> None:
    assert faults(tmp_path, sectors=SECTORS + line + "\n") == [(key, "sectors.csv", 5, column)]


@pytest.mark.parametrize(
    ("sector", "key"),
    [
        ("9", "esri_sector_outside"),
        ("-1", "esri_sector_outside"),
        ("1.5", "esri_sector_text"),
        ("x", "esri_sector_text"),
    ],
)
def test_sectors_without_codes_are_rows_of_the_matrix(tmp_path: Path, sector: str, key: str) -> None:
    plain = "2,2,2\n2,2,2\n2,2,2\n"
    found = read(tmp_path, sectors="node,sector\na,0\nb,1.0\nc,2\n", matrix=plain)
    assert found.firms.sector.tolist() == [0, 1, 2]
    assert "by_number" in notes(found)
    wrong = f"node,sector\na,0\nb,{sector}\nc,2\n"
    assert faults(tmp_path, sectors=wrong, matrix=plain) == [(key, "sectors.csv", 3, "sector")]


def test_sectors_counted_from_one_are_seen_and_can_be_said(tmp_path: Path) -> None:
    plain, sectors = "2,2,2\n2,2,2\n2,2,2\n", "node,sector\na,1\nb,2\nc,3\n"
    assert faults(tmp_path, sectors=sectors, matrix=plain)[0][0] == "esri_sector_from_one"
    assert read(tmp_path, sectors=sectors, matrix=plain, sectors_from=1).firms.sector.tolist() == [0, 1, 2]


def test_oddities_are_counted(tmp_path: Path) -> None:
    edges = EDGES + "a,b,1\na,b,2\nb,b,1\na,c,0\nd,e,1\n"
    sectors = SECTORS + "d,x\ne,x\nf,x\n"
    found = read(tmp_path, edges=edges, sectors=sectors)
    assert notes(found) == {
        "by_code": "",
        "merged": "2",
        "empty": "1",
        "loops": "1",
        "no_sales": "2",
        "no_edges": "1",
        "parts": "2",
    }
    assert found.economy.out.tolist() == [7, 3, 0, 1, 0, 0]
    assert found.economy.n == 6


def test_all_weights_of_zero_are_no_network() -> None:
    from tensen.workspace.systemic import systemic_risk

    with pytest.raises(TensenError) as caught:
        systemic_risk(([0], [1], [0.0]), [0, 0], [[2]])
    assert caught.value.key == "esri_no_sales"


@pytest.mark.parametrize(
    ("files", "key"),
    [
        ({"edges": "1,2,3\n"}, "esri_column"),
        ({"edges": "source,target,weight\n"}, "esri_empty"),
        ({"edges": "source;target;weight\na;b;1\n"}, "csv_separator"),
        ({"edges": "source,target,weight\na,b\n"}, "csv_ragged"),
        ({"edges": ""}, "csv_header"),
        ({"sectors": "node,sector\n"}, "esri_empty"),
        ({"sectors": "a,b\n1,2\n"}, "esri_column"),
    ],
)
def test_files_of_another_shape(tmp_path: Path, files: dict[str, str], key: str) -> None:
    with pytest.raises(TensenError) as caught:
        read(tmp_path, **files)
    assert caught.value.key == key


def test_columns_are_found_by_other_names_and_in_any_order(tmp_path: Path) -> None:
    edges = "note,Amount,Customer,supplier\nx,4,b,a\ny,2,c,b\n"
    assert read(tmp_path, edges=edges).economy.out.tolist() == [4, 2, 0]
    japanese = "売り手,買い手,取引額\na,b,4\nb,c,2\n"
    assert read(tmp_path, edges=japanese).economy.out.tolist() == [4, 2, 0]


def test_the_first_faults_by_row_and_how_many_there_are(tmp_path: Path) -> None:
    lines = "".join(f"a,{'q' if k % 2 else 'b'},{-1 if k % 3 == 0 else 1}\n" for k in range(100))
    with pytest.raises(TensenError) as caught:
        read(tmp_path, edges="source,target,weight\n" + lines)
    assert caught.value.params["count"] == 50 + 34
    rows = [int(f.where["row"]) for f in caught.value.findings]
    assert rows == sorted(rows)
    assert len(rows) == 20


def test_numbers_told_of_firms(tmp_path: Path) -> None:
    found = read(tmp_path, final_demand="node,final_demand\nc,5\na,1\n", revenue="node,turnover\na,9\n")
    assert found.economy.sales.tolist() == [9, 2, 5]
    assert notes(found)["final_demand_missing"] == "1"
    assert notes(found)["revenue_missing"] == "2"
    extra = read(tmp_path, weights="node,jobs,value\na,1,2\nb,3,4\n")
    assert {name: w.tolist() for name, w in extra.weights.items()} == {"jobs": [1, 3, 0], "value": [2, 4, 0]}


@pytest.mark.parametrize(
    ("content", "key", "row", "column"),
    [
        ("node,final_demand\na,-1\n", "esri_negative", 2, "final_demand"),
        ("node,final_demand\na,1\na,1\n", "esri_node_twice", 3, "node"),
        ("node,final_demand\nq,1\n", "esri_unknown_node", 2, "node"),
        ("node,final_demand\na,\n", "esri_blank", 2, "final_demand"),
    ],
)
def test_wrong_numbers_of_firms(tmp_path: Path, content: str, key: str, row: int, column: str) -> None:
    assert faults(tmp_path, final_demand=content) == [(key, "final_demand.csv", row, column)]


def test_markets_are_any_words_and_must_be_complete(tmp_path: Path) -> None:
    found = read(tmp_path, market="node,market\na,north\nb,south\nc,north\n").economy
    assert found.markets == 2
    with pytest.raises(TensenError) as caught:
        read(tmp_path, market="node,market\na,north\n")
    assert (caught.value.key, caught.value.params["count"]) == ("esri_market_missing", 2)


def test_weights_that_count_nobody_are_refused(tmp_path: Path) -> None:
    with pytest.raises(TensenError) as caught:
        read(tmp_path, weights="node,jobs,none\na,1,0\n")
    assert (caught.value.key, caught.value.params["column"]) == ("esri_weights_zero", "none")


def test_arrays_frames_and_sparse_matrices_are_the_same_economy() -> None:
    levels = np.full((3, 3), 2)
    frame = pd.DataFrame({"source": [0, 1], "target": [1, 2], "weight": [4.0, 2.0]})
    matrix = csr_array((np.array([4.0, 2.0]), ([0, 1], [1, 2])), shape=(3, 3))
    for edges in (frame, ([0, 1], [1, 2], [4, 2]), frame.to_numpy(), matrix):
        net = read_inputs(edges, [0, 1, 2], levels, Extras()).economy
        assert net.out.tolist() == [4, 2, 0]
        assert net.out_buyer.tolist() == [1, 2]


def test_arrays_of_other_lengths_are_refused() -> None:
    levels = np.full((3, 3), 2)
    with pytest.raises(TensenError) as caught:
        read_inputs(([0, 1], [1], [4.0, 2.0]), [0, 1, 2], levels, Extras())
    assert caught.value.key == "esri_lengths"
    with pytest.raises(TensenError) as caught:
        read_inputs(([0], [1], [4.0]), [0, 1, 2], levels, Extras(final_demand=[1.0, 2.0]))
    assert caught.value.key == "esri_length"
    assert "2" in caught.value.words("ja")


def test_ids_are_any_text_or_numbers(tmp_path: Path) -> None:
    frame = pd.DataFrame({"node": [7.0, 8.0, 9.0], "sector": ["x", "y", "z"]})
    edges = pd.DataFrame({"source": ["7", "8"], "target": [8, 9], "weight": [4, 2]})
    matrix = pd.DataFrame(np.full((3, 3), 2), index=list("xyz"), columns=list("xyz"))
    found = read_inputs(edges, frame, matrix, Extras())
    assert found.economy.out.tolist() == [4, 2, 0]
    assert found.firms.names.typed().tolist() == [7, 8, 9]
    odd = 'node,sector\n東京 1,x\n"a,b",y\n\'=1,z\n'
    found = read(tmp_path, edges='source,target,weight\n東京 1,"a,b",4\n"a,b",\'=1,2\n', sectors=odd)
    assert found.firms.names.typed().tolist() == ["東京 1", "a,b", "=1"]
    assert found.economy.out.tolist() == [4, 2, 0]


def test_parquet_is_taken_wherever_csv_is(tmp_path: Path) -> None:
    pd.DataFrame({"source": [1, 2], "target": [2, 3], "weight": [4.0, 2.0], "x": [0, 0]}).to_parquet(
        tmp_path / "e.parquet"
    )
    pd.DataFrame({"node": [1, 2, 3], "sector": pd.Categorical(["x", "y", "z"])}).to_parquet(
        tmp_path / "s.parquet"
    )
    pd.DataFrame({"node": [3], "final_demand": [5]}).to_parquet(tmp_path / "f.parquet")
    (tmp_path / "m.csv").write_text(MATRIX, encoding="utf-8")
    paths = (tmp_path / "e.parquet", tmp_path / "s.parquet", tmp_path / "m.csv")
    found = read_inputs(*paths, Extras(final_demand=tmp_path / "f.parquet"))
    assert found.economy.sales.tolist() == [4, 2, 5]
    pd.DataFrame({"source": [1, None], "target": [2, 3], "weight": [np.nan, 2.0]}).to_parquet(paths[0])
    with pytest.raises(TensenError) as caught:
        read_inputs(*paths, Extras())
    places = [(f.key, f.where["row"], f.where["column"]) for f in caught.value.findings]
    assert places == [("esri_blank", 1, "weight"), ("esri_blank", 2, "source")]
