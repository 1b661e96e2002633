"""What the tests of every page share; the example brief, loaded by its path: test folders are no packages."""

import importlib.util
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

VOID = {"meta", "br", "hr", "link", "input", "col", "wbr"}
PHRASING = {"p", "span", "b", "small", "h1", "h2", "h3", "summary", "dt"}
BLOCKS = {"div", "p", "table", "ul", "ol", "dl", "section", "figure", "header", "h1", "h2", "h3", "details"}
HOSTILE = "</script><script>alert(1)</script>\"'><img src=x onerror=alert(1)>&amp;\x00"
SVG = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
PLACED = re.compile(r"<svg [^>]*class=\"placed\".*?</svg>", re.DOTALL)


class Outline(HTMLParser):
    """Collects tags; fails on tags that do not close in order and on blocks inside phrases."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag in BLOCKS:
            assert not self.open or self.open[-1] not in PHRASING, f"<{tag}> inside <{self.open[-1]}>"
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag


def outline(page: str) -> Outline:
    """The tags of a page that is well formed."""
    parsed = Outline()
    parsed.feed(page)
    parsed.close()
    assert parsed.open == []
    return parsed


def drawings(page: str) -> list[str]:
    """The outermost drawings of a page."""
    return SVG.findall(PLACED.sub("", page))


def asks_nobody(page: str) -> None:
    """Nothing on the page is fetched: no element loads, no style imports, no script knows an address."""
    for name, attributes in outline(page).tags:
        assert name not in {"link", "img", "iframe", "object", "embed", "base", "use", "image"}
        assert not {"src", "srcset", "poster", "data", "action"} & set(attributes)
        assert name == "a" or "href" not in attributes
    style = page.split("<style>", 1)[1].split("</style>", 1)[0]
    assert "@import" not in style
    assert all(address.startswith("#") for address in re.findall(r"url\(([^)]*)\)", style))
    assert "http" not in page.split("<script>", 1)[1]


def replaced(value: Any, words: str) -> Any:
    """The document with every sentence (not ids, kinds or numbers) made hostile."""
    if isinstance(value, dict):
        if set(value) == {"en", "ja"}:
            return {"en": words + "e", "ja": words + "j"}
        return {key: replaced(inner, words) for key, inner in value.items()}
    return [replaced(inner, words) for inner in value] if isinstance(value, list) else value


def emptied(value: Any) -> Any:
    """The document with every number null."""
    if isinstance(value, dict):
        return {key: emptied(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [emptied(inner) for inner in value]
    return None if isinstance(value, (int, float)) and not isinstance(value, bool) else value


def _factory() -> Callable[[], dict[str, Any]]:
    spec = importlib.util.spec_from_file_location("reports_example", Path(__file__).with_name("example.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    made: Callable[[], dict[str, Any]] = module.brief
    return made


@pytest.fixture
def brief() -> dict[str, Any]:
    return _factory()()


@pytest.fixture(scope="session")
def page() -> str:
    from tensen.reports import render_brief

    return render_brief(_factory()())
