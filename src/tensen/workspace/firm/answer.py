"""The firm's view as an object: its document, its tables, and how to write it."""

from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd

from tensen.messages import Language
from tensen.workspace.firm.tables import tables_of
from tensen.workspace.firm.write import write_firm


@dataclass(frozen=True, eq=False)
class FirmView:
    """What was found. ``document`` is ``tensen.firm/1``; a notebook shows the scenarios."""

    document: dict[str, Any]

    def to_frame(self, table: str = "scenarios", lang: Language = "en") -> pd.DataFrame:
        """One of the tables: scenarios, chokepoints, products, tiers, measures, autonomy, unmatched, …

        Raises:
            KeyError: no such table.
        """
        return tables_of(self.document, lang)[table]

    def write(self, out: str | Path, lang: Language = "en") -> Path:
        """Write ``firm.html``, ``firm.json`` and ``firm.xlsx`` to a folder; returns the page's path.

        Raises:
            TensenError: nothing could be written; older files stay as they were.
        """
        return write_firm(self.document, Path(out), lang)

    def _repr_html_(self) -> str:
        name = escape(self.document["firm"]["name"]["en"])
        return f"<h4>{name}</h4>{self.to_frame()._repr_html_()}"  # type: ignore[operator]
