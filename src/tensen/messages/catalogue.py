"""The catalogue: one TOML file a topic, each key with its English and Japanese words."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Final, Literal

Language = Literal["en", "ja"]
LANGUAGES: Final[tuple[Language, ...]] = ("en", "ja")


@cache
def entries() -> Mapping[str, Mapping[str, str]]:
    """All entries, ``topic.key -> {"en": ..., "ja": ...}``."""
    found: dict[str, Mapping[str, str]] = {}
    for file in sorted(resources.files(__package__).joinpath("words").iterdir(), key=lambda f: f.name):
        if file.name.endswith(".toml"):
            topic = file.name.removesuffix(".toml")
            table = tomllib.loads(file.read_text(encoding="utf-8"))
            found.update({f"{topic}.{key}": words for key, words in table.items()})
    return found


def text(key: str, lang: Language = "en", /, **params: object) -> str:
    """The words of ``key`` in ``lang`` with ``params`` filled in.

    >>> text("error.exit_hint", "en", command="tensen check")
    'Try: tensen check'

    Raises:
        KeyError: the key is not in the catalogue (a fault of the caller, not of the user).
    """
    return entries()[key][lang].format_map(params)
