"""The top of the page: what was computed, the largest index, the plateau."""

from tensen.reports.catalogue import both, say, text
from tensen.reports.markup import EMPTY, Markup, join, tag
from tensen.reports.systemic import document
from tensen.reports.systemic.document import Systemic, percent, whole

SPACE = tag("span", " ", lang="en")  # Japanese sentences stand without a space between them
LONG = 90  # characters of a name in a headline; the whole stands in its title attribute
_Fact = tuple[str, Markup, Markup | None]


def title(read: Systemic) -> object:
    """What the network is called."""
    return read.doc.get("title") or text("systemic.unnamed")


def masthead(read: Systemic) -> Markup:
    """Mark, title, the answer in sentences, the facts in a row."""
    notice, called = read.doc.get("notice"), title(read)
    mark = tag("span", both(notice), class_="notice") if notice else EMPTY
    facts = (
        tag("div", tag("dt", say(key)), tag("dd", tag("b", value), tag("small", more) if more else None))
        for key, value, more in _facts(read)
    )
    return tag(
        "header",
        tag("div", tag("span", say("systemic.kind")), mark, class_="eyebrow"),
        tag(
            "h1",
            say("systemic.h1", name=document.short(called, LONG)),
            title=document.in_full(called, LONG),
        ),
        tag("p", join(*_lead(read), by=SPACE), class_="lead"),
        tag("dl", *facts, class_="facts-row"),
        class_="mast",
    )


def whole_words(read: Systemic) -> dict[str, str]:
    """What the index is a share of."""
    own = read.weights
    return text("systemic.whole_own", weights=own) if own else text("systemic.whole")


def _lead(read: Systemic) -> list[Markup]:
    said = []
    if read.top:
        row = read.top[0]
        ends = document.between(row)
        key = "systemic.lead.first_range" if ends else "systemic.lead.first"
        more = {"between": ends} if ends else {}
        index = percent(row.get("esri"))
        called = document.name(row)
        words = say(key, name=document.short(called, LONG), index=index, whole=whole_words(read), **more)
        said.append(tag("b", words, title=document.in_full(called, LONG)))
    found = read.ranked.get("plateau")
    if found:
        said.append(
            say(f"systemic.lead.plateau.{document.plateau_key(read)}", **document.plateau_words(read))
        )
    above, closures = read.ranked.get("above_one_percent"), read.ranked.get("closures")
    if above is not None and closures and read.doc.get("chosen") != "largest":
        said.append(say("systemic.lead.above", n=whole(above), all=whole(closures)))
    return said


def _facts(read: Systemic) -> list[_Fact]:
    return [
        fact
        for fact in (_mode(read), _network(read), _closures(read), _largest(read), _plateau(read))
        if fact
    ]


def _mode(read: Systemic) -> _Fact | None:
    mode = read.doc.get("mode")
    if mode not in {"reference", "converged"}:
        return None
    key = "eps" if mode == "reference" else "tolerance"
    value = read.doc.get(key)
    more = None if value is None else say(f"systemic.mode.{key}", **{key: document.small(value)})
    return "systemic.fact.mode", say(f"systemic.mode.{mode}"), more


def _network(read: Systemic) -> _Fact | None:
    firms, edges, sectors = (whole(read.doc.get(name)) for name in ("firms", "edges", "sectors"))
    if firms is None:
        return None
    unit = text("systemic.units.node" if read.unit == "group" else f"systemic.units.{read.unit}")
    parts = [("systemic.fact.edges", edges), ("systemic.fact.sectors", sectors)]
    more = [say(key, n=n) for key, n in parts if n is not None]
    return "systemic.fact.network", join(firms, both(unit)), join(*more, by=" · ") if more else None


def _closures(read: Systemic) -> _Fact | None:
    closures = read.doc.get("closures") or read.ranked.get("closures")
    chosen = read.doc.get("chosen")
    if closures is None:
        return None
    if chosen == "listed" and read.unit == "group":
        chosen = "groups"
    more = say(f"systemic.chosen.{chosen}") if chosen in {"all", "listed", "largest", "groups"} else None
    return "systemic.fact.closures", join(whole(closures)), more


def _largest(read: Systemic) -> _Fact | None:
    if not read.top:
        return None
    row = read.top[0]
    ends = document.between(row)
    more = None
    if ends:
        more = say("systemic.bounds", between=ends)
    elif row.get("low") is not None and row.get("high") is not None:
        more = say("systemic.bounds_agree")
    elif read.doc.get("mode") == "reference":
        more = say("systemic.no_bounds")
    return "systemic.fact.largest", join(percent(row.get("esri"))), more


def _plateau(read: Systemic) -> _Fact | None:
    found = read.ranked.get("plateau")
    if not found:
        return None
    if found["state"] != "found":
        return "systemic.fact.plateau", say(f"systemic.fact.plateau.{found['state']}"), None
    last = say("systemic.fact.plateau.found", last=percent(found["last"]))
    return (
        "systemic.fact.plateau",
        join(both(document.count(read)), say(f"systemic.units.{read.unit}")),
        last,
    )
