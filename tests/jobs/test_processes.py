"""Chunks in processes: one copy of the arrays, deaths, poison, cancelling, and what remains afterwards."""

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import chunk_tasks as tasks
import numpy as np
import pytest

from tensen.jobs import Processes, Threads, run_chunks
from tensen.messages import TensenError

HERE = Path(__file__).parent


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where private folders of arrays are made; nothing may stay there."""
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def same(one: list[dict[str, Any]], two: list[dict[str, Any]]) -> bool:
    return [{k: (v.dtype, v.shape, v.tobytes()) for k, v in r.items()} for r in one] == [
        {k: (v.dtype, v.shape, v.tobytes()) for k, v in r.items()} for r in two
    ]


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def until(true: Any, seconds: float = 120.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


def pids(log: Path) -> set[int]:
    return {int(words[1]) for words in tasks.marks(log)}


def test_the_same_as_threads_from_one_mapped_copy(log: Path, tmp_path: Path, temporary: Path) -> None:
    found = run_chunks(tasks.met, tasks.shared(log), tasks.chunks(), where=Processes(2))
    marks = tasks.marks(log)
    assert pids(log) & {os.getpid()} == set()
    assert len(pids(log)) == 2
    assert {words[3] for words in marks} == {"True"}, "kernels are compiled for plain writable arrays"
    assert len({(words[1], words[2]) for words in marks}) == 2, "one array per process"
    assert list(temporary.iterdir()) == []
    assert not any(alive(pid) for pid in pids(log))
    other = tmp_path / "other"
    other.mkdir()
    assert same(found, run_chunks(tasks.sums, tasks.shared(other), tasks.chunks(), where=Threads(2)))


def test_what_a_task_writes_to_its_arrays_reaches_no_other_process(log: Path) -> None:
    shared = tasks.shared(log)
    run_chunks(tasks.greedy, shared, tasks.chunks(2), where=Processes(1))
    assert shared.inner.big[0] == 0.0


def test_a_worker_that_dies_is_replaced(log: Path, temporary: Path) -> None:
    shared = tasks.shared(log, bad=300)
    found = run_chunks(tasks.deadly_once, shared, tasks.chunks(), where=Processes(2))
    assert same(found, [tasks.sums(shared, chunk) for chunk in tasks.chunks()])
    assert list(temporary.iterdir()) == []


def test_a_worker_that_waits_takes_the_chunk_of_one_that_died(log: Path) -> None:
    """The last chunk ends its worker when the other has nothing to do any more."""
    shared = tasks.Shared(tasks.shared(log).inner, 0.1, str(log), 0.0, 100)
    found = run_chunks(tasks.deadly_late, shared, tasks.chunks(2), where=Processes(2))
    assert same(found, [tasks.sums(shared, chunk) for chunk in tasks.chunks(2)])


def test_a_poisoned_chunk_is_named_and_the_others_are_kept(
    log: Path, tmp_path: Path, temporary: Path
) -> None:
    shared, keep = tasks.shared(log, bad=700), tmp_path / "keep"
    with pytest.raises(TensenError) as caught:
        run_chunks(tasks.deadly, shared, tasks.chunks(), where=Processes(2), keep=keep, retries=1)
    assert caught.value.key == "jobs_poisoned"
    params = caught.value.params
    assert (params["number"], params["chunk"], params["times"]) == (8, "range(700, 800)", 2)
    assert params["cause"] == "SIGKILL"
    assert "range(700, 800)" in caught.value.words("ja")
    assert len(list(keep.glob("chunk-*.npz"))) >= 6
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize(
    ("task", "kind", "words"),
    [
        (tasks.failing, ValueError, "wrong at 0"),
        (tasks.refused, TensenError, "does not exist"),
        (tasks.odd, RuntimeError, "OddError: 3"),
        (tasks.objects, TypeError, "not an array of numbers"),
    ],
)
def test_what_a_task_raises_arrives(log: Path, task: Any, kind: type[Exception], words: str) -> None:
    with pytest.raises(kind, match=words) as caught:
        run_chunks(task, tasks.shared(log, bad=0), tasks.chunks(2), where=Processes(1))
    assert "chunk_tasks.py" in caught.value.__notes__[0] or task is tasks.objects
    if isinstance(caught.value, TensenError):
        assert (caught.value.exit_code, len(caught.value.findings)) == (2, 1)


def test_a_cancelled_run_stops_its_processes_at_once(log: Path, tmp_path: Path, temporary: Path) -> None:
    flag, keep = threading.Event(), tmp_path / "keep"
    shared = tasks.Shared(tasks.shared(log).inner, 0.1, str(log), 60.0)
    waiter = threading.Thread(target=lambda: (until(lambda: len(tasks.marks(log)) == 2), flag.set()))
    waiter.start()
    began = time.monotonic()
    with pytest.raises(TensenError) as caught:
        run_chunks(tasks.sums, shared, tasks.chunks(), where=Processes(2), keep=keep, cancel=flag)
    waiter.join()
    assert caught.value.key == "jobs_cancelled_kept"
    assert time.monotonic() - began < 50
    assert len(pids(log)) == 2
    assert not any(alive(pid) for pid in pids(log))
    assert list(temporary.iterdir()) == []
    assert [path.name for path in keep.iterdir()] == ["run.json"]


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes in /proc")
@pytest.mark.parametrize("blow", [signal.SIGINT, signal.SIGKILL])
def test_a_client_that_is_stopped_goes_on_where_it_was(
    log: Path, tmp_path: Path, temporary: Path, blow: int
) -> None:
    """Ctrl-C reaches the whole group, as in a terminal; SIGKILL the client alone."""
    keep = tmp_path / "keep"
    command = [sys.executable, str(HERE / "client.py"), str(log), str(keep), "0.3"]
    environment = {**os.environ, "TMPDIR": str(temporary), "PYTHONWARNINGS": "error"}
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, start_new_session=True) as client:
        until(lambda: len(list(keep.glob("chunk-*.npz"))) >= 3)
        (os.killpg if blow == signal.SIGINT else os.kill)(client.pid, blow)
        said = client.communicate()[1].decode("utf-8")
    assert client.returncode == -blow
    assert said.count("Traceback") == (1 if blow == signal.SIGINT else 0), said
    workers = pids(log)
    until(lambda: not any(alive(pid) for pid in workers))
    until(lambda: list(temporary.iterdir()) == [])
    kept = {path.name for path in keep.glob("chunk-*.npz")}
    assert 3 <= len(kept) < 8
    assert blow == signal.SIGKILL or list(keep.glob(".*")) == []
    before = len(tasks.marks(log))
    shared = tasks.shared(log, 0.3)
    found = run_chunks(tasks.sums, shared, tasks.chunks(), where=Threads(8), keep=keep)
    assert len(tasks.marks(log)) - before == 8 - len(kept), "finished chunks are not computed again"
    assert same(found, [tasks.sums(tasks.shared(log), chunk) for chunk in tasks.chunks()])


def test_workers_that_never_start_are_told(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "tensen.jobs.processes.serve", os.abort
    )  # a script without a main guard ends like this
    with pytest.raises(TensenError) as caught:
        run_chunks(tasks.sums, tasks.shared(log), tasks.chunks(), where=Processes(1), retries=1)
    assert caught.value.key == "jobs_no_start"


def test_no_room_for_the_arrays_is_told(log: Path, monkeypatch: pytest.MonkeyPatch, temporary: Path) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "save", full)
    with pytest.raises(TensenError, match="disk is full"):
        run_chunks(tasks.sums, tasks.shared(log), tasks.chunks(), where=Processes(1))
    assert list(temporary.iterdir()) == []
