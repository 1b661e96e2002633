"""How much of a service is away at each sector: providers, spare regions, control planes."""

import numpy as np
import pytest

from tensen.analysis.compiled import Frame
from tensen.analysis.draws import Point
from tensen.analysis.outage.elsewhere import elsewhere
from tensen.analysis.outage.event import Outage
from tensen.analysis.outage.losses import CORNERS
from tensen.analysis.outage.reach import below, reach_at, spread
from tensen.analysis.outage.restrict import without
from tensen.analysis.places import Place
from tensen.messages import TensenError

from .conftest import MakeOutage


def reach(frame: Frame, place: Place, outage: Outage) -> np.ndarray:  # type: ignore[type-arg]
    found = spread(below(frame), [Point(0.5)], outage.hits)
    sectors = np.flatnonzero(place.worth(frame))
    share, own = reach_at(frame, found, outage.hits[0], outage.carriers, sectors, place.mask > 0)
    assert own
    return share[0]


def test_spare_capacity_helps(frame: Frame, place: Place, make_outage: MakeOutage) -> None:
    # 0.7 of 1.4 is gone and 0.4 was spare; c26 needs no computing of its own and takes the average
    assert reach(frame, place, make_outage("cloud_region.east")) == pytest.approx([0.3, 0.3])


def test_a_control_plane_takes_both_regions(frame: Frame, place: Place, make_outage: MakeOutage) -> None:
    assert reach(frame, place, make_outage("cloud_provider.big")) == pytest.approx([1.0, 1.0])


def test_what_is_hit_beyond_the_target(frame: Frame, make_outage: MakeOutage) -> None:
    hits = make_outage("cloud_provider.big").hits
    found = elsewhere(frame, spread(below(frame), CORNERS, hits), hits[0])
    assert [(e.node, e.loss.central) for e in found] == [
        ("cloud_region.east", 1.0),
        ("cloud_region.west", 1.0),
    ]


def test_the_economy_stands_still_below(frame: Frame, make_outage: MakeOutage) -> None:
    hits = make_outage("material.bbb-ore", "cloud_provider.big").hits
    loss = spread(below(frame), [Point(0.5)], hits).loss[0]
    assert not loss[frame.network.position.get_indexer(["sector.aaa.c26", "sector.aaa.c29"])].any()


def test_edges_of_a_part_are_renumbered(frame: Frame) -> None:
    gone = np.zeros(len(frame.need_target), dtype=bool)
    gone[frame.edge_need[0]] = True
    part = without(frame, gone)
    kept = np.flatnonzero(part.edges >= 0)
    assert part.edges[0] == -1
    assert (part.frame.edge_source == frame.edge_source[kept]).all()
    assert part.edges[kept].tolist() == list(range(len(kept)))


def test_a_service_that_nobody_needs(frame: Frame, place: Place, make_outage: MakeOutage) -> None:
    outage = make_outage("cloud_region.east")
    found = spread(below(frame), [Point(0.5)], outage.hits)
    with pytest.raises(TensenError, match="--carrier"):
        reach_at(frame, found, outage.hits[0], ("carrier.none",), np.arange(2), place.mask > 0)
