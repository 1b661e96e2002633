"""The whole brief as one file that asks nothing of any network."""

from collections.abc import Callable

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
    shell,
)
from tensen.reports.catalogue import Language, Text, say, text
from tensen.reports.context import Brief, Context
from tensen.reports.markup import Markup, tag

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
    network = read.brief.get("network") or {}
    return shell.document(
        lang,
        shell.head(_titles(read), lang, ("base.css", "styles.css")),
        shell.bar("first-page", (tag("a", say(f"nav.{name}"), href=f"#{name}") for name, _ in _CHAPTERS)),
        tag("main", first_page.page(read), *_chapters(read)),
        shell.footer(network.get("version"), network.get("title"), network.get("snapshot")),
    )


def _titles(read: Context) -> Text:
    return text("page.title", name=(read.brief.get("reference") or {}).get("name"))


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
