"""Who in the world could supply a product: shares by country, from the atlas."""

from collections.abc import Mapping

import numpy as np

from tensen.analysis.places import COUNTRY_KINDS, places_of
from tensen.workspace.firm.case import Case


def world_shares(case: Case, carrier: str | None) -> Mapping[str, float]:
    """Share of each country (no regions) in the world's supply of a carrier of the atlas.

    A sector's goods by gross output of the sector, other goods by what their makers supply in the atlas,
    summed over all who need them; an unknown supplier counts in the whole and belongs to nobody. Empty where
    the atlas knows the suppliers of one country only.
    """
    held: dict[str | None, Mapping[str, float]] = case.__dict__.setdefault("_world", {})
    if carrier not in held:
        held[carrier] = _shares(case, carrier) if carrier else {}
    return held[carrier]


def _shares(case: Case, carrier: str) -> Mapping[str, float]:
    frame, network = case.frame, case.network
    code = carrier.removeprefix("carrier.")
    if case.lookup.sector_code(carrier) == code:
        amounts = (
            network.nodes["gross_output"]
            .where(network.nodes["industry"] == code)
            .fillna(0.0)
            .to_numpy(dtype=float)
        )
    else:
        number = network.carriers["id"].tolist().index(carrier)
        mine = np.flatnonzero(frame.edge_carrier == number)
        places = places_of(frame).country_of
        if len({places[int(n)] for n in frame.edge_target[mine]} - {None}) < 2:
            return {}  # the atlas knows who supplies one country, not the world
        amounts = np.bincount(frame.edge_source[mine], frame.central_weight[mine], len(network.nodes))
    total = float(amounts.sum())
    found: dict[str, float] = {}
    kinds = network.kind_of
    for node in np.flatnonzero(amounts > 0):
        country = places_of(frame).country_of[int(node)]
        if country and kinds[country] == COUNTRY_KINDS[0]:
            found[country] = found.get(country, 0.0) + float(amounts[node]) / total
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))


def supplier_in(case: Case, country: str, carrier: str) -> int:
    """The node that stands for a supplier of ``carrier`` in ``country``: its largest maker, else its
    sector.
    """
    frame, network = case.frame, case.network
    number = network.carriers["id"].tolist().index(carrier)
    mine = np.flatnonzero(frame.edge_carrier == number)
    amounts = np.bincount(frame.edge_source[mine], frame.central_weight[mine], len(network.nodes))
    places = places_of(frame).country_of
    makers = [n for n in np.flatnonzero(amounts > 0) if places[int(n)] == country]
    if makers:
        return int(max(makers, key=lambda n: (float(amounts[n]), -int(n))))
    sector = case.lookup.sector(country, case.lookup.sector_code(carrier))
    return case.at(sector) if sector else -1
