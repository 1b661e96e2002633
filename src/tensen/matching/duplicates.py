"""Pairs of names in one list that may be the same firm, with the reason; never merged here.

Names are compared without legal forms. Two names become a pair if their cores are equal, are equal with their
words sorted, or differ in few letters. Not all pairs are compared: only names that share a block.
Deleting any one letter of the core gives the blocks (symmetric delete, Garbe 2012), so that two names one
edit apart share one; neighbours in sorted order, read from the front or from the back, are compared as well.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from tensen.matching.forms import parts
from tensen.model.ids import fold

LEAST: Final = 88.0
MOST: Final = 20_000  # names that are compared with each other; a list beyond that was made by a machine
_RUN: Final = 12
_DIGITS: Final = frozenset("0123456789")


class Pair(NamedTuple):
    """Two places in the list, the score from 0 to 100 and why: a key below ``match.``."""

    first: int
    second: int
    score: float
    reason: str


def near_duplicates(names: Sequence[str], least: float = LEAST) -> list[Pair]:
    """Pairs of ``names`` that may be the same firm, best first; pairs with different numbers are left out.

    Args:
        names: as they stand in a list; blanks are skipped.
        least: the lowest score of names that differ in letters.

    >>> [(p.first, p.second, p.reason) for p in near_duplicates(["(株)点線", "点線株式会社", "別社"])]
    [(0, 1, 'match.duplicate_form')]
    """
    groups: dict[str, list[int]] = defaultdict(list)
    for place, name in enumerate(names):
        if fold(name):
            groups[parts(name)[0]].append(place)
    found = [pair for places in groups.values() for pair in _same(names, places)]
    firsts = {core: places[0] for core, places in groups.items()}
    ordered = {core: parts(names[place])[1] for core, place in firsts.items()}
    for one, other in _candidates(ordered):
        score, reason = _alike(one, other, ordered)
        if score >= least:
            first, second = sorted((firsts[one], firsts[other]))
            found.append(Pair(first, second, round(score, 1), reason))
    return sorted(found, key=lambda p: (-p.score, p.first, p.second))


def _same(names: Sequence[str], places: Sequence[int]) -> Iterator[Pair]:
    """Names of one core: each against the first, so that a name written n times gives n - 1 pairs."""
    first = places[0]
    for place in places[1:]:
        equal = fold(names[first]) == fold(names[place])
        yield Pair(first, place, 100.0, "match.duplicate_same" if equal else "match.duplicate_form")


def _alike(one: str, other: str, ordered: Mapping[str, str]) -> tuple[float, str]:
    if _numbers(one) != _numbers(other):  # 第一 and 第二 工場 are two, so are Plant 1 and Plant 2
        return 0.0, ""
    if ordered[one] == ordered[other]:
        return 99.0, "match.duplicate_order"
    return min(float(fuzz.ratio(one, other)), 99.0), "match.duplicate_letters"


def _numbers(word: str) -> str:
    return "".join(c for c in word if c in _DIGITS)


def _candidates(ordered: Mapping[str, str]) -> set[tuple[str, str]]:
    """Pairs of cores that share a block."""
    pairs: set[tuple[str, str]] = set()
    for members in _blocks(ordered).values():
        pairs.update((a, b) for n, a in enumerate(members) for b in members[n + 1 : n + 1 + _RUN])
    for turned in (False, True):
        words = sorted(ordered, key=lambda w: w[::-1] if turned else w)
        for step in range(1, 4):
            pairs.update(
                (min(a, b), max(a, b)) for a, b in zip(words, words[step:], strict=False) if _close(a, b)
            )
    return pairs


def _close(one: str, other: str) -> bool:
    return OSA.distance(one, other, score_cutoff=3) <= 3


def _blocks(ordered: Mapping[str, str]) -> Mapping[str, list[str]]:
    """Cores by what is left without one letter, and by their sorted words."""
    blocks: dict[str, list[str]] = defaultdict(list)
    for core in sorted(ordered):
        keys = {core} | {core[:n] + core[n + 1 :] for n in range(len(core))}
        for key in keys:
            blocks[key].append(core)
        blocks["\0" + ordered[core]].append(core)
    return {key: members for key, members in blocks.items() if len(members) > 1}
