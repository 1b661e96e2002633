"""Reasons are keys of the catalogue, all of them used, and every table that is shipped is read."""

import os
import re
import subprocess
import sys
from importlib import resources
from pathlib import Path

from tensen.matching import Match
from tensen.matching.packaged import rows, several
from tensen.messages.catalogue import entries

SOURCE = Path(str(resources.files("tensen.matching")))
CODE = "\n".join(path.read_text(encoding="utf-8") for path in sorted(SOURCE.glob("*.py")))
MADE = {f"match.asn_{use}" for use in ("private", "reserved", "documentation")}


def test_every_reason_has_words_and_every_entry_is_a_reason():
    named = set(re.findall(r'"(match\.[a-z_]+)"', CODE)) | MADE
    assert named - {"match.asn_"} == {key for key in entries() if key.startswith("match.")}


def test_words_of_a_match():
    assert Match("x", "a.b", "id").words("ja") == ""
    assert "x" in Match("x", None, "none", reason="match.unknown", params={"value": "x"}).words("en")


def test_every_table_is_read_and_every_row_has_a_source():
    tables = {path.stem for path in (SOURCE / "data").glob("*.csv")} - {"sources"}
    assert {name for name in tables if f'rows("{name}")' not in CODE} == set()
    sources = {row["id"]: row for row in rows("sources")}
    used = {row["source_id"] for name in tables for row in rows(name)}
    assert used == set(sources)
    for row in sources.values():
        assert row["title"]
        assert row["publisher"]
        assert row["licence"]
        assert row["date"].isdecimal()


def test_cells_with_several_parts():
    assert several("a|b") == ("a", "b")
    assert several("") == ()


def test_the_page_in_the_docs_runs_as_printed(tmp_path):
    page = (Path(__file__).parents[2] / "docs" / "matching.md").read_text(encoding="utf-8")
    program = re.search(r"^```python\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    assert program
    script = tmp_path / "page.py"
    script.write_text(program[1], encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-W", "error", script.name],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
        env=os.environ | {"PYTHONIOENCODING": "utf-8"},
    )
    assert done.returncode == 0, done.stderr
    first, _, third, _, fifth, last = done.stdout.splitlines()
    assert (first, third, fifth, last) == (
        "country.vnm",
        "carrier.rare-earths",
        "sector.jpn.c26",
        "accepted",
    )
