"""Whether the words of a sheet fit on A4 as they are, closer together, or which of them are to be shorter.

A page cannot measure itself without a script, so the height is estimated before: lines by the width of their
characters, sizes as in styles.css (millimetres on paper; points for type). The estimate is on the safe side,
and rows and the lines of each are limited, so that the shortest sheet always fits.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from tensen.reports import labels
from tensen.reports.catalogue import LANGUAGES, Language, pick, text
from tensen.reports.firm import chokepoints, closing, dialogue, exposure, front, measures, scenarios
from tensen.reports.firm.document import Firm, Row

ROOM = 277.0  # the height of a sheet
_SURE = 4.0  # how far the estimate may be off
_CLOSE = 8.0, 12.0  # what standing closer saves on each sheet
_POINT = 25.4 / 72
_WIDE: Mapping[str, float] = {"en": 0.9, "ja": 1.0}  # labels on maps are estimated wider than running text is
_HEAD, _CAPTION, _COLUMNS, _PAD, _GAP = 7.0, 3.9, 3.9, 1.3, 1.5
_NORMAL, _SMALL = 7.5 * 1.3 * _POINT, 6.6 * 1.32 * _POINT  # a line of a table, and a small one
_POINTS, _FINE = 7.6 * 1.42 * _POINT, 6.9 * 1.36 * _POINT  # a line of a list, and of the closing part


def first(firm: Firm) -> str:
    """The classes that hold the first sheet: by language what is to be closer or shorter ("ja-close")."""
    return _classes(firm, _Sheets.first, ("title", "rivals", "said"))


def second(firm: Firm) -> str:
    """The classes that hold the second sheet."""
    return _classes(firm, _Sheets.second, ("assumes", "ask", "closing", "points", "talk", "pays"))


def _classes(firm: Firm, height: Callable[["_Sheets"], float], steps: Sequence[str]) -> str:
    """Closer first, then one kind of words after the other shorter, until the sheet fits."""
    return " ".join(f"{lang}-{step}" for lang in LANGUAGES for step in _steps(firm, lang, height, steps))


def _steps(
    firm: Firm, lang: Language, height: Callable[["_Sheets"], float], steps: Sequence[str]
) -> list[str]:
    """The steps that one language needs; one that saves nothing is left out."""
    held: list[str] = []
    tall = height(_Sheets(firm, lang))
    for step in ("close", *steps):
        lower = height(_Sheets(firm, lang, frozenset([*held, step])))
        if tall > ROOM - _SURE and lower < tall:
            held.append(step)
            tall = lower
    return held


def lines(words: str, size: float, room: float, most: int) -> int:
    """How many lines of `room` mm a text takes at `size` pt, at most `most`.

    >>> lines("", 7.5, 50, 2), lines("急所" * 20, 7.5, 50, 2), lines("急所" * 99, 7.5, 50, 2)
    (1, 2, 2)
    """
    return min(most, max(1, math.ceil(labels.width(words, size) * _POINT / room)))


@dataclass(frozen=True, slots=True)
class _Sheets:
    """The heights of both sheets in one language, in mm."""

    firm: Firm
    lang: Language
    short: frozenset[str] = frozenset()

    def _most(self, name: str, usual: int, least: int = 1) -> int:
        """How many lines a kind of words may take."""
        return least if name in self.short else usual

    def _saved(self, sheet: int) -> float:
        return _CLOSE[sheet] if "close" in self.short else 0.0

    def first(self) -> float:
        rows = self.firm.rows
        bought = min(exposure.PRODUCTS, len(rows("exposure", "by_product"))) * 5.0
        tables = 2 * (_HEAD + _CAPTION + _COLUMNS) + 2.5
        rests = sum(self._chokepoint(row) for row in rows("chokepoints")[: chokepoints.SHOWN])
        return (
            self._mast()
            + self._findings()
            + self._origins()
            + tables
            + rests
            + bought
            + 4 * _GAP
            - self._saved(0)
        )

    def _mast(self) -> float:
        title = text("firm.title", name=front.title(self.firm))
        size = 17.5 if self.lang == "en" else 15.5
        return 22.0 + 7.5 * self._lines(title, size, 176, self._most("title", 2))

    def _findings(self) -> float:
        rows = self.firm.rows("findings")[: front.FINDINGS]
        told = [
            4.25 * self._lines(row.get("text"), 8.2, 84, self._most("said", 5, 3)) + 1.6 for row in rows[1:]
        ]
        pairs: Iterable[Sequence[float]] = (told[i : i + 2] for i in range(0, len(told), 2))
        return sum(max(pair) for pair in pairs) + sum(
            5.4 * self._lines(row.get("text"), 11.0, 178, self._most("said", 3, 2)) for row in rows[:1]
        )

    def _origins(self) -> float:
        beside = 50.0 + 3.8 + _COLUMNS + 3.8 * min(exposure.TIERS, len(self.firm.rows("exposure", "tiers")))
        return _HEAD + max(62.0, beside)

    def _chokepoint(self, row: Row) -> float:
        return (
            _PAD
            + _NORMAL
            + _SMALL * self._lines(chokepoints.rival_words(self.firm, row), 6.6, 37, self._most("rivals", 2))
        )

    def second(self) -> float:
        rows = self.firm.rows
        hit = sum(
            _PAD
            + _NORMAL
            + _SMALL * self._lines(scenarios.opening(row.get("assumes")), 6.6, 60, self._most("assumes", 2))
            for row in rows("scenarios")[: scenarios.SHOWN]
        )
        done = sum(self._measure(row) for row in rows("measures")[: measures.SHOWN])
        left = self._autonomy() + self._talk("governance", dialogue.GOVERNANCE, question=52, answered_by=32)
        right = self._indispensable() + self._talk("stakeholders", dialogue.STAKEHOLDERS, who=28, what=57)
        tables = 2 * (_HEAD + _CAPTION + _COLUMNS)
        return (
            5.0
            + tables
            + hit
            + done
            + max(left, right)
            + 2.0
            + self._closing()
            + 9.0
            + 5 * _GAP
            - self._saved(1)
        )

    def _lines(self, words: object, size: float, room: float, most: int) -> int:
        return lines(str(pick(words, self.lang) or ""), size * _WIDE[self.lang], room, most)

    def _measure(self, row: Row) -> float:
        most = self._most("ask", 2)
        asked = _NORMAL * self._lines(row.get("title"), 7.9, 60, most)
        asked += _SMALL * self._lines(row.get("ask"), 6.6, 54, most)
        # the cost and one event stand on one line in English; amounts in Japanese take a second
        events = bool(row.get("by_scenario"))
        below = self._most("pays", 2 if self.lang == "ja" and row.get("cost") else 1) if events else 0
        pays = _NORMAL * self._lines(row.get("pays_if"), 7.5, 54, self._most("pays", 3, 2))
        return _PAD + max(asked, pays + _SMALL * below)

    def _autonomy(self) -> float:
        return _HEAD + sum(self._dependence(row) for row in self.firm.rows("autonomy")[: dialogue.AUTONOMY])

    def _dependence(self, row: Row) -> float:
        most = self._most("points", 2)
        told = (
            1 + self._lines(row.get("why"), 7.6, 88, most) + self._lines(row.get("question"), 7.6, 84, most)
        )
        others = self._lines(dialogue.others(row), 6.6, 74, most) if row.get("alternatives") else 0
        return 1.6 + _POINTS * told + _SMALL * others

    def _indispensable(self) -> float:
        return _HEAD + sum(
            1.6 + _POINTS * (2 + self._lines(row.get("why"), 7.6, 88, self._most("points", 3, 2)))
            for row in self.firm.rows("indispensability")[: dialogue.INDISPENSABLE]
        )

    def _talk(self, name: str, shown: int, **rooms: float) -> float:
        """A table of two columns; `rooms` are their widths in mm by the key of their words."""
        rows = self.firm.rows(name)[:shown]
        most = (
            max(self._lines(row.get(key), 7.5, room, self._most("talk", 2)) for key, room in rooms.items())
            for row in rows
        )
        return _HEAD + _COLUMNS + sum(_PAD + _NORMAL * tall for tall in most)

    def _closing(self) -> float:
        method = self.firm.part("method")
        limits = (method.get("limits") or [])[: closing.LIMITS]
        told = self._lines(method.get("text"), 6.9, 88, self._most("closing", 4, 2)) + sum(
            self._lines(li, 6.9, 83, self._most("closing", 2)) for li in limits
        )
        return 6.0 + _FINE * max(told, min(closing.SOURCES, len(self.firm.rows("sources"))) + 1)
