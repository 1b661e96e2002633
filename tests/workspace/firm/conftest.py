"""The shipped example against the real atlas, computed once with two draws."""

from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from tensen.model import Network
from tensen.workspace.firm.case import Case, case_of
from tensen.workspace.firm.document import firm_document
from tensen.workspace.firm.profile import Profile, read_profile
from tensen.workspace.firm.reading import read_list

HEAD = "supplier,country,product,code,annual_spend,currency,critical,stock_days,months_to_switch"


@pytest.fixture(scope="session")
def folder() -> Path:
    """The example's folder."""
    return Path(str(resources.files("tensen.examples.firm")))


@pytest.fixture(scope="session")
def case(japan: Network, folder: Path) -> Case:
    """The example joined to the atlas."""
    profile = read_profile(folder / "firm.toml")
    return case_of(japan, profile, read_list(folder / profile.suppliers))


@pytest.fixture(scope="session")
def firm_doc(case: Case) -> dict[str, Any]:
    """What is said of the example."""
    return firm_document(case, draws=2)


@pytest.fixture
def profile() -> Profile:
    """A machinery maker in Japan."""
    return Profile(industry="isic:28", as_of="2025", sales=1e9)


@pytest.fixture
def listed(tmp_path: Path):  # type: ignore[no-untyped-def]
    """Read a list from lines below the usual header."""

    def read(*lines: str, head: str = HEAD):  # type: ignore[no-untyped-def]
        path = tmp_path / "list.csv"
        path.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
        return read_list(path)

    return read
