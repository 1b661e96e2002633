"""``tensen layers``: what of one's own lies in a workspace."""

import sys
from pathlib import Path
from typing import Any

import click

from tensen.cli import options
from tensen.cli.language import language
from tensen.messages import LANGUAGES, Language, text

_into = click.option(
    "--into",
    default=".tensen",
    show_default=True,
    metavar="FOLDER",
    help=text("layer.option_into", language()),
)


@click.group(name="layers", help=options.words("layers"))
def command() -> None:
    """The layers."""


@command.command(name="list", help=text("layer.list", language()))
@_into
@options.lang()
@options.as_json()
def list_layers(into: str, lang: Language, as_json: bool) -> None:
    """Name, title, who may see it, rows, rows that wait."""
    from tensen.cli.show import put_json, put_tables, table
    from tensen.workspace.layers import about_layer, layer_names

    found = [about_layer(Path(into), name) for name in layer_names(Path(into))]
    if as_json:
        put_json([_document(one) for one in found], None, lang)
        return
    if not found:
        click.echo(text("layer.none", lang, folder=into))
        return
    heads = [("name", "left"), ("title", "left"), ("private", "left"), ("replaces", "left")]
    heads += [("rows", "right"), ("pending", "right"), ("date", "left")]
    columns = [(text(f"layer.column_{key}", lang), side) for key, side in heads]
    put_tables([table("", columns, [_cells(one, lang) for one in found])], None, lang)


@command.command(name="show", help=text("layer.show", language()))
@click.argument("name", default="own")
@_into
@options.lang()
@options.as_json()
def show_layer(name: str, into: str, lang: Language, as_json: bool) -> None:
    """Rows by table, and the rows that wait with their reasons."""
    from tensen.cli.show import put_json, put_tables, table
    from tensen.workspace.imports.preview import waiting_rows, waiting_table
    from tensen.workspace.layers import about_layer, read_layer

    said, layer = about_layer(Path(into), name), read_layer(Path(into), name)
    if as_json:
        rows = {t: frame.to_dict("records") for t, frame in layer.tables.items()}
        put_json(
            {**_document(said), "tables": rows, "waiting": waiting_rows(layer.pending, lang)}, None, lang
        )
        return
    columns = [
        (text(f"layer.column_{key}", lang), side) for key, side in (("table", "left"), ("rows", "right"))
    ]
    cells = [[text(f"table.{t}", lang), f"{len(frame):,}"] for t, frame in layer.tables.items()]
    shown = [table("", columns, cells)]
    if len(layer.pending):
        shown.append(waiting_table(layer.pending, lang))
    click.echo(text("layer.shown", lang, name=layer.name, title=_title(layer.name, layer.title, lang)))
    put_tables(shown, None, lang)


@command.command(name="remove", help=text("layer.remove", language()))
@click.argument("name")
@_into
@click.option("--yes", is_flag=True, help=text("layer.option_yes", language()))
@options.lang()
def remove(name: str, into: str, yes: bool, lang: Language) -> None:
    """Ask, then remove."""
    from tensen.workspace.layers import layer_names, read_layer, remove_layer

    rows = 0
    if name in layer_names(Path(into)):
        from tensen.messages import TensenError

        try:
            rows = read_layer(Path(into), name).rows
        except TensenError as problem:  # a damaged layer can be removed too
            if problem.key != "layer_broken":
                raise
    else:
        read_layer(Path(into), name)
    if not yes and sys.stdin.isatty():
        yes = click.confirm(text("layer.ask_remove", lang, name=name, count=rows), default=False)
    if yes:
        remove_layer(Path(into), name)
    click.echo(text("layer.removed" if yes else "layer.not_removed", lang, name=name))


def _document(said: dict[str, Any]) -> dict[str, Any]:
    keys = ("name", "title", "private", "licence", "replaces", "date", "rows", "pending")
    return {key: said.get(key) for key in keys}


def _title(name: str, title: str, lang: Language) -> str:
    """A title that nobody gave is said in the reader's language."""
    given = {text("layer.source_title", known, name=name) for known in LANGUAGES}
    return text("layer.source_title", lang, name=name) if title in given else title


def _cells(said: dict[str, Any], lang: Language) -> list[str]:
    seen = (
        text("layer.private", lang)
        if said["private"]
        else text("layer.public", lang, licence=said["licence"])
    )
    replaces = text("layer.yes" if said["replaces"] else "layer.no", lang)
    rows = f"{sum(said['rows'].values()):,}"
    return [
        said["name"],
        _title(said["name"], said["title"], lang),
        seen,
        replaces,
        rows,
        f"{said['pending']:,}",
        said["date"],
    ]
