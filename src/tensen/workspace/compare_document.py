"""A comparison as plain data (``tensen.compare/1``): what ``--json`` prints and the page is drawn from."""

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from tensen.analysis.attribution import Attribution, Part
from tensen.analysis.difference import NetworkDifference
from tensen.analysis.paired import Answer, Item, Pair
from tensen.analysis.reach import Reach, ScenarioDifference
from tensen.analysis.relevance import counted, largest
from tensen.messages import LANGUAGES
from tensen.workspace.brief.words import interval
from tensen.workspace.compare_words import Names, belonging, table_words

if TYPE_CHECKING:
    from tensen.workspace.compare import Comparison
    from tensen.workspace.compare_sides import Side

SCHEMA = "tensen.compare/1"
LARGEST = 10  # rows of a table that are shown
ITEMS = 8  # sectors and countries
HITS = 20  # nodes and edges named per list


def comparison_document(made: "Comparison", most: int = LARGEST) -> dict[str, Any]:
    """The comparison with words in both languages; ``most`` rows of each table are listed."""
    names = Names(made.a.network, made.b.network)
    return {
        "schema": SCHEMA,
        "kind": made.kind,
        "equal": made.equal,
        "country": {"id": made.country, "name": dict(names.of(made.country))},
        "threshold": made.threshold,
        "a": _side(made.a),
        "b": _side(made.b),
        "rows": None if made.rows is None else _rows(made.rows, names, most),
        "clauses": None if made.clauses is None else _clauses(made.clauses, names),
        "answers": [_pair(p, made.attributions.get(p.id), names, made.country) for p in made.pairs],
        "chokepoints": [
            {
                "id": m.id,
                "name": _chokepoint(m.id, names),
                "foreign": m.foreign,
                "status": m.status,
                "moved": m.moved,
                "rank_a": m.rank_a,
                "rank_b": m.rank_b,
                "a": interval(m.loss_a),
                "b": interval(m.loss_b),
                "change": None if m.change is None else m.change.to_dict(),
            }
            for m in made.chokepoints
        ],
        "totals": [{"id": t.id, "name": dict(names.of(t.id)), "a": t.a, "b": t.b} for t in made.totals],
        "only_a": list(made.only_a),
        "only_b": list(made.only_b),
    }


def _side(side: "Side") -> dict[str, Any]:
    about = side.network.about
    return {
        "label": side.label,
        "horizon": side.horizon,
        "network": about.id,
        "title": {"en": about.title_en, "ja": about.title_ja},
        "scenarios": [s.id for s in side.scenarios],
    }


def _chokepoint(key: str, names: Names) -> dict[str, str]:
    identifier, _, family = key.partition("/")
    name = dict(names.of(identifier))
    if not family:
        return name
    words = belonging("carriers", family)
    return {"en": f"{name['en']}: {words['en']}", "ja": f"{name['ja']}：{words['ja']}"}


def _rows(found: NetworkDifference, names: Names, most: int) -> dict[str, Any]:
    tables = []
    for name, held in found.tables.items():
        groups = [
            {"id": group, "name": dict(belonging(name, group)), **counts}
            for group, counts in (counted(found, name) if not held.empty else {}).items()
        ]
        shown = [] if held.empty else _listed(largest(found, name, most), names)
        tables.append(
            {
                "table": name,
                "name": dict(table_words(name)),
                **held.counts(),
                "groups": groups,
                "largest": shown,
            }
        )
    return {"tables": tables, "renames": [vars(r) for r in found.renames]}


def _listed(frame: pd.DataFrame, names: Names) -> list[dict[str, Any]]:
    """Rows for JSON; what is not a cell of the difference is the key."""
    apart = {"change", "column", "old", "new", "relevance"}
    cited = {f"{c}_{side}" for c in ("source_id", "as_of") for side in "ab"}
    rows = []
    for row in frame.to_dict("records"):
        cells = {str(k): plain(v) for k, v in row.items()}
        key = {k: v for k, v in cells.items() if k not in apart | cited and v is not None}
        words = {lang: " → ".join(names.of(str(v))[lang] for v in key.values()) for lang in LANGUAGES}
        rest = {k: v for k, v in cells.items() if k in apart | cited}
        rows.append({"key": key, "name": words, **rest})
    return rows


def _clauses(found: ScenarioDifference, names: Names) -> dict[str, Any]:
    changes = [
        {"id": name, "name": dict(names.of(name)), "a": _change(a), "b": _change(b)}
        for name, a, b in found.changes
    ]
    return {
        **{side: list(words) for side, words in found.clauses.items()},
        "assumptions": changes,
        "hits": {
            "nodes": _reach(found.nodes, found, names, "nodes"),
            "edges": _reach(found.edges, found, names, "edges"),
        },
    }


def _change(change: Any) -> dict[str, float] | None:
    return None if change is None else {"low": change.low, "central": change.central, "high": change.high}


def _reach(reach: Reach, found: ScenarioDifference, names: Names, table: str) -> dict[str, Any]:
    said: dict[str, Any] = {"harder": len(reach.harder)}
    for side, rows in (("both", reach.both), ("a", reach.only_a), ("b", reach.only_b)):
        listed = found.frame.network.tables[table].iloc[rows[:HITS]]
        keys = ["id"] if table == "nodes" else ["source", "target", "carrier"]
        said[side] = {
            "count": len(rows),
            "families": found.families(rows) if table == "edges" else {},
            "first": [
                {lang: " → ".join(names.of(str(i))[lang] for i in row) for lang in LANGUAGES}
                for row in listed[keys].itertuples(index=False, name=None)
            ],
        }
    return said


def _pair(pair: Pair, why: Attribution | None, names: Names, country: str) -> dict[str, Any]:
    change = pair.change
    return {
        "id": pair.id,
        "title": _title(pair),
        "a": _answer(pair.a, names),
        "b": _answer(pair.b, names),
        "change": None if change is None else _with_draws(change),
        "share_change": None if pair.share is None else _with_draws(pair.share),
        "overlap": pair.overlap,
        "certain": None if change is None else change.certain,
        "verdict": _verdict(pair),
        "closed_loop": pair.closed,
        "problem": None if pair.problem is None else {lang: pair.problem.words(lang) for lang in LANGUAGES},
        "sectors": [_item(i, names) for i in pair.sectors[:ITEMS]],
        "countries": [_item(i, names) for i in pair.countries if i.id != country][:ITEMS],
        "moved_by": None if why is None else _attribution(why, names),
    }


def _title(pair: Pair) -> dict[str, str]:
    titles = [dict(side.scenario.title) for side in (pair.a, pair.b) if side is not None]
    if not titles:
        return dict.fromkeys(LANGUAGES, pair.id)
    return {lang: " → ".join(dict.fromkeys(t.get(lang, pair.id) for t in titles)) for lang in LANGUAGES}


def _verdict(pair: Pair) -> str:
    """Which honest sentence holds of two intervals: a key of the catalogue ``compare``."""
    change = pair.change
    if change is None:
        return "problem"
    if pair.closed:
        return "closed"
    if change.least == change.most == 0:
        return "same"
    if change.least < 0 < change.most:
        return "overlap_open"
    if not change.certain:
        return "one_sided"
    return "overlap_certain" if pair.overlap else "apart"


def _with_draws(change: Any) -> dict[str, Any]:
    return {**change.to_dict(), "sampled": None if change.sampled is None else change.sampled.to_dict()}


def _answer(answer: Answer | None, names: Names) -> dict[str, Any] | None:
    if answer is None:
        return None
    people = answer.people
    return {
        "scenario": answer.scenario.id,
        "horizon": answer.scenario.horizon,
        "loss_per_day": interval(answer.loss),
        "share_of_value": interval(answer.share),
        "sampled": None if answer.sampled is None else answer.sampled.to_dict(),
        "people": None if people is None else {"low": people.low, "high": people.high},
        "path": [{"id": node, "name": dict(names.of(node))} for node in answer.path],
    }


def _item(item: Item, names: Names) -> dict[str, Any]:
    change = item.change.to_dict()
    return {
        "id": item.id,
        "name": dict(names.of(item.id)),
        "a": interval(item.a),
        "b": interval(item.b),
        "change": change,
    }


def _attribution(why: Attribution, names: Names) -> dict[str, Any]:
    return {
        "a": why.a,
        "b": why.b,
        "total": why.total,
        "method": why.method,
        "orders": why.orders,
        "interaction": why.interaction,
        "together": why.together,
        "parts": [_part(part, names) for part in why.parts],
    }


def _part(part: Part, names: Names) -> dict[str, Any]:
    return {
        "table": part.table,
        "name": dict(names.part(part)),
        "pieces": len(part.pieces),
        "rows": sum(len(piece.rows) for piece in part.pieces),
        "key": list(part.pieces[0].key) if len(part.pieces) == 1 else None,
        "sources": sorted({s for piece in part.pieces for s in piece.sources}),
        "first": part.first,
        "last": part.last,
        "share": part.share,
        "parts": [_part(p, names) for p in part.parts],
    }


def plain(value: Any) -> Any:
    """A cell as JSON holds it: numbers and words, None for what is blank."""
    if hasattr(value, "item"):
        value = value.item()
    if value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    return value
