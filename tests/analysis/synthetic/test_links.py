"""Links: different, one at least for each flow and each buyer, no loop but a forced one, drawn by the law."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tensen.analysis.synthetic.links import Draw, draw_links


def drawn(flows: list[list[float]], counts: list[int], count: int, seed: int = 1, pull: object = None):
    sector = np.repeat(np.arange(len(counts)), counts)
    weights = np.ones(sector.size) if pull is None else np.asarray(pull, dtype=float)
    draw = Draw.of(np.array(flows, dtype=float), sector, weights, np.random.default_rng(seed))
    return sector, *draw_links(draw, count)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_what_holds_for_any_table(data: st.DataObject) -> None:
    m = data.draw(st.integers(1, 4))
    flows = [[data.draw(st.sampled_from([0.0, 0.5, 3.0])) for _ in range(m)] for _ in range(m)]
    if not np.any(flows):
        return
    counts = [data.draw(st.integers(1, 5)) for _ in range(m)]
    pull = np.array([data.draw(st.floats(0.1, 50)) for _ in range(sum(counts))])
    count = data.draw(st.integers(1, 60))
    sector, seller, buyer = drawn(flows, counts, count, data.draw(st.integers(0, 9)), pull)
    pairs = set(zip(seller.tolist(), buyer.tolist(), strict=True))
    assert len(pairs) == seller.size
    blocks = {(int(sector[i]), int(sector[j])) for i, j in pairs}
    assert blocks == {(int(k), int(j)) for k, j in np.argwhere(np.array(flows) > 0)}
    loops = seller[seller == buyer]
    assert all(counts[sector[i]] == 1 for i in loops)
    assert seller.size <= max(count, len(blocks))
    assert (np.diff(seller * len(sector) + buyer) > 0).all()


def test_every_firm_that_buys_has_a_supplier() -> None:
    sector, _, buyer = drawn([[1, 1, 0], [1, 1, 0], [1, 0, 0]], [300, 200, 50], 900)
    assert set(buyer.tolist()) == set(np.flatnonzero(sector < 2).tolist())  # sector 2 buys nothing


def test_as_many_links_as_there_is_room_for() -> None:
    # 3 firms of one sector: 6 links; a firm alone with itself: 1
    assert drawn([[1]], [3], 99)[1].size == 6
    assert drawn([[1]], [1], 99)[1].size == 1
    assert drawn([[1, 1], [1, 1]], [1, 2], 99)[1].size == 7


def test_the_loop_of_a_sector_with_one_firm_only() -> None:
    _, seller, buyer = drawn([[2, 1], [1, 1]], [1, 2], 99)
    assert seller[seller == buyer].tolist() == [0]


def test_a_giant_is_not_its_own_supplier() -> None:
    # the first firm has nearly all the pull: its flow to its own sector must still reach another firm
    for seed in range(5):
        _, seller, buyer = drawn([[1]], [4], 1, seed, [1e15, 1, 1, 1])
        assert (seller != buyer).all()


def test_links_follow_pull_and_the_table() -> None:
    # expected links from i (sector k) to j (sector l): pull_j · Z[k, l] / Z[·, l] · pull_i / pull of k
    flows, counts, links = [[3, 1], [1, 1]], [2000, 2000], 40_000
    pull = np.where(np.arange(4000) % 2 == 0, 1.0, 3.0)
    sector, seller, buyer = drawn(flows, counts, links, pull=pull)
    block = np.bincount(sector[seller] * 2 + sector[buyer], minlength=4) / links
    # each sector buys half of all; sector 0 takes 3/4 from 0, sector 1 a half
    assert block == pytest.approx([0.375, 0.25, 0.125, 0.25], abs=0.01)
    # one link each for 4,000 buyers, half of pull 3; the other 36,000 by pull
    assert np.mean(pull[buyer] == 3) == pytest.approx((0.5 * 4_000 + 0.75 * 36_000) / links, abs=0.01)
    assert np.mean(pull[seller] == 3) == pytest.approx(0.75, abs=0.01)
