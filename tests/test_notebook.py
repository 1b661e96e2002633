"""The researcher's notebook: its cells run as printed, and print what is stored."""

import json
import subprocess
import sys
from pathlib import Path

NOTEBOOK = Path(__file__).parents[1] / "docs" / "systemic-risk.ipynb"


def cells() -> list[dict]:
    return json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]


def test_the_notebook_prints_what_it_stores(tmp_path: Path) -> None:
    """All its code, in a process of its own as a reader would run it."""
    code = ["".join(cell["source"]) for cell in cells() if cell["cell_type"] == "code"]
    stored = [
        "".join(output["text"])
        for cell in cells()
        for output in cell.get("outputs", [])
        if output["output_type"] == "stream"
    ]
    script = tmp_path / "notebook.py"
    script.write_text("\n".join(code), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-W", "error", script.name],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == "".join(stored).splitlines()


def test_the_notebook_can_be_read_on_its_own() -> None:
    """Every code cell has its output stored, pictures too, and nothing is loaded from elsewhere."""
    outputs = [cell["outputs"] for cell in cells() if cell["cell_type"] == "code"]
    assert all(outputs)
    pictures = [o["data"]["image/svg+xml"] for shown in outputs for o in shown if "data" in o]
    assert len(pictures) == 2
    for picture in pictures:
        drawing = "".join(picture)
        assert drawing.startswith("<svg")
        assert "<script" not in drawing
        assert 'href="http' not in drawing
