"""Finished chunks in a folder: read again, refused where foreign, computed again where damaged."""

import io
import json
import os
import zipfile
from pathlib import Path
from typing import Any

import chunk_tasks as tasks
import numpy as np
import pytest

from tensen.jobs import Threads, run_chunks
from tensen.jobs import keep as keeping
from tensen.jobs.packed import DamagedError, pack, unpack
from tensen.messages import Finding, TensenError


@pytest.fixture
def keep(tmp_path: Path) -> Path:
    return tmp_path / "keep"


def run(log: Path, keep: Path, **more: Any) -> list[dict[str, Any]]:
    return run_chunks(tasks.sums, tasks.shared(log), tasks.chunks(4), where=Threads(2), keep=keep, **more)


def files(keep: Path) -> list[Path]:
    return sorted(keep.glob("chunk-*.npz"))


def test_a_second_run_computes_nothing(log: Path, keep: Path) -> None:
    first, told = run(log, keep), []
    second = run(log, keep, progress=lambda *a: told.append(a))
    assert len(tasks.marks(log)) == 4
    assert told == [(4, 4, 0.0)]
    for one, two in zip(first, second, strict=True):
        assert {k: (v.dtype, v.shape, v.tobytes()) for k, v in one.items()} == {
            k: (v.dtype, v.shape, v.tobytes()) for k, v in two.items()
        }
        assert two["part"].flags.writeable


def test_other_chunks_of_the_same_run_share_the_folder(log: Path, keep: Path) -> None:
    run(log, keep)
    run_chunks(tasks.sums, tasks.shared(log), tasks.chunks(6), keep=keep)
    assert len(tasks.marks(log)) == len(files(keep)) == 6


@pytest.mark.parametrize(
    ("key", "more"),
    [
        ("jobs_other_shared", {"shared": {"factor": 0.2}}),
        ("jobs_other_version", {"version": "2"}),
        ("jobs_other_task", {"task": tasks.failing}),
    ],
)
def test_a_folder_of_another_run_is_refused(log: Path, keep: Path, key: str, more: dict[str, Any]) -> None:
    run(log, keep)
    before = {path: path.read_bytes() for path in keep.iterdir()}
    held = tasks.shared(log)
    if "shared" in more:
        held = tasks.Shared(held.inner, 0.2, held.log)
    with pytest.raises(TensenError) as caught:
        run_chunks(
            more.get("task", tasks.sums), held, tasks.chunks(4), keep=keep, version=more.get("version", "")
        )
    assert caught.value.key == "jobs_keep_other"
    assert [finding.key for finding in caught.value.findings] == [key]
    assert str(keep) in caught.value.words("ja")
    assert {path: path.read_bytes() for path in keep.iterdir()} == before


def test_a_change_of_one_bit_of_what_is_shared_is_another_run(log: Path, keep: Path) -> None:
    run(log, keep)
    held = tasks.shared(log)
    held.inner.big[49_999] = np.nextafter(held.inner.big[49_999], np.inf)
    with pytest.raises(TensenError, match="another run"):
        run_chunks(tasks.sums, held, tasks.chunks(4), keep=keep)


def test_a_folder_with_other_files_is_left_alone(log: Path, keep: Path) -> None:
    keep.mkdir()
    (keep / "thesis.txt").write_bytes(b"mine")
    with pytest.raises(TensenError) as caught:
        run(log, keep)
    assert (caught.value.key, caught.value.params["name"]) == ("jobs_keep_foreign", "thesis.txt")
    assert [path.name for path in keep.iterdir()] == ["thesis.txt"]


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"[" * 100_000, b'{"sizes": {"1": true}}', b'{"sizes": 3}', b" " * 1_000_001],
)
def test_a_damaged_description_is_refused(log: Path, keep: Path, content: bytes) -> None:
    run(log, keep)
    (keep / "run.json").write_bytes(content)
    with pytest.raises(TensenError) as caught:
        run(log, keep)
    assert caught.value.key == "jobs_keep_damaged"


def test_a_file_where_the_folder_should_be(log: Path, keep: Path) -> None:
    keep.write_bytes(b"")
    with pytest.raises(TensenError, match="could not be written"):
        run(log, keep)


def flipped(content: bytes) -> bytes:
    where = content.index(b"\x93NUMPY") + 200
    return content[:where] + bytes([content[where] ^ 1]) + content[where + 1 :]


@pytest.mark.parametrize(
    "spoil", [lambda _: b"", lambda c: c[: len(c) // 2], flipped, lambda _: b"x" * 500], ids=range(4)
)
def test_a_damaged_chunk_is_computed_again_and_told(log: Path, keep: Path, spoil: Any) -> None:
    first = run(log, keep)
    bad = files(keep)[1]
    whole = bad.read_bytes()
    bad.write_bytes(spoil(whole))
    told: list[Finding] = []
    second = run(log, keep, notice=told.append)
    assert [(f.key, f.severity, f.where["file"]) for f in told] == [
        ("jobs_chunk_damaged", "warning", str(bad))
    ]
    assert len(tasks.marks(log)) == 5
    assert all(np.array_equal(a["part"], b["part"]) for a, b in zip(first, second, strict=True))
    assert bad.read_bytes() == whole


def test_without_a_listener_damage_is_a_warning(log: Path, keep: Path) -> None:
    run(log, keep)
    files(keep)[0].write_bytes(b"")
    with pytest.warns(UserWarning, match="computed again"):
        run(log, keep)


def test_a_chunk_under_the_name_of_another_is_not_believed(log: Path, keep: Path) -> None:
    run(log, keep)
    one, two, *_ = files(keep)
    two.write_bytes(one.read_bytes())
    told: list[Finding] = []
    run(log, keep, notice=told.append)
    assert [finding.where["file"] for finding in told] == [str(two)]


def test_what_a_killed_writer_left_is_swept_when_it_is_old(log: Path, keep: Path) -> None:
    run(log, keep)
    name = files(keep)[0].name
    old, young, other = keep / f".{name}.abc.part", keep / f".{name}.def.part", keep / ".mine.part"
    for path in (old, young, other):
        path.write_bytes(b"half")
        os.utime(path, None if path is young else (0, 0))
    run(log, keep)
    assert (old.exists(), young.exists(), other.exists()) == (False, True, True)


def test_a_full_disk_keeps_what_was_written(log: Path, keep: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write, count = keeping.write_bytes, []

    def full(path: Path, content: bytes) -> None:
        count.append(path)
        if len(count) > 3:  # the description and two chunks
            raise TensenError("disk_full", file=str(path))
        write(path, content)

    monkeypatch.setattr(keeping, "write_bytes", full)
    with pytest.raises(TensenError, match="disk is full"):
        run(log, keep)
    assert len(files(keep)) == 2


HEADER: dict[str, object] = {"chunk": "c"}


def archive(members: dict[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return buffer.getvalue()


def array(values: Any, **more: Any) -> bytes:
    buffer = io.BytesIO()
    np.lib.format.write_array(buffer, np.asarray(values), **more)
    return buffer.getvalue()


def lying(shape: str) -> bytes:
    """A .npy whose header claims what is not there."""
    head = f"{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}, }}".ljust(117) + "\n"
    return b"\x93NUMPY\x01\x00" + len(head).to_bytes(2, "little") + head.encode() + b"\0" * 8


def test_what_is_packed_comes_back() -> None:
    result = {
        "f": np.asfortranarray(np.arange(6.0).reshape(2, 3)),
        "s": np.array(["点", "b"]),
        "d": np.array(["2024-01-01"], "datetime64[D]"),
        "z": np.empty((0, 4), np.int8),
        "n": np.array(np.nan),
        "b": np.array([True]),
        "w": np.array([1, 2], ">i4"),
        "file": np.zeros(1),
    }
    again = unpack(pack(HEADER, result), HEADER)
    assert {k: (v.dtype, v.shape, v.tobytes("A")) for k, v in again.items()} == {
        k: (v.dtype, v.shape, v.tobytes("A")) for k, v in result.items()
    }


@pytest.mark.parametrize(
    "members",
    [
        {},
        {"header.json": b"{}"},
        {"header.json": b"{"},
        {"header.json": b"[" * 60_000},
        {"header.json": b" " * 70_000},
        {"header.json": b'{"chunk": "c"}', "x.npy": b"no array"},
        {"header.json": b'{"chunk": "c"}', "x.npy": array([object()], allow_pickle=True)},
        {"header.json": b'{"chunk": "c"}', "x.npy": lying("(1000000000000,)")},
        {"header.json": b'{"chunk": "c"}', "x.npy": lying("(-1,)")},
        {"header.json": b'{"chunk": "c"}', "x.npy": lying("(2**70, 2**70)")},
        {"header.json": b'{"chunk": "c"}', "x.npy": lying("(" * 60)},
        {"header.json": b'{"chunk": "c"}', "../x.npy": array([1.0])},
        {"header.json": b'{"chunk": "c"}', "x.txt": b""},
        {"header.json": b'{"chunk": "c"}', **{f"x{i}.npy": array([1.0]) for i in range(300)}},
    ],
    ids=range(14),
)
def test_foreign_files_are_damage_and_nothing_else(members: dict[str, bytes]) -> None:
    with pytest.raises(DamagedError):
        unpack(archive(members), HEADER)


def test_compressed_members_are_not_expanded() -> None:
    bomb = archive({"header.json": json.dumps(HEADER).encode(), "x.npy": b"\0" * 10**7}, zipfile.ZIP_DEFLATED)
    assert len(bomb) < 20_000
    with pytest.raises(DamagedError):
        unpack(bomb, HEADER)


def test_a_result_too_large_to_be_read_again_is_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tensen.jobs.packed.MOST_BYTES", 1000)
    with pytest.raises(ValueError, match="too much"):
        pack(HEADER, {"x": np.zeros(100)})
