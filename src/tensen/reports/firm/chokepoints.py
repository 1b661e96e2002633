"""The chokepoints of the first page: what the firm would lose, and whether its rivals would lose it too."""

from collections.abc import Sequence

from tensen.reports import money, scale, tables
from tensen.reports.catalogue import both, label, say, text
from tensen.reports.firm import front, plots
from tensen.reports.firm.document import Firm, Row, held, name, share
from tensen.reports.markup import Markup, join, tag
from tensen.reports.tables import Column

SHOWN, RIVALS = 6, 3
_MARKS = {"alone": "●", "home industry": "◐", "everyone": "○"}


def section(firm: Firm) -> Markup:
    """The table with intervals and rivals on one axis."""
    rows = firm.rows("chokepoints")[:SHOWN]
    made = _table(firm, rows) if rows else tag("p", say("firm.nothing"), class_="note")
    return tag("section", front.heading("firm.chokepoints"), made)


def _table(firm: Firm, rows: Sequence[Row]) -> Markup:
    ends = [(row.get("share_of_firm") or {}).get("high") or 0.0 for row in rows]
    others = (
        known for row in rows for known in (*_abroad(firm, row), _at_home(firm, row)) if known is not None
    )
    across = scale.linear(max([*ends, *others]))
    columns = [
        Column("firm.col.ref", "ref"),
        Column("firm.col.chokepoint", "name"),
        Column("firm.col.interval", "bars", plots.axis(across, plots.percent_words)),
        Column("firm.col.value_share", "number"),
        Column("firm.col.loss", "number"),
        Column("firm.col.rivals", "rivals"),
    ]
    lines = (
        [
            firm.numbered("chokepoints", row),
            join(held(1, tag("b", both(row.get("name"))), " ", firm.cite(row.get("sources"))), _holder(row)),
            plots.interval(across, row.get("share_of_firm"), _abroad(firm, row), _at_home(firm, row)),
            share(row.get("share_of_firm") or {}),
            firm.loss(row.get("loss_per_day")),
            _shared(firm, row),
        ]
        for row in rows
    )
    sampled = any((row.get("share_of_firm") or {}).get("p5") is not None for row in rows)
    marks = [("mark-centre", say("legend.centre")), ("bar-whole", say("legend.whole"))]
    marks += [("bar-sampled", say("legend.sampled"))] if sampled else []
    marks += [("mark-home", say("firm.legend.home")), ("mark-first", say("firm.legend.rival"))]
    legend = plots.legend(*marks)
    return join(tables.simple(say("firm.chokepoints.caption"), columns, lines, "losses cards"), legend)


def _is_home(firm: Firm, rival: Row) -> bool:
    own = (firm.part("firm").get("industry") or {}).get("id")
    return own is not None and rival.get("id") == own


def _rivals(firm: Firm, row: Row) -> list[Row]:
    """Rivals abroad, as many as are drawn."""
    return [rival for rival in row.get("rivals") or [] if not _is_home(firm, rival)][:RIVALS]


def _abroad(firm: Firm, row: Row) -> list[float | None]:
    return [rival.get("share_of_value") for rival in _rivals(firm, row)]


def _at_home(firm: Firm, row: Row) -> float | None:
    """What the firm's own industry at home loses, where the document says."""
    own = (rival.get("share_of_value") for rival in row.get("rivals") or [] if _is_home(firm, rival))
    return next(own, None)


def _holder(row: Row) -> Markup:
    holder = row.get("holder")
    horizon = both(label("horizon", row.get("horizon"))) if row.get("horizon") else None
    parts = (name(holder) if holder else None, _upstream(row.get("tier")), horizon)
    return tag("small", held(1, join(*parts, by=" · ")))


def _upstream(tier: int | None) -> Markup | None:
    if tier is None:
        return None
    return both(label("firm.upstream", tier)) if tier < 2 else say("firm.upstream.n", n=tier)


def _shared(firm: Firm, row: Row) -> Markup:
    shared = row.get("shared")
    mark = tag("span", _MARKS.get(str(shared), ""), aria_hidden="true", class_="shared")
    said = tag("b", both(label("firm.shared", shared))) if shared else None
    return join(held(1, mark, said), tag("small", held(2, both(rival_words(firm, row)))))


def rival_words(firm: Firm, row: Row) -> dict[str, str]:
    """Who loses something, with the central share: 'at home 12%, South Korea 11%, Germany 9.0%'."""
    home = _at_home(firm, row)
    words = [text("firm.rival.home", share=money.percent(home, "en"))] if home else []
    words += [
        text("firm.rival", name=_country(rival["name"]), share=money.percent(rival["share_of_value"], "en"))
        for rival in _rivals(firm, row)
        if rival.get("share_of_value")
    ]
    return {"en": ", ".join(w["en"] for w in words), "ja": "、".join(w["ja"] for w in words)}


def _country(words: Row) -> dict[str, str]:
    """A rival is an industry of the firm's own kind, so its country says enough: 'Japan: Machinery'."""
    return {"en": words["en"].partition(": ")[0], "ja": words["ja"].partition("：")[0]}
