"""The whole brief as one file that asks nothing of any network."""

import base64
import hashlib
from collections.abc import Callable
from functools import cache
from importlib.resources import files

from tensen.reports import (
    appendix,
    assumptions,
    chokepoints,
    context,
    first_page,
    method,
    overview,
    reasons,
    scenarios,
)
from tensen.reports.catalogue import Language, both, pick, say, text
from tensen.reports.context import Brief, Context
from tensen.reports.markup import Markup, join, raw, tag

SCHEMA = "tensen.brief/1"
_CHAPTERS: tuple[tuple[str, Callable[[Context], Markup]], ...] = (
    ("findings", reasons.chapter),
    ("chokepoints", chokepoints.chapter),
    ("overview", overview.chapter),
    ("scenarios", scenarios.chapter),
    ("unknown", appendix.unknown),
    ("assumptions", assumptions.chapter),
    ("claims", appendix.claims),
    ("method", lambda _: method.chapter()),
    ("sources", appendix.sources),
    ("notices", appendix.notices),
)


def render_brief(brief: Brief, lang: Language = "en") -> str:
    """Turn a `tensen.brief/1` document into one self-contained HTML page.

    Both languages are in the page; `lang` is the one shown first. Money is read as US dollars (per day
    where the field says so). Pure: no file is written and no clock is read.

    Raises ValueError when the document is of another schema.
    """
    if brief.get("schema") != SCHEMA:
        raise ValueError(f"schema: expected {SCHEMA!r}, found {brief.get('schema')!r}; build the brief again")
    read = context.read(brief)
    body = tag(
        "body",
        _pattern(),
        _bar(),
        tag("main", first_page.page(read), *_chapters(read)),
        _footer(read),
        _script(),
    )
    return "<!doctype html>\n" + tag("html", _head(read, lang), body, lang=lang, class_=lang) + "\n"


def _chapters(read: Context) -> list[Markup]:
    return [
        tag(
            "section",
            tag("h2", tag("span", i, class_="numeral"), say(f"chapter.{name}")),
            made(read),
            id=name,
            class_="chapter",
        )
        for i, (name, made) in enumerate(_CHAPTERS, start=1)
    ]


@cache
def _asset(name: str) -> Markup:
    return raw(files("tensen.reports").joinpath(name).read_text(encoding="utf-8"))


def _policy() -> str:
    """Nothing may be fetched, and only the script of this package may run."""
    digest = base64.b64encode(hashlib.sha256(_asset("toggle.js").encode("utf-8")).digest()).decode("ascii")
    rules = (
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        f"script-src 'sha256-{digest}'",
        "base-uri 'none'",
        "form-action 'none'",
    )
    return "; ".join(rules)


def _head(read: Context, lang: Language) -> Markup:
    titles = text("page.title", name=(read.brief.get("reference") or {}).get("name"))
    return tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=_policy()),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="generator", content="tensen"),
        tag("title", pick(titles, lang), data_en=titles["en"], data_ja=titles["ja"]),
        tag("style", _asset("styles.css")),
        tag("noscript", tag("style", raw(".controls,.languages{display:none!important}"))),
    )


def _pattern() -> Markup:
    """The hatching of ranges without a centre, for every drawing of the page."""
    line = tag("path", d="M-1 1L1 -1M0 6L6 0M5 7L7 5", class_="hatch-line")
    pattern = tag("pattern", line, id="hatch", width=6, height=6, patternUnits="userSpaceOnUse")
    return tag("svg", tag("defs", pattern), width=0, height=0, class_="defs", aria_hidden="true")


def _bar() -> Markup:
    mark = join(
        tag("circle", cx=4, cy=8, r=3.4),
        tag("path", d="M11 8H34", class_="dotted"),
        tag("circle", cx=40, cy=8, r=3.4),
    )
    logo = tag(
        "a",
        tag("svg", mark, width=44, height=16, aria_hidden="true"),
        tag("b", "Tensen"),
        href="#first-page",
        class_="logo",
    )
    links = (tag("a", say(f"nav.{name}"), href=f"#{name}") for name, _ in _CHAPTERS)
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


def _footer(read: Context) -> Markup:
    network = read.brief.get("network") or {}
    return tag(
        "footer",
        join("Tensen ", network.get("version") or "", " · ", both(network.get("title")), " · "),
        tag("code", str(network.get("snapshot") or "")[:19]),
    )


def _script() -> Markup:
    return tag("script", _asset("toggle.js"))
