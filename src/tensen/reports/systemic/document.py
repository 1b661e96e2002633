"""What the pictures and the page share: the document read safely, figures and names in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tensen.reports import context, money
from tensen.reports.catalogue import LANGUAGES, Language, pick, text
from tensen.reports.markup import Markup, join, tag

SCHEMA = "tensen.systemic/1"
TOP = 20
MOST = 30  # rows of the core that can still be told apart
NEARLY = 0.9  # of the largest: nearly equal
Row = Mapping[str, Any]
Languages = Sequence[Language]


@dataclass(frozen=True, slots=True)
class Systemic:
    """A document with its lookups; `top` are the closures of the core in descending order."""

    doc: Row
    top: tuple[Row, ...]

    def part(self, name: str) -> Row:
        """An object of the document, empty where it is missing."""
        return self.doc.get(name) or {}

    @property
    def ranked(self) -> Row:
        """The ranked curve and what is known of it."""
        return self.part("ranked")

    @property
    def plateau(self) -> int:
        """How many closures form the plateau; 0 where there is none."""
        found = self.ranked.get("plateau") or {}
        return int(found["count"]) if found.get("state") == "found" else 0

    @property
    def ours(self) -> bool:
        """Whether it is a network of ours, which has requirements where firms have sectors."""
        return self.unit == "node" or (self.unit == "group" and self.doc.get("weights") == "value")

    @property
    def unit(self) -> str:
        """What one closure closes: firm, node or group."""
        said = str(self.doc.get("unit") or "firm")
        return said if said in {"firm", "node", "group"} else "node"

    @property
    def weights(self) -> Any:
        """The words for weights that are not sales; None for sales. Networks of ours weigh by value added."""
        own = self.doc.get("weights")
        return text("systemic.weights.value") if own == "value" and self.unit != "firm" else own

    @property
    def traded(self) -> bool:
        """Whether it is known who sells to whom in the core; of groups it is not."""
        return bool(self.flows()) or (self.doc.get("core") is not None and self.unit != "group")

    def flows(self) -> list[tuple[int, int, Row]]:
        """The edges of the core as (seller, buyer, edge), positions in `top`, the largest first."""
        place = {str(row.get("node")): i for i, row in enumerate(self.top)}
        found = [
            (place[str(edge.get("source"))], place[str(edge.get("target"))], edge)
            for edge in self.doc.get("core") or []
            if str(edge.get("source")) in place and str(edge.get("target")) in place
        ]
        kept = [f for f in found if f[0] != f[1] and (f[2].get("weight") or 0) > 0]
        return sorted(kept, key=lambda f: (-f[2]["weight"], f[0], f[1]))


def read(document: Row) -> Systemic:
    """The document with NaN and infinities as unknown, the core cut to `MOST` rows.

    Raises ValueError when the document is of another format.
    """
    found = document.get("format")
    if found != SCHEMA:
        raise ValueError(f"format: expected {SCHEMA!r}, found {found!r}; compute the risk again")
    doc = context.known(document)
    top = (doc.get("top") or [])[:MOST]
    told = {str(row.get("sector")) for row in top}
    if len(top) > 1 and len(told) == 1:  # what all share tells none apart
        top = [{**row, "sector": None} for row in top]
    return Systemic(doc, tuple(top))


def percent(value: float | None, lang: Language = "en") -> str:
    """A share with three digits.

    >>> percent(0.81888), percent(0.000254), percent(0.0), percent(1e-9)
    ('81.9%', '0.0254%', '0%', '<0.0001%')
    """
    if value is None:
        return money.percent(None, lang)
    return "<0.0001%" if 0 < value < 1e-6 else f"{money.plain(100 * value, 3)}%"


def small(value: float) -> str:
    """A tolerance as people write it.

    >>> small(1e-6), small(0.01)
    ('1e-6', '0.01')
    """
    return f"{value:g}".replace("e-0", "e-")


def between(row: Row) -> dict[str, str] | None:
    """The interval of a total in both languages; None where the bounds are the same in three digits."""
    low, high = row.get("low"), row.get("high")
    if low is None or high is None or percent(low) == percent(high):
        return None
    return text("systemic.between", low=money.bare(percent(low)), high=percent(high))


def name(row: Row) -> Any:
    """The name of a closure, its id where it has none."""
    given = row.get("name")
    return given if given and pick(given, "en") else str(row.get("node"))


def short(words: Any, most: int) -> Any:
    """Words of at most `most` characters, in both languages where they have both; an ellipsis for the rest.

    >>> short("A very long id", 8), short({"en": "Steel", "ja": "鉄鋼"}, 8)
    ('A very…', {'en': 'Steel', 'ja': '鉄鋼'})
    """
    if isinstance(words, Mapping):
        return {lang: short(said, most) for lang, said in words.items()}
    said = str(words)
    return said if len(said) <= most else f"{said[: most - 1].rstrip()}…"


def in_full(words: Any, most: int) -> str | None:
    """What `short` left out, for a `title` attribute; None where it left out nothing."""
    if short(words, most) == (words if isinstance(words, Mapping) else str(words)):
        return None
    return " / ".join(dict.fromkeys(str(pick(words, lang)) for lang in LANGUAGES))


def whole(value: float | None) -> str | None:
    """A count with its thousands parted; None where it is unknown."""
    return None if value is None else f"{value:,.0f}"


def plateau_words(read: Systemic) -> dict[str, object]:
    """What sentences about the plateau fill in; the count as a range where it is one."""
    found = read.ranked["plateau"]
    ranged = found["low"] != found["high"]
    alone = text("systemic.alone_range", high=whole(found["high"])) if found["high"] > 1 else ""
    return {
        "count": count(read) if ranged else whole(found["count"]),
        "unit": text(f"systemic.units.{read.unit}"),
        "floor": percent(found["floor"]),
        "last": percent(found["last"]),
        "range": alone,
    }


def plateau_key(read: Systemic) -> str:
    """Which sentence the plateau gets: "nearly" equal only where its last has nine tenths of its first."""
    found = read.ranked["plateau"]
    if found["state"] != "found":
        return str(found["state"])
    return "nearly" if found["last"] >= NEARLY * read.ranked["largest"] else "found"


def count(read: Systemic) -> dict[str, str]:
    """How many have at least half of the largest index, with the fewest and the most where bounds say so."""
    found = read.ranked["plateau"]
    n, low, high = (whole(found[key]) for key in ("count", "low", "high"))
    if low == high:
        return text("systemic.count", n=n)
    return text("systemic.count_range", n=n, low=low, high=high)


def written(words: object, langs: Languages, **attributes: object) -> Markup:
    """A line of an SVG in each of the languages; one element where they say the same."""
    said = {lang: str(pick(words, lang)) for lang in langs}
    if len(set(said.values())) == 1:
        return tag("text", said[langs[0]], **attributes)
    return join(*(tag("text", said[lang], lang=lang, **attributes) for lang in langs))


def hover(shape: Markup, words: object, langs: Languages) -> Markup:
    """An unseen shape whose words appear under the pointer, one for each language."""

    def one(lang: Language) -> Markup:
        own = lang if len(langs) > 1 else None
        return tag("g", tag("title", str(pick(words, lang))), shape, lang=own, class_="hit")

    return join(*(one(lang) for lang in langs))
