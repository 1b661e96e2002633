"""What a worker process does: take chunks from its pipe, compute, answer; end with its parent."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import traceback
from collections.abc import Callable
from importlib import import_module
from multiprocessing.connection import Connection
from multiprocessing.reduction import ForkingPickler
from pathlib import Path
from threading import Thread
from typing import Any, Final

from tensen.jobs.mapped import taken_up
from tensen.jobs.work import checked

READY: Final = "ready"
DONE: Final = "done"
FAILED: Final = "failed"


def serve(pipe: Connection, folder: Path) -> None:
    """Answer until the pipe is closed. The first message is the task's name and what it shares."""
    # Ctrl-C reaches all processes of a terminal; the parent alone decides what it means
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, args=(folder,), daemon=True).start()
    try:
        name, sent = pipe.recv()
        task, shared = found(name), taken_up(sent, folder)
        pipe.send((READY, None))
        while True:
            _answer(pipe, task, shared, pipe.recv())
    except (EOFError, ConnectionError):
        return
    except Exception as problem:
        pipe.send((FAILED, told(problem)))


def found(name: str) -> Callable[..., Any]:
    """The task of this name, imported."""
    module, _, called = name.partition(":")
    task: Callable[..., Any] = getattr(import_module(module), called)
    return task


def told(problem: BaseException) -> BaseException:
    """The problem with where it arose; another in its place where it cannot travel to another process."""
    where = "".join(traceback.format_exception(problem)).rstrip()
    try:
        ForkingPickler.loads(ForkingPickler.dumps(problem))
    except Exception:
        problem = RuntimeError(f"{type(problem).__name__}: {problem}")
    problem.add_note(where)
    return problem


def _answer(pipe: Connection, task: Callable[..., Any], shared: object, chunk: object) -> None:
    try:
        answer: tuple[str, object] = (DONE, checked(task(shared, chunk), task))
    except Exception as problem:
        answer = (FAILED, told(problem))
    pipe.send(answer)


def _end_with_parent(folder: Path) -> None:
    """A parent that was killed cleans nothing: its workers do, and end in the middle of their chunk."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        shutil.rmtree(folder, ignore_errors=True)
        os._exit(1)
