"""A tiny builder of HTML and SVG text in which everything that is not already markup is escaped."""

import html
import re
from typing import SupportsIndex

_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NOT_IN_AN_ID = re.compile(r"[^A-Za-z0-9._-]+")
_VOID = frozenset({"meta", "br", "hr", "link", "input", "col", "wbr"})
_DRAWN = frozenset({"path", "circle", "rect", "line", "polygon", "ellipse", "use"})


class Markup(str):
    """Text that is already safe HTML. Made only by `tag`, `join` and `raw`."""

    __slots__ = ()

    def __add__(self, other: str) -> "Markup":
        return Markup(str.__add__(self, escape(other)))

    def __mul__(self, times: SupportsIndex) -> "Markup":
        return Markup(str.__mul__(self, times))


EMPTY = Markup("")


def raw(text: str) -> Markup:
    """Declare text as safe; only for constants of this package (style sheet, script)."""
    return Markup(text)


def escape(value: object) -> Markup:
    """Escape for element content and quoted attributes, dropping characters XML 1.0 forbids.

    >>> escape('<b>"x"</b>')
    '&lt;b&gt;&quot;x&quot;&lt;/b&gt;'
    """
    if isinstance(value, Markup):
        return value
    return Markup(html.escape(_FORBIDDEN.sub("", str(value)), quote=True))


def join(*parts: object, by: str = "") -> Markup:
    """Join what is not None; plain strings are escaped."""
    return Markup(escape(by).join(escape(part) for part in parts if part is not None))


def _attribute(name: str, value: object) -> str:
    return f'{name.rstrip("_").replace("_", "-")}="{escape(value)}"'


def tag(name: str, /, *children: object, **attributes: object) -> Markup:
    """One element; `class_` and `data_x` become `class` and `data-x`; None or False leaves one out.

    >>> tag("a", "1 < 2", href="#x", class_=None)
    '<a href="#x">1 &lt; 2</a>'
    """
    words = [name]
    for key, value in attributes.items():
        if value is True:
            words.append(_attribute(key, ""))
        elif value is not None and value is not False:
            words.append(_attribute(key, value))
    head = " ".join(words)
    if name in _DRAWN and not children:
        return Markup(f"<{head}/>")
    if name in _VOID:
        return Markup(f"<{head}>")
    return Markup(f"<{head}>{join(*children)}</{name}>")


def anchor(kind: str, name: object) -> str:
    """An id that is safe in `id=` and in `href="#..."`.

    >>> anchor("chokepoint", "country.chn / rare earths")
    'chokepoint-country.chn-rare-earths'
    """
    return f"{kind}-{_NOT_IN_AN_ID.sub('-', str(name))}"


def number(value: float) -> str:
    """A coordinate with at most one decimal.

    >>> number(3.04), number(-0.01), number(12.25)
    ('3', '0', '12.2')
    """
    text = f"{value:.1f}"
    text = text.removesuffix(".0")
    return "0" if text in {"-0", ""} else text
