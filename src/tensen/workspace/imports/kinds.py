"""A kind that is none, told at its own cell: the id made from it would be blamed otherwise."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import pandas as pd

from tensen.messages import LANGUAGES, Finding, nearest
from tensen.model.coerce import LINE, ORIGIN
from tensen.model.labels import choices
from tensen.model.schema import tables

_USUAL: Final = ("supplier", "firm", "organisation")


def told_at_kind(findings: Iterable[Finding], nodes: pd.DataFrame) -> Iterator[Finding]:
    """``findings``, those at ids that were made from a kind that is none moved to the kind.

    Args:
        findings: as the cells of ``nodes`` gave them.
        nodes: rows with kind, origin and line; ids filled in.
    """
    if "kind" not in nodes:
        yield from findings
        return
    known = choices(tables()["nodes"].columns["kind"])
    places = zip(nodes[ORIGIN], nodes[LINE], nodes["kind"], strict=True)
    kinds = {(str(f), str(row)): str(k) for f, row, k in places if not pd.isna(k) and k not in known}
    for finding in findings:
        where = finding.where
        kind = kinds.get((str(where.get("file", "")), str(where.get("row", ""))), "")
        made = finding.key == "not_id" and str(finding.params.get("value", "")).startswith(f"{kind}.")
        if kind and made and where.get("column") == "id":
            yield Finding(
                "kind_unread", {**where, "column": "kind"}, {"value": kind, "near": near_kinds(kind)}
            )
        else:
            yield finding


def near_kinds(word: str) -> str:
    """The kinds that ``word`` may mean, each with its label: by id and by label in both languages.

    >>> near_kinds("仕入れ先").split(", ")[0]
    'supplier（仕入先）'
    """
    spelled = _spelled()
    found = list(dict.fromkeys(spelled[name] for name in nearest(word, spelled))) or list(_USUAL)
    labels = choices(tables()["nodes"].columns["kind"], "ja")
    return ", ".join(f"{kind}（{labels[kind]}）" for kind in found)


def _spelled() -> Mapping[str, str]:
    column = tables()["nodes"].columns["kind"]
    labels = {label: kind for lang in LANGUAGES for kind, label in choices(column, lang).items()}
    return labels | {kind: kind for kind in choices(column)}
