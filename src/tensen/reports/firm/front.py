"""The head of each page and the findings: who the firm is, and what its list says."""

import re

from tensen.reports import money
from tensen.reports.catalogue import both, say, text
from tensen.reports.firm.document import Firm, Row, held, name
from tensen.reports.markup import EMPTY, Markup, anchor, join, tag

FINDINGS = 5
_RANGE = re.compile(r"(\d[–〜])(?=[\d¥])")
_AMOUNT = re.compile(r"(\d) (k|m|bn|tn)\b")
_Fact = tuple[str, Markup, Markup | None]


def title(firm: Firm) -> dict[str, str]:
    """The firm's name in both languages, or 'the firm'."""
    return firm.part("firm").get("name") or text("firm.unnamed")


def masthead(firm: Firm) -> Markup:
    """The title, the mark of a made-up example, and the facts in a row."""
    facts = (tag("div", tag("dt", say(key)), _fact(value, more)) for key, value, more in _facts(firm))
    return tag(
        "header",
        _eyebrow(firm, 1),
        tag("h1", held(2, say("firm.title", name=title(firm)))),
        tag("dl", *facts, class_="facts-row"),
        class_="mast",
    )


def running(firm: Firm, page: int) -> Markup:
    """The line over a later page, so that a single sheet still says whose it is."""
    return tag("header", _eyebrow(firm, page), class_="running")


def _eyebrow(firm: Firm, page: int) -> Markup:
    whose = None if page == 1 else tag("b", both(title(firm)))
    parts = (whose, say("firm.kind"), say("firm.as_of", date=firm.doc.get("as_of")))
    notice = firm.doc.get("notice")
    mark = tag("span", both(notice), class_="notice") if notice else EMPTY
    said = tag("span", join(*parts, by=" · "), class_="whose")
    return tag("div", said, mark, tag("span", say("firm.page", n=page), class_="page-no"), class_="eyebrow")


def _fact(value: Markup, more: Markup | None) -> Markup:
    return tag("dd", tag("b", value), tag("small", more) if more else None)


def _facts(firm: Firm) -> list[_Fact]:
    who, listed = firm.part("firm"), firm.part("list")
    return [
        ("firm.fact.industry", _industry(who), name(who.get("country"))),
        ("firm.fact.suppliers", _count(listed.get("suppliers")), _inside(listed)),
        ("firm.fact.spend", firm.amount(listed.get("spend_per_year")), None),
        ("firm.fact.value", firm.amount(who.get("value_added_per_day")), _basis(firm, who)),
        ("firm.fact.rows", _placed(firm), _assumed(listed)),
    ]


def _industry(who: Row) -> Markup:
    """The industry without its country, which stands below it: 'Japan: Machinery'."""
    words = (who.get("industry") or {}).get("name")
    if not isinstance(words, dict):
        return name(who.get("industry"))
    return both({lang: re.split(": |：", str(said), maxsplit=1)[-1] for lang, said in words.items()})


def _count(value: float | None) -> Markup:
    return say("unknown") if value is None else join(f"{value:,.0f}")


def _inside(listed: Row) -> Markup | None:
    countries, products = listed.get("countries"), listed.get("products")
    if countries is None or products is None:
        return None
    return say("firm.fact.suppliers.in", countries=countries, products=products)


def _assumed(listed: Row) -> Markup | None:
    cells = listed.get("assumed_cells")
    return None if cells is None else say("firm.fact.rows.assumed", n=f"{cells:,}")


def _basis(firm: Firm, who: Row) -> Markup | None:
    """Where the firm's value added comes from: words of the document, or one of two known words."""
    basis = who.get("value_added_basis")
    if isinstance(basis, str):
        return say("firm.basis.given" if basis == "given" else "firm.basis.estimated")
    if not basis:
        return None
    return join(both(basis.get("text", basis)), firm.cite([basis.get("source_id")]), by=" ")


def _placed(firm: Firm) -> Markup:
    rows = (firm.part("made_from").get("supplier_list") or {}).get("rows")
    if rows is None:
        return say("unknown")
    lost = {row.get("row") for row in firm.rows("list", "unmatched")}
    return say("firm.fact.rows.of", placed=f"{rows - len(lost):,}", rows=f"{rows:,}")


def findings(firm: Firm) -> Markup:
    """The first finding large, the others in two columns; each with the number of the row it rests on."""
    rows = firm.rows("findings")[:FINDINGS]
    items = [_finding(firm, position, row) for position, row in enumerate(rows)]
    said = tag("ol", *items, class_="said-list") if items else tag("p", say("firm.nothing"), class_="note")
    return tag("section", tag("h2", say("firm.findings"), class_="quiet"), said, class_="said-first")


def _finding(firm: Firm, position: int, row: Row) -> Markup:
    reference = firm.reference(row.get("figure_ref"))
    told = held(3 if position == 0 else 5, both(_unbroken(row.get("text"))), " ", reference)
    return tag("li", tag("span", position + 1, class_="numeral", aria_hidden="true"), told)


def _unbroken(words: object) -> object:
    """Amounts and ranges that stay on one line: '¥4.8–29 m'."""
    if not isinstance(words, dict):
        return words
    units = {lang: _AMOUNT.sub("\\1\N{NO-BREAK SPACE}\\2", said) for lang, said in words.items()}
    return {lang: _RANGE.sub("\\1\N{WORD JOINER}", said) for lang, said in units.items()}


def heading(key: str, idea: str | None = None, lead: str | None = None, **parts: object) -> Markup:
    """A section's heading with the idea of the guideline that it serves."""
    beside = tag("span", say(lead), class_="lead-in") if lead else None
    tagged = tag("span", say(idea), class_="idea") if idea else None
    return tag("div", tag("h2", say(key), " ", beside, **parts), tagged, class_="head")


def percent(value: float | None) -> str | None:
    """A share in words, None where it is unknown."""
    return None if value is None else money.percent(value, "en")


def place(name: str) -> str:
    """The anchor of a part of the trace."""
    return anchor("trace", name)
