"""Spectral radii against numpy's eigenvalues."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from tensen.engine import spectrum
from tensen.engine.spectrum import spectral_radius


@pytest.mark.parametrize("size", [1, 2, 7, 40])
def test_equals_the_largest_eigenvalue(size, monkeypatch):
    rng = np.random.default_rng(size)
    dense = rng.random((size, size)) / size
    expected = np.abs(np.linalg.eigvals(dense)).max()
    assert spectral_radius(csr_array(dense)) == pytest.approx(expected, abs=1e-9)
    monkeypatch.setattr(spectrum, "SMALL", 0)
    assert spectral_radius(csr_array(dense)) == pytest.approx(expected, abs=1e-6)


def test_a_pure_cycle_of_any_length(monkeypatch):
    """A cycle is periodic: plain power iteration would oscillate for ever."""
    monkeypatch.setattr(spectrum, "SMALL", 0)
    cycle = csr_array(np.roll(np.eye(6), 1, axis=0))
    assert spectral_radius(cycle) == pytest.approx(1.0)
    uneven = csr_array(np.roll(np.eye(3), 1, axis=0) * [[0.5], [1.0], [0.25]])
    assert spectral_radius(uneven) == pytest.approx(0.125 ** (1 / 3), abs=1e-6)


def test_out_of_rounds_the_upper_bound_is_returned(monkeypatch):
    monkeypatch.setattr(spectrum, "SMALL", 0)
    dense = np.array([[0.0, 1.0], [0.01, 0.0]])
    assert spectral_radius(csr_array(dense), rounds=2) >= 0.1
