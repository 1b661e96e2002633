"""What an import would do, in words and as a document."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import pandas as pd
from rich.table import Table

from tensen.matching.match import Suggestion
from tensen.messages import Language, text
from tensen.model.schema import PROVENANCE
from tensen.workspace.imports.given import Prepared
from tensen.workspace.imports.pending import reason

COUNTS: Final = ("new", "same", "changed", "waiting")
_MOST = 12
_NO_NAMES: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType({})


def lines(prepared: Prepared, lang: Language, rejects: Path | None = None) -> list[str]:
    """The preview, one line each; ``rejects`` is the file that waiting rows are written to, if any."""
    layer = prepared.layer
    private = (
        text("layer.private", lang) if layer.private else text("layer.public", lang, licence=layer.licence)
    )
    said = {"folder": prepared.workspace, "layer": layer.name, "private": private}
    base = {"name": prepared.base.about.title_ja if lang == "ja" else prepared.base.about.title_en}
    key = "import.base_new" if prepared.publishes else "import.base"
    folder = {"folder": prepared.workspace} if prepared.publishes else {}
    found = [text("import.title", lang, **said), text(key, lang, **base, **folder), ""]
    found += _counts(prepared, lang)
    found += [*_done(prepared, lang), *_waiting(prepared, lang, rejects), *_near(prepared, lang)]
    if prepared.warnings:
        found += ["", text("import.warnings", lang)]
        found += [f"  {finding.words(lang)}" for finding in prepared.warnings[:_MOST]]
        found += _more(len(prepared.warnings), lang)
    if not prepared.faults and not any(c[k] for c in prepared.counts.values() for k in ("new", "changed")):
        found += ["", text("import.nothing", lang)]
    return [*found, ""]


def document(prepared: Prepared, written: bool, lang: Language) -> dict[str, Any]:
    """The preview for ``--json``."""
    return {
        "workspace": str(prepared.workspace),
        "layer": prepared.layer.name,
        "private": prepared.layer.private,
        "base": prepared.base.about.id,
        "written": written,
        "tables": {table: dict(counts) for table, counts in prepared.counts.items()},
        "matched": dict(prepared.matched),
        "filled": dict(prepared.filled),
        "waiting": waiting_rows(prepared.layer.pending, lang, _names(prepared)),
        "near": [
            {
                "name": name,
                "id": made,
                "suggestion": near.id,
                "title": _name(prepared, near, lang),
                "score": near.score,
            }
            for name, made, near in prepared.near
        ],
        "warnings": [finding.to_dict(lang) for finding in prepared.warnings],
        "faults": [finding.to_dict(lang) for finding in prepared.faults],
    }


def waiting_rows(
    pending: pd.DataFrame, lang: Language, names: Mapping[str, Mapping[str, str]] = _NO_NAMES
) -> list[dict[str, Any]]:
    """The rows that wait: where each stands, and for each cell why and what it may be.

    Names of suggestions are those of ``names`` (by id and language) where they are there.
    """
    return [
        {
            **{key: row[key] for key in ("pending", "table", "file", "sheet", "row")},
            "cells": json.loads(row["cells"]),
            "problems": [
                {
                    **{k: p[k] for k in ("column", "spelling")},
                    "suggestions": [[i, names.get(i, {}).get(lang) or n, s] for i, n, s in p["suggestions"]],
                    "reason": reason(p, lang),
                }
                for p in json.loads(row["problems"])
            ],
        }
        for row in pending.fillna("").to_dict("records")
    ]


def waiting_table(pending: pd.DataFrame, lang: Language) -> Table:
    """The same, to look at."""
    made = Table(title=text("import.waiting", lang, count=len(pending)), title_justify="left")
    for key in ("where", "cell", "reason", "suggestion"):
        made.add_column(text(f"import.column_{key}", lang), overflow="fold")
    for row in waiting_rows(pending, lang):
        for problem in row["problems"]:
            made.add_row(*(cell.replace("[", r"\[") for cell in _cells(row, problem)))
    return made


def _counts(prepared: Prepared, lang: Language) -> Iterator[str]:
    heads = [text(f"import.column_{key}", lang) for key in ("table", *COUNTS)]
    rows = [
        [text(f"table.{table}", lang), *(f"{counts[key]:,}" for key in COUNTS)]
        for table, counts in prepared.counts.items()
    ]
    widths = [max(_width(row[at]) for row in (heads, *rows)) for at in range(len(heads))]
    for row in (heads, *rows):
        cells = [_pad(row[0], widths[0])] + [
            _pad(c, w, right=True) for c, w in zip(row[1:], widths[1:], strict=True)
        ]
        yield "  " + "   ".join(cells)


def _done(prepared: Prepared, lang: Language) -> Iterator[str]:
    join = "、" if lang == "ja" else ", "
    hows = {how: count for how, count in prepared.matched.items() if how != "id"}
    if hows:
        words = join.join(text(f"import.how_{how}", lang, count=f"{count:,}") for how, count in hows.items())
        yield text("import.matched", lang, words=words)
    values = {"source_id": prepared.layer.source, "as_of": prepared.layer.date, "confidence": "reported"}
    words = join.join(
        text("import.filled_cell", lang, column=name, value=values[name], count=f"{count:,}")
        if name in PROVENANCE
        else text("import.filled_name", lang, column=name, count=f"{count:,}")
        for name, count in prepared.filled.items()
    )
    if words:
        yield text("import.filled", lang, words=words)
    if prepared.skipped:
        yield text("import.skipped", lang, count=prepared.skipped)


def _waiting(prepared: Prepared, lang: Language, rejects: Path | None) -> Iterator[str]:
    rows = waiting_rows(prepared.layer.pending.head(_MOST), lang, _names(prepared))
    if not rows:
        return
    yield ""
    yield text("import.waiting", lang, count=prepared.waiting)
    for row in rows:
        for problem in row["problems"]:
            where, cell, why, near = _cells(row, problem)
            yield f"  {where}: {cell}: {why}" + (f" → {near}" if near else "")
    yield from _more(prepared.waiting, lang)
    key = "waiting_given" if rejects else "waiting_how"
    yield text(f"import.{key}", lang, path=rejects)


def _near(prepared: Prepared, lang: Language) -> Iterator[str]:
    if prepared.near:
        yield ""
        yield text("import.near", lang)
    for name, made, near in prepared.near[:_MOST]:
        said = {"name": name, "id": made, "other": near.id, "score": f"{near.score:.0f}"}
        said["title"] = _name(prepared, near, lang)
        yield "  " + text("import.near_row", lang, **said)
    yield from _more(len(prepared.near), lang)


def _more(count: int, lang: Language) -> Iterator[str]:
    if count > _MOST:
        yield "  " + text("error.more", lang, count=count - _MOST)


def _cells(row: dict[str, Any], problem: dict[str, Any]) -> tuple[str, str, str, str]:
    where = " › ".join(part for part in (row["file"], row["sheet"], str(row["row"])) if part)
    near = ", ".join(f"{i} ({name}, {score:.0f})" for i, name, score in problem["suggestions"][:3])
    return where, f"{problem['column']} '{problem['spelling']}'", problem["reason"], near


def _names(prepared: Prepared) -> Mapping[str, Mapping[str, str]]:
    return (prepared.network or prepared.base).names if prepared.waiting or prepared.near else _NO_NAMES


def _name(prepared: Prepared, near: Suggestion, lang: Language) -> str:
    return _names(prepared).get(near.id, {}).get(lang) or near.name


def _width(words: str) -> int:
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in words)


def _pad(words: str, width: int, right: bool = False) -> str:
    space = " " * (width - _width(words))
    return space + words if right else words + space
