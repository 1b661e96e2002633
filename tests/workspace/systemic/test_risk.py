"""The verb: hand cases, equality with the engine, and laws that hold whatever firms are called."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import tensen
from tensen.analysis.compiled import frame_of
from tensen.analysis.systemic import connected
from tensen.analysis.systemic_economy import economy_of
from tensen.analysis.systemic_groups import By, groups_of
from tensen.engine.esri.cascade import cascades
from tensen.engine.esri.economy import economy
from tensen.engine.esri.shocks import Shocks
from tensen.engine.esri.totals import totals
from tensen.messages import TensenError, text
from tensen.model import Network
from tensen.workspace.systemic import Systemic, systemic_risk
from tensen.workspace.systemic.compute import Mode

COLUMNS = ["node", "esri", "esri_down", "esri_up", "bound", "iterations"]
SAME = 1e-12
# half of a stops: of 8 parts 5 come from a, of whose market 5.5 is left; a loses 2.5 and d its part of 10
HALF = (2.5 + 10 * 0.5 * 5 / 8 * 5 / 5.5) / 20


def of(folder: Path, **more) -> Systemic:
    files = (folder / name for name in ("edges.csv", "sectors.csv", "essential.csv"))
    return systemic_risk(*files, **more)


def figures(result: Systemic) -> dict[str, list[float]]:
    frame = result.to_frame().set_index("node")
    return {column: frame[column].tolist() for column in ("esri", "esri_down", "esri_up")}


def network(seed: int, n: int = 40, edges: int = 160):
    """Any network: duplicates, self-loops, firms without sales; ids, edges, sectors, matrix, final demand."""
    rng = np.random.default_rng(seed)
    ids = [f"firm {k}" for k in range(n)]
    frame = pd.DataFrame(
        {
            "source": rng.choice(ids[: n - 3], edges),
            "target": rng.choice(ids, edges),
            "weight": rng.lognormal(0, 1.5, edges),
        }
    )
    sectors = pd.DataFrame({"node": ids, "sector": rng.choice(list("pqrst"), n)})
    matrix = pd.DataFrame(rng.integers(0, 3, (5, 5)), index=list("pqrst"), columns=list("pqrst"))
    demand = pd.DataFrame({"node": ids, "final_demand": rng.lognormal(0, 1, n)})
    return frame, sectors, matrix, demand


@pytest.mark.parametrize("mode", ["reference", "converged"])
def test_essential_and_linear_inputs_by_hand(mixed: Path, mode: str) -> None:
    result = of(mixed, mode=mode)
    assert list(result.to_frame().columns) == COLUMNS
    assert result.to_frame()["node"].tolist() == list("abcde")
    found = figures(result)
    slack = SAME if mode == "reference" else 1e-6
    np.testing.assert_allclose(found["esri"], [0.5625, 0.2625, 0.2, 1, 1], atol=slack)
    np.testing.assert_allclose(found["esri_down"], [0.5625, 0.2625, 0.2, 0.5, 0], atol=slack)
    np.testing.assert_allclose(found["esri_up"], [0.25, 0.15, 0.1, 1, 1], atol=slack)
    assert result.to_frame()["bound"].isna().all() == (mode == "reference")


def test_a_chain_by_hand() -> None:
    result = systemic_risk(([0, 1], [1, 2], [4.0, 2.0]), [0, 1, 2], np.full((3, 3), 2))
    found = figures(result)
    np.testing.assert_allclose(found["esri"], [1, 1, 1], atol=SAME)
    np.testing.assert_allclose(found["esri_down"], [1, 1 / 3, 0], atol=SAME)
    np.testing.assert_allclose(found["esri_up"], [2 / 3, 1, 1], atol=SAME)
    assert result.to_frame()["node"].tolist() == [0, 1, 2]


def test_replaceability_weights_and_markets_by_hand() -> None:
    told = (([0, 1], [2, 2], [6.0, 4.0]), [0, 0, 1], np.full((2, 2), 2), [0, 1])
    buyer = [0.0, 0.0, 1.0]
    found = systemic_risk(*told, weights=buyer).to_frame()
    np.testing.assert_allclose(found["esri_down.w1"], [0.6, 0.4 * 4 / 6], atol=SAME)
    for apart in ({"replaceability": False}, {"market": ["a", "b", "c"]}):
        found = systemic_risk(*told, weights=buyer, **apart).to_frame()
        np.testing.assert_allclose(found["esri_down.w1"], [0.6, 0.4], atol=SAME)
    # a market of all three firms: 2 sells nothing, so the rivals are the same
    found = systemic_risk(*told, weights=buyer, market=[7, 7, 7]).to_frame()
    np.testing.assert_allclose(found["esri_down.w1"], [0.6, 0.4 * 4 / 6], atol=SAME)


@pytest.mark.parametrize("mode", ["reference", "converged"])
@pytest.mark.parametrize("seed", range(3))
def test_names_and_order_of_rows_say_nothing(seed: int, mode: str) -> None:
    edges, sectors, matrix, demand = network(seed)
    rng = np.random.default_rng(seed)
    plain = systemic_risk(edges, sectors, matrix, mode=mode, final_demand=demand).to_frame()
    called = dict(zip(sectors["node"], rng.permutation(len(sectors)) * 7 + 3, strict=True))
    other = systemic_risk(
        edges.assign(source=edges["source"].map(called), target=edges["target"].map(called)).sample(
            frac=1, random_state=seed
        ),
        sectors.assign(node=sectors["node"].map(called)).sample(frac=1, random_state=seed),
        matrix.sample(frac=1, random_state=seed).iloc[:, ::-1],
        mode=mode,
        final_demand=demand.assign(node=demand["node"].map(called)).sample(frac=1, random_state=seed),
    ).to_frame()
    plain = plain.assign(node=plain["node"].map(called)).sort_values("node", ignore_index=True)
    other = other.sort_values("node", ignore_index=True)
    slack = 1e-10 if mode == "reference" else 2e-6
    pd.testing.assert_frame_equal(
        plain.drop(columns=["bound", "iterations"]),
        other.drop(columns=["bound", "iterations"]),
        atol=slack,
        rtol=0,
    )


@pytest.mark.parametrize("seed", range(3))
def test_the_same_as_the_engine(seed: int) -> None:
    edges, sectors, matrix, demand = network(seed)
    at = dict(zip(sectors["node"], range(len(sectors)), strict=True))
    net = economy(
        edges["source"].map(at),
        edges["target"].map(at),
        edges["weight"],
        sectors["sector"].map(dict(zip("pqrst", range(5), strict=True))),
        matrix.to_numpy(),
        final_demand=demand["final_demand"],
    )
    risk = cascades(net, Shocks.closures(range(net.n)), eps=1e-4)
    found = systemic_risk(edges, sectors, matrix, eps=1e-4, final_demand=demand).to_frame()
    for column, values in (("esri", risk.esri), ("esri_down", risk.down), ("esri_up", risk.up)):
        np.testing.assert_array_equal(found[column], values[:, 0])
    np.testing.assert_array_equal(found["iterations"], risk.rounds)


@pytest.mark.parametrize("seed", range(3))
def test_the_limit_holds_and_the_largest_are_the_largest(seed: int) -> None:
    edges, sectors, matrix, demand = network(seed)
    told = (edges, sectors, matrix)
    tight = systemic_risk(*told, eps=1e-12, final_demand=demand).to_frame()
    whole = systemic_risk(*told, mode="converged", final_demand=demand).to_frame()
    brackets = systemic_risk(*told, mode="converged", exact=False, final_demand=demand).to_frame()
    for found in (whole, brackets):
        for column in ("esri", "esri_down", "esri_up"):
            assert (found[column] <= tight[column] + 1e-9).all()
            assert (tight[column] <= found[column] + found["bound"] + 1e-9).all()
    assert whole["bound"].max() <= 2e-5 < brackets["bound"].max()
    best = systemic_risk(*told, "top:5", mode="converged", final_demand=demand)
    wanted = tight.sort_values("esri", ascending=False).head(5)
    np.testing.assert_allclose(best.to_frame()["esri"], wanted["esri"], atol=2e-6)
    assert best.found.proven
    first = systemic_risk(*told, "top:5", eps=1e-12, final_demand=demand).to_frame()
    assert first["node"].tolist() == wanted["node"].tolist()


def test_groups_and_shocks_of_any_strength(mixed: Path) -> None:
    groups = pd.DataFrame(
        {"group": ["parts", "parts", "half a"], "node": ["a", "b", "a"], "share": [1, 1, 0.5]}
    )
    for mode, slack in (("reference", SAME), ("converged", 1e-6)):
        found = of(mixed, groups=groups, mode=mode).to_frame().set_index("node")
        # both makers of parts: nobody makes cars any more
        np.testing.assert_allclose(found.loc["parts", "esri_down"], (5 + 3 + 10) / 20, atol=slack)
        np.testing.assert_allclose(found.loc["half a", "esri_down"], HALF, atol=slack)
        shocks = pd.DataFrame({"shock": ["s", "s"], "node": ["a", "d"], "down": [0.5, 0], "up": [0, 0.4]})
        both = of(mixed, shocks=shocks, mode=mode).to_frame()
        np.testing.assert_allclose(both["esri_down"], [HALF], atol=slack)
        np.testing.assert_allclose(both["esri_up"], [0.4 * (5 + 3 + 2 + 10) / 20], atol=slack)
    twice = pd.DataFrame({"group": ["g", "g"], "node": ["a", "a"], "share": [0.5, 0.2]})
    result = of(mixed, groups=twice)
    np.testing.assert_allclose(result.to_frame()["esri_down"], [HALF], atol=SAME)
    assert "esri.note_members_twice" in {note.name for note in result.notes}


def test_chosen_closures(mixed: Path) -> None:
    (mixed / "c.csv").write_text("node\nd\na\nd\n", encoding="utf-8")
    result = of(mixed, closures=mixed / "c.csv")
    assert result.to_frame()["node"].tolist() == ["d", "a"]
    assert "esri.note_closures_twice" in {note.name for note in result.notes}
    assert of(mixed, closures=["d", "a"]).to_frame()["esri"].tolist() == result.to_frame()["esri"].tolist()


@pytest.mark.parametrize(
    ("told", "key"),
    [
        ({"mode": "fast"}, "esri_mode"),
        ({"eps": -1}, "esri_eps"),
        ({"eps": float("nan")}, "esri_eps"),
        ({"tol": 0}, "esri_tol"),
        ({"closures": "top:0"}, "esri_top"),
        ({"closures": "top:6"}, "esri_top"),
        ({"closures": "top:x"}, "esri_top"),
        ({"closures": "gone.csv"}, "file_missing"),
        ({"closures": ["a", "q"]}, "esri_rows"),
        ({"groups": pd.DataFrame({"group": ["g"], "node": ["a"], "share": [1.5]})}, "esri_rows"),
        ({"shocks": pd.DataFrame({"shock": ["g"], "node": ["a"], "down": [-0.1]})}, "esri_rows"),
        ({"groups": pd.DataFrame({"group": [None], "node": ["a"]})}, "esri_rows"),
        ({"groups": 5}, "esri_kind"),
        ({"workers": 1, "processes": 2}, "esri_together"),
        ({"workers": 0}, "esri_count"),
        ({"sectors_from": 2}, "esri_sectors_from"),
    ],
)
def test_what_cannot_be_asked(mixed: Path, told: dict, key: str) -> None:
    with pytest.raises(TensenError) as caught:
        of(mixed, **told)
    assert caught.value.key == key
    assert caught.value.words("en") != caught.value.words("ja")


def test_a_table_too_few(mixed: Path) -> None:
    with pytest.raises(TensenError) as caught:
        systemic_risk(mixed / "edges.csv", mixed / "sectors.csv")
    assert (caught.value.key, caught.value.exit_code) == ("esri_needed", 2)


def test_kept_parts_are_read_again_and_belong_to_their_input(mixed: Path) -> None:
    first = of(mixed, keep=mixed / "kept").to_frame()
    again = of(mixed, keep=mixed / "kept").to_frame()
    pd.testing.assert_frame_equal(first, again)
    with pytest.raises(TensenError):
        of(mixed, keep=mixed / "kept", eps=1e-3)


def test_warnings_say_what_to_beware_of(mixed: Path) -> None:
    def warned(**more) -> list[str]:
        result = of(mixed, **more)
        assert all(text(key.name, lang, **key.params) for key in result.warnings for lang in ("en", "ja"))
        return [key.name.removeprefix("esri.") for key in result.warnings]

    demand = [0, 0, 0, 0, 5.0]
    assert warned() == ["warn_reference_open"]
    assert warned(final_demand=demand) == ["warn_reference"]
    assert warned(mode="converged", final_demand=demand) == []
    (mixed / "edges.csv").write_text("source,target,weight\na,d,5\nd,e,1\ne,d,1\n", encoding="utf-8")
    assert warned(mode="converged") == ["warn_circles_no_demand"]
    assert warned(mode="converged", final_demand=[1.0, 0, 0, 0, 0]) == ["warn_circles"]


def test_the_result_says_how_it_was_made(mixed: Path) -> None:
    result = tensen.systemic_risk(*(mixed / f"{name}.csv" for name in ("edges", "sectors", "essential")))
    assert "<table" in result._repr_html_()
    assert "esri" in repr(result)
    assert result.economy.n == 5
    assert result.names.tolist() == list("abcde")
    assert result.top(2)["node"].tolist() == ["d", "e"]
    assert any("eps 0.01" in line for line in result.said("ja"))
    document = result.document()
    assert document["format"] == "tensen.systemic/1"
    assert [row["node"] for row in document["top"]] == ["d", "e", "a", "b", "c"]
    assert {(e["source"], e["target"], e["weight"]) for e in document["core"]} == {
        ("a", "d", 5),
        ("b", "d", 3),
        ("c", "d", 2),
        ("d", "e", 10),
    }


@pytest.mark.parametrize("mode", ["reference", "converged"])
@pytest.mark.parametrize("by", ["node", "jurisdiction"])
def test_a_network_of_ours_is_as_the_engine_has_it(small: Network, by: By, mode: Mode) -> None:
    found = systemic_risk(small, by=by, mode=mode).to_frame()
    held = economy_of(frame_of(small))
    groups = groups_of(small, by, connected(held))
    shocks = Shocks.groups([group.members for group in groups])
    assert found["node"].tolist() == [group.id for group in groups]
    assert len(found) > 1
    if mode == "reference":
        risk = cascades(held.economy, shocks, weights=held.weights, floor=0.0)
        wanted = (risk.esri[:, 0], risk.down[:, 0], risk.up[:, 0])
    else:
        limit = totals(held.economy, shocks, weights=held.weights)
        wanted = (limit.low, limit.down_low, limit.up_low)
    for column, values in zip(("esri", "esri_down", "esri_up"), wanted, strict=True):
        np.testing.assert_allclose(found[column], values, atol=2e-6)


def test_the_largest_of_a_network_and_chosen_nodes(small: Network) -> None:
    nodes = systemic_risk(small, mode="converged").to_frame()
    best = systemic_risk(small, closures="top:2", mode="converged")
    assert best.to_frame()["esri"].tolist() == pytest.approx(sorted(nodes["esri"])[:-3:-1], abs=2e-6)
    one = systemic_risk(small, closures=[nodes["node"][0]], mode="converged").to_frame()
    assert one["esri"].tolist() == pytest.approx([nodes["esri"][0]], abs=2e-6)
    with pytest.raises(TensenError):
        systemic_risk(small, horizon="weeks")


def test_a_network_of_ours_tells_its_sources_names_and_rules(small: Network) -> None:
    result = systemic_risk(small, by="jurisdiction")
    document = result.document()
    assert {source["id"] for source in document["sources"]} == set(small.sources["id"])
    assert set(document["title"]) == {"en", "ja"}
    assert all(set(row["name"]) == {"en", "ja"} for row in document["top"])
    assert "core" not in document  # of groups it is not known
    assert any("σ is 1" in line for line in result.said("en"))
    by_sales = systemic_risk(small, by="jurisdiction", weights="sales")
    assert by_sales.lead == "sales"
    assert any("weighted by sales" in line for line in by_sales.said("en"))
    with pytest.raises(TensenError) as caught:
        systemic_risk(small, final_demand=[1.0])
    assert caught.value.key == "esri_together"
