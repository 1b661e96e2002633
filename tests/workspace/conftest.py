"""The real atlas, loaded once into a cache of its own, and its brief with two draws."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tensen.model import Network
from tensen.workspace import load
from tensen.workspace.brief import brief_document


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder of our own for built packs."""
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TENSEN_CACHE", str(folder))
        yield folder


@pytest.fixture(scope="session")
def japan(cache: Path) -> Network:
    """The network of the pack ``japan``."""
    assert cache.is_dir()
    return load("japan")


@pytest.fixture(scope="session")
def document(japan: Network) -> dict[str, Any]:
    """The brief on Japan."""
    return brief_document(japan, draws=2)
