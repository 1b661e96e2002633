"""Counts add up and follow output; sizes have the exponent that was asked for."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tensen.analysis.synthetic.moments import hill
from tensen.analysis.synthetic.sizes import allot, pareto


@given(
    st.lists(st.floats(0, 1e9, allow_subnormal=False), min_size=1, max_size=12),
    st.integers(0, 500),
)
def test_every_firm_is_allotted_and_every_active_sector_has_one(worth: list[float], more: int) -> None:
    held = np.array(worth)
    active = int(np.count_nonzero(held))
    if not active:
        return
    counts = allot(held, active + more)
    assert counts.sum() == active + more
    assert ((counts >= 1) == (held > 0)).all()
    assert (np.abs(counts - 1 - more * held / held.sum())[held > 0] < 1 + 1e-9).all()


@pytest.mark.parametrize(("worth", "firms"), [([1.0, 1.0], 1), ([0.0, 0.0], 5)])
def test_too_few_firms_are_refused(worth: list[float], firms: int) -> None:
    with pytest.raises(ValueError, match="cannot fill"):
        allot(np.array(worth), firms)


def test_sizes_add_up_to_their_sector() -> None:
    sector = np.repeat([0, 1, 3], [3, 1, 2])
    size = pareto(sector, np.array([6.0, 5.0, 9.0, 4.0]), 1.0, np.random.default_rng(1))
    assert np.bincount(sector, size) == pytest.approx([6, 5, 0, 4], rel=1e-12)
    assert (size > 0).all()


@pytest.mark.parametrize("exponent", [0.9, 1.0, 1.2, 2.0])
@pytest.mark.parametrize("n", [20_000, 200_000])
def test_the_tail_has_the_exponent(exponent: float, n: int) -> None:
    size = pareto(np.zeros(n, dtype=np.intp), np.array([1.0]), exponent, np.random.default_rng(7))
    found, error = hill(size) or (0.0, 0.0)
    assert error == pytest.approx(found / (n * 0.05) ** 0.5)
    assert found == pytest.approx(exponent, abs=3 * error)
    assert error < 0.05 * exponent if n > 100_000 else error < 0.1
