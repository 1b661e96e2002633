"""The firm's brief as one file: two sheets that print on A4, and what is behind them for the screen."""

from tensen.reports import shell
from tensen.reports.catalogue import Language, say, text
from tensen.reports.firm import (
    chokepoints,
    closing,
    dialogue,
    exposure,
    front,
    measures,
    paper,
    scenarios,
    trace,
)
from tensen.reports.firm.document import Firm, Row, read
from tensen.reports.markup import Markup, tag

SCHEMA = "tensen.firm/1"
_PARTS = ("first", "second", "trace")


def render_firm(document: Row, lang: Language = "en") -> str:
    """Turn a `tensen.firm/1` document into one self-contained HTML page; printed, it is two A4 pages.

    Both languages are in the page; `lang` is the one shown first. Money is in the document's currency, per
    day where the column says so. Pure: no file is written and no clock is read.

    Raises ValueError when the document is of another format.
    """
    if document.get("format") != SCHEMA:
        found = document.get("format")
        raise ValueError(f"format: expected {SCHEMA!r}, found {found!r}; make the firm's brief again")
    firm = read(document)
    made = firm.part("made_from")
    return shell.document(
        lang,
        shell.head(text("firm.page.title", name=front.title(firm)), lang, ("base.css", "firm/styles.css")),
        shell.bar("first", (tag("a", say(f"firm.nav.{part}"), href=f"#{part}") for part in _PARTS)),
        tag("main", _first(firm), _second(firm), trace.section(firm)),
        shell.footer(firm.doc.get("version"), made.get("network"), made.get("fingerprint")),
    )


def _sheet(name: str, held: str, *parts: Markup) -> Markup:
    """A sheet of paper; the gaps between its parts share what room is left."""
    gap = tag("div", class_="gap")
    spaced = [piece for part in parts for piece in (part, gap)][:-1]
    return tag("div", *spaced, id=name, class_=f"sheet {held}".strip())


def _first(firm: Firm) -> Markup:
    return _sheet(
        "first",
        paper.first(firm),
        front.masthead(firm),
        front.findings(firm),
        exposure.section(firm),
        chokepoints.section(firm),
        exposure.products(firm),
    )


def _second(firm: Firm) -> Markup:
    return _sheet(
        "second",
        paper.second(firm),
        front.running(firm, 2),
        scenarios.section(firm),
        measures.section(firm),
        dialogue.section(firm),
        closing.section(firm),
        closing.foot(firm),
    )
