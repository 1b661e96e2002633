"""``claims.csv``: figures in circulation held against the document that they are said to come from."""

from collections.abc import Collection, Iterator
from typing import Final

import pandas as pd

from tensen.formats import read_csv
from tensen.messages import Finding, TensenError, nearest
from tensen.packs.pack import Pack
from tensen.packs.trouble import findings_of

FILE: Final = "claims.csv"
COLUMNS: Final = (
    "id",
    "claim_en",
    "claim_ja",
    "figure",
    "source_says_en",
    "source_says_ja",
    "verdict",
    "source_id",
    "as_of",
)
VERDICTS: Final = ("holds", "misread", "unsupported")


def read_claims(pack: Pack) -> tuple[pd.DataFrame, list[Finding]]:
    """The pack's claims, one a row and every cell a string (none without a file), and what is wrong."""
    path = pack.path / FILE
    if not path.is_file():
        return pd.DataFrame(columns=list(COLUMNS), dtype="str"), []
    try:
        return read_csv(path.read_bytes(), f"{pack.id}/{FILE}"), []
    except TensenError as problem:
        return pd.DataFrame(columns=list(COLUMNS), dtype="str"), findings_of(problem)


def faults_of_claims(pack: Pack, claims: pd.DataFrame, sources: Collection[str]) -> Iterator[Finding]:
    """Columns missing or not read, empty cells, unknown verdicts and sources, ids that stand twice."""
    file = f"{pack.id}/{FILE}"
    for name in COLUMNS:
        if name not in claims:
            yield Finding("column_missing", {"file": file, "column": name}, {"value": name})
    for name in claims.columns.difference(list(COLUMNS)):
        near = ", ".join(nearest(name, COLUMNS)) or "–"
        yield Finding("unknown_column", {"file": file, "column": name}, {"value": name, "near": near})
    seen: dict[str, int] = {}
    for row, cells in enumerate(claims.to_dict("records"), start=2):
        for column, value in cells.items():
            where = {"file": file, "row": row, "column": column}
            if column in COLUMNS and not str(value).strip():
                yield Finding("missing", where, {"name": column})
            elif column == "verdict" and value not in VERDICTS:
                yield Finding("not_choice", where, {"value": value, "choices": ", ".join(VERDICTS)})
            elif column == "source_id" and value not in sources:
                near = ", ".join(nearest(str(value), sources)) or "–"
                yield Finding("dangling", where, {"value": value, "target": "sources", "near": near})
            elif column == "id" and seen.setdefault(str(value), row) != row:
                yield Finding("duplicate", where, {"value": value, "other": f"{file}:{seen[str(value)]}"})
