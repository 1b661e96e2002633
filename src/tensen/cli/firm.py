"""``tensen firm``: a firm's own list of suppliers, joined to the atlas."""

from pathlib import Path
from typing import Any

import click

from tensen.cli import options
from tensen.cli.language import language
from tensen.messages import Language, TensenError, text

SHOWN = 6


def _help(key: str) -> str:
    return text(f"firm.option_{key}", language())


@click.command(name="firm", help=options.words("firm"))
@click.argument("suppliers", required=False, metavar="[SUPPLIERS]")
@click.option("--profile", default=None, metavar="FILE", help=_help("profile"))
@click.option("--name", default=None, metavar="TEXT", help=_help("name"))
@click.option("--country", default=None, metavar="COUNTRY", help=_help("country"))
@click.option("--industry", default=None, metavar="CODE", help=_help("industry"))
@click.option("--sales", type=click.FloatRange(min=0, min_open=True), default=None, help=_help("sales"))
@click.option(
    "--value-added", type=click.FloatRange(min=0, min_open=True), default=None, help=_help("value_added")
)
@click.option("--currency", default=None, metavar="JPY", help=_help("currency"))
@click.option("--example", default=None, metavar="FOLDER", help=_help("example"))
@options.net()
@options.draws()
@options.lang()
@options.as_json()
@options.out()
def command(
    suppliers: str | None,
    net: str | None,
    draws: int,
    lang: Language,
    as_json: bool,
    out: str | None,
    example: str | None,
    **told: Any,
) -> None:
    """Print the short answer and write the page, the document and the workbook."""
    from tensen.cli.show import progress, put_json
    from tensen.workspace.firm import firm, write_example

    if example is not None:
        for path in write_example(Path(example)):
            click.echo(text("cli.wrote", lang, path=path))
        click.echo(text("firm.example_next", lang, folder=example))
        return
    if suppliers is not None and Path(suppliers).is_dir():
        raise TensenError("file_is_folder", file=suppliers)
    with progress(lang) as step:
        view = firm(suppliers, network=net, draws=draws, step=step, **told)
    if as_json:
        put_json(view.document, out, lang)
        return
    _show(view.document, lang)
    page = view.write(out or "firm", lang)
    for path in (page, page.with_suffix(".json"), page.with_suffix(".xlsx")):
        click.echo(text("cli.wrote", lang, path=path))


def _show(doc: dict[str, Any], lang: Language) -> None:
    from tensen.cli.show import put_tables, table

    tables = [
        table(
            text("firm.sheet_scenarios", lang),
            _columns(
                ("title", "left"),
                ("loss_per_day", "right"),
                ("share_of_firm", "right"),
                ("industry_at_home", "right"),
                lang=lang,
            ),
            [_scenario(row, doc, lang) for row in doc["scenarios"][:SHOWN]],
        ),
        table(
            text("firm.sheet_chokepoints", lang),
            _columns(
                ("name", "left"), ("loss_per_day", "right"), ("shared", "left"), ("path", "left"), lang=lang
            ),
            [_chokepoint(row, doc, lang) for row in doc["chokepoints"][:SHOWN]],
        ),
        table(
            text("firm.sheet_measures", lang),
            _columns(("title", "left"), ("avoided_per_day", "right"), ("pays_if", "left"), lang=lang),
            [_measure(row, doc, lang) for row in doc["measures"][:SHOWN]],
        ),
    ]
    put_tables([t for t in tables if t.row_count], None, lang, _notes(doc, lang))


def _notes(doc: dict[str, Any], lang: Language) -> list[str]:
    """The findings, then what was wrong with the list."""
    from tensen.reports.firm.money import amount

    found, listed = doc["firm"], doc["list"]
    head = text(
        "firm.about",
        lang,
        name=found["name"][lang],
        suppliers=listed["suppliers"],
        spend=amount(listed["spend_per_year"], doc["currency"], lang),
        value=amount(found["value_added_per_day"], doc["currency"], lang),
        basis=found["value_added_basis"]["text"][lang],
    )
    lines = ["", head, "", *(f"- {f['text'][lang]}" for f in doc["findings"]), ""]
    for row in listed["unmatched"]:
        near = ", ".join(f"{s['id']} ({s['name']})" for s in row["suggestions"]) or "–"
        lines.append(
            text(
                "firm.row_unmatched",
                lang,
                row=row["row"],
                supplier=row["supplier"],
                reason=row["reason"][lang],
                near=near,
            )
        )
    lines += [warning[lang] for warning in listed["warnings"][:20]]
    return [*lines, text("firm.how_to_read", lang)]


def _columns(*named: tuple[str, str], lang: Language) -> list[tuple[str, str]]:
    return [(text(f"firm.col_{name}", lang), justify) for name, justify in named]


def _scenario(row: dict[str, Any], doc: dict[str, Any], lang: Language) -> list[str]:
    from tensen.reports import money

    home = money.percent(row["rivals"][0]["share_of_value"], lang)
    return [row["title"][lang], _loss(row, doc, lang), money.percent_span(row["share_of_firm"], lang), home]


def _chokepoint(row: dict[str, Any], doc: dict[str, Any], lang: Language) -> list[str]:
    shared = text(f"firm.shared_{row['shared'].replace(' ', '_')}", lang)
    path = " → ".join(step[lang] for step in row["path"][:-1])
    return [row["name"][lang], _loss(row, doc, lang), shared, path]


def _measure(row: dict[str, Any], doc: dict[str, Any], lang: Language) -> list[str]:
    return [row["title"][lang], _span(row["loss_avoided_per_day"], doc, lang), row["pays_if"][lang]]


def _loss(row: dict[str, Any], doc: dict[str, Any], lang: Language) -> str:
    if row["closed_loop"]:
        return text("cli.closed_loop", lang)
    return _span(row["loss_per_day"], doc, lang)


def _span(value: dict[str, float], doc: dict[str, Any], lang: Language) -> str:
    """The centre over its interval."""
    from tensen.reports.firm.money import amount, ends

    currency = doc["currency"]
    between = ends(value["low"], value["high"], currency, lang)
    return f"{amount(value['central'], currency, lang)}\n{between}"
