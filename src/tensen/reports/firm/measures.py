"""Measures as investment: what each avoids a day, from which loss to which, and below which cost it pays."""

from collections.abc import Sequence

from tensen.reports import tables
from tensen.reports.catalogue import LANGUAGES, both, label, say, text
from tensen.reports.firm import front, money, plots
from tensen.reports.firm.document import Firm, Row, centre, held
from tensen.reports.firm.document import ref as numbered
from tensen.reports.firm.scenarios import axis
from tensen.reports.markup import Markup, join, tag
from tensen.reports.tables import Column

SHOWN = 4


def section(firm: Firm) -> Markup:
    """The table of measures, the largest loss avoided first as the document orders them."""
    rows = firm.rows("measures")[:SHOWN]
    made = _table(firm, rows) if rows else tag("p", say("firm.nothing"), class_="note")
    return tag("section", front.heading("firm.measures", "firm.idea.invest"), made)


def _table(firm: Firm, rows: Sequence[Row]) -> Markup:
    across = axis(rows, "loss_avoided_per_day")
    columns = [
        Column("firm.col.ref", "ref"),
        Column("firm.col.measure", "name"),
        Column("firm.col.avoided_interval", "bars", plots.axis(across, plots.money_words(firm.currency), 2)),
        Column("firm.col.avoided", "number"),
        Column("firm.col.pays", "pays"),
    ]
    lines = (
        [
            firm.numbered("measures", row),
            _title(row),
            plots.interval(across, row.get("loss_avoided_per_day")),
            firm.loss(row.get("loss_avoided_per_day")),
            _pays(firm, row),
        ]
        for row in rows
    )
    return tables.simple(say("firm.measures.caption"), columns, lines, "losses measures cards")


def _title(row: Row) -> Markup:
    kind = both(label("firm.measure", row.get("kind"))) if row.get("kind") else None
    step = join(*(part for part in (kind, both(row.get("ask")) or None) if part), by=" · ")
    return join(held(2, tag("b", both(row.get("title")))), tag("small", held(2, step), class_="ask"))


def _pays(firm: Firm, row: Row) -> Markup:
    proven = [p for p in (proof(firm, step) for step in _steps(row)) if p]
    if row.get("caution"):  # where a measure does harm comes before what proves it
        proven.insert(0, both(row["caution"]))
    cost = row.get("cost")
    told = [say("firm.cost", cost=_cost(firm, cost)), *proven[:1]] if cost else proven[:2]
    below = join(*told, by=" · ")
    return join(held(3, both(row.get("pays_if"))), tag("small", held(2, below)))


def _steps(row: Row) -> list[Row]:
    """The events that the loss is shown for: the one that the measure is judged by, else the first ones."""
    steps = list(row.get("by_scenario") or [])
    return [step for step in steps if step.get("id") == row.get("scenario")] or steps


def _cost(firm: Firm, cost: Row) -> dict[str, str]:
    middle, low, high = cost.get("central"), cost.get("low"), cost.get("high")
    if low is None or high is None or middle is None:
        return text("unknown")
    ends = {lang: money.ends(low, high, firm.currency, lang) for lang in LANGUAGES}
    return text("firm.cost.range", centre=money.words(middle, firm.currency), ends=ends)


def proof(firm: Firm, step: Row) -> Markup | None:
    """'S3 ¥23 m → ¥9.0 m': the loss of a scenario (or without a chokepoint, 'C2 …') before and after."""
    before, after = centre(step.get("loss_before")), centre(step.get("loss_after"))
    known = ((kind, firm.refs.get(f"{kind}/{step.get('id')}")) for kind in ("scenarios", "chokepoints"))
    named = next((numbered(kind, number) for kind, number in known if number is not None), None)
    if before is None or after is None or named is None:
        return None
    amounts = {"before": money.words(before, firm.currency), "after": money.words(after, firm.currency)}
    said = join(both(named), " ", say("firm.before_after", **amounts))
    return tag("span", said, class_="whole")
