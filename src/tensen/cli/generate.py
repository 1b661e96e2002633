"""``tensen generate``: networks for whoever has none."""

from typing import TYPE_CHECKING

import click

from tensen.cli import options
from tensen.cli.language import language
from tensen.messages import Language, text

if TYPE_CHECKING:
    from tensen.workspace.synthetic import Made


def _help(key: str) -> str:
    return text(f"generate.option_{key}", language())


@click.group(name="generate", help=options.words("generate"))
@click.option(
    "--lang", type=click.Choice(["en", "ja"]), expose_value=False, help=options.words("option_lang")
)
def command() -> None:
    """The kinds of network."""


@command.command(name="firms", help=text("generate.firms", language()))
@click.option("--table", default=None, metavar="FILE", help=_help("table"))
@click.option("--net", default=None, metavar="NAME|PATH", help=_help("net"))
@click.option("--country", default=None, metavar="COUNTRY", help=_help("country"))
@click.option("--firms", type=click.IntRange(min=1), default=None, metavar="N", help=_help("firms"))
@click.option("--firms-per-sector", "counts", default=None, metavar="FILE", help=_help("counts"))
@click.option("--essential", default=None, metavar="FILE|all|linear", help=_help("essential"))
@click.option("--mean-degree", default=None, metavar="NUMBER", help=_help("mean_degree"))
@click.option("--exponent", default=None, metavar="NUMBER", help=_help("exponent"))
@click.option("--growth", default=None, metavar="NUMBER", help=_help("growth"))
@click.option("--home-share", default=None, metavar="NUMBER", help=_help("home_share"))
@click.option("--sweeps", type=click.IntRange(0, 1000), default=20, show_default=True, help=_help("sweeps"))
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, help=_help("seed"))
@click.option(
    "--format", "format_name", default="csv", show_default=True, metavar="FORMAT", help=_help("format")
)
@click.option("--out", required=True, metavar="FOLDER", help=_help("out"))
@options.lang()
@options.as_json()
def firms(
    table: str | None,
    net: str | None,
    country: str | None,
    firms: int | None,
    counts: str | None,
    essential: str | None,
    mean_degree: str | None,
    exponent: str | None,
    growth: str | None,
    home_share: str | None,
    sweeps: int,
    seed: int,
    format_name: str,
    out: str,
    lang: Language,
    as_json: bool,
) -> None:
    """Write the files; say what was asked and what came out."""
    from tensen.cli.show import progress, put_json
    from tensen.workspace.synthetic import generate_firms
    from tensen.workspace.synthetic.write import check_place

    check_place(out, format_name)  # told before minutes of work
    with progress(lang):
        made = generate_firms(
            table,
            net=net,
            country=country,
            firms=firms,
            counts=counts,
            essential=essential,
            seed=seed,
            mean_degree=mean_degree,
            exponent=exponent,
            growth=growth,
            home_share=home_share,
            sweeps=sweeps,
        )
        files = made.write(out, format_name, lang)
    if as_json:
        put_json({"files": [str(file) for file in files], **made.about}, None, lang)
    else:
        _show(made, lang)
        for file in files:
            click.echo(text("cli.wrote", lang, path=file))


def _show(made: "Made", lang: Language) -> None:
    from tensen.cli.show import put_tables, table
    from tensen.workspace.synthetic.readme import asked_of, measured, origin

    asked = asked_of(made)
    columns = [(text(f"generate.column_{name}", lang), "right") for name in ("asked", "measured")]
    rows = [
        [text(f"generate.moment_{name}", lang), asked.get(name, ""), found]
        for name, found in measured(made).items()
    ]
    heading = (text("generate.column_moment", lang), "left")
    notes = [
        "",
        text("generate.not_observed", lang),
        "",
        origin(made, lang),
        text("generate.how_measured", lang),
    ]
    put_tables([table(text("generate.title", lang), [heading, *columns], rows)], None, lang, notes)
