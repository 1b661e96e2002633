"""A template as an Excel workbook: how to fill it, one sheet a table, and the lists of the drop-downs."""

from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, Final

import xlsxwriter  # type: ignore[import-untyped]

from tensen.messages import LANGUAGES, Language, text
from tensen.workspace.templates.plan import Field, Listed, Sheet, both, languages
from tensen.workspace.templates.words import instructions

HEAD_ROWS: Final = 3  # declared names, then the labels in two languages
_LAST = 9_999  # the last row that has a drop-down
_INK, _QUIET, _PAPER, _LINE = "#1F3A4D", "#5B7083", "#EAF0F4", "#C5D1DA"
_OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_FORMATS: Final[dict[str, dict[str, Any]]] = {
    "title": {"bold": True, "font_size": 16, "font_color": _INK},
    "section": {"bold": True, "font_size": 12, "font_color": _INK, "bottom": 1, "bottom_color": _LINE},
    "words": {"text_wrap": True, "valign": "top"},
    "head": {"bold": True, "font_color": _INK, "bg_color": _PAPER, "border": 1, "border_color": _LINE},
    "must": {"bold": True, "font_color": "#FFFFFF", "bg_color": _INK, "border": 1, "border_color": _LINE},
    "label": {
        "font_color": _QUIET,
        "bg_color": "#F6F9FB",
        "text_wrap": True,
        "valign": "top",
        "border": 1,
        "border_color": _LINE,
        "font_size": 9,
    },
    "example": {"italic": True, "font_color": "#8A98A5", "bg_color": "#F3F3F3"},
    "text": {"num_format": "@"},
    "number": {"num_format": "General"},
}


def workbook(sheets: Sequence[Sheet], lists: Listed, file: str, lang: Language) -> bytes:
    """The workbook's bytes."""
    sink = BytesIO()
    book = xlsxwriter.Workbook(sink, _OPTIONS)
    # without a fixed date the same template would differ from day to day
    book.set_properties({"title": text("template.title", lang), "created": datetime(2026, 1, 1, tzinfo=UTC)})
    formats = {name: book.add_format({"font_name": "Meiryo UI", **style}) for name, style in _FORMATS.items()}
    _how(book.add_worksheet(text("template.sheet_how", lang)), formats, sheets, file, lang)
    tables = [book.add_worksheet(text(f"table.{sheet.table}", lang)) for sheet in sheets]
    name = text("template.sheet_lists", lang)
    places = _lists(book.add_worksheet(name), formats, sheets, lists, lang)
    for sheet, page in zip(sheets, tables, strict=True):
        _table(page, formats, sheet, {key: f"='{name}'!{place}" for key, place in places.items()}, lang)
    book.close()
    return sink.getvalue()


def _how(page: Any, formats: Any, sheets: Sequence[Sheet], file: str, lang: Language) -> None:
    page.hide_gridlines(2)
    page.set_column(0, 0, 22)
    page.set_column(1, 2, 46)
    page.set_column(3, 4, 60)
    page.write_string(0, 0, text("template.title", lang), formats["title"])
    row = 2
    for one in languages(lang):
        for line in instructions(sheets, file, one):
            page.write_string(row, 0, line)  # no merged cells: they cannot be sorted, filtered or read back
            row += 1
        row += 1
    page.write_string(row, 0, text("template.rows", lang), formats["section"])
    for sheet in sheets:
        row = _explained(page, formats, sheet, row + 1, lang) + 1


def _explained(page: Any, formats: Any, sheet: Sheet, row: int, lang: Language) -> int:
    """What a sheet holds and each of its columns; returns the next row."""
    name = " / ".join(both(f"table.{sheet.table}", lang))
    page.write_string(row, 0, name, formats["head"])
    heads = [text("template.label_en", lang), text("template.label_ja", lang)]
    for at, head in enumerate([*heads, *both("template.meaning", lang)], start=1):
        page.write_string(row, at, head, formats["head"])
    for field in sheet.fields:
        row += 1
        cells = [field.column.name, field.heading("en"), field.heading("ja")]
        for at, cell in enumerate([*cells, *(field.meaning(one) for one in languages(lang))]):
            page.write_string(row, at, cell, formats["words"])
    return row + 1


def _lists(
    page: Any, formats: Any, sheets: Sequence[Sheet], lists: Listed, lang: Language
) -> dict[tuple[str, str], str]:
    """Write the lists side by side; returns the range of each drop-down by (table, column)."""
    columns: dict[str, list[str]] = {}
    for kind in ("countries", "carriers"):
        rows = getattr(lists, kind)
        heading = text(f"template.list_{kind}", lang)
        columns[f"{kind} id"] = [f"{heading}: id", *(row[0] for row in rows)]
        for at, one in enumerate(LANGUAGES, start=1):
            columns[f"{kind} {one}"] = [f"{heading}: {one}", *(row[at] for row in rows)]
    wanted: dict[tuple[str, str], str] = {}
    for sheet in sheets:
        for field in sheet.fields:
            key = _list_of(field, lang)
            if key:
                columns.setdefault(key, [field.heading(lang), *field.choices])
                wanted[sheet.table, field.column.name] = key
    places = {}
    for at, (key, cells) in enumerate(columns.items()):
        page.set_column(at, at, 24, formats["text"])
        for row, cell in enumerate(cells):
            page.write_string(row, at, cell, formats["text" if row else "head"])
        letter = xlsxwriter.utility.xl_col_to_name(at)
        places[key] = f"${letter}$2:${letter}${max(len(cells), 2)}"
    page.freeze_panes(1, 0)
    return {place: places[key] for place, key in wanted.items()}


def _list_of(field: Field, lang: Language) -> str:
    """Which column of the lists a field offers: choices of its own, ids, or names in a firm's own form."""
    if field.choices:
        return " ".join(field.choices)
    if field.listed:
        return f"{field.listed} {lang if field.column.name == 'country' else 'id'}"
    return ""


def _table(page: Any, formats: Any, sheet: Sheet, places: dict[tuple[str, str], str], lang: Language) -> None:
    first, second = languages(lang)
    marked = False
    for at, (field, example) in enumerate(zip(sheet.fields, sheet.example, strict=True)):
        words = [field.heading(first), field.heading(second)]
        wide = max(len(field.column.name) + 2, max(_width(w) for w in words) * 0.62, 11)
        plain = field.column.numeric and not field.column.assumable
        page.set_column(
            at, at, min(wide, 26), formats["number" if plain or field.column.assumable else "text"]
        )
        page.write_string(0, at, field.column.name, formats["must" if field.required else "head"])
        page.write_comment(0, at, _comment(field, lang), {"x_scale": 2.4, "y_scale": 2.0, "author": "Tensen"})
        for row, word in enumerate(words, start=1):
            page.write_string(row, at, word, formats["label"])
        if example is not None and not marked:
            example, marked = f"{text('template.example_mark', lang)} {example}", True
        _cell(page, HEAD_ROWS, at, example, formats["example"])
        _validate(page, at, field, places.get((sheet.table, field.column.name)), lang)
    for row in (1, 2):
        page.set_row(row, 26)
    page.freeze_panes(HEAD_ROWS, 1)


def _cell(page: Any, row: int, at: int, cell: str | float | None, style: Any) -> None:
    if cell is None:
        page.write_blank(row, at, None, style)
    elif isinstance(cell, str):
        page.write_string(row, at, cell, style)
    else:
        page.write_number(row, at, cell, style)


def _comment(field: Field, lang: Language) -> str:
    return "\n\n".join(f"{field.heading(one)}\n{field.meaning(one)}" for one in languages(lang))


def _validate(page: Any, at: int, field: Field, place: str | None, lang: Language) -> None:
    area = (HEAD_ROWS + 1, at, _LAST, at)
    column = field.column
    if place:
        only = bool(field.choices)
        key = "template.pick_only" if only else "template.pick"
        said = {"input_title": field.column.name[:32], "input_message": text(key, lang)}
        # a name that is in no list may still be recognised by the import
        page.data_validation(*area, {"validate": "list", "source": place, "show_error": only, **said})
    elif column.numeric and not column.assumable:
        low, high = column.bounds
        rule: dict[str, Any] = {"validate": "decimal", "error_type": "warning"}
        if low is not None and high is not None:
            page.data_validation(*area, {**rule, "criteria": "between", "minimum": low, "maximum": high})
        elif low is not None:
            page.data_validation(*area, {**rule, "criteria": ">=", "value": low})


def _width(words: str) -> int:
    """Width of a text in Latin letters: a Japanese letter takes two."""
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in words)
