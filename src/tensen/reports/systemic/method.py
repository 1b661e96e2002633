"""The equations of the index with their symbols."""

from tensen.reports.catalogue import say, text
from tensen.reports.markup import Markup, join, tag
from tensen.reports.systemic.document import Systemic


def method(read: Systemic) -> Markup:
    """The index in words and symbols; a network of requirements has shares of its own."""
    weights = read.weights or text("systemic.weights.sales")
    off = read.doc.get("replaceable") is False
    replaced = text("systemic.method.not_replaced") if off else ""
    if read.ours:
        symbols = say("systemic.method.symbols_node", replaced=replaced)
    else:
        symbols = say("systemic.method.symbols", replaced=replaced)
    laws = (("down", _down()), ("up", _up()), ("missed", _missed()), ("index", _index()))
    return join(
        tag("p", say("systemic.method.words", weights=weights)),
        tag("div", *(_law(name, law) for name, law in laws), class_="equations"),
        tag("p", symbols, class_="note"),
    )


def _law(name: str, law: Markup) -> Markup:
    label = tag("span", say(f"systemic.method.{name}"), class_="label")
    return tag("div", label, tag("span", law, class_="formula"))


def _v(name: str, below: str = "", above: str = "") -> Markup:
    return join(tag("var", name), tag("sup", above) if above else None, tag("sub", below) if below else None)


def _down() -> Markup:
    term = join("Σ", tag("sub", "j"), " ", _v("Λ", "ji", "d"), " ", _v("σ", "j"), " ", _v("x", "j"))
    return join(
        _v("x", "i"), " = min(1, max(", _v("s", "i"), ", max", tag("sub", "k"), " ", term, ", ", term, "))"
    )


def _up() -> Markup:
    term = join("Σ", tag("sub", "j"), " ", _v("Λ", "ij", "u"), " ", _v("u", "j"))
    return join(_v("u", "i"), " = min(1, max(", _v("s", "i"), ", ", term, "))")


def _missed() -> Markup:
    rest = join("Σ", tag("sub", "j′"), " ", _v("out", "j′"), " (1 − ", _v("x", "j′"), ")")
    return join(_v("σ", "j"), " = min(1, ", _v("out", "j"), " / ", rest, ")")


def _index() -> Markup:
    top = join("Σ", tag("sub", "i"), " ", _v("w", "i"), " max(", _v("x", "i"), ", ", _v("u", "i"), ")")
    return join("ESRI = ", top, " / Σ", tag("sub", "i"), " ", _v("w", "i"))
