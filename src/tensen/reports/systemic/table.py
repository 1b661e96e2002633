"""The largest closures as a table, with the row of each in the matrix of who supplies whom."""

from tensen.reports.catalogue import both, pick, say, text
from tensen.reports.figures import unknown
from tensen.reports.markup import EMPTY, Markup, join, number, tag
from tensen.reports.systemic import document, head, matrix, sectors
from tensen.reports.systemic.document import Row, Systemic, percent, whole

_LONG = 60  # characters of a name
_SHARES = ("down", "up", "size")


def largest(read: Systemic) -> Markup:
    """The table; columns that no row has are left out."""
    if not read.top:
        return EMPTY
    shown = [name for name in _SHARES if any(row.get(name) is not None for row in read.top)]
    rounds = any(row.get("iterations") is not None for row in read.top)
    trades = bool(read.flows())
    heads = [
        _head("systemic.col.rank", "rank"),
        _head(f"systemic.col.unit.{read.unit}", "name"),
        _head("systemic.col.index", "number"),
        *(_head(f"systemic.col.{name}", "number") for name in shown),
        _head("systemic.col.rounds", "number") if rounds else None,
        tag("th", say("systemic.col.sells"), _ranks(len(read.top)), scope="col", class_="sells")
        if trades
        else None,
    ]
    kinds = sectors.classes(read.top)
    rows = (_row(read, i, kinds[i], shown, rounds, trades) for i in range(len(read.top)))
    body = tag(
        "table",
        tag("caption", join(*_caption(read, shown, rounds, trades), by=head.SPACE)),
        tag("thead", tag("tr", *heads)),
        tag("tbody", *rows),
    )
    return tag("div", body, class_="scroll", tabindex=0)


def _caption(read: Systemic, shown: list[str], rounds: bool, trades: bool) -> list[Markup]:
    """What the columns that are there mean."""
    steps = "rounds_reference" if read.doc.get("mode") == "reference" else "rounds"
    told = {"size": "size" in shown, steps: rounds, "sells": trades}
    return [say(f"systemic.largest.{name}") for name in ("index", *(name for name in told if told[name]))]


def _head(key: str, name: str) -> Markup:
    return tag("th", say(key), scope="col", class_=name)


def _row(read: Systemic, i: int, kind: str, shown: list[str], rounds: bool, trades: bool) -> Markup:
    row = read.top[i]
    return tag(
        "tr",
        tag("td", i + 1, class_="rank"),
        tag("th", _name(row, kind), scope="row", class_="name"),
        tag("td", *_index(row), class_="number"),
        *(tag("td", _share(row.get(name)), class_="number") for name in shown),
        tag("td", _rounds(row), class_="number") if rounds else None,
        tag("td", matrix.strip(read, i), class_="sells") if trades else None,
        class_="on-plateau" if i < read.plateau else None,
    )


def _name(row: Row, kind: str) -> Markup:
    under = []
    if row.get("name") and pick(document.name(row), "en") != str(row.get("node")):
        node = str(row.get("node"))
        under.append(
            tag("span", document.short(node, _LONG), class_="id", title=document.in_full(node, _LONG))
        )
    if row.get("sector"):
        circle = tag("circle", cx=5, cy=5, r=5, class_=f"node {kind}")
        dot = tag("svg", circle, viewBox="0 0 10 10", class_="risk-drawing swatch", aria_hidden="true")
        sector = row["sector"]
        said = both(document.short(sector, _LONG))
        under.append(tag("span", dot, said, class_="sector", title=document.in_full(sector, _LONG)))
    named = document.name(row)
    called = tag(
        "span", both(document.short(named, _LONG)), class_="called", title=document.in_full(named, _LONG)
    )
    return join(called, tag("small", join(*under, by=" ")) if under else None)


def _index(row: Row) -> list[Markup]:
    ends = document.between(row)
    return [tag("b", _share(row.get("esri"))), tag("span", both(ends), class_="iv") if ends else EMPTY]


def _share(value: float | None) -> Markup:
    return unknown() if value is None else join(percent(value))


def _rounds(row: Row) -> Markup:
    rounds = row.get("iterations")
    told = unknown() if rounds is None else join(whole(rounds))
    return join(told, tag("small", say("systemic.unsettled"))) if row.get("settled") is False else told


def _ranks(n: int) -> Markup:
    """The ranks over the columns of the strips: the first of every five, so that they can be counted."""
    cell = matrix.STRIP
    marks = (
        tag("text", k + 1, x=number(cell * (k + 0.5)), y=9, class_="tick mid")
        for k in range(n)
        if k == 0 or (k + 1) % 5 == 0 or n < 5
    )
    return matrix.beside(n, 12.0, *marks)


def heading(read: Systemic) -> dict[str, str]:
    """How many are shown."""
    return text("systemic.heading.largest", n=len(read.top))
