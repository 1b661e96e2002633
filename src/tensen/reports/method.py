"""The method on one page: the loss equation in words and symbols, and how its results are to be read."""

from tensen.reports import tables
from tensen.reports.catalogue import say
from tensen.reports.markup import Markup, join, tag
from tensen.reports.tables import Column

_SYMBOLS = ("d", "s", "m", "w", "rho", "k", "a")
_SIGNS = {"rho": "ρ"}
_READINGS = ("means", "interval", "loop", "modes", "people", "demand", "limits")


def _v(name: str) -> Markup:
    return tag("var", name)


def _sub(name: str, below: str) -> Markup:
    return join(_v(name), tag("sub", below))


def _equations() -> Markup:
    shortage = join(
        _sub("m", "ic"), " = (1 − ", _sub("ρ", "ic"), ") · max(0, Σ", tag("sub", "j"), " ",
        _sub("w", "jic"), " ", _sub("d", "j"), " − (Σ", tag("sub", "j"), " ", _sub("w", "jic"), " − 1))",
    )  # fmt: skip
    loss = join(
        _sub("d", "i"), " = max(", _sub("s", "i"), ", max", tag("sub", "c"), " ", _sub("k", "ic"), " ",
        _sub("m", "ic"), ", Σ", tag("sub", "c"), " ", _sub("a", "ic"), " ", _sub("m", "ic"), ")",
    )  # fmt: skip
    lines = (
        tag(
            "div",
            tag("span", say("method.shortage"), class_="label"),
            tag("span", shortage, class_="formula"),
        ),
        tag("div", tag("span", say("method.loss"), class_="label"), tag("span", loss, class_="formula")),
    )
    return tag("div", *lines, class_="equations")


def chapter() -> Markup:
    """The equation, its symbols, and the rules of reading."""
    columns = [Column("col.symbol"), Column("col.meaning")]
    rows = [(_v(_SIGNS.get(name, name)), say(f"symbol.{name}")) for name in _SYMBOLS]
    readings = (
        tag("div", tag("dt", say(f"reading.{name}.term")), tag("dd", say(f"reading.{name}")))
        for name in _READINGS
    )
    return join(
        tag("p", say("method.words"), class_="lead"),
        _equations(),
        tables.simple(say("method.symbols"), columns, rows, "symbols"),
        tag("dl", *readings, class_="readings"),
    )
