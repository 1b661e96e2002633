"""Columns as fragments of XML: each distinct text is escaped once, numbers keep all their digits."""

import re
from collections.abc import Callable, Sequence
from typing import Final
from xml.sax.saxutils import escape

import numpy as np
import pandas as pd

_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_LINES: Final = {"\t": "&#9;", "\n": "&#10;", "\r": "&#13;", '"': "&quot;"}


def safe(text: str) -> str:
    """A text for an element or an attribute; XML holds no control characters: they become U+FFFD.

    >>> safe('a<b "c"\\n')
    'a&lt;b &quot;c&quot;&#10;'
    """
    return escape(_FORBIDDEN.sub("\ufffd", text), _LINES)


def column_type(cells: pd.Series) -> str:
    """``double``, ``boolean`` or ``string``: the types that GraphML and GEXF share."""
    if cells.dtype.kind == "f":
        return "double"
    return "boolean" if cells.dtype == "boolean" else "string"


def fragments(cells: pd.Series, wrap: Callable[[str], str]) -> Sequence[str]:
    """One fragment a row, ``wrap`` around the cell's text; empty where the cell is blank."""
    if cells.dtype.kind == "f":
        return [wrap(repr(v)) if v == v else "" for v in cells.tolist()]
    codes, found = pd.factorize(cells)
    words = [wrap(str(w).lower() if isinstance(w, bool | np.bool_) else safe(str(w))) for w in found]
    return np.array([*words, ""], dtype=object)[codes].tolist()  # type: ignore[no-any-return]
