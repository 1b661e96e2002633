"""Chunks of at least a second, measured and remembered."""

from pathlib import Path
from typing import Any

import chunk_tasks as tasks
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tensen.jobs import chunk_size, measure, ranges, run_chunks


@given(
    st.floats(0, 1e4),
    st.integers(0, 10**7),
    st.integers(1, 512),
    st.floats(0.01, 10.0),
    st.floats(10.0, 100.0),
)
def test_a_chunk_lasts_at_least_a_second_or_is_all_there_is(
    seconds: float, items: int, workers: int, least: float, most: float
) -> None:
    size = chunk_size(seconds, items=items, workers=workers, least=least, most=most)
    assert 1 <= size <= max(items, 1)
    assert size == max(items, 1) or size * seconds >= least * (1 - 1e-6)
    assert size <= 1 or size * seconds <= max(most, least + seconds) * (1 + 1e-6)


def test_sizes_that_make_no_sense_are_refused() -> None:
    for more in ({"seconds_per_item": -1.0}, {"items": -1}, {"workers": 0}, {"seconds_per_item": np.nan}):
        with pytest.raises(ValueError, match="0 or more"):
            chunk_size(**{"seconds_per_item": 1.0, "items": 1, **more})


class Clock:
    """Time that passes only in the task: `each` seconds an item, `first` more for the first call."""

    def __init__(self, each: float, first: float = 0.0) -> None:
        self.now, self.each, self.first, self.calls = 0.0, each, first, list[range]()

    def task(self, _: object, chunk: range) -> dict[str, Any]:
        self.now += self.each * len(chunk) + self.first
        self.first = 0.0
        self.calls.append(chunk)
        return {}


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock(each=0.001, first=60.0)
    monkeypatch.setattr(measure, "perf_counter", lambda: made.now)
    return made


def test_the_first_call_compiles_and_is_not_counted(clock: Clock) -> None:
    found = ranges(clock.task, np.zeros(1), 10_000, workers=1)
    assert found[0] == range(0, 1250)  # eight chunks of 1.25 s
    assert [i for part in found for i in part] == list(range(10_000))
    assert clock.calls[0] == range(0, 1)
    assert max(clock.calls[-1]) > 9000, "measured on items from everywhere"
    assert clock.now < 61.0, "little is computed twice"


def test_items_that_take_long_are_measured_once(clock: Clock) -> None:
    clock.each = 40.0
    assert ranges(clock.task, np.zeros(1), 5) == [range(i, i + 1) for i in range(5)]
    assert len(clock.calls) == 2


@pytest.mark.parametrize(("items", "wanted"), [(0, []), (1, [range(0, 1)])])
def test_few_items_are_not_measured(clock: Clock, items: int, wanted: list[range]) -> None:
    assert ranges(clock.task, np.zeros(1), items) == wanted
    assert clock.calls == []


def test_a_run_that_goes_on_makes_the_same_chunks(log: Path, tmp_path: Path) -> None:
    shared, keep = tasks.shared(log), tmp_path / "keep"
    first = ranges(tasks.sums, shared, 1000, keep=keep, least=0.001)
    run_chunks(tasks.sums, shared, first, keep=keep)
    before = len(tasks.marks(log))
    again = ranges(tasks.sums, shared, 1000, keep=keep, least=1000.0)
    assert again == first
    run_chunks(tasks.sums, shared, again, keep=keep)
    assert len(tasks.marks(log)) == before
