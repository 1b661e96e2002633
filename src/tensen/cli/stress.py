"""``tensen stress``: what scenarios cost per day."""

from typing import Any

import click

from tensen.cli import options
from tensen.messages import Language, text


@click.command(name="stress", help=options.words("stress"))
@click.argument("scenario", required=False)
@options.net()
@options.country()
@options.horizon()
@options.draws()
@options.lang()
@options.as_json()
@options.out()
def command(
    scenario: str | None,
    net: str | None,
    country: str,
    horizon: str | None,
    draws: int,
    lang: Language,
    as_json: bool,
    out: str | None,
) -> None:
    """One scenario with its details, or all in a table."""
    from tensen.cli.show import headings, progress, put, put_json, put_tables, table
    from tensen.workspace import load, stress
    from tensen.workspace.answers import place_for
    from tensen.workspace.brief.scenarios import scenario_row

    network = load(net)
    with progress(lang) as step:
        found = stress(network, scenario, country=country, horizon=horizon, draws=draws, step=step)
        place = place_for(network, country)
        rows = [scenario_row(network, place, s) for s in found]
    if as_json:
        put_json(rows[0] if scenario else rows, out, lang)
        return
    columns = headings(
        lang, scenario="left", horizon="left", loss="right", share="right", first="right", people="right"
    )
    if not rows:
        put(text("cli.no_scenarios", lang), out, lang)
        return
    title = text("cli.scenarios_of", lang, country=network.names[place.id][lang])
    notes = _details(rows[0], lang) if scenario else None
    put_tables([table(title, columns, [_cells(row, lang) for row in rows])], out, lang, notes)


def _cells(row: dict[str, Any], lang: Language) -> list[str]:
    from tensen.reports import money

    people = row["people"]
    loss = (
        text("cli.closed_loop", lang)
        if row["closed_loop"]
        else money.interval(row["loss_per_day"], None, lang)
    )
    return [
        f"{row['title'][lang]}\n{row['id']}",
        text(f"cli.horizon_{row['horizon']}", lang),
        loss,
        money.percent_span(row["share_of_value"], lang),
        money.usd(row["first_round"]["central"], lang),
        "–" if people is None else money.count_span(people["low"], people["high"], lang),
    ]


def _details(row: dict[str, Any], lang: Language) -> list[str]:
    from tensen.reports import money

    lines = [text("cli.assumes", lang, words=row["assumes"].get(lang, "–"))]
    lines += [
        text("cli.resembles", lang, words=row["resembles"].get(lang, "–")),
        "",
        text("cli.most_hit", lang),
    ]
    lines += [
        f"  {s['name'][lang]}: {money.percent(s['loss'], lang)}, "
        f"{money.interval(s['loss_per_day'], None, lang)}"
        for s in row["sectors"]
    ]
    lines += ["", text("cli.moves_most", lang)]
    lines += [f"  {f['name'][lang]}: {money.span(f['low'], f['high'], lang)}" for f in row["families"][:5]]
    return lines
