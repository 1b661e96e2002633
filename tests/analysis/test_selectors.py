"""Selectors: chains of memberships, families, and names that are not there."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tensen.analysis.scenario import selector
from tensen.analysis.selectors import select_carriers, select_nodes
from tensen.messages import TensenError
from tensen.model import Network


def nodes(network: Network, **wanted: Any) -> set[str]:
    mask = select_nodes(network, selector(**wanted))
    assert mask.shape == (len(network.nodes),)
    return set(network.nodes["id"][mask])


def carriers(network: Network, **wanted: Any) -> set[str]:
    return set(network.carriers["id"][select_carriers(network, selector(**wanted))])


def test_an_empty_selector_takes_all(toy: Network) -> None:
    assert nodes(toy) == set(toy.nodes["id"])
    assert carriers(toy) == set(toy.carriers["id"])


def test_a_node_in_an_area_that_is_part_of_a_country_lies_in_the_country(toy: Network) -> None:
    # cloud_region.east is located in power_area.north, and only the area is part of the country
    assert nodes(toy, kind="cloud_region", located_in="country.aaa") == {
        "cloud_region.east",
        "cloud_region.west",
    }


def test_the_chain_goes_on_to_the_group_of_countries(toy: Network) -> None:
    inside = nodes(toy, located_in="region.east")
    assert {"cloud_region.east", "sector.aaa.c26", "corridor.k", "essential_service.net"} <= inside
    assert "sector.bbb.c26" not in inside


def test_control_follows_the_operator_to_its_country(toy: Network) -> None:
    run = {"cloud_provider.big", "cloud_region.east", "cloud_region.west"}
    assert nodes(toy, operated_by="organisation.big") == run
    assert nodes(toy, controlled_by="country.bbb") == run


def test_all_keys_must_hold_and_one_of_the_values(toy: Network) -> None:
    assert nodes(toy, kind="sector", located_in=["country.bbb", "country.ccc"]) == {
        "sector.bbb.c26",
        "sector.ccc.c26",
    }
    assert nodes(toy, industry="c26", located_in="country.aaa") == {"sector.aaa.c26"}
    assert nodes(toy, kind="sector", operated_by="organisation.big") == set()


def test_a_part_of_a_group_is_selected_by_it(toy: Network) -> None:
    assert nodes(toy, part_of="corridor.k") == {"landing_station.x", "landing_station.y"}


def test_carriers_are_selected_by_family(toy: Network) -> None:
    assert carriers(toy, family="ores") == {"carrier.ore"}
    assert carriers(toy, family=["ores", "compute"]) == {"carrier.ore", "carrier.compute"}
    assert carriers(toy, id="carrier.c26") == {"carrier.c26"}


def test_a_declared_family_may_be_absent(toy: Network) -> None:
    assert carriers(toy, family="rare-earths") == set()


@pytest.mark.parametrize(
    ("wanted", "near"),
    [
        ({"located_in": "country.aab"}, "country.aaa"),
        ({"id": "cloud_region.eest"}, "cloud_region.east"),
        ({"operated_by": "organisation.bigg"}, "organisation.big"),
    ],
)
def test_an_unknown_name_suggests_the_nearest(toy: Network, wanted: dict[str, str], near: str) -> None:
    with pytest.raises(TensenError) as caught:
        select_nodes(toy, selector(**wanted))
    assert caught.value.exit_code == 2
    for lang in ("en", "ja"):
        words = caught.value.words(lang)
        assert near in words
        assert next(iter(wanted.values())) in words


@pytest.mark.parametrize(
    ("wanted", "near"), [({"id": "carrier.orr"}, "carrier.ore"), ({"family": "rare-earth"}, "rare-earths")]
)
def test_an_unknown_carrier_or_family_suggests_the_nearest(
    toy: Network, wanted: dict[str, str], near: str
) -> None:
    with pytest.raises(TensenError) as caught:
        select_carriers(toy, selector(**wanted))
    assert caught.value.exit_code == 2
    assert near in caught.value.words("ja")


@pytest.mark.parametrize("select", [select_nodes, select_carriers])
def test_an_unknown_key_lists_the_keys(toy: Network, select: Callable[..., np.ndarray]) -> None:
    with pytest.raises(TensenError) as caught:
        select(toy, selector(owned_by="organisation.big"))
    assert caught.value.exit_code == 2
    assert "owned_by" in str(caught.value)
    assert " id, " in str(caught.value)


def test_nothing_is_evaluated(toy: Network) -> None:
    with pytest.raises(TensenError):
        select_nodes(toy, selector(located_in="__import__('os').getcwd()"))
