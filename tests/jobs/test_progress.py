"""The time left, from the speed over the last chunks."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from tensen.jobs.progress import Pace


def told(chunks: list[Any], steps: list[tuple[float, int]], window: int = 4, kept: int = 0) -> list[Any]:
    """What is said when chunk i ends at time t, for each (t, i)."""
    times: Iterator[float] = iter([0.0, *(t for t, _ in steps)])
    said: list[Any] = []
    pace = Pace(lambda *a: said.append(a), chunks, window=window, clock=lambda: next(times))
    for index in range(kept):
        pace.skip(index)
    pace.start()
    for _, index in steps:
        pace.step(index)
    return said


def test_an_even_pace() -> None:
    assert told([0] * 4, [(2.0, 0), (4.0, 1), (6.0, 2), (8.0, 3)]) == [
        (0, 4, None),
        (1, 4, 6.0),
        (2, 4, 4.0),
        (3, 4, 2.0),
        (4, 4, 0.0),
    ]


def test_chunks_weigh_by_their_length() -> None:
    assert told([range(10), range(30)], [(1.0, 0)])[-1] == (1, 2, 3.0)
    assert told([np.arange(5), np.arange(10)], [(1.0, 1)])[-1] == (1, 2, 0.5)
    assert told([("a", 0), ("b", 0), ("c", 0)], [(1.0, 0)])[-1] == (1, 3, 2.0)


def test_a_slow_start_is_forgotten() -> None:
    steps = [(100.0, 0), *((100.0 + i, i) for i in range(1, 9))]
    said = told([0] * 20, steps)
    assert said[1][2] == 1900.0
    assert said[-1] == (9, 20, 11.0)


def test_what_was_kept_is_no_speed() -> None:
    assert told([0] * 6, [(10.0, 4)], kept=4) == [(4, 6, None), (5, 6, 10.0)]


def test_a_clock_that_stands_still_gives_no_time() -> None:
    assert told([0] * 3, [(0.0, 0)])[-1] == (1, 3, None)


def test_no_listener_is_needed() -> None:
    pace = Pace(None, [1], window=4)
    pace.start()
    pace.step(0)
    assert pace.done == 1


def test_the_estimate_is_right_for_several_workers() -> None:
    # two workers, ten chunks of one second: they end in pairs
    steps = [(1.0 + i // 2, i) for i in range(8)]
    assert told([0] * 10, steps, window=20)[-1][2] == pytest.approx(1.0)
