"""Chunks on an existing Dask cluster: each worker gets what all chunks share once."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Event
from time import monotonic
from typing import Any
from uuid import uuid4

from tensen.jobs.fits import check_fit
from tensen.jobs.places import Cluster
from tensen.jobs.tree import size
from tensen.jobs.work import POLL, Result, Work, checked, importable
from tensen.jobs.worker import found
from tensen.messages import TensenError

# clients and futures of Dask, which has no types of its own
Remote = Any
# seconds between two questions to the scheduler how many threads its workers have
ASK_SECONDS = 1.0


def on_cluster(work: Work, place: Cluster) -> None:
    """Compute `work.todo` on the cluster, as many chunks at a time as its workers have threads.

    A chunk whose worker dies is tried again by the scheduler; one that the scheduler gave up, or that was in
    hand when all workers died, is tried again alone, so that none is blamed for another.
    """
    name = importable(work.task)
    with _connected(place) as client:
        with _told(place):
            check_fit(client, name, place)
        _Run(client, work, name, place).run()


def threads_of(place: Cluster) -> int:
    """How many threads the workers of the cluster have together, at least 1.

    Raises:
        TensenError: the cluster cannot be reached.
    """
    with _connected(place) as client, _told(place):
        threads: int = sum(client.nthreads().values())
    return max(1, threads)


@dataclass(frozen=True)
class Sent:
    """What all chunks share, as one value that Dask neither looks into nor takes apart."""

    value: object

    def __sizeof__(self) -> int:
        return size(self.value)


def compute(name: str, sent: Sent, chunk: object) -> Result:
    """On a worker: the task of this name."""
    task = found(name)
    return checked(task(sent.value, chunk), task)


class _Run:
    """Chunks still to do, in hand (by future), and to be tried alone."""

    def __init__(self, client: Remote, work: Work, name: str, place: Cluster) -> None:
        self._client, self._work, self._name, self._place = client, work, name, place
        self._todo = deque(work.todo)
        self._alone: deque[tuple[int, Any]] = deque()
        self._running: dict[Remote, tuple[int, Any]] = {}
        self._sent: Remote = None
        self._bell = Event()
        self._threads = 0
        self._asked = -ASK_SECONDS
        self._seen = monotonic()

    def run(self) -> None:
        """Until nothing is left to do, or the run is cancelled."""
        while not self._work.cancelled():
            self._ask()
            self._fill()
            if not self._running:
                return
            self._bell.wait(POLL)
            self._bell.clear()
            for future in [future for future in self._running if future.done()]:
                self._hear(future)

    def _ask(self) -> None:
        """How many threads there are; raises where the scheduler, or all workers, are gone for long."""
        if monotonic() - self._asked < ASK_SECONDS:
            return
        try:
            self._threads = sum(self._client.nthreads().values())
        except (OSError, RuntimeError, TimeoutError, AttributeError) as problem:
            raise TensenError("jobs_cluster_lost", address=self._place.address) from problem
        self._asked = monotonic()
        if self._threads:
            self._seen = self._asked
        elif self._asked - self._seen > self._place.patience:
            raise TensenError(
                "jobs_cluster_no_worker", address=self._place.address, seconds=f"{self._place.patience:g}"
            )

    def _fill(self) -> None:
        while self._todo and len(self._running) < max(1, self._threads):
            self._begin(self._todo.popleft())
        if not self._running and self._alone:
            self._begin(self._alone[0])

    def _begin(self, chunk: tuple[int, Any]) -> None:
        key = f"tensen-chunk-{chunk[0]}-{uuid4().hex}"
        future = self._client.submit(compute, self._name, self._shared(), chunk[1], key=key, pure=False)
        future.add_done_callback(lambda _: self._bell.set())
        self._running[future] = chunk

    def _shared(self) -> Remote:
        """What all chunks share, on every worker; sent again where all that had it are gone."""
        if self._sent is None or self._sent.status != "finished":
            with _told(self._place):
                self._client.wait_for_workers(1, timeout=self._place.patience)
                key = f"tensen-shared-{uuid4().hex}"
                self._sent = self._client.scatter({key: Sent(self._work.shared)}, broadcast=True)[key]
        return self._sent

    def _hear(self, future: Remote) -> None:
        """Take what has come of a chunk: its result, the task's error, or the news that workers died."""
        from distributed import KilledWorker

        chunk = self._running[future]
        try:
            result = future.result(timeout=self._place.patience)
        except (CancelledError, KilledWorker) as problem:
            self._over(future, done=False)
            self._ask()  # was it the scheduler?
            self._struck(chunk, problem)
        except TimeoutError:
            if future.status == "error":  # the task's own
                raise
            # its worker died with the result in hand: the scheduler has it computed again
        else:
            self._over(future)
            self._work.deliver(chunk[0], result)

    def _over(self, future: Remote, *, done: bool = True) -> None:
        chunk = self._running.pop(future)
        if done and chunk in self._alone:
            self._alone.remove(chunk)

    def _struck(self, chunk: tuple[int, Any], problem: Exception) -> None:
        """A chunk in hand when workers died: tried again after all others, then alone, then given up."""
        blamed = getattr(problem, "allowed_failures", None)
        losses = self._work.losses
        losses[chunk[0]] += 1 if blamed is None else blamed + 1
        if chunk in self._alone:
            if losses[chunk[0]] > self._work.retries:
                raise self._work.poisoned(*chunk, type(problem).__name__)
        elif losses[chunk[0]] <= self._work.retries:
            self._todo.append(chunk)
        else:
            losses[chunk[0]] = 0
            # the one that the scheduler blames comes last
            (self._alone.appendleft if blamed is None else self._alone.append)(chunk)


@contextmanager
def _connected(place: Cluster) -> Iterator[Remote]:
    try:
        import distributed
    except ImportError as problem:
        raise TensenError("jobs_cluster_extra", exit_code=2) from problem
    kind: Remote = distributed.Client
    client = kind.__new__(kind)
    try:
        client.__init__(place.address, timeout=place.patience, set_as_default=False, name="tensen-jobs")
    except (OSError, ValueError, TimeoutError) as problem:
        # half made it would be closed when Python collects it: in the middle of anything, and block
        with suppress(AttributeError):
            client.close()
        raise TensenError("jobs_cluster_unreached", address=place.address) from problem
    try:
        yield client
    finally:
        client.close()


@contextmanager
def _told(place: Cluster) -> Iterator[None]:
    try:
        yield
    except TimeoutError as problem:
        raise TensenError(
            "jobs_cluster_no_worker", address=place.address, seconds=f"{place.patience:g}"
        ) from problem
    except (OSError, CancelledError) as problem:
        raise TensenError("jobs_cluster_lost", address=place.address) from problem
