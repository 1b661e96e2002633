"""What a spelling was found to mean, and what it might mean."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from tensen.messages import text
from tensen.messages.catalogue import Language

How = Literal["id", "name", "alias", "crosswalk", "accepted", "rejected", "ambiguous", "none"]


@dataclass(frozen=True)
class Suggestion:
    """Something that a spelling might mean, for a person to accept or reject; ``score`` from 0 to 100."""

    id: str
    name: str
    score: float


@dataclass(frozen=True)
class Match:
    """What one spelling means.

    ``id`` is None unless ``how`` is id, name, alias, crosswalk or accepted. ``reason`` is a key of the
    catalogue below ``match.``, filled with ``params``; it also tells what is approximate in a match.
    """

    spelling: str
    id: str | None
    how: How
    suggestions: tuple[Suggestion, ...] = ()
    reason: str = ""
    params: Mapping[str, object] = field(default_factory=dict)

    def words(self, lang: Language = "en") -> str:
        """The reason in words; empty where there is nothing to say."""
        return text(self.reason, lang, **self.params) if self.reason else ""
