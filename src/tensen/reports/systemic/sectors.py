"""A colour for each of the sectors that weigh most in the core; the rest share one."""

from collections.abc import Sequence

from tensen.reports import labels
from tensen.reports.catalogue import LANGUAGES, pick, text
from tensen.reports.systemic.document import Row

COLOURS = 6  # told apart with any colour vision; a seventh would not be
_ROOM = 190.0


def _key(row: Row) -> str:
    return str(pick(row.get("sector"), "en") or "")


def classes(top: Sequence[Row]) -> list[str]:
    """The class of each row: `s0` … `s5` by the index that a sector has in the core, else `other`."""
    weight: dict[str, float] = {}
    for row in top:
        if _key(row):
            weight[_key(row)] = weight.get(_key(row), 0.0) + (row.get("esri") or 0.0)
    order = sorted(weight, key=lambda key: (-weight[key], key))[:COLOURS]
    return [f"s{order.index(_key(row))}" if _key(row) in order else "other" for row in top]


def marks(top: Sequence[Row]) -> list[tuple[str, dict[str, str]]]:
    """The classes in use with the names of their sectors."""
    named: dict[str, dict[str, str]] = {}
    for row, kind in zip(top, classes(top), strict=True):
        if kind != "other":
            words = {lang: str(pick(row.get("sector"), lang)) for lang in LANGUAGES}
            named.setdefault(kind, {lang: labels.shorten(said, 11.5, _ROOM) for lang, said in words.items()})
    found = sorted(named.items())
    if found and any(kind == "other" for kind in classes(top)):
        found.append(("other", text("systemic.sectors.other")))
    return found
