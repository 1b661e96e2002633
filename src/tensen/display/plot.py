"""Pictures of answers for a notebook: intervals as bars on one axis; systemic risk as curve, core, matrix."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any, Literal, Protocol, runtime_checkable

from tensen.analysis.chokepoints import Ranking
from tensen.analysis.interval import Interval
from tensen.analysis.stress import Stress
from tensen.messages import Language
from tensen.reports import money, timeline
from tensen.reports.systemic import KINDS, SCHEMA, drawing
from tensen.store.atomic import write_bytes

WIDTH, LABEL, ROW = 760, 280, 26


@dataclass(frozen=True)
class Picture:
    """An SVG drawing; a notebook shows it, ``svg`` is its text."""

    svg: str

    def _repr_svg_(self) -> str:
        return self.svg

    def _repr_html_(self) -> str:
        return self.svg

    def save(self, path: str | Path) -> Path:
        """Write the picture as ``.svg``, or as an ``.html`` page that needs nothing else; gives the path.

        Raises:
            ValueError: the name ends otherwise.
            TensenError: it cannot be written; what was there before is unchanged.
        """
        place = Path(path)
        ending = place.suffix.lower()
        if ending not in {".svg", ".html"}:
            raise ValueError(f"a picture is saved as .svg or .html, not as {place.name!r}")
        page = f'<!doctype html>\n<meta charset="utf-8"><title>Tensen</title>\n{self.svg}\n'
        write_bytes(place, (self.svg if ending == ".svg" else page).encode("utf-8"))
        return place


@runtime_checkable
class Documented(Protocol):
    """What can tell itself as a document: the result of ``systemic_risk`` or ``simulate``."""

    def document(self) -> dict[str, Any]:
        """A document of this package."""
        ...


Plotted = Ranking | Stress | Sequence[Stress] | Documented | Mapping[str, Any]


def plot(
    result: Plotted,
    lang: Language = "en",
    *,
    kind: Literal["curve", "core", "matrix"] | None = None,
    axis: Literal["log", "linear"] | None = None,
) -> Picture:
    """Draw a ranking, one or more scenarios, a scenario in time, or systemic risk.

    A ranking and scenarios: low to high as a bar, central as a dot, on a linear axis. Systemic risk (a result
    or its ``tensen.systemic/1`` document): by ``kind`` the ranked risk "curve" (default), the riskiest "core"
    as a network, or who supplies whom in it as a "matrix"; ``axis`` of the curve is logarithmic above 200
    closures unless told. What ``simulate`` gives (or its document): loss per day with its range, when
    something is shocked, when stocks end.

    Raises:
        TypeError: the result is of another kind.
        ValueError: no such ``kind`` or ``axis``, or they are not for this result.
    """
    made = result.document() if isinstance(result, Documented) else result
    if isinstance(made, Mapping) and made.get("format") == SCHEMA:
        return Picture(drawing(made, lang, kind or KINDS[0], axis))
    if kind is not None or axis is not None:
        raise ValueError("kind and axis are for what systemic_risk() gives")
    if isinstance(made, Mapping) and made.get("format") == timeline.SCHEMA:
        return Picture(timeline.drawing(made, lang))
    if isinstance(result, Ranking):
        rows = [(c.candidate.key, c.loss) for c in (*result.foreign, *result.domestic)]
    elif isinstance(result, Stress):
        rows = [(result.scenario.title[lang], result.loss)]
    elif isinstance(result, Sequence) and all(isinstance(r, Stress) for r in result):
        rows = [(r.scenario.title[lang], r.loss) for r in result]
    else:
        raise TypeError(
            "plot draws what rank(), stress(), simulate() and systemic_risk() give, "
            f"not {type(result).__name__}"
        )
    return Picture(_svg(rows, lang))


def _svg(rows: Sequence[tuple[str, Interval]], lang: Language) -> str:
    most = max((i.high for _, i in rows if i.high == i.high), default=0.0) or 1.0
    scale = (WIDTH - LABEL - 90) / most
    height = ROW * len(rows) + 12
    bars = "".join(_bar(k, name, i, scale, lang) for k, (name, i) in enumerate(rows))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" '
        f'height="{height}" role="img" font-family="sans-serif" font-size="12">{bars}</svg>'
    )


def _bar(k: int, name: str, i: Interval, scale: float, lang: Language) -> str:
    y = ROW * k + 18
    label = f'<text x="{LABEL - 8}" y="{y}" text-anchor="end">{escape(name[:48])}</text>'
    if i.central != i.central:
        return label + f'<text x="{LABEL}" y="{y}">–</text>'
    low, mid, high = (LABEL + v * scale for v in (i.low, i.central, i.high))
    return (
        f'{label}<rect x="{low:.1f}" y="{y - 9}" width="{max(high - low, 1):.1f}" height="9" fill="#c9846f"/>'
        f'<circle cx="{mid:.1f}" cy="{y - 4.5}" r="4" fill="#1a1a1a"/>'
        f'<text x="{high + 6:.1f}" y="{y}" fill="#555">{escape(money.usd(i.central, lang))}</text>'
    )
