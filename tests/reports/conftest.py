"""The example brief, loaded by its path because test folders are not packages."""

import importlib.util
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


def _factory() -> Callable[[], dict[str, Any]]:
    spec = importlib.util.spec_from_file_location("reports_example", Path(__file__).with_name("example.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    made: Callable[[], dict[str, Any]] = module.brief
    return made


@pytest.fixture
def brief() -> dict[str, Any]:
    return _factory()()


@pytest.fixture(scope="session")
def page() -> str:
    from tensen.reports import render_brief

    return render_brief(_factory()())
