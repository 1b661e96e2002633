"""Recovery profiles: values by hand, and areas that are the integrals of the curves."""

import numpy as np
import pytest
from scipy.integrate import quad

from tensen.engine.dynamic.profile import STEP, Profile, curve, linear, logistic, weibull

ALL = [
    linear(4.0),
    logistic(5.0, 3.0),
    logistic(2.0, 40.0),
    weibull(3.0, 0.7),
    weibull(3.0, 2.5),
    curve([0, 3, 17, 26, 49], [1.0, 0.887, 0.6, 0.36, 0.02]),
]


@pytest.mark.parametrize("profile", ALL, ids=lambda p: p.shape)
def test_areas_are_integrals(profile):
    for end in (0.0, 0.3, 2.9, 7.0, 60.0):
        kinks = [t for t in (3, 4, 17, 26, 49) if t < end]
        expected = quad(lambda u: float(profile.remaining(u)), 0, end, points=kinks or None, limit=200)[0]
        assert profile.area(end) == pytest.approx(expected, abs=1e-7)


@pytest.mark.parametrize("profile", ALL, ids=lambda p: p.shape)
def test_recovery_begins_at_the_full_shock_and_never_gets_worse(profile):
    left = profile.remaining(np.linspace(0, 100, 501))
    assert left[0] == pytest.approx(1.0)
    assert (np.diff(left) <= 1e-12).all()
    assert (left >= 0).all()


def test_values_by_hand():
    assert STEP.remaining([0.0, 5.0]).tolist() == [0.0, 0.0]
    assert linear(4.0).remaining([0, 1, 4, 9]).tolist() == [1.0, 0.75, 0.0, 0.0]
    assert weibull(2.0).remaining(2.0) == pytest.approx(np.exp(-1))
    assert logistic(5.0, 20.0).remaining(5.0) == pytest.approx(0.5, abs=1e-8)
    assert curve([0, 10], [1.0, 0.5]).remaining([5.0, 10.0, 99.0]).tolist() == [0.75, 0.5, 0.5]


@pytest.mark.parametrize(
    "wrong",
    [
        {"shape": "sudden"},
        {"shape": "linear"},
        {"shape": "weibull", "time": 1.0, "steepness": 0.0},
        {"shape": "curve"},
        {"shape": "curve", "at": [1.0, 2.0], "left": [1.0, 0.0]},
        {"shape": "curve", "at": [0.0, 0.0], "left": [1.0, 0.0]},
        {"shape": "curve", "at": [0.0, 1.0], "left": [1.0, 1.5]},
        {"shape": "curve", "at": [0.0, 1.0], "left": [1.0]},
    ],
)
def test_impossible_profiles_are_refused(wrong):
    with pytest.raises(ValueError, match=r"must|needs"):
        Profile(**wrong)
