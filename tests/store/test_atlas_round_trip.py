"""The whole world economy through a folder of CSV files and a snapshot, without loss."""

from pathlib import Path

import pandas as pd
import pytest

from tensen.model import Network
from tensen.packs.build import build_network
from tensen.store import fingerprint, read, save
from tensen.workspace.networks import read_folder, to_folder


@pytest.fixture(scope="module")
def world() -> Network:
    return build_network("world-economy")


def same(one: Network, two: Network) -> None:
    assert one.about == two.about
    for name, frame in one.tables.items():
        pd.testing.assert_frame_equal(two.tables[name], frame, check_exact=True)
    assert fingerprint(one) == fingerprint(two)


def test_through_a_folder(world: Network, tmp_path: Path) -> None:
    to_folder(world, tmp_path / "world")
    same(world, read_folder(tmp_path / "world"))


def test_through_a_snapshot(world: Network, tmp_path: Path) -> None:
    save(world, tmp_path, "world")
    same(world, read(tmp_path, "world"))
