"""What goes wrong is a key with parameters; a face turns it into words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from tensen.messages.catalogue import Language, text


@dataclass(frozen=True)
class Key:
    """A parameter that is itself a key of the catalogue: it is said in the language of the message."""

    name: str
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Finding:
    """One fault in the data: what, where, and how to repair it.

    ``where`` names the place (``file``, ``table``, ``row``, ``column``: those that are known); ``params``
    fill the catalogue's words ``check.<key>`` and ``repair.<key>``.
    """

    key: str
    where: Mapping[str, object] = field(default_factory=dict)
    params: Mapping[str, object] = field(default_factory=dict)
    severity: Literal["error", "warning"] = "error"

    def words(self, lang: Language = "en") -> str:
        """One line: place, fault, repair."""
        place = self.place(lang)
        fault = text(f"check.{self.key}", lang, **self.params)
        repair = text(f"repair.{self.key}", lang, **self.params)
        return f"{place}: {fault} → {repair}" if place else f"{fault} → {repair}"

    def place(self, lang: Language = "en") -> str:
        """Where it is, as far as that is known."""
        places = [f"{text(f'place.{k}', lang)} {v}" for k, v in self.where.items() if v not in (None, "")]
        return ", ".join(places)

    def to_dict(self, lang: Language = "en") -> dict[str, object]:
        """For ``--json``."""
        return {
            "key": self.key,
            "severity": self.severity,
            "where": {k: v for k, v in self.where.items() if v not in (None, "")},
            "words": self.words(lang),
        }


class TensenError(Exception):
    """Anything a user can mend. ``exit_code`` 2 is wrong usage, 1 a failure.

    ``key`` is a catalogue key below ``error.``; ``findings`` list the single faults behind it.
    """

    def __init__(
        self,
        key: str,
        /,
        *,
        findings: Sequence[Finding] = (),
        exit_code: int = 1,
        **params: object,
    ) -> None:
        super().__init__(key, params)
        self.key = key
        self.params = params
        self.findings = tuple(findings)
        self.exit_code = exit_code

    def __reduce__(self) -> tuple[object, ...]:
        # as it was made: an error raised in another process arrives whole
        return _again, (type(self), self.key, self.findings, self.exit_code, self.params), vars(self)

    def words(self, lang: Language = "en", most: int = 20) -> str:
        """The message and up to ``most`` findings, one a line."""
        params = {name: _said(value, lang) for name, value in self.params.items()}
        lines = [text(f"error.{self.key}", lang, **params)]
        lines += [f"  {finding.words(lang)}" for finding in self.findings[:most]]
        if len(self.findings) > most:
            lines.append("  " + text("error.more", lang, count=len(self.findings) - most))
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.words("en")


def _again(
    kind: type[TensenError],
    key: str,
    findings: Sequence[Finding],
    exit_code: int,
    params: Mapping[str, object],
) -> TensenError:
    return kind(key, findings=findings, exit_code=exit_code, **params)


def _said(value: object, lang: Language) -> object:
    return text(value.name, lang, **value.params) if isinstance(value, Key) else value
