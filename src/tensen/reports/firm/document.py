"""What every part of the firm's brief needs of its document: currency, numbers of rows and sources, cells."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tensen.reports import context, money
from tensen.reports.catalogue import LANGUAGES, Text, both, say, text
from tensen.reports.figures import Figures, unknown
from tensen.reports.firm import money as own
from tensen.reports.markup import EMPTY, Markup, anchor, join, tag

Row = Mapping[str, Any]
PLAIN = Figures(rate=None)  # drawings whose amounts are in one currency
# lists whose rows have a number on paper, and the key that names a row
_NUMBERED = {"chokepoints": "key", "scenarios": "id", "measures": "id"}


@dataclass(frozen=True, slots=True)
class Firm:
    """A document with what its parts share: `numbers` of sources, `refs` of rows ("scenarios/x" -> 2)."""

    doc: Row
    currency: str
    numbers: Mapping[str, int]
    refs: Mapping[str, int]

    def rows(self, *names: str) -> list[Row]:
        """A list at a path of the document, empty where it is missing."""
        place: Any = self.doc
        for name in names:
            place = (place or {}).get(name)
        return list(place or [])

    def part(self, name: str) -> Row:
        """An object of the document, empty where it is missing."""
        return self.doc.get(name) or {}

    def amount(self, value: float | None) -> Markup:
        """A bare amount in both languages."""
        return unknown() if value is None else both(own.words(value, self.currency))

    def loss(self, value: Row | None) -> Markup:
        """A daily amount: the centre over its interval; without a centre only that it is not identified."""
        low, centre, high = (None if value is None else value.get(e) for e in ("low", "central", "high"))
        if low is None or high is None:
            return unknown()
        between = {lang: own.ends(low, high, self.currency, lang) for lang in LANGUAGES}
        ends = tag("span", both(between), class_="iv")
        if centre is None:
            return join(tag("b", say("firm.not_identified"), class_="unknown"), ends, by=" ")
        return join(tag("b", self.amount(centre)), ends, by=" ")

    def product(self, row: Row) -> object:
        """The words for a product: its carrier's name, or what the list calls it."""
        carrier = row.get("carrier")
        if isinstance(carrier, Mapping) and carrier.get("name"):
            return carrier["name"]
        said = row.get("product")
        named = (p for p in self.rows("exposure", "by_product") if said and p.get("product") == said)
        return row.get("product_name") or next((self.product(p) for p in named), said)

    def cite(self, ids: Iterable[str] | None) -> Markup:
        """Numbers of sources with links: [1] [3]."""
        found = sorted({self.numbers[i] for i in ids or [] if i in self.numbers})
        links = (tag("a", f"[{n}]", href=f"#source-{n}") for n in found)
        return tag("span", join(*links, by=" "), class_="cite") if found else EMPTY

    def number(self, kind: str, row: Row) -> int | None:
        """The number of a row of a numbered list."""
        return self.refs.get(f"{kind}/{row.get(_NUMBERED[kind])}")

    def numbered(self, kind: str, row: Row) -> Markup:
        """The number of a row as it is printed (C1, S2, M3), a link to its trace."""
        number = self.number(kind, row)
        return EMPTY if number is None else _link(kind, number)

    def reference(self, ref: str | None) -> Markup:
        """What a finding rests on: 'scenarios/rare-earths' -> S3; another part of the document by name."""
        kind, _, rest = (ref or "").partition("/")
        if f"{kind}/{rest}" in self.refs:
            return _link(kind, self.refs[f"{kind}/{rest}"])
        known = {"exposure": "trace-exposure", "list": "trace-list"}
        return (
            tag("a", say(f"firm.ref.{kind}"), href=f"#{known[kind]}", class_="ref")
            if kind in known
            else EMPTY
        )


def _link(kind: str, number: int) -> Markup:
    return tag("a", both(ref(kind, number)), href=f"#{anchor(kind, number)}", class_="ref")


def ref(kind: str, number: int) -> Text:
    """The printed number of a row in both languages."""
    return text(f"firm.number.{kind}", n=number)


def read(doc: Row) -> Firm:
    """Number rows and sources; NaN and infinities become unknown."""
    doc = context.known(doc)
    refs = {
        f"{kind}/{row.get(key)}": number
        for kind, key in _NUMBERED.items()
        for number, row in enumerate(doc.get(kind) or [], start=1)
    }
    order = {name: number for number, name in enumerate(_cited(doc), start=1)}
    last = len(order) + 1
    sources = sorted(doc.get("sources") or [], key=lambda row: order.get(str(row.get("id")), last))
    numbers = {str(row.get("id")): number for number, row in enumerate(sources, start=1)}
    return Firm({**doc, "sources": sources}, str(doc.get("currency") or "JPY"), numbers, refs)


def _cited(doc: Row) -> list[str]:
    """Sources in the order in which the two sheets name them, so that these are the ones listed on paper."""
    basis = (doc.get("firm") or {}).get("value_added_basis")
    found = [basis.get("source_id") if isinstance(basis, Mapping) else None]
    for row in [*(doc.get("chokepoints") or [])[:6], *(doc.get("indispensability") or [])[:3]]:
        found += row.get("sources") or []
    found.append((doc.get("usd_rate") or {}).get("source_id"))
    return [str(name) for name in dict.fromkeys(found) if name]


def centre(value: Any) -> float | None:
    """The middle of an interval, or the number itself."""
    number: float | None = value.get("central") if isinstance(value, Mapping) else value
    return number


def share(value: Any) -> Markup:
    """A share with its interval under it, or a bare share."""
    if isinstance(value, Mapping):
        return _share(value)
    return unknown() if value is None else join(money.percent(value, "en"))


def _share(value: Row) -> Markup:
    low, high = value.get("low"), value.get("high")
    if low is None or high is None:
        return unknown()
    first, last = money.bare(money.percent(low, "en")), money.percent(high, "en")
    between = text("firm.range", low=first, high=last)
    ends = tag("span", both(between), class_="iv")
    middle = value.get("central")
    return ends if middle is None else join(tag("span", money.percent(middle, "en")), ends, by=" ")


def name(thing: Row | None) -> Markup:
    """The words of something that has a name; unknown where there is nothing."""
    return both(thing["name"]) if thing and thing.get("name") else unknown()


def held(lines: int, *content: object) -> Markup:
    """Content that takes at most so many lines on paper; on a screen it is whole."""
    return tag("span", *content, class_=f"hold hold{lines}")
