"""Pictures for notebooks: well-formed, complete, and only of answers."""

from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from tensen.analysis.interval import Interval
from tensen.analysis.scenario import Scenario
from tensen.analysis.stress import Stress
from tensen.display import plot
from tensen.reports.systemic import ranked


def _stress(name: str, low: float, central: float, high: float) -> Stress:
    loss = Interval(low, central, high)
    scenario = Scenario(name, {"en": f"<{name}> & co", "ja": f"〈{name}〉"}, "months")
    return Stress(scenario, "country.aaa", loss, loss, loss, None, None, (), (), None)


def test_a_bar_runs_from_low_to_high_and_the_dot_stands_at_the_centre() -> None:
    root = ElementTree.fromstring(plot([_stress("a", 0.0, 50.0, 100.0), _stress("b", 25.0, 25.0, 25.0)]).svg)
    space = {"s": "http://www.w3.org/2000/svg"}
    bars, dots = root.findall("s:rect", space), root.findall("s:circle", space)
    assert len(bars) == len(dots) == 2
    start, width = float(bars[0].attrib["x"]), float(bars[0].attrib["width"])
    assert float(dots[0].attrib["cx"]) == pytest.approx(start + width / 2, abs=0.1)
    assert float(dots[1].attrib["cx"]) == pytest.approx(start + width / 4, abs=0.1)


def test_names_are_escaped_and_both_languages_work() -> None:
    assert "&lt;a&gt; &amp; co" in plot(_stress("a", 1, 2, 3)).svg
    assert "〈a〉" in plot(_stress("a", 1, 2, 3), "ja").svg


def test_what_is_not_identified_has_no_bar() -> None:
    nan = float("nan")
    assert "<rect" not in plot(_stress("a", nan, nan, nan)).svg


def test_anything_else_is_refused() -> None:
    with pytest.raises(TypeError, match="not int"):
        plot(3)  # type: ignore[arg-type]


DOCUMENT = {
    "format": "tensen.systemic/1",
    "title": "<edges>",
    "ranked": ranked([0.8, 0.7, 0.6, 0.1, 0.1, 0.1]),
    "top": [{"node": "a", "esri": 0.8}, {"node": "b", "esri": 0.7}],
    "core": [{"source": "a", "target": "b", "weight": 3.0}],
}


class Result:
    """Anything that tells itself as a document."""

    def document(self) -> dict[str, object]:
        return DOCUMENT


@pytest.mark.parametrize(("kind", "mark"), [(None, "line-esri"), ("core", "flow s"), ("matrix", "trade")])
def test_systemic_risk_is_drawn_by_kind_from_a_result_or_its_document(kind: Any, mark: str) -> None:
    drawn = plot(Result(), kind=kind)
    assert mark.replace("flow s", "flow other") in drawn.svg
    assert drawn == plot(DOCUMENT, kind=kind)
    assert drawn != plot(DOCUMENT, "ja", kind=kind)
    assert "&lt;edges&gt;" in drawn.svg


def test_the_axis_of_the_curve_can_be_told() -> None:
    assert "logarithmic" in plot(DOCUMENT, axis="log").svg
    assert "logarithmic" not in plot(DOCUMENT).svg


def test_kind_and_axis_are_for_systemic_risk_alone() -> None:
    with pytest.raises(ValueError, match="systemic_risk"):
        plot(_stress("a", 1, 2, 3), kind="core")


@pytest.mark.parametrize("ending", ["svg", "html"])
def test_a_picture_is_saved_as_drawing_or_page(tmp_path: Path, ending: str) -> None:
    drawn = plot(DOCUMENT)
    path = drawn.save(tmp_path / f"x.{ending}")
    content = path.read_text(encoding="utf-8")
    assert drawn.svg in content
    assert content.startswith("<svg" if ending == "svg" else "<!doctype html>")


def test_a_picture_is_not_saved_as_anything_else(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"\.svg or \.html"):
        plot(DOCUMENT).save(tmp_path / "x.png")
    assert not list(tmp_path.iterdir())


def test_a_scenario_in_time_is_drawn_from_its_document() -> None:
    flat = {"day": [0.0], "end": [9.0], "low": [1.0], "central": [2.0], "high": [3.0]}
    document = {
        "format": "tensen.simulation/1",
        "scenario": {"id": "a", "title": {"en": "A", "ja": "あ"}},
        "country": {"id": "country.jpn", "name": {"en": "Japan", "ja": "日本"}},
        "loss": {"low": 9.0, "central": 18.0, "high": 27.0},
        "series": flat,
    }
    assert 'class="central"' in plot(document).svg
