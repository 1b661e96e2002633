"""Sets as arrays: sectors of their own and of all, quantiles, what is missing and what falls."""

import numpy as np
import pytest

from tensen.analysis.outage.assumed import assumed_of, blend, share_of
from tensen.messages import TensenError

from .conftest import MakeSet, made


def test_quantiles_stand_at_the_tails() -> None:
    assert blend(0.05).tolist() == [1.0, 0.0, 0.0]
    assert blend(0.95) == pytest.approx([0.0, 0.0, 1.0])
    assert blend(0.275) == pytest.approx([0.5, 0.5, 0.0])


def test_a_sector_of_its_own_before_all(make_set: MakeSet) -> None:
    more = {("dependence", "c29", "", 0.0): (0.0, 0.0, 0.0), ("dependence", "c29", "", 8.0): (0.4, 0.8, 1.0)}
    found = assumed_of(make_set(more), "cloud", ["c26", "c29"])
    at = found.lost(np.array([0.0, 4.0, 8.0, 99.0]), 0.5, 0.5)
    assert at == pytest.approx(np.array([[0.2, 0.2, 0.2, 0.2], [0.0, 0.4, 0.8, 0.8]]))
    assert found.adoption.level(1.0) == pytest.approx([0.75, 0.75])


def test_what_a_set_does_not_know_is_missing() -> None:
    rows = {("adoption", "c26", "", None): (0.1, 0.2, 0.3), ("dependence", "c26", "", None): (0.1, 0.2, 0.3)}
    found = assumed_of(made(rows), "cloud", ["c26", "c29"])
    assert (found.sectors, found.missing) == (("c26",), ("c29",))
    assert found.cover is None


def test_a_dependence_that_falls_is_refused(make_set: MakeSet) -> None:
    more = {("dependence", "c26", "", 0.0): (0.1, 0.5, 0.5), ("dependence", "c26", "", 9.0): (0.1, 0.4, 0.5)}
    with pytest.raises(TensenError) as caught:
        assumed_of(make_set(more), "cloud", ["c26"])
    assert "c26" in caught.value.words("en")
    assert "依存度" in caught.value.words("ja")


def test_shares_of_a_subject(make_set: MakeSet) -> None:
    held = make_set({("provider_share", "", "cloud_provider.big", None): (0.2, 0.3, 0.5)})
    share = share_of(held, "cloud", "provider_share", "cloud_provider.big")
    assert share is not None
    assert [share(q) for q in (0.0, 0.5, 1.0)] == pytest.approx([0.2, 0.3, 0.5])
    assert share_of(held, "cloud", "region_share", "cloud_region.east") is None
