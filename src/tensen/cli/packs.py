"""``tensen packs``: what is installed, and whether it is sound."""

from pathlib import Path

import click

from tensen.cli import options
from tensen.messages import Language, TensenError, text


@click.group(name="packs", help=options.words("packs"))
def command() -> None:
    """The packs."""


@command.command(name="list", help=options.words("packs_list"))
@options.lang()
@options.as_json()
@options.out()
def list_packs(lang: Language, as_json: bool, out: str | None) -> None:
    """Name, title, licence, scenarios."""
    from tensen.cli.show import put_json, put_tables, table
    from tensen.packs.registry import find_pack, folders
    from tensen.packs.scenarios import scenarios_of

    packs = [find_pack(name) for name in sorted(folders())]
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
@click.argument("name", default="japan")
@options.lang()
@options.as_json()
@options.out()
def check_pack(name: str, lang: Language, as_json: bool, out: str | None) -> None:
    """Exit 1 where an assertion or a case does not hold."""
    from tensen.cli.show import progress, put, put_json
    from tensen.packs.registry import folders
    from tensen.workspace.soundness import check_packs

    if Path(name).is_dir() and name not in folders():
        raise TensenError("not_a_pack", exit_code=2, name=name)
    with progress(lang) as step:
        findings, assertions, cases = check_packs(name, step)
    if as_json:
        put_json(
            {"findings": [f.to_dict(lang) for f in findings], "assertions": assertions, "cases": cases},
            out,
            lang,
        )
    elif not findings:
        put(text("cli.pack_sound", lang, name=name, assertions=assertions, cases=cases), out, lang)
    if findings:
        if as_json:
            raise SystemExit(1)
        raise TensenError("network_faults", findings=findings, count=len(findings), name=name)
