"""Files and columns that nothing reads are told, wherever they lie; those that people read are not."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tensen.model import About, NetworkBuilder
from tensen.packs.build import collect
from tensen.packs.files import files_of, unread_columns, unread_files
from tensen.packs.registry import find_pack

MakePack = Callable[..., Path]
CODE = """
def build(context):
    rows = context.read_csv("data/more.csv")
    context.add("nodes", [{"id": "material.x", "name_en": n} for n in rows["name"]])
    context.file("data/raw.bin").read_bytes()
"""
STRAY = (
    "tables/egdes.csv",
    "tables/notes.txt",
    "data/left.csv",
    "scenario/a.toml",
    "cases/a.tml",
    "b.toml",
    "extra.py",
)
READ = (
    "README.md",
    "docs/how/much.md",
    "docs/a.png",
    "LICENSE",
    "NOTICE.txt",
    "findings.toml",
    "scenarios/a.toml",
    "cases/a.toml",
    "tables/nodes.2024.csv",
    ".git/config",
    ".DS_Store",
    "tables/.~lock.nodes.csv",
    "__pycache__/build.pyc",
)


def told(folder: Path) -> tuple[list[str], list[tuple[str, str]]]:
    pack = find_pack(folder)
    reads = collect(pack, NetworkBuilder(About("a", "a", "a")))
    columns = [(str(f.where["file"]), str(f.where["column"])) for f in unread_columns(pack, reads)]
    return [str(f.params["value"]) for f in unread_files(pack, reads)], columns


def put(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("id\n", encoding="utf-8")


def test_files_that_nothing_reads(make_pack: MakePack) -> None:
    folder = make_pack()
    put(folder, *STRAY, *READ)
    assert told(folder)[0] == sorted(STRAY)


def test_files_and_columns_that_the_code_reads(make_pack: MakePack) -> None:
    more = "name,unit,note\nX,t,\n"
    folder = make_pack(
        files={"build.py": CODE, "data/more.csv": more, "data/raw.bin": b"\0", "data/b.csv": more}
    )
    files, columns = told(folder)
    assert files == ["data/b.csv"]
    assert columns == [("made/data/more.csv", "unit"), ("made/data/more.csv", "note")]


def test_a_pack_that_is_a_package_may_have_modules(make_pack: MakePack) -> None:
    folder = make_pack()
    put(folder, "__init__.py", "helper.py", "py.typed")
    assert told(folder)[0] == []


def test_the_finding_says_which_name_was_perhaps_meant(make_pack: MakePack) -> None:
    folder = make_pack()
    put(folder, "egdes.more.csv", "a.toml")
    pack = find_pack(folder)
    findings = unread_files(pack, collect(pack, NetworkBuilder(About("a", "a", "a"))))
    words = [f.words(lang) for f in findings for lang in ("en", "ja")]
    assert "scenarios/a.toml" in words[0]
    assert "tables/edges.more.csv" in words[3]


@pytest.mark.parametrize("most", [60])
def test_a_folder_full_of_strangers_is_told_in_part(make_pack: MakePack, most: int) -> None:
    folder = make_pack()
    put(folder, *(f"junk/{n}.dat" for n in range(most)))
    assert len(told(folder)[0]) == 50
    assert len([*files_of(find_pack(folder))]) >= most
