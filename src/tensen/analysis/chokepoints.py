"""Chokepoints: what a reference country loses when a node or a group is withheld from it, or is gone.

A group is ranked by the reference country's loss *without the group's own*; its own loss stands beside it.
Equation: the loss equation (``tensen.engine``), one column per candidate and mode, at both corners of the
assumptions and at the centre.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from tensen.analysis.alternatives import alternatives
from tensen.analysis.candidates import Candidate, Mode, candidates
from tensen.analysis.compiled import Compiled, Frame, compile_network
from tensen.analysis.corners import Corners, corners_of
from tensen.analysis.draws import drawn_points, losses_at, prepare
from tensen.analysis.hits import Hit, batch_of
from tensen.analysis.holders import Holder
from tensen.analysis.interval import Interval, Sampled, summarise
from tensen.analysis.people import People, people_affected
from tensen.analysis.places import Place, places_of
from tensen.engine.arrays import FloatArray
from tensen.engine.equilibrium import losses_from_below
from tensen.model.schema import assumption_column

_Chosen = tuple[Candidate, Mode]
_OTHER: dict[Mode, Mode] = {"withheld": "gone", "gone": "withheld"}
SCREENING = 1e-6  # tolerance of the run that only decides which candidates are looked at closely
LEAST = 1e-9  # share of the reference's value below which a candidate is not a chokepoint at all


@dataclass(frozen=True)
class Chokepoint:
    """One row of the ranking. Money is value added per day of the reference country."""

    rank: int
    candidate: Candidate
    mode: Mode
    horizon: str
    loss: Interval
    share: Interval
    own_loss: Interval
    first_round: Interval
    other_mode: Interval
    hhi: float | None
    substitutes: int | None
    time_to_substitute: float | None
    people: People | None
    sources: tuple[str, ...]
    closed_loop: tuple[float, float, int] | None = None
    sampled: Sampled | None = None

    @property
    def holder(self) -> Holder | None:
        """Who holds it."""
        return self.candidate.holder


@dataclass(frozen=True, eq=False)
class Ranking:
    """Foreign and domestic chokepoints of one country at one horizon, worst first."""

    reference: Place
    horizon: str
    mode: Mode
    foreign: tuple[Chokepoint, ...]
    domestic: tuple[Chokepoint, ...]

    def to_frame(self) -> pd.DataFrame:
        """One row per chokepoint, foreign first."""
        return pd.DataFrame(
            [
                {
                    "rank": c.rank,
                    "foreign": c.candidate.foreign,
                    "id": c.candidate.key,
                    "holder": c.holder.id if c.holder else None,
                    "role": c.holder.role if c.holder else None,
                    "mode": c.mode,
                    "loss_low": c.loss.low,
                    "loss_central": c.loss.central,
                    "loss_high": c.loss.high,
                    "own_loss": c.own_loss.central,
                    "substitutes": c.substitutes,
                    "hhi": c.hhi,
                }
                for c in (*self.foreign, *self.domestic)
            ]
        )

    def _repr_html_(self) -> str:
        return self.to_frame()._repr_html_()  # type: ignore[operator, no-any-return]


def rank_chokepoints(
    frame: Frame,
    place: Place,
    horizon: str,
    *,
    mode: Mode = "withheld",
    top: int = 20,
    exponent: int = 5,
    seed: int = 0,
    step: Callable[[], None] = lambda: None,
    among: Sequence[Candidate] | None = None,
) -> Ranking:
    """Rank all candidates for ``place`` (or those ``among`` them); draws only for the ``top`` of each list.

    A domestic node cannot withhold itself from its own country: domestic candidates are ranked as gone.
    """
    if exponent >= 0:
        prepare()
    central = compile_network(frame, horizon)
    found = candidates(frame, place) if among is None else among
    step()
    chosen: list[_Chosen] = []
    for foreign in (True, False):
        own: Mode = mode if foreign else "gone"
        mine = [c for c in found if c.foreign == foreign]
        best = _best(mine, _losses(central, mine, own, place), place)[:top]
        chosen += [(candidate, own) for candidate in best]
        step()
    rows = _with_draws(central, _rows(central, place, chosen), place, exponent, seed)
    step()
    foreign_rows, domestic = (tuple(r for r in rows if r.candidate.foreign == f) for f in (True, False))
    return Ranking(place, horizon, mode, foreign_rows, domestic)


def _losses(central: Compiled, found: Sequence[Candidate], mode: Mode, place: Place) -> FloatArray:
    """The reference's loss under every candidate at the centre, without its own; (candidates,)."""
    frame = central.frame
    batch = batch_of(frame, [c.hit(mode, place.mask, frame) for c in found])
    return _without_own(frame, place, found, losses_from_below(central.system, batch, tol=SCREENING))


def _best(found: Sequence[Candidate], loss: FloatArray, place: Place) -> list[Candidate]:
    order = np.argsort(-loss, kind="stable")
    return [found[k] for k in order if loss[k] > LEAST * place.value]


def hits_of_chokepoints(
    chosen: Sequence[Chokepoint], place: Place, frame: Frame
) -> Callable[[bool], list[Hit]]:
    """Hits of chokepoints, each in its own mode."""
    return lambda worst: [c.candidate.hit(c.mode, place.mask, frame, worst=worst) for c in chosen]


def _rows(central: Compiled, place: Place, chosen: Sequence[_Chosen]) -> tuple[Chokepoint, ...]:
    """The rows of both lists with intervals, each list ranked anew at full tolerance.

    Both lists in both modes are solved side by side: a pass over the edges serves them all.
    """
    frame, places, count = central.frame, places_of(central.frame), len(chosen)
    if not count:
        return ()
    solved = corners_of(central, _hits_of(chosen, place, frame))
    losses = _intervals(frame, place, [c for c, _ in chosen] * 2, solved)
    rows = []
    for foreign in (True, False):
        mine = [k for k in range(count) if chosen[k][0].foreign == foreign]
        for rank, k in enumerate(sorted(mine, key=lambda k: -losses[k].central), 1):
            candidate, mode = chosen[k]
            alternative = alternatives(frame, place, places, candidate)
            rows.append(
                Chokepoint(
                    rank=rank,
                    candidate=candidate,
                    mode=mode,
                    horizon=central.horizon,
                    loss=losses[k],
                    share=losses[k].scaled(1 / place.value),
                    own_loss=_own(frame, candidate, solved, k),
                    first_round=_first(solved, place, k),
                    other_mode=losses[count + k],
                    hhi=alternative.hhi,
                    substitutes=alternative.substitutes,
                    time_to_substitute=_time(frame, candidate, place),
                    people=people_affected(frame, place, solved.central.loss[:, k]),
                    sources=_sources(frame, candidate),
                    closed_loop=_closed(solved, place, k),
                )
            )
    return tuple(rows)


def _hits_of(chosen: Sequence[_Chosen], place: Place, frame: Frame) -> Callable[[bool], list[Hit]]:
    """All in their own mode, then all in the other."""
    each = [*chosen, *((candidate, _OTHER[mode]) for candidate, mode in chosen)]
    return lambda worst: [c.hit(mode, place.mask, frame, worst=worst) for c, mode in each]


def _intervals(frame: Frame, place: Place, best: Sequence[Candidate], solved: Corners) -> list[Interval]:
    ends = (solved.low.loss, solved.central.loss, solved.high.result.upper)
    each = [_without_own(frame, place, best, loss).tolist() for loss in ends]
    return [Interval(*three) for three in zip(*each, strict=True)]


def _without_own(frame: Frame, place: Place, found: Sequence[Candidate], loss: FloatArray) -> FloatArray:
    worth = place.worth(frame)
    own = [float(worth[c.members] @ loss[c.members, k]) for k, c in enumerate(found)]
    return np.asarray(worth @ loss - np.array(own))


def _own(frame: Frame, candidate: Candidate, solved: Corners, k: int) -> Interval:
    members = candidate.members
    if candidate.family is not None:
        country = places_of(frame).country_index
        members = np.flatnonzero(country == country[candidate.members[0]])
    worth = frame.value[members]
    ends = (solved.low.loss, solved.central.loss, solved.high.result.upper)
    return Interval(*(float(worth @ loss[members, k]) for loss in ends))


def _first(solved: Corners, place: Place, k: int) -> Interval:
    worth = place.worth(solved.central.compiled.frame)
    ends = (solved.low, solved.central, solved.high)
    return Interval(*(float(worth @ s.result.first_round[:, k]) for s in ends))


def _time(frame: Frame, candidate: Candidate, place: Place) -> float | None:
    """Days to restart on another supplier, the longest among the needs touched, where any is known."""
    here = candidate.edges[place.mask[frame.edge_target[candidate.edges]] > 0]
    touched = np.isin(frame.term_need, np.unique(frame.edge_need[here]))
    rows = frame.network.requirements[touched]
    named = rows[assumption_column("restart_time")]
    central = dict(zip(frame.network.assumptions["id"], frame.network.assumptions["central"], strict=True))
    days = rows["restart_time"].fillna(named.map(central))
    return None if days.isna().all() else float(days.max())


def _sources(frame: Frame, candidate: Candidate) -> tuple[str, ...]:
    network = frame.network
    cited = set(network.edges["source_id"].iloc[candidate.edges]) | set(
        network.nodes["source_id"].iloc[candidate.members]
    )
    return tuple(sorted(cited))


def _closed(solved: Corners, place: Place, k: int) -> tuple[float, float, int] | None:
    broken = next((s for s in (solved.central, solved.high) if not s.identified[k]), None)
    if broken is None:
        return None
    worth = place.worth(broken.compiled.frame)
    nodes = {int(i) for loop in broken.loops[k] for i in loop.nodes}
    return (
        float(worth @ broken.result.first_round[:, k]),
        float(worth @ broken.result.upper[:, k]),
        len(nodes),
    )


def _with_draws(
    central: Compiled,
    chosen: tuple[Chokepoint, ...],
    place: Place,
    exponent: int,
    seed: int,
) -> tuple[Chokepoint, ...]:
    if not chosen or exponent < 0:
        return chosen
    frame = central.frame
    drawn = losses_at(
        central, drawn_points(central, exponent, seed), hits_of_chokepoints(chosen, place, frame)
    )
    worth = np.repeat(place.worth(frame)[:, None], len(chosen), axis=1)
    for k, chokepoint in enumerate(chosen):
        worth[chokepoint.candidate.members, k] = 0.0
    money = drawn.money(worth)
    return tuple(
        replace(c, sampled=summarise(money[:, k], drawn.identified[:, k])) for k, c in enumerate(chosen)
    )
