"""``tensen brief``: the page and the document beside it."""

import click

from tensen.cli import options
from tensen.messages import Language, text


@click.command(name="brief", help=options.words("brief"))
@click.argument("name", required=False)
@options.net()
@options.country()
@options.draws()
@options.lang()
@options.as_json()
@options.out()
def command(
    name: str | None,
    net: str | None,
    country: str,
    draws: int,
    lang: Language,
    as_json: bool,
    out: str | None,
) -> None:
    """Write ``brief.html`` and ``brief.json``; with ``--json`` print the document instead."""
    from tensen.cli.show import progress, put_json
    from tensen.workspace import brief, load
    from tensen.workspace.brief import brief_document

    network = load(name or net)
    with progress(lang) as step:
        if as_json:
            document = brief_document(network, country=country, draws=draws, step=step)
        else:
            page = brief(network, out=out, country=country, lang=lang, draws=draws, step=step)
    if as_json:
        put_json(document, out, lang)
    else:
        click.echo(text("cli.wrote", lang, path=page))
        click.echo(text("cli.wrote", lang, path=page.with_name("brief.json")))
