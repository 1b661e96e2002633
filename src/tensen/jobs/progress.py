"""How much is done, and how long the rest will take."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence, Sized
from time import monotonic

from tensen.jobs.work import Progress


class Pace:
    """Tells `progress(done, total, seconds_left)` after each chunk.

    The time left comes from the speed over the last chunks (`window` of them), so that the compilation of a
    kernel in the first one, or a worker that joined late, is soon forgotten. Chunks weigh by their length
    where they have one (ranges, arrays), else alike. Chunks that were kept from before do not count as speed.
    """

    def __init__(
        self,
        progress: Progress | None,
        chunks: Sequence[object],
        *,
        window: int,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._tell = progress
        self._clock = clock
        self._weights = [_weight(chunk) for chunk in chunks]
        self._left = sum(self._weights)
        self.done = 0
        self._marks: deque[tuple[float, float]] = deque(maxlen=window + 1)

    def skip(self, index: int) -> None:
        """A chunk was there already."""
        self.done += 1
        self._left -= self._weights[index]

    def start(self) -> None:
        """The first chunk begins now."""
        self._marks.append((self._clock(), self._left))
        self._say(None if self._left > 0 else 0.0)

    def step(self, index: int) -> None:
        """A chunk was finished."""
        self.skip(index)
        now = self._clock()
        began, then = self._marks[0]
        self._marks.append((now, self._left))
        speed = (then - self._left) / (now - began) if now > began else 0.0
        self._say(self._left / speed if speed > 0 else None)

    def _say(self, seconds: float | None) -> None:
        if self._tell is not None:
            self._tell(self.done, len(self._weights), seconds)


def _weight(chunk: object) -> float:
    return float(max(1, len(chunk))) if isinstance(chunk, Sized) and not isinstance(chunk, tuple) else 1.0
