"""The chapter of scenarios: what each assumes and resembles, what it costs, whom it hits, and why."""

from collections.abc import Mapping
from typing import Any

from tensen.reports import figures, scenario_tables, tables, tree
from tensen.reports.catalogue import Text, both, say
from tensen.reports.context import Context
from tensen.reports.markup import EMPTY, Markup, anchor, join, tag

_Row = Mapping[str, Any]


def chapter(context: Context) -> Markup:
    """One section per scenario, in the order of the brief."""
    return join(*(_scenario(context, row) for row in context.rows("scenarios")))


def _scenario(context: Context, row: _Row) -> Markup:
    head = tag("header", tag("h3", both(row.get("title"))), tables.horizon(row))
    setting = tag(
        "div",
        _told("scenario.assumes", row.get("assumes")),
        _told("scenario.resembles", row.get("resembles")),
    )
    answer = tag("div", _answer(context, row), class_="answer-box")
    top = tag("div", setting, answer, class_="two")
    hits = tag(
        "div", scenario_tables.sectors(context, row), scenario_tables.families(context, row), class_="two"
    )
    return tag(
        "section",
        head,
        top,
        scenario_tables.rounds(context, row),
        hits,
        scenario_tables.countries(context, row),
        _tree(row),
        context.sources_line(row.get("sources")),
        id=anchor("scenario", row.get("id")),
        class_="scenario",
    )


def _told(key: str, words: Text | None) -> Markup:
    return tag("p", tag("b", say(key)), " ", both(words) if words else figures.unknown(), class_="told")


def _answer(context: Context, row: _Row) -> Markup:
    name = (context.brief.get("reference") or {}).get("name")
    return join(
        tag("p", say("scenario.loss"), class_="eyebrow"),
        tag(
            "p",
            figures.amount(
                row.get("loss_per_day"), context.figures, closed=row.get("closed_loop"), per_day=True
            ),
            class_="big",
        ),
        tag("p", say("scenario.share", name=name), " ", figures.share(row.get("share_of_value"))),
        tag("p", _people(row)) if row.get("people") else None,
        tag("p", _closed(row), class_="warn") if row.get("closed_loop") else None,
    )


def _people(row: _Row) -> Markup:
    people = row.get("people") or {}
    largest = people.get("largest")
    named = join(" (", say("scenario.largest"), " ", both(largest.get("name")), ")") if largest else EMPTY
    return join(say("scenario.people"), " ", figures.people(people), named)


def _closed(row: _Row) -> Markup:
    nodes = (row.get("closed_loop") or {}).get("nodes")
    return say("closed_loop.said", n=None if nodes is None else f"{nodes:,}")


def _tree(row: _Row) -> Markup:
    root = row.get("tree")
    if not root:
        return EMPTY
    caption = tag("figcaption", tag("b", say("tree.title", name=root.get("name"))), " ", say("tree.note"))
    return tag(
        "figure", caption, tag("div", tree.draw(root), class_="scroll", tabindex="0"), class_="why-tree"
    )
