"""``tensen stress``: what scenarios cost per day, or one of them over time."""

from typing import Any

import click

from tensen.cli import options
from tensen.cli.language import language
from tensen.messages import Language, TensenError, text


def _help(key: str) -> str:
    return text(f"stress.option_{key}", language())


@click.command(name="stress", help=options.words("stress"))
@click.argument("scenario", required=False)
@options.net()
@options.country()
@options.horizon()
@click.option("--days", type=float, default=None, metavar="N", help=_help("days"))
@click.option("--step", type=float, default=None, metavar="DAYS", help=_help("step"))
@click.option("--lasts", type=float, default=None, metavar="DAYS", help=_help("lasts"))
@options.draws()
@options.lang()
@options.as_json()
@options.out()
def command(
    scenario: str | None,
    net: str | None,
    country: str,
    horizon: str | None,
    days: float | None,
    step: float | None,
    lasts: float | None,
    draws: int,
    lang: Language,
    as_json: bool,
    out: str | None,
) -> None:
    """One scenario with its details, or all in a table; with ``days``, one over time."""
    asked: dict[str, Any] = {"country": country, "horizon": horizon, "draws": draws}
    if days is not None:
        _over_time(scenario, net, {**asked, "days": days, "step": step, "lasts": lasts}, lang, as_json, out)
        return
    for option, value in (("--step", step), ("--lasts", lasts)):
        if value is not None:
            raise TensenError("time_alone", exit_code=2, option=option)
    _per_day(scenario, net, asked, lang, as_json, out)


def _over_time(
    scenario: str | None,
    net: str | None,
    asked: dict[str, Any],
    lang: Language,
    as_json: bool,
    out: str | None,
) -> None:
    from tensen.cli.show import progress, put_json
    from tensen.cli.stress_days import tell
    from tensen.workspace.networks import load, scenarios
    from tensen.workspace.simulate import simulate

    network = load(net)
    if scenario is None:
        names = ", ".join(sorted(scenarios(network))) or "–"
        raise TensenError("time_scenario", exit_code=2, names=names)
    with progress(lang) as watch:
        doc = simulate(network, scenario, **asked, watch=watch).document()
    if as_json:
        put_json(doc, out, lang)
    else:
        tell(doc, out, lang)


def _per_day(
    scenario: str | None,
    net: str | None,
    asked: dict[str, Any],
    lang: Language,
    as_json: bool,
    out: str | None,
) -> None:
    from tensen.cli.show import headings, progress, put, put_json, put_tables, table
    from tensen.workspace import load, stress
    from tensen.workspace.answers import place_for
    from tensen.workspace.brief.scenarios import scenario_row

    network = load(net)
    with progress(lang) as step:
        found = stress(network, scenario, **asked, step=step)
        place = place_for(network, asked["country"])
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
