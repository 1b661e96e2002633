"""Names and small shapes that every part of a brief uses."""

from collections.abc import Mapping
from typing import Any

from tensen.analysis.candidates import Candidate
from tensen.analysis.interval import Interval
from tensen.messages import LANGUAGES, TensenError, text
from tensen.model import Network
from tensen.model.schema import families

Words = Mapping[str, str]


def both(key: str, **params: object) -> dict[str, str]:
    """The catalogue's words in both languages; a parameter that is itself words is put in per language."""
    return {lang: text(key, lang, **{k: _in(v, lang) for k, v in params.items()}) for lang in LANGUAGES}


def family_words(family: str) -> dict[str, str]:
    """The words of a family of assumptions; its id where the catalogue has none (a pack of one's own)."""
    try:
        return both(f"family.{family}")
    except KeyError:
        return dict.fromkeys(LANGUAGES, family)


def candidate_words(network: Network, candidate: Candidate) -> dict[str, str]:
    """``China: Electronics`` for a country's family, else the node's name."""
    name = network.names[candidate.id]
    if candidate.family is None:
        return dict(name)
    family = families()[candidate.family]
    return {"en": f"{name['en']}: {family.en}", "ja": f"{name['ja']}：{family.ja}"}


def holder_words(network: Network, candidate: Candidate) -> dict[str, Any] | None:
    """The holder with its role; a holder that is no country names its country behind it."""
    holder = candidate.holder
    if holder is None:
        return None
    name = dict(network.names[holder.id])
    if holder.country and holder.country != holder.id:
        country = network.names[holder.country]
        name = {"en": f"{name['en']} ({country['en']})", "ja": f"{name['ja']}（{country['ja']}）"}
    return {"id": holder.id, "name": name, "role": holder.role, "country": holder.country}


def interval(value: Interval | None) -> dict[str, float | None] | None:
    """An interval for JSON."""
    return None if value is None else value.to_dict()


def closed(found: tuple[float, float, int] | None) -> dict[str, float | int] | None:
    """A closed loop's range for JSON."""
    return None if found is None else {"low": found[0], "high": found[1], "nodes": found[2]}


def _in(value: object, lang: str) -> object:
    if isinstance(value, Mapping):
        if lang not in value:
            raise TensenError("pack_invalid", name="words", problem=f"{value!r}")
        return value[lang]
    return value
