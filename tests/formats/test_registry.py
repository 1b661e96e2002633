"""Every format in the registry keeps the contract: its losses are stated, and what it promises comes back."""

from pathlib import Path

import networkx as nx
import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tensen.formats import registry
from tensen.formats.drawn import drawn
from tensen.messages import LANGUAGES, TensenError, text
from tensen.model import Network
from tensen.store import fingerprint
from tensen.workspace import export
from tensen.workspace.exports import portion
from tensen.workspace.files import read_network_file
from tensen.workspace.networks import load

from . import readers
from .conftest import made, numbers, same, texts

each = pytest.mark.parametrize("name", registry.FORMATS)
lossless = pytest.mark.parametrize("name", [n for n, f in registry.FORMATS.items() if f.lossless])


def written(network: Network, name: str, folder: Path) -> Path:
    chosen = registry.FORMATS[name]
    return export(network, folder / ("net" if chosen.folder else f"net{chosen.suffixes[0]}"), name).path


@each
def test_losses_are_stated_in_both_languages(name: str) -> None:
    words = [text(f"format.{name}_losses", lang) for lang in LANGUAGES]
    assert len(set(words)) == len(words)
    assert words[0].startswith("none") == registry.FORMATS[name].lossless


@each
def test_it_is_found_by_name_and_by_ending(name: str) -> None:
    chosen = registry.FORMATS[name]
    assert registry.format_for("x", name) is chosen
    assert all(registry.format_for(f"x{suffix.upper()}") is chosen for suffix in chosen.suffixes)


@lossless
def test_the_whole_atlas_comes_back_equal(name: str, atlas: Network, tmp_path: Path) -> None:
    back = load(written(atlas, name, tmp_path))
    assert fingerprint(back) == fingerprint(atlas)
    assert back.about == atlas.about


@lossless
@settings(max_examples=5, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(rows=st.lists(st.tuples(texts, numbers), min_size=10, max_size=40))
def test_any_text_and_number_comes_back_equal(name: str, rows: list[tuple[str, float]]) -> None:
    network = made([t for t, _ in rows], [n for _, n in rows])
    files = registry.write(network, name)
    chosen = registry.FORMATS[name]
    files = {f"x{chosen.suffixes[0]}": files[""]} if "" in files else files
    parts, about = registry.read_whole(files, chosen)
    assert about == network.about
    same(network, readers.built(parts, about))


@pytest.mark.parametrize("name", [n for n, f in registry.FORMATS.items() if not f.lossless])
def test_the_whole_atlas_is_counted_by_a_reader_of_the_tool(
    name: str, atlas: Network, tmp_path: Path
) -> None:
    """Every node and edge, and every attribute of each."""
    found = readers.READERS[name](written(atlas, name, tmp_path))
    readers.compare(atlas, found)


@pytest.mark.parametrize("name", ["geojson", "geopackage"])
def test_gdal_reads_a_part_with_all_its_shapes(name: str, atlas: Network, tmp_path: Path) -> None:
    part = portion(atlas, families_=["semiconductors"])
    assert len(part.edges) > 1000
    read = {"geojson": readers.geojson_by_gdal, "geopackage": readers.geopackage}[name]
    readers.compare(part, read(written(part, name, tmp_path)))


@pytest.mark.parametrize("name", ["graphml", "gexf"])
def test_networkx_reads_a_part(name: str, atlas: Network, tmp_path: Path) -> None:
    part = portion(atlas, families_=["semiconductors"])
    graph = {"graphml": nx.read_graphml, "gexf": nx.read_gexf}[name](written(part, name, tmp_path))
    assert graph.number_of_nodes() == len(part.nodes)
    assert graph.number_of_edges() == len(part.edges)
    assert {d["label"] for _, d in graph.nodes(data=True)} == set(part.nodes["name_en"])
    weights = sorted(float(d["weight"]) for *_, d in graph.edges(data=True))
    assert weights == sorted(drawn(part, "en").edges["weight"])


@each
def test_it_carries_the_licences_of_what_went_in_and_no_others(name: str) -> None:
    network = made(["a"], [1.0])
    held = readers.words_of(registry.write(network, name), name)
    assert "CC BY 4.0" in held
    assert "a notice" in held
    assert ("secret" in held) == registry.FORMATS[name].lossless  # the table `sources` itself must come back


def test_licences_name_cited_sources_alone() -> None:
    from tensen.formats.licences import licence_rows, licences_text

    network = made(["a"], [1.0])
    assert "secret" not in licences_text(network, "en")
    assert [row["id"] for row in licence_rows(network, "ja")] == ["source.s", "表示", "表示"]


@each
def test_the_same_network_gives_the_same_bytes(name: str) -> None:
    network = made(["=x", "日本"], [0.1, 1e300])
    assert registry.write(network, name) == registry.write(network, name)


@each
def test_an_empty_network_can_be_written(name: str) -> None:
    from tensen.model import About, NetworkBuilder

    assert registry.write(NetworkBuilder(About("e", "E", "空")).freeze(), name)


def test_an_unknown_format_names_all() -> None:
    for path, told in (("x.foo", None), ("x.csv", "foo")):
        with pytest.raises(TensenError) as caught:
            registry.format_for(path, told)
        assert caught.value.exit_code == 2
        assert all(name in caught.value.words("ja") for name in registry.FORMATS)


@pytest.mark.parametrize("name", [n for n, f in registry.FORMATS.items() if not f.reads])
def test_what_cannot_be_read_back_says_so(name: str) -> None:
    with pytest.raises(TensenError) as caught:
        registry.read_parts({"x": b""}, name)
    assert caught.value.key == "format_not_read"


def test_a_file_of_ours_is_told_from_a_snapshot(tmp_path: Path) -> None:
    from tensen.store import save

    network = made(["a"], [1.0])
    save(network, tmp_path, "net")
    same(network, read_network_file(tmp_path / "net.json"))


def test_rows_keep_their_numbers(tmp_path: Path) -> None:
    network = made(["a", "b"], [1.0, 2.0])
    path = written(network, "excel", tmp_path)
    import openpyxl

    book = openpyxl.load_workbook(path)
    book["nodes"].insert_rows(1, 2)
    book["nodes"]["A1"] = "Our nodes"
    book["nodes"]["A5"] = "NO ID"
    book.save(path)
    with pytest.raises(TensenError) as caught:
        load(path)
    assert any(
        f.where["row"] == 5 and f.where["column"] == "id" and str(f.where["file"]).endswith(": nodes")
        for f in caught.value.findings
    )


def test_tables_alone(tmp_path: Path) -> None:
    network = made(["a"], [1.0])
    export(network, tmp_path / "e.csv", tables=["edges"], bom=True)
    assert (tmp_path / "e.csv").read_bytes().startswith(b"\xef\xbb\xbfsource")
    assert "CC BY 4.0" in (tmp_path / "e.LICENCES.txt").read_text(encoding="utf-8")
    export(network, tmp_path / "n.parquet", tables=["nodes"])
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "n.parquet"), network.nodes)
    with pytest.raises(TensenError, match="Single tables"):
        export(network, tmp_path / "x.gexf", tables=["nodes"])
