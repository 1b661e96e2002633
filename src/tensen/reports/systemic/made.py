"""What to know when reading, and from what the figures were made."""

from tensen.reports import markup
from tensen.reports.catalogue import both, say
from tensen.reports.markup import EMPTY, Markup, join, tag
from tensen.reports.systemic import head
from tensen.reports.systemic.document import Row, Systemic, small, whole

_COUNTS = ("not_settled", "merged_edges", "self_loops", "zero_edges", "without_sales")
_METHOD = (
    (
        "Diem, Borsos, Reisch, Kertész, Thurner (2022), Quantifying firm-level economic systemic risk from "
        "nation-wide supply networks, Scientific Reports 12, 7719",
        "https://doi.org/10.1038/s41598-022-11522-z",
    ),
)


def notes(read: Systemic) -> Markup:
    """The mode's meaning, what was done with the data, and the warnings of the computation."""
    said = [*_mode(read), *(both(words) for words in read.doc.get("warnings") or [])]
    counts = read.part("notes")
    own = read.doc.get("made")  # the computation's own words say all but whether it settled
    shown = _COUNTS[:1] if own else _COUNTS
    said += [] if own else _search(read)
    said += [say(f"systemic.note.{name}", n=whole(counts[name])) for name in shown if counts.get(name)]
    return tag("ul", *(tag("li", words) for words in said), class_="points") if said else EMPTY


def _mode(read: Systemic) -> list[Markup]:
    mode, eps = read.doc.get("mode"), read.doc.get("eps")
    if mode == "reference":
        # the computation warns of the same in its own words
        own = read.doc.get("made") and read.doc.get("warnings")
        return [] if own else [say("systemic.note.reference", eps=None if eps is None else small(eps))]
    if mode != "converged":
        return []
    none = [say("systemic.note.no_final_demand")] if read.doc.get("final_demand") is False else []
    return [say("systemic.note.converged"), *none]


def _search(read: Systemic) -> list[Markup]:
    found = read.part("search")
    if found.get("solved") is None:
        return []
    key = "systemic.search.proven" if found.get("proven") else "systemic.search.open"
    return [say(key, solved=whole(found["solved"]), slack=f"{found.get('slack') or 0:.2g}")]


def origin(read: Systemic) -> Markup:
    """The files with rows and fingerprints, the computation in its own words, time and date."""
    rows = [_input(row) for row in read.doc.get("inputs") or []]
    own = [both(words) for words in read.doc.get("made") or []]
    when = _when(read)
    return join(
        *_listed("systemic.made.inputs", rows),
        *_listed("systemic.made.computation", own),
        tag("p", join(*when, by=head.SPACE), class_="note") if when else None,
    )


def _listed(key: str, rows: list[Markup]) -> list[Markup]:
    if not rows:
        return []
    return [tag("h3", say(key)), tag("ul", *(tag("li", row) for row in rows), class_="cited")]


def fingerprint(read: Systemic) -> object:
    """Of the first input, which is the network."""
    return next((row["fingerprint"] for row in read.doc.get("inputs") or [] if row.get("fingerprint")), None)


def _input(row: Row) -> Markup:
    parts = [tag("b", str(row.get("name") or ""))]
    if row.get("rows") is not None:
        parts.append(say("systemic.made.rows", n=whole(row["rows"])))
    if row.get("fingerprint"):
        parts.append(tag("code", str(row["fingerprint"])[:23]))
    return join(*parts, by=" · ")


def _when(read: Systemic) -> list[Markup]:
    seconds, workers, day = (read.doc.get(name) for name in ("seconds", "workers", "made_on"))
    said = []
    if seconds is not None:
        more = {"workers": workers} if workers else {}
        key = "systemic.made.time_workers" if workers else "systemic.made.time"
        said.append(say(key, seconds=f"{seconds:.3g}", **more))
    return [*said, say("systemic.made.on", date=day)] if day else said


def sources(read: Systemic) -> Markup:
    """The paper of the method, then the sources of the data."""
    own = [
        (row.get("title") or row.get("address"), row.get("address")) for row in read.doc.get("sources") or []
    ]
    return tag("ol", *(tag("li", _source(*one)) for one in [*_METHOD, *own]), class_="cited")


def _source(title: object, address: object) -> Markup:
    said = both(title) if title else EMPTY
    web = str(address or "")
    if not web.startswith(("https://", "http://")):
        return join(said, markup.escape(f" {web}") if web else None)
    return join(said, " ", tag("a", web, href=web, class_="address", rel="noreferrer"))
