"""Which files and columns a pack's ``build.py`` read: what nothing reads is lost without a word."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, ClassVar, Final

import pandas as pd

# these hand on whole rows; which cells of them are used then cannot be seen, so all count as read
_WHOLE: Final = frozenset(
    {
        "apply",
        "at",
        "iat",
        "iloc",
        "items",
        "iterrows",
        "itertuples",
        "join",
        "loc",
        "melt",
        "merge",
        "query",
        "stack",
        "to_csv",
        "to_dict",
        "to_numpy",
        "to_records",
        "values",
    }
)


@dataclass
class Columns:
    """The columns of one file, and those that were read so far."""

    names: tuple[str, ...]
    used: set[str] = field(default_factory=set)

    def use(self, names: Iterable[object]) -> None:
        """Count columns as read; names that are none are left aside."""
        self.used |= {str(name) for name in names} & set(self.names)

    @property
    def unread(self) -> list[str]:
        """The columns that nothing has read, in the file's order."""
        return [name for name in self.names if name not in self.used]


@dataclass
class Reads:
    """What the building of one pack read: files by their place in the pack, columns, and rows declared."""

    files: set[str] = field(default_factory=set)
    columns: dict[str, Columns] = field(default_factory=dict)
    rows: Counter[str] = field(default_factory=Counter)

    def watched(self, name: str, frame: pd.DataFrame) -> "Watched":
        """The frame of the file ``name``, which notes here what is read of it."""
        self.columns[name] = Columns(tuple(str(column) for column in frame.columns))
        made = Watched(frame)
        made.watch = self.columns[name]
        return made

    def declared(self, table: str, rows: pd.DataFrame) -> None:
        """Count rows of a table; a column that is handed on to it is read there, or refused."""
        self.rows[table] += len(rows)
        mine = getattr(rows, "watch", None)
        for columns in self.columns.values() if mine is None else (mine,):
            columns.use(rows.columns)


class Watched(pd.DataFrame):
    """A frame that notes which of its columns are read; what is derived from it notes in the same place.

    >>> frame = Reads().watched("a.csv", pd.DataFrame({"x": ["1"], "y": ["2"]}))
    >>> frame[frame["x"] == "1"]["x"].tolist(), frame.watch.unread
    (['1'], ['y'])
    """

    watch: Columns | None = None
    _metadata: ClassVar[list[str]] = ["watch"]

    @property
    def _constructor(self) -> type["Watched"]:
        return Watched

    def __getitem__(self, key: Any) -> Any:
        if self.watch is not None:
            if isinstance(key, str):
                self.watch.use([key])
            elif isinstance(key, list | pd.Index):
                self.watch.use(name for name in key if isinstance(name, str))
        return super().__getitem__(key)

    def __getattribute__(self, name: str) -> Any:
        if name in _WHOLE:
            watch = super().__getattribute__("watch")
            if watch is not None:
                watch.use(super().__getattribute__("columns"))
        return super().__getattribute__(name)
