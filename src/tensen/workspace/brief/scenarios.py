"""The brief's scenarios: losses, who bears them, why, and which assumptions move them."""

from collections.abc import Sequence
from typing import Any

from tensen.analysis.explain import Explanation, Step
from tensen.analysis.places import Place
from tensen.analysis.stress import Stress
from tensen.model import Network
from tensen.workspace.answers import explain_scenario, explain_scenarios
from tensen.workspace.brief.words import closed, family_words, interval

DEPTH = 5
WIDTH = 4
LEAST_SWING = 1e-4  # of the loss: a family that moves less does not stand in the tornado


def scenario_rows(network: Network, place: Place, found: Sequence[Stress]) -> list[dict[str, Any]]:
    """Scenarios for JSON."""
    reasons = explain_scenarios(network, [s.scenario for s in found])
    return [scenario_row(network, place, s, why) for s, why in zip(found, reasons, strict=True)]


def scenario_row(
    network: Network, place: Place, found: Stress, why: Explanation | None = None
) -> dict[str, Any]:
    """One scenario for JSON; ``why`` where it is solved already."""
    scenario, names = found.scenario, network.names
    why = why or explain_scenario(network, scenario)
    worst = why.worst(place.mask)
    people = found.people
    return {
        "id": scenario.id,
        "title": dict(scenario.title),
        "horizon": scenario.horizon,
        "resembles": dict(scenario.resembles),
        "assumes": dict(scenario.assumes),
        "loss_per_day": interval(found.loss),
        "share_of_value": interval(found.share),
        "first_round": interval(found.first_round),
        "decoupled": interval(found.decoupled),
        "sampled": None if found.sampled is None else found.sampled.to_dict(),
        "people": None
        if people is None
        else {
            "low": people.low,
            "high": people.high,
            "largest": {"id": people.largest, "name": names[people.largest]},
        },
        "sectors": [
            {"id": i, "name": names[i], "loss": x, "loss_per_day": interval(money)}
            for i, x, money in found.sectors
        ],
        "countries": [
            {"id": i, "name": names[i], "loss": x, "loss_per_day": interval(money)}
            for i, x, money in found.countries
        ],
        "tree": None if worst is None else tree_of(network, why.tree(worst, depth=DEPTH, width=WIDTH)),
        "closed_loop": closed(found.closed_loop),
        "families": [
            {"family": family, "name": family_words(family), "low": low, "high": high}
            for family, low, high in sorted(found.families, key=lambda f: f[1] - f[2])
            if high - low > LEAST_SWING * max(found.loss.high, 1e-9)
        ],
        "sources": list(scenario.sources),
    }


def tree_of(network: Network, step: Step) -> dict[str, Any]:
    """A step and those below it for JSON."""
    names = network.names
    return {
        "id": step.node,
        "name": names[step.node],
        "kind": network.kind_of[step.node],
        "loss": step.loss,
        "carrier_name": names[step.carrier] if step.carrier else None,
        "share": step.share,
        "binding": step.binding,
        "rows": rows_behind(network, step),
        "children": [tree_of(network, child) for child in step.children],
    }


def rows_behind(network: Network, step: Step) -> list[dict[str, Any]]:
    """The edge and the requirement behind a step, with their sources."""
    found = []
    for table, row in (("edges", step.edge), ("requirements", step.requirement)):
        if row >= 0:
            cells = network.tables[table].iloc[row].dropna()
            found.append({"table": table, "row": row, "cells": {str(k): _plain(v) for k, v in cells.items()}})
    return found


def _plain(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else value
