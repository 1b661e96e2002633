"""The words of the brief, in English and Japanese, and how both languages stand side by side on the page."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from tensen.reports.markup import EMPTY, Markup, escape, join, tag

Language = Literal["en", "ja"]
Text = Mapping[str, str]
LANGUAGES: tuple[Language, Language] = ("en", "ja")
_FILES = ("catalogue.toml", "firm/words.toml", "systemic/words.toml")


@cache
def entries() -> dict[str, dict[str, str]]:
    """Every entry of the catalogues: key -> {"en", "ja"}; keys of a part's own file begin with its name."""
    package = files("tensen.reports")
    own = (package.joinpath(name).read_text(encoding="utf-8") for name in _FILES)
    return {key: entry for text in own for key, entry in tomllib.loads(text).items()}


def word(key: str, lang: Language, **parameters: object) -> str:
    """One entry in one language, its {parameters} filled in. An unknown key raises KeyError."""
    entry = entries()[key][lang]
    return entry.format(**parameters) if parameters else entry


def text(key: str, **parameters: object) -> dict[str, str]:
    """One entry in both languages; a parameter that is a {"en", "ja"} mapping is read per language.

    A parameter that is None is written as unknown.
    """
    return {lang: word(key, lang, **_read(parameters, lang)) for lang in LANGUAGES}


def _read(parameters: Mapping[str, object], lang: Language) -> dict[str, object]:
    return {
        name: word("unknown", lang) if value is None else pick(value, lang)
        for name, value in parameters.items()
    }


def pick(value: object, lang: Language) -> Any:
    """The wanted language of a bilingual value, the other one where it is missing, or the value itself."""
    if isinstance(value, Mapping):
        other = "ja" if lang == "en" else "en"
        return value.get(lang) or value.get(other) or ""
    return value


def label(group: str, value: object) -> dict[str, str]:
    """The words for a value of a closed list (`mode`, `role`, ...); what is not listed names itself."""
    key = f"{group}.{value}"
    return text(key) if key in entries() else {lang: str(value) for lang in LANGUAGES}


def both(value: object, name: str = "span", **attributes: object) -> Markup:
    """Both languages as sibling elements; the style sheet shows the one that the reader chose."""
    if value is None:
        return EMPTY
    if not isinstance(value, Mapping):
        return tag(name, escape(value), **attributes) if attributes or name != "span" else escape(value)
    if pick(value, "en") == pick(value, "ja") and name == "span" and not attributes:
        return escape(pick(value, "en"))
    return join(*(tag(name, pick(value, lang), lang=lang, **attributes) for lang in LANGUAGES))


def say(key: str, name: str = "span", /, **parameters: object) -> Markup:
    """An entry of the catalogue as markup in both languages."""
    return both(text(key, **parameters), name)
