"""``tensen outage``: what an outage of a cloud, telecommunication or positioning service costs."""

from typing import Any

import click

from tensen.cli import options
from tensen.cli.language import language
from tensen.messages import Language, TensenError, text

SECTORS = 10
ELSEWHERE = 12


def _help(key: str) -> str:
    return text(f"outage.option_{key}", language())


@click.command(name="outage", help=options.words("outage"))
@click.argument("scenario", required=False)
@click.option("--service", default=None, metavar="NAME", help=_help("service"))
@click.option("--provider", "providers", multiple=True, metavar="NODE", help=_help("provider"))
@click.option("--region", "regions", multiple=True, metavar="NODE", help=_help("region"))
@click.option("--hours", type=float, default=None, metavar="HOURS", help=_help("hours"))
@click.option(
    "--country",
    "--for",
    "country",
    default="JPN",
    show_default=True,
    metavar="COUNTRY",
    help=_help("country"),
)
@click.option("--set", "sets", multiple=True, metavar="NAME|all", help=_help("set"))
@click.option("--recovery", default=None, metavar="step|linear|PROFILE", help=_help("recovery"))
@click.option("--waiting", type=click.FloatRange(min=0), default=None, metavar="HOURS", help=_help("waiting"))
@click.option("--share", default=None, metavar="SHARE|LOW,CENTRAL,HIGH", help=_help("share"))
@click.option("--carrier", "carriers", multiple=True, metavar="CARRIER", help=_help("carrier"))
@options.net()
@options.draws()
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help=_help("seed"))
@options.lang()
@options.as_json()
@options.out()
def command(
    scenario: str | None,
    service: str | None,
    providers: tuple[str, ...],
    regions: tuple[str, ...],
    hours: float | None,
    country: str,
    sets: tuple[str, ...],
    recovery: str | None,
    waiting: float | None,
    share: str | None,
    carriers: tuple[str, ...],
    net: str | None,
    draws: int,
    seed: int,
    lang: Language,
    as_json: bool,
    out: str | None,
) -> None:
    """Losses side by side for each assumption set, by sector, and what else is hit."""
    from tensen.cli.show import progress, put_json
    from tensen.workspace import load
    from tensen.workspace.outage import ALL, outage

    told = share_of(share)
    network = load(net)
    with progress(lang) as step:
        found = outage(
            network,
            scenario,
            service=service,
            providers=providers,
            regions=regions,
            hours=hours,
            country=country,
            sets=ALL if not sets or ALL in sets else sets,
            recovery=recovery,
            waiting=waiting,
            share=told,
            carriers=carriers,
            draws=draws,
            seed=seed,
            step=step,
        ).document()
    if as_json:
        put_json(found, out, lang)
    else:
        _show(found, out, lang)


def share_of(words: str | None) -> tuple[float, float, float] | None:
    """One share, or low, central and high parted by commas.

    Raises:
        TensenError: not one or three rising shares from 0 to 1.
    """
    if words is None:
        return None
    try:
        found = [float(word) for word in words.split(",")]
    except ValueError:
        found = []
    low, central, high = found * 3 if len(found) == 1 else found if len(found) == 3 else (1.0, 0.0, 0.0)
    if not 0 <= low <= central <= high <= 1:
        raise TensenError("outage_share", exit_code=2, value=words)
    return low, central, high


def _show(found: dict[str, Any], out: str | None, lang: Language) -> None:
    from tensen.cli.show import put_tables

    tables = [_sets(found, lang), _sectors(found, lang)]
    tables += [_elsewhere(found, lang)] if found["elsewhere"] else []
    put_tables(tables, out, lang, ["", *(note[lang] for note in found["notes"])])


def _money(value: dict[str, Any] | None, lang: Language) -> str:
    """A centre with its interval; a dash where nothing is known."""
    from tensen.reports import money

    if not value or value["central"] is None:
        return "–"
    return f"{money.usd(value['central'], lang)}\n{money.span(value['low'], value['high'], lang)}"


def _heading(key: str, lang: Language, **params: object) -> str:
    return text(f"outage.{key}", lang, **params)


def _sets(found: dict[str, Any], lang: Language) -> Any:
    """Losses of each set, and the spread over all."""
    from tensen.cli.show import table
    from tensen.reports import money

    kinds = list(found["spread"])
    columns = [(_heading("column_set", lang), "left"), (_heading("column_reach", lang), "right")]
    columns += [(_heading(f"column_{kind}", lang), "right") for kind in kinds]
    rows = []
    for one in found["sets"]:
        cells = [_money(one["losses"].get(kind), lang) for kind in kinds]
        rows.append([f"{one['title'][lang]}\n{one['id']}", money.percent_span(one["reach"], lang), *cells])
    if len(rows) > 1:
        rows.append([_heading("spread", lang), "", *(_spread(found["spread"][kind], lang) for kind in kinds)])
    title = _heading(
        "title",
        lang,
        targets=found["scenario"]["title"][lang] if found["scenario"] else _names(found["targets"], lang),
        country=found["country"]["name"][lang],
        hours=f"{found['hours']:g}",
        recovery=found["recovery"]["name"],
    )
    return table(title, columns, rows)


def _spread(value: dict[str, Any], lang: Language) -> str:
    from tensen.reports import money

    centres = money.span(value["least_central"], value["largest_central"], lang)
    return f"{centres}\n({money.span(value['low'], value['high'], lang)})"


def _names(nodes: list[dict[str, Any]], lang: Language) -> str:
    shown = [node["name"][lang] for node in nodes[:3]]
    more = [_heading("more", lang, count=len(nodes) - 3)] if len(nodes) > 3 else []
    return ("、" if lang == "ja" else ", ").join([*shown, *more]) or "–"


def _sectors(found: dict[str, Any], lang: Language) -> Any:
    """The sectors that lose most directly under any set: one column per set."""
    from tensen.cli.show import table

    sets = found["sets"]
    by_id = [{row["id"]: row for row in one["sectors"]} for one in sets]
    most = {i: max(rows[i]["ground_up"]["central"] or 0.0 for rows in by_id) for i in by_id[0]}
    chosen = sorted(most, key=lambda i: -most[i])[:SECTORS]
    columns = [(_heading("column_sector", lang), "left"), *((one["id"], "right") for one in sets)]
    rows = [
        [by_id[0][i]["name"][lang], *(_money(rows[i]["ground_up"], lang) for rows in by_id)] for i in chosen
    ]
    return table(_heading("sectors", lang, count=len(rows)), columns, rows)


def _elsewhere(found: dict[str, Any], lang: Language) -> Any:
    from tensen.cli.show import table
    from tensen.reports import money

    rows = [
        [f"{e['name'][lang]}\n{e['id']}", money.percent_span(e["loss"], lang)]
        for e in found["elsewhere"][:ELSEWHERE]
    ]
    columns = [(_heading("column_node", lang), "left"), (_heading("column_lost", lang), "right")]
    return table(_heading("elsewhere", lang, count=len(found["elsewhere"])), columns, rows)
