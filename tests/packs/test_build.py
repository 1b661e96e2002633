"""A pack becomes a network, or an error that names pack, file, row and repair."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tensen.messages import LANGUAGES, TensenError
from tensen.packs.build import build_network

MakePack = Callable[..., Path]


def refused(key: str, *told: str) -> TensenError:
    with pytest.raises(TensenError) as caught:
        build_network("made")
    assert caught.value.key == key
    for lang in LANGUAGES:
        assert all(word in caught.value.words(lang) for word in told)
    return caught.value


def test_a_pack_becomes_a_network(make_pack: MakePack) -> None:
    make_pack()
    network = build_network("made")
    assert network.about.packs == ("made",)
    assert len(network.edges) == 3  # with the unknown supplier of ore
    unknown = network.nodes[network.nodes["kind"] == "unknown"]
    assert unknown["name_en"].tolist() == ["Unknown supplier: Ore"]
    assert network.edges["weight"].tolist()[-1] == pytest.approx(0.3, abs=1e-15)


def test_several_files_of_one_table_are_joined(make_pack: MakePack) -> None:
    line = (
        "id,kind,name_en,name_ja,source_id,as_of,confidence\nmaterial.x,material,X,X,source.s,2024,reported\n"
    )
    make_pack(files={"tables/nodes.more.csv": line})
    assert "material.x" in set(build_network("made").nodes["id"])


def test_a_column_renamed_by_the_source_is_refused(make_pack: MakePack) -> None:
    folder = make_pack()
    path = folder / "tables" / "edges.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("weight", "share"), encoding="utf-8")
    refused("network_faults", "made/tables/edges.csv", "share")


def test_an_optional_column_renamed_in_a_file_without_rows_is_refused(make_pack: MakePack) -> None:
    make_pack(files={"tables/nodes.more.csv": "id,kind,name_en,longitude\n"})
    refused("network_faults", "made/tables/nodes.more.csv", "longitude")


def test_an_alias_of_one_file_and_an_id_of_another_collide(make_pack: MakePack) -> None:
    head = "id,kind,name_en,name_ja,aliases,source_id,as_of,confidence\n"
    line = head + "material.x,material,X,X,ＭＡＴＥＲＩＡＬ．ＯＲＥ,source.s,2024,reported\n"
    make_pack(files={"tables/nodes.more.csv": line})
    refused("network_faults", "made/tables/nodes.more.csv", "aliases", "material.ore")


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"", "csv_header"),
        ("id,name_ja\na,日本\n".encode("euc_jp"), "csv_encoding"),
        ("id,name_ja\na,日本\n".encode("utf-16"), "csv_encoding"),
        (b'id,kind\nmaterial.x,"mat', "csv_quote"),
        (b"id,kind\nmaterial.x\n", "csv_ragged"),
    ],
)
def test_a_broken_table_is_refused_with_its_file(content: bytes, key: str, make_pack: MakePack) -> None:
    make_pack(files={"tables/nodes.more.csv": content})
    refused(key, "made/tables/nodes.more.csv")


@pytest.mark.parametrize(
    "code",
    [
        "def build(context):\n    1 / 0\n",
        "import no_such_module\n",
        "def build(:\n",
        "x = 1\n",
        "raise KeyError('a')\n",
    ],
)
def test_whatever_fails_in_the_pack_s_code_is_a_fault_of_the_pack(code: str, make_pack: MakePack) -> None:
    make_pack(files={"build.py": code})
    error = refused("pack_invalid", "made", "build.py")
    assert error.__cause__ is not None or "build(context)" in error.words()


def test_the_pack_s_code_declares_rows(make_pack: MakePack) -> None:
    code = """
def build(context):
    rows = context.read_csv("data/more.csv")
    stamp = {"source_id": "source.s", "as_of": "2024", "confidence": "assumed"}
    context.add("nodes", rows.assign(kind="material", **stamp))
"""
    make_pack(files={"build.py": code, "data/more.csv": "id,name_en,name_ja\nmaterial.y,Y,Y\n"})
    assert "material.y" in set(build_network("made").nodes["id"])


@pytest.mark.parametrize(("name", "key"), [("../x.csv", "outside_workspace"), ("absent.csv", "file_missing")])
def test_the_pack_s_code_reads_its_own_files_only(name: str, key: str, make_pack: MakePack) -> None:
    make_pack(files={"build.py": f"def build(context):\n    context.read_csv({name!r})\n"})
    refused(key)


def test_an_unknown_table(make_pack: MakePack) -> None:
    make_pack(files={"build.py": "def build(context):\n    context.add('egdes', [])\n"})
    refused("unknown_table", "egdes", "edges")


def test_includes_are_built_first_and_their_notices_kept(make_pack: MakePack) -> None:
    make_pack("base")
    top = make_pack("top", includes='["base"]\nnotices = ["a notice"]')
    for path in (top / "tables").iterdir():
        path.unlink()
    network = build_network("top")
    assert network.about.packs == ("base", "top")
    assert network.about.notices == ("a notice",)


def test_packs_in_a_circle(make_pack: MakePack) -> None:
    make_pack("a", includes='["b"]')
    make_pack("b", includes='["a"]')
    with pytest.raises(TensenError, match="a → b → a"):
        build_network("a")


def test_an_included_pack_that_is_missing(make_pack: MakePack) -> None:
    make_pack("made", includes='["absent"]')
    refused("pack_missing", "made", "absent")


def test_an_unknown_pack_suggests_the_nearest(make_pack: MakePack) -> None:
    make_pack("made")
    with pytest.raises(TensenError, match="made") as caught:
        build_network("maed")
    assert caught.value.exit_code == 2
