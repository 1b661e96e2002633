"""Whether a cluster computes what this process would: the same versions, and the task at hand."""

from __future__ import annotations

import platform
from collections.abc import Iterator, Mapping
from importlib import metadata
from typing import Any, Final

from tensen.jobs.places import Cluster
from tensen.jobs.worker import found
from tensen.messages import Finding, TensenError

PYTHON: Final = "python"
# results are the same bit for bit only where these are the same; Dask itself needs the last
PACKAGES: Final = ("tensen", "numpy", "scipy", "numba", "distributed")


def check_fit(client: Any, task: str, place: Cluster) -> None:
    """Raises `TensenError` where there is no worker, or one that differs or does not know the task."""
    try:
        client.wait_for_workers(1, timeout=place.patience)
    except TimeoutError as problem:
        raise TensenError(
            "jobs_cluster_no_worker", address=place.address, seconds=f"{place.patience:g}"
        ) from problem
    findings = list(_differing(client, ours()))
    if not findings:
        answers: Mapping[str, Any] = client.run(knows, task, on_error="return")
        findings = [
            Finding("jobs_worker_task", {"worker": worker}, {"task": task, "problem": answer})
            for worker, answer in sorted(answers.items())
            if isinstance(answer, BaseException)
        ]
    if findings:
        raise TensenError("jobs_cluster_differs", address=place.address, findings=findings)


def ours() -> dict[str, str]:
    """What this process runs with."""
    return {PYTHON: platform.python_version(), **{name: metadata.version(name) for name in PACKAGES}}


def knows(task: str) -> bool:
    """On a worker: whether it can import the task; raises `ImportError` or `AttributeError` where not."""
    return callable(found(task))


def _differing(client: Any, wanted: Mapping[str, str]) -> Iterator[Finding]:
    for name, ours in wanted.items():
        # functions of the standard library, so that a worker without this package can answer too
        answers: Mapping[str, Any] = (
            client.run(platform.python_version, on_error="return")
            if name == PYTHON
            else client.run(metadata.version, name, on_error="return")
        )
        for worker, theirs in sorted(answers.items()):
            if isinstance(theirs, BaseException):
                yield Finding("jobs_worker_without", {"worker": worker}, {"name": name, "ours": ours})
            elif _release(name, theirs) != _release(name, ours):
                params = {"name": name, "ours": ours, "theirs": theirs}
                yield Finding("jobs_worker_other", {"worker": worker}, params)


def _release(name: str, version: str) -> str:
    """Of Python the minor version counts; of a package all of it."""
    return ".".join(version.split(".")[:2]) if name == PYTHON else version
