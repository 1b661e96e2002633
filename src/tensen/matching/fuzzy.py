"""Names that resemble a spelling, for a person to judge; nothing here decides.

The score is rapidfuzz's: the larger of two normalised Indel similarities (``fuzz.ratio``), of the names
without legal forms and of the same with their words sorted. Names all of whose words are words of the other
(Samsung, Samsung Electronics) get 75 if they would get less. Partial ratios are not used: 日立製作所 and
日立建機 share a part and are two firms.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz, process

from tensen.matching.forms import parts, words_of
from tensen.matching.match import Suggestion

LEAST: Final = 60.0
MOST: Final = 5
_BLOCK: Final = 256
_ALL: Final = 100.0
_LETTERS: Final = 3
_SHARED: Final = 75.0
_COMMON: Final = 40
Scores = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Names:
    """Names to search: (name, id); an id may have several names."""

    entries: Sequence[tuple[str, str]]

    @cached_property
    def _parts(self) -> tuple[list[str], list[str], npt.NDArray[np.bool_]]:
        """Of each name its core, the core of its sorted words, and whether it is too short to resemble."""
        both = [parts(name) for name, _ in self.entries]
        short = np.array([_short(core) for core, _ in both], dtype=bool)
        return [core for core, _ in both], [ordered for _, ordered in both], short

    @cached_property
    def _holders(self) -> Mapping[str, tuple[int, ...]]:
        """Names by each rarer word of theirs of four letters or more."""
        found: dict[str, list[int]] = {}
        for place, (name, _) in enumerate(self.entries):
            for word in words_of(name):
                found.setdefault(word, []).append(place)
        return {word: tuple(places) for word, places in found.items() if len(places) <= _COMMON}

    def _sharing(self, spelling: str) -> Iterator[int]:
        """Names all of whose words are words of the spelling, or the other way round."""
        words = words_of(spelling)
        for place in {p for word in words for p in self._holders.get(word, ())}:
            held = words_of(self.entries[place][0])
            if words <= held or held <= words:
                yield place

    def only(self, ids: Collection[str]) -> "Names":
        """The names of some ids."""
        return Names([entry for entry in self.entries if entry[1] in ids])

    def near(self, spellings: Sequence[str]) -> Mapping[str, tuple[Suggestion, ...]]:
        """The best names for each spelling: at most ``MOST`` ids of ``LEAST`` points and more, best first."""
        found = {}
        for start in range(0, len(spellings), _BLOCK):
            block = list(spellings[start : start + _BLOCK])
            for spelling, scores in zip(block, self._scores(block), strict=True):
                shared = list(self._sharing(spelling))
                scores[shared] = np.maximum(scores[shared], _SHARED)
                found[spelling] = tuple(self._best(scores))
        return found

    def _scores(self, spellings: Sequence[str]) -> Scores:
        """Shape (spellings, names), 0 where below ``LEAST``."""
        both = [parts(spelling) for spelling in spellings]
        words = [core for core, _ in both]
        cores, ordered, shorts = self._parts
        scores = np.maximum(_ratios(words, cores), _ratios([turned for _, turned in both], ordered))
        short = np.array([_short(core) for core in words], dtype=bool)[:, None] | shorts[None, :]
        scores[short & (scores < _ALL)] = 0.0
        return scores

    def _best(self, scores: Scores) -> Iterator[Suggestion]:
        places = np.flatnonzero(scores)
        ranked = sorted((-float(scores[p]), self.entries[p][1], p) for p in places.tolist())
        seen: set[str] = set()
        for score, identifier, place in ranked:
            if len(seen) == MOST:
                return
            if identifier not in seen:
                seen.add(identifier)
                yield Suggestion(identifier, self.entries[place][0], round(-score, 1))


def alike(one: str, other: str) -> float:
    """The score of two names, 0 to 100.

    >>> alike("Tokyo Electron Ltd.", "Electron, Tokyo"), alike("日立製作所", "日立建機") < 60
    (100.0, True)
    """
    return max(fuzz.ratio(a, b) for a, b in zip(parts(one), parts(other), strict=True))


def _short(core: str) -> bool:
    """Three letters or a single kanji resemble too much: AUS and RUS score 67."""
    return len(core) <= (_LETTERS if core.isascii() else 1)


def _ratios(words: Sequence[str], names: Sequence[str]) -> Scores:
    if not names:
        return np.zeros((len(words), 0), dtype=np.float32)
    return process.cdist(words, names, scorer=fuzz.ratio, score_cutoff=LEAST, dtype=np.float32)
