"""Pictures for notebooks: well-formed, complete, and only of answers."""

from xml.etree import ElementTree

import pytest

from tensen.analysis.interval import Interval
from tensen.analysis.scenario import Scenario
from tensen.analysis.stress import Stress
from tensen.display import plot


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
