"""Autonomy, indispensability, whom to talk to about what, and the questions for the board."""

from collections.abc import Iterable

from tensen.reports import money as plain
from tensen.reports import tables
from tensen.reports.catalogue import LANGUAGES, both, say, text
from tensen.reports.firm import front, money
from tensen.reports.firm.document import Firm, Row, centre, held
from tensen.reports.markup import EMPTY, Markup, join, tag
from tensen.reports.tables import Column

AUTONOMY, INDISPENSABLE, STAKEHOLDERS, GOVERNANCE, OTHERS = 3, 3, 5, 5, 2


def section(firm: Firm) -> Markup:
    """Four parts in two columns."""
    left = (autonomy(firm), governance(firm))
    right = (indispensability(firm), stakeholders(firm))
    return tag("div", tag("div", *left), tag("div", *right), class_="two-columns")


def _listed(items: Iterable[Markup]) -> Markup:
    made = list(items)
    return tag("ul", *made, class_="points") if made else tag("p", say("firm.nothing"), class_="note")


def autonomy(firm: Firm) -> Markup:
    """Where others decide for the firm, who else could supply, and the question to ask."""
    rows = firm.rows("autonomy")[:AUTONOMY]
    head = front.heading("firm.autonomy", None, "firm.autonomy.lead")
    return tag("section", head, _listed(_dependence(firm, row) for row in rows))


def _dependence(firm: Firm, row: Row) -> Markup:
    depends = row.get("dependence")
    said = (
        tag("small", say("firm.dependence", share=front.percent(depends))) if depends is not None else EMPTY
    )
    return tag(
        "li",
        held(1, tag("b", both(firm.product(row))), " ", said),
        held(2, both(row.get("why"))),
        tag("small", held(2, _others(row))),
        tag("div", held(2, both(row.get("question"))), class_="asked"),
    )


def _others(row: Row) -> Markup:
    words = others(row)
    return join(say("firm.alternatives"), " ", both(words)) if words["en"] else EMPTY


def others(row: Row) -> dict[str, str]:
    """Who else could supply, in both languages; empty where nobody is named."""
    known = [_other(other) for other in (row.get("alternatives") or [])[:OTHERS]]
    return {"en": "; ".join(k["en"] for k in known), "ja": "、".join(k["ja"] for k in known)}


def _other(other: Row) -> dict[str, str]:
    country = other.get("country") or {}
    named = country.get("name") if isinstance(country, dict) else country
    now, world = front.percent(other.get("share_now")), front.percent(other.get("world_share"))
    if world is None:
        return text("firm.alternative.now", country=named, now=now)
    return text("firm.alternative", country=named, now=now, world=world)


def indispensability(firm: Firm) -> Markup:
    """Who rests on the firm's industry at home, with the figure."""
    rows = firm.rows("indispensability")[:INDISPENSABLE]
    head = front.heading("firm.indispensability", None, "firm.indispensability.lead")
    return tag("section", head, _listed(_held_by_us(firm, row) for row in rows))


def _held_by_us(firm: Firm, row: Row) -> Markup:
    figure = row.get("figure")
    shown = tag("b", figure_words(firm, figure), class_="figure-line") if figure is not None else EMPTY
    return tag(
        "li",
        held(1, tag("b", both(row.get("what"))), " ", firm.cite(row.get("sources"))),
        held(1, shown),
        held(3, both(row.get("why"))),
    )


def figure_words(firm: Firm, figure: Row | float | None) -> Markup:
    """An interval of money per day or a share, in one line."""
    if not isinstance(figure, dict):
        return firm.amount(centre(figure))
    middle, low, high = figure.get("central"), figure.get("low"), figure.get("high")
    if figure.get("unit") == "share":
        return both({lang: plain.percent_span(figure, lang) for lang in LANGUAGES})
    if low is None or high is None or middle is None:
        return firm.loss(figure)
    ends = {lang: money.ends(low, high, firm.currency, lang) for lang in LANGUAGES}
    return say("firm.per_day", amount=money.words(middle, firm.currency), ends=ends)


def _rows(
    key: str, columns: list[Column], rows: list[tuple[object, object]], idea: str | None, lead: str | None
) -> Markup:
    made = (
        tables.simple(say(key), columns, rows, key.replace("firm.", "talk "))
        if rows
        else tag("p", say("firm.nothing"), class_="note")
    )
    return tag("section", front.heading(key, idea, lead), made)


def stakeholders(firm: Firm) -> Markup:
    """Whom to talk to about what."""
    columns = [Column("firm.col.who", "name"), Column("firm.col.what")]
    rows = [(held(2, both(r.get("who"))), held(2, both(r.get("what")))) for r in firm.rows("stakeholders")]
    return _rows("firm.stakeholders", columns, list(rows[:STAKEHOLDERS]), "firm.idea.talk", None)


def governance(firm: Firm) -> Markup:
    """The questions that a board answers, and where."""
    columns = [Column("firm.col.question", "name"), Column("firm.col.answered")]
    rows = [
        (held(2, both(r.get("question"))), held(2, both(r.get("answered_by"))))
        for r in firm.rows("governance")
    ]
    return _rows("firm.governance", columns, list(rows[:GOVERNANCE]), None, "firm.governance.lead")
