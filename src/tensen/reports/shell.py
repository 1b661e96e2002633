"""The frame that every page of ours has: what may run, the bar on top, the switch of language, the footer."""

import base64
import hashlib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from tensen.reports.catalogue import Language, Text, both, pick
from tensen.reports.markup import Markup, join, raw, tag


@cache
def asset(name: str) -> Markup:
    """A style sheet or script of this package, `name` relative to it ('firm/styles.css')."""
    return raw(files("tensen.reports").joinpath(name).read_text(encoding="utf-8"))


def document(lang: Language, head: Markup, *content: Markup) -> str:
    """The whole file: `content` between the patterns of the drawings and the script."""
    body = tag("body", _pattern(), *content, tag("script", asset("toggle.js")))
    return "<!doctype html>\n" + tag("html", head, body, lang=lang, class_=lang) + "\n"


def head(titles: Text, lang: Language, styles: Iterable[str]) -> Markup:
    """The head; `styles` are the names of the style sheets, in the order in which they count."""
    return tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=_policy()),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="generator", content="tensen"),
        tag("title", pick(titles, lang), data_en=titles["en"], data_ja=titles["ja"]),
        tag("style", *(asset(name) for name in styles)),
        tag("noscript", tag("style", raw(".controls,.languages{display:none!important}"))),
    )


def bar(home: str, links: Iterable[Markup]) -> Markup:
    """The bar on top: the mark (a link to `home`), links to the parts, the buttons for the language."""
    mark = join(
        tag("circle", cx=4, cy=8, r=3.4),
        tag("path", d="M11 8H34", class_="dotted"),
        tag("circle", cx=40, cy=8, r=3.4),
    )
    logo = tag(
        "a",
        tag("svg", mark, width=44, height=16, aria_hidden="true"),
        tag("b", "Tensen"),
        href=f"#{home}",
        class_="logo",
    )
    buttons = (
        tag("button", shown, type="button", data_lang=lang, lang=None, aria_pressed="false")
        for lang, shown in (("en", "English"), ("ja", "日本語"))
    )
    return tag(
        "nav",
        logo,
        tag("div", *links, class_="links"),
        tag("div", *buttons, class_="languages", role="group", aria_label="Language / 言語"),
        class_="bar-top",
        aria_label="Tensen",
    )


def footer(version: object, title: object, fingerprint: object) -> Markup:
    """What the page was made from, in one line."""
    made = join("Tensen ", version or "", " · ", both(title), " · ")
    return tag("footer", made, tag("code", str(fingerprint or "")[:19]))


def _policy() -> str:
    """Nothing may be fetched, and only the script of this package may run."""
    digest = base64.b64encode(hashlib.sha256(asset("toggle.js").encode("utf-8")).digest()).decode("ascii")
    rules = (
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        f"script-src 'sha256-{digest}'",
        "base-uri 'none'",
        "form-action 'none'",
    )
    return "; ".join(rules)


def _pattern() -> Markup:
    """The hatching of ranges without a centre, for every drawing of the page."""
    line = tag("path", d="M-1 1L1 -1M0 6L6 0M5 7L7 5", class_="hatch-line")
    pattern = tag("pattern", line, id="hatch", width=6, height=6, patternUnits="userSpaceOnUse")
    return tag("svg", tag("defs", pattern), width=0, height=0, class_="defs", aria_hidden="true")
