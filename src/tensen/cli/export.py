"""``tensen export``: a network to the tools that people use."""

from pathlib import Path

import click

from tensen.cli import options
from tensen.cli.language import language
from tensen.messages import Language, text


def _help(key: str) -> str:
    return text(f"format.option_{key}", language())


@click.command(name="export", help=options.words("export"))
@click.argument("name", required=False)
@options.net()
@click.option("--format", "format_name", default=None, metavar="FORMAT", help=_help("format"))
@click.option("--out", required=True, metavar="PATH", help=options.words("option_out"))
@click.option("--table", "tables", multiple=True, metavar="TABLE", help=_help("table"))
@click.option("--kind", "kinds", multiple=True, metavar="KIND", help=_help("kind"))
@click.option("--family", "families", multiple=True, metavar="FAMILY", help=_help("family"))
@click.option("--public", is_flag=True, help=_help("public"))
@click.option("--bom", is_flag=True, help=_help("bom"))
@options.lang()
@options.as_json()
def command(
    name: str | None,
    net: str | None,
    format_name: str | None,
    out: str,
    tables: tuple[str, ...],
    kinds: tuple[str, ...],
    families: tuple[str, ...],
    public: bool,
    bom: bool,
    lang: Language,
    as_json: bool,
) -> None:
    """Write; say on standard error what the format cannot hold."""
    from tensen.cli.show import progress, put_json
    from tensen.formats import registry
    from tensen.workspace import export, load

    registry.format_for(out, format_name)  # a wrong name is told before the network is loaded
    with progress(lang) as step:
        network = load(name or net, private=not public)
        done = export(
            network,
            Path(out),
            format_name,
            tables=tables,
            kinds=kinds,
            families=families,
            lang=lang,
            bom=bom,
            step=step,
        )
    losses = text(f"format.{done.format.name}_losses", lang)
    counts = {"nodes": f"{done.nodes:,}", "edges": f"{done.edges:,}", "size": f"{done.size / 1e6:,.1f}"}
    click.echo(text("format.losses", lang, format=done.format.name, losses=losses), err=True)
    if as_json:
        said = {"path": str(done.path), "format": done.format.name, "bytes": done.size, "losses": losses}
        put_json(said | {"nodes": done.nodes, "edges": done.edges}, None, lang)
    else:
        click.echo(text("format.wrote", lang, path=done.path, **counts))
