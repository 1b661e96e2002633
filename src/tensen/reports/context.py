"""What every chapter needs to know of the brief: its figures, the numbers of its sources, its anchors."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tensen.reports.catalogue import say
from tensen.reports.figures import Figures
from tensen.reports.markup import EMPTY, Markup, anchor, join, tag

Brief = Mapping[str, Any]
_TRACED = {
    "chokepoint": "chokepoints",
    "scenario": "scenarios",
    "assumption": "assumptions",
    "source": "sources",
}


@dataclass(frozen=True, slots=True)
class Context:
    """A brief with the lookups that chapters share."""

    brief: Brief
    figures: Figures
    numbers: Mapping[str, int]

    def rows(self, name: str) -> list[Mapping[str, Any]]:
        """A list of the brief, empty where it is missing or null."""
        return list(self.brief.get(name) or [])

    def cite(self, ids: Iterable[str] | None) -> Markup:
        """Numbered links to sources: [3] [7]; a source that the brief does not list is named as it is."""
        known = [i for i in dict.fromkeys(ids or []) if i]
        if not known:
            return EMPTY
        links = [self._citation(source) for source in sorted(known, key=lambda i: self.numbers.get(i, 10**9))]
        return tag("span", join(*links, by=" "), class_="cite")

    def _citation(self, source: str) -> Markup:
        number = self.numbers.get(source)
        shown = join("[", source if number is None else number, "]")
        return self.figures.linked(shown, anchor("source", source))

    def trace(self, trace: str | None) -> str | None:
        """'scenario:rare-earths' -> the anchor on this page."""
        kind, _, name = (trace or "").partition(":")
        return anchor(kind, name) if kind and name else None

    def sources_line(self, ids: Iterable[str] | None) -> Markup:
        """'Sources [3] [7]' or nothing."""
        cited = self.cite(ids)
        return tag("p", tag("b", say("sources.short")), " ", cited, class_="sources-line") if cited else EMPTY


def known(value: Any) -> Any:
    """A copy in which NaN and infinities are unknown (None)."""
    if isinstance(value, Mapping):
        return {key: known(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [known(inner) for inner in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def read(brief: Brief) -> Context:
    """Number the sources, collect the anchors, find the rate; NaN and infinities become unknown (None)."""
    brief = known(brief)
    sources = [str(s.get("id")) for s in brief.get("sources") or []]
    anchors = {anchor(kind, row.get("id")) for kind, name in _TRACED.items() for row in brief.get(name) or []}
    anchors |= {anchor("family", a.get("family")) for a in brief.get("assumptions") or []}
    rate = (brief.get("money") or {}).get("jpy_per_usd")
    figures = Figures(rate=rate, anchors=frozenset(anchors))
    return Context(brief, figures, {name: i for i, name in enumerate(sources, start=1)})
