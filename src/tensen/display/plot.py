"""Pictures of answers for a notebook: intervals as bars on one axis."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from tensen.analysis.chokepoints import Ranking
from tensen.analysis.interval import Interval
from tensen.analysis.stress import Stress
from tensen.messages import Language
from tensen.reports import money

WIDTH, LABEL, ROW = 760, 280, 26


@dataclass(frozen=True)
class Picture:
    """An SVG drawing; a notebook shows it, ``svg`` is its text."""

    svg: str

    def _repr_svg_(self) -> str:
        return self.svg

    def _repr_html_(self) -> str:
        return self.svg


def plot(result: Ranking | Stress | Sequence[Stress], lang: Language = "en") -> Picture:
    """Draw a ranking, or one or more scenarios: low to high as a bar, central as a dot, on a linear axis.

    Raises:
        TypeError: the result is of another kind.
    """
    if isinstance(result, Ranking):
        rows = [(c.candidate.key, c.loss) for c in (*result.foreign, *result.domestic)]
    elif isinstance(result, Stress):
        rows = [(result.scenario.title[lang], result.loss)]
    elif isinstance(result, Sequence) and all(isinstance(r, Stress) for r in result):
        rows = [(r.scenario.title[lang], r.loss) for r in result]
    else:
        raise TypeError(f"plot draws what rank() and stress() give, not {type(result).__name__}")
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
