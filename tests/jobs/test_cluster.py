"""A real Dask cluster of worker processes on this machine: deaths, poison, lost data, a killed client."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import chunk_tasks as tasks
import dask
import pytest
from distributed import Client, LocalCluster

from tensen.jobs import Cluster, fits, run_chunks
from tensen.messages import TensenError

HERE = Path(__file__).parent


LOOPBACK: dict[str, Any] = {"host": "127.0.0.1", "dashboard_address": "127.0.0.1:0", "silence_logs": 50}
# generous, for machines that do much else at the same time
PATIENCE = 200.0


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    """Two worker processes of one thread each, watched by nannies; nothing but loopback."""
    settings = {"distributed.worker.multiprocessing-method": "spawn"}
    with (
        dask.config.set(settings),
        LocalCluster(n_workers=2, threads_per_worker=1, processes=True, **LOOPBACK) as made,
    ):
        made.wait_for_workers(2, timeout=PATIENCE)
        yield made.scheduler_address


@pytest.fixture(scope="module")
def replaced(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The same, but every worker that dies is replaced: a nanny gives up on one that dies at birth."""
    command = [sys.executable, "-m", "distributed.cli.dask_worker", "--no-nanny", "--nthreads", "1"]
    command += ["--host", "127.0.0.1", "--no-dashboard", "--memory-limit", "0"]
    command += ["--local-directory", str(tmp_path_factory.mktemp("workers"))]
    environment = {**os.environ, "PYTHONPATH": str(HERE)}
    stop = threading.Event()

    def begin() -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [*command, made.scheduler_address], env=environment, stderr=subprocess.DEVNULL
        )

    def watch(workers: list[subprocess.Popen[bytes]]) -> None:
        while not stop.wait(0.1):
            workers[:] = [worker if worker.poll() is None else begin() for worker in workers]
        for worker in workers:
            worker.kill()
            worker.wait()

    # each death costs a new process
    settings = {"distributed.scheduler.allowed-failures": 1}
    with dask.config.set(settings), LocalCluster(n_workers=0, **LOOPBACK) as made:
        watcher = threading.Thread(target=watch, args=([begin(), begin()],))
        watcher.start()
        try:
            yield made.scheduler_address
        finally:
            stop.set()
            watcher.join()


def pids(address: str, count: int) -> set[int]:
    """Of the workers, once there are so many."""
    with Client(address, set_as_default=False) as client:
        client.wait_for_workers(count, timeout=PATIENCE)
        return set(client.run(os.getpid).values())


def same(one: list[dict[str, Any]], two: list[dict[str, Any]]) -> bool:
    return [{k: (v.dtype, v.shape, v.tobytes()) for k, v in r.items()} for r in one] == [
        {k: (v.dtype, v.shape, v.tobytes()) for k, v in r.items()} for r in two
    ]


def alone(log: Path, count: int = 8) -> list[dict[str, Any]]:
    other = log.parent / "alone"
    other.mkdir()
    return [tasks.sums(tasks.shared(other), chunk) for chunk in tasks.chunks(count)]


def kill(pids: Any) -> None:
    for pid in pids:
        os.kill(pid, signal.SIGKILL)


def test_each_worker_gets_one_copy_that_kernels_take(log: Path, cluster: str) -> None:
    workers = pids(cluster, 2)
    told: list[Any] = []
    found = run_chunks(
        tasks.met,
        tasks.shared(log),
        tasks.chunks(),
        where=Cluster(cluster, patience=PATIENCE),
        progress=lambda *a: told.append(a),
    )
    marks = tasks.marks(log)
    assert {int(words[1]) for words in marks} == workers
    assert len({(words[1], words[2]) for words in marks}) == 2
    assert {words[3] for words in marks} == {"True"}
    assert [done for done, _, _ in told] == list(range(9))
    assert same(found, alone(log))


def test_a_worker_killed_in_the_middle_changes_nothing(log: Path, tmp_path: Path, cluster: str) -> None:
    victim = min(pids(cluster, 2))

    def strike(done: int, *_: object) -> None:
        if done == 2:
            kill([victim])

    keep = tmp_path / "keep"
    found = run_chunks(
        tasks.sums,
        tasks.shared(log, 0.3),
        tasks.chunks(),
        where=Cluster(cluster, patience=PATIENCE),
        progress=strike,
        keep=keep,
    )
    assert victim in {int(words[1]) for words in tasks.marks(log)}
    assert len(list(keep.glob("chunk-*.npz"))) == 8
    assert same(found, alone(log))


def test_all_workers_killed_at_once_get_the_shared_arrays_again(log: Path, replaced: str) -> None:
    workers = pids(replaced, 2)

    def strike(done: int, *_: object) -> None:
        if done == 2:
            kill(workers)

    shared = tasks.shared(log, 0.3)
    found = run_chunks(
        tasks.sums, shared, tasks.chunks(), where=Cluster(replaced, patience=PATIENCE), progress=strike
    )
    assert {int(words[1]) for words in tasks.marks(log)} - workers
    assert same(found, alone(log))


def test_a_poisoned_chunk_is_named_and_no_other_is_blamed(log: Path, tmp_path: Path, replaced: str) -> None:
    keep = tmp_path / "keep"
    with pytest.raises(TensenError) as caught:
        run_chunks(
            tasks.deadly,
            tasks.shared(log, bad=200),
            tasks.chunks(),
            where=Cluster(replaced, patience=PATIENCE),
            keep=keep,
            retries=1,
        )
    assert caught.value.key == "jobs_poisoned"
    assert caught.value.params["chunk"] == "range(200, 300)"
    assert len(list(keep.glob("chunk-*.npz"))) == 7


def test_what_a_task_raises_arrives(log: Path, cluster: str) -> None:
    with pytest.raises(ValueError, match="wrong at 100"):
        run_chunks(
            tasks.failing,
            tasks.shared(log, bad=100),
            tasks.chunks(),
            where=Cluster(cluster, patience=PATIENCE),
        )
    with pytest.raises(TensenError) as caught:
        run_chunks(
            tasks.refused, tasks.shared(log), tasks.chunks(), where=Cluster(cluster, patience=PATIENCE)
        )
    assert (caught.value.exit_code, len(caught.value.findings)) == (2, 1)


def test_a_cancelled_run_keeps_what_is_finished(log: Path, tmp_path: Path, cluster: str) -> None:
    flag, keep = threading.Event(), tmp_path / "keep"

    def stop(done: int, *_: object) -> None:
        if done == 3:
            flag.set()

    with pytest.raises(TensenError) as caught:
        run_chunks(
            tasks.sums,
            tasks.shared(log, 0.1),
            tasks.chunks(),
            where=Cluster(cluster, patience=PATIENCE),
            keep=keep,
            progress=stop,
            cancel=flag,
        )
    assert caught.value.key == "jobs_cancelled_kept"
    assert 3 <= len(list(keep.glob("chunk-*.npz"))) == caught.value.params["done"] <= 4


def test_a_client_that_was_killed_goes_on_where_it_was(log: Path, tmp_path: Path, cluster: str) -> None:
    keep = tmp_path / "keep"
    command = [sys.executable, str(HERE / "client.py"), str(log), str(keep), "0.5", cluster]
    with subprocess.Popen(command) as client:
        end = time.monotonic() + 200
        while len(list(keep.glob("chunk-*.npz"))) < 3:
            assert time.monotonic() < end
            time.sleep(0.02)
        client.kill()
    kept = len(list(keep.glob("chunk-*.npz")))
    assert 3 <= kept < 8
    began = time.monotonic_ns()
    found = run_chunks(
        tasks.sums,
        tasks.shared(log, 0.5),
        tasks.chunks(),
        where=Cluster(cluster, patience=PATIENCE),
        keep=keep,
    )
    assert len([words for words in tasks.marks(log) if int(words[4]) > began]) == 8 - kept
    assert same(found, alone(log))


def test_workers_of_another_version_are_refused(
    log: Path, cluster: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    right, count = fits.ours(), len(pids(cluster, 1))
    monkeypatch.setattr(fits, "ours", lambda: {**right, "numpy": "1.0", "nothing-such": "2"})
    with pytest.raises(TensenError) as caught:
        run_chunks(tasks.sums, tasks.shared(log), tasks.chunks(), where=Cluster(cluster, patience=PATIENCE))
    assert caught.value.key == "jobs_cluster_differs"
    assert [finding.key for finding in caught.value.findings] == ["jobs_worker_other"] * count + [
        "jobs_worker_without"
    ] * count
    assert "numpy" in caught.value.words("ja")
    assert tasks.marks(log) == []


def test_a_task_that_workers_do_not_have_is_told(
    log: Path, cluster: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    only_here = type(sys)("only_here")
    only_here.__dict__["sums"] = task = lambda *_: {}
    task.__module__, task.__qualname__ = "only_here", "sums"
    monkeypatch.setitem(sys.modules, "only_here", only_here)
    with pytest.raises(TensenError) as caught:
        run_chunks(task, tasks.shared(log), tasks.chunks(), where=Cluster(cluster, patience=PATIENCE))
    assert [finding.key for finding in caught.value.findings] == ["jobs_worker_task"] * len(pids(cluster, 1))
    assert "only_here:sums" in str(caught.value)


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "nonsense", "gopher://127.0.0.1:1"])
def test_no_scheduler_there_is_told(log: Path, address: str) -> None:
    with pytest.raises(TensenError) as caught:
        run_chunks(tasks.sums, tasks.shared(log), tasks.chunks(), where=Cluster(address, patience=0.5))
    assert caught.value.key == "jobs_cluster_unreached"


def test_a_cluster_without_workers_is_told(log: Path) -> None:
    with LocalCluster(n_workers=0, **LOOPBACK) as empty:
        where = Cluster(empty.scheduler_address, patience=0.5)
        with pytest.raises(TensenError) as caught:
            run_chunks(tasks.sums, tasks.shared(log), tasks.chunks(), where=where)
    assert caught.value.key == "jobs_cluster_no_worker"


def test_a_scheduler_that_goes_away_is_told_and_finished_chunks_are_kept(log: Path, tmp_path: Path) -> None:
    keep = tmp_path / "keep"
    with LocalCluster(n_workers=1, threads_per_worker=1, processes=False, protocol="tcp", **LOOPBACK) as made:

        def strike(done: int, *_: object) -> None:
            if done == 2:
                made.close()

        where = Cluster(made.scheduler_address, patience=2.0)
        with pytest.raises(TensenError) as caught:
            run_chunks(
                tasks.sums, tasks.shared(log, 0.05), tasks.chunks(), where=where, progress=strike, keep=keep
            )
    assert caught.value.key == "jobs_cluster_lost"
    assert len(list(keep.glob("chunk-*.npz"))) >= 2


def test_without_the_extra_it_is_named(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(TensenError, match=r"tensen\[cluster\]"):
        run_chunks(tasks.sums, tasks.shared(log), tasks.chunks(), where=Cluster("tcp://127.0.0.1:1"))
