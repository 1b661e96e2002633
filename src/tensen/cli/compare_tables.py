"""The tables and sentences that ``tensen compare`` prints, from the comparison as data."""

from collections.abc import Iterator, Mapping
from typing import Any

from rich.table import Table

from tensen.cli.show import table
from tensen.messages import Language, text
from tensen.reports import money

Document = Mapping[str, Any]
LEFT, RIGHT = "left", "right"
MOST = 6  # sectors, countries and rows of a group


def tables_of(made: Document, lang: Language) -> list[Table]:
    """All tables in the order in which they are read: rows, clauses, answers, what moved them, ranking."""
    if made["equal"]:
        return []
    found = [*_rows(made, lang), *_clauses(made, lang)]
    found += _totals(made, lang)
    if made["answers"]:
        found += [_answers(made, lang), *_items(made, lang), *_moved(made, lang), *_ranking(made, lang)]
    return [t for t in found if t.row_count]


def notes_of(made: Document, lang: Language) -> list[str]:
    """What a table cannot say: equality, renames, overlaps, problems, hits, paths."""
    names = {"a": made["a"]["label"], "b": made["b"]["label"]}
    if made["equal"]:
        return [text("compare.no_difference", lang, **names)]
    notes = [*_row_notes(made, lang), *_hit_notes(made, lang)]
    for answer in made["answers"]:
        notes += _answer_notes(made, answer, lang)
    asked = [a for a in made["answers"] if a["change"] is not None]
    if asked and not any(a["moved_by"] for a in asked):
        notes.append(text("compare.no_answer_moved", lang))
    if asked:
        share = money.percent(made["threshold"], lang)
        notes.append(text("compare.threshold", lang, share=share))
        notes.append(text("compare.note", lang, draws=_draws(asked)))
    if made["chokepoints"] and not any(m["moved"] for m in made["chokepoints"]):
        notes.append(text("compare.ranking_same", lang))
    return notes


def _draws(asked: list[Document]) -> int:
    counts: list[int] = [(a["change"]["sampled"] or {}).get("draws", 0) for a in asked]
    return max(counts)


def _columns(lang: Language, *said: tuple[str, str]) -> list[tuple[str, str]]:
    return [(text(key if "." in key else f"compare.{key}", lang), justify) for key, justify in said]


def _rows(made: Document, lang: Language) -> Iterator[Table]:
    if made["rows"] is None:
        return
    columns = _columns(
        lang,
        ("table", LEFT),
        ("added", RIGHT),
        ("removed", RIGHT),
        ("changed", RIGHT),
        ("recited", RIGHT),
        ("where", LEFT),
    )
    moved = [t for t in made["rows"]["tables"] if _count(t)]
    cells = [
        [
            t["name"][lang],
            *(f"{t[k]:,}" for k in ("added", "removed", "changed", "recited")),
            _groups(t, lang),
        ]
        for t in moved
    ]
    yield table(text("compare.rows", lang), columns, cells)
    columns = _columns(
        lang, ("row", LEFT), ("column", LEFT), ("old", RIGHT), ("new", RIGHT), ("source", LEFT)
    )
    for held in moved:
        listed = [_row(row, lang) for row in held["largest"]]
        yield table(text("compare.largest", lang, table=held["name"][lang]), columns, listed)


def _count(held: Document) -> int:
    counts: list[int] = [held[k] for k in ("added", "removed", "changed", "recited")]
    return sum(counts)


def _groups(held: Document, lang: Language) -> str:
    first = [(g["name"][lang], g["added"] + g["removed"] + g["changed"]) for g in held["groups"][:3]]
    return ", ".join(f"{name} {count:,}" for name, count in first)


def _row(row: Document, lang: Language) -> list[str]:
    name = f"{row['name'][lang]}\n{' · '.join(map(str, row['key'].values()))}"
    sides = [s for s in "ab" if row.get(f"source_id_{s}") is not None]
    cited = [f"{row[f'source_id_{s}']} {row[f'as_of_{s}'] or ''}".strip() for s in sides]
    source = " → ".join(dict.fromkeys(cited))
    if row["change"] == "changed":
        return [name, str(row["column"]), *(_cell(row[end], lang) for end in ("old", "new")), source]
    said = text(f"compare.{row['change']}", lang)
    column = f"{row['column']} ({said})" if row.get("column") else said
    held = ["" if row.get(end) is None else _cell(row[end], lang) for end in ("old", "new")]
    return [name, column, *held, source]


def _cell(value: Any, lang: Language) -> str:
    if value is None:
        return text("compare.blank", lang)
    return repr(value) if isinstance(value, float) else str(value)


def _row_notes(made: Document, lang: Language) -> Iterator[str]:
    for side in ("a", "b"):
        if made[f"only_{side}"]:
            names = ", ".join(made[f"only_{side}"])
            yield text("compare.only_scenarios", lang, side=made[side]["label"], names=names)
    for rename in (made["rows"] or {"renames": []})["renames"]:
        yield text("compare.rename", lang, **rename)


def _clauses(made: Document, lang: Language) -> Iterator[Table]:
    held = made["clauses"]
    if held is None:
        return
    cells = [
        [text(f"compare.clause_{side}", lang), words] for side in ("both", "a", "b") for words in held[side]
    ]
    for change in held["assumptions"]:
        sides = [text("compare.as_is", lang) if c is None else _three(c) for c in (change["a"], change["b"])]
        cells.append(["", text("compare.assumes", lang, name=change["name"][lang], a=sides[0], b=sides[1])])
    yield table(text("compare.clauses", lang), _columns(lang, ("row", LEFT), ("change", LEFT)), cells)


def _three(value: Document) -> str:
    return f"{value['central']:g} ({value['low']:g}–{value['high']:g})"


def _hit_notes(made: Document, lang: Language) -> Iterator[str]:
    if made["clauses"] is None:
        return
    hits = made["clauses"]["hits"]
    counts = {f"{t}_{s}": f"{hits[t][s]['count']:,}" for t in ("nodes", "edges") for s in ("both", "a", "b")}
    yield text("compare.hit", lang, harder=hits["nodes"]["harder"] + hits["edges"]["harder"], **counts)


def _answers(made: Document, lang: Language) -> Table:
    labels = [(made[s]["label"], RIGHT) for s in "ab"]
    columns = [(text("compare.scenario", lang), LEFT), *labels]
    columns += _columns(lang, ("difference", RIGHT), ("share_change", RIGHT))
    cells = [
        [
            f"{a['title'][lang]}\n{a['id']}",
            *(_loss(a[side], a, lang) for side in "ab"),
            signed_span(a["change"], lang),
            _points(a["share_change"], lang),
        ]
        for a in made["answers"]
        if a["change"] is not None
    ]
    return table(text("compare.answers", lang, country=made["country"]["name"][lang]), columns, cells)


def _loss(side: Document, answer: Document, lang: Language) -> str:
    said = side["loss_per_day"]
    horizon = text(f"cli.horizon_{side['horizon']}", lang)
    if answer["closed_loop"]:
        return f"{text('cli.closed_loop', lang)}\n({horizon})"
    return f"{money.usd(said['central'], lang)} ({money.span(said['low'], said['high'], lang)})\n({horizon})"


def signed(value: float | None, lang: Language) -> str:
    """An amount with its sign: '+USD 1.2 m', '−USD 3 m', '0'."""
    if value is None:
        return "–"
    if value == 0:
        return "0"
    return ("+" if value > 0 else "−") + money.usd(abs(value), lang)


def signed_span(change: Document, lang: Language) -> str:
    """A difference with its least and most: '+USD 5 m (−USD 1 m … +USD 9 m)'."""
    if change["least"] == change["most"] == 0:
        return "0"
    least, most = (signed(change[end], lang) for end in ("least", "most"))
    return f"{signed(change['central'], lang)}\n({least} … {most})"


def _points(change: Document | None, lang: Language) -> str:
    if change is None or change["central"] is None:
        return "–"
    value = change["central"]
    if value == 0:
        return "0"
    points = money.percent(abs(value), lang).removesuffix("%")
    return ("+" if value > 0 else "−") + text("compare.points", lang, value=points)


def _items(made: Document, lang: Language) -> Iterator[Table]:
    """Sectors and countries of the answers that moved; of all where only one was asked."""
    for answer in made["answers"]:
        if answer["change"] is None or not (answer["moved_by"] or len(made["answers"]) == 1):
            continue
        for key, one in (("sectors", "sector"), ("countries", "country")):
            columns = _columns(lang, (one, LEFT), ("old", RIGHT), ("new", RIGHT), ("difference", RIGHT))
            cells = [
                [i["name"][lang], *(_amount(i[s], lang) for s in "ab"), signed_span(i["change"], lang)]
                for i in answer[key][:MOST]
            ]
            yield table(text(f"compare.{key}", lang, name=answer["title"][lang]), columns, cells)


def _amount(value: Document, lang: Language) -> str:
    return f"{money.usd(value['central'], lang)} ({money.span(value['low'], value['high'], lang)})"


def _answer_notes(made: Document, answer: Document, lang: Language) -> Iterator[str]:
    name = answer["title"][lang]
    if answer["problem"] is not None:
        yield text("compare.problem", lang, name=name, words=answer["problem"][lang])
        return
    if answer["verdict"] != "same":
        yield text(f"compare.{answer['verdict']}", lang, name=name, more=_more(answer, lang))
    if not (answer["moved_by"] or len(made["answers"]) == 1):
        return
    people = [answer[s]["people"] for s in "ab"]
    if any(people):
        said = ["–" if p is None else money.count_span(p["low"], p["high"], lang) for p in people]
        yield text("compare.people", lang, a=said[0], b=said[1])
    ways = [" ← ".join(step["name"][lang] for step in answer[s]["path"]) or "–" for s in "ab"]
    key = "path" if ways[0] == ways[1] else "paths"
    yield text(f"compare.{key}", lang, a=ways[0], b=ways[1])


def _more(answer: Document, lang: Language) -> str:
    return text("compare.above" if (answer["change"]["most"] or 0) > 0 else "compare.below", lang)


def _moved(made: Document, lang: Language) -> Iterator[Table]:
    columns = _columns(
        lang, ("change", LEFT), ("rows_count", RIGHT), ("first", RIGHT), ("last", RIGHT), ("share", RIGHT)
    )
    for answer in made["answers"]:
        why = answer["moved_by"]
        if why is None:
            continue
        small = 1e-6 * max(abs(why["a"]), abs(why["b"]))
        cells = []
        for part in why["parts"]:
            cells.append(_part(part, lang, small))
            cells += [_part(p, lang, small, "  ") for p in part["parts"][:MOST]]
        if abs(why["together"]) > small:
            cells.append([text("compare.together", lang), "", "", "", signed(why["together"], lang)])
        cells.append([text("compare.total", lang), "", "", "", signed(why["total"], lang)])
        title = text("compare.moved_by", lang, name=answer["title"][lang], total=signed(why["total"], lang))
        made_table = table(title, columns, cells)
        method = text(
            f"compare.method_{why['method']}",
            lang,
            orders=why["orders"],
            interaction=_small(why["interaction"], small, lang),
        )
        made_table.caption, made_table.caption_justify = method, "left"
        yield made_table


def _part(part: Document, lang: Language, small: float, indent: str = "") -> list[str]:
    amounts = [_small(part[k], small, lang) for k in ("first", "last", "share")]
    if indent:
        amounts[2] = ""  # a row's own effects: they need not add up to the group's share
    return [indent + part["name"][lang], f"{part['rows']:,}" if part["rows"] else "", *amounts]


def _small(value: float, small: float, lang: Language) -> str:
    return "0" if abs(value) <= small else signed(value, lang)


def _totals(made: Document, lang: Language) -> Iterator[Table]:
    columns = _columns(lang, ("country", LEFT), ("old", RIGHT), ("new", RIGHT), ("difference", RIGHT))
    cells = [
        [t["name"][lang], *(money.usd(t[s], lang) for s in "ab"), signed((t["b"] or 0) - (t["a"] or 0), lang)]
        for t in made["totals"][:MOST]
    ]
    yield table(text("compare.totals", lang), columns, cells)


def _ranking(made: Document, lang: Language) -> Iterator[Table]:
    columns = _columns(
        lang,
        ("cli.column_name", LEFT),
        ("rank", RIGHT),
        ("status", LEFT),
        ("old", RIGHT),
        ("new", RIGHT),
        ("difference", RIGHT),
    )
    for foreign, key in ((True, "chokepoints_foreign"), (False, "chokepoints_domestic")):
        cells = [
            [
                f"{m['name'][lang]}\n{m['id']}",
                f"{m['rank_a'] or '–'} → {m['rank_b'] or '–'}",
                text(f"compare.status_{m['status']}", lang),
                *("–" if m[s] is None else _amount(m[s], lang) for s in "ab"),
                "–" if m["change"] is None else signed_span(m["change"], lang),
            ]
            for m in made["chokepoints"]
            if m["foreign"] == foreign and m["moved"]
        ]
        yield table(text(f"compare.{key}", lang), columns, cells)
