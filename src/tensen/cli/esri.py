"""``tensen esri``: systemic risk of firms, from three CSV files to the index of every closure."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

import click

from tensen.cli import options
from tensen.cli.language import language
from tensen.messages import Language, TensenError, text

if TYPE_CHECKING:
    from tensen.workspace.systemic import Systemic

# on a terminal a bar; in a log a line now and then
LOG_EVERY = 20.0
MOST_SHOWN = 1000
TABLES = ("sectors", "essential", "final_demand", "weights", "market", "revenue", "costs")
READ = ("edges", *TABLES, "closures", "groups", "shocks")


def _help(key: str) -> str:
    return text(f"esri.option_{key}", language())


def _files(*names: str) -> Callable[[Any], Any]:
    def add(command: Any) -> Any:
        for name in reversed(names):
            words = _help(name.replace("-", "_"))
            command = click.option(f"--{name}", default=None, metavar="FILE", help=words)(command)
        return command

    return add


@click.command(name="esri", help=options.words("esri"))
@_files("edges", "sectors", "essential")
@click.option(
    "--closures", default="all", show_default=True, metavar="FILE|all|top:K", help=_help("closures")
)
@_files("groups", "shocks")
@click.option(
    "--mode",
    type=click.Choice(["reference", "converged"]),
    default="reference",
    show_default=True,
    help=_help("mode"),
)
@click.option("--eps", type=float, default=None, help=_help("eps"))
@click.option("--tol", type=float, default=None, help=_help("tol"))
@click.option("--max-rounds", type=click.IntRange(1), default=None, metavar="N", help=_help("max_rounds"))
@click.option("--exact/--bracket", default=None, help=_help("exact"))
@_files("final-demand", "weights", "market")
@click.option("--no-replaceability", is_flag=True, help=_help("no_replaceability"))
@_files("revenue", "costs")
@click.option(
    "--sectors-from", type=click.IntRange(0, 1), default=0, show_default=True, help=_help("sectors_from")
)
@click.option("--net", default=None, metavar="NAME|PATH", help=_help("net"))
@click.option(
    "--by",
    type=click.Choice(["node", "jurisdiction", "operator", "holder", "corridor"]),
    default=None,
    help=_help("by"),
)
@options.horizon()
@click.option("--scenario", "scenarios", multiple=True, metavar="NAME", help=_help("scenario"))
@click.option("--top", type=click.IntRange(0, MOST_SHOWN), default=20, show_default=True, help=_help("top"))
@click.option("--workers", type=click.IntRange(1), default=None, metavar="N", help=_help("workers"))
@click.option("--processes", type=click.IntRange(1), default=None, metavar="N", help=_help("processes"))
@click.option("--cluster", default=None, metavar="ADDRESS", help=_help("cluster"))
@click.option("--keep", default=None, metavar="FOLDER", help=_help("keep"))
@click.option("--report", default=None, metavar="FOLDER", help=_help("report"))
@click.option("--example", default=None, metavar="FOLDER", help=_help("example"))
@options.lang()
@options.as_json()
@click.option("--out", default=None, metavar="FILE", help=_help("out"))
def command(
    net: str | None,
    no_replaceability: bool,
    top: int,
    keep: str | None,
    report: str | None,
    example: str | None,
    lang: Language,
    as_json: bool,
    out: str | None,
    **told: Any,
) -> None:
    """Compute, print the largest and what there is to say, and write the table."""
    if example is not None:
        _example(example, lang)
        return
    from tensen.workspace.systemic import systemic_risk
    from tensen.workspace.systemic.write import check_path, report_files, spare_inputs

    if out is not None:
        check_path(Path(out))  # a wrong name is told before hours of work
    written = [Path(out)] if out is not None else []
    written += report_files(Path(report)) if report is not None else ()
    spare_inputs(written, [value for name, value in told.items() if name in READ] + [net])
    first = told.pop("edges")
    if net is not None:
        _alone(first=first, **told)
        from tensen.workspace import load

        first = load(net)
    told["scenarios"] = told["scenarios"] or None
    told |= {"replaceability": not no_replaceability, "keep": keep, "lang": lang}
    try:
        with counting(lang) as progress:
            result = systemic_risk(first, progress=progress, **told)
    except KeyboardInterrupt:
        words = text("esri.stopped_kept", lang, folder=keep) if keep else text("esri.stopped", lang)
        click.echo(words, err=True)
        raise
    _put(result, top, as_json, lang)
    if out is not None:
        click.echo(text("cli.wrote", lang, path=result.save(out, lang)), err=True)
    if report is not None:
        click.echo(text("cli.wrote", lang, path=result.report(report, lang)), err=True)


def _example(folder: str, lang: Language) -> None:
    from tensen.workspace.systemic.example import write_example

    for path in write_example(Path(folder)):
        click.echo(text("cli.wrote", lang, path=path))
    click.echo(text("esri.example_next", lang, folder=folder))


def _alone(**told: Any) -> None:
    """With ``--net`` the tables are those of the network."""
    of_tables = ("first", *(name for name in TABLES if name != "weights"))
    named = ["edges" if name == "first" else name for name in of_tables if told.get(name) is not None]
    if named:
        names = ", ".join(f"--{name.replace('_', '-')}" for name in ("net", *named))
        raise TensenError("esri_together", exit_code=2, names=names)


def _put(result: "Systemic", top: int, as_json: bool, lang: Language) -> None:
    from tensen.cli.show import put_json, put_tables, table

    if as_json:
        put_json(result.to_dict(top), None, lang)
        return
    frame = result.top(top)
    title = text("esri.title", lang, shown=f"{len(frame):,}", count=f"{result.found.order.size:,}")
    columns = [(str(name), "left" if name == "node" else "right") for name in frame.columns]
    rows = [[_cell(*pair) for pair in zip(frame.columns, row, strict=True)] for row in _rows(frame)]
    marked = _mark(rows, [str(name) for name in frame.columns].index("iterations"), set(result.unsettled))
    if result.called:
        columns.insert(1, (text("esri.column_called", lang), "left"))
        for row in rows:
            row.insert(1, result.called.get(row[0], {}).get(lang, ""))
    below = [text("esri.unsettled_mark", lang)] if marked else []
    notes = [*below, "", *(f"- {line}" for line in result.said(lang))]
    put_tables([table(title, columns, rows)] if rows else [], None, lang, notes)


def _mark(rows: list[list[str]], place: int, unsettled: set[str]) -> bool:
    """An asterisk beside the iterations of each row that did not settle; whether there is any."""
    mine = [row for row in rows if row[0] in unsettled]
    for row in mine:
        row[place] += "*"
    return bool(mine)


def _rows(frame: Any) -> Iterator[tuple[Any, ...]]:
    yield from frame.itertuples(index=False, name=None)


def _cell(name: str, value: Any) -> str:
    if name in ("node", "iterations"):
        return str(value)
    if value != value:
        return "–"
    return f"{value:.1e}" if name.startswith("bound") else f"{value:.6f}"


@contextmanager
def counting(lang: Language) -> Iterator[Callable[[int, int, float | None], None]]:
    """Progress with the time left on standard error: a bar on a terminal, else a line now and then."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TaskProgressColumn, TextColumn

    console = Console(stderr=True)
    shown = console.is_terminal
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[left]}"),
    )
    with Progress(*columns, console=console, transient=True, disable=not shown) as bar:
        task = bar.add_task(text("esri.working", lang), total=None, left="")
        last = monotonic()

        def step(done: int, total: int, left: float | None) -> None:
            nonlocal last
            words = "" if left is None else text("esri.left", lang, time=clock(left))
            bar.update(task, completed=done, total=total, left=words)
            if not shown and monotonic() - last >= LOG_EVERY and 0 < done < total:
                last = monotonic()
                share = f"{100 * done / total:.0f}"
                click.echo(text("esri.log", lang, share=share, left=words), err=True)

        yield step


def clock(seconds: float) -> str:
    """Hours, minutes and seconds.

    >>> clock(59.6), clock(3725)
    ('1:00', '1:02:05')
    """
    whole = round(seconds)
    hours, minutes = divmod(whole // 60, 60)
    return f"{hours}:{minutes:02}:{whole % 60:02}" if hours else f"{minutes}:{whole % 60:02}"
