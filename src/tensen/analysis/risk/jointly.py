"""What events cost that overlap: the engine simulates them together, each with its start and length.

They are not added: a node that is down twice is down once, and what two events leave of a supply may not do
where what each leaves would. Each group is a run of the dynamic engine of its own, far dearer than adding, so
pool only the footprints that do interact.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tensen.analysis.recovery import RecoveryProfile
from tensen.analysis.risk.events import Events
from tensen.analysis.risk.placed import Placed
from tensen.analysis.risk.simulated import stretched
from tensen.engine.arrays import FloatArray, IntArray
from tensen.engine.dynamic.buffers import LossEquation
from tensen.engine.dynamic.profile import STEP, Profile
from tensen.engine.dynamic.shocks import Shocks
from tensen.engine.dynamic.simulate import simulate

_PARTS, _MOST_STEPS = 8, 2000  # steps of the shortest event, and of a whole group at most


@dataclass(frozen=True, eq=False)
class Jointly:
    """Losses of groups of events by simulation; a `Joint` of the model of years.

    Attributes:
        model: the network at one horizon and point of the assumptions, the same for all draws.
        placed: the hazards, in the order of the model of years.
        depth: share lost by each footprint `[footprints]`; an event's severity multiplies it, to at most 1.
        profiles: recoveries by id.
        worth: money a day of each node `[nodes]`, 0 where it is not counted.
        sectors: the nodes whose losses are told apart, `[items]`.
    """

    model: LossEquation
    placed: tuple[Placed, ...]
    depth: FloatArray
    profiles: Mapping[str, RecoveryProfile]
    worth: FloatArray
    sectors: IntArray

    def losses(self, draw: int, events: Events, group: IntArray, groups: int) -> FloatArray:
        """`[groups, items]`; each group is simulated from its first start to its last end."""
        del draw
        return np.stack([self._one(events.where(np.flatnonzero(group == g))) for g in range(groups)])

    def _one(self, events: Events) -> FloatArray:
        start = events.start - events.start.min()
        recovery = [self.placed[p].hazard.recovery for p in events.peril.tolist()]
        shapes, follows = _profiles(recovery, events.duration, self.profiles)
        hit = [n for p in self.placed for n in p.nodes]
        nodes = [hit[f] for f in events.footprint.tolist()]
        shocks = Shocks(
            columns=1,
            depth=np.minimum(self.depth[events.footprint] * events.severity, 1.0),
            column=np.zeros(events.count, dtype=np.intp),
            start=start,
            duration=np.where(follows > 0, 0.0, events.duration),
            profile=follows,
            profiles=shapes,
            node_shock=np.repeat(np.arange(events.count), [n.size for n in nodes]),
            node=np.concatenate(nodes),
        )
        whole = float((start + events.duration).max() + self.model.carried.restart.max(initial=0.0))
        step = max(float(events.duration.min()) / _PARTS, whole / _MOST_STEPS)
        lost = simulate(self.model, shocks, days=whole, step=min(step, 1.0)).loss_days[:, 0]
        return np.asarray(lost[self.sectors] * self.worth[self.sectors])


def _profiles(
    recovery: Sequence[str], days: FloatArray, profiles: Mapping[str, RecoveryProfile]
) -> tuple[tuple[Profile, ...], IntArray]:
    """The recoveries of the events, each stretched to its length, and which of them each event follows."""
    shapes, follows = [STEP], np.zeros(len(recovery), dtype=np.intp)
    for k, name in enumerate(recovery):
        if name:
            follows[k] = len(shapes)
            shapes.append(stretched(profiles[name], float(days[k])))
    return tuple(shapes), follows
