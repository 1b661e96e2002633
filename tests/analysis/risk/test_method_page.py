"""The example of the page on the method runs and says what it claims."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[3] / "docs" / "risk-method.md"


def test_the_example_of_the_page_runs() -> None:
    (code,) = re.findall(
        r"^```python\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True
    )
    said = run.stdout
    average, low, high = (float(x) for x in re.findall(r"\d+", said.splitlines()[0])[:3])
    # 0.9 cable faults a year of 35.0 days, 0.015 quakes of 86.7 days at 3 a day
    assert average == pytest.approx(0.9 * 35.04 + 0.015 * 86.7 * 3, rel=0.15)
    assert low < average < high
    assert "the ship saves 4" in said  # half of nearly all
