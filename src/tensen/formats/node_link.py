"""Node-link JSON as networkx and D3 read it: nodes, edges, and in ``graph`` all other tables; lossless."""

import json
import math
from collections.abc import Callable, Iterator
from typing import Any, Final

import numpy as np
import pandas as pd

from tensen.formats.about import FORMAT, about_fields
from tensen.formats.guard import within_limit
from tensen.formats.licences import licence_rows
from tensen.formats.part import Part
from tensen.messages import Language, TensenError
from tensen.model import Network
from tensen.model.schema import TABLES

EDGES: Final = ("edges", "links")  # networkx from 3.6 writes the first, D3 and older networkx the second
MOST_COLUMNS: Final = 1000
_IN_GRAPH: Final = tuple(t for t in TABLES if t not in ("nodes", "edges"))
_MARKS: Final = ("key",)  # networkx's name for one of several edges between two nodes: no column of ours


def to_node_link(network: Network, lang: Language = "en", step: Callable[[], None] = lambda: None) -> bytes:
    """The network as node-link JSON; blank cells are left out, numbers read back equal."""
    graph: dict[str, Any] = {"format": FORMAT, "about": about_fields(network.about)}
    graph["licences"] = licence_rows(network, lang)
    graph |= {table: list(_records(network.tables[table])) for table in _IN_GRAPH}
    edges = list(_records(network.edges))
    for edge in edges:
        start = edge.get("valid_from")
        edge["key"] = f"{edge['carrier']}@{start}" if start else edge["carrier"]
    step()
    document = {
        "directed": True,
        "multigraph": True,
        "graph": graph,
        "nodes": list(_records(network.nodes)),
        "edges": edges,
    }
    return json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode("utf-8")


def read_node_link(content: bytes, name: str) -> tuple[list[Part], Any]:
    """The tables, and what the file says of the network (None where it says nothing).

    Raises:
        TensenError: too large, no JSON, a key that stands twice, NaN, or not in node-link form.
    """
    document = parse(content, name)
    if not isinstance(document, dict):
        raise _fault(name, "{…}")
    graph = document.get("graph", {})
    edges = next((document[key] for key in EDGES if key in document), None)
    if not isinstance(graph, dict) or edges is None or "nodes" not in document:
        raise _fault(name, "graph, nodes, edges")
    found = {"nodes": document["nodes"], "edges": edges}
    found |= {table: graph[table] for table in _IN_GRAPH if table in graph}
    parts = [Part(name, "", table, _frame(rows, table, name), 1) for table, rows in found.items()]
    return parts, graph.get("about")


def parse(content: bytes, name: str) -> Any:
    """JSON, strictly.

    Raises:
        TensenError: too large, too deep, not UTF-8, a key that stands twice, or a number that is none.
    """
    within_limit(content, name)

    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(found)
        if len(made) < len(found):
            seen: set[str] = set()
            twice = next(key for key, _ in found if key in seen or seen.add(key))  # type: ignore[func-returns-value]
            raise _fault(name, f"{twice[:80]!r} × 2")
        return made

    def constant(word: str) -> float:
        raise _fault(name, word)

    def number(word: str) -> float:
        value = float(word)
        if math.isinf(value):
            raise _fault(name, word[:80])
        return value

    try:
        return json.loads(
            content.decode("utf-8-sig"), object_pairs_hook=pairs, parse_constant=constant, parse_float=number
        )
    except (ValueError, RecursionError) as fault:
        raise _fault(name, str(fault)[:200]) from fault


def _fault(name: str, problem: str) -> TensenError:
    return TensenError("json_broken", file=name, problem=problem)


def _records(frame: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Rows as dictionaries without blank cells."""
    names = [str(n) for n in frame.columns if frame[n].notna().any()]
    held = [frame[n].notna().to_numpy(dtype=bool).tolist() for n in names]
    cells = [frame[n].tolist() for n in names]
    for flags, values in zip(zip(*held, strict=True), zip(*cells, strict=True), strict=True):
        yield {n: v for n, v, there in zip(names, values, flags, strict=True) if there}


def _frame(rows: Any, table: str, name: str) -> pd.DataFrame:
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise _fault(name, f"{table}: [{{…}}]")
    columns: dict[str, None] = {}
    for row in rows:
        columns.update(dict.fromkeys(row))
        if len(columns) > MOST_COLUMNS:
            raise _fault(name, f"{table}: > {MOST_COLUMNS}")
    if strange := [column for column in columns if not column.isascii() and not _is_text(column)]:
        raise _fault(name, f"{table}: {strange[0][:80]!a}")
    kept = [column for column in columns if table != "edges" or column not in _MARKS]
    made = {column: _column([row.get(column) for row in rows], f"{table}.{column}", name) for column in kept}
    return pd.DataFrame(made, index=pd.RangeIndex(len(rows)))


def _is_text(word: str) -> bool:
    """Not half of a surrogate pair, which JSON can name but no text can hold."""
    return not any("\ud800" <= letter <= "\udfff" for letter in word)


def _column(cells: list[Any], place: str, name: str) -> pd.Series:
    kinds = {type(cell) for cell in cells}
    if strange := kinds - {str, int, float, bool, type(None)}:
        at = next(n for n, cell in enumerate(cells) if type(cell) in strange)
        raise _fault(name, f"{place[:80]}[{at}]: {strange.pop().__name__}")
    if kinds <= {float, type(None)}:
        return pd.Series(np.array([np.nan if c is None else c for c in cells], dtype=np.float64))
    if kinds <= {str, type(None)}:
        try:
            return pd.Series(pd.array(cells, dtype="str"))
        except UnicodeEncodeError:
            return pd.Series(cells, dtype="object")  # half a surrogate: the model's checks show its escape
    return pd.Series(cells, dtype="object")
