"""All chunks of a task: kept ones are read, the others computed where it was asked for."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from numpy.typing import NDArray

from tensen.jobs.keep import Keep
from tensen.jobs.places import Cluster, Processes, Threads, Where
from tensen.jobs.progress import Pace
from tensen.jobs.threads import in_threads
from tensen.jobs.tree import digest, steady
from tensen.jobs.work import Flag, Progress, Result, Work, importable
from tensen.messages import Finding, TensenError

S = TypeVar("S")
C = TypeVar("C")
RETRIES = 3


def run_chunks(
    task: Callable[[S, C], Mapping[str, NDArray[Any]]],
    shared: S,
    chunks: Sequence[C],
    *,
    where: Where | None = None,
    keep: Path | str | None = None,
    progress: Progress | None = None,
    cancel: Flag | None = None,
    version: str = "",
    retries: int = RETRIES,
    notice: Callable[[Finding], None] | None = None,
) -> list[Result]:
    """`task(shared, chunk)` of every chunk, in the order of `chunks`; the same wherever it is computed.

    `task` is a function at the top of a module that depends on its arguments only, writes to neither and
    uses one thread; it returns named arrays. `shared` is a frozen dataclass, a named tuple or an array
    (nested as needed, see `tensen.jobs.tree`) and reaches each worker once. `chunks` are small values such
    as ranges, numbers, texts, tuples; `tensen.jobs.ranges` makes them of a sensible size. `where` is
    `Threads(n)` (default: all processors), `Processes(n)` or `Cluster(address)`.

    With `keep`, a folder, every finished chunk is written there and a later run of the same task (name and
    `version`: raise it when the answers change), shared values and chunk reads it instead of computing it.
    `progress(done, total, seconds_left)` is called in this thread, with nothing for seconds that cannot be
    told yet. When `cancel` is set no chunk is begun any more. A chunk whose worker dies is tried `retries`
    times more (on a cluster as often as its scheduler allows). `notice` hears of damaged files (default: a
    Python warning).

    Raises:
        TensenError: cancelled; a chunk ends every worker; the folder belongs to another run; the cluster
            cannot be reached or does not fit; the disk is full. Whatever was finished is kept.
        TypeError: the task, its result or what it shares cannot be sent.
        Exception: what the task itself raised.
    """
    place = where if where is not None else Threads()
    shared = steady(shared)
    pace = Pace(progress, chunks, window=4 * _workers(place) + 12)
    kept = _kept(keep, task, shared, version)
    results: dict[int, Result] = {}
    for index, chunk in enumerate(chunks if kept is not None else ()):
        found = kept.find(chunk, notice or _warn) if kept is not None else None
        if found is not None:
            results[index] = found
            pace.skip(index)
    pace.start()

    def deliver(index: int, result: Result) -> None:
        if kept is not None:
            kept.put(chunks[index], result)
        results[index] = result
        pace.step(index)

    todo = [(index, chunk) for index, chunk in enumerate(chunks) if index not in results]
    flag = cancel.is_set if cancel is not None else _never
    if todo:
        _compute(Work(task, shared, todo, len(chunks), retries, deliver, flag), place)
    if len(results) < len(chunks):
        raise _cancelled(len(results), len(chunks), kept)
    return [results[index] for index in range(len(chunks))]


def kept_in(
    folder: Path | str, task: Callable[[S, C], Mapping[str, NDArray[Any]]], shared: S, version: str = ""
) -> Keep:
    """The folder of finished chunks of a task.

    Raises:
        TensenError: it belongs to another run.
    """
    return Keep(Path(folder), importable(task), version, digest(shared))


def _kept(keep: Path | str | None, task: Callable[[S, C], Any], shared: S, version: str) -> Keep | None:
    return None if keep is None else kept_in(keep, task, shared, version)


def _compute(work: Work, place: Where) -> None:
    # what is imported here loads multiprocessing or Dask, which most runs do not need
    match place:
        case Threads(count):
            in_threads(work, min(count, len(work.todo)))
        case Processes(count):
            from tensen.jobs.processes import in_processes

            in_processes(work, min(count, len(work.todo)))
        case Cluster():
            from tensen.jobs.cluster import on_cluster

            on_cluster(work, place)


def _workers(place: Where) -> int:
    return 8 if isinstance(place, Cluster) else place.count


def workers_of(place: Where) -> int:
    """How many chunks are computed at a time: threads, processes, or all threads of the cluster.

    Raises:
        TensenError: the cluster cannot be reached.
    """
    if not isinstance(place, Cluster):
        return place.count
    from tensen.jobs.cluster import threads_of

    return threads_of(place)


def _never() -> bool:
    return False


def _warn(finding: Finding) -> None:
    warnings.warn(finding.words(), stacklevel=4)


def _cancelled(done: int, total: int, kept: Keep | None) -> TensenError:
    if kept is None:
        return TensenError("jobs_cancelled", done=done, total=total)
    return TensenError("jobs_cancelled_kept", done=done, total=total, folder=str(kept.folder))
