"""What is to be computed, and what will be said of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tensen.engine.arrays import FloatArray
from tensen.engine.esri.network import Economy
from tensen.messages import Key
from tensen.workspace.systemic.firms import Firms
from tensen.workspace.systemic.shocked import Shocked

Words = Mapping[str, str]


@dataclass(frozen=True, eq=False)
class Asked:
    """An economy, who is hit, and the weights of the index by name, the first of which leads.

    ``called``: names in both languages by id; ``title`` of the network and its ``sources``, where it is one
    of ours.
    """

    economy: Economy
    firms: Firms
    shocked: Shocked
    weights: Mapping[str | None, FloatArray]
    notes: tuple[Key, ...]
    unit: str
    called: Mapping[str, Words] = field(default_factory=dict)
    title: Words | None = None
    sources: tuple[Mapping[str, Any], ...] = ()
