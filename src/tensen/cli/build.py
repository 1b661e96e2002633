"""``tensen build``: a pack to a snapshot in the workspace here, or to a folder of CSV files."""

import click

from tensen.cli import options
from tensen.messages import Language, text


@click.command(name="build", help=options.words("build"))
@click.argument("name", default="japan")
@options.lang()
@options.as_json()
@options.out()
def command(name: str, lang: Language, as_json: bool, out: str | None) -> None:
    """Build anew, past any cache, so that a changed pack shows."""
    from tensen.cli.show import progress, put_json
    from tensen.packs.build import build_network
    from tensen.packs.registry import is_pack
    from tensen.workspace.networks import HERE, load, publish, to_folder

    with progress(lang):
        network = build_network(name) if is_pack(name) else load(name)
        if out is None:
            mark, place = publish(network), HERE
        else:
            to_folder(network, out)
            mark, place = "CSV", out
    if as_json:
        put_json({"network": name, "fingerprint": mark, "path": place}, None, lang)
    else:
        click.echo(text("cli.published", lang, name=name, mark=mark[:12], path=place))
