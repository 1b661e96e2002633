"""What a file says of the network as a whole: its name, its packs, its notices."""

from collections.abc import Mapping
from typing import Any

from tensen.messages import TensenError
from tensen.model import About

FORMAT = "tensen.network/1"


def about_fields(about: About) -> dict[str, Any]:
    """What goes into a file; where packs lie on this machine does not."""
    return {
        "id": about.id,
        "title_en": about.title_en,
        "title_ja": about.title_ja,
        "packs": list(about.packs),
        "notices": list(about.notices),
    }


def about_of(said: object, name: str) -> About:
    """The other way round.

    Raises:
        TensenError: a field is missing or is not text.
    """
    if not isinstance(said, Mapping):
        raise TensenError("format_about", file=name, problem="about")
    texts = [said.get(key) for key in ("id", "title_en", "title_ja")]
    lists = [said.get(key, []) for key in ("packs", "notices")]
    if not all(isinstance(value, str) and value for value in texts):
        raise TensenError("format_about", file=name, problem="id, title_en, title_ja")
    if not all(isinstance(found, list) and all(isinstance(v, str) for v in found) for found in lists):
        raise TensenError("format_about", file=name, problem="packs, notices")
    identifier, en, ja = map(str, texts)
    return About(identifier, en, ja, tuple(lists[0]), tuple(lists[1]))
