"""Makes the tasks of the tests importable under one name here, in worker processes and on a cluster."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """Where each call of a task leaves a mark."""
    folder = tmp_path / "log"
    folder.mkdir()
    return folder
