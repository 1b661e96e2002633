"""The made network on the disk: plain tables as CSV or Parquet, how it was made as JSON and for people."""

import io
import json
import re
from pathlib import Path

import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]
from pyarrow import csv as arrow_csv

from tensen.formats.formula import guarded
from tensen.formats.parquet import to_parquet
from tensen.messages import Language, TensenError
from tensen.store import write_all
from tensen.workspace.synthetic.made import Made
from tensen.workspace.synthetic.readme import readme

FORMATS = ("csv", "parquet")
TABLES = ("edges", "sectors", "essential", "final_demand", "value_added")
_QUOTED = re.compile(r'[",\r\n]')
README, ABOUT = "README.md", "made.json"


def write(made: Made, folder: Path, format: str, lang: Language) -> list[Path]:  # noqa: A002
    """All files; an older network of the same format in ``folder`` is replaced.

    Raises:
        TensenError: no such format, the folder holds other files, or the disk refuses.
    """
    check_place(folder, format)
    frames = (made.edges, made.sectors, made.essential.reset_index(), made.final_demand, made.value_added)
    named = zip(TABLES, frames, strict=True)
    files = {f"{name}.{format}": _bytes(frame, format) for name, frame in named if frame is not None}
    files[ABOUT] = (json.dumps(made.about, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode(
        "utf-8"
    )
    files[README] = readme(made, format, lang).encode("utf-8")
    write_all({folder / name: content for name, content in files.items()})
    return [folder / name for name in files]


def check_place(folder: str | Path, format: str) -> None:  # noqa: A002
    """Whether a network can be written there in that format; told before it is made.

    Raises:
        TensenError: no such format, or the folder holds other files.
    """
    if format not in FORMATS:
        raise TensenError("unknown_format", exit_code=2, name=format, names=", ".join(FORMATS))
    ours = {*(f"{name}.{format}" for name in TABLES), README, ABOUT}
    try:
        held = [path.name for path in Path(folder).iterdir()] if Path(folder).is_dir() else []
    except OSError:  # what may not be looked at may not be written either: the write says so
        held = []
    if others := sorted(set(held) - ours):
        raise TensenError("generate_folder", exit_code=2, folder=str(folder), names=", ".join(others[:5]))


def _bytes(frame: pd.DataFrame, format: str) -> bytes:  # noqa: A002
    return to_parquet(frame, {}) if format == "parquet" else _csv(frame)


def _csv(frame: pd.DataFrame) -> bytes:
    """UTF-8, LF; numbers as short as they can be and read back equal."""
    table = pa.Table.from_pandas(
        pd.DataFrame({name: _safe(frame[name]) for name in frame}), preserve_index=False
    )
    # Arrow quotes every text or none
    plain = not any(_QUOTED.search(str(word)) for name in frame for word in _texts(frame[name]))
    sink = io.BytesIO(
        pd.DataFrame(columns=[guarded(str(name)) for name in frame]).to_csv(index=False).encode()
    )
    sink.seek(0, io.SEEK_END)
    style = "none" if plain else "needed"
    arrow_csv.write_csv(table, sink, arrow_csv.WriteOptions(include_header=False, quoting_style=style))
    return sink.getvalue()


def _texts(cells: pd.Series) -> list[object]:
    """The different texts of a column; none where it holds numbers."""
    return [] if cells.dtype.kind in "if" else list(pd.unique(cells))


def _safe(cells: pd.Series) -> pd.Series:
    """Codes that a spreadsheet would take for a formula, guarded."""
    if cells.dtype.kind in "if":
        return cells
    codes, found = pd.factorize(cells)
    words = pd.Series(pd.array([guarded(str(word)) for word in found], dtype="str"))
    return words[codes].reset_index(drop=True)
