"""Small shapes that every part of the firm's document uses."""

import math
from collections.abc import Sequence
from typing import Any

from tensen.analysis.interval import Interval, Sampled
from tensen.messages import LANGUAGES, text
from tensen.workspace.firm.cells import Words


def both(key: str, **params: object) -> Words:
    """The catalogue's words ``firm.<key>`` in both languages; words as a parameter are put in per
    language.
    """
    return {
        lang: text(
            f"firm.{key}", lang, **{k: v[lang] if isinstance(v, dict) else v for k, v in params.items()}
        )
        for lang in LANGUAGES
    }


def interval(value: Interval, sampled: Sampled | None = None, factor: float = 1.0) -> dict[str, float | None]:
    """An interval for JSON with the draws' percentiles."""
    ends = {name: None if math.isnan(v) else v * factor for name, v in vars(value).items()}
    drawn: dict[str, float | None] = {"p5": None, "p95": None}
    if sampled is not None and not math.isnan(sampled.p5):
        drawn = {"p5": sampled.p5 * factor, "p95": sampled.p95 * factor}
    return {**ends, **drawn}


def number(value: float) -> float | None:
    """A number for JSON: unknown is null."""
    return None if math.isnan(value) else value


def named(names: dict[str, Words], node: str) -> dict[str, Any]:
    """An id with its name in both languages."""
    return {"id": node, "name": dict(names[node])}


def joined(names: Sequence[Words]) -> Words:
    """Several words in a row, in both languages."""
    separators = {"en": ", ", "ja": "、"}
    return {lang: separator.join(n[lang] for n in names) for lang, separator in separators.items()}
