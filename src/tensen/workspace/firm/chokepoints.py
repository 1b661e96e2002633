"""Chokepoints of the firm: who could stop it, how far up, and whether its rivals share it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from tensen.analysis.candidates import Candidate, Mode, candidates
from tensen.analysis.chokepoints import Chokepoint, hits_of_chokepoints, rank_chokepoints
from tensen.analysis.compiled import compile_network
from tensen.analysis.explain import explanation
from tensen.analysis.hits import batch_of
from tensen.analysis.solve import solve
from tensen.analysis.standins import reaching
from tensen.engine.arrays import FloatArray
from tensen.engine.equilibrium import losses_from_below
from tensen.model.schema import families
from tensen.workspace.brief.words import candidate_words, holder_words
from tensen.workspace.firm.case import Case
from tensen.workspace.firm.declared import rule
from tensen.workspace.firm.scenarios import heaviest, path_of, rival_rows, tier_of
from tensen.workspace.firm.shares import folded
from tensen.workspace.firm.words import interval

HORIZON = "months"
MOST_SUPPLIERS = 60
MOST_ALONE = 3


def chokepoint_rows(
    case: Case, *, top: int = 12, exponent: int = 5, seed: int = 0, step: Callable[[], None] = lambda: None
) -> list[dict[str, Any]]:
    """Foreign chokepoints as withheld from the firm's country, domestic ones as gone; the worst first."""
    found = reaching(chosen_candidates(case), case.standins)
    ranking = rank_chokepoints(
        case.frame, case.place, HORIZON, top=top, exponent=exponent, seed=seed, step=step, among=found
    )
    chosen = sorted([*ranking.foreign, *ranking.domestic], key=lambda c: (-c.loss.central, c.candidate.key))
    chosen = capped(case, chosen)[: 2 * top]
    central = compile_network(case.frame, HORIZON)
    solved = solve(central, hits_of_chokepoints(chosen, case.place, case.frame)(False))
    gone = gone_losses(case, [c.candidate for c in chosen])
    step()
    rows = []
    for k, chokepoint in enumerate(chosen):
        why = explanation(solved, k)
        rows.append(
            {
                **_row(case, chokepoint, gone[:, k]),
                "path": path_of(case, why),
                "tier": tier_of(heaviest(case, why)),
                "also": [],
            }
        )
    return merged(rows)


def capped(case: Case, chosen: Sequence[Chokepoint]) -> list[Chokepoint]:
    """At most ``MOST_ALONE`` rows about a single supplier of the list: what lies behind them is to be seen
    too.
    """
    kinds = case.network.kind_of
    alone = [c for c in chosen if kinds[c.candidate.id] == "supplier"][MOST_ALONE:]
    return [c for c in chosen if c not in alone]


def merged(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows that cost the same by the same path are one finding: the others' names stand in ``also``."""
    found: dict[object, dict[str, Any]] = {}
    for row in rows:
        loss = row["loss_per_day"]
        key = (*(f"{loss[end]:.6g}" for end in ("low", "central", "high")), str(row["path"][-2:]))
        if key in found:
            found[key]["also"].append({"key": row["key"], "name": row["name"]})
        else:
            found[key] = row
    return list(found.values())


def chosen_candidates(case: Case) -> list[Candidate]:
    """All candidates of the atlas; of the firm's suppliers those that could cost it most on their own.

    A supplier serves nobody but the firm, so what its stop costs is known beforehand: the largest of its
    shares in critical products or the sum of its shares of spend, before anything is replaced.
    """
    kinds = case.network.kind_of
    weight: dict[str, float] = {}
    same = same_supplier(case)
    for product in case.purchases.products:
        for line in product.lines:
            node = same.get(line.node, line.node)
            weight[node] = max(weight.get(node, 0.0), line.weight * (product.critical != 0))
    kept = set(sorted(weight, key=lambda n: (-weight[n], n))[:MOST_SUPPLIERS])
    found = [
        c
        for c in candidates(case.frame, case.place)
        if kinds[c.id] != "supplier" or same.get(c.id, c.id) in kept
    ]
    parts: dict[str, list[Candidate]] = {}
    for c in found:
        parts.setdefault(same.get(c.id, c.key), []).append(c)
    return [_whole(mine) for mine in parts.values()]


def _whole(parts: Sequence[Candidate]) -> Candidate:
    """One supplier that stands under several codes stops as a whole."""
    members, edges = (np.unique(np.concatenate([getattr(c, n) for c in parts])) for n in ("members", "edges"))
    return replace(parts[0], members=members, edges=edges) if len(parts) > 1 else parts[0]


def same_supplier(case: Case) -> dict[str, str]:
    """For each supplier's node the first node of the same name and country, which stands for all of them."""
    first: dict[tuple[str, str], str] = {}
    return {s.node: first.setdefault((folded(s.name), s.country), s.node) for s in case.purchases.suppliers}


def gone_losses(case: Case, found: Sequence[Candidate]) -> FloatArray:
    """Losses of all nodes at the centre if each candidate stopped for everybody; shape (nodes,
    candidates).
    """
    mode: Mode = "gone"
    central = compile_network(case.frame, HORIZON)
    batch = batch_of(case.frame, [c.hit(mode, case.place.mask, case.frame) for c in found])
    return losses_from_below(central.system, batch)


def shared_with(case: Case, candidate: Candidate, gone: FloatArray) -> str:
    """``alone``, ``home industry`` or ``everyone``: whose industry would lose a part of its value that
    counts.

    From the rule ``shared`` on; rivals count together, weighted by value added. What belongs to the stopped
    group itself is left out.
    """
    floor = rule("shared")
    outside = [n for n in map(case.at, case.rivals) if n not in set(candidate.members.tolist())]
    worth = case.frame.value[outside]
    abroad = float(np.average(gone[outside], weights=worth)) if worth.sum() > 0 else 0.0
    if abroad >= floor:
        return "everyone"
    return "home industry" if float(gone[case.at(case.layer.sector)]) >= floor else "alone"


def _row(case: Case, found: Chokepoint, gone: FloatArray) -> dict[str, Any]:
    candidate, network = found.candidate, case.network
    family = None
    if candidate.family:
        label = families()[candidate.family]
        family = {"en": label.en, "ja": label.ja}
    return {
        "key": candidate.key,
        "name": candidate_words(network, candidate),
        "kind": network.kind_of[candidate.id],
        "holder": holder_words(network, candidate),
        "foreign": candidate.foreign,
        "mode": found.mode,
        "horizon": found.horizon,
        "carrier_family": family,
        "loss_per_day": interval(found.loss, found.sampled),
        "share_of_firm": interval(found.share, _share(found, case)),
        "rivals": rival_rows(case, gone),
        "shared": shared_with(case, candidate, gone),
        "substitutes": found.substitutes,
        "hhi": found.hhi,
        "rows": len(candidate.edges),
        "sources": list(found.sources),
        "closed_loop": found.closed_loop is not None,
    }


def _share(found: Chokepoint, case: Case) -> Any:
    drawn = found.sampled
    if drawn is None:
        return None
    per = case.worth.per_day
    return replace(drawn, p5=drawn.p5 / per, p50=drawn.p50 / per, p95=drawn.p95 / per)
