"""What is finished while a run ends early is kept, and what cannot be kept is told."""

from time import sleep

import numpy as np
import pytest

from tensen.jobs.threads import in_threads
from tensen.jobs.work import Result, Work
from tensen.messages import TensenError


def slow_or_wrong(_: object, chunk: int) -> Result:
    if chunk == 0:
        raise ArithmeticError("the first")
    sleep(0.3)
    return {"x": np.ones(1)}


def test_a_full_disk_at_an_early_end_is_told_beside_what_ended_the_run() -> None:
    def full(index: int, _: Result) -> None:
        raise TensenError("disk_full", file=f"chunk-{index}")

    work = Work(slow_or_wrong, None, [(0, 0), (1, 1)], 2, 3, full, lambda: False)
    with pytest.warns(RuntimeWarning, match="chunk-1"), pytest.raises(ArithmeticError) as caught:
        in_threads(work, 2)
    assert any("chunk-1" in note for note in caught.value.__notes__)
