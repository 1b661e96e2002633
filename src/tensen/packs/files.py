"""Files of a pack that nothing reads: a name misspelt, or rows forgotten outside ``tables``."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tensen.messages import Finding, nearest
from tensen.model.schema import TABLES
from tensen.packs.pack import Pack
from tensen.packs.watch import Reads

# what is read by its name, wherever rows come from; the last line is what people read
_READ: Final = re.compile(
    r"(pack|findings)\.toml|claims\.csv|(scenarios|cases)/[^/]+\.toml"
    r"|(dependence|recovery)/[^/]+\.(toml|csv)|hazards/(hazards|events)\.csv"
    rf"|tables/({'|'.join(TABLES)})(\.[^/]+)?\.csv"
    r"|(.*/)?(README|LICEN[CS]E|NOTICE|CHANGELOG|CONTRIBUTING)[^/]*|docs/.+",
    re.IGNORECASE,
)
_PACKAGE: Final = "__init__.py"
_MOST: Final = 50


def files_of(pack: Pack) -> Iterator[str]:
    """The pack's files by their place in it, without hidden ones and compiled code."""
    for path in sorted(pack.path.rglob("*")):
        parts = path.relative_to(pack.path).parts
        if path.is_file() and not any(part.startswith((".", "__pycache__")) for part in parts):
            yield "/".join(parts)


def unread_files(pack: Pack, reads: Reads) -> list[Finding]:
    """A finding for each file that nothing reads, with the name that it perhaps should have."""
    code = (pack.path / _PACKAGE).is_file()  # a pack inside a distribution may have modules of its own
    strange = [
        name
        for name in files_of(pack)
        if not _READ.fullmatch(name)
        and name not in reads.files
        and not (code and name.endswith((".py", ".pyi", "py.typed")))
    ]
    return [
        Finding("unread_file", {"file": f"{pack.id}/{name}"}, {"value": name, "near": _meant(name)})
        for name in strange[:_MOST]
    ]


def unread_columns(pack: Pack, reads: Reads) -> Iterator[Finding]:
    """A finding for each column of a data file that the pack's ``build.py`` never looks at."""
    for name, columns in reads.columns.items():
        for column in columns.unread:
            yield Finding("unread_column", {"file": f"{pack.id}/{name}", "column": column}, {"value": column})


def _meant(name: str) -> str:
    path = Path(name)
    if path.suffix == ".toml":
        return f"scenarios/{path.name}, cases/{path.name}"
    table = (nearest(path.name.split(".")[0], TABLES) or ("nodes",))[0]
    return f"tables/{table}.{path.stem.split('.')[-1]}.csv"
