"""The verb ``simulate`` on the atlas: tables, documents, and what must hold of digital sanctions."""

import json

import numpy as np
import pytest

import tensen
from tensen.messages import TensenError
from tensen.model import Network
from tensen.workspace.simulate import Timeline


@pytest.fixture(scope="module")
def atlas() -> Network:
    return tensen.load("japan")


@pytest.fixture(scope="module")
def month(atlas: Network) -> Timeline:
    return tensen.simulate(atlas, "digital-sanctions", days=30, step=1, draws=0)


def test_digital_sanctions_cost_more_the_longer_they_last(month: Timeline) -> None:
    found = month.found
    ends = np.array([(i.low, i.central, i.high) for i in map(found.until, (1, 7, 30))])
    assert (np.diff(ends, axis=0) > 0).all()
    assert (np.diff(ends, axis=1) > 0).all()
    assert (np.diff(found.paths, axis=1) >= -1e-6 * found.value).all()  # nothing eases while it lasts


def test_its_last_day_costs_what_stress_says_of_who_has_no_stock_left(
    atlas: Network, month: Timeline
) -> None:
    (settled,) = tensen.stress(atlas, "digital-sanctions", draws=0)
    assert settled.loss.central * 0.95 < month.found.at(29).central <= settled.loss.central * (1 + 1e-6)


def test_documents_and_tables_say_the_same(month: Timeline) -> None:
    doc, table = month.document(), month.to_frame()
    assert json.loads(json.dumps(doc, allow_nan=False)) == doc
    assert doc["at"][-1]["loss"] == pytest.approx(doc["loss"])
    assert table["loss"].iloc[-1] == pytest.approx(doc["loss"]["central"])
    assert sum(row["share_of_loss"] for row in doc["sectors"]) <= 1
    steps = np.diff([*doc["series"]["day"], *doc["series"]["end"]])
    assert steps @ doc["series"]["central"] == pytest.approx(doc["loss"]["central"])
    assert "<svg" in tensen.plot(month, "ja").svg


def test_an_unknown_scenario_is_told(atlas: Network) -> None:
    with pytest.raises(TensenError, match="digital-sanctions"):
        tensen.simulate(atlas, "digital-sanction", days=1)
