"""Outages held against published figures: what overlaps and what does not is asserted as it was measured.

The dependence sets were written from public sources before any of this was computed, and nothing is tuned on
it; docs/validation.md gives the figures and the reasons for the misses. Published figures are read from files
under TENSEN_SHARED; what the sets say of themselves is asserted everywhere.
"""

import csv
import os
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from tensen.analysis.outage.losses import Losses, SetLosses
from tensen.workspace import load
from tensen.workspace.outage import outage

AWS, VIRGINIA = ("cloud_provider.aws",), ("cloud_region.aws-us-east-1",)
BILLION = 1e9
Ask = Callable[..., Mapping[str, SetLosses]]


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    """An outage on the atlas with 64 draws; each is computed once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TENSEN_CACHE", str(tmp_path_factory.mktemp("cache")))
        network = load("japan")

        @cache
        def found(country: str = "USA", **told: object) -> Losses:
            return outage(network, country=country, draws=64, **told).found  # type: ignore[arg-type]

        yield lambda **told: {one.assumed.source.id: one for one in found(**told).sets}


@pytest.fixture(scope="module")
def published() -> Callable[[str], list[dict[str, str]]]:
    """The rows of a file of published figures."""
    shared = os.environ.get("TENSEN_SHARED")
    if not shared:
        pytest.skip("published figures of outages: set TENSEN_SHARED")

    def rows(name: str) -> list[dict[str, str]]:
        text = (Path(shared) / "golden" / name).read_text(encoding="utf-8")
        return list(csv.DictReader(text.splitlines()))

    return rows


def drawn(one: SetLosses, kind: str = "ground_up") -> tuple[float, float]:
    """5th to 95th percentile in billions of US dollars."""
    sampled = one.sampled(kind)
    assert sampled is not None
    return sampled.p5 / BILLION, sampled.p95 / BILLION


def whole(one: SetLosses, kind: str = "ground_up") -> tuple[float, float]:
    """Best to worst corner in billions of US dollars."""
    found = one.interval(kind)
    return found.low / BILLION, found.high / BILLION


def overlap(ours: tuple[float, float], theirs: tuple[float, float]) -> bool:
    return ours[0] <= theirs[1] and theirs[0] <= ours[1]


def industries(one: SetLosses) -> dict[str, float]:
    """Central ground-up loss by group of industries, as the published studies group them."""
    groups = {"g_i": "trade", "k": "finance", "q": "health", "j61": "information", "j62_63": "information"}
    groups |= {"h49_52_53": "transport", "h50_51": "transport"}
    found: dict[str, float] = {}
    for sector, loss in zip(one.assumed.sectors, one.money["ground_up"][1], strict=True):
        group = "manufacturing" if sector.startswith("c") else groups.get(sector, "")
        found[group] = found.get(group, 0.0) + float(loss)
    return found


def ratios(ask: Ask, name: str) -> np.ndarray:  # type: ignore[type-arg]
    """Loss of 48 over that of 24 hours of one region, point by point of the assumptions."""
    day, two = (ask(regions=VIRGINIA, hours=h)[name].money["ground_up"] for h in (24, 48))
    return np.asarray(np.nansum(two, axis=1) / np.nansum(day, axis=1))


def test_sets_disagree_in_order_as_they_are_meant_to(ask: Ask) -> None:
    sets = ask(providers=AWS, hours=96)
    lloyds, parametrix = (industries(sets[name]) for name in ("lloyds-2018", "parametrix-2024"))
    assert lloyds["manufacturing"] > lloyds["health"]
    assert parametrix["manufacturing"] < parametrix["health"]


def test_two_days_cost_more_than_twice_one(ask: Ask) -> None:
    for name in ("lloyds-2018", "neutral", "parametrix-2024"):
        assert (ratios(ask, name) > 2).all()


def test_top_provider_three_to_six_days(ask: Ask, published: Callable[[str], list[dict[str, str]]]) -> None:
    (row,) = (
        row
        for row in published("lloyds_clouddown_2018.csv")
        if (row["scenario"], row["item"]) == ("top cloud provider 3-6 days US", "ground-up loss")
    )
    theirs = float(row["low"]), float(row["high"])
    three, six = (ask(providers=AWS, hours=24 * days) for days in (3, 6))

    def span(name: str, ends: Callable[..., tuple[float, float]]) -> tuple[float, float]:
        return ends(three[name])[0], ends(six[name])[1]

    # drawn intervals: one set reaches the published range, one touches its lower end, one lies below it
    assert overlap(span("neutral", drawn), theirs)
    assert not overlap(span("lloyds-2018", drawn), theirs)
    assert span("parametrix-2024", drawn)[1] == pytest.approx(theirs[0], rel=0.25)
    # from the best to the worst corner all of them meet it at six days
    assert all(overlap(span(name, whole), theirs) for name in three)
    centres = {name: one.interval("ground_up").central / BILLION for name, one in six.items()}
    assert centres == pytest.approx({"lloyds-2018": 2.78, "neutral": 13.9, "parametrix-2024": 5.54}, rel=0.02)


def test_order_of_sectors(ask: Ask, published: Callable[[str], list[dict[str, str]]]) -> None:
    words = {
        "manufacturing ground-up": "manufacturing",
        "wholesale & retail ground-up": "trade",
        "information": "information",
        "finance & insurance": "finance",
        "transportation & warehousing": "transport",
    }
    theirs = {
        words[row["item"]]: np.mean([float(row[end]) for end in ("low", "central", "high") if row[end]])
        for row in published("lloyds_clouddown_2018.csv")
        if row["item"] in words
    }
    order = sorted(theirs, key=lambda group: -theirs[group])
    assert order == ["manufacturing", "trade", "information", "finance", "transport"]
    ours = industries(ask(providers=AWS, hours=96)["lloyds-2018"])
    # a miss: trade is first and manufacturing second; the other three stand as published
    assert sorted(order, key=lambda group: -ours[group]) == [
        "trade",
        "manufacturing",
        "information",
        "finance",
        "transport",
    ]


def test_two_days_over_one(ask: Ask, published: Callable[[str], list[dict[str, str]]]) -> None:
    losses: dict[str, dict[int, float]] = {}
    for row in published("parametrix_fortune500.csv"):
        if row["hours"] in ("24", "48"):
            losses.setdefault(row["event"], {})[int(row["hours"])] = float(row["loss_usd_bn"])
    theirs = sorted(two[48] / two[24] for two in losses.values() if len(two) == 2)
    assert theirs == pytest.approx([2.1, 2.3], abs=0.05)
    # a miss in every set: dependence rises from the first hours on, so that the second day costs more
    for name, centre in (("lloyds-2018", 2.64), ("neutral", 2.56), ("parametrix-2024", 2.55)):
        found = ratios(ask, name)
        assert found[1] == pytest.approx(centre, abs=0.02)
        assert found.min() > theirs[-1]


def test_insured_part_of_fifteen_hours(ask: Ask, published: Callable[[str], list[dict[str, str]]]) -> None:
    (words,) = (
        row["loss_usd_bn"]
        for row in published("parametrix_fortune500.csv")
        if row["event"].startswith("AWS us-east-1 2025")
    )
    low, high = (float(word) for word in words.split("-"))
    sets = ask(regions=VIRGINIA, hours=15)
    # the corners meet it, the draws stay below: only the United States, sector by sector, and the clock of
    # dependence leaves little after the waiting period
    assert all(overlap(whole(one, "insured"), (low, high)) for one in sets.values())
    assert not any(overlap(drawn(one, "insured"), (low, high)) for one in sets.values())


def test_positioning_in_the_outer_checks(ask: Ask) -> None:
    (usa,) = ask(service="positioning", hours=24).values()
    # about 1 bn USD a day: met on the first day, and over 30 days
    assert drawn(usa)[0] < 1.0 < drawn(usa)[1]
    (month,) = ask(service="positioning", hours=720).values()
    assert drawn(month)[0] < 30.0 < drawn(month)[1]
    # 5.2 bn GBP for 5 days, some 6.7 bn USD: far missed, as it counts time of road users and lives
    (uk,) = ask(service="positioning", hours=120, country="GBR").values()
    assert whole(uk)[1] < 6.7 / 4
    assert uk.interval("ground_up").central / BILLION == pytest.approx(0.405, rel=0.02)
