"""Names near to one that was not found, for "did you mean"."""

from collections.abc import Iterable
from difflib import SequenceMatcher


def nearest(word: str, names: Iterable[str], most: int = 3) -> tuple[str, ...]:
    """Up to ``most`` of ``names`` that resemble ``word``, best first.

    The part after the last dot counts as a name of its own, so that ``taiwan`` finds ``country.taiwan``.

    >>> nearest("boso-shina", ["boso", "boso-shima", "rare-earths"])
    ('boso-shima',)
    """
    wanted = word.casefold()
    scored = []
    for name in set(names):
        whole = name.casefold()
        tail = whole.rsplit(".", 1)[-1]
        score = max(
            _alike(wanted, whole), _alike(wanted, tail), _alike(wanted.rsplit(".", 1)[-1], tail) * 0.98
        )
        if score >= 0.6 or (len(wanted) >= 3 and wanted in whole):
            scored.append((-score, name))
    return tuple(name for _, name in sorted(scored)[:most])


def _alike(a: str, b: str) -> float:
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() >= 0.6 else 0.0
