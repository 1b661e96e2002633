"""What systemic risk was found: a table, how it was made, and what to beware of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from tensen.engine.esri.network import Economy
from tensen.messages import Key, Language, text
from tensen.workspace.systemic.compute import Found, Way, ranked
from tensen.workspace.systemic.shocked import Shocked

COLUMNS = ("node", "esri", "esri_down", "esri_up", "bound", "iterations")
SHOWN = 20


@dataclass(frozen=True, eq=False, kw_only=True)
class Systemic:
    """The index of each shock, with the economy that it was computed on.

    ``names``: what each firm of ``economy`` is called; ``titles`` (by name) and ``labels`` (its sector) where
    they were told; ``called`` gives names in both languages by id, for networks of ours, whose ``title`` and
    ``sources`` are told too. ``notes`` say what was read, merged and left out, ``warnings`` what to beware
    of.
    """

    economy: Economy
    names: pd.Series
    titles: pd.Series | None
    labels: pd.Series | None
    shocked: Shocked
    found: Found
    way: Way
    weights: Mapping[str | None, Any]
    lead: str | None
    notes: tuple[Key, ...]
    warnings: tuple[Key, ...]
    sources: tuple[Mapping[str, Any], ...] = ()
    called: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    title: Mapping[str, str] | None = None
    unit: str = "firm"
    seconds: float = 0.0

    @cached_property
    def unsettled(self) -> list[str]:
        """The rows that had not come to rest when they were stopped, in the table's order."""
        return unsettled_of(self.found, self.shocked)

    def to_frame(self) -> pd.DataFrame:
        """A row per shock: ``node, esri, esri_down, esri_up, bound, iterations``, shares of 1.

        In converged mode the three are lower ends and ``bound`` is the most by which they are too low; in
        reference mode nothing bounds them (NaN). Further weights add ``esri.<name>`` and so on.
        """
        found, first = self.found, self.lead
        columns: dict[str, Any] = {
            "node": self.shocked.names.iloc[found.order].reset_index(drop=True),
            "esri": found.esri[first],
            "esri_down": found.down[first],
            "esri_up": found.up[first],
            "bound": found.bound[first],
            "iterations": found.iterations,
        }
        for name in [w for w in found.esri if w != first]:
            columns |= {
                f"esri.{name}": found.esri[name],
                f"esri_down.{name}": found.down[name],
                f"esri_up.{name}": found.up[name],
                f"bound.{name}": found.bound[name],
            }
        return pd.DataFrame(columns)

    @cached_property
    def largest(self) -> pd.DataFrame:
        """The rows in descending order of the index, the first ``SHOWN``."""
        return self.top(SHOWN)

    def top(self, count: int) -> pd.DataFrame:
        """The ``count`` largest rows of :meth:`to_frame` in descending order, ties as they stand."""
        order = ranked(self.found.esri[self.lead], count)
        return self.to_frame().iloc[order].reset_index(drop=True)

    def said(self, lang: Language = "en") -> list[str]:
        """How it was computed, what was read, and the warnings, a sentence each."""
        keys = (*self.method, *self.notes, *self.warnings)
        return [text(key.name, lang, **key.params) for key in keys]

    @cached_property
    def method(self) -> tuple[Key, ...]:
        """What was computed, how often, and whether it settled."""
        found, way = self.found, self.way
        rounds = found.iterations
        params: dict[str, object] = {
            "eps": f"{way.eps:g}",
            "tol": f"{way.tol:g}",
            "count": f"{self.shocked.shocks.columns:,}",
            "settled": f"{int(found.settled.sum()):,}",
            "least": f"{int(rounds.min()):,}" if rounds.size else "–",
            "most": f"{int(rounds.max()):,}" if rounds.size else "–",
            "widest": f"{self.widest:.2g}",
            "solved": f"{found.solved:,}",
            "told": f"{found.order.size:,}",
            "slack": f"{found.slack:.2g}",
        }
        lines = [Key(f"esri.method_{way.mode}", params)]
        if way.mode == "converged":
            lines.append(Key(self._certain(), params))
        elif self.shocked.top:
            lines.append(Key("esri.method_top_reference", params))
        return tuple(lines)

    def _certain(self) -> str:
        if self.shocked.top:
            return "esri.method_top_proven" if self.found.proven else "esri.method_top_open"
        return "esri.method_totals" if self.found.solved else "esri.method_bracket"

    @property
    def widest(self) -> float:
        """The largest bound; NaN in reference mode."""
        bound = self.found.bound[self.lead]
        return float(bound.max()) if bound.size else float("nan")

    def document(self) -> dict[str, Any]:
        """For ``tensen.plot``, the page and ``--json``: ``tensen.systemic/1``."""
        from tensen.workspace.systemic.document import document_of

        return document_of(self)

    def save(self, path: str | Path, lang: Language = "en") -> Path:
        """Write the table to ``.csv``, ``.parquet`` or ``.xlsx``, whole or not at all.

        Raises:
            TensenError: another ending, too many rows for Excel, or the disk refuses.
        """
        from tensen.workspace.systemic.write import write_table

        return write_table(self, Path(path), lang)

    def to_dict(self, rows: int = SHOWN) -> dict[str, Any]:
        """:meth:`document` with the first ``rows`` of the table, for JSON."""
        table = self.top(rows).astype(object)
        listed = table.where(table.notna(), None).to_dict("records")
        for row in listed:
            if (name := self.called.get(str(row["node"]))) is not None:
                row["name"] = dict(name)
        return {**self.document(), "rows": listed}

    def report(self, folder: str | Path, lang: Language = "en") -> Path:
        """Write the page ``systemic-risk.html`` and its document; gives the page's path.

        Raises:
            TensenError: nothing could be written.
        """
        from tensen.workspace.systemic.write import write_report

        return write_report(self, Path(folder), lang)

    def _repr_html_(self) -> str:
        table = self.largest.to_html(index=False, float_format=lambda share: f"{share:.6g}", na_rep="–")
        lines = "".join(f"<li>{escape(line)}</li>" for line in self.said())
        more = self.found.order.size - len(self.largest)
        rest = f"<p>{escape(text('esri.rows_more', 'en', count=f'{more:,}'))}</p>" if more > 0 else ""
        return f"<div>{table}{rest}<ul>{lines}</ul></div>"

    def __repr__(self) -> str:
        return "\n".join([self.largest.to_string(index=False), *self.said()])


def unsettled_of(found: Found, shocked: Shocked) -> list[str]:
    """The names of what did not settle."""
    return [str(name) for name in shocked.names.iloc[found.order[~found.settled]]]


def core_of(result: Systemic, count: int) -> pd.DataFrame:
    """The edges among the ``count`` largest closures: ``source, target, weight`` in the table's own unit."""
    frame = pd.DataFrame({"source": [], "target": [], "weight": []})
    if not result.shocked.closed:
        return frame
    net = result.economy
    places = result.found.order[ranked(result.found.esri[result.lead], count)]
    firms = result.shocked.firms[places]
    inside = np.zeros(net.n, np.bool_)
    inside[firms] = True
    rows = []
    for firm in firms:
        span = slice(int(net.out_start[firm]), int(net.out_start[firm + 1]))
        buyers = net.out_buyer[span]
        kept = inside[buyers]
        sold = net.out_up[span][kept] * net.sales[firm]
        rows += [(int(firm), int(b), float(w)) for b, w in zip(buyers[kept], sold, strict=True)]
    if not rows:
        return frame
    source, target, weight = zip(*rows, strict=True)
    names = result.names
    return pd.DataFrame(
        {
            "source": names.iloc[list(source)].to_numpy(),
            "target": names.iloc[list(target)].to_numpy(),
            "weight": weight,
        }
    )
