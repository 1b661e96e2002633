"""Long work in chunks: threads, processes or an existing cluster; kept as it goes, the same wherever it runs.

`run_chunks(task, shared, chunks)` calls `task(shared, chunk)` for every chunk and gives the results in the
order of the chunks. `shared` is what all chunks read (sent once per worker, never once per chunk); with
`keep` a folder holds each finished chunk, so that a run which was killed goes on where it was.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tensen.jobs.keep import Keep
    from tensen.jobs.measure import chunk_size, ranges
    from tensen.jobs.places import Cluster, Processes, Threads, Where
    from tensen.jobs.run import run_chunks, workers_of
    from tensen.jobs.work import Flag, Progress, Result

__all__ = [
    "Cluster",
    "Flag",
    "Keep",
    "Processes",
    "Progress",
    "Result",
    "Threads",
    "Where",
    "chunk_size",
    "ranges",
    "run_chunks",
    "workers_of",
]

# loaded when asked for: a worker process needs little of it and starts in a third of the time
_HOME = {
    "Keep": "keep",
    "chunk_size": "measure",
    "ranges": "measure",
    "Cluster": "places",
    "Processes": "places",
    "Threads": "places",
    "Where": "places",
    "run_chunks": "run",
    "workers_of": "run",
    "Flag": "work",
    "Progress": "work",
    "Result": "work",
}


def __getattr__(name: str) -> Any:
    """What is offered here, from the module that holds it."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
