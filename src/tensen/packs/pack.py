"""A pack: a folder that declares rows, scenarios, cases and claims, and computes nothing."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tensen.messages import TensenError
from tensen.packs.form import Form
from tensen.store.atomic import unread

_HEAD: Final = ("id", "title", "publisher", "address", "licence", "coverage", "includes", "notices")
_NAME: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,46}[a-z0-9])?")
_DEVICES: Final = ("aux", "con", "nul", "prn", *(f"{kind}{n}" for kind in ("com", "lpt") for n in range(10)))
_LIMITS: Final = ("min", "max", "sum_min", "sum_max", "fill_min")


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


def is_name(text: str) -> bool:
    """Whether a pack may be called ``text``: it becomes the name of files and folders everywhere.

    >>> is_name("our-suppliers"), is_name("../x"), is_name("Ours"), is_name("con")
    (True, False, False, False)
    """
    return _NAME.fullmatch(text) is not None and text not in _DEVICES


def read_toml(path: Path) -> dict[str, Any]:
    """The table in ``path``.

    Raises:
        TensenError: missing, a folder, not UTF-8 or not TOML; with the place.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise TensenError("toml_not_utf8", file=path.name, position=problem.start) from problem
    except OSError as problem:
        raise unread(path, problem) from problem
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as problem:
        said = re.sub(r" \(at .*\)$", "", str(problem))
        line = _line(str(problem), text)
        raise TensenError("toml_invalid", file=path.name, line=line, problem=said) from problem


def read_pack(folder: Path) -> Pack:
    """The pack in ``folder``.

    Raises:
        TensenError: ``pack.toml`` is missing, broken or incomplete.
    """
    said = Form(read_toml(folder / "pack.toml"), f"{folder.name}/pack.toml", "pack_toml_invalid")
    said.only("pack", "assert")
    head = said.form("pack")
    head.only(*_HEAD)
    if not is_name(head.text("id")):
        head.wrong("pack_name", "id", value=head.text("id"))
    return Pack(
        id=head.text("id"),
        path=folder,
        title=head.words("title"),
        publisher=head.text("publisher"),
        licence=head.text("licence"),
        coverage=head.words("coverage"),
        includes=head.texts("includes"),
        notices=head.texts("notices"),
        assertions=tuple(_assertion(form) for form in said.forms("assert")),
    )


def _assertion(form: Form) -> Assertion:
    form.only("table", "where", "column", *_LIMITS)
    where = form.form("where").said if "where" in form.said else {}
    limits = {key: form.number(key) for key in _LIMITS if key in form.said}
    if not limits:
        form.wrong("key_missing", "min")
    if set(limits) - {"min", "max"} and "column" not in form.said:
        form.wrong("key_missing", "column")
    column = form.text("column") if "column" in form.said else ""
    return Assertion(form.text("table"), {k: str(v) for k, v in where.items()}, column, **limits)


def _line(problem: str, text: str) -> int:
    """The line that the parser names, else the last one."""
    told = re.search(r"\(at line (\d+)", problem)
    return int(told.group(1)) if told else len(text.splitlines())
