"""Where to write on a map so that no label covers another: greedy, the most important label first."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

_NARROW = frozenset("iljtfr.,:;'|!()[]· ")
_WIDE = frozenset("mwMW@%")
_NEVER_FIRST = frozenset("、。，．・）」』】ーァィゥェォッャュョ々〜")


def width(text: str, size: float) -> float:
    """Estimated width of a line in pixels: full-width characters count 1 em, Latin ones about half.

    >>> width("日本", 10.0)
    20.0
    """
    ems = 0.0
    for character in text:
        if unicodedata.east_asian_width(character) in "WF":
            ems += 1.0
        elif character in _NARROW:
            ems += 0.32
        elif character in _WIDE or character.isupper():
            ems += 0.74
        else:
            ems += 0.56
    return ems * size


def wrap(text: str, size: float, room: float, lines: int = 2) -> list[str]:
    """Break a text into at most `lines` lines of `room` pixels, the last one shortened with an ellipsis."""
    wrapped: list[str] = [""]
    for piece in _pieces(text):
        if width(wrapped[-1] + piece.rstrip(), size) <= room or not wrapped[-1]:
            wrapped[-1] += piece
        else:
            wrapped.append(piece)
    wrapped = [line.strip() for line in wrapped]
    kept = wrapped[:lines]
    return [*kept[:-1], shorten(kept[-1], size, room, cut=len(wrapped) > lines)]


def listed(items: Sequence[str], by: str, size: float, room: float, lines: int = 2) -> list[str]:
    """Items of a list in at most `lines` lines, broken between items; '+n' stands for those left out.

    >>> listed(["coal", "iron ore", "nickel"], ", ", 10.0, 70.0)
    ['coal, iron ore', 'nickel']
    """
    rows: list[str] = []
    for position, item in enumerate(items):
        left = len(items) - position
        if rows and width(rows[-1] + by + item, size) <= room:
            rows[-1] += by + item
        elif len(rows) < lines:
            rows.append(shorten(item, size, room))
        else:
            return [*rows[:-1], f"{rows[-1]} +{left}"]
    return [row + by.rstrip() if row is not rows[-1] and by == "、" else row for row in rows]


def _pieces(text: str) -> list[str]:
    pieces: list[str] = []
    for character in text:
        wide = unicodedata.east_asian_width(character) in "WF"
        after_wide = bool(pieces) and unicodedata.east_asian_width(pieces[-1][-1]) in "WF"
        may_break = wide or after_wide or not pieces or pieces[-1].endswith((" ", "-", "/"))
        if may_break and not (pieces and character in _NEVER_FIRST):
            pieces.append(character)
        else:
            pieces[-1] += character
    return pieces


def shorten(text: str, size: float, room: float, cut: bool = False) -> str:
    """Shorten a line to its room; `cut` says that something was already left out after it."""
    if not cut and width(text, size) <= room:
        return text
    while text and width(text + "…", size) > room:
        text = text[:-1]
    return text.rstrip() + "…"


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels of the drawing."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        """Whether two boxes overlap."""
        apart = self.right <= other.left or other.right <= self.left
        return not (apart or self.bottom <= other.top or other.bottom <= self.top)

    def inside(self, other: "Box") -> bool:
        """Whether this box lies wholly in the other."""
        across = self.left >= other.left and self.right <= other.right
        return across and self.top >= other.top and self.bottom <= other.bottom


@dataclass(slots=True)
class Canvas:
    """What is taken on a drawing. `free` finds a place beside a dot and takes it.

    `crossed` are places that a label should not cover but may, where nothing else is left.
    """

    frame: Box
    taken: list[Box] = field(default_factory=list)
    crossed: list[Box] = field(default_factory=list)

    def occupy(self, box: Box) -> None:
        """Take a place (a dot, a legend) before labels are set."""
        self.taken.append(box)

    def free(
        self, x: float, y: float, radius: float, size: tuple[float, float]
    ) -> tuple[float, float, str] | None:
        """(x, top, text-anchor) for a block of `size` beside a dot, or None when every place is taken."""
        places = [
            (sum(box.meets(other) for other in self.crossed), position, box, place)
            for position, (box, place) in enumerate(_candidates(x, y, radius, size))
            if box.inside(self.frame) and not any(box.meets(other) for other in self.taken)
        ]
        if not places:
            return None
        _, _, box, place = min(places, key=lambda found: found[0] + 0.45 * found[1])
        self.taken.append(box)
        return place


def _candidates(
    x: float, y: float, radius: float, size: tuple[float, float]
) -> Sequence[tuple[Box, tuple[float, float, str]]]:
    wide, tall = size
    found: list[tuple[Box, tuple[float, float, str]]] = []
    for gap in (radius + 4.0, radius + 14.0, radius + 26.0):
        for side, rise in (
            (1, 0.0),
            (-1, 0.0),
            (0, 1.0),
            (0, -1.0),
            (1, 0.9),
            (-1, 0.9),
            (1, -0.9),
            (-1, -0.9),
        ):
            across = gap if side and not rise else gap * 0.6
            left = x + across if side > 0 else x - across - wide if side < 0 else x - wide / 2
            top = y - tall / 2 + rise * (tall / 2 + gap * (1.0 if not side else 0.5))
            anchor = {1: "start", -1: "end", 0: "middle"}[side]
            at = {1: left, -1: left + wide, 0: x}[side]
            found.append((Box(left - 1, top - 1, left + wide + 1, top + tall + 1), (at, top, anchor)))
    return found
