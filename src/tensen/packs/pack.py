"""A pack: a folder that declares rows, scenarios, cases and claims, and computes nothing."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tensen.messages import TensenError


@dataclass(frozen=True)
class Assertion:
    """What must hold of the built rows: a count, a sum or a share of filled cells."""

    table: str
    where: Mapping[str, str]
    column: str = ""
    min: float | None = None
    max: float | None = None
    sum_min: float | None = None
    sum_max: float | None = None
    fill_min: float | None = None


@dataclass(frozen=True)
class Pack:
    """What ``pack.toml`` says."""

    id: str
    path: Path
    title: Mapping[str, str]
    publisher: str
    licence: str
    coverage: Mapping[str, str]
    includes: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    assertions: tuple[Assertion, ...] = ()


def read_toml(path: Path) -> dict[str, Any]:
    """The table in ``path``.

    Raises:
        TensenError: missing, not UTF-8 or not TOML; with the place.
    """
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError as problem:
        raise TensenError("file_missing", file=path.name) from problem
    except UnicodeDecodeError as problem:
        raise TensenError("not_utf8", file=path.name, position=problem.start) from problem
    except tomllib.TOMLDecodeError as problem:
        raise TensenError("toml_invalid", file=path.name, problem=problem) from problem


def read_pack(folder: Path) -> Pack:
    """The pack in ``folder``.

    Raises:
        TensenError: ``pack.toml`` is missing, broken or incomplete.
    """
    said = read_toml(folder / "pack.toml")
    try:
        head = said["pack"]
        return Pack(
            id=head["id"],
            path=folder,
            title=_words(head["title"]),
            publisher=str(head["publisher"]),
            licence=str(head["licence"]),
            coverage=_words(head["coverage"]),
            includes=tuple(head.get("includes", ())),
            notices=tuple(head.get("notices", ())),
            assertions=tuple(_assertion(a) for a in said.get("assert", ())),
        )
    except (KeyError, TypeError, ValueError) as problem:
        raise TensenError("pack_invalid", name=folder.name, problem=f"pack.toml: {problem!r}") from problem


def _assertion(said: Mapping[str, Any]) -> Assertion:
    return Assertion(**{**said, "where": {k: str(v) for k, v in said.get("where", {}).items()}})


def _words(said: Mapping[str, str]) -> Mapping[str, str]:
    return {"en": str(said["en"]), "ja": str(said["ja"])}
