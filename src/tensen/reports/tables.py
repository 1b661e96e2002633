"""Tables that are read as tables on paper and as cards on a telephone, and the buttons that order them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tensen.reports.catalogue import Text, both, label, say, text
from tensen.reports.markup import EMPTY, Markup, join, tag

HORIZONS = ("days", "months", "years", "all")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: the catalogue key of its heading, the class of its cells, what else stands in its head."""

    key: str
    name: str = ""
    head: Markup | None = None


def head(columns: Sequence[Column]) -> Markup:
    """The row of headings."""
    cells = (
        tag("th", say(c.key), c.head if c.head is not None else EMPTY, scope="col", class_=c.name or None)
        for c in columns
    )
    return tag("thead", tag("tr", *cells))


def row(columns: Sequence[Column], cells: Sequence[object], first: int = 0, **attributes: object) -> Markup:
    """One row; cell `first` is its heading. Each cell carries its column's name for narrow screens."""
    made = []
    for position, (column, cell) in enumerate(zip(columns, cells, strict=True)):
        names: Text = text(column.key)
        labels = {"data_en": names["en"], "data_ja": names["ja"], "class_": column.name or None}
        if position == first:
            made.append(tag("th", cell, scope="row", **labels))
        else:
            made.append(tag("td", cell, **labels))
    return tag("tr", *made, **attributes)


def table(
    caption: object, columns: Sequence[Column], bodies: Iterable[Markup], **attributes: object
) -> Markup:
    """A whole table; `bodies` are `tbody` elements, so that rows that belong together stay together."""
    return tag("table", tag("caption", caption), head(columns), *bodies, **attributes)


def simple(
    caption: object, columns: Sequence[Column], rows: Iterable[Sequence[object]], name: str = ""
) -> Markup:
    """A table with one body and nothing to order."""
    body = tag("tbody", *(row(columns, cells) for cells in rows))
    return table(caption, columns, [body], class_=f"plain {name}".strip())


def orders(target: str, keys: Sequence[str]) -> Markup:
    """Buttons that put the bodies of a table in another order (`data-KEY`, largest first)."""
    buttons = (
        tag(
            "button",
            say(f"order.{key}"),
            type="button",
            data_order=key,
            aria_pressed="true" if not i else "false",
        )
        for i, key in enumerate(keys)
    )
    return tag(
        "div", tag("span", say("order.by")), *buttons, class_="controls", data_for=target, role="group"
    )


def horizons(target: str, rows: Iterable[Mapping[str, object]]) -> Markup:
    """Buttons that show only one horizon; nothing where there is only one to choose from."""
    present = {row.get("horizon") for row in rows}
    found = [h for h in HORIZONS if h in present]
    if len(found) < 2:
        return EMPTY
    choices = ["", *(h for h in found if h != "all")]
    buttons = (
        tag(
            "button",
            say(f"horizon.{choice or 'any'}"),
            type="button",
            data_horizon=choice,
            aria_pressed="false" if choice else "true",
        )
        for choice in choices
    )
    return tag("div", tag("span", say("horizon")), *buttons, class_="controls", data_for=target, role="group")


def facts(pairs: Iterable[tuple[str, object]]) -> Markup:
    """A list of names and values, leaving out what does not apply (None)."""
    shown = [(key, value) for key, value in pairs if value is not None]
    return tag("dl", *(join(tag("dt", say(k)), tag("dd", both(v))) for k, v in shown), class_="facts")


def horizon(row: Mapping[str, object]) -> Markup:
    """The horizon of a row, in small."""
    return tag("small", both(label("horizon", row.get("horizon"))), class_="tags")


def draws(sampled: Mapping[str, object]) -> Markup:
    """How many draws there were, and how many ended in a closed loop and were not averaged in."""
    n, closed = sampled.get("draws"), sampled.get("closed_loop_draws")
    words = say("draws.all", n=n) if closed == 0 else say("draws", n=n, closed=closed)
    return tag("small", words)
