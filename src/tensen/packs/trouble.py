"""An error kept as a finding, so that a check can go on and tell the rest as well."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from tensen.messages import Finding, Language, TensenError

T = TypeVar("T")
P = TypeVar("P", str, Path)


@dataclass(frozen=True)
class Trouble(Finding):
    """A finding that speaks with the words of the error behind it, which name place and repair."""

    error: TensenError | None = None

    def words(self, lang: Language = "en") -> str:
        """The place, and the words of the error."""
        if self.error is None:
            return super().words(lang)
        place = self.place(lang)
        return f"{place}: {self.error.words(lang)}" if place else self.error.words(lang)


def findings_of(error: TensenError, **where: object) -> list[Finding]:
    """The findings behind an error, or the error itself as one."""
    return list(error.findings) or [Trouble(error.key, where, error.params, error=error)]


def each(read: Callable[[P], T], paths: Iterable[P]) -> tuple[list[T], list[Finding]]:
    """What ``read`` makes of each path, and what is wrong with those that it refuses."""
    made, findings = list[T](), list[Finding]()
    for path in paths:
        try:
            made.append(read(path))
        except TensenError as problem:
            findings += findings_of(problem, file=Path(path).name)
    return made, findings
