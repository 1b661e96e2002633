"""Chunks in threads of this process."""

from __future__ import annotations

import warnings
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Any

from tensen.jobs.work import POLL, Work, checked
from tensen.messages import TensenError


def in_threads(work: Work, count: int) -> None:
    """Compute `work.todo`, `count` at a time; what is in hand at an early end is kept."""
    todo = iter(work.todo)
    running: dict[Future[Any], int] = {}

    def begin() -> bool:
        following = None if work.cancelled() else next(todo, None)
        if following is not None:
            running[pool.submit(work.task, work.shared, following[1])] = following[0]
        return following is not None

    with ThreadPoolExecutor(count, thread_name_prefix="tensen-chunk") as pool:
        try:
            while True:
                while len(running) < count and begin():
                    pass
                if not running:
                    return
                for future in wait(running, POLL, FIRST_COMPLETED).done:
                    index = running.pop(future)
                    work.deliver(index, checked(future.result(), work.task))
        except BaseException as ended:
            # threads cannot be stopped: they finish their chunk anyway, and what is finished is kept
            for future, index in running.items():
                if future.exception() is None:
                    _keep(work, index, future, ended)
            raise


def _keep(work: Work, index: int, future: Future[Any], ended: BaseException) -> None:
    """Keep what was finished; where it cannot be, say so beside what ended the run."""
    try:
        work.deliver(index, checked(future.result(), work.task))
    except Exception as problem:
        words = problem.words() if isinstance(problem, TensenError) else repr(problem)
        ended.add_note(words)
        if not isinstance(ended, TensenError):  # an error of ours has said already that the run ends, and why
            warnings.warn(words, RuntimeWarning, stacklevel=3)
