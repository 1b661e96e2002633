"""The foot of the second page: how it was computed, what it cannot say, where the figures come from."""

from tensen.reports.catalogue import both, say
from tensen.reports.firm import front, money
from tensen.reports.firm.document import Firm, Row, held
from tensen.reports.markup import EMPTY, Markup, join, tag

LIMITS, SOURCES = 4, 6


def section(firm: Firm) -> Markup:
    """Method and limits on the left, sources on the right, what it was made from below."""
    return tag("div", _method(firm), _sources(firm), class_="two-columns closing")


def _method(firm: Firm) -> Markup:
    method = firm.part("method")
    limits = (tag("li", held(2, both(limit))) for limit in (method.get("limits") or [])[:LIMITS])
    told = tag("p", held(4, both(method.get("text")))) if method.get("text") else EMPTY
    return tag("section", front.heading("firm.method"), told, tag("ul", *limits, class_="limits"))


def _sources(firm: Firm) -> Markup:
    rows = firm.rows("sources")
    items = (tag("li", held(1, brief(row)), value=n) for n, row in enumerate(rows[:SOURCES], start=1))
    more = tag("p", say("firm.sources.more", n=len(rows) - SOURCES)) if len(rows) > SOURCES else EMPTY
    return tag("section", front.heading("firm.sources"), tag("ol", *items, class_="cited"), more)


def brief(row: Row) -> Markup:
    """A source in one line: publisher, title, date, licence."""
    parts = (row.get("publisher"), row.get("title"), row.get("date"))
    licence = f" ({row['licence']})" if row.get("licence") else None
    return join(join(*(both(part) for part in parts if part), by=", "), licence)


def foot(firm: Firm) -> Markup:
    """What it was made from, the rate, the guideline, and what a name does not say."""
    lines = (_made(firm), _rate(firm), say("firm.guideline"), say("firm.names"))
    return tag("p", join(*lines, by=" "), class_="note foot")


def _made(firm: Firm) -> Markup:
    made = firm.part("made_from")
    listed = made.get("supplier_list") or {}
    return say(
        "firm.made_from",
        network=made.get("network"),
        fingerprint=_short(made.get("fingerprint")),
        list=listed.get("name"),
        digest=_short(listed.get("sha256")),
        rows=listed.get("rows"),
    )


def _short(digest: object) -> str | None:
    return None if digest is None else str(digest).removeprefix("sha256:")[:12]


def _rate(firm: Firm) -> Markup | None:
    value = firm.part("usd_rate").get("value")
    if value is None or firm.currency == "USD":
        return None
    return join(
        say("firm.rate", rate=money.exact(value, firm.currency)),
        firm.cite([firm.part("usd_rate").get("source_id") or ""]),
        by=" ",
    )
