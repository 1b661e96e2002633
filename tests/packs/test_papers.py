"""What a reader of a pack must find: a README, both languages, sources to look up, claims that are right."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tensen.messages import LANGUAGES, Finding
from tensen.packs.claims import COLUMNS, faults_of_claims, read_claims
from tensen.packs.papers import documents, faults_of_sources, undocumented, untranslated
from tensen.packs.registry import find_pack

MakePack = Callable[..., Path]
LONG = "What the pack is for, where its figures come from, who keeps it up to date, and how often that is.\n"
HEAD = ",".join(COLUMNS)
CLAIM = "claim.a,C,主,1 %,S,出,holds,source.s,2024"


@pytest.mark.parametrize("name", ["README.md", "readme.txt", "README", "docs/a.md", "docs/deep/b.md"])
def test_one_document_is_enough(name: str, make_pack: MakePack) -> None:
    folder = make_pack()
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(LONG, encoding="utf-8")
    pack = find_pack(folder)
    assert documents(pack) == [name]
    assert list(undocumented(pack)) == []


@pytest.mark.parametrize("words", [None, "", "# A title\n"])
def test_no_document_or_no_more_than_a_title(words: str | None, make_pack: MakePack) -> None:
    folder = make_pack(files={} if words is None else {"README.md": words})
    (finding,) = undocumented(find_pack(folder))
    assert finding.words("en") != finding.words("ja")


def test_japanese_that_is_none_is_a_warning(make_pack: MakePack) -> None:
    folder = make_pack()
    path = folder / "pack.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('ja = "すべて"', 'ja = "All"'), encoding="utf-8")
    (finding,) = untranslated(find_pack(folder))
    assert (finding.severity, finding.where["key"]) == ("warning", "pack.coverage.ja")


SOURCES = """id,title,publisher,licence,date,address,method,derived_from
source.s,T,P,CC0,2024,https://example.org/,,
source.t,T,P,CC0,2024,,by hand,
source.u,T,P,CC0,2024,,,source.s
source.v,T,P,CC0,2024, ,,
"""


def test_a_source_that_nobody_could_look_up_again(make_pack: MakePack) -> None:
    pack = find_pack(make_pack(files={"tables/sources.csv": SOURCES}))
    (finding,) = faults_of_sources(pack, {"source.s", "source.t", "source.u", "source.v"})
    assert finding.key == "source_untraceable"
    assert finding.where == {
        "file": "made/tables/sources.csv",
        "table": "sources",
        "row": 5,
        "column": "address",
    }


def test_a_source_that_nothing_cites_is_a_warning(make_pack: MakePack) -> None:
    pack = find_pack(make_pack(files={"tables/sources.csv": SOURCES}))
    findings = list(faults_of_sources(pack, {"source.s", "source.v"}))
    unused = [(f.params["value"], f.severity) for f in findings if f.key == "source_unused"]
    assert unused == [("source.t", "warning"), ("source.u", "warning")]


def claims(make_pack: MakePack, text: str) -> list[Finding]:
    pack = find_pack(make_pack(files={"claims.csv": text}))
    found, faults = read_claims(pack)
    return faults or list(faults_of_claims(pack, found, {"source.s"}))


def test_claims_that_are_right(make_pack: MakePack) -> None:
    assert claims(make_pack, f"{HEAD}\n{CLAIM}\n") == []


@pytest.mark.parametrize(
    ("text", "key", "row", "column"),
    [
        (f"{HEAD}\n{CLAIM.replace('holds', 'true')}\n", "not_choice", 2, "verdict"),
        (f"{HEAD}\n{CLAIM}\n{CLAIM}\n", "duplicate", 3, "id"),
        (f"{HEAD}\n{CLAIM.replace('source.s', 'source.t')}\n", "dangling", 2, "source_id"),
        (f"{HEAD}\n{CLAIM.replace('主', '')}\n", "missing", 2, "claim_ja"),
        (f"{HEAD},more\n{CLAIM},x\n", "unknown_column", None, "more"),
        (f"{HEAD.replace(',as_of', '')}\n{CLAIM.replace(',2024', '')}\n", "column_missing", None, "as_of"),
    ],
)
def test_claims_that_are_wrong(
    text: str, key: str, row: int | None, column: str, make_pack: MakePack
) -> None:
    (finding,) = claims(make_pack, text)
    assert (finding.key, finding.where.get("row"), finding.where["column"]) == (key, row, column)
    assert finding.where["file"] == "made/claims.csv"
    assert all("claims.csv" in finding.words(lang) for lang in LANGUAGES)


def test_claims_that_cannot_be_read(make_pack: MakePack) -> None:
    (finding,) = claims(make_pack, f'{HEAD}\n"{CLAIM}\n')
    assert all("claims.csv" in finding.words(lang) for lang in LANGUAGES)
