"""Money: direct losses by hand, the second round, other services, insurance, and other countries."""

from dataclasses import replace

import numpy as np
import pytest

from tensen.analysis.compiled import Frame
from tensen.analysis.outage.losses import CORNERS, Losses, losses
from tensen.analysis.outage.recovery import step
from tensen.analysis.outage.second import home_of, instants, later_losses
from tensen.analysis.places import Place, Places

from .conftest import MakeOutage, MakeSet

COVER = {
    ("waiting", "", "", None): (6.0, 12.0, 18.0),
    ("take_up", "", "", None): (0.1, 0.2, 0.3),
    ("covered", "", "", None): (0.5, 0.5, 1.0),
}


def run(frame: Frame, place: Place, outage, *sets, exponent: int = -1) -> Losses:  # type: ignore[no-untyped-def]
    return losses(frame, outage, sets, place, exponent=exponent)


def test_direct_loss_by_hand(frame: Frame, place: Place, make_set: MakeSet, make_outage: MakeOutage) -> None:
    found = run(frame, place, make_outage("cloud_region.east"), make_set())
    (one,) = found.sets
    # 1000 a day · half adopt · 0.3 away · a fifth depends, for one day
    assert one.interval("ground_up").central == pytest.approx(30.0)
    assert one.interval("ground_up").low == pytest.approx(1000 * 0.25 * 0.3 * 0.1)
    assert one.interval("ground_up").high == pytest.approx(1000 * 0.75 * 0.3 * 0.4)
    assert one.basis == "network"
    assert "insured" not in one.kinds


def test_two_days_cost_twice_a_day(
    frame: Frame, place: Place, make_set: MakeSet, make_outage: MakeOutage
) -> None:
    two = run(frame, place, make_outage("cloud_region.east", recovery=step(48.0)), make_set())
    assert two.sets[0].interval("ground_up").central == pytest.approx(60.0)


def test_second_round_by_hand(frame: Frame, place: Place, make_set: MakeSet, make_outage: MakeOutage) -> None:
    found = run(frame, place, make_outage("cloud_region.east"), make_set())
    second = found.sets[0].interval("second_round")
    # both lose 0.03; half of c29's electronics (linear 0.4) are c26's. Shifted: 0.006 < 0.03, so none
    assert second.low == pytest.approx(0.0)
    # half tied: ½ · 400 · 0.97 · 0.4 · 0.5 · 0.03
    assert second.central == pytest.approx(0.5 * 400 * 0.97 * 0.006)
    assert second.high == pytest.approx(400 * (1 - 0.09) * 0.4 * 0.5 * 0.09)
    total = found.sets[0].interval("total").central
    assert total == pytest.approx(30.0 + second.central)


def test_the_shifted_reading_is_the_loss_equation(frame: Frame, place: Place) -> None:
    sectors = np.flatnonzero(place.worth(frame))
    home = home_of(frame, sectors, ("carrier.compute",), 24.0)
    hours, weights = instants(24.0)
    assert weights.sum() == pytest.approx(24.0)
    direct = np.array([[0.5] * 6, [0.0] * 6])
    (shifted, tied), known = later_losses(home, CORNERS[1], [direct])
    assert known.all()
    assert shifted[0, :, 0] == pytest.approx([0.5, 0.4 * 0.5 * 0.5])
    assert tied[0, :, 0] == pytest.approx([0.5, 0.4 * 0.5 * 0.5])
    assert hours.max() < 24.0


def test_insured_loss(frame: Frame, place: Place, make_set: MakeSet, make_outage: MakeOutage) -> None:
    found = run(frame, place, make_outage("cloud_region.east"), make_set(COVER))
    # the second half of the day, a fifth insured, half of it paid
    assert found.sets[0].interval("insured").central == pytest.approx(30.0 / 2 * 0.2 * 0.5)
    long = run(frame, place, make_outage("cloud_region.east", waiting=24.0), make_set(COVER))
    assert long.sets[0].interval("insured").high == pytest.approx(0.0)
    short = run(frame, place, make_outage("cloud_region.east", waiting=0.0), make_set(COVER))
    assert short.sets[0].interval("insured").central == pytest.approx(30.0 * 0.2 * 0.5)


def test_sets_stand_side_by_side(
    frame: Frame, place: Place, make_set: MakeSet, make_outage: MakeOutage
) -> None:
    low = make_set({("adoption", "", "", None): (0.1, 0.2, 0.3)}, "low")
    found = run(frame, place, make_outage("cloud_region.east"), make_set(), low, exponent=3)
    spread = found.spread["ground_up"]
    assert spread.low == pytest.approx(1000 * 0.1 * 0.3 * 0.1)
    assert spread.high == pytest.approx(90.0)
    assert spread.central == pytest.approx((30.0 + 12.0) / 2)
    for one in found.sets:
        drawn, whole = one.sampled("ground_up"), one.interval("ground_up")
        assert drawn is not None
        assert whole.low <= drawn.p5 <= drawn.p50 <= drawn.p95 <= whole.high
        assert drawn.draws == 8
    table = found.to_frame(frame.network)
    assert len(table) == 2 * 2 * 4
    assert table[(table.loss == "ground_up") & (table["set"] == "low")].central.sum() == pytest.approx(12.0)


def test_draws_are_reproducible(
    frame: Frame, place: Place, make_set: MakeSet, make_outage: MakeOutage
) -> None:
    first, again = (
        run(frame, place, make_outage("cloud_region.east"), make_set(), exponent=2).sets[0] for _ in range(2)
    )
    assert (first.money["total"] == again.money["total"]).all()


def test_a_share_that_is_told(frame: Frame, place: Place, make_set: MakeSet, make_outage: MakeOutage) -> None:
    told = make_outage("cloud_region.east", share=(0.1, 0.6, 0.9))
    (one,) = run(frame, place, told, make_set()).sets
    assert one.basis == "asked"
    assert one.interval("ground_up").central == pytest.approx(60.0)


SHARES = {
    ("provider_share", "", "cloud_provider.big", None): (0.4, 0.4, 0.4),
    ("region_share", "", "cloud_region.east", None): (0.25, 0.25, 0.25),
}


@pytest.mark.parametrize(
    ("target", "away"),
    [("cloud_provider.big", 0.4), ("cloud_region.east", 0.0)],  # the region serves the country it lies in
)
def test_another_country_by_the_shares_of_a_set(
    frame: Frame, make_set: MakeSet, make_outage: MakeOutage, target: str, away: float
) -> None:
    bbb = Places(frame).place("country.bbb")
    (one,) = run(frame, bbb, make_outage(target), make_set(SHARES)).sets
    assert one.basis == "set"
    assert one.reach[1] == pytest.approx([away])
    assert one.interval("ground_up").central == pytest.approx(500 * 0.5 * 0.2 * away)


def test_a_region_by_its_share_where_it_lies(
    frame: Frame, make_set: MakeSet, make_outage: MakeOutage
) -> None:
    bbb = Places(frame).place("country.bbb")
    east = frame.network.position.get_indexer(["cloud_region.east"])
    mask = bbb.mask.copy()
    mask[east] = 1.0
    (one,) = run(frame, replace(bbb, mask=mask), make_outage("cloud_region.east"), make_set(SHARES)).sets
    assert one.reach[1] == pytest.approx([0.4 * 0.25])


def test_another_country_without_shares_is_a_stand_in(
    frame: Frame, make_set: MakeSet, make_outage: MakeOutage
) -> None:
    bbb = Places(frame).place("country.bbb")
    (one,) = run(frame, bbb, make_outage("cloud_region.east"), make_set()).sets
    assert one.basis == "stand_in"
    assert one.reach[1] == pytest.approx([0.3])


def test_a_sector_that_the_set_does_not_know(frame: Frame, place: Place, make_outage: MakeOutage) -> None:
    from .conftest import made

    rows = {("adoption", "c26", "", None): (0.5,) * 3, ("dependence", "c26", "", None): (0.2,) * 3}
    (one,) = run(frame, place, make_outage("cloud_region.east"), made(rows)).sets  # type: ignore[arg-type]
    assert one.assumed.missing == ("c29",)
    assert np.isnan(one.money["ground_up"][1, 1])
    assert one.interval("ground_up").central == pytest.approx(600 * 0.5 * 0.3 * 0.2)
    assert one.interval("second_round").central > 0  # c29 still lacks what c26 does not deliver
