"""Write a brief: the page and the document beside it, both or neither changed half."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tensen.messages import Language
from tensen.model import Network
from tensen.reports import render_brief
from tensen.store import write_all
from tensen.workspace.brief.document import brief_document

FOLDER = "brief"


def brief(
    network: Network,
    *,
    out: str | Path | None = None,
    country: str = "JPN",
    lang: Language = "en",
    draws: int = 32,
    seed: int = 0,
    step: Callable[[], None] = lambda: None,
) -> Path:
    """Write ``brief.html`` and ``brief.json``; returns the page's path.

    Args:
        out: the folder (default ``brief/<network>``).
        lang: the language shown first; both are in the page.

    Raises:
        TensenError: an answer could not be given, or nothing could be written; older files stay as they were.
    """
    document = brief_document(network, country=country, draws=draws, seed=seed, step=step)
    return write_brief(document, Path(out) if out else Path(FOLDER) / network.about.id, lang)


def write_brief(document: dict[str, Any], folder: Path, lang: Language) -> Path:
    """Write a document that is already made."""
    page = render_brief(document, lang)
    text = json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False)
    write_all({folder / "brief.json": text.encode("utf-8"), folder / "brief.html": page.encode("utf-8")})
    return folder / "brief.html"
