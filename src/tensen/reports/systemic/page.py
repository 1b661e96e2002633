"""The whole page: the answer, the curve, the core, the largest, how it was made. Two A4 pages in print."""

from tensen.reports import shell
from tensen.reports.catalogue import Language, both, say, text
from tensen.reports.markup import EMPTY, Markup, join, number, tag
from tensen.reports.systemic import document, frame, head, made, method, risk_core, risk_curve, table
from tensen.reports.systemic.document import Row, Systemic

_FEW = 8
_STYLES = ("base.css", "systemic/drawing.css", "systemic/styles.css")


def systemic_page(made_from: Row, lang: Language = "en") -> str:
    """Turn a `tensen.systemic/1` document into one self-contained HTML page.

    Both languages are in the page; `lang` is the one shown first. Pure: no file is written and no clock is
    read. Raises ValueError when the document is of another format.
    """
    read = document.read(made_from)
    parts = {
        "curve": _curve(read),
        "core": _core(read),
        "largest": _section(both(table.heading(read)), table.largest(read)),
        "made": _made(read),
    }
    there = {name: part for name, part in parts.items() if part}
    links = (tag("a", say(f"systemic.nav.{name}"), href=f"#{name}") for name in there)
    sections = (tag("section", part, id=name, class_=_class(read, name)) for name, part in there.items())
    title = document.short(head.title(read), head.LONG)
    return shell.document(
        lang,
        shell.head(text("systemic.page.title", name=title), lang, _STYLES),
        shell.bar("top", links),
        tag("main", head.masthead(read), *sections, id="top"),
        shell.footer(read.doc.get("version"), title, made.fingerprint(read)),
    )


def _class(read: Systemic, name: str) -> str:
    """In print a long table begins a sheet; a short one stays on the first."""
    return f"part {name} few" if name == "largest" and len(read.top) <= _FEW else f"part {name}"


def _section(heading: Markup, *content: Markup) -> Markup:
    return join(tag("h2", heading), *content) if any(content) else EMPTY


def _figure(wide: float, tall: float, shapes: Markup, name: str) -> Markup:
    box = f"0 0 {number(wide)} {number(tall)}"
    drawn = tag("svg", shapes, viewBox=box, class_="risk-drawing", aria_hidden="true")
    return tag("div", drawn, class_=f"scroll {name}", tabindex=0)


def _curve(read: Systemic) -> Markup:
    """Both axes are drawn; two buttons without a script choose between them."""
    if not read.ranked.get("esri"):
        return EMPTY
    first = frame.chosen(read, None)
    buttons, figures = [], []
    for axis in ("log", "linear"):
        name = f"axis-{axis}"
        buttons.append(tag("input", type="radio", name="axis", id=name, checked=axis == first))
        buttons.append(tag("label", say(f"systemic.switch.{axis}"), for_=name))
        tall, shapes = risk_curve.risk_curve(read, axis)
        figures.append(_figure(frame.WIDTH, tall, shapes, name))
    switch = tag("div", tag("span", say("systemic.switch")), *buttons, class_="switch", role="radiogroup")
    found = read.ranked.get("plateau") or {}
    ranged = found.get("low") != found.get("high")
    rule = [say("systemic.curve.rule"), say("systemic.curve.rule_bounds") if ranged else EMPTY]
    caption = tag("figcaption", join(*rule, by=head.SPACE))
    return _section(say("systemic.heading.curve"), tag("figure", switch, *figures, caption))


def _core(read: Systemic) -> Markup:
    tall, shapes = risk_core.risk_core(read)
    if not shapes or not read.traded:
        return EMPTY
    said = [say("systemic.core.caption", n=len(read.top))]
    if read.plateau:
        said.append(say("systemic.core.caption_ring"))
    caption = tag("figcaption", join(*said, by=head.SPACE))
    return _section(
        say("systemic.heading.core"),
        tag("figure", caption, _figure(risk_core.WIDTH, tall, shapes, "network")),
    )


def _made(read: Systemic) -> Markup:
    notes = made.notes(read)
    reading = join(tag("h3", say("systemic.heading.notes")), notes) if notes else EMPTY
    cited = join(tag("h3", say("systemic.made.sources")), made.sources(read))
    left, right = tag("div", reading, made.origin(read)), tag("div", method.method(read), cited)
    return _section(say("systemic.heading.made"), tag("div", left, right, class_="two-columns"))
