"""A template as a folder of CSV files (UTF-8 with BOM, so that Excel reads Japanese) with a README."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from tensen.messages import LANGUAGES, Language, text
from tensen.model.labels import choices
from tensen.workspace.templates.plan import Field, Listed, Sheet, both, languages
from tensen.workspace.templates.words import instructions

LIST = "list-"  # files that only help to fill in the others


def folder_files(sheets: Sequence[Sheet], lists: Listed, name: str, lang: Language) -> dict[str, bytes]:
    """The files by name."""
    files = {f"{s.table}.csv": _csv([[f.column.name for f in s.fields]]) for s in sheets}
    head = ["id", *(f"name_{one}" for one in LANGUAGES)]
    for kind in ("countries", "carriers"):
        files[f"{LIST}{kind}.csv"] = _csv([head, *getattr(lists, kind)])
    return {**files, "README.md": _readme(sheets, name, lang).encode("utf-8")}


def _csv(rows: Iterable[Sequence[object]]) -> bytes:
    out = StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def _readme(sheets: Sequence[Sheet], name: str, lang: Language) -> str:
    lines = ["# " + " / ".join(both("template.title", lang)), ""]
    for one in languages(lang):
        lines += [*(f"- {line}" for line in instructions(sheets, name, one, folder=True)), ""]
    for sheet in sheets:
        lines += [f"## {sheet.table} / {text(f'table.{sheet.table}', 'ja')}", ""]
        lines += ["| " + " | ".join(text(f"template.{key}", lang) for key in _HEAD) + " |"]
        lines += ["|---" * len(_HEAD) + "|"]
        lines += [f"| {' | '.join(_cells(field))} |" for field in sheet.fields]
        lines.append("")
    return "\n".join(lines)


_HEAD = ("column", "label_en", "label_ja", "allowed", "meaning")


def _cells(field: Field) -> list[str]:
    offered = [f"`{value}` {words}" for value, words in choices(field.column, "ja").items()]
    meanings = " / ".join(field.meaning(one) for one in LANGUAGES)
    cells = [
        f"`{field.column.name}`",
        field.heading("en"),
        field.heading("ja"),
        ", ".join(offered[:30]),
        meanings,
    ]
    return [cell.replace("|", r"\|") for cell in cells]
