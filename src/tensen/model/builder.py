"""Collect rows, check them, freeze them: the only way to a network."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

import pandas as pd

from tensen.messages import Finding, TensenError
from tensen.model.checks import check_tables
from tensen.model.coerce import LINE, ORIGIN, coerce, placed, strangers
from tensen.model.network import About, Network
from tensen.model.schema import TABLES, tables
from tensen.model.unknowns import with_unknown_suppliers


class NetworkBuilder:
    """Takes rows from anywhere; :meth:`freeze` gives a checked network or says all that is wrong.

    >>> NetworkBuilder(About("empty", "Empty", "空")).freeze().nodes.empty
    True
    """

    def __init__(self, about: About) -> None:
        self.about = about
        self._parts: dict[str, list[pd.DataFrame]] = defaultdict(list)
        self._strange: list[Finding] = []

    def add(self, table: str, rows: pd.DataFrame | Sequence[Mapping[str, Any]], origin: str = "") -> None:
        """Add rows to ``table``; cells may be strings or typed values.

        Raises:
            TensenError: there is no such table.
        """
        if table not in TABLES:
            raise TensenError("unknown_table", name=table, names=", ".join(TABLES))
        frame = rows if isinstance(rows, pd.DataFrame) else pd.DataFrame(list(rows))
        self._strange += strangers(tables()[table], frame, origin or self.about.id)
        self._parts[table].append(placed(frame.loc[:, ~frame.columns.duplicated()], origin or self.about.id))

    def check(self) -> tuple[dict[str, pd.DataFrame], list[Finding]]:
        """The joined tables and everything found wrong or worth a word."""
        read = {name: list(self._read(name)) for name in TABLES}
        joined = {
            name: pd.concat([frame for frame, _ in parts], ignore_index=True) for name, parts in read.items()
        }
        findings = [*self._strange, *(f for parts in read.values() for _, faults in parts for f in faults)]
        if not any(f.severity == "error" for f in findings):
            findings += check_tables(joined)
        return joined, findings

    def freeze(self) -> Network:
        """The network.

        Raises:
            TensenError: with one finding for each fault.
        """
        joined, findings = self.check()
        errors = [f for f in findings if f.severity == "error"]
        if errors:
            raise TensenError("network_faults", findings=errors, count=len(errors), name=self.about.id)
        bare = {name: frame.drop(columns=[ORIGIN, LINE]) for name, frame in joined.items()}
        return Network(self.about, with_unknown_suppliers(bare), tuple(findings))

    def _read(self, name: str) -> Iterator[tuple[pd.DataFrame, list[Finding]]]:
        """The parts of a table, typed; those that are all words are read at once, which is much faster."""
        empty = placed(pd.DataFrame(), "")
        for words, parts in groupby([empty, *self._parts[name]], key=_all_words):
            if words:
                yield coerce(tables()[name], pd.concat(list(parts), ignore_index=True))
            else:
                yield from (coerce(tables()[name], part) for part in parts)


def _all_words(frame: pd.DataFrame) -> bool:
    return all(isinstance(frame[name].dtype, pd.StringDtype) for name in frame.columns if name != LINE)
