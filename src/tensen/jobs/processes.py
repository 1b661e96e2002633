"""Chunks in processes of this machine: each computes one at a time, so that a death has one cause."""

from __future__ import annotations

import shutil
import signal
import tempfile
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import connection, get_context
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Any

from tensen.jobs.mapped import laid_down
from tensen.jobs.work import POLL, Work, importable
from tensen.jobs.worker import FAILED, READY, serve
from tensen.messages import TensenError
from tensen.store.atomic import refusal

# a worker that ended in its own time is gone long before; then it is killed
END_SECONDS = 5.0


@dataclass
class _Worker:
    """A process and the chunk in its hands; `ready` once it has what all chunks share."""

    process: SpawnProcess
    pipe: Connection
    ready: bool = False
    chunk: tuple[int, Any] | None = None

    def end(self, *, kill: bool) -> None:
        with suppress(OSError):
            self.pipe.close()  # an idle worker ends when its pipe does
        if self.process.pid is None:  # interrupted before it was begun
            return
        if kill:
            self.process.kill()
        self.process.join(END_SECONDS)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()
        self.process.close()


def in_processes(work: Work, count: int) -> None:
    """Compute `work.todo`, `count` at a time; what is in hand when the run ends early is stopped at once.

    The large arrays of `work.shared` are written once to a private folder that every worker maps into its
    memory; it is removed at the end, by the workers where this process is killed.
    """
    name = importable(work.task)
    with _private_folder() as folder, _Crew(work, name, folder) as crew:
        crew.run(count)


class _Crew:
    """The workers of one run."""

    def __init__(self, work: Work, name: str, folder: Path) -> None:
        self._work = work
        self._folder = folder
        self._first = (name, laid_down(work.shared, folder))
        self._todo = deque(work.todo)
        self._workers: list[_Worker] = []
        self._stillborn = 0
        self._clean = False

    def __enter__(self) -> _Crew:
        return self

    def __exit__(self, *_: object) -> None:
        while self._workers:
            self._workers.pop().end(kill=not self._clean)

    def run(self, count: int) -> None:
        """Until nothing is left to do, or the run is cancelled."""
        while not self._work.cancelled():
            busy = sum(worker.chunk is not None for worker in self._workers)
            if not self._todo and not busy:
                self._clean = True
                return
            while len(self._workers) < min(count, busy + len(self._todo)):
                self._hire()
            self._hand_out()
            pipes = [worker.pipe for worker in self._workers]
            for pipe in connection.wait(pipes, POLL):
                self._hear(next(worker for worker in self._workers if worker.pipe is pipe))

    def _hire(self) -> None:
        context = get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=serve, args=(theirs, self._folder), daemon=True)
        worker = _Worker(process, ours)
        self._workers.append(worker)
        with _interrupts_held():
            process.start()
        theirs.close()
        with suppress(OSError):  # it died already: heard of below
            ours.send(self._first)

    def _hear(self, worker: _Worker) -> None:
        try:
            kind, held = worker.pipe.recv()
        except (EOFError, OSError):
            self._bury(worker)
            return
        if kind == FAILED:
            raise held
        if kind == READY:
            worker.ready = True
        elif worker.chunk is not None:
            (index, _), worker.chunk = worker.chunk, None
            self._work.deliver(index, held)

    def _hand_out(self) -> None:
        """A chunk to each worker that waits for one; one may wait since long when a dead one's comes back."""
        for worker in self._workers:
            if worker.ready and worker.chunk is None and self._todo:
                worker.chunk = self._todo.popleft()
                with suppress(OSError):  # it died: heard of at the next look
                    worker.pipe.send(worker.chunk[1])

    def _bury(self, worker: _Worker) -> None:
        self._workers.remove(worker)
        worker.process.join(END_SECONDS)
        cause = _cause(worker.process.exitcode)
        worker.end(kill=True)
        if worker.chunk is not None:
            self._work.lost(*worker.chunk, cause)
            self._todo.appendleft(worker.chunk)
        elif not worker.ready:
            self._stillborn += 1
            if self._stillborn > self._work.retries:
                raise TensenError("jobs_no_start", cause=cause)


@contextmanager
def _private_folder() -> Iterator[Path]:
    try:
        folder = Path(tempfile.mkdtemp(prefix="tensen-jobs-"))
    except OSError as problem:
        raise refusal(Path(tempfile.gettempdir()), problem) from problem
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Ctrl-C waits until a process is started; the new one is born deaf to it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _cause(code: int | None) -> str:
    if code is not None and code < 0:
        with suppress(ValueError):
            return signal.Signals(-code).name
    return f"exit {code}"
