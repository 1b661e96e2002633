"""Firms from a table or from the atlas, and the files that are written of them."""

import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tensen import systemic_risk
from tensen.engine.esri.economy import economy
from tensen.engine.esri.plain import plain_cascades
from tensen.engine.esri.shocks import Shocks
from tensen.messages import TensenError
from tensen.model import Network, NetworkBuilder
from tensen.workspace import load
from tensen.workspace.synthetic import Made, generate_firms
from tensen.workspace.synthetic.atlas import country
from tensen.workspace.synthetic.readme import ROWS

TABLE = "code,x,y,z,final_demand\nx,5,2,0,10\ny,1,4,3,2\nz,2,2,2,8\nvalue_added,9,2,9,\n"
NAMES = {"edges", "sectors", "essential", "final_demand", "value_added"}


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "table.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def atlas() -> Network:
    return load("world-economy")


def small(table: Path, **more: object) -> Made:
    return generate_firms(table, **{"firms": 60, "essential": "all", "mean_degree": 4, **more})  # type: ignore[arg-type]


def block_sums(folder: Path) -> pd.DataFrame:
    edges = pd.read_csv(folder / "edges.csv")
    sector = pd.read_csv(folder / "sectors.csv", dtype={"sector": str}).set_index("node")["sector"]
    edges = edges.assign(k=edges["source"].map(sector), b=edges["target"].map(sector))
    return edges.pivot_table(index="k", columns="b", values="weight", aggfunc="sum", fill_value=0.0)


def test_the_files_add_up_to_the_table(table: Path, tmp_path: Path) -> None:
    files = small(table).write(tmp_path / "out")
    assert {f.name for f in files} == {*(f"{name}.csv" for name in NAMES), "made.json", "README.md"}
    wanted = pd.read_csv(table, index_col=0)
    found = block_sums(tmp_path / "out")
    np.testing.assert_allclose(found, wanted.loc[list("xyz"), list("xyz")], rtol=1e-9)
    final = pd.read_csv(tmp_path / "out" / "final_demand.csv").set_index("node")["final_demand"]
    sector = pd.read_csv(tmp_path / "out" / "sectors.csv").set_index("node")["sector"]
    assert final.groupby(sector).sum().to_list() == pytest.approx([10, 2, 8])
    added = pd.read_csv(tmp_path / "out" / "value_added.csv").set_index("node")["value_added"]
    assert added.groupby(sector).sum().to_list() == pytest.approx([9, 2, 9])
    levels = pd.read_csv(tmp_path / "out" / "essential.csv", index_col="sector")
    assert levels.index.to_list() == levels.columns.to_list() == list("xyz")
    assert (levels == 2).all(axis=None)


def test_csv_and_parquet_hold_the_same_numbers(table: Path, tmp_path: Path) -> None:
    made = small(table)
    made.write(tmp_path / "c", "csv")
    made.write(tmp_path / "p", "parquet")
    for name in NAMES:
        plain = pd.read_csv(tmp_path / "c" / f"{name}.csv")
        typed = pd.read_parquet(tmp_path / "p" / f"{name}.parquet")
        pd.testing.assert_frame_equal(plain, typed, check_dtype=False, check_exact=True)


def test_the_same_seed_gives_the_same_files(table: Path, tmp_path: Path) -> None:
    def digest(folder: str, seed: int) -> dict[str, str]:
        files = small(table, seed=seed).write(tmp_path / folder)
        return {f.name: hashlib.sha256(f.read_bytes()).hexdigest() for f in files}

    first, again, other = digest("a", 1), digest("b", 1), digest("c", 2)
    assert first == again
    assert first["edges.csv"] != other["edges.csv"]


def test_codes_that_spreadsheets_would_run(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text('code,=A1,"b,c"\n=A1,1,2\n"b,c",3,4\n', encoding="utf-8")
    small(path, firms=8).write(tmp_path / "out")
    assert "'=A1" in (tmp_path / "out" / "sectors.csv").read_text(encoding="utf-8")
    assert set(pd.read_csv(tmp_path / "out" / "sectors.csv")["sector"]) == {"'=A1", "b,c"}


def test_made_json_says_how(table: Path, tmp_path: Path) -> None:
    small(table, exponent="high").write(tmp_path / "out")
    said = json.loads((tmp_path / "out" / "made.json").read_text(encoding="utf-8"))
    assert said["asked"]["exponent"] == 1.2
    assert said["table"]["file"] == "table.csv"
    assert said["essential"] == "all"
    assert set(ROWS) <= set(said["measured"])
    assert sum(row["firms"] for row in said["sectors"]) == 60
    for row in said["assumptions"]:
        assert float(row["low"]) <= float(row["central"]) <= float(row["high"])
        cited = set(row["source_id"].split("|"))
        assert cited <= {source["id"] for source in said["sources"]}


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_readme_in_both_languages(table: Path, tmp_path: Path, lang: str) -> None:
    small(table).write(tmp_path / "out", lang=lang)  # type: ignore[arg-type]
    words = (tmp_path / "out" / "README.md").read_text(encoding="utf-8")
    assert ("No firm in it exists" if lang == "en" else "実在の企業") in words
    assert "10.1126/science.1062081" in words


def test_a_folder_with_other_files_is_left_alone(table: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    made = small(table)
    made.write(out)
    made.write(out)  # its own may be replaced
    (out / "mine.txt").write_text("keep", encoding="utf-8")
    before = {f: f.read_bytes() for f in out.iterdir()}
    with pytest.raises(TensenError) as caught:
        small(table, seed=9).write(out)
    assert caught.value.key == "generate_folder"
    assert {f: f.read_bytes() for f in out.iterdir()} == before


def test_matrix_of_the_users_own(table: Path, tmp_path: Path) -> None:
    matrix = tmp_path / "m.csv"
    matrix.write_text("sector,z,y,x\nz,0,1,2\ny,1,1,2\nx,2,0,0\n", encoding="utf-8")
    made = small(table, essential=str(matrix))
    assert made.essential.loc["z", "x"] == 2
    assert made.essential.loc["x", "y"] == 0
    assert made.about["essential"] == "file"
    matrix.write_text("sector,z,y\nz,0,1\ny,1,1\n", encoding="utf-8")
    with pytest.raises(TensenError) as caught:
        small(table, essential=str(matrix))
    assert caught.value.key == "generate_matrix_codes"
    assert caught.value.params["names"] == "x"


@pytest.mark.parametrize(
    ("more", "key"),
    [
        ({"essential": None}, "generate_no_matrix"),
        ({"firms": 2}, "generate_firms_count"),
        ({"firms": 3, "mean_degree": 1}, "generate_few_links"),
        ({"exponent": 0}, "generate_range"),
        ({"growth": 1.5}, "generate_range"),
        ({"mean_degree": "many"}, "generate_range"),
        ({"mean_degree": "nan"}, "generate_range"),
        ({"home_share": -0.5}, "generate_range"),
        ({"firms": 1_000_000, "mean_degree": 1000}, "generate_many_links"),
        ({"counts": "n.csv"}, "generate_twice"),
    ],
)
def test_wrong_calls(table: Path, more: dict[str, object], key: str) -> None:
    with pytest.raises(TensenError) as caught:
        small(table, **more)
    assert caught.value.key == key
    assert caught.value.exit_code == 2
    assert caught.value.words("en") != caught.value.words("ja")


def test_nothing_to_go_by() -> None:
    with pytest.raises(TensenError) as caught:
        generate_firms()
    assert caught.value.key == "generate_nothing"


def test_a_table_without_trade(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("code,a\na,0\n", encoding="utf-8")
    with pytest.raises(TensenError) as caught:
        small(path)
    assert caught.value.key == "generate_no_trade"


def test_a_country_of_the_atlas(atlas: Network) -> None:
    found = country(atlas, "JPN")
    held = atlas.nodes.set_index("id").loc[[f"sector.jpn.{code}" for code in found.table.codes]]
    assert len(found.table.codes) == 28
    assert found.table.output == pytest.approx(held["gross_output"].to_numpy())
    assert found.table.value_added == pytest.approx(held["value"].to_numpy())
    assert not found.clipped
    place = {code: k for k, code in enumerate(found.table.codes)}
    edge = atlas.edges[
        (atlas.edges["source"] == "sector.jpn.d") & (atlas.edges["target"] == "sector.jpn.c26")
    ]
    assert found.table.flows[place["d"], place["c26"]] == pytest.approx(edge["flow"].item())
    assert found.home[place["d"], place["c26"]] == pytest.approx(edge["weight"].item())
    # power is essential for electronics; a trade in proportion is 1
    assert found.levels[place["d"], place["c26"]] == 2
    need = atlas.requirements[(atlas.requirements["target"] == "sector.jpn.c28")]
    modes = need[need["carrier"] == "carrier.o"]["mode"].to_list()
    assert found.levels[place["o"], place["c28"]] == (2 if "critical" in modes else 1)


def test_inputs_from_abroad_do_not_hang_on_the_few_firms_at_home() -> None:
    made = generate_firms(net="world-economy", country="JPN", firms=200)
    assert ["b05_06", "c19"] in made.about["lowered"]  # oil for refineries
    assert made.essential.loc["b05_06", "c19"] == 1
    every = generate_firms(net="world-economy", country="JPN", firms=200, home_share=0)
    assert every.about["lowered"] == []
    assert every.essential.loc["b05_06", "c19"] == 2
    assert made.moments.block_error < 1e-9


def test_the_atlas_gives_the_matrix_for_a_table_with_its_codes(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("code,d,c26\nd,1,2\nc26,3,4\n", encoding="utf-8")
    made = generate_firms(path, net="world-economy", country="JPN", firms=20)
    assert made.about["essential"] == "network"
    assert made.essential.loc["d", "c26"] == 2
    path.write_text("code,d,c99\nd,1,2\nc99,3,4\n", encoding="utf-8")
    with pytest.raises(TensenError) as caught:
        generate_firms(path, net="world-economy", country="JPN", firms=20)
    assert caught.value.key == "generate_matrix_codes"


@pytest.mark.parametrize(("name", "key"), [("sector.jpn.d", "not_a_country"), ("ABW", "generate_no_flows")])
def test_no_country_with_flows(name: str, key: str) -> None:
    with pytest.raises(TensenError) as caught:
        generate_firms(net="world-economy", country=name)
    assert caught.value.key == key


def test_a_network_of_the_users_own(
    small_rows: dict[str, list[dict[str, Any]]], builder_of: Callable[..., NetworkBuilder]
) -> None:
    stamp = {"source_id": "source.s", "as_of": "2024-01", "confidence": "reported"}
    power = {"id": "sector.aaa.d", "kind": "sector", "name_en": "Power", "name_ja": "電力", **stamp}
    money = {"value": 50.0, "currency": "USD", "price_year": 2022, "partition": "economy", "industry": "d"}
    small_rows["nodes"].append({**power, **money, "gross_output": 10.0})
    small_rows["carriers"].append(
        {
            "id": "carrier.d",
            "family": "power",
            "name_en": "D",
            "name_ja": "D",
            "propagates_demand": True,
            **stamp,
        }
    )
    small_rows["memberships"].append(
        {"member": "sector.aaa.d", "group": "country.aaa", "role": "located_in", **stamp}
    )
    for target, flow in (("sector.aaa.c26", 9.0), ("sector.aaa.d", 4.0)):
        edge = {"source": "sector.aaa.d", "target": target, "carrier": "carrier.d", "weight": 1.0}
        small_rows["edges"].append({**edge, "flow": flow, **stamp})
        need = {"target": target, "carrier": "carrier.d", "supply": "shares", "mode": "linear"}
        small_rows["requirements"].append({**need, "criticality": 0.1, "replaceability": 0.0, **stamp})
    found = country(builder_of(small_rows).freeze(), "AAA")
    assert found.table.codes == ("c26", "d")
    assert found.table.flows.tolist() == [[0, 0], [9, 4]]
    assert found.table.final.tolist() == [
        0.1,
        0,
    ]  # electronics: as its node says; power sells more than it makes
    assert found.clipped == ("d",)
    assert found.levels.tolist() == [[0, 0], [1, 1]]
    assert found.home.tolist() == [[1, 1], [1, 1]]
    assert found.sources["id"].to_list() == ["source.s"]


def test_a_real_table_of_fifty_sectors(tmp_path: Path) -> None:
    root = os.environ.get("TENSEN_SHARED")
    if not root:
        pytest.skip(
            "TENSEN_SHARED is not set: the OECD's tables are elsewhere; the tables above run anywhere"
        )
    held = np.load(
        Path(root) / "data" / "trade" / "oecd_icio_2022" / "icio2022_80x50.npz", allow_pickle=False
    )
    sectors, countries = held["sectors"], held["countries"]
    here = np.arange(len(sectors)) * len(countries) + int(np.flatnonzero(countries == "JPN")[0])
    flows = held["Z"][np.ix_(here, here)].astype(float)
    frame = pd.DataFrame(flows, index=pd.Index(sectors, name="code"), columns=list(sectors))
    output = held["gross_output"][here].astype(float)
    # the extract's output differs from its flows by up to 1.6 %: final demand is what is left, never below 0
    frame["final_demand"] = np.maximum(output - flows.sum(axis=1), 0)
    frame.to_csv(tmp_path / "jpn.csv")
    made = generate_firms(tmp_path / "jpn.csv", firms=5_000, essential="linear")
    made.write(tmp_path / "out")
    assert made.moments.block_error < 1e-9
    found = block_sums(tmp_path / "out").reindex(index=list(sectors), columns=list(sectors), fill_value=0.0)
    np.testing.assert_allclose(found, flows, rtol=1e-9)
    assert made.moments.mean_degree == pytest.approx(8, rel=0.001)


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_what_is_written_is_what_the_risk_is_computed_of(table: Path, tmp_path: Path, ending: str) -> None:
    matrix = tmp_path / "m.csv"
    matrix.write_text("sector,x,y,z\nx,1,2,0\ny,2,1,1\nz,0,1,2\n", encoding="utf-8")
    made = small(table, essential=str(matrix))
    made.write(tmp_path / "out", ending)
    files = [
        tmp_path / "out" / f"{name}.{ending}" for name in ("edges", "sectors", "essential", "final_demand")
    ]
    risk = systemic_risk(*files[:3], final_demand=files[3]).to_frame().set_index("node")["esri"]
    edges = made.edges
    net = economy(
        edges["source"] - 1,
        edges["target"] - 1,
        edges["weight"],
        made.firms.sector,
        made.levels,
        final_demand=made.final_demand["final_demand"],
    )
    plain = plain_cascades(net, Shocks.closures(np.arange(net.n))).esri[:, 0]
    risk.index = risk.index.astype(int)  # names are text where the file was
    assert risk.sort_index().to_numpy() == pytest.approx(plain, rel=1e-9)
    assert plain.max() > 0.1
