"""Replaceability from the months that a switch takes: one assumption per number of months, three horizons."""

from typing import Any

from tensen.messages import LANGUAGES, text
from tensen.workspace.firm.declared import table


def switching_rows(months: float) -> list[dict[str, Any]]:
    """What of a lost product is replaced at each horizon if switching takes ``months``.

    The replaced part grows evenly from 0 at the stop to a ceiling once the months are over:
    ``rho = ceiling · min(1, elapsed / months)``; ceiling and elapsed time are assumptions
    (``declared/assumptions.csv``) whose low ends together give the low end.

    >>> [round(row["central"], 3) for row in switching_rows(12)]
    [0.019, 0.45, 0.9]
    """
    identifier = f"assumption.firm.switch.{months:g}m".replace("+", "")
    names = {lang: text("firm.switching", lang, months=f"{months:g}") for lang in LANGUAGES}
    ceiling = next(row for row in table("assumptions") if row["id"] == "assumption.firm.ceiling")
    made = []
    for elapsed in (row for row in table("assumptions") if row["id"] == "assumption.firm.elapsed"):
        ends = {
            end: float(ceiling[end]) * _done(float(elapsed[end]), months)
            for end in ("low", "central", "high")
        }
        made.append(
            {
                **{
                    key: elapsed[key]
                    for key in ("family", "horizon", "range", "source_id", "as_of", "confidence")
                },
                **{end: round(value, 9) for end, value in ends.items()},
                "id": identifier,
                "unit": "share of the lost input",
                "direction": "down",
                "name_en": names["en"],
                "name_ja": names["ja"],
                "note": " ／ ".join(text("firm.switching_note", lang) for lang in LANGUAGES),
            }
        )
    return made


def _done(elapsed: float, months: float) -> float:
    return 1.0 if months <= 0 else min(1.0, elapsed / months)
