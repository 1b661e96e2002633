"""``tensen check``: every fault of a network, with place and repair."""

import click

from tensen.cli import options
from tensen.messages import Language, TensenError, text


@click.command(name="check", help=options.words("check"))
@click.argument("name", required=False)
@options.net()
@options.lang()
@options.as_json()
@options.out()
def command(name: str | None, net: str | None, lang: Language, as_json: bool, out: str | None) -> None:
    """Exit 1 where something is wrong."""
    from tensen.cli.show import progress, put, put_json
    from tensen.packs.build import build_network
    from tensen.packs.registry import is_pack
    from tensen.workspace.networks import load

    wanted = name or net
    try:
        with progress(lang):
            network = build_network(wanted) if wanted and is_pack(wanted) else load(wanted)
    except TensenError as problem:
        if as_json and problem.findings:
            put_json([f.to_dict(lang) for f in problem.findings], out, lang)
            raise SystemExit(1) from None
        raise
    warnings = [f.to_dict(lang) for f in network.warnings]
    if as_json:
        put_json(warnings, out, lang)
        return
    counts = {"nodes": f"{len(network.nodes):,}", "edges": f"{len(network.edges):,}"}
    put(
        "\n".join(
            [
                *(f.words(lang) for f in network.warnings),
                text("cli.no_fault", lang, name=network.about.id, **counts),
            ]
        ),
        out,
        lang,
    )
