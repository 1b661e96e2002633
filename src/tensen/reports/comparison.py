"""A comparison (``tensen.compare/1``) as one self-contained page: answers side by side, waterfalls, rows."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from tensen.messages import text as said_in
from tensen.reports import money, shell
from tensen.reports.catalogue import LANGUAGES, Language, both
from tensen.reports.markup import EMPTY, Markup, join, tag
from tensen.reports.scale import Scale, fit
from tensen.reports.waterfall import Bar, waterfall

SCHEMA = "tensen.compare/1"
Document = Mapping[str, Any]
Text = Mapping[str, str]
SECTIONS = ("answers", "moved", "chokepoints", "rows")


def render_comparison(made: Document, lang: Language = "en") -> str:
    """Turn a comparison into one HTML page; both languages are in it and ``lang`` is shown first.

    Raises ValueError when the document is of another schema.
    """
    if made.get("schema") != SCHEMA:
        raise ValueError(f"schema: expected {SCHEMA!r}, found {made.get('schema')!r}")
    names = {side: made[side]["label"] for side in ("a", "b")}
    title = words("page_title", **names)
    parts = {
        "answers": _answers(made),
        "moved": _moved(made),
        "chokepoints": _ranking(made),
        "rows": _rows(made),
    }
    there = [name for name in SECTIONS if parts[name]]
    scope = words("page_scope", country=made["country"]["name"])
    head = tag("div", tag("h1", both(title)), class_="compared")
    equal = tag("p", both(words("no_difference", **names)), class_="lead") if made["equal"] else None
    return shell.document(
        lang,
        shell.head(title, lang, ("base.css", "comparison.css")),
        shell.bar("top", (tag("a", both(words(f"nav_{n}")), href=f"#{n}") for n in there)),
        tag("main", head, tag("p", both(scope), class_="note"), equal, *(parts[n] for n in there), id="top"),
        shell.footer(None, made["b"]["title"], None),
    )


def words(key: str, **params: object) -> dict[str, str]:
    """Words of the catalogue ``compare`` in both languages; a parameter may be bilingual itself."""
    return {
        lang: said_in(
            f"compare.{key}", lang, **{k: v[lang] if isinstance(v, Mapping) else v for k, v in params.items()}
        )
        for lang in LANGUAGES
    }


def _section(name: str, *content: Markup) -> Markup:
    return tag("section", tag("h2", both(words(f"nav_{name}"))), *content, id=name)


def _table(headings: Sequence[str | Text], rows: Iterable[Markup]) -> Markup:
    heads = (tag("th", both(words(h) if isinstance(h, str) else h), scope="col") for h in headings)
    return tag("div", tag("table", tag("thead", tag("tr", *heads)), tag("tbody", *rows)), class_="scroll")


def _cell(value: Text | str, name: str = "number") -> Markup:
    return tag("td", both(value), class_=name)


def amounts(value: float | None) -> dict[str, str]:
    """A signed amount in both languages."""
    if value is None or value == 0:
        return dict.fromkeys(LANGUAGES, "–" if value is None else "0")
    sign = "+" if value > 0 else "−"
    return {lang: sign + money.usd(abs(value), lang) for lang in LANGUAGES}


def _usd(value: float | None) -> dict[str, str]:
    return {lang: money.usd(value, lang) for lang in LANGUAGES}


def _two(first: Text, second: Text) -> Markup:
    """A figure with its range below."""
    return tag("td", both(first), tag("small", both(second)), class_="number")


def _span(change: Document) -> Markup:
    if change["least"] == change["most"] == 0:
        return _cell("0")
    central, least, most = (amounts(change[end]) for end in ("central", "least", "most"))
    return _two(central, {lang: f"{least[lang]} … {most[lang]}" for lang in LANGUAGES})


def _loss(value: Document) -> Markup:
    central = _usd(value["central"])
    return _two(central, {lang: money.span(value["low"], value["high"], lang) for lang in LANGUAGES})


def _answers(made: Document) -> Markup:
    asked = [a for a in made["answers"] if a["change"] is not None]
    if not asked:
        return EMPTY
    scale = fit(
        a[side]["loss_per_day"][end] for a in asked for side in "ab" for end in ("low", "central", "high")
    )
    headings = ("scenario", words("key_ab"), _side(made, "a"), _side(made, "b"), "difference")
    rows = [
        tag(
            "tr",
            tag("th", both(a["title"]), tag("span", a["id"], class_="id"), scope="row"),
            tag("td", _dumbbell(a, scale), class_="drawn"),
            *(_loss(a[side]["loss_per_day"]) for side in "ab"),
            _span(a["change"]),
        )
        for a in sorted(asked, key=lambda a: a["verdict"] == "same")
    ]
    return _section("answers", _table(headings, rows))


def _side(made: Document, side: str) -> dict[str, str]:
    return dict.fromkeys(LANGUAGES, made[side]["label"])


def _dumbbell(answer: Document, scale: Scale) -> Markup:
    shapes: list[Markup] = []
    for side, y in (("a", 8), ("b", 18)):
        loss = answer[side]["loss_per_day"]
        if loss["low"] is None or loss["high"] is None:
            continue
        ends = [f"{scale.at(loss[end]):.2f}%" for end in ("low", "high")]
        shapes.append(tag("line", x1=ends[0], x2=ends[1], y1=y, y2=y, class_=f"line-{side}"))
        if loss["central"] is not None:
            shapes.append(
                tag("circle", cx=f"{scale.at(loss['central']):.2f}%", cy=y, r=4, class_=f"mark-{side}")
            )
    return tag("svg", *shapes, width="100%", height=26, class_="bar", aria_hidden="true")


def _moved(made: Document) -> Markup:
    parts = [_why(a) for a in made["answers"] if a["moved_by"] is not None]
    if not parts:
        return EMPTY
    share = {lang: money.percent(made["threshold"], lang) for lang in LANGUAGES}
    return _section("moved", *parts, tag("p", both(words("threshold", share=share)), class_="note"))


def _why(answer: Document) -> Markup:
    why = answer["moved_by"]
    title = words("moved_by", name=answer["title"], total=amounts(why["total"]))
    headings = ("change", "rows_count", "first", "last", "share")
    rows = []
    for part in why["parts"]:
        rows.append(_part(part))
        rows += [_part(p, within=True) for p in part["parts"]]
    method = words(f"method_{why['method']}", orders=why["orders"], interaction=amounts(why["interaction"]))
    drawn = waterfall(list(_bars(answer)), title)
    note = tag("p", both(method), class_="note")
    more = words("above" if answer["change"]["most"] > 0 else "below")
    honest = tag("p", both(words(answer["verdict"], name=answer["title"], more=more)), class_="verdict")
    return join(tag("h3", both(title)), honest, drawn, _table(headings, rows), note)


def _part(part: Document, *, within: bool = False) -> Markup:
    cited = ", ".join(part["sources"][:3]) + ("…" if len(part["sources"]) > 3 else "")
    return tag(
        "tr",
        tag("th", both(part["name"]), tag("span", cited, class_="id"), scope="row"),
        tag("td", part["rows"] or "", class_="number"),
        *(_cell(amounts(_rounded(part, end))) for end in ("first", "last")),
        _cell("" if within else amounts(part["share"])),
        class_="within" if within else None,
    )


def _rounded(part: Document, end: str) -> float:
    """An effect; what is a millionth of the part's largest figure is rounding."""
    largest = max(abs(part[k]) for k in ("first", "last", "share"))
    return 0.0 if abs(part[end]) <= 1e-6 * largest else float(part[end])


def _bars(answer: Document) -> Iterator[Bar]:
    why, at = answer["moved_by"], answer["moved_by"]["a"]
    ends = {side: _usd(why[side]) for side in ("a", "b")}
    yield Bar(dict.fromkeys(LANGUAGES, "A"), 0.0, at, "fall-end", ends["a"])
    for part in why["parts"]:
        kind = "fall-up" if part["share"] > 0 else "fall-down"
        yield Bar(part["name"], at, at + part["share"], kind, amounts(part["share"]))
        at += part["share"]
    if abs(why["together"]) > 1e-6 * max(abs(why["a"]), abs(why["b"])):
        yield Bar(words("together"), at, at + why["together"], "fall-rest", amounts(why["together"]))
    yield Bar(dict.fromkeys(LANGUAGES, "B"), 0.0, why["b"], "fall-end", ends["b"])


def _ranking(made: Document) -> Markup:
    moved = [m for m in made["chokepoints"] if m["moved"]]
    if not made["chokepoints"]:
        return EMPTY
    if not moved:
        return _section("chokepoints", tag("p", both(words("ranking_same"))))
    rows = [
        tag(
            "tr",
            tag("th", both(m["name"]), tag("span", m["id"], class_="id"), scope="row"),
            tag("td", f"{m['rank_a'] or '–'} → {m['rank_b'] or '–'}", class_="number"),
            tag("td", both(words(f"status_{m['status']}"))),
            *(_cell("–") if m[side] is None else _loss(m[side]) for side in "ab"),
            _cell("–") if m["change"] is None else _span(m["change"]),
        )
        for m in moved
    ]
    headings = ("change", "rank", "status", _side(made, "a"), _side(made, "b"), "difference")
    return _section("chokepoints", _table(headings, rows))


def _rows(made: Document) -> Markup:
    if made["rows"] is None:
        return EMPTY
    held = [
        t for t in made["rows"]["tables"] if any(t[k] for k in ("added", "removed", "changed", "recited"))
    ]
    if not held:
        return EMPTY
    counts = [
        tag(
            "tr",
            tag("th", both(t["name"]), scope="row"),
            *(tag("td", f"{t[k]:,}", class_="number") for k in ("added", "removed", "changed", "recited")),
        )
        for t in held
    ]
    tables = [_table(("table", "added", "removed", "changed", "recited"), counts)]
    for t in held:
        tables.append(tag("h3", both(words("largest", table=t["name"]))))
        tables.append(_table(("row", "column", "old", "new", "source"), [_row(r) for r in t["largest"]]))
    renames = [tag("p", both(words("rename", **r)), class_="note") for r in made["rows"]["renames"]]
    return _section("rows", *tables, *renames)


def _row(row: Document) -> Markup:
    cited = [
        f"{row[f'source_id_{s}']} {row.get(f'as_of_{s}') or ''}" for s in "ab" if row.get(f"source_id_{s}")
    ]
    change = EMPTY if row["change"] == "changed" else join(" (", both(words(row["change"])), ")")
    return tag(
        "tr",
        tag(
            "th",
            both(row["name"]),
            tag("span", " · ".join(map(str, row["key"].values())), class_="id"),
            scope="row",
        ),
        tag("td", row.get("column") or "", change),
        *(tag("td", "" if row.get(end) is None else row[end], class_="number") for end in ("old", "new")),
        tag("td", " → ".join(dict.fromkeys(cited)), class_="id"),
    )
