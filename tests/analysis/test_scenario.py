"""Selectors from plain values."""

from tensen.analysis.scenario import Cut, selector


def test_one_value_or_several() -> None:
    assert selector(kind="cable", id=["a", "b"]) == {"kind": ("cable",), "id": ("a", "b")}
    assert selector() == {}


def test_a_cut_takes_everything_unless_told_and_all_of_it() -> None:
    cut = Cut()
    assert (cut.source, cut.carrier, cut.target, cut.level) == ({}, {}, {}, 0.0)
