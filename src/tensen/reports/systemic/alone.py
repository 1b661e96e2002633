"""One picture by itself, in one language and with its own style: for a notebook or a file."""

from tensen.reports import labels, shell
from tensen.reports.catalogue import Language, pick, text
from tensen.reports.markup import Markup, join, number, tag
from tensen.reports.systemic import document, frame, matrix, risk_core, risk_curve
from tensen.reports.systemic.document import Row
from tensen.reports.systemic.frame import Axis

KINDS = ("curve", "core", "matrix")
_HEAD = 34.0


def drawing(made: Row, lang: Language = "en", kind: str = "curve", axis: Axis | None = None) -> Markup:
    """A `tensen.systemic/1` document as one SVG: its `kind` is the risk "curve", the "core" or the "matrix".

    `axis` of the curve: "log", "linear", or by default logarithmic above 200 closures. Raises ValueError for
    another format, kind or axis, or where the document lacks what the picture shows.
    """
    read = document.read(made)
    if kind not in KINDS:
        raise ValueError(f"kind must be one of {', '.join(KINDS)}, not {kind!r}")
    if axis not in {None, "log", "linear"}:
        raise ValueError(f"axis must be log or linear, not {axis!r}")
    if not (read.ranked if kind == "curve" else read.top):
        raise ValueError(f"the document has no {'ranked' if kind == 'curve' else 'top'} to draw")
    wide = frame.WIDTH
    if kind == "curve":
        tall, shapes = risk_curve.risk_curve(read, axis, (lang,))
    elif kind == "core":
        tall, shapes = risk_core.risk_core(read, (lang,))
    else:
        wide, tall, shapes = matrix.matrix(read, (lang,))
    title = pick(_title(read.doc, kind), lang)
    return _svg(wide, tall + _HEAD, labels.shorten(title, 16, wide - 12), shapes)


def _title(doc: Row, kind: str) -> dict[str, str]:
    title = doc.get("title")
    return text(f"systemic.title.{kind}", name=title) if title else text(f"systemic.heading.{kind}")


def _svg(wide: float, tall: float, title: str, shapes: Markup) -> Markup:
    box = f"0 0 {number(wide)} {number(tall)}"
    style = tag("style", shell.asset("systemic/drawing.css"))
    ground = tag("rect", width="100%", height="100%", class_="paper")
    moved = tag("g", shapes, transform=f"translate(0 {number(_HEAD)})")
    return tag(
        "svg",
        join(style, ground, tag("text", title, x=2, y=19, class_="title"), moved),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=box,
        width=number(wide),
        height=number(tall),
        class_="risk-drawing",
        style="max-width:100%;height:auto",
        role="img",
        aria_label=title,
    )
