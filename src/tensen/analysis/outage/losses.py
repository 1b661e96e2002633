"""An outage's losses under several assumption sets: direct, by other ways, second round, insured."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from tensen.analysis.compiled import Frame, compile_network
from tensen.analysis.dependence import DependenceSet
from tensen.analysis.draws import Point, families_of, points_over
from tensen.analysis.interval import Interval, Sampled, summarise
from tensen.analysis.outage.assumed import Assumed, Cover, assumed_of
from tensen.analysis.outage.direct import hours_lost, rate
from tensen.analysis.outage.elsewhere import Elsewhere, elsewhere
from tensen.analysis.outage.event import Outage, pessimism
from tensen.analysis.outage.reach import HORIZON, Spread, below, spread
from tensen.analysis.outage.restrict import carried
from tensen.analysis.outage.second import Home, home_of, instants, later_losses
from tensen.analysis.outage.shares import Basis, Use, reach_of
from tensen.analysis.places import Place
from tensen.engine.arrays import BoolArray, FloatArray, IntArray
from tensen.model import Network

CORNERS = (Point(0.0), Point(0.5), Point(1.0, worst=True))
OWN = ("adoption", "dependence", "workaround", "holdover", "share", "insurance", "tied")
KINDS = ("ground_up", "other_services", "second_round", "total", "insured")
DIFFERENCES = ("other_services", "second_round")
Step = Callable[[], None]


@dataclass(frozen=True, eq=False)
class SetLosses:
    """Losses in money under one set, at P points of the assumptions: low, central and high corner, draws.

    ``money[kind]`` is (P, sectors) for each of ``KINDS``, NaN where the set does not know the sector;
    ``insured`` is absent where the set knows no cover. ``reach`` (P, sectors) is the share of each sector's
    use that is away when the outage begins; ``basis`` says where it comes from.
    """

    assumed: Assumed
    reach: FloatArray
    basis: Basis
    money: Mapping[str, FloatArray]
    identified: BoolArray

    def interval(self, kind: str, sector: int | None = None) -> Interval:
        """At the corners and the centre, of the whole or one sector.

        What is a difference of two losses is not monotone: its ends are the least and largest of corners and
        draws.
        """
        found = self.money[kind]
        found = np.nansum(found, axis=1) if sector is None else found[:, sector]
        if kind in DIFFERENCES:
            known = found[self.identified] if self.identified.any() else found[:3]
            return Interval(float(known.min()), float(found[1]), float(known.max()))
        return Interval(float(found[0]), float(found[1]), float(found[2]))

    def sampled(self, kind: str) -> Sampled | None:
        """Quantiles over the draws; None without draws."""
        drawn = np.nansum(self.money[kind][3:], axis=1)
        return summarise(drawn, self.identified[3:]) if drawn.size else None

    @property
    def kinds(self) -> tuple[str, ...]:
        return tuple(kind for kind in KINDS if kind in self.money)


@dataclass(frozen=True, eq=False)
class Losses:
    """All sets side by side for the ``sectors`` (node indices) of a place, and what else was hit."""

    frame: Frame
    outage: Outage
    place: Place
    sectors: IntArray
    sets: tuple[SetLosses, ...]
    elsewhere: tuple[Elsewhere, ...]

    @cached_property
    def spread(self) -> Mapping[str, Interval]:
        """Per kind of loss: least and largest over all sets, with the median of their centres."""
        found = {}
        for kind in KINDS:
            each = [s.interval(kind) for s in self.sets if kind in s.money]
            if each:
                low, high = min(e.low for e in each), max(e.high for e in each)
                found[kind] = Interval(low, float(np.median([e.central for e in each])), high)
        return found

    def to_frame(self, network: Network) -> pd.DataFrame:
        """One row per set, sector and kind of loss with low, central and high, in the network's currency."""
        ids = network.position[self.sectors]
        rows = [
            {"set": found.assumed.source.id, "sector": str(node), "loss": kind}
            | found.interval(kind, s).to_dict()
            for found in self.sets
            for s, node in enumerate(ids)
            for kind in found.kinds
        ]
        return pd.DataFrame(rows)


def losses(
    frame: Frame,
    outage: Outage,
    sets: Sequence[DependenceSet],
    place: Place,
    *,
    exponent: int = 5,
    seed: int = 0,
    step: Step = lambda: None,
) -> Losses:
    """The losses of an outage under each set.

    Each family of assumptions (of the network; adoption, dependence, workaround, holdover, shares, insurance
    of the sets) moves by one quantile: all its figures together, the same in every set.

    Args:
        frame: the network.
        outage: what fails.
        sets: those that speak of the outage's service.
        place: the country whose sectors lose.
        exponent: 2**exponent draws; below 0 none.
        seed: of the draws.
        step: called after each piece of work.

    Raises:
        TensenError: a set is not usable, or no share of use is known for the place.
    """
    points = [*CORNERS, *drawn(frame, exponent, seed)]
    found = spread(below(frame), points, outage.hits)
    step()
    apart = spread(below(frame, carried(frame, outage.carriers)), points, outage.hits)
    step()
    worth = place.worth(frame)
    sectors = np.flatnonzero(worth > 0)
    home = home_of(frame, sectors, outage.carriers, outage.recovery.duration)
    task = _Task(frame, outage, points, found, apart, place, sectors, home, worth[sectors])
    codes = [str(code) for code in frame.network.nodes["industry"].fillna("").to_numpy()[sectors]]
    direct = [task.direct(assumed_of(made, outage.service, codes), codes) for made in sets]
    step()
    hit = elsewhere(frame, found, outage.hits[0])
    return Losses(frame, outage, place, sectors, tuple(task.later(direct, step)), hit)


def drawn(frame: Frame, exponent: int, seed: int) -> list[Point]:
    """Points over the families of the network and of the sets."""
    if exponent < 0:
        return []
    families = families_of(compile_network(frame, HORIZON))
    return points_over((*families, *(f"outage-{own}" for own in OWN)), exponent, seed)


@dataclass(frozen=True, eq=False)
class _Direct:
    """Direct losses under one set: ``rate`` (P, sectors, instants) as shares, money (P, sectors)."""

    assumed: Assumed
    reach: FloatArray
    basis: Basis
    rate: FloatArray
    money: Mapping[str, FloatArray]


@dataclass(frozen=True, eq=False)
class _Task:
    frame: Frame
    outage: Outage
    points: Sequence[Point]
    found: Spread
    apart: Spread
    place: Place
    sectors: IntArray
    home: Home
    worth: FloatArray

    @cached_property
    def use(self) -> Use:
        here = self.place.mask > 0
        return Use(self.frame, self.outage, self.points, self.found, self.sectors, here)

    @cached_property
    def instants(self) -> tuple[FloatArray, FloatArray]:
        return instants(self.outage.recovery.duration)

    def direct(self, assumed: Assumed, codes: Sequence[str]) -> _Direct:
        """Ground-up and insured loss of each sector, and the rate of loss at the instants."""
        known = np.array([code not in assumed.missing for code in codes])
        reach, basis = reach_of(self.use, assumed)
        rates = np.zeros((len(self.points), known.size, self.instants[0].size))
        money = {kind: np.full(rates.shape[:2], np.nan) for kind in ("ground_up", "insured")}
        recovery = self.outage.recovery
        for p, point in enumerate(self.points):
            at = {name: pessimism(point.quantile, name) for name in ("dependence", "workaround", "holdover")}
            used = assumed.adoption.level(pessimism(point.quantile, "adoption")) * reach[p, known]
            rates[p, known] = used[:, None] * rate(assumed, recovery, self.instants[0], **at)
            hourly = self.worth[known] / 24.0 * used
            money["ground_up"][p, known] = hourly * hours_lost(assumed, recovery, **at)
            if assumed.cover is not None:
                insurance = pessimism(point.quantile, "insurance")
                money["insured"][p, known] = hourly * self._paid(assumed, assumed.cover, insurance, at)
        if assumed.cover is None:
            del money["insured"]
        return _Direct(assumed, reach, basis, rates, money)

    def _paid(self, assumed: Assumed, cover: Cover, insurance: float, at: Mapping[str, float]) -> FloatArray:
        """Hours of full output of a user that insurers pay, on average over the insured and the others."""
        waiting = cover.waiting.level(1.0 - insurance) if self.outage.waiting is None else self.outage.waiting
        beyond = hours_lost(assumed, self.outage.recovery, after=waiting, **at)
        return np.asarray(beyond * cover.take_up.level(insurance) * cover.covered.level(insurance))

    def later(self, direct: Sequence[_Direct], step: Step) -> list[SetLosses]:
        """The second round and what comes by other services, joined with the direct losses of each set."""
        others = self.apart.loss[:, :, None] * self.outage.recovery.away(self.instants[0])
        others[:, self.sectors] = 0.0
        works = self._others_matter(direct, others[2])
        money = np.zeros((2, len(direct), len(self.points), self.sectors.size))
        known = np.ones((len(direct), len(self.points)), dtype=bool)
        for p, point in enumerate(self.points):
            cases = [d.rate[p] for d in direct]
            alone, fine = later_losses(self.home, point, cases)
            both, also = later_losses(self.home, point, cases, others[p]) if works else (alone, fine)
            tie = pessimism(point.quantile, "tied")  # nothing is known of it: anything from 0 to 1
            mixed = np.array([1.0 - tie, tie])
            for k, more in enumerate((alone - np.stack(cases), both - alone)):
                hours = np.maximum(np.tensordot(mixed, more, axes=1), 0.0) @ self.instants[1]
                money[k, :, p] = hours / 24.0 * self.worth
            known[:, p] = fine & also & self.found.identified[p] & self.apart.identified[p]
            step()
        return [_joined(d, money[:, k], known[k]) for k, d in enumerate(direct)]

    def _others_matter(self, direct: Sequence[_Direct], others: FloatArray) -> bool:
        """Whether anything comes by other services where all is at its worst: losses are monotone."""
        cases = [direct[0].rate[2]]
        alone, _ = later_losses(self.home, self.points[2], cases)
        both, _ = later_losses(self.home, self.points[2], cases, others)
        return bool((both > alone + 1e-9).any())


def _joined(direct: _Direct, later: FloatArray, known: BoolArray) -> SetLosses:
    money = {**direct.money, "second_round": later[0], "other_services": later[1]}
    parts = [money[kind] for kind in ("ground_up", "other_services", "second_round")]
    money["total"] = np.nansum(parts, axis=0)
    return SetLosses(direct.assumed, direct.reach, direct.basis, money, known)
