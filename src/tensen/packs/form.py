"""A TOML table read field by field; what is wrong is said with file, key and repair."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any, NoReturn

from tensen.messages import Finding, TensenError, nearest


@dataclass(frozen=True)
class Form:
    """A table of a TOML file.

    Attributes:
        said: the table.
        file: its file's name, for messages.
        error: the catalogue key of the error that a fault raises.
        place: the keys that lead to the table, with a dot behind.
    """

    said: Mapping[str, Any]
    file: str
    error: str
    place: str = ""

    def wrong(self, fault: str, key: str, **params: object) -> NoReturn:
        """Refuse the file for a fault at ``key``."""
        finding = Finding(fault, {"file": self.file, "key": self.place + key}, {"key": key, **params})
        raise TensenError(self.error, file=self.file, findings=[finding])

    def only(self, *known: str) -> None:
        """Refuse keys that nothing would read."""
        for key in sorted(set(self.said) - set(known)):
            near = ", ".join(nearest(key, known) or known)
            self.wrong("key_unknown", key, near=near)

    def text(self, key: str, default: str | None = None) -> str:
        """A text."""
        value = self._value(key, default)
        if not isinstance(value, str) or not value.strip():
            self.wrong("key_text", key, value=value)
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, empty where there is none; one text alone is a list of one."""
        value = self.said.get(key, ())
        value = [value] if isinstance(value, str) else value
        if not isinstance(value, Sequence) or not all(isinstance(item, str) for item in value):
            self.wrong("key_texts", key, value=value)
        return tuple(value)

    def choice(self, key: str, choices: Sequence[str], default: str | None = None) -> str:
        """One of ``choices``."""
        value = self.text(key, default)
        if value not in choices:
            self.wrong("key_choice", key, value=value, choices=", ".join(choices))
        return value

    def number(
        self, key: str, default: float | None = None, low: float = float("-inf"), high: float = float("inf")
    ) -> float:
        """A finite number from ``low`` to ``high``."""
        value = self._value(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.wrong("key_number", key, value=value)
        if not low <= value <= high or (key in self.said and not isfinite(value)):
            self.wrong("key_limits", key, value=value, limits=f"{low:g}…{high:g}")
        return float(value)

    def words(self, key: str) -> Mapping[str, str]:
        """A text in both languages: ``key.en`` and ``key.ja``."""
        both = self.form(key)
        both.only("en", "ja")
        return {"en": both.text("en"), "ja": both.text("ja")}

    def form(self, key: str) -> "Form":
        """The table called ``key``."""
        value = self._value(key, None)
        if not isinstance(value, Mapping):
            self.wrong("key_table", key, value=value)
        return Form(value, self.file, self.error, f"{self.place}{key}.")

    def forms(self, key: str) -> Iterator["Form"]:
        """The tables of the list ``[[key]]``, none where it is absent."""
        value = self.said.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, Mapping) for item in value):
            self.wrong("key_tables", key)
        for number, item in enumerate(value, start=1):
            yield Form(item, self.file, self.error, f"{self.place}{key}[{number}].")

    def _value(self, key: str, default: object) -> Any:
        value = self.said.get(key, default)
        if value is None:
            self.wrong("key_missing", key)
        return value
