"""What commands print: tables on a terminal, JSON on request, progress on standard error."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from tensen.messages import Language, text


def put(words: str, out: str | None, lang: Language) -> None:
    """Print ``words``, or write them to ``out`` and say so."""
    if out is None:
        click.echo(words)
        return
    from tensen.store import write_text

    write_text(Path(out), words if words.endswith("\n") else words + "\n")
    click.echo(text("cli.wrote", lang, path=out), err=True)


def put_json(value: Any, out: str | None, lang: Language) -> None:
    """:func:`put` for JSON; never NaN."""
    put(json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False, default=str), out, lang)


def put_tables(tables: list[Table], out: str | None, lang: Language, notes: list[str] | None = None) -> None:
    """:func:`put` for tables; in a file they are plain text."""
    wide = Console(width=140) if out else Console()
    if out is None and not wide.is_terminal:
        wide = Console(width=140, no_color=True)
    with wide.capture() as captured:
        for table in tables:
            wide.print(table)
        for note in notes or []:
            wide.print(note, highlight=False, markup=False)
    put(captured.get().rstrip("\n"), out, lang)


def headings(lang: Language, **columns: str) -> list[tuple[str, str]]:
    """The columns of a table: each a word of the catalogue (``cli.column_<name>``) with its justification."""
    return [(text(f"cli.column_{name}", lang), justify) for name, justify in columns.items()]


def table(title: str, columns: list[tuple[str, str]], rows: list[list[str]]) -> Table:
    """A table with ``(heading, justification)`` columns."""
    made = Table(title=title, title_justify="left", show_lines=False)
    for heading, justify in columns:
        made.add_column(heading, justify=justify, overflow="fold")  # type: ignore[arg-type]
    for row in rows:
        made.add_row(*(_plain(cell) for cell in row))
    return made


def _plain(cell: str) -> str:
    return cell.replace("[", r"\[")  # a name is not markup


@contextmanager
def stages(say: Callable[..., str], lang: Language) -> Iterator[Callable[..., None]]:
    """A spinner on standard error with words: what is yielded is called with what ``say`` makes them of."""
    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(text("cli.working", lang), total=None)
        yield lambda *what: bar.update(task, description=say(*what))


@contextmanager
def progress(lang: Language) -> Iterator[Callable[[], None]]:
    """A spinner on standard error while work goes on; each call of what is yielded is a step."""
    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(text("cli.working", lang), total=None)
        yield lambda: bar.advance(task)
