"""What an import starts from, what is asked on the way, and what it comes to."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

import pandas as pd

from tensen.matching.match import Suggestion
from tensen.messages import Finding
from tensen.model import Network
from tensen.workspace.imports.shape import Shaped
from tensen.workspace.layers import Layer

EMPTY: Final = "none"  # the base of a workspace that begins with nothing
Stage = Literal["read", "match", "check", "join"]
Ask = Callable[[str, Suggestion], bool | None]
Step = Callable[[Stage, int], None]  # what begins, and with how many rows of the files


def silent(stage: Stage, rows: int) -> None:
    """A :data:`Step` that tells nobody."""


@dataclass(frozen=True)
class Given:
    """What is known before anything is matched.

    Attributes:
        workspace: the folder; ``state`` is the mark of what it held.
        base: the network below all layers; ``publishes`` says that it is not there yet.
        layer: the layer as it stands, under the title and terms that it will have.
        others: the other layers.
        network: the base with all layers.
        found: the rows of the files.
        today: the date of the import, YYYY-MM-DD.
    """

    workspace: Path
    state: str
    base: Network
    publishes: bool
    layer: Layer
    others: Sequence[Layer]
    network: Network
    found: Shaped
    today: str


@dataclass(frozen=True)
class Prepared:
    """What an import would do.

    Attributes:
        workspace: the folder; ``state`` is the mark of what it held when it was read.
        base: the network below all layers; ``publishes`` says that it is not there yet.
        layer: the layer as it would be.
        rows: its rows by table, typed.
        network: the whole network as it would be; None where ``faults`` forbid it.
        counts: by table: how many rows are new, same, changed and waiting.
        filled: how many cells were filled in, by column.
        matched: how many cells were matched by name, alias, crosswalk or a decision.
        near: new names that resemble known ones.
        faults: what must be repaired first.
        warnings: what is worth a word.
        skipped: rows of templates that only explain.
    """

    workspace: Path
    state: str
    base: Network
    publishes: bool
    layer: Layer
    rows: Mapping[str, pd.DataFrame]
    network: Network | None
    counts: Mapping[str, Mapping[str, int]]
    filled: Mapping[str, int] = field(default_factory=dict)
    matched: Mapping[str, int] = field(default_factory=dict)
    near: Sequence[tuple[str, str, Suggestion]] = ()
    faults: Sequence[Finding] = ()
    warnings: Sequence[Finding] = ()
    skipped: int = 0

    @property
    def waiting(self) -> int:
        """Rows of the layer that wait for a match."""
        return len(self.layer.pending)
