"""An import: matched, checked with the whole network, shown, and only then written, all or nothing."""

import json
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

import tensen
from tensen.formats import registry
from tensen.messages import LANGUAGES, TensenError
from tensen.model import Network
from tensen.store import fingerprint
from tensen.workspace.imports import Prepared, commit, import_rows, prepare
from tensen.workspace.imports.rejects import rejects_bytes
from tensen.workspace.layers import read_layer
from tensen.workspace.templates import template

Write = Callable[..., Path]


def state(folder: Path) -> dict[str, bytes]:
    """All files below ``folder``."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def keys(prepared: Prepared) -> list[str]:
    return [finding.key for finding in prepared.faults]


def test_a_preview_changes_nothing(ws: Path, good: Path) -> None:
    before = state(ws)
    prepared = prepare(good, ws)
    assert prepared.network is not None
    assert {t: c["new"] for t, c in prepared.counts.items()} == {
        "nodes": 2,
        "carriers": 1,
        "edges": 2,
        "requirements": 1,
        "memberships": 1,
    }
    assert state(ws) == before


def test_what_is_imported_is_joined_and_the_base_is_not_touched(ws: Path, good: Path, small: Network) -> None:
    before = state(ws)
    import_rows(good, ws)
    after = state(ws)
    assert {name: after[name] for name in before} == before
    joined = tensen.load(ws)
    acme = joined.nodes.set_index("id").loc["supplier.acme-parts"]
    assert (acme["name_en"], acme["name_ja"], acme["source_id"]) == ("Acme Parts", "Acme Parts", "source.own")
    assert "supplier.7000012050002" in joined.position  # the corporate number is the id
    edges = joined.edges[joined.edges["carrier"] == "carrier.valve"].set_index("source")["weight"]
    assert edges.to_dict() == pytest.approx(
        {"supplier.acme-parts": 0.6, "supplier.7000012050002": 0.3, "unknown.valve": 0.1}
    )
    assert ("supplier.acme-parts", "country.aaa") in set(
        joined.memberships[["member", "group"]].itertuples(index=False, name=None)
    )
    own = joined.sources.set_index("id").loc["source.own"]
    assert own["licence"] == "private"
    assert len(joined.nodes) == len(small.nodes) + 3
    assert any("own" in notice for notice in joined.about.notices)


def test_without_private_layers_the_base_alone(ws: Path, good: Path, small: Network) -> None:
    import_rows(good, ws)
    assert fingerprint(tensen.load(ws, private=False)) == fingerprint(small)


@pytest.mark.parametrize("format_name", list(registry.FORMATS))
def test_no_byte_of_a_public_export_is_private(ws: Path, write: Write, format_name: str) -> None:
    secret = "Xyzzyquux"
    folder = write(
        nodes="id,kind,name_en,name_ja,lon,lat\n"
        f"supplier.{secret.lower()},supplier,{secret} Ltd,{secret}社,139,35",
        memberships=f"member,group,role\n{secret} Ltd,country.aaa,located_in",
    )
    import_rows(folder, ws, layer="secretlayer")

    def bytes_of(private: bool) -> bytes:
        written = registry.write(tensen.load(ws, private=private), format_name)
        content = b"".join(name.encode() + held for name, held in written.items())
        if format_name == "excel":
            import io
            import zipfile

            archive = zipfile.ZipFile(io.BytesIO(written[""]))
            content += b"".join(archive.read(name) for name in archive.namelist())
        if format_name == "parquet":
            import io

            frames = [pd.read_parquet(io.BytesIO(c)) for n, c in written.items() if n.endswith(".parquet")]
            content += "".join(frame.to_csv() for frame in frames).encode()
        return content.lower()

    words = [secret.lower().encode(), b"secretlayer"]
    assert all(word in bytes_of(True) for word in words[:1]), "the test would find it"
    assert [word for word in words if word in bytes_of(False)] == []


def test_again_is_the_same_and_a_change_is_a_change(ws: Path, good: Path, write: Write) -> None:
    import_rows(good, ws)
    before = tensen.load(ws)
    again = prepare(good, ws, today="2031-01-01")
    assert [sum(c[k] for c in again.counts.values()) for k in ("new", "same", "changed")] == [0, 7, 0]
    commit(again)
    tables = [t for t in before.tables if t != "sources"]  # the layer's own source has a new date
    later = tensen.load(ws)
    assert all(before.tables[t].equals(later.tables[t]) for t in tables)
    changed = write("second", edges="source,target,carrier,weight\nAcme Parts,sector.aaa.c26,Valve,0.5")
    prepared = import_rows(changed, ws)
    assert prepared.counts["edges"] == {"new": 0, "same": 0, "changed": 1, "waiting": 0}
    edges = tensen.load(ws).edges.set_index(["source", "carrier"])["weight"]
    assert edges["supplier.acme-parts", "carrier.valve"] == 0.5
    assert edges["unknown.valve", "carrier.valve"] == pytest.approx(0.2)


def test_the_joined_network_is_kept_and_is_the_one_that_loading_would_join(ws: Path, good: Path) -> None:
    import_rows(good, ws)
    kept = tensen.load(ws)
    assert list((ws / "cache").glob("all-*.json"))
    for path in sorted((ws / "cache").rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    assert fingerprint(tensen.load(ws)) == fingerprint(kept)


def test_a_new_workspace_rests_on_nothing_where_told(tmp_path: Path, write: Write) -> None:
    folder = write(
        nodes="id,kind,name_en,name_ja\nfirm.a,firm,A,甲\nfirm.b,firm,B,乙",
        carriers="id,family,name_en,name_ja,propagates_demand\ncarrier.x,machinery,X,X,true",
        edges="source,target,carrier,weight\nA,乙,x,1",
        requirements="target,carrier,supply,mode,criticality\nB,X,capacity,critical,0.5",
    )
    import_rows(folder, tmp_path / "new", base="none")
    network = tensen.load(tmp_path / "new")
    assert network.edges[["source", "target"]].to_numpy().tolist() == [["firm.a", "firm.b"]]
    with pytest.raises(TensenError) as caught:
        prepare(folder, tmp_path / "new", base="japan")
    assert (caught.value.key, caught.value.exit_code) == ("base_differs", 2)


def test_rows_that_do_not_match_are_kept_mended_and_remembered(
    ws: Path, write: Write, tmp_path: Path
) -> None:
    folder = write(
        memberships="member,group,role\nmaterial.ore,The contry.aaa,located_in\n"
        "sector.aaa.c26,Nowhere Land,part_of\nsector.bbb.c26,The contry.aaa,part_of",
    )
    prepared = import_rows(folder, ws)
    assert prepared.counts["memberships"] == {"new": 0, "same": 0, "changed": 0, "waiting": 3}
    pending = read_layer(ws, "own").pending
    assert pending["row"].tolist() == ["2", "3", "4"]
    for ending in (".xlsx", ".csv"):
        path = tmp_path / f"rejects{ending}"
        path.write_bytes(rejects_bytes(pending, path, "ja"))
    book = openpyxl.load_workbook(tmp_path / "rejects.xlsx")
    page = book.active
    assert page is not None
    head = {cell.value: cell.column for cell in page[1]}
    assert list(head)[:4] == ["table", "problem", "suggestion", "decision"]
    assert "country.aaa" in str(page.cell(2, head["suggestion"]).value)
    page.cell(2, head["decision"], "country.aaa")
    page.cell(3, head["decision"], "new: region")
    book.save(tmp_path / "rejects.xlsx")
    mended = import_rows(tmp_path / "rejects.xlsx", ws)
    assert keys(mended) == []
    assert mended.waiting == 0  # the third row has the same spelling as the first
    roles = tensen.load(ws).memberships[["member", "group", "role"]].to_numpy().tolist()
    assert ["material.ore", "country.aaa", "located_in"] in roles
    assert ["sector.aaa.c26", "region.nowhere-land", "part_of"] in roles
    assert ["sector.bbb.c26", "country.aaa", "part_of"] in roles
    matches = read_layer(ws, "own").matches.to_frame()
    assert {"The contry.aaa", "Nowhere Land"} == set(matches["spelling"])
    again = prepare(folder, ws)
    assert again.counts["memberships"] == {"new": 0, "same": 3, "changed": 0, "waiting": 0}


def test_a_rejected_suggestion_is_not_made_again(ws: Path, write: Write, tmp_path: Path) -> None:
    folder = write(memberships="member,group,role\nmaterial.ore,The contry.aaa,located_in")
    first = import_rows(folder, ws)
    path = tmp_path / "r.csv"
    text = rejects_bytes(first.layer.pending, path, "en").decode("utf-8-sig")
    frame = pd.read_csv(pd.io.common.StringIO(text), dtype=str, keep_default_na=False)
    frame["decision"] = "reject"
    path.write_text(frame.to_csv(index=False), encoding="utf-8")
    again = import_rows(path, ws)
    assert again.waiting == 1
    problem = json.loads(again.layer.pending["problems"][0])[0]
    assert "country.aaa" not in [s[0] for s in problem["suggestions"]]
    assert again.layer.pending["file"].tolist() == ["memberships.csv"]  # where it first stood


@pytest.mark.parametrize(
    ("decision", "key"),
    [("country.zzz", "decision_unknown"), ("perhaps", "decision_unknown"), ("x=reject", "decision_column")],
)
def test_a_decision_that_is_none(ws: Path, write: Write, decision: str, key: str) -> None:
    folder = write(
        rejects="table,problem,suggestion,decision,member,group,role,column\n"
        f"memberships,,,{decision},material.ore,Nowhere,located_in,group"
    )
    prepared = prepare(folder, ws)
    assert keys(prepared) == [key]
    words = prepared.faults[0].words("ja")
    assert "rejects.csv" in words
    assert "2" in words


def test_review_asks_once_a_spelling_and_remembers(ws: Path, write: Write) -> None:
    folder = write(
        memberships="member,group,role\nmaterial.ore,The contry.aaa,located_in\n"
        "sector.bbb.c26,The contry.aaa,part_of",
    )
    asked = []

    def ask(spelling: str, suggestion: object) -> bool | None:
        asked.append(spelling)
        return suggestion.id == "country.aaa"  # type: ignore[attr-defined]

    prepared = prepare(folder, ws, ask=ask)
    assert prepared.waiting == 0
    assert set(asked) == {"The contry.aaa"}
    assert prepare(folder, ws, ask=lambda *_: None).waiting == 2


def test_a_file_that_was_corrected_and_read_again_leaves_nothing_waiting(ws: Path, write: Write) -> None:
    import_rows(write(memberships="member,group,role\nmaterial.ore,Nowhere,located_in"), ws)
    folder = write(memberships="member,group,role\nmaterial.ore,country.aaa,located_in")
    assert import_rows(folder, ws).waiting == 0


def test_one_key_with_different_cells_is_a_contradiction_with_both_places(ws: Path, good: Path) -> None:
    with (good / "edges.csv").open("a", encoding="utf-8") as file:
        file.write("Acme Parts,sector.aaa.c26,Valve,0.2\n甲製作所,sector.aaa.c26,バルブ,0.3\n")
    prepared = prepare(good, ws)
    (fault,) = prepared.faults
    assert fault.key == "contradiction"
    for lang in LANGUAGES:
        words = fault.words(lang)
        assert "edges.csv" in words
        assert "4" in words
        assert "weight" in words
    assert [f.key for f in prepared.warnings if f.key == "row_twice"] == ["row_twice"]
    with pytest.raises(TensenError) as caught:
        commit(prepared)
    assert caught.value.key == "import_faults"


def test_shares_above_one_are_told_at_the_users_row(ws: Path, write: Write) -> None:
    folder = write(edges="source,target,carrier,weight\nsector.bbb.c26,sector.aaa.c26,carrier.ore,0.4")
    before = state(ws)
    prepared = prepare(folder, ws)
    assert keys(prepared) == ["shares_above_one"]
    assert dict(prepared.faults[0].where) == {
        "file": "edges.csv",
        "sheet": "",
        "table": "edges",
        "row": 2,
        "column": "weight",
    }
    assert state(ws) == before


def test_a_key_of_the_base_needs_replace(ws: Path, write: Write, small: Network) -> None:
    folder = write(edges="source,target,carrier,weight\nmaterial.ore,sector.aaa.c26,carrier.ore,0.4")
    assert keys(prepare(folder, ws)) == ["in_base"]
    import_rows(folder, ws, replaces=True)
    edges = tensen.load(ws).edges
    row = edges[(edges["source"] == "material.ore") & (edges["carrier"] == "carrier.ore")]
    assert row["weight"].tolist() == [0.4]
    assert row["flow"].tolist() == [5.0]  # a cell left empty keeps what the base says
    assert row["source_id"].tolist() == ["source.own"]
    assert fingerprint(tensen.load(ws, private=False)) == fingerprint(small)


def test_a_row_that_says_what_the_base_says_is_no_fault(ws: Path, write: Write) -> None:
    folder = write(nodes="kind,name_en\ncountry,The country.aaa")
    prepared = prepare(folder, ws)
    assert (keys(prepared), prepared.counts["nodes"]["same"]) == ([], 1)


def test_names_nearly_the_same_are_worth_a_word(ws: Path, write: Write) -> None:
    folder = write(nodes="kind,name_en\nsupplier,Tanaka Seisakusho\nsupplier,Tanaka Seisakusyo")
    warnings = [f for f in prepare(folder, ws).warnings if f.key == "near_duplicate"]
    assert len(warnings) == 1
    assert "Tanaka Seisakusyo" in warnings[0].words("ja") or "Tanaka Seisakusho" in warnings[0].words("ja")


def test_a_workbook_names_sheet_row_and_header_of_a_fault(ws: Path, small: Network, tmp_path: Path) -> None:
    path = tmp_path / "my.xlsx"
    template(["supplier"], path, lang="ja", network=small)
    book = openpyxl.load_workbook(path)
    page = book["ノード"]
    head = {cell.value: cell.column for cell in page[1]}
    for name, cell in {"kind": "仕入先", "name_ja": "甲", "lat": "北緯35度"}.items():
        page.cell(7, head[name], cell)
    book.save(path)
    prepared = prepare(path, ws)
    (fault,) = prepared.faults
    assert dict(fault.where) == {"file": "my.xlsx", "sheet": "ノード", "table": "", "row": 7, "column": "lat"}
    assert "シート ノード" in fault.words("ja")


@pytest.mark.parametrize(
    ("content", "key"),
    [
        ({"nodes": "kind,name_en,mood\nfirm,A,good"}, "unknown_column"),
        ({"nodes": "kind,name_en\nfrim,A"}, "unknown_kind"),
        ({"nodes": "kind,name_en,name_ja\n,A,甲"}, "missing"),
        ({"suppliers": "supplier,country,product,annual_spend,currency\nA,JPN,x,1,JPY"}, "sheet_suppliers"),
    ],
)
def test_faults_of_a_file(ws: Path, write: Write, content: dict[str, str], key: str) -> None:
    prepared = prepare(write(**content), ws)
    assert key in keys(prepared)
    assert prepared.network is None
    assert all(f.words(lang) for f in prepared.faults for lang in LANGUAGES)


def test_an_empty_template_is_told_as_that(ws: Path, tmp_path: Path, small: Network) -> None:
    (path,) = template(["supplier"], tmp_path / "empty.xlsx", network=small)
    with pytest.raises(TensenError) as caught:
        prepare(path, ws)
    assert caught.value.key == "import_nothing"
    assert "tensen template" in caught.value.words("ja")


def test_a_table_that_nothing_reads_is_told(ws: Path, good: Path) -> None:
    (good / "remarks.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    prepared = prepare(good, ws)
    assert "sheet_unread" in [f.key for f in prepared.warnings]
    assert keys(prepared) == []


def test_two_layers_are_joined_and_removed_apart(ws: Path, good: Path, write: Write, small: Network) -> None:
    from tensen.workspace.layers import layer_names, remove_layer

    import_rows(good, ws, layer="a")
    import_rows(
        write("b", memberships="member,group,role\nAcme Parts,country.bbb,controlled_by"), ws, layer="b"
    )
    assert layer_names(ws) == ("a", "b")
    roles = set(tensen.load(ws).memberships["role"])
    assert "controlled_by" in roles
    remove_layer(ws, "b")
    remove_layer(ws, "a")
    assert fingerprint(tensen.load(ws)) == fingerprint(small)


def test_a_removed_layer_leaves_no_trace_on_the_disk(ws: Path, good: Path) -> None:
    from tensen.workspace.layers import remove_layer

    import_rows(good, ws, layer="a")
    tensen.load(ws)
    assert any(b"acme" in path.read_bytes().lower() for path in ws.rglob("*") if path.is_file())
    remove_layer(ws, "a")
    left = [path for path in ws.rglob("*") if path.is_file() and b"acme" in path.read_bytes().lower()]
    assert left == []
    assert not (ws / "cache").exists()
