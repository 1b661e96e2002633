"""Where value lies: which nodes belong to a country, and what a country loses."""

from dataclasses import dataclass
from functools import cached_property
from typing import cast

import numpy as np
import pandas as pd

from tensen.analysis.compiled import Frame
from tensen.engine.arrays import FloatArray, IntArray
from tensen.messages import TensenError
from tensen.model.groups import groups_of

COUNTRY_KINDS = ("country", "region")


@dataclass(frozen=True, eq=False)
class Place:
    """A country or region as a reference: its nodes' mask (nodes,), value per day and population.

    ``weights`` (nodes,): where the reference is not the country's whole economy but something in it, such as
    a firm, the value per day that each node stands for; supplies are still withheld from the country.
    """

    id: str
    mask: FloatArray
    value: float
    population: float
    weights: FloatArray | None = None

    def worth(self, frame: Frame) -> FloatArray:
        """Value per day of each node to the reference; shape (nodes,)."""
        return frame.value * self.mask if self.weights is None else self.weights


@dataclass(frozen=True, eq=False)
class Places:
    """The countries of a network and the nodes that lie in each."""

    frame: Frame

    @cached_property
    def country_of(self) -> list[str | None]:
        """For each node the country or region it lies in; the more detailed one where it lies in both."""
        network = self.frame.network
        kinds = network.kind_of
        located = groups_of(network, "located_in")

        def best(node: str) -> str | None:
            if kinds[node] in COUNTRY_KINDS:
                return node
            places = [g for g in located.get(node, ()) if kinds[g] in COUNTRY_KINDS]
            return min(places, key=lambda g: (kinds[g] != "country", g), default=None)

        return [best(node) for node in kinds]

    @cached_property
    def country_index(self) -> IntArray:
        """``country_of`` as node indices, -1 where a node lies nowhere; shape (nodes,)."""
        return np.asarray(
            self.frame.network.position.get_indexer(pd.Index([c or "" for c in self.country_of]))
        )

    @cached_property
    def valued(self) -> list[str]:
        """Countries and regions with value, most valuable first."""
        worth = self.frame.value
        total: dict[str, float] = {}
        for country, value in zip(self.country_of, worth.tolist(), strict=True):
            if country and value > 0:
                total[country] = total.get(country, 0.0) + value
        return sorted(total, key=lambda c: -total[c])

    def mask(self, country: str) -> FloatArray:
        """1 for the nodes that lie in ``country``, else 0; shape (nodes,)."""
        return np.array([1.0 if c == country else 0.0 for c in self.country_of])

    def place(self, name: str) -> Place:
        """The country called ``name`` as a reference.

        Raises:
            TensenError: no such node, not a country, or a country without value.
        """
        network = self.frame.network
        identifier = network.find(name)
        row = network.nodes.iloc[network.position.get_loc(identifier)]
        if row["kind"] not in COUNTRY_KINDS:
            raise TensenError("not_a_country", exit_code=2, name=name)
        mask = self.mask(identifier)
        value = float(mask @ self.frame.value)
        if value <= 0:
            raise TensenError("reference_without_value", exit_code=2, name=row["name_en"])
        return Place(identifier, mask, value, float(cast(float, row["population"])))


def places_of(frame: Frame) -> Places:
    """The places of a frame, found once."""
    held: dict[str, Places] = frame.__dict__
    if "_places" not in held:
        held["_places"] = Places(frame)
    return held["_places"]
