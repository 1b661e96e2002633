"""The brief's chokepoints: the ranking with names, paths and sources."""

from itertools import pairwise
from typing import Any

from tensen.analysis.chokepoints import Chokepoint, Ranking, hits_of_chokepoints
from tensen.analysis.compiled import Frame, compile_network
from tensen.analysis.explain import Explanation, Step, explanation
from tensen.analysis.places import Place
from tensen.analysis.solve import solve
from tensen.workspace.brief.words import candidate_words, closed, holder_words, interval


def chokepoint_rows(frame: Frame, place: Place, ranking: Ranking) -> list[dict[str, Any]]:
    """Foreign, then domestic chokepoints."""
    chosen = [*ranking.foreign, *ranking.domestic]
    central = compile_network(frame, ranking.horizon)
    solved = solve(central, hits_of_chokepoints(chosen, place, frame)(False))
    return [
        chokepoint_row(frame, place, chokepoint, explanation(solved, k))
        for k, chokepoint in enumerate(chosen)
    ]


def chokepoint_row(frame: Frame, place: Place, found: Chokepoint, why: Explanation) -> dict[str, Any]:
    """One chokepoint for JSON."""
    candidate, network = found.candidate, frame.network
    days = found.time_to_substitute
    people = found.people
    return {
        "rank": found.rank,
        "id": candidate.key,
        "name": candidate_words(network, candidate),
        "kind": network.kind_of[candidate.id],
        "is_group": candidate.family is not None or len(candidate.members) > 1,
        "members": len(candidate.members),
        "mode": mode_of(found),
        "foreign": candidate.foreign,
        "horizon": found.horizon,
        "holder": holder_words(network, candidate),
        "loss_per_day": interval(found.loss),
        "share_of_value": interval(found.share),
        "own_loss_per_day": interval(found.own_loss),
        "first_round": interval(found.first_round),
        "other_mode": {
            "mode": "gone" if found.mode == "withheld" else "withheld",
            "loss_per_day": interval(found.other_mode),
        },
        "sampled": None if found.sampled is None else found.sampled.to_dict(),
        "substitutes": found.substitutes,
        "hhi": found.hhi,
        "time_to_substitute_days": None if days is None else {"low": days, "central": days, "high": days},
        "people": None if people is None else {"low": people.low, "high": people.high},
        "closed_loop": closed(found.closed_loop),
        "path": path_of(frame, place, why),
        "sources": list(found.sources),
    }


def mode_of(found: Chokepoint) -> str:
    """``withheld`` or ``gone`` for what lies abroad; what lies at home simply fails."""
    return found.mode if found.candidate.foreign else "fails"


def path_of(frame: Frame, place: Place, why: Explanation) -> list[dict[str, Any]]:
    """The heaviest path from what was hit to the node that loses most, hit first."""
    worst = why.worst(place.mask)
    if worst is None:
        return []
    steps = why.tree(worst).heaviest()
    return [_link(frame, child, parent) for parent, child in reversed(list(pairwise(steps)))]


def _link(frame: Frame, child: Step, parent: Step) -> dict[str, Any]:
    names = frame.network.names
    return {
        "from": child.node,
        "from_name": names[child.node],
        "to": parent.node,
        "to_name": names[parent.node],
        "carrier": child.carrier,
        "carrier_name": names[child.carrier] if child.carrier else None,
        "loss_from": 1.0 if child.binding == "cut" else child.loss,
        "loss_to": parent.loss,
        "share": child.share,
    }
