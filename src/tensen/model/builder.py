"""Collect rows, check them, freeze them: the only way to a network."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from tensen.messages import Finding, TensenError
from tensen.model.checks import check_tables
from tensen.model.coerce import LINE, ORIGIN, coerce
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
        self._findings: list[Finding] = []

    def add(self, table: str, rows: pd.DataFrame | Sequence[Mapping[str, Any]], origin: str = "") -> None:
        """Add rows to ``table``; cells may be strings or typed values.

        Raises:
            TensenError: there is no such table.
        """
        if table not in TABLES:
            raise TensenError("unknown_table", name=table, names=", ".join(TABLES))
        frame = rows if isinstance(rows, pd.DataFrame) else pd.DataFrame(list(rows))
        if len(frame):
            typed, findings = coerce(tables()[table], frame, origin or self.about.id)
            self._parts[table].append(typed)
            self._findings += findings

    def check(self) -> tuple[dict[str, pd.DataFrame], list[Finding]]:
        """The joined tables and everything found wrong or worth a word."""
        joined = {name: self._join(name) for name in TABLES}
        findings = list(self._findings)
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

    def _join(self, name: str) -> pd.DataFrame:
        parts = self._parts[name]
        if not parts:
            empty, _ = coerce(tables()[name], pd.DataFrame(columns=list(tables()[name].columns)), "")
            return empty
        # a category of origins in one part only would fall back to object
        joined = pd.concat(parts, ignore_index=True) if len(parts) > 1 else parts[0]
        return joined.assign(**{ORIGIN: joined[ORIGIN].astype("str")})
