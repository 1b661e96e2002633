"""What else could supply: concentration and number of substitutes where a candidate supplies."""

from dataclasses import dataclass

import numpy as np

from tensen.analysis.candidates import Candidate
from tensen.analysis.compiled import Frame
from tensen.analysis.places import Place, Places

LEAST_SHARE = 0.01  # a supplier below 1 % of a need is no substitute for the others


@dataclass(frozen=True)
class Alternatives:
    """``hhi``: Herfindahl–Hirschman index, 0 to 1, of who supplies the reference country's needs that the
    candidate supplies, averaged over those needs by the candidate's own share; ``substitutes``: how many
    known others give at least 1 % of such a need (an unknown supplier is no substitute: it might be the
    candidate itself). The units are countries for a country's family, else nodes.
    """

    hhi: float | None
    substitutes: int | None


def alternatives(frame: Frame, place: Place, places: Places, candidate: Candidate) -> Alternatives:
    """Alternatives to ``candidate`` in the needs that it supplies in the reference country."""
    weight = frame.central_weight
    mine = candidate.edges
    here = mine[place.mask[frame.edge_target[mine]] > 0]
    touched = np.unique(frame.edge_need[here if len(here) else mine])
    if not len(touched):
        return Alternatives(None, None)
    edges = frame.edges_of_needs(touched)
    unit = _units(places, candidate, frame.edge_source[edges])
    need = np.searchsorted(touched, frame.edge_need[edges])
    codes, inverse = np.unique(unit, return_inverse=True)
    table = np.zeros((len(touched), len(codes)))
    np.add.at(table, (need, inverse), weight[edges])
    shares = table / np.maximum(table.sum(axis=1, keepdims=True), 1e-300)
    own = np.isin(codes, np.unique(_units(places, candidate, candidate.members)))
    felt = shares[:, own].sum(axis=1)
    hhi = float(np.average((shares**2).sum(axis=1), weights=felt)) if felt.sum() > 0 else None
    unknown = np.array(list(frame.unknown_admissible), dtype=np.intp)
    nobody = np.isin(codes, _units(places, candidate, unknown))
    others = ~own & ~nobody
    if felt.sum() > 0:
        others &= np.average(shares, axis=0, weights=felt) >= LEAST_SHARE
    return Alternatives(hhi, int(others.sum()))


def _units(places: Places, candidate: Candidate, nodes: np.ndarray) -> np.ndarray:
    if candidate.family is None:
        return nodes
    country = places.country_index
    return np.where(country[nodes] >= 0, country[nodes], -2 - nodes)
