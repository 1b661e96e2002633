"""``tensen compare``: two scenarios, horizons or networks side by side."""

from typing import Any

import click

from tensen.cli import options
from tensen.cli.language import language
from tensen.messages import Language, text


@click.command(name="compare", help=options.words("compare"))
@click.argument("a")
@click.argument("b", required=False)
@options.net()
@options.country()
@click.option("--horizon", default=None, metavar="H|H,H", help=text("compare.option_horizon", language()))
@click.option("--scenario", multiple=True, metavar="NAME", help=text("compare.option_scenario", language()))
@click.option(
    "--by",
    type=click.Choice(["auto", "row", "need", "family", "table", "source"]),
    default="auto",
    show_default=True,
    help=text("compare.option_by", language()),
)
@click.option(
    "--threshold",
    type=click.FloatRange(0, 1),
    default=1e-3,
    show_default=True,
    help=text("compare.option_threshold", language()),
)
@click.option("--rows-only", is_flag=True, help=text("compare.option_rows_only", language()))
@click.option("--no-rank", is_flag=True, help=text("compare.option_no_rank", language()))
@click.option("--html", default=None, metavar="PATH", help=text("compare.option_html", language()))
@options.draws()
@options.lang()
@options.as_json()
@options.out()
def command(
    a: str,
    b: str | None,
    net: str | None,
    country: str,
    horizon: str | None,
    scenario: tuple[str, ...],
    by: Any,
    threshold: float,
    rows_only: bool,
    no_rank: bool,
    html: str | None,
    draws: int,
    lang: Language,
    as_json: bool,
    out: str | None,
) -> None:
    """Compare and print; exit 0 whether or not anything differs."""
    from pathlib import Path

    from tensen.cli.compare_tables import notes_of, tables_of
    from tensen.cli.show import progress, put_json, put_tables
    from tensen.store import write_text
    from tensen.workspace import compare

    with progress(lang) as step:
        found = compare(
            a,
            b,
            net=net,
            country=country,
            horizon=horizon,
            scenario=list(scenario) or None,
            draws=draws,
            by=by,
            threshold=threshold,
            answers=not rows_only,
            chokepoints=not no_rank,
            step=step,
        )
        document = found.to_dict()
        page = found.to_html(lang) if html else ""
    if html:
        write_text(Path(html), page)
        click.echo(text("cli.wrote", lang, path=html), err=True)
    if as_json:
        put_json(document, out, lang)
        return
    put_tables(tables_of(document, lang), out, lang, notes_of(document, lang))
