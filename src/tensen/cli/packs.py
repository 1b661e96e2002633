"""``tensen packs``: what is installed, whether it is sound, and a new one from the template."""

from pathlib import Path

import click

from tensen.cli import options
from tensen.messages import Language, TensenError, text

ASSUMED = ("dependence", "recovery", "hazards")
COUNTED = (
    "files",
    "rows",
    "sources",
    "claims",
    "documents",
    "assertions",
    "scenarios",
    "cases",
    *ASSUMED,
)


@click.group(name="packs", help=options.words("packs"))
@click.option(
    "--lang", type=click.Choice(["en", "ja"]), expose_value=False, help=options.words("option_lang")
)
def command() -> None:
    """The packs."""


@command.command(name="list", help=options.words("packs_list"))
@options.lang()
@options.as_json()
@options.out()
def list_packs(lang: Language, as_json: bool, out: str | None) -> None:
    """Name, title, licence, scenarios."""
    from tensen.cli.show import put_json, put_tables, table
    from tensen.packs.registry import find_pack, folders, installed
    from tensen.packs.scenarios import scenarios_of
    from tensen.packs.trouble import each

    packs, faults = each(find_pack, sorted(folders()))
    for fault in (*installed().faults.values(), *faults):
        click.echo(fault.words(lang), err=True)
    if as_json:
        rows = [
            {
                "id": p.id,
                "title": dict(p.title),
                "licence": p.licence,
                "includes": list(p.includes),
                "scenarios": sorted(scenarios_of((p,))),
            }
            for p in packs
        ]
        put_json(rows, out, lang)
        return
    columns = [(text(f"cli.pack_{c}", lang), "left") for c in ("column", "title", "licence", "scenarios")]
    cells = [[p.id, p.title[lang], p.licence, ", ".join(sorted(scenarios_of((p,))))] for p in packs]
    put_tables([table("", columns, cells)], out, lang)


@command.command(name="check", help=options.words("packs_check"))
@click.argument("name", default="japan", metavar="NAME|PATH")
@options.lang()
@options.as_json()
@options.out()
def check_pack(name: str, lang: Language, as_json: bool, out: str | None) -> None:
    """Exit 1 where anything but a warning is found."""
    from tensen.cli.show import progress, put, put_json
    from tensen.packs.registry import is_pack
    from tensen.workspace.soundness import check_packs

    if Path(name).is_dir() and not is_pack(name):
        raise TensenError("not_a_pack", exit_code=2, name=name)
    with progress(lang) as step:
        found = check_packs(name, step)
    errors = found.errors
    if as_json:
        told = {"pack": found.pack, "packs": list(found.packs), "built": found.built}
        put_json(
            {**told, "checked": dict(found.checked), "findings": [f.to_dict(lang) for f in found.findings]},
            out,
            lang,
        )
    else:
        counts = {key: f"{found.checked[key]:,}" for key in COUNTED}
        verdict = "pack_faulty" if errors else "pack_sound"
        lines = [f.words(lang) for f in found.findings]
        looked = "pack_checked" if found.built else "pack_not_built"
        lines.append(text(f"cli.{looked}", lang, name=found.pack, packs=", ".join(found.packs), **counts))
        if any(found.checked[key] for key in ASSUMED):
            lines.append(text("cli.pack_assumed", lang, **counts))
        lines.append(text(f"cli.{verdict}", lang, name=found.pack, count=len(errors), **counts))
        put("\n".join(lines), out, lang)
    if errors:
        raise SystemExit(1)


@command.command(name="new", help=options.words("packs_new"))
@click.argument("name")
@click.option("--out", default=".", metavar="DIR", help=options.words("option_new_out"))
@click.option("--distribution", is_flag=True, help=options.words("option_distribution"))
@options.lang()
def new(name: str, out: str, distribution: bool, lang: Language) -> None:
    """Write the folder and say what to do next."""
    from tensen.packs.new import new_pack

    pack = new_pack(name, Path(out), distribution=distribution, lang=lang)
    click.echo(text("cli.pack_made", lang, name=name, path=pack))
