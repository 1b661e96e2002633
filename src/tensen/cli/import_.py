"""``tensen import``: show what would change; write only when told to."""

import sys
from pathlib import Path
from typing import Any

import click

from tensen.cli import options
from tensen.cli.language import language
from tensen.messages import Language, TensenError, text


def _help(key: str) -> str:
    return text(f"import.option_{key}", language())


@click.command(name="import", help=options.words("import"))
@click.argument("file", metavar="FILE|FOLDER")
@click.option("--into", default=".tensen", show_default=True, metavar="FOLDER", help=_help("into"))
@click.option("--base", default=None, metavar="PACK|none", help=_help("base"))
@click.option("--layer", default="own", show_default=True, metavar="NAME", help=_help("layer"))
@click.option("--title", default=None, metavar="TEXT", help=_help("title"))
@click.option("--licence", default=None, metavar="TEXT", help=_help("licence"))
@click.option("--replace", "replaces", is_flag=True, help=_help("replace"))
@click.option("--rejects", default=None, metavar="FILE", help=_help("rejects"))
@click.option("--review", is_flag=True, help=_help("review"))
@click.option("--yes", is_flag=True, help=_help("yes"))
@options.lang()
@options.as_json()
def command(
    file: str, rejects: str | None, review: bool, yes: bool, lang: Language, as_json: bool, **told: Any
) -> None:
    """Exit 1 where something must be repaired first."""
    try:
        _run(file, rejects, review, yes, lang, as_json, told)
    except (KeyboardInterrupt, click.Abort):
        click.echo(text("import.cancelled", lang), err=True)
        raise SystemExit(1) from None


def _run(
    file: str,
    rejects: str | None,
    review: bool,
    yes: bool,
    lang: Language,
    as_json: bool,
    told: dict[str, Any],
) -> None:
    from tensen.cli.show import put_json, stages
    from tensen.workspace.imports import commit, prepare
    from tensen.workspace.imports.preview import document, lines
    from tensen.workspace.imports.rejects import rejects_bytes, rejects_path

    mended = rejects_path(rejects) if rejects else None
    if review and _terminal():
        prepared = prepare(
            file, told.pop("into"), ask=lambda spelling, near: _ask(spelling, near, lang), **told
        )
    else:
        with stages(lambda stage, rows: text(f"import.stage_{stage}", lang, count=f"{rows:,}"), lang) as step:
            prepared = prepare(file, told.pop("into"), step=step, **told)
    if not as_json:
        click.echo("\n".join(lines(prepared, lang, mended)))
    if mended:
        _write_rejects(prepared, mended, rejects_bytes(prepared.layer.pending, mended, lang), lang, as_json)
    if prepared.network is None:
        if as_json:
            put_json(document(prepared, False, lang), None, lang)
        faults = prepared.faults
        name = prepared.layer.name
        raise TensenError("import_faults", findings=faults, count=len(faults), name=name)
    wanted = yes or (not as_json and _terminal() and _confirmed(prepared, lang))
    if wanted:
        commit(prepared)
    if as_json:
        put_json(document(prepared, wanted, lang), None, lang)
    elif wanted:
        totals = {key: sum(c[key] for c in prepared.counts.values()) for key in ("new", "changed")}
        said = {**totals, "waiting": prepared.waiting, "layer": prepared.layer.name}
        click.echo(text("import.done", lang, folder=prepared.workspace, **said))
    else:
        click.echo(text("import.refused" if _terminal() else "import.preview_only", lang))


def _write_rejects(prepared: Any, path: Path, content: bytes, lang: Language, quiet: bool) -> None:
    from tensen.store import write_bytes

    if prepared.waiting:
        write_bytes(path, content)
    key = "rejects_written" if prepared.waiting else "rejects_none"
    click.echo(text(f"import.{key}", lang, count=prepared.waiting, path=path), err=quiet)


def _terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def _confirmed(prepared: Any, lang: Language) -> bool:
    return click.confirm(text("import.ask", lang, folder=prepared.workspace), default=False)


def _ask(spelling: str, suggestion: Any, lang: Language) -> bool | None:
    said = {
        "spelling": spelling,
        "id": suggestion.id,
        "name": suggestion.name,
        "score": f"{suggestion.score:.0f}",
    }
    question = text("import.ask_match", lang, **said)
    answer = click.prompt(question, type=click.Choice(["y", "n", "s"]), default="s", show_choices=True)
    return {"y": True, "n": False}.get(answer)
