"""How to fill a template, in sentences."""

from collections.abc import Sequence

from tensen.messages import Language, text
from tensen.workspace.templates.plan import SUPPLIERS, Sheet

_ROWS = "how_2"  # a folder has no rows of labels and no example


def instructions(sheets: Sequence[Sheet], file: str, lang: Language, folder: bool = False) -> list[str]:
    """The sentences, in the order of work."""
    tables = {sheet.table for sheet in sheets}
    keys = ["how_1", *([] if folder else [_ROWS]), "how_3", "how_4", "how_5"]
    if SUPPLIERS in tables:
        keys.append("how_suppliers")
    if tables - {SUPPLIERS}:
        keys += ["how_6", "how_7"]
    return [text(f"template.{key}", lang, **({"file": file} if key in _NAMED else {})) for key in keys]


_NAMED = ("how_suppliers", "how_7")
