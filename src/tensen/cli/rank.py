"""``tensen rank``: chokepoints, foreign and domestic."""

from typing import Any

import click

from tensen.cli import options
from tensen.messages import Language, text


@click.command(name="rank", help=options.words("rank"))
@options.net()
@options.country()
@options.horizon("months")
@click.option(
    "--mode",
    type=click.Choice(["withheld", "gone"]),
    default="withheld",
    show_default=True,
    help=options.words("option_mode"),
)
@click.option(
    "--top", type=click.IntRange(1, 200), default=20, show_default=True, help=options.words("option_top")
)
@options.draws()
@options.lang()
@options.as_json()
@options.out()
def command(
    net: str | None,
    country: str,
    horizon: str,
    mode: Any,
    top: int,
    draws: int,
    lang: Language,
    as_json: bool,
    out: str | None,
) -> None:
    """Rank and print."""
    from tensen.cli.show import headings, progress, put_json, put_tables, table
    from tensen.workspace import load, rank
    from tensen.workspace.answers import frame_for
    from tensen.workspace.brief.chokepoints import chokepoint_rows

    network = load(net)
    with progress(lang) as step:
        found = rank(network, country=country, horizon=horizon, mode=mode, top=top, draws=draws, step=step)
        rows = chokepoint_rows(frame_for(network), found.reference, found)
    if as_json:
        put_json(rows, out, lang)
        return
    title = {
        "country": network.names[found.reference.id][lang],
        "horizon": text(f"cli.horizon_{horizon}", lang),
    }
    lists = [
        (text("cli.foreign", lang, **title, mode=text(f"cli.mode_{mode}", lang)), True),
        (text("cli.domestic", lang, **title), False),
    ]
    columns = headings(
        lang,
        rank="right",
        name="left",
        holder="left",
        loss="right",
        share="right",
        substitutes="right",
        hhi="right",
    )
    tables = [
        table(words, columns, [_cells(r, lang) for r in rows if r["foreign"] == foreign])
        for words, foreign in lists
    ]
    empty = [words for words, foreign in lists if all(r["foreign"] != foreign for r in rows)]
    notes = [f"{words}: {text('cli.none_found', lang)}" for words in empty]
    put_tables([t for t in tables if t.row_count], out, lang, notes)


def _cells(row: dict[str, Any], lang: Language) -> list[str]:
    from tensen.reports import money

    holder = row["holder"]
    held = f"{holder['name'][lang]} ({text('cli.role_' + holder['role'], lang)})" if holder else "–"
    loss = (
        text("cli.closed_loop", lang)
        if row["closed_loop"]
        else money.interval(row["loss_per_day"], None, lang)
    )
    share = money.percent_span(row["share_of_value"], lang)
    return [
        str(row["rank"]),
        f"{row['name'][lang]}\n{row['id']}",
        held,
        loss,
        share,
        "–" if row["substitutes"] is None else str(row["substitutes"]),
        "–" if row["hhi"] is None else f"{row['hhi']:.2f}",
    ]
