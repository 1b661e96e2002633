"""``tensen template``: a workbook or a folder to fill in."""

import click

from tensen.cli import options
from tensen.cli.language import language
from tensen.messages import Language, text


@click.command(name="template", help=options.words("template"))
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    required=True,
    metavar="KIND",
    help=text("import.option_kind", language()),
)
@click.option("--out", required=True, metavar="PATH", help=text("import.option_template_out", language()))
@options.net()
@options.lang()
@options.as_json()
def command(kinds: tuple[str, ...], out: str, net: str | None, lang: Language, as_json: bool) -> None:
    """Write the template; never over a file that is there."""
    from tensen.cli.show import progress, put_json
    from tensen.workspace import load
    from tensen.workspace.templates import template
    from tensen.workspace.templates.plan import plan

    plan(kinds)  # an unknown kind is told before the atlas is loaded
    with progress(lang):
        files = template(kinds, out, lang=lang, network=load(net) if net else None)
    if as_json:
        put_json([str(file) for file in files], None, lang)
    else:
        for file in files:
            click.echo(text("cli.wrote", lang, path=file))
