"""The drawn explain tree: from the sector that is hit hardest, through what binds it, back to the shock."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tensen.reports import money
from tensen.reports.catalogue import LANGUAGES, Language, label, pick, word
from tensen.reports.labels import wrap
from tensen.reports.markup import Markup, number, tag

_COLUMN, _ROW, _GAP = 212.0, 86.0, 40.0
_NAME, _SMALL = 13.5, 11.5
_ROOM = _COLUMN - _GAP
_LEAVES = 6
_DEPTH = 5
_FIGURE = 44.0


@dataclass(slots=True)
class Branch:
    """A node with its place: `depth` counts columns from the root, `row` rows from the top."""

    node: Mapping[str, Any]
    depth: int
    row: float = 0.0
    children: list["Branch"] = field(default_factory=list)


def draw(root: Mapping[str, Any]) -> Markup:
    """The SVG of `tree` of a scenario (id, name, loss, carrier_name, share, binding, children)."""
    branches: list[Branch] = []
    trunk = _grow(root, 0, _LEAVES, branches)
    rows = _settle(trunk, 0.0)
    columns = max(b.depth for b in branches) + 1
    wide, tall = columns * _COLUMN - _GAP + 12, rows * _ROW + 2
    links = [_link(parent, child) for parent in branches for child in parent.children]
    nodes = [_node(branch) for branch in branches]
    box = f"0 0 {number(wide)} {number(tall)}"
    return tag(
        "svg",
        *links,
        *nodes,
        viewBox=box,
        width=number(wide),
        height=number(tall),
        class_="tree",
        aria_hidden="true",
    )


def _weight(node: Mapping[str, Any]) -> float:
    share, loss = node.get("share"), node.get("loss")
    return (1.0 if share is None else share) * (1.0 if loss is None else loss)


def _grow(node: Mapping[str, Any], depth: int, leaves: int, into: list[Branch]) -> Branch:
    """Keep the heaviest children while there is room for their leaves."""
    branch = Branch(node, depth)
    into.append(branch)
    children = sorted(node.get("children") or [], key=_weight, reverse=True)
    if depth + 1 >= _DEPTH:
        return branch
    children = children[: max(1, leaves)]
    for position, child in enumerate(children):
        room = max(1, (leaves - len(children)) // (position + 2) + 1)
        branch.children.append(_grow(child, depth + 1, room, into))
    return branch


def _settle(branch: Branch, top: float) -> float:
    """Give each leaf a row and each parent the middle of its children; return the rows used."""
    used = sum(_settle_next(branch, top)) if branch.children else 1.0
    rows = [child.row for child in branch.children]
    branch.row = (rows[0] + rows[-1]) / 2 if rows else top
    return used


def _settle_next(branch: Branch, top: float) -> list[float]:
    used: list[float] = []
    for child in branch.children:
        used.append(_settle(child, top + sum(used)))
    return used


def _x(branch: Branch) -> float:
    return branch.depth * _COLUMN + 6


def _y(branch: Branch) -> float:
    return branch.row * _ROW + 42


def _link(parent: Branch, child: Branch) -> Markup:
    x0, y0, x1, y1 = _x(parent) + _ROOM + 4, _y(parent), _x(child) - 8, _y(child)
    bend = (x0 + x1) / 2
    start, turns = f"{number(x0)} {number(y0)}", f"{number(bend)} {number(y0)} {number(bend)} {number(y1)}"
    d = f"M{start}C{turns} {number(x1)} {number(y1)}"
    share = child.node.get("share")
    thick = 1.5 + 4.5 * (0.3 if share is None else min(1.0, max(0.0, share)))
    style = "link-demand" if parent.node.get("binding") == "demand" else "link"
    return tag("path", d=d, class_=style, stroke_width=number(thick))


def _node(branch: Branch) -> Markup:
    x, y, node = _x(branch), _y(branch), branch.node
    loss = node.get("loss")
    part = 0.0 if loss is None else min(1.0, max(0.0, loss))
    name = "bar-shock" if node.get("binding") == "shock" else "bar-share"
    ground = tag(
        "rect", x=number(x), y=number(y - 3), width=number(_ROOM - _FIGURE), height=6, class_="bar-ground"
    )
    bar = tag(
        "rect",
        x=number(x),
        y=number(y - 3),
        width=number(max(1.5, (_ROOM - _FIGURE) * part)),
        height=6,
        class_=name,
    )
    words = [_words(branch, lang) for lang in LANGUAGES]
    title = tag("title", f"{pick(node.get('name'), 'en')} · {pick(node.get('name'), 'ja')}")
    return tag("g", title, ground, bar, *words)


def _words(branch: Branch, lang: Language) -> Markup:
    x, y, node = _x(branch), _y(branch), branch.node
    lost = money.percent(node.get("loss"), lang)
    title = wrap(pick(node.get("name"), lang) or str(node.get("id")), _NAME, _ROOM)
    name = [
        tag("text", line, x=number(x), y=number(y - 10 - 16 * (len(title) - 1 - i)), class_="place")
        for i, line in enumerate(title)
    ]
    figure = tag("text", lost, x=number(x + _ROOM), y=number(y + 4.5), text_anchor="end", class_="lost")
    lines = [
        tag("text", line, x=number(x), y=number(y + 19 + 14 * i), class_="held")
        for i, line in enumerate(wrap(_under(branch, lang), _SMALL, _ROOM))
    ]
    return tag("g", *name, figure, *lines, lang=lang)


def _under(branch: Branch, lang: Language) -> str:
    """What this node withholds from the one to its left, and how it is bound itself."""
    node = branch.node
    binding = pick(label("binding", node.get("binding")), lang) if node.get("binding") else ""
    carrier, share = node.get("carrier_name"), node.get("share")
    if branch.depth == 0 or not carrier:
        return binding
    if share is None:
        return word("tree.supplies", lang, carrier=pick(carrier, lang), binding=binding)
    part = money.percent(share, lang)
    return word("tree.supplies_share", lang, carrier=pick(carrier, lang), share=part, binding=binding)
