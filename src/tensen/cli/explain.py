"""``tensen explain``: the binding requirement at each step, and the rows and sources behind a figure."""

from typing import Any

import click

from tensen.cli import options
from tensen.messages import Language, TensenError, nearest, text


@click.command(name="explain", help=options.words("explain"))
@click.argument("what")
@click.option("--node", default=None, metavar="NAME", help=options.words("option_node"))
@options.net()
@options.country()
@options.horizon()
@options.lang()
@options.as_json()
@options.out()
def command(
    what: str,
    node: str | None,
    net: str | None,
    country: str,
    horizon: str | None,
    lang: Language,
    as_json: bool,
    out: str | None,
) -> None:
    """A scenario or chokepoint as a tree of reasons; anything else as the rows that hold it."""
    from tensen.cli.show import put, put_json
    from tensen.workspace import explain, load
    from tensen.workspace.answers import place_for
    from tensen.workspace.brief.scenarios import tree_of
    from tensen.workspace.rows import rows_of

    network = load(net)
    try:
        why = explain(network, what, country=country, horizon=horizon)
    except TensenError as problem:
        rows = rows_of(network, what)
        if problem.key != "unknown_answer" or not rows:
            known = [*network.position, *network.assumptions["id"]]
            if problem.key == "unknown_answer":
                near = ", ".join(nearest(what, known)) or problem.params["near"]
                raise TensenError("unknown_answer", exit_code=2, name=what, near=near) from None
            raise
        put_json(rows, out, lang) if as_json else put(_rows(rows, lang), out, lang)
        return
    chosen = network.find(node) if node else why.worst(place_for(network, country).mask)
    if chosen is None or why.tree(chosen).binding == "none":
        put_json(None, out, lang) if as_json else put(text("cli.nothing_lost", lang), out, lang)
        return
    tree = tree_of(network, why.tree(chosen))
    if as_json:
        put_json(tree, out, lang)
    else:
        put("\n".join([*_lines(tree, lang), "", *_sources(network, tree, lang)]), out, lang)


def _lines(step: dict[str, Any], lang: Language, indent: str = "") -> list[str]:
    from tensen.reports import money

    # where the line itself is cut the supplier is well: its own loss would only mislead
    loss = "" if step["binding"] == "cut" else f" −{money.percent(step['loss'], lang)}"
    reason = text(f"cli.binding_{step['binding']}", lang)
    through = ""
    if step["carrier_name"] is not None:
        share = money.percent(step["share"], lang)
        through = " · " + text("cli.through", lang, share=share, carrier=step["carrier_name"][lang])
    lines = [f"{indent}{step['name'][lang]}{loss} ({reason}){through}"]
    for child in step["children"]:
        lines += _lines(child, lang, indent + "  ")
    return lines


def _sources(network: Any, tree: dict[str, Any], lang: Language) -> list[str]:
    cited: dict[str, None] = {}

    def visit(step: dict[str, Any]) -> None:
        for row in step["rows"]:
            cited[row["cells"]["source_id"]] = None
        for child in step["children"]:
            visit(child)

    visit(tree)
    titles = network.sources.set_index("id")["title"]
    return [text("cli.sources_behind", lang), *(f"  {i}: {titles[i]}" for i in cited)]


def _rows(rows: dict[str, list[dict[str, Any]]], lang: Language, most: int = 12) -> str:
    lines = []
    for table, held in rows.items():
        lines.append(text("cli.rows_behind", lang, table=table))
        for row in held[:most]:
            lines.append("  " + ", ".join(f"{k}={v}" for k, v in row.items()))
        if len(held) > most:
            lines.append("  " + text("error.more", lang, count=len(held) - most))
    return "\n".join(lines)
