"""What unfolds under a chokepoint: its heaviest path, and the figures that the table leaves out."""

from collections.abc import Mapping, Sequence
from typing import Any

from tensen.reports import figures, tables
from tensen.reports.catalogue import both, say
from tensen.reports.context import Context
from tensen.reports.markup import EMPTY, Markup, join, tag

_Row = Mapping[str, Any]


def details(context: Context, row: _Row) -> Markup:
    """Folded on the screen, open on paper."""
    path = row.get("path") or []
    summary = tag("summary", say("path.summary") if path else say("path.none"))
    return tag("details", summary, tag("div", _path(path), _facts(context, row), class_="detail"))


def _path(path: Sequence[_Row]) -> Markup:
    if not path:
        return EMPTY
    steps = [tag("li", tag("b", both(path[0].get("from_name"))), _lost(path[0].get("loss_from")))]
    for step in path:
        carried = join(say("path.by"), " ", both(step.get("carrier_name") or step.get("carrier")))
        share = step.get("share")
        part = EMPTY if share is None else join(" · ", say("path.share"), " ", figures.share_of(share))
        via = tag("span", carried, part, class_="via")
        steps.append(tag("li", via, tag("b", both(step.get("to_name"))), _lost(step.get("loss_to"))))
    return tag("ol", *steps, class_="path")


def _lost(value: float | None) -> Markup:
    return tag("span", say("path.loss"), " ", figures.share_of(value), class_="lost")


def _facts(context: Context, row: _Row) -> Markup:
    shown, sampled = context.figures, row.get("sampled")
    between = {"low": sampled["p5"], "central": sampled["p50"], "high": sampled["p95"]} if sampled else None
    pairs: list[tuple[str, object]] = [
        ("fact.first_round", figures.amount(row.get("first_round"), shown)),
        ("fact.own_loss", figures.amount(row.get("own_loss_per_day"), shown)),
        (
            "fact.sampled",
            None
            if between is None
            else join(figures.amount(between, shown), tables.draws(sampled or {}), by=" "),
        ),
        ("fact.time", figures.days(row.get("time_to_substitute_days"))),
        ("fact.people", figures.people(row.get("people"))),
    ]
    return tables.facts(pairs)
