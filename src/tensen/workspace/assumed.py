"""What packs assume beside their tables: dependence sets, recovery profiles, hazards; read and checked."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from tensen.analysis.compiled import Frame
from tensen.analysis.dependence import DependenceSet
from tensen.analysis.hazards import CountedEvent, Hazard
from tensen.analysis.hits import faults_of
from tensen.analysis.recovery import RecoveryProfile
from tensen.analysis.scenario import Scenario, Shock
from tensen.messages import Finding, TensenError
from tensen.packs import dependence, hazards, recovery
from tensen.packs.pack import Pack
from tensen.packs.trouble import each, findings_of


@dataclass
class Assumed:
    """All that the packs offer, and what is wrong with the files that could not be read.

    Attributes:
        sets, profiles: by id.
        listed: hazards and the events behind them, pack by pack.
        unread: findings about files that could not be used.
    """

    sets: dict[str, DependenceSet] = field(default_factory=dict)
    profiles: dict[str, RecoveryProfile] = field(default_factory=dict)
    listed: list[tuple[Pack, tuple[Hazard, ...], tuple[CountedEvent, ...]]] = field(default_factory=list)
    unread: list[Finding] = field(default_factory=list)

    @property
    def checked(self) -> Counter[str]:
        """How many of each there are."""
        count = sum(len(found) for _, found, _ in self.listed)
        return Counter(dependence=len(self.sets), recovery=len(self.profiles), hazards=count)

    @property
    def cited(self) -> set[str]:
        """The sources that they cite."""
        found = {
            source for s in self.sets.values() for source in (*s.sources, *(r.source_id for r in s.rows))
        }
        found |= {i for p in self.profiles.values() for i in (*p.sources, *(q.source_id for q in p.points))}
        found |= {hazard.source_id for _, rows, _ in self.listed for hazard in rows}
        return found | {event.source_id for _, _, events in self.listed for event in events}

    def faults(self, frame: Frame, scenarios: Mapping[str, Scenario]) -> Iterator[Finding]:
        """What could not be read, and what names something that the network does not have."""
        network = frame.network
        sources, nodes = set(network.sources["id"]), set(network.nodes["id"])
        sectors = set(network.nodes["industry"].dropna())
        known = {"sources": sources, "scenarios": scenarios, "recovery": self.profiles}
        yield from self.unread
        for made in self.sets.values():
            yield from dependence.unknown_names(made, sources, sectors, nodes)
        for profile in self.profiles.values():
            yield from recovery.uncited(profile, sources)
        for pack, rows, events in self.listed:
            yield from hazards.unknown_names(pack, rows, events, known)
            for hazard in rows:
                yield from _misplaced(frame, pack, hazard)


def assumed_of(packs: Sequence[Pack]) -> Assumed:
    """Read what the packs offer; a file that cannot be used hides no other."""
    found = Assumed()
    for pack in packs:
        sets, faults = each(dependence.read_dependence, dependence.files_of(pack, dependence.FOLDER))
        profiles, more = each(recovery.read_recovery, dependence.files_of(pack, recovery.FOLDER))
        found.sets |= {made.id: made for made in sets}
        found.profiles |= {profile.id: profile for profile in profiles}
        found.unread += [*faults, *more]
        try:
            found.listed.append((pack, hazards.read_hazards(pack), hazards.read_events(pack)))
        except TensenError as problem:
            found.unread += findings_of(problem, file=f"{pack.id}/{hazards.FILE}")
    return found


def _misplaced(frame: Frame, pack: Pack, hazard: Hazard) -> list[Finding]:
    """What is wrong with a footprint, told at its cell."""
    shock = Shock(hazard.footprint)
    probe = Scenario(hazard.id, hazard.title, "days", shocks=(shock,))
    where = {"file": f"{pack.id}/{hazards.FILE}", "row": hazard.row, "column": "footprint"}
    return [replace(finding, where=where) for finding in faults_of(frame, probe)]
