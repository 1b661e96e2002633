"""Chunks in threads: order, progress, cancelling, errors, and what a task may be."""

import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import chunk_tasks as tasks
import numpy as np
import pytest

import tensen.jobs
from tensen.jobs import Processes, Threads, run_chunks
from tensen.messages import TensenError


def same(one: list[dict[str, Any]], two: list[dict[str, Any]]) -> bool:
    """Bit for bit, types and shapes included."""
    return [{k: (v.dtype, v.shape, v.tobytes()) for k, v in r.items()} for r in one] == [
        {k: (v.dtype, v.shape, v.tobytes()) for k, v in r.items()} for r in two
    ]


def test_results_stand_in_the_order_of_the_chunks(log: Path) -> None:
    shared = tasks.shared(log)
    found = run_chunks(tasks.sums, shared, tasks.chunks(), where=Threads(1))
    alone = [tasks.sums(shared, chunk) for chunk in tasks.chunks()]
    assert same(found, alone)
    assert same(run_chunks(tasks.sums, shared, tasks.chunks(), where=Threads(5)), alone)


def test_nothing_to_do_gives_nothing(log: Path) -> None:
    told: list[Any] = []
    assert run_chunks(tasks.sums, tasks.shared(log), [], progress=lambda *a: told.append(a)) == []
    assert told == [(0, 0, 0.0)]


def test_progress_counts_every_chunk(log: Path) -> None:
    told: list[Any] = []
    run_chunks(tasks.sums, tasks.shared(log), tasks.chunks(), progress=lambda *a: told.append(a))
    assert [(done, total) for done, total, _ in told] == [(i, 8) for i in range(9)]
    assert told[0][2] is None
    assert told[-1][2] == 0.0
    assert all(left > 0 for _, _, left in told[1:-1])


def test_a_cancelled_run_begins_no_further_chunk_and_keeps_what_is_finished(
    log: Path, tmp_path: Path
) -> None:
    flag, shared = threading.Event(), tasks.shared(log, 0.02)
    keep = tmp_path / "keep"

    def stop(done: int, *_: object) -> None:
        if done == 3:
            flag.set()

    with pytest.raises(TensenError) as caught:
        run_chunks(
            tasks.sums, shared, tasks.chunks(), where=Threads(2), keep=keep, progress=stop, cancel=flag
        )
    assert caught.value.key == "jobs_cancelled_kept"
    kept = len(list(keep.glob("chunk-*.npz")))
    assert kept == caught.value.params["done"] == len(tasks.marks(log))
    assert 3 <= kept <= 4
    whole = run_chunks(tasks.sums, shared, tasks.chunks(), keep=keep)
    assert len(tasks.marks(log)) == 8
    assert same(whole, [tasks.sums(shared, chunk) for chunk in tasks.chunks()])


def test_without_a_folder_a_cancelled_run_says_that_nothing_was_kept(log: Path) -> None:
    flag = threading.Event()
    flag.set()
    with pytest.raises(TensenError) as caught:
        run_chunks(tasks.sums, tasks.shared(log), tasks.chunks(), cancel=flag)
    assert caught.value.key == "jobs_cancelled"
    assert tasks.marks(log) == []


def test_a_task_that_fails_stops_the_run_and_chunks_in_hand_are_kept(log: Path, tmp_path: Path) -> None:
    shared = tasks.shared(log, bad=200)
    with pytest.raises(ValueError, match="wrong at 200"):
        run_chunks(tasks.failing, shared, tasks.chunks(), where=Threads(2), keep=tmp_path / "keep")
    assert len(list((tmp_path / "keep").glob("chunk-*.npz"))) == len(tasks.marks(log)) < 8


def test_an_interrupt_keeps_what_threads_had_in_hand(log: Path, tmp_path: Path) -> None:
    def interrupt(done: int, *_: object) -> None:
        if done == 1:
            raise KeyboardInterrupt

    shared = tasks.shared(log, 0.02)
    with pytest.raises(KeyboardInterrupt):
        run_chunks(
            tasks.sums, shared, tasks.chunks(), where=Threads(3), keep=tmp_path / "k", progress=interrupt
        )
    assert len(list((tmp_path / "k").glob("chunk-*.npz"))) == len(tasks.marks(log)) == 3


def test_a_result_must_be_arrays_of_numbers(log: Path) -> None:
    with pytest.raises(TypeError, match="objects returned 'x'"):
        run_chunks(tasks.objects, tasks.shared(log), tasks.chunks(1))


def test_arrays_of_objects_are_not_shared() -> None:
    with pytest.raises(TypeError, match="Python objects"):
        run_chunks(tasks.sums, np.array([object()]), [1])


def test_a_task_of_another_process_must_be_found_there(log: Path, tmp_path: Path) -> None:
    def inner(*_: Any) -> dict[str, Any]:
        return {"x": np.zeros(1)}

    assert len(run_chunks(inner, tasks.shared(log), [1], where=Threads(1))) == 1
    for more in ({"where": Processes(1)}, {"keep": tmp_path / "keep"}):
        with pytest.raises(TypeError, match="at the top of a module"):
            run_chunks(inner, tasks.shared(log), [1], **more)
    assert not (tmp_path / "keep").exists()


def test_numbers_of_workers_are_positive() -> None:
    for place in (Threads, Processes):
        with pytest.raises(ValueError, match="1 or more"):
            place(0)
        assert place().count >= 1


def test_a_worker_loads_little() -> None:
    """Each worker process pays for what these modules import."""
    code = "import sys, tensen.jobs.worker, tensen.jobs.cluster; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    loaded = set(done.stdout.decode("utf-8").split())
    assert "numpy" in loaded
    assert not loaded & {"pandas", "pyarrow", "scipy", "numba", "distributed"}


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="nonsense"):
        tensen.jobs.nonsense  # noqa: B018
    assert all(hasattr(tensen.jobs, name) for name in tensen.jobs.__all__)
