"""A scenario in time: what it costs day by day, with its table, its document and its picture."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from tensen.analysis.interval import Interval
from tensen.analysis.scenario import Scenario
from tensen.analysis.simulate import Simulated, simulate_scenario
from tensen.analysis.timed import RanOut
from tensen.model import Network
from tensen.reports.timeline import SCHEMA
from tensen.workspace.answers import REFERENCE, at_horizon, frame_for, place_for
from tensen.workspace.networks import find_scenario, recovery_profiles

POINTS = (0.25, 1.0, 3.0, 7.0, 30.0, 90.0, 180.0, 365.0)


@dataclass(frozen=True, eq=False)
class Timeline:
    """A scenario lived through in a network; ask it for a table or a document, or ``plot`` it."""

    network: Network
    found: Simulated

    def to_frame(self) -> pd.DataFrame:
        """One row per step: day on which it begins, loss per day and loss until its end, with intervals."""
        found = self.found
        total = np.cumsum(found.paths, axis=1) * found.step
        low, mid, high = found.per_day
        return pd.DataFrame(
            {
                "day": found.begin,
                "loss_per_day_low": low,
                "loss_per_day": mid,
                "loss_per_day_high": high,
                "loss_low": total.min(axis=0),
                "loss": total[1],
                "loss_high": total.max(axis=0),
            }
        )

    def document(self) -> dict[str, Any]:
        """Everything for JSON; money is US dollars, times are days, unknown is null."""
        found, names = self.found, self.network.names
        scenario, worst = found.scenario, found.worst
        return {
            "format": SCHEMA,
            "scenario": {"id": scenario.id, "title": dict(scenario.title), "assumes": dict(scenario.assumes)},
            "country": {"id": found.reference, "name": names[found.reference]},
            "horizon": scenario.horizon,
            "days": found.days,
            "step": found.step,
            "lasts": None if np.isinf(found.lasts) else found.lasts,
            "currency": "USD",
            "value_per_day": found.value,
            "points": len(found.paths),
            "unsettled_steps": found.unsettled,
            "loss": found.loss.to_dict(),
            "share_of_value": found.share.to_dict(),
            "sampled": None if found.sampled is None else found.sampled.to_dict(),
            "at": [self._at(day) for day in points(found)],
            "worst": {"day": worst[0], "loss_per_day": worst[1].to_dict()},
            "recovered": _finite(found.recovered),
            "stocks": {
                "ran_out": [self._ran_out(r) for r in found.ran_out],
                "before": found.before.to_dict(),
                "after": found.after.to_dict(),
                "held_off": found.held_off,
            },
            "sectors": [
                {"id": i, "name": names[i], "loss": loss.to_dict(), "share_of_loss": share}
                for i, loss, share in found.sectors()
            ],
            "periods": [list(span) for span in found.periods],
            "series": series(found),
            "sources": list(scenario.sources),
        }

    def _at(self, day: float) -> dict[str, Any]:
        found, number = self.found, self.found.step_to(day)
        return {
            "day": day,
            "loss_per_day": found.at(number).to_dict(),
            "loss": found.until(day).to_dict(),
            "most": [
                {"id": i, "name": self.network.names[i], "loss_per_day": money}
                for i, money in found.losers(number)
            ],
        }

    def _ran_out(self, out: RanOut) -> dict[str, Any]:
        carriers = self.network.carriers.set_index("id")
        row = carriers.loc[out.carrier]
        return {
            "day": out.day,
            "target": {"id": out.target, "name": self.network.names[out.target]},
            "carrier": {"id": out.carrier, "name": {"en": str(row["name_en"]), "ja": str(row["name_ja"])}},
            "days": None if np.isinf(out.days) else out.days,
        }

    def _repr_html_(self) -> str:
        return self.to_frame()._repr_html_()  # type: ignore[operator, no-any-return]


def simulate(
    network: Network,
    scenario: str | Scenario,
    *,
    days: float,
    step: float | None = None,
    lasts: float | None = None,
    country: str = REFERENCE,
    horizon: str | None = None,
    draws: int = 32,
    seed: int = 0,
    watch: Callable[[], None] = lambda: None,
) -> Timeline:
    """What a scenario costs ``country`` over ``days``, day by day, with stocks that last and run out.

    Args:
        network: whose requirements may hold stocks (``time_to_survive``) and restart times, in days.
        scenario: id, TOML file, or one made in Python; shocks begin, last and recover as they say.
        days: length of the run.
        step: days per step, from a minute (1/1440) to a month (31); by default an hour for up to a week, a
            quarter of a day for up to 400 days.
        lasts: days that shocks and cuts last which do not say so (default: to the end of the run).
        horizon: ``days``, ``months`` or ``years``, by default the scenario's: at which horizon replaceability
            and other assumptions stand. It does not follow the clock.
        draws: draws of the assumptions (a power of two; 0 for the corners and the centre alone).
        watch: called after each point of the assumptions; may raise to cancel.

    Raises:
        TensenError: an unknown name, a selector that takes nothing, or a time that cannot be used.
    """
    chosen = at_horizon(find_scenario(network, scenario) if isinstance(scenario, str) else scenario, horizon)
    found = simulate_scenario(
        frame_for(network),
        chosen,
        place_for(network, country),
        days,
        step,
        lasts=lasts,
        profiles=recovery_profiles(network),
        exponent=draws.bit_length() - 1,
        seed=seed,
        watch=watch,
    )
    return Timeline(network, found)


def points(found: Simulated) -> list[float]:
    """The days worth a row: those that a step can tell and that fall within the run, and its end."""
    inside = [day for day in POINTS if found.step <= day * (1 + 1e-9) and day < found.end * (1 - 1e-9)]
    return [*inside, found.end]


def series(found: Simulated) -> dict[str, list[float]]:
    """The loss per day with its range, each from its day until the next, where it changes; and the end."""
    low, mid, high = found.per_day
    rows = np.stack([low, mid, high])
    floor = 1e-9 * found.value
    fresh = np.append(True, (np.abs(np.diff(rows, axis=1)) > floor).any(axis=0))
    said = {name: row[fresh].tolist() for name, row in zip(("low", "central", "high"), rows, strict=True)}
    return {"day": found.begin[fresh].tolist(), "end": [found.end], **said}


def _finite(interval: Interval) -> dict[str, float | None]:
    """For JSON: what lies beyond the run is null."""
    return {
        name: value if value is not None and np.isfinite(value) else None
        for name, value in interval.to_dict().items()
    }
