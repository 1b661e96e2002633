"""What a pack's ``build.py`` may do: read its own files and declare rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from tensen.formats import read_csv
from tensen.messages import TensenError
from tensen.model import NetworkBuilder
from tensen.packs.pack import Pack
from tensen.packs.watch import Reads
from tensen.store.atomic import inside


@dataclass(frozen=True)
class Context:
    """Handed to ``build(context)``.

    Attributes:
        pack: what ``pack.toml`` says.
        builder: takes the rows.
        reads: notes what was read, so that ``packs check`` can tell what was not.
    """

    pack: Pack
    builder: NetworkBuilder
    reads: Reads = field(default_factory=Reads)

    @property
    def path(self) -> Path:
        """The pack's folder."""
        return self.pack.path

    def file(self, name: str) -> Path:
        """The path of a file of the pack, for a reader of its own; counts as read.

        Raises:
            TensenError: outside the pack's folder, or missing.
        """
        path = inside(self.path, name)
        if not path.is_file():
            raise TensenError("file_missing", file=f"{self.pack.id}/{name}")
        self.reads.files.add(path.relative_to(self.path.resolve()).as_posix())
        return path

    def read_csv(self, name: str) -> pd.DataFrame:
        """A CSV file of the pack, every cell a string; which of its columns are used is noted.

        Raises:
            TensenError: outside the pack's folder, missing, or not readable.
        """
        frame = read_csv(self.file(name).read_bytes(), f"{self.pack.id}/{name}")
        return self.reads.watched(name, frame)

    def add(self, table: str, rows: pd.DataFrame | Sequence[Mapping[str, Any]]) -> None:
        """Declare rows of a table."""
        frame = rows if isinstance(rows, pd.DataFrame) else pd.DataFrame(list(rows))
        self.reads.declared(table, frame)
        self.builder.add(table, pd.DataFrame(frame), f"{self.pack.id}/build.py")
