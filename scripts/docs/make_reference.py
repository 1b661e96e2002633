"""Write docs/reference/tables.md and kinds.md from the package's declarations; run after changing them.

    python scripts/docs/make_reference.py

The sentences are the package's own (words/table.toml, words/note.toml); what only the pages say is in
meanings.toml beside this file. A test holds that the pages are up to date.
"""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

from tensen.messages import text
from tensen.model.labels import note
from tensen.model.schema import PROVENANCE, Column, Table, families, kinds, tables

HERE = Path(__file__).parent
REFERENCE = HERE.parents[1] / "docs" / "reference"
MADE = "<!-- made by scripts/docs/make_reference.py; do not edit -->"
Words = Mapping[str, Mapping[str, str]]


def pages() -> dict[str, str]:
    """The pages by file name."""
    words = tomllib.loads((HERE / "meanings.toml").read_text(encoding="utf-8"))
    return {"tables.md": tables_page(words), "kinds.md": kinds_page(words)}


def tables_page(words: Words) -> str:
    """All tables and their columns."""
    lines = [f"# Tables\n\n{MADE}\n\n{words['page']['tables']}\n"]
    for table in tables().values():
        holds = text(f"table.{table.name}_holds")
        lines += [f"## {table.name}", "", holds, "", f"Key: {_codes(table.key)}.", ""]
        lines += [*_columns(table), ""]
    lines += ["## In every table but `sources`", ""]
    lines += _rows(tables()["nodes"], PROVENANCE)
    return "\n".join(lines) + "\n"


def kinds_page(words: Words) -> str:
    """Kinds of node with their properties, and families of carriers."""
    lines = [f"# Kinds and families\n\n{MADE}\n\n## Kinds of node\n"]
    lines += ["| kind | English | 日本語 | properties |", "|---|---|---|---|"]
    lines += [f"| `{k.id}` | {k.en} | {k.ja} | {_codes(k.properties) or '–'} |" for k in kinds().values()]
    lines += ["", "## Properties", "", words["page"]["properties"], ""]
    lines += _rows(tables()["nodes"], _properties())
    lines += ["", "## Families of carriers", "", "| family | English | 日本語 |", "|---|---|---|"]
    lines += [f"| `{f.id}` | {f.en} | {f.ja} |" for f in families().values()]
    return "\n".join(lines) + "\n"


def _properties() -> tuple[str, ...]:
    return tuple(dict.fromkeys(p for kind in kinds().values() for p in kind.properties))


def _columns(table: Table) -> list[str]:
    own = _properties() if table.name == "nodes" else ()
    names = [name for name in table.columns if name not in (*PROVENANCE, *own)]
    return _rows(table, names)


def _rows(table: Table, names: tuple[str, ...] | list[str]) -> list[str]:
    head = ["| column | type | unit, limits | meaning |", "|---|---|---|---|"]
    return head + [_row(table.columns[name], note(table.name, name)) for name in names]


def _row(column: Column, meaning: str) -> str:
    name = f"`{column.name}`" + (" **required**" if column.required else "")
    return f"| {name} | {column.type} | {'; '.join(_limits(column)) or '–'} | {meaning} |"


def _limits(column: Column) -> Iterator[str]:
    if column.unit:
        yield column.unit
    if column.choices:
        yield " · ".join(f"`{choice}`" for choice in column.choices)
    low, high = column.bounds
    if low is not None and high is not None:
        yield f"{low:g} to {high:g}"
    elif low is not None:
        yield f"≥ {low:g}"
    if column.assumable:
        yield "*assumable*"


def _codes(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def main() -> None:
    """Write the pages."""
    REFERENCE.mkdir(parents=True, exist_ok=True)
    for name, page in pages().items():
        (REFERENCE / name).write_text(page, encoding="utf-8", newline="\n")
        print(f"wrote {name}")


if __name__ == "__main__":
    main()
