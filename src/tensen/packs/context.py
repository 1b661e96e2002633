"""What a pack's ``build.py`` may do: read its own files and declare rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from tensen.formats import read_csv
from tensen.messages import TensenError
from tensen.model import NetworkBuilder
from tensen.packs.pack import Pack
from tensen.store.atomic import inside


@dataclass(frozen=True)
class Context:
    """Handed to ``build(context)``."""

    pack: Pack
    builder: NetworkBuilder

    @property
    def path(self) -> Path:
        """The pack's folder."""
        return self.pack.path

    def read_csv(self, name: str) -> pd.DataFrame:
        """A CSV file of the pack, every cell a string.

        Raises:
            TensenError: outside the pack's folder, missing, or not readable.
        """
        path = inside(self.path, name)
        if not path.is_file():
            raise TensenError("file_missing", file=f"{self.pack.id}/{name}")
        return read_csv(path.read_bytes(), f"{self.pack.id}/{name}")

    def add(self, table: str, rows: pd.DataFrame | Sequence[Mapping[str, Any]]) -> None:
        """Declare rows of a table."""
        self.builder.add(table, rows, f"{self.pack.id}/build.py")
