"""A CSV file of any size in chunks: the same rows as all at once, in bounded memory."""

import csv
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tensen.formats import read_csv
from tensen.formats.csv import read_chunks
from tensen.messages import TensenError

cells = st.text(st.sampled_from("aあ,\"\n\r'=１ "), max_size=6)


def written(rows: list[tuple[str, str]]) -> bytes:
    return (
        pd.DataFrame(rows, columns=["id", "名"])
        .to_csv(index=False, lineterminator="\n", quoting=csv.QUOTE_ALL)
        .encode()
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(cells, cells), max_size=9), st.integers(1, 4))
def test_chunks_are_the_whole(rows: list[tuple[str, str]], size: int) -> None:
    content = written(rows)
    parts = list(read_chunks(BytesIO(content), "x.csv", rows=size))
    whole = read_csv(content, "x.csv")
    joined = pd.concat([p.frame for p in parts], ignore_index=True)
    at, first = 0, []
    for part in parts:
        first.append(at + 2)
        at += len(part.frame)
    assert [p.first_row for p in parts] == first
    assert all(len(p.frame) <= size for p in parts)
    filled = (whole != "").any(axis=1)
    last = int(filled[::-1].idxmax()) + 1 if filled.any() else 0
    pd.testing.assert_frame_equal(joined.astype("str"), whole.iloc[:last].astype("str"))


@pytest.fixture
def wide(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "wide.csv"
    line = b"node.%d,country.jpn,\xe6\x97\xa5\xe6\x9c\xac,1.5\n"
    with path.open("wb") as file:
        file.write(b"id,place,name,value\n")
        for start in range(0, 2_000_000, 100_000):
            file.write(b"".join(line % n for n in range(start, start + 100_000)))
    yield path
    path.unlink()


def test_two_million_rows_in_bounded_memory(wide: Path) -> None:
    """68 MB of rows; the limit leaves no room for the whole of them as strings (measured: over 1 GB)."""
    script = f"""
import resource
from pathlib import Path
from tensen.formats.csv import read_chunks
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
steps = []
parts = read_chunks(Path({str(wide)!r}), "w.csv", rows=100_000, step=lambda: steps.append(1))
rows = sum(len(p.frame) for p in parts)
grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
print(rows, len(steps), grown)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, encoding="utf-8", check=True)
    rows, steps, grown = done.stdout.split()
    assert (int(rows), int(steps)) == (2_000_000, 20)
    assert float(grown) < 350


def test_cp932_in_chunks(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(("名,数\n" + "株式会社,1\n" * 50).encode("cp932"))
    frames = [p.frame for p in read_chunks(path, "x.csv", rows=20)]
    assert [len(f) for f in frames] == [20, 20, 10]
    assert set(pd.concat(frames)["名"]) == {"株式会社"}


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"a,b\n1,2\n3\n", "csv_ragged"),
        (b'a,b\n1,"2\n', "csv_quote"),
        (b"a,b\n1,\0\n", "csv_nul"),
        (b"", "csv_header"),
        ("a,b\n1,日本\n".encode() + "2,会社\n".encode("cp932"), "csv_mixed"),
        ("a,b\n1,中国公司\n".encode("gbk"), "csv_encoding"),
    ],
)
def test_what_cannot_be_read_is_told(content: bytes, key: str) -> None:
    with pytest.raises(TensenError) as caught:
        list(read_chunks(BytesIO(content), "x.csv", rows=1))
    assert caught.value.key == key


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(TensenError, match="does not exist"):
        list(read_chunks(tmp_path / "none.csv", "none.csv"))


def test_encodings_that_change_between_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tensen.formats.csv._BLOCK", 64)
    content = b"a,b\n" + "1,日本\n".encode() * 20 + "2,会社\n".encode("cp932") * 20
    with pytest.raises(TensenError) as caught:
        list(read_chunks(BytesIO(content), "x.csv"))
    assert caught.value.key == "csv_mixed"


def test_a_row_longer_than_a_block(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tensen.formats.csv._BLOCK", 64)
    with pytest.raises(TensenError) as caught:
        list(read_chunks(BytesIO(b"a\n" + b"x" * 500), "x.csv"))
    assert caught.value.key == "csv_long_row"
